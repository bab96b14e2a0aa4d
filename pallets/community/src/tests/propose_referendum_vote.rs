// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::dispatch::DispatchResult;

fn call(who: u64, index: u32) -> DispatchResult {
	Communities::propose_referendum_vote(RuntimeOrigin::signed(who), COMMUNITY, index)
}

#[test]
fn propose_referendum_vote_asks_how_the_community_shall_vote() {
	TestExt::with_voters(1).execute_with(|| {
		Ongoing::insert(4, ());
		assert_ok!(call(voter(0), 4));
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.motion, Motion::Referendum { index: 4 });
		assert_eq!(record.voters, 1, "it has no quorum");
		assert_eq!(held(HoldReason::Ballot, voter(0)), BALLOT_DEPOSIT);
		votes(0, 0, Choice::Abstain);
		close(0);
		assert_eq!(state_of(0), BallotState::Cast);
	});
}

#[test]
fn propose_referendum_vote_fails_for_others_and_for_unknown_communities() {
	TestExt::with_voters(5).execute_with(|| {
		Ongoing::insert(4, ());
		assert_noop!(
			Communities::propose_referendum_vote(RuntimeOrigin::signed(voter(0)), 7, 4),
			Error::<Test>::UnknownCommunity
		);
		assert_noop!(call(ALICE, 4), Error::<Test>::NotVoter);
	});
}

#[test]
fn propose_referendum_vote_fails_where_no_votes_are_taken() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(voter(0), 4), Error::<Test>::ReferendumNotOngoing);
	});
}

#[test]
fn propose_referendum_vote_is_possible_again_after_the_ballot_but_not_beside_it() {
	TestExt::with_voters(5).execute_with(|| {
		Ongoing::insert(4, ());
		Ongoing::insert(5, ());
		assert_ok!(call(voter(0), 4));
		assert_noop!(call(voter(1), 4), Error::<Test>::TopicTaken);
		assert_ok!(call(voter(1), 5));
		votes(0, 0, Choice::Aye);
		close(0);
		assert_ok!(call(voter(1), 4));
		votes(0, 2, Choice::Nay);
		votes(1, 2, Choice::Nay);
		close(2);
		assert_eq!(cast_in(4), Some((Tally { ayes: 0, nays: 2, abstains: 0 }, 5)));
	});
}
