// SPDX-License-Identifier: Apache-2.0
//! Old ballots are forgotten as soon as nothing depends on them.

use super::*;
use crate::{ballot_types::BALLOTS_KEPT, Ballots, LastEnacted};
use frame_support::{traits::Hooks, weights::WeightMeter};

/// So many ballots about heat, of which none finds enough voters.
fn others(count: u32) {
	for _ in 0..count {
		close(propose(heat(1)));
		blocks(REPEAT);
	}
}

fn is_kept(ballot: u32) -> bool {
	Communities::ballot(COMMUNITY, ballot).is_some()
}

/// A ballot about fees that was enacted.
fn changed_fee(to: u32) -> u32 {
	let ballot = propose(fee(to));
	all_vote(ballot, 5, 0, 0);
	close(ballot);
	enact(ballot);
	drop_votes();
	blocks(REPEAT);
	ballot
}

fn drop_votes() {
	Communities::on_poll(System::block_number(), &mut WeightMeter::new());
}

#[test]
fn the_last_ballots_are_kept() {
	TestExt::with_voters(5).execute_with(|| {
		others(BALLOTS_KEPT);
		assert!(is_kept(0));
		others(2);
		assert_eq!((is_kept(0), is_kept(1), is_kept(2)), (false, false, true));
		assert_eq!(Ballots::<Test>::iter().count(), BALLOTS_KEPT as usize);
		let vote = Communities::vote(RuntimeOrigin::signed(voter(0)), COMMUNITY, 0, Choice::Aye);
		assert_noop!(vote, Error::<Test>::UnknownBallot);
	});
}

#[test]
fn what_can_be_taken_back_is_kept_until_another_takes_its_place() {
	TestExt::with_voters(5).execute_with(|| {
		let old = changed_fee(1);
		others(BALLOTS_KEPT + 1);
		assert!(is_kept(old));
		let new = changed_fee(2);
		assert_eq!((is_kept(old), is_kept(new)), (false, true));
	});
}

#[test]
fn what_was_taken_back_is_forgotten() {
	TestExt::with_voters(5).execute_with(|| {
		let old = changed_fee(1);
		others(BALLOTS_KEPT + 1);
		let by = RuntimeOrigin::signed(voter(0));
		assert_ok!(Communities::propose_roll_back(by, COMMUNITY, old));
		let back = crate::NextBallot::<Test>::get(COMMUNITY) - 1;
		all_vote(back, 5, 0, 0);
		close(back);
		enact(back);
		assert_eq!((is_kept(old), is_kept(back)), (false, true));
		assert_eq!(LastEnacted::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_ballot_is_kept_until_its_votes_are_dropped() {
	TestExt::with_voters(5).execute_with(|| {
		let old = propose(heat(1));
		all_vote(old, 1, 1, 0);
		close(old);
		blocks(REPEAT);
		others(BALLOTS_KEPT + 1);
		assert!(is_kept(old));
		drop_votes();
		assert!(!is_kept(old));
	});
}
