// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Withdrawals, Error};
use energy_primitives::RowClass;
use frame_support::{assert_noop, assert_ok};

#[test]
fn withdraw_is_paid_at_once_where_nothing_is_open() {
	TestExt::open(1).prepaid(10 * EUR).execute_with(|| {
		assert_ok!(Settlement::withdraw(owner(), meter(0), 4 * EUR));
		let (amount, through_slot) = (4 * EUR, FIRST - 1);
		let queued = Event::WithdrawalQueued { meter: meter(0), amount, through_slot };
		assert_eq!(events(), vec![queued]);
		next_block();
		assert_eq!(events(), vec![Event::Withdrawn { meter: meter(0), to: OWNER, amount }]);
		assert_eq!(position(0) as u128, 6 * EUR);
		assert_eq!(held(&OWNER), WEALTH + 4 * EUR);
	});
}

#[test]
fn withdraw_waits_for_the_slots_that_had_ended() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		World::set_current(FIRST + 2);
		assert_ok!(Settlement::withdraw(owner(), meter(1), EUR));
		next_block();
		assert!(Withdrawals::<Test>::contains_key(meter(1)));
		// The first slot is settled and takes a part; the second is still open.
		World::read(POWER, FIRST, 0, vec![energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(held(&OWNER), WEALTH);
		World::complete(POWER, FIRST + 1, 0, 0);
		next_block();
		assert_eq!(held(&OWNER), WEALTH + EUR - 300_000_000);
		assert_eq!(position(1), 0);
		assert!(!Withdrawals::<Test>::contains_key(meter(1)));
	});
}

#[test]
fn withdraw_is_paid_while_a_later_slot_is_swept() {
	TestExt::open(600).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::withdraw(owner(), meter(599), EUR));
		World::read(POWER, FIRST, 2, vec![energy(87, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		assert!(one_step(POWER));
		check();
		assert_eq!(position(599), 0);
		// What it uses afterwards is taken over.
		next_block();
		let leg = -300_000_000;
		let event = Event::TakenOver { meter: meter(599), slot: FIRST, leg };
		assert!(events().contains(&event));
	});
}

#[test]
fn withdraw_serves_meters_in_turn() {
	TestExt::open(5).prepaid(EUR).execute_with(|| {
		for index in [3, 1, 4] {
			assert_ok!(Settlement::withdraw(owner(), meter(index), EUR));
		}
		next_block();
		assert_eq!(held(&OWNER), WEALTH + 3 * EUR);
		assert_eq!(position(0) as u128, EUR);
	});
}

#[test]
fn withdraw_that_cannot_be_paid_leaves_the_money() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::withdraw(owner(), meter(0), EUR));
		assert_ok!(Assets::block(operator(), ASSET, OWNER));
		next_block();
		let failed = Event::WithdrawalFailed { meter: meter(0), to: OWNER };
		assert!(events().contains(&failed));
		assert_eq!(position(0) as u128, EUR);
		assert_ok!(Assets::thaw(operator(), ASSET, OWNER));
		assert_ok!(Settlement::withdraw(owner(), meter(0), EUR));
	});
}

#[test]
fn withdraw_refuses_strangers_and_too_much() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Feeder);
		assert_noop!(Settlement::withdraw(owner(), meter(0), 0), Error::<Test>::ZeroAmount);
		assert_noop!(Settlement::withdraw(owner(), meter(7), 1), Error::<Test>::UnknownMeter);
		assert_noop!(Settlement::withdraw(owner(), meter(1), 1), Error::<Test>::NoPosition);
		assert_noop!(Settlement::withdraw(stranger(), meter(0), 1), Error::<Test>::NotOwner);
		assert_noop!(
			Settlement::withdraw(owner(), meter(0), EUR + 1),
			Error::<Test>::PositionTooLow
		);
		assert_ok!(Settlement::withdraw(owner(), meter(0), 1));
		assert_noop!(Settlement::withdraw(owner(), meter(0), 1), Error::<Test>::WithdrawalPending);
	});
}
