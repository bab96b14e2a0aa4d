// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Outside};
use frame_support::assert_ok;

fn slot_with(slot: u32, rows: Vec<energy_primitives::RowEnergy>) {
	World::read(POWER, slot, 0, rows);
	World::complete(POWER, slot, 0, 0);
	next_block();
}

#[test]
fn a_meter_that_cannot_pay_is_taken_over_and_stands_outside() {
	TestExt::open(2).execute_with(|| {
		slot_with(FIRST, vec![energy(0, 0, 1_000)]);
		let events = events();
		let leg = -300_000_000;
		assert!(events.contains(&Event::TakenOver { meter: meter(0), slot: FIRST, leg }));
		let from_slot = FIRST + 1;
		assert!(events.contains(&Event::OutsideFrom { meter: meter(0), from_slot }));
		// The grid got the price of its energy and paid the meter's leg.
		assert_eq!((position(0), balance(G)), (0, 0));

		World::set_current(FIRST + 1);
		slot_with(FIRST + 1, vec![energy(0, 0, 1_000), energy(1, 500, 0)]);
		let clearing = Settlement::slot_record(POWER, FIRST + 1).expect("ok").header.clearing;
		assert_eq!((clearing.outside_demand, clearing.demand), (1_000, 0));
		// Meter 1 sells to the grid, which bills meter 0 itself.
		assert_eq!(position(1), 40_000_000);
		assert_eq!(balance(G), -40_000_000);
	});
}

#[test]
fn a_deposit_above_the_level_lets_a_meter_back_in() {
	TestExt::open(1).execute_with(|| {
		slot_with(FIRST, vec![energy(0, 0, 1_000)]);
		assert_ok!(Settlement::deposit(owner(), meter(0), EUR));
		assert!(!Outside::<Test>::get(POWER, 0)[0].lifted);
		World::set_current(FIRST + 1);
		assert_ok!(Settlement::deposit(owner(), meter(0), EUR));
		let from_slot = FIRST + 2;
		assert!(events().contains(&Event::InsideFrom { meter: meter(0), from_slot }));
		slot_with(FIRST + 1, vec![energy(0, 0, 1_000)]);
		assert_eq!(position(0) as u128, 2 * EUR);
		slot_with(FIRST + 2, vec![energy(0, 0, 1_000)]);
		assert_eq!(position(0) as u128, 2 * EUR - 300_000_000);
		assert!(!Outside::<Test>::contains_key(POWER, 0));
	});
}

#[test]
fn a_deposit_that_comes_early_counts_when_its_time_has_come() {
	TestExt::open(1).execute_with(|| {
		World::set_current(FIRST + 2);
		slot_with(FIRST, vec![energy(0, 0, 1_000)]);
		// Outside from FIRST + 3; two slots before it are still open.
		assert_ok!(Settlement::deposit(owner(), meter(0), 5 * EUR));
		assert!(Outside::<Test>::get(POWER, 0)[0].lifted);
		slot_with(FIRST + 1, vec![energy(0, 0, 1_000)]);
		slot_with(FIRST + 2, vec![energy(0, 0, 1_000)]);
		assert_eq!(position(0) as u128, 5 * EUR - 600_000_000);
		World::set_current(FIRST + 4);
		events();
		slot_with(FIRST + 3, vec![energy(0, 0, 1_000)]);
		let from_slot = FIRST + 5;
		assert!(events().contains(&Event::InsideFrom { meter: meter(0), from_slot }));
	});
}

#[test]
fn an_early_deposit_is_forgotten_when_the_meter_fails_again() {
	TestExt::open(1).execute_with(|| {
		World::set_current(FIRST + 2);
		slot_with(FIRST, vec![energy(0, 0, 1_000)]);
		assert_ok!(Settlement::deposit(owner(), meter(0), 2 * EUR));
		slot_with(FIRST + 1, vec![energy(0, 0, 10_000)]);
		assert!(!Outside::<Test>::get(POWER, 0)[0].lifted);
		slot_with(FIRST + 2, vec![]);
		slot_with(FIRST + 3, vec![energy(0, 0, 1)]);
		assert_eq!(Outside::<Test>::get(POWER, 0)[0].until_slot, None);
		assert_eq!(position(0) as u128, 2 * EUR);
	});
}

#[test]
fn a_meter_back_inside_can_be_taken_over_again() {
	TestExt::open(1).execute_with(|| {
		slot_with(FIRST, vec![energy(0, 0, 1_000)]);
		// Before the next slot has begun: it never stands outside.
		assert_ok!(Settlement::deposit(owner(), meter(0), 2 * EUR));
		World::set_current(FIRST + 1);
		events();
		slot_with(FIRST + 1, vec![energy(0, 0, 7_000)]);
		assert_eq!(position(0) as u128, 2 * EUR);
		let from_slot = FIRST + 2;
		assert!(events().contains(&Event::OutsideFrom { meter: meter(0), from_slot }));
		assert_eq!(Outside::<Test>::get(POWER, 0).len(), 1);
	});
}
