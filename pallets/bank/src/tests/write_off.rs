// SPDX-License-Identifier: Apache-2.0
use super::*;

/// A statement of Alice's whose debit failed.
fn failed(amount: u128) -> StatementId {
	let id = debit(amount);
	assert_ok!(Bank::fail(bank(), id, 1));
	id
}

fn guarantor() -> RuntimeOrigin {
	signed(GUARANTOR)
}

#[test]
fn write_off_ends_a_debt_and_its_limit() {
	TestExt::new().execute_with(|| {
		let id = failed(10 * EUR);
		World::with(|world| world.trade(ALICES, -(EUR as i64)));
		assert_ok!(Bank::write_off(guarantor(), id));
		assert_last(Event::DebtWrittenOff { id, debt: 11 * EUR, arrears: 0 });
		assert_eq!((line(id).state, line(id).attempt), (LineState::WrittenOff, 2));
		assert_eq!((position(ALICES), deposit()), (0, DEPOSIT - 11 * EUR));
		assert_eq!(World::get().accounts[&ALICES].limit, 0);
		assert_eq!(Bank::totals(COMMUNITY).written_off, 11 * EUR);
	});
}

#[test]
fn write_off_of_arrears_costs_the_guarantor_nothing_more() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_ok!(Bank::write_off(guarantor(), id));
		assert_last(Event::DebtWrittenOff { id, debt: 0, arrears: 10 * EUR });
		assert_eq!((arrears(ALICES), deposit()), (0, DEPOSIT - 10 * EUR));
	});
}

#[test]
fn write_off_of_an_open_line_and_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		let id = failed(10 * EUR);
		assert_ok!(Bank::reopen(bank(), id));
		assert_ok!(Bank::write_off(guarantor(), id));
		assert_eq!((line(id).state, line(id).attempt), (LineState::WrittenOff, 2));
		assert_storage_noop!(assert_ok!(Bank::write_off(guarantor(), id)));
		// Nor does another copy of what the bank said.
		assert_storage_noop!(assert_ok!(Bank::fail(bank(), id, 1)));
	});
}

#[test]
fn write_off_fails_for_anyone_but_the_guarantor() {
	TestExt::new().execute_with(|| {
		let id = failed(EUR);
		for who in [BANK, ALICE, STRANGER] {
			assert_noop!(Bank::write_off(signed(who), id), Error::<Test>::NotGuarantor);
		}
		assert_noop!(Bank::write_off(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
		let poor = statement(POOR, 0);
		assert_noop!(Bank::write_off(guarantor(), poor), Error::<Test>::NotGuarantor);
	});
}

#[test]
fn write_off_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		let id = closed_at(ALICES, -(EUR as i128));
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::LineNotFound);
	});
}

#[test]
fn write_off_fails_for_a_credit() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::WrongDirection);
	});
}

#[test]
fn write_off_fails_while_the_money_is_on_its_way_or_there() {
	TestExt::new().execute_with(|| {
		for id in [collected(EUR), debit(EUR)] {
			assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::WrongState);
		}
	});
}

#[test]
fn write_off_fails_while_other_money_of_the_account_is_on_its_way() {
	TestExt::new().execute_with(|| {
		let id = failed(EUR);
		let collecting = debit(3 * EUR);
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::MoneyOnItsWay);
		assert_ok!(Bank::fail(bank(), collecting, 1));
		let paying = credit(EUR);
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::MoneyOnItsWay);
		assert_ok!(Bank::pay_out(bank(), paying, 1, EUR));
		assert_ok!(Bank::write_off(guarantor(), id));
	});
}

#[test]
fn write_off_fails_without_the_account() {
	TestExt::new().execute_with(|| {
		let id = failed(EUR);
		let account = World::with(|world| world.accounts.remove(&ALICES));
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::AccountNotFound);
		World::with(|world| world.accounts.insert(ALICES, account.expect("it was there")));
	});
}

#[test]
fn write_off_fails_where_the_guarantor_cannot_pay() {
	TestExt::new().execute_with(|| {
		let id = failed(EUR);
		// The guarantor covers every limit; here it does not.
		set_deposit(EUR - 1);
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::NotCovered);
		set_deposit(DEPOSIT);
	});
}

#[test]
fn write_off_fails_when_the_attempts_are_used_up() {
	TestExt::new().execute_with(|| {
		let id = failed(EUR);
		let before = line(id);
		crate::Lines::<Test>::insert(id, bank_core::Line { attempt: u32::MAX, ..before });
		assert_noop!(Bank::write_off(guarantor(), id), Error::<Test>::AttemptsExhausted);
		assert_noop!(Bank::reopen(bank(), id), Error::<Test>::AttemptsExhausted);
		assert_eq!(Bank::due(id), None);
		crate::Lines::<Test>::insert(id, before);
	});
}
