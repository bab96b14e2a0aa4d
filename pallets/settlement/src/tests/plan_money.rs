// SPDX-License-Identifier: Apache-2.0
//! What plans move between accounts, the fund, and the deposits of devices.

use super::*;
use crate::{mock::*, pallet::Purses};
use energy_primitives::{MemberAccount, MoneyError, NetworkId, PlanLeg, PlanMoney};
use frame_support::{assert_ok, assert_storage_noop};
use settlement_core::{Note, NoteKind, Tariff};

type Money = Settlement;

fn fund(amount: u128) {
	assert_ok!(Settlement::deposit_named(stranger(), C, amount));
	events();
}

/// The only note since the last look.
fn noted() -> (u32, Note, i64) {
	let notes: Vec<_> = all_events()
		.into_iter()
		.filter_map(|event| match event {
			Event::Noted { epoch, note, position, .. } => Some((epoch, note, position)),
			_ => None,
		})
		.collect();
	assert_eq!(notes.len(), 1, "{notes:?}");
	notes[0]
}

fn note(kind: NoteKind, slot: u32, amount: i64) -> Note {
	Note { kind, slot, amount }
}

fn deposits() -> u128 {
	Purses::<Test>::get(0).device_deposits
}

#[test]
fn pay_moves_from_the_fund_with_a_note() {
	TestExt::open(1).execute_with(|| {
		fund(100);
		assert_eq!(Money::fund(0), 100);
		assert_eq!(Money::pay(meter(0), FIRST - 1, PlanLeg::Plan, 70), Ok(()));
		assert_eq!((position(0), Money::fund(0)), (70, 30));
		assert_eq!(noted(), (0, note(NoteKind::Plan, FIRST - 1, 70), 70));
		assert_eq!(Money::pay(meter(0), FIRST, PlanLeg::Plan, 0), Ok(()));
		assert_eq!(all_events(), vec![], "nothing is no movement");
	});
}

#[test]
fn pay_refuses_what_can_not_be() {
	TestExt::open(1).execute_with(|| {
		World::add_meters(POWER, 1, energy_primitives::RowClass::Sub);
		fund(100);
		let pay = |index, amount| Money::pay(meter(index), FIRST, PlanLeg::Plan, amount);
		for (index, amount, error) in [
			(9, u128::MAX, MoneyError::NoAccount),
			(0, u128::MAX, MoneyError::PositionTooHigh),
			(1, 1, MoneyError::NoAccount),
			(0, u64::MAX.into(), MoneyError::PositionTooHigh),
			(0, 101, MoneyError::PositionTooLow),
		] {
			assert_storage_noop!(assert_eq!(pay(index, amount), Err(error)));
		}
	});
}

#[test]
fn charge_takes_what_the_limit_allows() {
	TestExt::open(1).prepaid(50).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 20));
		events();
		assert_eq!(Money::charge(meter(0), FIRST, PlanLeg::Deviation, 30), 30);
		assert_eq!(noted(), (0, note(NoteKind::Deviation, FIRST, -30), 20));
		assert_eq!(Money::charge(meter(0), FIRST, PlanLeg::Plan, 100), 40);
		assert_eq!(noted(), (0, note(NoteKind::Plan, FIRST, -40), -20));
		assert_eq!(Money::fund(0), 70);
		assert_storage_noop!(assert_eq!(
			Money::charge(meter(0), FIRST, PlanLeg::Plan, u128::MAX),
			0
		));
		assert_storage_noop!(assert_eq!(Money::charge(meter(9), FIRST, PlanLeg::Plan, 1), 0));
	});
}

#[test]
fn a_charge_that_lets_money_run_low_is_told_once() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		events();
		let level = u128::try_from(WarnLevel::get()).expect("positive");
		Money::charge(meter(0), FIRST, PlanLeg::Plan, EUR - level);
		assert_eq!(events(), vec![]);
		Money::charge(meter(0), FIRST, PlanLeg::Plan, 1);
		let left = WarnLevel::get() as i128 - 1;
		assert_eq!(events(), vec![Event::RunningLow { meter: meter(0), slot: FIRST, left }]);
		Money::charge(meter(0), FIRST, PlanLeg::Plan, 1);
		assert_eq!(events(), vec![]);
	});
}

#[test]
fn money_goes_to_whoever_owned_the_meter_in_the_slot() {
	TestExt::open(1).prepaid(1_000).execute_with(|| {
		fund(100);
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 2));
		World::hand_over(meter(0), STRANGER);
		World::set_current(FIRST + 2);
		assert_eq!(Money::pay(meter(0), FIRST + 1, PlanLeg::Plan, 7), Ok(()));
		assert_eq!(noted(), (0, note(NoteKind::Plan, FIRST + 1, 7), 1_007));
		assert_eq!(Money::pay(meter(0), FIRST + 2, PlanLeg::Plan, 8), Ok(()));
		assert_eq!(noted(), (1, note(NoteKind::Plan, FIRST + 2, 8), 8));
		assert_eq!(Money::charge(meter(0), FIRST + 1, PlanLeg::Deviation, 2_000), 1_007);
		assert_eq!(Money::charge(meter(0), FIRST + 2, PlanLeg::Deviation, 2_000), 8);
	});
}

