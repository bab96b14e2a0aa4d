// SPDX-License-Identifier: Apache-2.0
use super::*;

const MEMBER: Payee = Payee::Member(ALICES);
const GUARANTORS: Payee = Payee::Guarantor(COMMUNITY);
const REFERENCE: [u8; 32] = [5; 32];

#[test]
fn collect_deposit_comes_to_the_account() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::collect_deposit(bank(), MEMBER, REFERENCE, 10 * EUR));
		assert_last(Event::DepositCollected {
			payee: MEMBER,
			reference: REFERENCE,
			amount: 10 * EUR,
		});
		assert_eq!(position(ALICES), 10 * EUR as i128);
		assert_eq!(Bank::totals(COMMUNITY).deposited, 10 * EUR);
	});
}

#[test]
fn collect_deposit_comes_to_the_guarantor() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::collect_deposit(bank(), GUARANTORS, REFERENCE, 10 * EUR));
		assert_eq!(deposit(), DEPOSIT + 10 * EUR);
	});
}

#[test]
fn collect_deposit_pays_arrears_first() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_ok!(Bank::collect_deposit(bank(), MEMBER, REFERENCE, 12 * EUR));
		assert_eq!((arrears(ALICES), deposit(), position(ALICES)), (0, DEPOSIT, 2 * EUR as i128));
	});
}

#[test]
fn collect_deposit_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		for (payee, reference) in [(MEMBER, [1; 32]), (GUARANTORS, [2; 32])] {
			assert_ok!(Bank::collect_deposit(bank(), payee, reference, EUR));
			assert_storage_noop!(assert_ok!(Bank::collect_deposit(bank(), payee, reference, EUR)));
		}
	});
}

#[test]
fn collect_deposit_under_the_same_reference_is_another_one_elsewhere() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::collect_deposit(bank(), MEMBER, REFERENCE, EUR));
		assert_ok!(Bank::collect_deposit(bank(), Payee::Member(POOR), REFERENCE, 2 * EUR));
		assert_eq!(position(POOR), 2 * EUR as i128);
	});
}

#[test]
fn collect_deposit_fails_for_no_whole_cents() {
	TestExt::new().execute_with(|| {
		for amount in [0, 1, CENT - 1, CENT + 1, u128::MAX] {
			assert_noop!(
				Bank::collect_deposit(bank(), MEMBER, REFERENCE, amount),
				Error::<Test>::WrongAmount
			);
		}
	});
}

#[test]
fn collect_deposit_fails_for_another_under_the_same_reference() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::collect_deposit(bank(), MEMBER, REFERENCE, EUR));
		for (payee, amount) in
			[(MEMBER, 2 * EUR), (Payee::Member(BOBS), EUR), (GUARANTORS, EUR), (MEMBER, CENT)]
		{
			assert_noop!(
				Bank::collect_deposit(bank(), payee, REFERENCE, amount),
				Error::<Test>::ReferenceTaken
			);
		}
	});
}

#[test]
fn collect_deposit_fails_above_the_cap() {
	TestExt::new().execute_with(|| {
		for payee in [MEMBER, GUARANTORS] {
			assert_noop!(
				Bank::collect_deposit(bank(), payee, REFERENCE, MINT_MAX + CENT),
				Error::<Test>::OverCap
			);
		}
		assert_ok!(Bank::collect_deposit(bank(), MEMBER, REFERENCE, MINT_MAX));
	});
}

#[test]
fn collect_deposit_fails_for_an_unknown_account() {
	TestExt::new().execute_with(|| {
		let payee = Payee::Member(MemberAccount { meter: NO_METER, epoch: 0 });
		assert_noop!(
			Bank::collect_deposit(bank(), payee, REFERENCE, EUR),
			Error::<Test>::AccountNotFound
		);
	});
}

#[test]
fn collect_deposit_fails_for_a_guarantor_that_is_not_there() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Bank::collect_deposit(bank(), Payee::Guarantor(POOR_COMMUNITY), REFERENCE, EUR),
			Error::<Test>::NoGuarantor
		);
	});
}

#[test]
fn collect_deposit_fails_above_what_an_account_can_hold() {
	TestExt::new().execute_with(|| {
		World::with(|world| world.trade(ALICES, i64::MAX));
		assert_noop!(
			Bank::collect_deposit(bank(), MEMBER, REFERENCE, EUR),
			Error::<Test>::PositionTooHigh
		);
	});
}

#[test]
fn collect_deposit_fails_where_the_currency_refuses() {
	TestExt::new().execute_with(|| {
		freeze_currency();
		for payee in [MEMBER, GUARANTORS] {
			assert_noop!(
				Bank::collect_deposit(bank(), payee, REFERENCE, EUR),
				Error::<Test>::CurrencyRefused
			);
		}
	});
}
