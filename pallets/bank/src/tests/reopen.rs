// SPDX-License-Identifier: Apache-2.0
use super::*;

#[test]
fn reopen_lets_a_payment_be_tried_again() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_ok!(Bank::reopen(bank(), id));
		assert_last(Event::LineReopened { id, attempt: 2 });
		assert_eq!((line(id).state, line(id).attempt), (LineState::Open, 2));

		assert_eq!(export(id).attempt, 2);
		assert_ok!(Bank::collect(bank(), id, 2, EUR));
	});
}

#[test]
fn reopen_keeps_the_arrears_of_a_returned_debit() {
	TestExt::new().execute_with(|| {
		let id = collected(EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, EUR));
		assert_ok!(Bank::reopen(bank(), id));
		assert_eq!(Bank::due(id), Some((Collect, EUR)));
		assert_eq!(arrears(ALICES), EUR);
	});
}

#[test]
fn reopen_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_ok!(Bank::reopen(bank(), id));
		assert_storage_noop!(assert_ok!(Bank::reopen(bank(), id)));
	});
}

#[test]
fn reopen_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		assert_noop!(Bank::reopen(bank(), statement(ALICES, 0)), Error::<Test>::LineNotFound);
	});
}

#[test]
fn reopen_fails_unless_it_failed_or_came_back() {
	TestExt::new().execute_with(|| {
		let written_off = debit(EUR);
		assert_ok!(Bank::fail(bank(), written_off, 1));
		assert_ok!(Bank::write_off(signed(GUARANTOR), written_off));
		World::with(|world| world.accounts.get_mut(&ALICES).expect("it exists").limit = LIMIT / 2);
		for id in [written_off, collected(EUR), paid_out(EUR), debit(EUR), credit(EUR)] {
			assert_noop!(Bank::reopen(bank(), id), Error::<Test>::WrongState);
		}
	});
}
