// SPDX-License-Identifier: Apache-2.0
//! What a bank does to accounts.

use super::*;
use crate::{mock::*, Event, Purses};
use energy_primitives::{MemberAccount, MemberAccounts, MoneyError};
use frame_support::{assert_ok, traits::fungibles::Inspect};
use settlement_core::NoteKind;

const ONE: u128 = EUR;

fn account(index: u32) -> MemberAccount {
	MemberAccount { meter: meter(index), epoch: 0 }
}

fn nobody() -> MemberAccount {
	MemberAccount { meter: meter(0), epoch: 9 }
}

/// Currency that exists.
fn issued() -> u128 {
	Assets::total_issuance(ASSET)
}

fn kinds() -> Vec<NoteKind> {
	let kind = |event| match event {
		Event::Noted { note, .. } => Some(note.kind),
		_ => None,
	};
	all_events().into_iter().filter_map(kind).collect()
}

#[test]
fn a_payment_leaves_the_account_then_the_chain() {
	TestExt::open(1).prepaid(10 * ONE).execute_with(|| {
		let before = issued();
		assert_ok!(Settlement::hold(account(0), 4 * ONE));
		assert_eq!((position(0) as u128, Settlement::in_payment(0)), (6 * ONE, 4 * ONE));
		assert_eq!(issued(), before);
		check();
		assert_ok!(Settlement::burn_held(account(0), 4 * ONE));
		assert_eq!((Settlement::in_payment(0), issued()), (0, before - 4 * ONE));
		assert_eq!(kinds(), vec![NoteKind::PaidOut]);
	});
}

#[test]
fn a_payment_that_fails_goes_back() {
	TestExt::open(1).prepaid(10 * ONE).execute_with(|| {
		assert_ok!(Settlement::hold(account(0), 4 * ONE));
		assert_ok!(Settlement::release(account(0), 4 * ONE));
		assert_eq!((position(0) as u128, Settlement::in_payment(0)), (10 * ONE, 0));
		assert_eq!(kinds(), vec![NoteKind::PaidOut, NoteKind::PayOutFailed]);
	});
}

#[test]
fn nothing_is_paid_out_of_credit_or_twice() {
	TestExt::open(1).prepaid(ONE).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), ONE as u64));
		assert_eq!(Settlement::hold(account(0), ONE + 1), Err(MoneyError::PositionTooLow));
		assert_ok!(Settlement::hold(account(0), ONE));
		assert_eq!(Settlement::burn_held(account(0), ONE + 1), Err(MoneyError::PositionTooLow));
		assert_eq!(Settlement::release(account(0), ONE + 1), Err(MoneyError::PositionTooLow));
		assert_eq!(Settlement::hold(nobody(), 1), Err(MoneyError::NoAccount));
		assert_eq!(Settlement::collect(nobody(), 1), Err(MoneyError::NoAccount));
		assert_eq!(Settlement::write_off(nobody()), Err(MoneyError::NoAccount));
		assert_eq!(Settlement::return_debit(nobody(), 1), Err(MoneyError::NoAccount));
		assert_eq!(<Settlement as MemberAccounts<AccountId>>::position(nobody()), None);
	});
}

#[test]
fn what_a_bank_collects_is_made_in_the_pot() {
	TestExt::open(1).execute_with(|| {
		let before = issued();
		assert_ok!(Settlement::collect(account(0), 3 * ONE));
		assert_eq!((position(0) as u128, issued()), (3 * ONE, before + 3 * ONE));
		let guarantor = balance(B);
		assert_ok!(Settlement::collect_for_guarantor(0, ONE));
		assert_eq!(balance(B), guarantor + ONE as i128);
		World::set_guarantor(None);
		assert_eq!(Settlement::collect_for_guarantor(0, ONE), Err(MoneyError::NoGuarantor));
		assert_eq!(issued(), before + 4 * ONE, "a refused one makes nothing");
	});
}

#[test]
fn a_returned_debit_is_the_guarantors_until_the_next_one_pays_it() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::collect(account(0), 5 * ONE));
		let (guarantor, before) = (balance(B), issued());
		assert_eq!(Settlement::return_debit(account(0), 5 * ONE), Ok(0));
		assert_eq!(position(0) as u128, 5 * ONE, "the account stays as it is");
		assert_eq!(balance(B), guarantor - 5 * ONE as i128);
		assert_eq!(issued(), before - 5 * ONE);
		assert_eq!(Settlement::arrears(account(0)), 5 * ONE);
		let refused = Settlement::withdraw(owner(), meter(0), ONE);
		assert_eq!(refused, Err(crate::Error::<Test>::HasArrears.into()));
		assert_eq!(Settlement::hold(account(0), 1), Err(MoneyError::PositionTooLow));
		// The next collect pays the guarantor first.
		assert_ok!(Settlement::collect(account(0), 7 * ONE));
		assert_eq!(balance(B), guarantor);
		assert_eq!((position(0) as u128, Settlement::arrears(account(0))), (7 * ONE, 0));
	});
}

