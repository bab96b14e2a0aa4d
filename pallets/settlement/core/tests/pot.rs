// SPDX-License-Identifier: Apache-2.0
use proptest::prelude::*;
use settlement_core::pot::{
	covers, free, grid_limit_min, may_pay, re_enters, slot_worst_case, step_in, StepIn,
};

#[test]
fn a_leg_the_position_cannot_bear_is_taken_over() {
	assert_eq!(step_in(10, 0, -10), StepIn::Applied(0));
	assert_eq!(step_in(10, 0, -11), StepIn::TakenOver);
	assert_eq!(step_in(10, 5, -15), StepIn::Applied(-5));
	assert_eq!(step_in(10, 5, -16), StepIn::TakenOver);
	// A gain is applied even below the limit, and an empty leg changes nothing.
	assert_eq!(step_in(-10, 0, 3), StepIn::Applied(-7));
	assert_eq!(step_in(-10, 0, 0), StepIn::Applied(-10));
}

#[test]
fn no_amount_is_lost_at_the_ends_of_the_range() {
	assert_eq!(step_in(i64::MAX, 0, 1), StepIn::TakenOver);
	assert_eq!(step_in(i64::MIN, u128::MAX, -1), StepIn::TakenOver);
	assert_eq!(step_in(0, u128::MAX, i64::MIN.into()), StepIn::Applied(i64::MIN));
	assert!(covers(i128::MAX, 0, i128::MAX));
	assert!(!covers(i128::MIN, 0, i128::MIN));
}

#[test]
fn withdrawals_never_go_into_credit() {
	assert_eq!(may_pay(10, 4), 4);
	assert_eq!(may_pay(10, 40), 10);
	assert_eq!(may_pay(-10, 40), 0);
	assert_eq!(free(100, 30), 70);
	assert_eq!(free(100, 130), 0);
	assert_eq!(free(-1, 0), 0);
}

#[test]
fn the_grid_keeps_a_reserve() {
	let worst = slot_worst_case(1_000, 300_000);
	assert_eq!(worst, 300_000_000);
	assert_eq!(grid_limit_min(3, worst), 5 * worst);
	assert_eq!(grid_limit_min(u32::MAX, u128::MAX), u128::MAX);
}

#[test]
fn a_row_comes_back_only_above_the_level() {
	assert!(!re_enters(5, 5));
	assert!(re_enters(6, 5));
}

proptest! {
	#[test]
	fn no_step_leaves_a_position_below_its_limit(
		position in -1_000i64..1_000, limit in 0u128..1_000, leg in -3_000i128..3_000
	) {
		prop_assume!(i128::from(position) >= -(limit as i128));
		match step_in(position, limit, leg) {
			StepIn::Applied(after) => {
				prop_assert_eq!(i128::from(after), i128::from(position) + leg);
				prop_assert!(i128::from(after) >= -(limit as i128));
			}
			StepIn::TakenOver => prop_assert!(i128::from(position) + leg < -(limit as i128)),
		}
	}
}
