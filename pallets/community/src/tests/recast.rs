// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::dispatch::DispatchResult;

fn call(ballot: u32) -> DispatchResult {
	Communities::recast(RuntimeOrigin::signed(PAUPER), COMMUNITY, ballot)
}

fn asked(index: u32) {
	Ongoing::insert(index, ());
	let origin = RuntimeOrigin::signed(voter(0));
	assert_ok!(Communities::propose_referendum_vote(origin, COMMUNITY, index));
}

#[test]
fn recast_votes_with_what_was_answered_before_and_after_the_end() {
	TestExt::with_voters(5).execute_with(|| {
		asked(4);
		votes(0, 0, Choice::Aye);
		assert_ok!(call(0));
		assert_eq!(cast_in(4), Some((Tally { ayes: 1, nays: 0, abstains: 0 }, 5)));
		votes(1, 0, Choice::Nay);
		close(0);
		let tally = Tally { ayes: 1, nays: 1, abstains: 0 };
		assert_eq!(cast_in(4), Some((tally, 5)));
		CastBy::remove((Communities::account(COMMUNITY), 4));
		assert_ok!(call(0));
		assert_last(Event::ReferendumVoteCast {
			community: COMMUNITY,
			ballot: 0,
			index: 4,
			tally,
			voters: 5,
		});
		assert_eq!(cast_in(4), Some((tally, 5)));
	});
}

#[test]
fn recast_fails_for_ballots_about_something_else() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(0), Error::<Test>::UnknownBallot);
		propose(heat(1));
		votes(0, 0, Choice::Aye);
		assert_noop!(call(0), Error::<Test>::NotAboutReferendum);
	});
}

#[test]
fn recast_fails_for_a_cancelled_ballot() {
	TestExt::with_voters(5).execute_with(|| {
		asked(4);
		votes(0, 0, Choice::Aye);
		assert_ok!(Communities::cancel(RuntimeOrigin::root(), COMMUNITY, 0));
		assert_noop!(call(0), Error::<Test>::NotAboutReferendum);
	});
}

#[test]
fn recast_fails_before_anybody_voted() {
	TestExt::with_voters(5).execute_with(|| {
		asked(4);
		assert_noop!(call(0), Error::<Test>::NobodyVoted);
	});
}

#[test]
fn recast_fails_when_the_referendum_is_over_or_takes_no_vote() {
	TestExt::with_voters(5).execute_with(|| {
		asked(4);
		asked(DEAF);
		votes(0, 0, Choice::Aye);
		votes(0, 1, Choice::Aye);
		Ongoing::remove(4);
		assert_noop!(call(0), Error::<Test>::ReferendumNotOngoing);
		assert_noop!(call(1), NO_VOTE);
	});
}
