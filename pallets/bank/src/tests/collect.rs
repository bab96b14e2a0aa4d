// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::Approvals;

#[test]
fn collect_makes_the_money_on_chain() {
	TestExt::new().execute_with(|| {
		let id = debit(10 * EUR);
		assert_ok!(Bank::collect(bank(), id, 1, 10 * EUR));
		assert_last(Event::Collected { id, attempt: 1, amount: 10 * EUR });
		assert_eq!(line(id).state, LineState::Paid);
		assert_eq!(position(ALICES), 0);
		assert_eq!(Bank::totals(COMMUNITY).collected, 10 * EUR);
		assert_eq!(World::get().communities[&COMMUNITY].minted, 10 * EUR);
	});
}

#[test]
fn collect_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_storage_noop!(assert_ok!(Bank::collect(bank(), id, 1, 10 * EUR)));
		// Also after it came back, and after a next attempt.
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_storage_noop!(assert_ok!(Bank::collect(bank(), id, 1, 10 * EUR)));
		export(id);
		assert_storage_noop!(assert_ok!(Bank::collect(bank(), id, 1, 10 * EUR)));
		assert_eq!(line(id).state, LineState::Exported, "the second one is still on its way");
	});
}

#[test]
fn collect_of_arrears_pays_the_guarantor() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_eq!((deposit(), arrears(ALICES)), (DEPOSIT - 10 * EUR, 10 * EUR));
		export(id);
		assert_ok!(Bank::collect(bank(), id, 2, 10 * EUR));
		assert_eq!((deposit(), arrears(ALICES), position(ALICES)), (DEPOSIT, 0, 0));
	});
}

#[test]
fn collect_uses_the_cap_up() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 10 * EUR));
		let (first, second) = (debit(6 * EUR), closed_at(BOBS, -(5 * EUR as i128)));
		export(second);
		assert_ok!(Bank::collect(bank(), first, 1, 6 * EUR));
		assert_noop!(Bank::collect(bank(), second, 1, 5 * EUR), Error::<Test>::OverCap);
		System::set_block_number(WINDOW - 1);
		assert_noop!(Bank::collect(bank(), second, 1, 5 * EUR), Error::<Test>::OverCap);

		System::set_block_number(WINDOW);
		assert_ok!(Bank::collect(bank(), second, 1, 5 * EUR));
		let cap = Approvals::<Test>::get(ASSET, BANK).expect("it is approved");
		assert_eq!((cap.window, cap.minted), (1, 5 * EUR));
	});
}

#[test]
fn collect_counts_the_cap_over_all_communities() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 10 * EUR));
		assert_ok!(Bank::collect_deposit(bank(), Payee::Member(POOR), [0; 32], 6 * EUR));
		let id = debit(5 * EUR);
		assert_noop!(Bank::collect(bank(), id, 1, 5 * EUR), Error::<Test>::OverCap);
	});
}

#[test]
fn collect_fails_for_a_line_that_is_not_there() {
	TestExt::new().execute_with(|| {
		let id = closed_at(ALICES, -(EUR as i128));
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::LineNotFound);
	});
}

#[test]
fn collect_fails_for_an_attempt_that_was_never_made() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		for attempt in [0, 2, u32::MAX] {
			assert_noop!(Bank::collect(bank(), id, attempt, EUR), Error::<Test>::UnknownAttempt);
		}
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_ok!(Bank::reopen(bank(), id));
		assert_noop!(Bank::collect(bank(), id, 2, EUR), Error::<Test>::UnknownAttempt);
	});
}

#[test]
fn collect_fails_for_a_credit() {
	TestExt::new().execute_with(|| {
		let id = credit(EUR);
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::WrongDirection);
	});
}

#[test]
fn collect_fails_for_another_amount() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		for amount in [0, EUR - CENT, EUR - 1, EUR + 1, u128::MAX] {
			assert_noop!(Bank::collect(bank(), id, 1, amount), Error::<Test>::WrongAmount);
		}
		assert_ok!(Bank::collect(bank(), id, 1, EUR));
		assert_noop!(Bank::collect(bank(), id, 1, EUR + CENT), Error::<Test>::WrongAmount);
	});
}

#[test]
fn collect_fails_after_it_failed() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::WrongState);
		export(id);
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::WrongState);
	});
}

#[test]
fn collect_fails_without_the_account() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		// Settlement frees no account with money on its way; here it did.
		let account = World::with(|world| world.accounts.remove(&ALICES));
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::AccountNotFound);
		World::with(|world| world.accounts.insert(ALICES, account.expect("it was there")));
	});
}

#[test]
fn collect_fails_above_what_an_account_can_hold() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		World::with(|world| world.trade(ALICES, i64::MAX));
		assert_eq!(position(ALICES), (i64::MAX - EUR as i64).into());
		World::with(|world| world.trade(ALICES, 1));
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::PositionTooHigh);
	});
}

#[test]
fn collect_fails_where_the_currency_refuses() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		freeze_currency();
		assert_noop!(Bank::collect(bank(), id, 1, EUR), Error::<Test>::CurrencyRefused);
	});
}
