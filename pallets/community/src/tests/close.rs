// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::dispatch::DispatchResult;

fn call(ballot: u32) -> DispatchResult {
	Communities::close(RuntimeOrigin::signed(PAUPER), COMMUNITY, ballot)
}

#[test]
fn close_lets_a_ballot_pass_and_wait_for_its_billing_period() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		all_vote(0, 3, 2, 1);
		close(0);

		let tally = Tally { ayes: 3, nays: 2, abstains: 1 };
		// Heat is billed 100 slots after electricity.
		let from_slot = NextPeriod::get() + 100;
		assert_last(Event::BallotPassed {
			community: COMMUNITY,
			ballot: 0,
			tally,
			voters: 6,
			from_slot,
		});
		assert_eq!(state_of(0), BallotState::Passed { from_slot });
		assert_eq!(held(HoldReason::Ballot, voter(0)), BALLOT_DEPOSIT, "until it ends");
		assert_eq!((heat_now(), Communities::running_ballots(COMMUNITY)), (0, vec![0]));
	});
}

#[test]
fn close_enacts_at_once_where_the_period_has_come() {
	TestExt::with_voters(5).execute_with(|| {
		propose(fee(1));
		all_vote(0, 5, 0, 0);
		SlotNow::set(&(NextPeriod::get() - 1));
		close(0);
		assert_eq!(state_of(0), BallotState::Enacted);
		assert_last(Event::BallotEnacted { community: COMMUNITY, ballot: 0 });
	});
}

#[test]
fn close_lets_a_ballot_fail_without_quorum_and_gives_the_deposit_back() {
	TestExt::with_voters(26).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		close(0);

		let tally = Tally { ayes: 5, nays: 0, abstains: 0 };
		assert_last(Event::BallotFailed {
			community: COMMUNITY,
			ballot: 0,
			tally,
			voters: 26,
			quorum: 6,
		});
		assert_eq!(state_of(0), BallotState::Failed);
		assert_eq!(held(HoldReason::Ballot, voter(0)), 0);
		assert!(Communities::running_ballots(COMMUNITY).is_empty());
	});
}

#[test]
fn close_lets_a_tie_fail() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		all_vote(0, 3, 3, 0);
		close(0);
		assert_eq!(state_of(0), BallotState::Failed);
	});
}

#[test]
fn close_asks_for_two_of_three_where_the_change_says_so() {
	TestExt::with_voters(8).execute_with(|| {
		propose(fee(1));
		propose(heat(1));
		all_vote(0, 5, 3, 0);
		all_vote(1, 5, 3, 0);
		close(0);
		assert_ok!(call(1));
		assert_eq!(state_of(0), BallotState::Failed);
		assert!(matches!(state_of(1), BallotState::Passed { .. }));
	});
	TestExt::with_voters(6).execute_with(|| {
		propose(fee(1));
		all_vote(0, 4, 2, 0);
		close(0);
		assert!(matches!(state_of(0), BallotState::Passed { .. }));
	});
}

#[test]
fn close_casts_the_communitys_vote_as_the_members_voted() {
	TestExt::with_voters(8).execute_with(|| {
		Ongoing::insert(4, ());
		assert_ok!(Communities::propose_referendum_vote(
			RuntimeOrigin::signed(voter(0)),
			COMMUNITY,
			4
		));
		all_vote(0, 1, 2, 0);
		close(0);

		let tally = Tally { ayes: 1, nays: 2, abstains: 0 };
		System::assert_has_event(
			Event::ReferendumVoteCast {
				community: COMMUNITY,
				ballot: 0,
				index: 4,
				tally,
				voters: 8,
			}
			.into(),
		);
		assert_eq!((state_of(0), cast_in(4)), (BallotState::Cast, Some((tally, 8))));
		assert_eq!(held(HoldReason::Ballot, voter(0)), 0);
	});
}

#[test]
fn close_lets_a_referendums_ballot_fail_if_nobody_answered_and_lapse_if_it_is_too_late() {
	TestExt::with_voters(5).execute_with(|| {
		for index in [4, 5, DEAF] {
			Ongoing::insert(index, ());
			assert_ok!(Communities::propose_referendum_vote(
				RuntimeOrigin::signed(voter(0)),
				COMMUNITY,
				index
			));
		}
		votes(0, 1, Choice::Aye);
		votes(1, 2, Choice::Aye);
		Ongoing::remove(5);
		close(0);
		assert_eq!(state_of(0), BallotState::Failed);
		assert_ok!(call(1));
		let error = Error::<Test>::ReferendumNotOngoing.into();
		assert_last(Event::BallotLapsed { community: COMMUNITY, ballot: 1, error });
		assert_ok!(call(2));
		assert_last(Event::BallotLapsed { community: COMMUNITY, ballot: 2, error: NO_VOTE });
		assert_eq!((state_of(1), state_of(2)), (BallotState::Lapsed, BallotState::Lapsed));
		assert_eq!((cast_in(5), cast_in(DEAF)), (None, None), "what fails leaves nothing");
	});
}

#[test]
fn close_fails_for_a_ballot_that_is_not_or_is_over() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(0), Error::<Test>::UnknownBallot);
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		close(0);
		assert_noop!(call(0), Error::<Test>::BallotOver);
		enact(0);
		assert_noop!(call(0), Error::<Test>::BallotOver);
	});
}

#[test]
fn close_fails_before_the_time_is_over_however_clear_it_is() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		blocks(VOTING - 1);
		assert_noop!(call(0), Error::<Test>::VotingNotOver);
		blocks(1);
		assert_ok!(call(0));
	});
}
