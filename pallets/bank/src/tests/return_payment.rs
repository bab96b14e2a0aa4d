// SPDX-License-Identifier: Apache-2.0
use super::*;

#[test]
fn return_payment_of_a_debit_is_paid_by_the_guarantor() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_last(Event::PaymentReturned {
			id,
			attempt: 1,
			direction: Collect,
			amount: 10 * EUR,
			claimed: 0,
		});
		assert_eq!(line(id).state, LineState::Returned);
		assert_eq!((position(ALICES), arrears(ALICES)), (0, 10 * EUR), "its money may be spent");
		assert_eq!(deposit(), DEPOSIT - 10 * EUR);
		let totals = Bank::totals(COMMUNITY);
		assert_eq!((totals.debits_returned, Bank::claim(COMMUNITY)), (10 * EUR, 0));
	});
}

#[test]
fn return_payment_cuts_the_accounts_unused_limit_first() {
	TestExt::new().execute_with(|| {
		let id = collected(100 * EUR);
		// 200 for Bob's limit, 200 for Alice's of which nothing is used, 30 free.
		set_deposit(430 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 100 * EUR));
		assert_eq!(World::get().accounts[&ALICES].limit, 130 * EUR as u64);
		assert_eq!((deposit(), Bank::claim(COMMUNITY)), (330 * EUR, 0));
	});
}

#[test]
fn return_payment_that_the_guarantor_cannot_pay_is_the_banks_claim() {
	TestExt::new().execute_with(|| {
		let id = collected(100 * EUR);
		// 10 of Alice's limit are not used, 30 are free.
		World::with(|world| world.trade(ALICES, -(190 * EUR as i64)));
		set_deposit(430 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 100 * EUR));
		assert_last(Event::PaymentReturned {
			id,
			attempt: 1,
			direction: Collect,
			amount: 100 * EUR,
			claimed: 60 * EUR,
		});
		assert_eq!((deposit(), Bank::claim(COMMUNITY)), (390 * EUR, 60 * EUR));
		assert_eq!(arrears(ALICES), 100 * EUR, "its owner owes all of it");
		assert_eq!(Bank::totals(COMMUNITY).debits_returned, 40 * EUR);
	});
}

#[test]
fn return_payment_of_a_credit_brings_the_money_again() {
	TestExt::new().execute_with(|| {
		let id = paid_out(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_last(Event::PaymentReturned {
			id,
			attempt: 1,
			direction: PayOut,
			amount: 10 * EUR,
			claimed: 0,
		});
		assert_eq!((position(ALICES), arrears(ALICES)), (10 * EUR as i128, 0));
		assert_eq!(Bank::totals(COMMUNITY).credits_returned, 10 * EUR);
	});
}

#[test]
fn return_payment_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		let ids = [collected(EUR), paid_out(EUR)];
		for id in ids {
			assert_ok!(Bank::return_payment(bank(), id, 1, EUR));
			assert_storage_noop!(assert_ok!(Bank::return_payment(bank(), id, 1, EUR)));
			assert_ok!(Bank::reopen(bank(), id));
			assert_storage_noop!(assert_ok!(Bank::return_payment(bank(), id, 1, EUR)));
		}
	});
}

#[test]
fn return_payment_of_each_attempt_counts() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		for attempt in 1..4 {
			assert_ok!(Bank::return_payment(bank(), id, attempt, 10 * EUR));
			assert_eq!((arrears(ALICES), deposit()), (10 * EUR, DEPOSIT - 10 * EUR));
			assert_eq!(export(id).attempt, attempt + 1);
			assert_ok!(Bank::collect(bank(), id, attempt + 1, 10 * EUR));
			assert_eq!((arrears(ALICES), deposit()), (0, DEPOSIT));
		}
		assert_eq!(Bank::totals(COMMUNITY).collected, 40 * EUR);
		assert_eq!(Bank::totals(COMMUNITY).debits_returned, 30 * EUR);
	});
}

#[test]
fn return_payment_of_a_credit_needs_the_cap() {
	TestExt::new().execute_with(|| {
		let (credit, debit) = (paid_out(EUR), collected(EUR));
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 0));
		assert_noop!(Bank::return_payment(bank(), credit, 1, EUR), Error::<Test>::OverCap);
		assert_ok!(Bank::return_payment(bank(), debit, 1, EUR));
	});
}

#[test]
fn return_payment_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		let id = statement(ALICES, 0);
		assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::LineNotFound);
	});
}

#[test]
fn return_payment_fails_for_an_attempt_that_was_never_made() {
	TestExt::new().execute_with(|| {
		let id = collected(EUR);
		for attempt in [0, 2] {
			assert_noop!(
				Bank::return_payment(bank(), id, attempt, EUR),
				Error::<Test>::UnknownAttempt
			);
		}
	});
}

#[test]
fn return_payment_fails_for_another_amount() {
	TestExt::new().execute_with(|| {
		let id = collected(EUR);
		for amount in [0, EUR - CENT, EUR + CENT, u128::MAX] {
			assert_noop!(Bank::return_payment(bank(), id, 1, amount), Error::<Test>::WrongAmount);
		}
	});
}

#[test]
fn return_payment_fails_before_it_was_booked() {
	TestExt::new().execute_with(|| {
		for id in [debit(EUR), credit(EUR)] {
			assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::WrongState);
			assert_ok!(Bank::fail(bank(), id, 1));
			assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::WrongState);
		}
	});
}

#[test]
fn return_payment_fails_without_the_account() {
	TestExt::new().execute_with(|| {
		let ids = [collected(EUR), paid_out(EUR)];
		let account = World::with(|world| world.accounts.remove(&ALICES));
		for id in ids {
			assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::AccountNotFound);
		}
		World::with(|world| world.accounts.insert(ALICES, account.expect("it was there")));
	});
}

#[test]
fn return_payment_of_a_credit_fails_above_what_an_account_can_hold() {
	TestExt::new().execute_with(|| {
		let id = paid_out(EUR);
		World::with(|world| world.trade(ALICES, i64::MAX));
		assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::PositionTooHigh);
	});
}

#[test]
fn return_payment_fails_where_the_currency_refuses() {
	TestExt::new().execute_with(|| {
		let ids = [collected(EUR), paid_out(EUR)];
		freeze_currency();
		for id in ids {
			assert_noop!(Bank::return_payment(bank(), id, 1, EUR), Error::<Test>::CurrencyRefused);
		}
	});
}
