// SPDX-License-Identifier: Apache-2.0
//! What a statement asks for: named cases, and any case against looking for the answer cent by cent.

use bank_core::{
	due, due_arrears, is_whole_cents, whole_cents_floor, Direction::*, Due, Standing, CENT,
};
use proptest::prelude::*;

const C: i64 = CENT as i64;

fn now(now: i64) -> Standing {
	Standing { now, ..Standing::default() }
}

fn asks(direction: bank_core::Direction, cents: u128) -> Option<Due> {
	Some(Due { direction, amount: cents * CENT })
}

#[test]
fn without_a_mandate_debts_are_collected_and_nothing_is_paid_out() {
	let table = [
		// closing, now, collected
		(0, 0, None),
		(500, 500, None),
		(-500, -500, asks(Collect, 500)),
		(-500, -700, asks(Collect, 500)),
		(-500, -200, asks(Collect, 200)),
		(-500, 0, None),
		(-500, 300, None),
		(300, -500, None),
	];
	for (closing, position, expected) in table {
		assert_eq!(due(closing * C, &now(position * C), None), expected, "{closing} {position}");
	}
}

#[test]
fn with_a_mandate_the_account_is_kept_at_its_level() {
	let table = [
		// closing, now, keep, asked
		(0, 0, 0, None),
		(500, 500, 0, asks(PayOut, 500)),
		(500, 700, 0, asks(PayOut, 500)),
		(500, 200, 0, asks(PayOut, 200)),
		(500, -100, 0, None),
		(-100, 500, 0, None),
		(500, 500, 200, asks(PayOut, 300)),
		(500, 500, 500, None),
		(500, 500, 800, asks(Collect, 300)),
		(500, 600, 800, asks(Collect, 200)),
		(500, 900, 800, None),
		(900, 500, 800, None),
		(-500, -500, 100, asks(Collect, 600)),
	];
	for (closing, position, keep, expected) in table {
		let asked = due(closing * C, &now(position * C), Some(keep * C as u64));
		assert_eq!(asked, expected, "{closing} {position} {keep}");
	}
}

#[test]
fn the_remainder_stays_on_the_account() {
	for rest in [1, C - 1] {
		assert_eq!(due(C + rest, &now(C + rest), Some(0)), asks(PayOut, 1));
		assert_eq!(due(-C - rest, &now(-C - rest), None), asks(Collect, 1));
		assert_eq!(due(rest, &now(rest), Some(0)), None);
		assert_eq!(due(-rest, &now(-rest), None), None);
		assert_eq!(due(2 * C, &now(2 * C), Some(rest as u64)), asks(PayOut, 1));
	}
}

#[test]
fn what_is_on_its_way_is_not_asked_for_again() {
	let standing = |arrears, collecting| Standing {
		now: -10 * C,
		arrears: arrears * CENT,
		collecting: collecting * CENT,
	};
	assert_eq!(due(-10 * C, &standing(0, 4), None), asks(Collect, 6));
	assert_eq!(due(-10 * C, &standing(0, 10), None), None);
	assert_eq!(due(-10 * C, &standing(0, 11), None), None);
	// What arrives pays the arrears first, so all of the debt is still open.
	assert_eq!(due(-10 * C, &standing(4, 4), None), asks(Collect, 10));
	assert_eq!(due(-10 * C, &standing(4, 0), None), asks(Collect, 10));
	assert_eq!(due_arrears(4 * CENT, &standing(4, 10), None), asks(Collect, 4));
}

#[test]
fn arrears_are_asked_for_by_the_line_that_came_back() {
	let standing = |now, arrears, collecting| Standing {
		now: now * C,
		arrears: arrears * CENT,
		collecting: collecting * CENT,
	};
	assert_eq!(due_arrears(5 * CENT, &standing(0, 5, 0), None), asks(Collect, 5));
	assert_eq!(due_arrears(5 * CENT, &standing(9, 5, 0), None), asks(Collect, 5));
	assert_eq!(due_arrears(5 * CENT, &standing(0, 9, 0), None), asks(Collect, 5), "its own only");
	assert_eq!(due_arrears(9 * CENT, &standing(0, 5, 0), None), asks(Collect, 5), "part is paid");
	assert_eq!(due_arrears(5 * CENT, &standing(0, 0, 0), None), None, "all is paid");
	assert_eq!(due_arrears(5 * CENT, &standing(0, 5, 5), None), None, "all is on its way");
	assert_eq!(due_arrears(5 * CENT, &standing(0, 5, 2), Some(0)), asks(Collect, 3));
}

