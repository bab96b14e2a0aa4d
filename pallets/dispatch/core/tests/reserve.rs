// SPDX-License-Identifier: Apache-2.0
//! Reserve counts as far as boxes and stores back it.

use crate::support::{
	case::{small, Case},
	devices::{battery_limits, battery_offer, each},
};
use dispatch_core::{verify, Plan, Weights};

/// One slot, a battery of 1 kW that holds `start` of at most 3 kW·slot.
fn case(start: i64, reserve_slots: u8) -> Case {
	let mut case = small(1);
	(case.rules.reserve_w, case.rules.reserve_slots) = (1_500, reserve_slots);
	let (mut limits, mut offer) = (battery_limits(), battery_offer(1, 1_000));
	limits.reserve = true;
	let store = offer.store.as_mut().unwrap();
	(store.start, store.level) = (start, each(1, |_| (0, 3_000_000)));
	case.devices = vec![(limits, offer, None)];
	case
}

fn short(case: &Case, power: i32, alpha: u16) -> i128 {
	let plan = Plan { power_w: vec![power], alpha_permille: vec![alpha] };
	let outcome = verify(&case.problem(), &plan).unwrap();
	let weights = Weights::of(&case.problem());
	let cost = outcome.reserve_short_w_slots * i128::from(weights.reserve_short_q8);
	assert!((outcome.penalty_q8 - cost).abs() <= i128::from(weights.reserve_short_q8));
	outcome.reserve_short_w_slots
}

#[test]
fn all_reserve_lacks_when_nobody_carries_it() {
	assert_eq!(short(&case(1_000_000, 1), 0, 0), 2 * 1_500);
}

#[test]
fn reserve_is_limited_by_the_boxes() {
	// At rest 1000 W each way.
	assert_eq!(short(&case(1_500_000, 1), 0, 1_000), 2 * 500);
	// Taking 500 W there are 1500 W upwards and 500 W downwards.
	assert_eq!(short(&case(1_500_000, 1), -500, 1_000), 1_000);
}

#[test]
fn reserve_is_limited_by_what_is_stored() {
	// 526.5 W·slot back 500 W upwards for one slot, 250 W for two.
	assert_eq!(short(&case(526_500, 1), 0, 1_000), 500 + 1_000);
	assert_eq!(short(&case(526_500, 2), 0, 1_000), 500 + 1_250);
}

#[test]
fn reserve_is_limited_by_the_room_left() {
	// 475 W·slot of room back 500 W downwards.
	assert_eq!(short(&case(2_525_000, 1), 0, 1_000), 1_000 + 500);
	// Exactly full: nothing downwards.
	assert_eq!(short(&case(3_000_000, 1), 0, 1_000), 1_500 + 500);
}

#[test]
fn taking_less_and_then_giving_uses_both_rates() {
	let mut case = case(0, 1);
	case.rules.reserve_w = 3_000;
	// Takes 400 W, so holds 380: stopping brings 400 W, giving what never came 0 W more.
	assert_eq!(short(&case, -400, 1_000), (3_000 - 400) + (3_000 - 600));
	case.devices[0].1.store.as_mut().unwrap().start = 105_300;
	// 105.3 W·slot more give another 100 W.
	assert_eq!(short(&case, -400, 1_000), (3_000 - 500) + (3_000 - 600));
}

#[test]
fn only_the_part_of_its_factor_counts() {
	let mut case = case(1_053_000, 1);
	case.rules.reserve_w = 1_000;
	case.devices.push(case.devices[0].clone());
	let plan = |first, second| {
		let plan = Plan { power_w: vec![0, 1_000], alpha_permille: vec![first, second] };
		verify(&case.problem(), &plan).unwrap().reserve_short_w_slots
	};
	// The second gives all it can: nothing upwards, plenty downwards.
	assert_eq!(plan(1_000, 0), 0);
	assert_eq!(plan(600, 400), 400);
	assert_eq!(plan(0, 1_000), 1_000);
}
