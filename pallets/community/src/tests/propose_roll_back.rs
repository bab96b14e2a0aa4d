// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::LastEnacted;
use community_core::Threshold;
use frame_support::dispatch::DispatchResult;

fn call(who: u64, ballot: u32) -> DispatchResult {
	Communities::propose_roll_back(RuntimeOrigin::signed(who), COMMUNITY, ballot)
}

#[test]
fn propose_roll_back_puts_back_what_held_before_by_simple_majority() {
	TestExt::with_voters(8).execute_with(|| {
		Rules::insert((COMMUNITY, fee(0).0), 3);
		let changed = propose(fee(8));
		all_vote(changed, 6, 0, 0);
		close(changed);
		enact(changed);
		NextPeriod::set(&2_000);
		assert_ok!(call(voter(1), changed));
		let by = changed + 1;
		let record = Communities::ballot(COMMUNITY, by).expect("opened");
		assert_eq!(record.motion, Motion::RollBack { ballot: changed, to: fee(3) });
		assert_eq!(record.threshold, Threshold::Majority);
		all_vote(by, 4, 3, 0);
		close(by);
		assert_eq!(state_of(by), BallotState::Passed { from_slot: 2_000 });
		enact(by);

		System::assert_has_event(
			Event::BallotRolledBack { community: COMMUNITY, ballot: changed, by }.into(),
		);
		assert_eq!(Rules::get((COMMUNITY, fee(0).0)), 3);
		assert_eq!(
			(state_of(changed), state_of(by)),
			(BallotState::RolledBack, BallotState::Enacted)
		);
		assert_eq!(LastEnacted::<Test>::iter().count(), 0);
		// Neither again, nor back and forth, nor the same anew within thirty days.
		assert_noop!(call(voter(1), changed), Error::<Test>::NothingToRollBack);
		assert_noop!(call(voter(1), by), Error::<Test>::NothingToRollBack);
		let again =
			|value| Communities::propose(RuntimeOrigin::signed(voter(0)), COMMUNITY, fee(value));
		assert_noop!(again(8), Error::<Test>::TooSoon);
		blocks(REPEAT);
		assert_ok!(again(8));
	});
}

#[test]
fn propose_roll_back_fails_for_others_and_for_ballots_that_are_not() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(
			Communities::propose_roll_back(RuntimeOrigin::signed(voter(0)), 7, 0),
			Error::<Test>::UnknownCommunity
		);
		assert_noop!(call(ALICE, 0), Error::<Test>::NotVoter);
		assert_noop!(call(voter(0), 0), Error::<Test>::UnknownBallot);
	});
}

#[test]
fn propose_roll_back_fails_for_what_changed_no_rule() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		assert_noop!(call(voter(0), 0), Error::<Test>::NothingToRollBack);
		let origin = RuntimeOrigin::signed(voter(0));
		assert_ok!(Communities::propose_growth(origin, COMMUNITY, 1));
		all_vote(1, 5, 0, 0);
		close(1);
		assert_eq!(state_of(1), BallotState::Enacted);
		assert_noop!(call(voter(0), 1), Error::<Test>::NothingToRollBack);
	});
}

#[test]
fn propose_roll_back_fails_for_a_change_that_was_changed_since() {
	TestExt::with_voters(5).execute_with(|| {
		let first = change_to(heat(1));
		let second = change_to(heat(2));
		assert_noop!(call(voter(0), first), Error::<Test>::Superseded);
		assert_ok!(call(voter(0), second));
	});
}

#[test]
fn propose_roll_back_fails_where_the_past_is_outside_the_bounds() {
	TestExt::with_voters(5).execute_with(|| {
		Rules::insert((COMMUNITY, heat(0).0), 90);
		let changed = change_to(heat(10));
		RuleMax::set(&50);
		assert_noop!(call(voter(0), changed), OUT_OF_BOUNDS);
	});
}

#[test]
fn propose_roll_back_lapses_where_the_past_left_the_bounds_meanwhile() {
	TestExt::with_voters(5).execute_with(|| {
		Rules::insert((COMMUNITY, heat(0).0), 90);
		let changed = change_to(heat(10));
		assert_ok!(call(voter(0), changed));
		all_vote(1, 5, 0, 0);
		NextPeriod::set(&3_000);
		close(1);
		RuleMax::set(&50);
		enact(1);
		assert_last(Event::BallotLapsed { community: COMMUNITY, ballot: 1, error: OUT_OF_BOUNDS });
		assert_eq!((heat_now(), state_of(changed)), (10, BallotState::Enacted));
	});
}

#[test]
fn propose_roll_back_waits_for_its_own_failure_only() {
	TestExt::with_voters(5).execute_with(|| {
		let changed = change_to(heat(1));
		// Who wants to keep the rule proposes another one that fails.
		let decoy = propose(heat(2));
		assert_noop!(call(voter(1), changed), Error::<Test>::TopicTaken);
		close(decoy);
		assert_ok!(call(voter(1), changed));
		close(decoy + 1);
		assert_eq!(state_of(decoy + 1), BallotState::Failed);
		assert_noop!(call(voter(1), changed), Error::<Test>::TooSoon);
		blocks(REPEAT);
		assert_ok!(call(voter(1), changed));
	});
}
