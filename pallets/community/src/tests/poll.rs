// SPDX-License-Identifier: Apache-2.0
//! What happens by itself.

use super::*;
use crate::{Ended, Votes, WeightInfo};
use frame_support::{
	traits::Hooks,
	weights::{Weight, WeightMeter},
};

fn poll() {
	let mut meter = WeightMeter::new();
	Communities::on_poll(System::block_number(), &mut meter);
}

#[test]
fn a_ballot_is_counted_and_enacted_by_itself() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(4));
		all_vote(0, 5, 0, 0);
		blocks(VOTING - 1);
		poll();
		assert_eq!(state_of(0), BallotState::Voting);
		blocks(1);
		poll();
		let from_slot = NextPeriod::get() + 100;
		assert_eq!(state_of(0), BallotState::Passed { from_slot });
		SlotNow::set(&(from_slot - 2));
		poll();
		assert_eq!(state_of(0), BallotState::Passed { from_slot });
		SlotNow::set(&(from_slot - 1));
		poll();
		assert_eq!((state_of(0), heat_now()), (BallotState::Enacted, 4));
	});
}

#[test]
fn all_ballots_of_a_community_are_looked_at() {
	TestExt::with_voters(5).execute_with(|| {
		for rule in [heat(4), fee(4)] {
			propose(rule);
		}
		all_vote(1, 5, 0, 0);
		blocks(VOTING);
		poll();
		assert_eq!(state_of(0), BallotState::Failed);
		assert!(matches!(state_of(1), BallotState::Passed { .. }));
	});
}

/// Opens a ballot in each of so many communities that have one member each.
fn ballots_in(communities: u32) {
	Ongoing::insert(1, ());
	for community in 1..=communities {
		let who = voter(community as u8);
		let tag = tag(community as u8);
		assert_ok!(Communities::open_community(RuntimeOrigin::signed(who), EUR));
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(who), community, tag, who));
		let mut meter = point(0);
		meter.network.community = community;
		TookPart::insert((who, meter), 2_000);
		assert_ok!(Communities::enrol(RuntimeOrigin::signed(who), community, meter));
		let origin = RuntimeOrigin::signed(who);
		assert_ok!(Communities::propose_referendum_vote(origin, community, 1));
	}
}

fn counted(communities: u32) -> usize {
	(1..=communities)
		.filter(|community| !Communities::ballot(*community, 0).expect("opened").state.is_running())
		.count()
}

#[test]
fn every_community_has_its_turn() {
	TestExt::with_voters(0).execute_with(|| {
		ballots_in(10);
		blocks(VOTING);
		for expected in [4, 8, 10, 10] {
			poll();
			assert_eq!(counted(10), expected);
		}
	});
}

#[test]
fn a_community_whose_ballots_wait_does_not_hold_up_others() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(4));
		all_vote(0, 5, 0, 0);
		blocks(VOTING);
		poll();
		assert!(matches!(state_of(0), BallotState::Passed { .. }));
		ballots_in(9);
		blocks(VOTING);
		(0..3).for_each(|_| poll());
		assert_eq!(counted(9), 9);
	});
}

#[test]
fn nothing_happens_in_a_block_without_room_and_all_of_it_later() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(4));
		all_vote(0, 5, 0, 0);
		blocks(VOTING);
		let nearly = <() as WeightInfo>::poll_community()
			.saturating_add(Communities::close_weight())
			.saturating_sub(Weight::from_parts(1, 0));
		for limit in [Weight::zero(), nearly] {
			let mut meter = WeightMeter::with_limit(limit);
			Communities::on_poll(System::block_number(), &mut meter);
			assert!(meter.consumed().all_lte(limit));
			assert_eq!(state_of(0), BallotState::Voting);
		}
		poll();
		assert!(matches!(state_of(0), BallotState::Passed { .. }));
	});
}

#[test]
fn votes_of_a_ballot_that_ended_are_dropped_bit_by_bit() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(4));
		all_vote(0, 2, 2, 0);
		propose(fee(4));
		all_vote(1, 0, 0, 1);
		close(0);
		assert_eq!(Ended::<Test>::iter().count(), 1);
		let nearly = <() as WeightInfo>::drop_votes(64).saturating_sub(Weight::from_parts(1, 0));
		let mut meter = WeightMeter::with_limit(nearly);
		Communities::on_poll(System::block_number(), &mut meter);
		assert_eq!(Votes::<Test>::iter().count(), 5, "no room");
		Communities::do_try_state().expect("holds in between");
		// One ballot's votes a block; the other one may be counted first.
		for _ in 0..3 {
			poll();
		}
		assert!(state_of(1) == BallotState::Failed, "counted on the way");
		assert_eq!((Votes::<Test>::iter().count(), Ended::<Test>::iter().count()), (0, 0));
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.tally, Tally { ayes: 2, nays: 2, abstains: 0 }, "the tally stays");
	});
}