#[test]
fn nobody_is_paid_out_what_it_owes() {
	let standing = |arrears| Standing { now: 10 * C, arrears, collecting: 0 };
	assert_eq!(due(10 * C, &standing(3 * CENT), Some(0)), asks(PayOut, 7));
	assert_eq!(due(10 * C, &standing(10 * CENT), Some(0)), None);
	assert_eq!(due(10 * C, &standing(u128::MAX), Some(0)), None);
}

#[test]
fn the_largest_figures_fit() {
	let largest = Standing { now: i64::MIN, arrears: u128::MAX, collecting: 0 };
	let asked = due(i64::MIN, &largest, Some(u64::MAX)).expect("something is missing");
	let missing = u128::from(u64::MAX) + (1 << 63);
	assert_eq!(asked.amount, missing - missing % CENT);
	let asked = due(i64::MAX, &now(i64::MAX), Some(0)).expect("there is something");
	assert_eq!(asked.amount, whole_cents_floor(i64::MAX as u128));
	let paid = Standing { collecting: u128::MAX, ..largest };
	assert_eq!(due(i64::MIN, &paid, Some(u64::MAX)), None);
	let missing = due_arrears(u128::MAX, &largest, None).expect("something is missing");
	assert_eq!(missing.amount, whole_cents_floor(i128::MAX as u128));
}

#[test]
fn cents_are_whole() {
	assert_eq!([0, CENT - 1, CENT, 2 * CENT - 1].map(whole_cents_floor), [0, 0, CENT, CENT]);
	assert_eq!([0, 1, CENT, CENT + 1].map(is_whole_cents), [false, false, true, false]);
}

/// Searches for the most cents that may be paid out, or collected, one by one.
fn searched(closing: i64, standing: &Standing, keep: Option<u64>) -> Option<Due> {
	let level = i128::from(keep.unwrap_or(0));
	let (closing, now) = (i128::from(closing), i128::from(standing.now));
	let (arrears, collecting) = (standing.arrears as i128, standing.collecting as i128);
	let step = CENT as i128;
	let pays =
		|a: i128| keep.is_some() && closing - a - arrears >= level && now - a - arrears >= level;
	// If all that is on its way arrives, and pays the arrears first, the account must not hold more
	// than its level.
	let takes = |a: i128| {
		let arrived = (collecting + a - arrears).max(0);
		closing + a <= level && now + a <= level && now + arrived <= level
	};
	let most =
		|may: &dyn Fn(i128) -> bool| (1..=100).map(|cents| cents * step).filter(|a| may(*a)).max();
	let due = |direction| move |amount: i128| Due { direction, amount: amount as u128 };
	most(&pays).map(due(PayOut)).or_else(|| most(&takes).map(due(Collect)))
}

fn nano() -> impl Strategy<Value = i64> {
	prop_oneof![-3..=3i64, Just(C / 2)]
		.prop_flat_map(|odd| (-20..=20i64).prop_map(move |c| c * C + odd))
}

proptest! {
	#[test]
	fn nothing_better_is_found_cent_by_cent(
		closing in nano(), now in nano(), arrears in nano(), collecting in 0..20u128,
		keep in prop::option::of(nano()),
	) {
		let standing = Standing {
			now,
			arrears: arrears.max(0) as u128,
			collecting: collecting * CENT,
		};
		let keep = keep.map(|keep| keep.max(0) as u64);
		prop_assert_eq!(due(closing, &standing, keep), searched(closing, &standing, keep));
	}

	#[test]
	fn several_lines_of_an_account_never_collect_too_much(
		debt in 0..20i64, arrears in 0..20u128, asks in prop::collection::vec((0..20u128, any::<bool>()), 1..8),
	) {
		let mut standing = Standing { now: -debt * C, arrears: arrears * CENT, collecting: 0 };
		for (amount, in_arrears) in asks {
			let asked = match in_arrears {
				true => due_arrears(amount * CENT, &standing, None),
				false => due(-(amount as i64) * C, &standing, None),
			};
			standing.collecting += asked.map_or(0, |due| due.amount);
		}
		prop_assert!(standing.collecting <= (debt as u128 + arrears) * CENT);
	}
}
