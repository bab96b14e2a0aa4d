// SPDX-License-Identifier: Apache-2.0
//! How fast an electorate grows, against a plain list of who was added when.

use community_core::{counts_from, growth_ballot_max, per_period, Growth};
use proptest::prelude::*;

#[test]
fn per_period_is_a_fifth_rounded_down_and_at_least_five() {
	for (base, expected) in [(0, 5), (5, 5), (25, 5), (29, 5), (30, 6), (100, 20), (104, 20)] {
		assert_eq!(per_period(base), expected, "{base} voters");
	}
	assert_eq!(per_period(u32::MAX), 858_993_459);
}

#[test]
fn a_ballot_admits_as_many_as_count_at_most() {
	assert_eq!(growth_ballot_max(0), 5);
	assert_eq!(growth_ballot_max(5), 5);
	assert_eq!(growth_ballot_max(6), 6);
	assert_eq!(growth_ballot_max(u32::MAX), u32::MAX);
}

#[test]
fn add_stops_at_the_share_and_goes_on_in_the_next_period() {
	let mut growth = Growth::default();
	for voters in 0..5 {
		growth = growth.add(0, voters).expect("the first five");
	}
	assert_eq!((growth.room(0, 5), growth.add(0, 5)), (0, None));
	assert_eq!(growth.room(1, 5), 5);
	growth = growth.add(1, 5).expect("a new period");
	assert_eq!(growth, Growth { period: 1, base: 5, grown: 1, admitted: 0 });
}

#[test]
fn add_uses_the_periods_share_before_what_a_ballot_admitted() {
	let mut growth = Growth::default().admit(2);
	for voters in 0..7 {
		assert_eq!(growth.room(0, voters), 7 - voters);
		growth = growth.add(0, voters).expect("five and two");
	}
	assert_eq!((growth.admitted, growth.add(0, 7)), (0, None));
	assert_eq!(growth.admit(u32::MAX).admit(1).admitted, u32::MAX, "no overflow");
}

#[test]
fn add_does_not_go_back_to_an_earlier_period() {
	let mut growth = Growth { period: 9, base: 0, grown: 5, admitted: 0 };
	assert_eq!(growth.add(8, 5), None);
	growth = growth.admit(1);
	assert_eq!(growth.add(3, 5).map(|after| (after.period, after.admitted)), Some((9, 0)));
}

#[test]
fn a_point_counts_for_whoever_came_later_only_with_later_periods() {
	assert_eq!(counts_from(100, None), 100);
	assert_eq!(counts_from(100, Some(40)), 100, "the earlier voter was counted before");
	assert_eq!(counts_from(100, Some(140)), 140);
}

proptest! {
	/// The oracle keeps a list of periods in which somebody was added, and counts.
	#[test]
	fn add_agrees_with_a_plain_list(
		steps in prop::collection::vec((0u32..3, prop::bool::weighted(0.1), 0u32..4), 0..300),
	) {
		let (mut growth, mut period, mut voters) = (Growth::default(), 0u32, 0u32);
		let (mut list, mut base, mut ballots) = (Vec::new(), 0u32, 0u32);
		for (forward, is_ballot, admitted) in steps {
			if forward == 2 {
				period += 1;
			}
			if is_ballot {
				growth = growth.admit(admitted);
				ballots += admitted;
				continue;
			}
			if !list.iter().any(|(of, _)| *of == period) && period > 0 {
				base = voters;
			}
			let own = list.iter().filter(|(of, by_ballot)| *of == period && !by_ballot).count();
			let share = (base / 5).max(5) as usize;
			let used = list.iter().filter(|(_, by_ballot)| *by_ballot).count() as u32;
			let expected = if own < share { Some(false) } else { (used < ballots).then_some(true) };
			let room = (share - own) as u32 + ballots - used;
			prop_assert_eq!(growth.room(period, voters), room);
			let added = growth.add(period, voters);
			prop_assert_eq!(added.is_some(), expected.is_some());
			if let (Some(after), Some(by_ballot)) = (added, expected) {
				growth = after;
				voters += 1;
				list.push((period, by_ballot));
			}
		}
	}

	/// Without a ballot nobody can take over: in no period more than a fifth, or five, is added.
	#[test]
	fn growth_is_a_fifth_a_period_however_it_is_tried(
		base in 0u32..2_000, tries in 0u32..1_000,
	) {
		let mut growth = Growth { period: 0, base: 0, grown: 0, admitted: 0 };
		let mut voters = base;
		for _ in 0..tries {
			if let Some(after) = growth.add(1, voters) {
				growth = after;
				voters += 1;
			}
		}
		prop_assert!(voters - base <= (base / 5).max(5));
		prop_assert_eq!(voters - base, tries.min((base / 5).max(5)));
	}
}
