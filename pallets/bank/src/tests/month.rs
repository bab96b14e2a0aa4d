// SPDX-License-Identifier: Apache-2.0
//! What a year brings: a month of payments, and what becomes of them.

use super::*;

const PRODUCER: i128 = 40 * EUR as i128;
const DEBTOR: i128 = -(60 * EUR as i128);

/// January: Alice has earned, Bob owes. Both are exported.
fn january() -> (StatementId, StatementId) {
	keep(ALICE, METER, 0);
	let (earned, owed) = (closed_at(ALICES, PRODUCER), closed_at(BOBS, DEBTOR));
	let ids = vec![earned, owed].try_into().expect("two fit");
	assert_ok!(Bank::export(bank(), COMMUNITY, ids));
	(earned, owed)
}

#[test]
fn a_debit_fails_is_tried_again_comes_back_after_seven_weeks_and_is_paid_at_last() {
	TestExt::new().execute_with(|| {
		let (earned, owed) = january();
		assert_ok!(Bank::pay_out(bank(), earned, 1, 40 * EUR));
		assert_ok!(Bank::fail(bank(), owed, 1));
		assert_eq!(position(BOBS), DEBTOR);
		check();

		// The second attempt is collected. The bank sends the same file three times.
		assert_eq!(export(owed).attempt, 2);
		for _ in 0..3 {
			assert_ok!(Bank::collect(bank(), owed, 2, 60 * EUR));
			assert_ok!(Bank::pay_out(bank(), earned, 1, 40 * EUR));
			assert_ok!(Bank::fail(bank(), owed, 1));
		}
		assert_eq!(position(BOBS), 0);
		check();

		// Seven weeks later February is paid, too, and January's debit comes back.
		System::set_block_number(7 * WINDOW);
		let february = closed_at(BOBS, -(5 * EUR as i128));
		export(february);
		assert_ok!(Bank::collect(bank(), february, 1, 5 * EUR));
		for _ in 0..2 {
			assert_ok!(Bank::return_payment(bank(), owed, 2, 60 * EUR));
		}
		assert_eq!((position(BOBS), arrears(BOBS)), (0, 60 * EUR));
		assert_eq!(deposit(), DEPOSIT - 60 * EUR);
		check();

		// March's debit pays what is left of the arrears first, and so does the third attempt.
		let march = closed_at(BOBS, -(10 * EUR as i128));
		export(march);
		assert_eq!(export(owed).amount, 60 * EUR);
		assert_ok!(Bank::collect(bank(), march, 1, 10 * EUR));
		assert_eq!((position(BOBS), arrears(BOBS)), (-(10 * EUR as i128), 50 * EUR));
		assert_ok!(Bank::collect(bank(), owed, 3, 60 * EUR));
		assert_eq!((position(BOBS), arrears(BOBS), deposit()), (0, 0, DEPOSIT));
		assert_eq!(Bank::claim(COMMUNITY), 0);
	});
}

#[test]
fn a_credit_comes_back_and_is_paid_to_another_account() {
	TestExt::new().execute_with(|| {
		let (earned, _) = january();
		assert_ok!(Bank::pay_out(bank(), earned, 1, 40 * EUR));
		// Her bank account is closed. The money is hers again, and she spends some of it.
		assert_ok!(Bank::return_payment(bank(), earned, 1, 40 * EUR));
		World::with(|world| world.trade(ALICES, -(4 * EUR as i64) - 1));
		assert_eq!(export(earned).amount, 36 * EUR - CENT);
		assert_ok!(Bank::pay_out(bank(), earned, 2, 36 * EUR - CENT));
		assert_eq!(position(ALICES), CENT as i128 - 1);
		let totals = Bank::totals(COMMUNITY);
		assert_eq!(totals.paid_out - totals.credits_returned, 36 * EUR - CENT);
	});
}

#[test]
fn a_member_leaves_with_debt_and_the_guarantor_gives_it_up() {
	TestExt::new().execute_with(|| {
		let (_, owed) = january();
		World::with(|world| world.change_owner(BOBS_METER, ALICE));
		assert_ok!(Bank::fail(bank(), owed, 1));
		export(owed);
		assert_ok!(Bank::fail(bank(), owed, 2));
		assert_ok!(Bank::write_off(signed(GUARANTOR), owed));
		assert_last(Event::DebtWrittenOff { id: owed, debt: 60 * EUR, arrears: 0 });
		assert_eq!((position(BOBS), deposit()), (0, DEPOSIT - 60 * EUR));
		// The next owner has nothing to do with it.
		let next = MemberAccount { epoch: 1, ..BOBS };
		assert_eq!((position(next), arrears(next)), (0, 0));
	});
}

#[test]
fn a_debit_comes_back_when_the_guarantor_cannot_pay_and_the_bank_waits() {
	TestExt::new().execute_with(|| {
		let (_, owed) = january();
		assert_ok!(Bank::collect(bank(), owed, 1, 60 * EUR));
		// Bob has used all his limit; of the guarantor's money 20 are free.
		World::with(|world| world.trade(BOBS, -(LIMIT as i64)));
		set_deposit(2 * u128::from(LIMIT) + 20 * EUR);
		assert_ok!(Bank::return_payment(bank(), owed, 1, 60 * EUR));
		assert_eq!((Bank::claim(COMMUNITY), arrears(BOBS)), (40 * EUR, 60 * EUR));
		check();

		// The guarantor pays in by bank, but not enough.
		let payee = Payee::Guarantor(COMMUNITY);
		assert_ok!(Bank::collect_deposit(bank(), payee, [1; 32], 15 * EUR));
		assert_ok!(Bank::pay_claim(signed(STRANGER), COMMUNITY));
		assert_eq!(Bank::claim(COMMUNITY), 25 * EUR);
		assert_noop!(Bank::pay_claim(signed(STRANGER), COMMUNITY), Error::<Test>::NotCovered);
		check();

		// Bob's arrears are collected: they pay the guarantor, and its money pays the bank.
		export(owed);
		assert_ok!(Bank::collect(bank(), owed, 2, 60 * EUR));
		assert_ok!(Bank::pay_claim(signed(STRANGER), COMMUNITY));
		assert_eq!(Bank::claim(COMMUNITY), 0);
		assert_eq!(deposit(), 2 * u128::from(LIMIT) + 35 * EUR);
		assert_eq!(Bank::totals(COMMUNITY).debits_returned, 60 * EUR);
	});
}