#[test]
fn what_the_guarantor_cannot_pay_waits_as_the_banks_claim() {
	TestExt::open(2).execute_with(|| {
		// 1 000 are free: 998 cover the limit of another meter, 1 that of this one.
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(1), 998 * ONE as u64));
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), ONE as u64));
		assert_ok!(Settlement::collect(account(0), 5 * ONE));
		assert_eq!(Settlement::return_debit(account(0), 5 * ONE), Ok(3 * ONE));
		assert_eq!(Settlement::member_limit(meter(0)), 0, "its own unused limit was cut");
		assert_eq!(Settlement::member_limit(meter(1)), 998 * ONE as u64);
		assert_eq!(Settlement::claim(0), 3 * ONE);
		assert_eq!(Settlement::pay_claim(0), 0);
		// New money of the guarantor serves the claim before anything else.
		assert_ok!(Settlement::deposit_named(guarantor(), B, 2 * ONE));
		let more = Settlement::set_member_limit(guarantor(), meter(0), 1);
		assert_eq!(more, Err(crate::Error::<Test>::NotCovered.into()));
		assert!(Settlement::withdraw_named(guarantor(), B, 1).is_err());
		assert_eq!(Settlement::pay_claim(0), 2 * ONE);
		assert_ok!(Settlement::collect(account(0), ONE));
		assert_eq!(Settlement::pay_claim(0), ONE, "arrears paid to the guarantor pay it too");
		assert_eq!(Settlement::claim(0), 0);
	});
}

#[test]
fn a_debt_that_is_written_off_is_the_guarantors() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), ONE as u64));
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		let (guarantor, before) = (balance(B), issued());
		all_events();
		assert_eq!(Settlement::write_off(account(0)), Ok(300_000_000));
		assert_eq!((position(0), Settlement::member_limit(meter(0))), (0, 0));
		assert_eq!(balance(B), guarantor - 300_000_000);
		assert_eq!(issued(), before, "nothing is made or burnt");
		assert_eq!(kinds(), vec![NoteKind::WrittenOff]);
	});
}

#[test]
fn a_returned_credit_is_the_accounts_again() {
	TestExt::open(1).prepaid(ONE).execute_with(|| {
		assert_ok!(Settlement::hold(account(0), ONE));
		assert_ok!(Settlement::burn_held(account(0), ONE));
		assert_ok!(Settlement::mint_to(account(0), ONE));
		assert_eq!(position(0) as u128, ONE);
		assert_eq!(kinds(), vec![NoteKind::PaidOut, NoteKind::PaymentReturned]);
	});
}

#[test]
fn a_collect_lets_a_meter_back_in() {
	TestExt::open(1).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		World::set_current(FIRST + 1);
		assert_ok!(Settlement::collect(account(0), 2 * ONE));
		let back = |event: &Event<Test>| matches!(event, Event::InsideFrom { .. });
		assert!(events().iter().any(back));
	});
}

#[test]
fn an_earlier_owner_is_paid_and_charged_like_any_other() {
	TestExt::open(1).prepaid(ONE).execute_with(|| {
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 1));
		World::hand_over(meter(0), STRANGER);
		World::set_current(FIRST + 1);
		assert_eq!(
			<Settlement as MemberAccounts<_>>::owner_of(meter(0)).map(|owner| owner.1),
			Some(1)
		);
		assert_ok!(Settlement::hold(account(0), ONE));
		assert_eq!(Settlement::closing_lines(meter(0))[0].held, ONE as u64);
		assert_ok!(Settlement::release(account(0), ONE));
		assert_eq!(
			<Settlement as MemberAccounts<AccountId>>::position(account(0)),
			Some(ONE as i64)
		);
		let new = MemberAccount { meter: meter(0), epoch: 1 };
		assert_eq!(<Settlement as MemberAccounts<AccountId>>::position(new), Some(0));
		assert_eq!(Purses::<Test>::get(0).in_payment, 0);
	});
}
