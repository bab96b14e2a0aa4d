// SPDX-License-Identifier: Apache-2.0
//! The grid account runs short: nothing waits, and what it can't bear is billed outside.

use super::*;
use crate::{mock::*, pallet::GridModes};
use frame_support::assert_ok;
use settlement_core::{Clearing, GridMode};

/// What one slot of `meters` can cost the grid at the bound of prices.
fn worst_case(meters: u128) -> u128 {
	meters * 2_500 * 10_000_000
}

fn settle(slot: u32, rows: Vec<energy_primitives::RowEnergy>) -> Clearing {
	World::set_current(slot);
	World::read(POWER, slot, 0, rows);
	World::complete(POWER, slot, 0, 0);
	next_block();
	Settlement::slot_record(POWER, slot).expect("settled").header.clearing
}

#[test]
fn a_slot_the_grid_cannot_bear_is_billed_outside_and_never_waits() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		events();
		let clearing = settle(FIRST, vec![energy(0, 1_000, 0)]);
		let missing = 80_000_000;
		assert!(events().contains(&Event::GridShort { network: POWER, slot: FIRST, missing }));
		assert_eq!(clearing.mode, GridMode::Closed);
		// The energy stands on the grid's axis all the same.
		assert_eq!((position(0), balance(G), clearing.grid_export()), (0, 0, 1_000));
	});
}

#[test]
fn slots_not_begun_settle_without_a_grid_that_runs_short() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let slots = |count: u128| count * worst_case(2);
		// With less than what the open slot and one more can cost, the grid is short.
		assert_ok!(Settlement::set_limit(guarantor(), G, slots(1) / 2));
		let from_slot = FIRST + 1;
		let outside = Event::GridOutsideFrom { network: POWER, from_slot };
		assert!(events().contains(&outside));
		let rows = || vec![energy(0, 400, 0), energy(1, 0, 1_000)];
		assert_eq!(settle(FIRST, rows()).mode, GridMode::OnChain, "it had begun");
		let before = (position(0), position(1), balance(G));
		let clearing = settle(FIRST + 1, rows());
		assert_eq!(clearing.mode, GridMode::Outside);
		// 400 Wh are shared; the 600 Wh from the grid are billed outside.
		assert_eq!(position(0) - before.0, 400 * i64::from(clearing.price_seller));
		assert!(position(1) - before.1 >= -400 * i64::from(clearing.price_buyer) - 1_000);
		assert_eq!(balance(G) - before.2, 400 * 5_000, "the network fee alone");

		// It is well again with a slot of reserve on top; none is open now.
		assert_ok!(Settlement::set_limit(guarantor(), G, slots(2) - balance(G) as u128 - 1));
		assert_eq!(settle(FIRST + 2, rows()).mode, GridMode::Outside, "not enough yet");
		assert_ok!(Settlement::set_limit(guarantor(), G, slots(2)));
		let inside = Event::GridInsideFrom { network: POWER, from_slot: FIRST + 3 };
		assert!(events().contains(&inside));
		assert_eq!(settle(FIRST + 3, rows()).mode, GridMode::OnChain);
	});
}

#[test]
fn a_grid_that_changes_its_mind_before_a_slot_leaves_nothing_behind() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		assert_eq!(GridModes::<Test>::get(POWER).len(), 1);
		assert_ok!(Settlement::set_limit(guarantor(), G, GRID_LIMIT));
		assert!(GridModes::<Test>::get(POWER).is_empty());
		assert_eq!(settle(FIRST, vec![]).mode, GridMode::OnChain);
	});
}

#[test]
fn a_deposit_of_the_grid_counts_like_a_limit() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		assert_ok!(Settlement::deposit_named(grid(), G, 3 * worst_case(1)));
		let inside = Event::GridInsideFrom { network: POWER, from_slot: FIRST + 1 };
		assert!(events().contains(&inside));
		// It can take out what open slots don't need, and that is announced as well.
		assert!(Settlement::withdraw_named(grid(), G, 2 * worst_case(1) + 1).is_err());
		assert_ok!(Settlement::withdraw_named(grid(), G, 2 * worst_case(1)));
		next_block();
		let outside = Event::GridOutsideFrom { network: POWER, from_slot: FIRST + 1 };
		assert!(events().contains(&outside));
	});
}

#[test]
fn what_meters_cannot_pay_is_covered_by_what_the_grid_earns() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		let clearing = settle(FIRST, vec![energy(0, 0, 1_000), energy(1, 0, 500)]);
		assert_eq!((clearing.mode, balance(G)), (GridMode::OnChain, 0));
	});
}
