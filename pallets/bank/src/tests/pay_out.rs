// SPDX-License-Identifier: Apache-2.0
use super::*;

#[test]
fn pay_out_takes_the_money_off_the_chain() {
	TestExt::new().execute_with(|| {
		let id = credit(10 * EUR);
		assert_ok!(Bank::pay_out(bank(), id, 1, 10 * EUR));
		assert_last(Event::PaidOut { id, attempt: 1, amount: 10 * EUR });
		assert_eq!(line(id).state, LineState::Paid);
		assert_eq!((position(ALICES), in_payment()), (0, 0));
		assert_eq!(Bank::totals(COMMUNITY).paid_out, 10 * EUR);
		assert_eq!(World::get().communities[&COMMUNITY].burned, 10 * EUR);
	});
}

#[test]
fn pay_out_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		let id = paid_out(10 * EUR);
		assert_storage_noop!(assert_ok!(Bank::pay_out(bank(), id, 1, 10 * EUR)));
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_storage_noop!(assert_ok!(Bank::pay_out(bank(), id, 1, 10 * EUR)));
		export(id);
		assert_storage_noop!(assert_ok!(Bank::pay_out(bank(), id, 1, 10 * EUR)));
		assert_eq!(in_payment(), 10 * EUR, "the second one is still on its way");
	});
}

#[test]
fn pay_out_needs_no_cap() {
	TestExt::new().execute_with(|| {
		let id = credit(10 * EUR);
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, CENT));
		assert_ok!(Bank::pay_out(bank(), id, 1, 10 * EUR));
	});
}

#[test]
fn pay_out_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		let id = statement(ALICES, 0);
		assert_noop!(Bank::pay_out(bank(), id, 1, EUR), Error::<Test>::LineNotFound);
	});
}

#[test]
fn pay_out_fails_for_an_attempt_that_was_never_made() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		for attempt in [0, 2] {
			assert_noop!(Bank::pay_out(bank(), id, attempt, EUR), Error::<Test>::UnknownAttempt);
		}
	});
}

#[test]
fn pay_out_fails_for_a_debit() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		assert_noop!(Bank::pay_out(bank(), id, 1, EUR), Error::<Test>::WrongDirection);
	});
}

#[test]
fn pay_out_fails_for_another_amount() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		for amount in [0, EUR - CENT, EUR + 1, u128::MAX] {
			assert_noop!(Bank::pay_out(bank(), id, 1, amount), Error::<Test>::WrongAmount);
		}
	});
}

#[test]
fn pay_out_fails_after_it_failed() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_noop!(Bank::pay_out(bank(), id, 1, EUR), Error::<Test>::WrongState);
	});
}

#[test]
fn pay_out_fails_where_the_currency_refuses() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		freeze_currency();
		assert_noop!(Bank::pay_out(bank(), id, 1, EUR), Error::<Test>::CurrencyRefused);
	});
}

#[test]
fn pay_out_fails_where_less_is_in_payment() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		// Settlement keeps what is in payment; here it lost it.
		let lose = |amount| {
			World::with(|world| {
				world.communities.get_mut(&COMMUNITY).expect("it exists").in_payment = amount;
			});
		};
		lose(EUR - 1);
		assert_noop!(Bank::pay_out(bank(), id, 1, EUR), Error::<Test>::PositionTooLow);
		assert_noop!(Bank::fail(bank(), id, 1), Error::<Test>::PositionTooLow);
		lose(EUR);
	});
}
