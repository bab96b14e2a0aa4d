// SPDX-License-Identifier: Apache-2.0
use super::*;

#[test]
fn fail_of_a_debit_leaves_the_debt() {
	TestExt::new().execute_with(|| {
		let id = debit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		let amount = 10 * EUR;
		assert_last(Event::PaymentFailed { id, attempt: 1, direction: Collect, amount });
		assert_eq!(line(id).state, LineState::Failed);
		assert_eq!((position(ALICES), arrears(ALICES)), (-(10 * EUR as i128), 0));
	});
}

#[test]
fn fail_of_a_credit_gives_the_money_back() {
	TestExt::new().execute_with(|| {
		let id = credit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		let amount = 10 * EUR;
		assert_last(Event::PaymentFailed { id, attempt: 1, direction: PayOut, amount });
		assert_eq!((position(ALICES), in_payment()), (10 * EUR as i128, 0));
	});
}

#[test]
fn fail_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		for id in [debit(EUR), credit(EUR)] {
			assert_ok!(Bank::fail(bank(), id, 1));
			assert_storage_noop!(assert_ok!(Bank::fail(bank(), id, 1)));
			assert_ok!(Bank::reopen(bank(), id));
			assert_storage_noop!(assert_ok!(Bank::fail(bank(), id, 1)));
		}
	});
}

#[test]
fn fail_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		let id = statement(ALICES, 0);
		assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::LineNotFound);
	});
}

#[test]
fn fail_fails_for_an_attempt_that_was_never_made() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		for attempt in [0, 2] {
			assert_noop!(Bank::fail(bank(), id, attempt), Error::<Test>::UnknownAttempt);
		}
	});
}

#[test]
fn fail_fails_after_it_was_booked() {
	TestExt::new().execute_with(|| {
		let ids = [collected(EUR), paid_out(EUR)];
		for id in ids {
			assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::WrongState);
			assert_ok!(Bank::return_payment(bank(), id, 1, EUR));
			assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::WrongState);
		}
	});
}

#[test]
fn fail_of_a_credit_fails_without_the_account() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		let account = World::with(|world| world.accounts.remove(&ALICES));
		assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::AccountNotFound);
		World::with(|world| world.accounts.insert(ALICES, account.expect("it was there")));
	});
}

#[test]
fn fail_of_a_credit_fails_above_what_an_account_can_hold() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		World::with(|world| world.trade(ALICES, i64::MAX));
		assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::PositionTooHigh);
	});
}