#[test]
fn lock_and_unlock_move_a_deposit_there_and_back() {
	TestExt::open(1).prepaid(100).execute_with(|| {
		events();
		assert_eq!(Money::lock(meter(0), 60), Ok(()));
		assert_eq!((position(0), deposits(), Money::fund(0)), (40, 60, 0));
		assert_eq!(noted(), (0, note(NoteKind::DeviceDeposit, FIRST, -60), 40));
		check();
		assert_eq!(Money::unlock(meter(0), 25), Ok(()));
		assert_eq!((position(0), deposits()), (65, 35));
		assert_eq!(noted(), (0, note(NoteKind::DeviceDeposit, FIRST, 25), 65));
		assert_eq!((Money::lock(meter(0), 0), Money::unlock(meter(0), 0)), (Ok(()), Ok(())));
		assert_eq!(all_events(), vec![]);
	});
}

#[test]
fn lock_never_takes_credit_nor_what_is_owed() {
	use energy_primitives::MemberAccounts;
	TestExt::open(1).prepaid(100).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 1_000));
		let lock = |index, amount| Money::lock(meter(index), amount);
		assert_storage_noop!(assert_eq!(lock(0, 101), Err(MoneyError::PositionTooLow)));
		assert_storage_noop!(assert_eq!(lock(9, 1), Err(MoneyError::NoAccount)));
		let account = MemberAccount { meter: meter(0), epoch: 0 };
		assert_eq!(Settlement::return_debit(account, 70), Ok(0));
		assert_storage_noop!(assert_eq!(lock(0, 31), Err(MoneyError::PositionTooLow)));
		assert_eq!(lock(0, 30), Ok(()));
	});
}

#[test]
fn unlock_and_forfeit_refuse_more_than_is_there() {
	TestExt::open(2).prepaid(100).execute_with(|| {
		assert_eq!(Money::lock(meter(0), 60), Ok(()));
		let unlock = |index, amount| Money::unlock(meter(index), amount);
		assert_storage_noop!(assert_eq!(unlock(9, 1), Err(MoneyError::NoAccount)));
		assert_storage_noop!(assert_eq!(
			unlock(0, u64::MAX.into()),
			Err(MoneyError::PositionTooHigh)
		));
		assert_storage_noop!(assert_eq!(unlock(0, 61), Err(MoneyError::PositionTooLow)));
		for amount in [61, u128::MAX] {
			assert_storage_noop!(assert_eq!(
				Money::forfeit(0, amount),
				Err(MoneyError::PositionTooLow)
			));
		}
		assert_storage_noop!(assert_eq!(Money::forfeit(3, 1), Err(MoneyError::PositionTooLow)));
	});
}

#[test]
fn forfeit_makes_a_deposit_the_communitys() {
	TestExt::open(1).prepaid(100).execute_with(|| {
		assert_eq!(Money::lock(meter(0), 60), Ok(()));
		events();
		assert_eq!(Money::forfeit(0, 45), Ok(()));
		let event = Event::DeviceDepositForfeited { community: 0, amount: 45 };
		assert_eq!(all_events(), vec![event]);
		assert_eq!((deposits(), Money::fund(0)), (15, 45));
		// So a deposit finds whoever left it, also after the home was sold.
		assert_eq!(Money::pay(meter(0), FIRST, PlanLeg::Deposit, 45), Ok(()));
		assert_eq!(noted().1, note(NoteKind::DeviceDeposit, FIRST, 45));
		assert_eq!((Money::forfeit(0, 0), all_events()), (Ok(()), vec![]));
	});
}

#[test]
fn a_reward_leaves_the_pot_and_what_is_booked() {
	TestExt::open(1).execute_with(|| {
		fund(100);
		let (booked, pot) = (Purses::<Test>::get(0).booked, held(&Settlement::pot(0)));
		assert_eq!(Money::reward(0, &Dispatch::solver(), 40), Ok(()));
		let event = Event::FundPaid { community: 0, to: Dispatch::solver(), amount: 40 };
		assert_eq!(all_events(), vec![event]);
		assert_eq!((held(&Dispatch::solver()), Money::fund(0)), (40, 60));
		assert_eq!(Purses::<Test>::get(0).booked, booked - 40);
		assert_eq!(held(&Settlement::pot(0)), pot - 40);
		assert_eq!(Money::reward(0, &Dispatch::solver(), 0), Ok(()));
		assert_eq!(all_events(), vec![]);
	});
}

#[test]
fn a_reward_is_refused_where_the_fund_or_the_currency_has_none() {
	TestExt::open(1).execute_with(|| {
		fund(100);
		let reward = |amount| Money::reward(0, &Dispatch::solver(), amount);
		assert_storage_noop!(assert_eq!(reward(101), Err(MoneyError::PositionTooLow)));
		assert_storage_noop!(assert_eq!(reward(u128::MAX), Err(MoneyError::PositionTooLow)));
		assert_ok!(Assets::freeze(operator(), ASSET, Settlement::pot(0)));
		assert_storage_noop!(assert_eq!(reward(1), Err(MoneyError::Currency)));
	});
}

#[test]
fn tariff_is_the_one_that_holds() {
	TestExt::open(1).execute_with(|| {
		assert_eq!(Money::tariff(POWER, FIRST), Some((TARIFF.feed_in, TARIFF.retail)));
		assert_eq!(Money::tariff(POWER, FIRST - 1), None);
		assert_eq!(Money::tariff(NetworkId { community: 7, ..POWER }, FIRST), None);
		let tariff = Tariff { retail: 1_000_000, ..TARIFF };
		let next = vec![tariff].try_into().expect("one");
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST + 1, next));
		assert_eq!(Money::tariff(POWER, FIRST + 1), Some((TARIFF.feed_in, 1_000_000)));
	});
}
