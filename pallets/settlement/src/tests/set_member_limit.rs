// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, Error};
use energy_primitives::RowClass;
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_member_with_a_limit_pays_afterwards() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(1), EUR as u64));
		let limit = EUR as u64;
		assert_eq!(events(), vec![Event::MemberLimitSet { meter: meter(1), limit }]);
		assert_eq!(Settlement::member_limit(meter(1)), limit);
		World::read(POWER, FIRST, 0, vec![energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(position(1), -300_000_000, "1 kWh at the retail tariff");
	});
}

#[test]
fn the_supplier_of_last_resort_steps_in_at_the_limit_not_before() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 300_000_000));
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(1), 299_999_999));
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000), energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!((position(0), position(1)), (-300_000_000, 0));
		let leg = -300_000_000;
		let taken = Event::TakenOver { meter: meter(1), slot: FIRST, leg };
		assert!(events().contains(&taken));
	});
}

#[test]
fn set_member_limit_is_covered_by_the_guarantor() {
	TestExt::open(2).execute_with(|| {
		let free = (1_000 * EUR) as u64;
		assert_noop!(
			Settlement::set_member_limit(guarantor(), meter(0), free + 1),
			Error::<Test>::NotCovered
		);
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), free));
		assert_noop!(
			Settlement::set_member_limit(guarantor(), meter(1), 1),
			Error::<Test>::NotCovered
		);
		assert_noop!(Settlement::withdraw_named(guarantor(), B, 1), Error::<Test>::PositionTooLow);
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 0));
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(1), 1));
	});
}

#[test]
fn set_member_limit_never_cuts_what_is_in_use() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), EUR as u64));
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_noop!(
			Settlement::set_member_limit(guarantor(), meter(0), 299_999_999),
			Error::<Test>::LimitInUse
		);
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 300_000_000));
	});
}

#[test]
fn set_member_limit_is_for_the_guarantor_of_a_connection_point() {
	TestExt::open(1).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Feeder);
		for (meter, error) in
			[(meter(9), Error::<Test>::UnknownMeter), (meter(1), Error::<Test>::UnknownMeter)]
		{
			assert_noop!(Settlement::set_member_limit(guarantor(), meter, 1), error);
		}
		assert_noop!(
			Settlement::set_member_limit(operator(), meter(0), 1),
			Error::<Test>::NotGuarantor
		);
	});
}

#[test]
fn a_limit_ends_with_the_owner_and_stays_with_the_debt() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), EUR as u64));
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 1));
		World::hand_over(meter(0), STRANGER);
		World::set_current(FIRST + 1);
		next_block();
		assert_eq!(position(0), 0, "the new owner starts at 0");
		assert_eq!(Settlement::member_limit(meter(0)), 0, "and pays in advance");
		let line = Settlement::closing_lines(meter(0)).remove(0);
		assert_eq!((line.position, line.limit), (-300_000_000, EUR as u64));
	});
}

#[test]
fn the_guarantor_is_free_again_when_an_owner_who_left_is_forgotten() {
	TestExt::open(2).execute_with(|| {
		crate::pallet::Window::<Test>::put(2);
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), EUR as u64));
		let covers = || crate::pallet::Purses::<Test>::get(POWER.community).member_limits;
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 1));
		World::hand_over(meter(0), STRANGER);
		for slot in FIRST..FIRST + 6 {
			World::set_current(slot + 1);
			World::read(POWER, slot, 0, Vec::new());
			World::complete(POWER, slot, 0, 0);
			next_block();
		}
		assert_eq!(covers(), EUR as u128, "late slots may still need it");
		// The next change of owner on the page tidies up.
		assert!(Settlement::open_line(meter(1), OWNER, 0, FIRST + 9));
		assert_eq!(Settlement::closing_lines(meter(0)).len(), 0);
		assert_eq!(covers(), 0);
	});
}

#[test]
fn a_member_is_warned_once_before_its_money_ends() {
	TestExt::open(1).prepaid(EUR / 2).execute_with(|| {
		for slot in 0..3 {
			World::set_current(FIRST + slot + 1);
			World::read(POWER, FIRST + slot, 0, vec![energy(0, 0, 500)]);
			World::complete(POWER, FIRST + slot, 0, 0);
			next_block();
		}
		// 0.50 less 0.15 a slot: 0.35, 0.20, 0.05.
		let low = Event::RunningLow { meter: meter(0), slot: FIRST + 2, left: 50_000_000 };
		let warned = |event: &Event<Test>| matches!(event, Event::RunningLow { .. });
		assert_eq!(events().into_iter().filter(warned).collect::<Vec<_>>(), vec![low]);
	});
}
