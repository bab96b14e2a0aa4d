// SPDX-License-Identifier: Apache-2.0
//! What a ballot comes to, case by case and against plain fractions.

use community_core::{decide, quorum, Choice, Outcome, Tally, Threshold};
use proptest::prelude::*;

fn tally(ayes: u32, nays: u32, abstains: u32) -> Tally {
	Tally { ayes, nays, abstains }
}

#[test]
fn quorum_is_a_fifth_rounded_up_and_at_least_five() {
	for (voters, expected) in
		[(0, 5), (5, 5), (24, 5), (25, 5), (26, 6), (30, 6), (31, 7), (1_000, 200)]
	{
		assert_eq!(quorum(voters), expected, "{voters} voters");
	}
	assert_eq!(quorum(u32::MAX), 858_993_459);
}

#[test]
fn decide_fails_without_quorum_however_clear() {
	assert_eq!(decide(&tally(4, 0, 0), 5, Threshold::Majority), Outcome::NoQuorum);
	assert_eq!(decide(&tally(5, 0, 0), 26, Threshold::Majority), Outcome::NoQuorum);
	assert_eq!(decide(&tally(5, 0, 0), 25, Threshold::Majority), Outcome::Passed);
}

#[test]
fn decide_counts_abstentions_for_the_quorum_only() {
	assert_eq!(decide(&tally(1, 0, 4), 10, Threshold::Majority), Outcome::Passed);
	assert_eq!(decide(&tally(0, 0, 10), 10, Threshold::Majority), Outcome::Rejected);
	assert_eq!(decide(&tally(0, 0, 10), 10, Threshold::TwoThirds), Outcome::Rejected);
}

#[test]
fn decide_rejects_a_tie() {
	assert_eq!(decide(&tally(3, 3, 0), 10, Threshold::Majority), Outcome::Rejected);
	assert_eq!(decide(&tally(4, 3, 0), 10, Threshold::Majority), Outcome::Passed);
}

#[test]
fn decide_asks_for_exactly_two_of_three() {
	assert_eq!(decide(&tally(4, 2, 0), 10, Threshold::TwoThirds), Outcome::Passed);
	assert_eq!(decide(&tally(5, 3, 0), 10, Threshold::TwoThirds), Outcome::Rejected);
}

#[test]
fn limits_do_not_overflow() {
	let full = tally(u32::MAX, u32::MAX, u32::MAX);
	assert_eq!(full.turnout(), u32::MAX);
	assert_eq!(full.with(Choice::Aye), full);
	assert_eq!(decide(&full, u32::MAX, Threshold::TwoThirds), Outcome::Rejected);
	assert_eq!(decide(&tally(u32::MAX, 1, 0), u32::MAX, Threshold::TwoThirds), Outcome::Passed);
}

proptest! {
	#[test]
	fn tally_counts_each_choice_once(choices in prop::collection::vec(0u8..3, 0..200)) {
		let mut counted = Tally::default();
		for choice in &choices {
			counted = counted.with(match choice {
				0 => Choice::Aye,
				1 => Choice::Nay,
				_ => Choice::Abstain,
			});
		}
		let of = |kind: u8| choices.iter().filter(|choice| **choice == kind).count() as u32;
		prop_assert_eq!(counted, tally(of(0), of(1), of(2)));
		prop_assert_eq!(counted.turnout() as usize, choices.len());
	}

	/// The same question asked with fractions in floating point, exact at these sizes.
	#[test]
	fn decide_agrees_with_plain_fractions(
		ayes in 0u32..400, nays in 0u32..400, abstains in 0u32..400, idle in 0u32..4_000,
	) {
		let cast = f64::from(ayes + nays + abstains);
		let voters = ayes + nays + abstains + idle;
		let enough = cast >= 5.0 && cast * 100.0 >= f64::from(voters) * 20.0;
		let sides = f64::from(ayes + nays);
		for (threshold, share_of_ayes) in [
			(Threshold::Majority, f64::from(ayes) * 2.0 > sides),
			(Threshold::TwoThirds, ayes > 0 && f64::from(ayes) * 3.0 >= sides * 2.0),
		] {
			let expected = match (enough, share_of_ayes) {
				(false, _) => Outcome::NoQuorum,
				(true, true) => Outcome::Passed,
				(true, false) => Outcome::Rejected,
			};
			prop_assert_eq!(decide(&tally(ayes, nays, abstains), voters, threshold), expected);
		}
	}

	#[test]
	fn one_more_aye_never_turns_a_ballot_down(
		ayes in 0u32..100, nays in 0u32..100, abstains in 0u32..100, voters in 0u32..1_000,
	) {
		for threshold in [Threshold::Majority, Threshold::TwoThirds] {
			if decide(&tally(ayes, nays, abstains), voters, threshold) == Outcome::Passed {
				let more = tally(ayes, nays, abstains).with(Choice::Aye);
				prop_assert_eq!(decide(&more, voters, threshold), Outcome::Passed);
			}
		}
	}
}
