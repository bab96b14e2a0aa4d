// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::dispatch::DispatchResult;

fn call(who: u64, more: u32) -> DispatchResult {
	Communities::propose_growth(RuntimeOrigin::signed(who), COMMUNITY, more)
}

#[test]
fn propose_growth_admits_more_members_as_soon_as_it_has_passed() {
	TestExt::with_voters(5).execute_with(|| {
		(5..9).for_each(join);
		let try_5 = || Communities::enrol(RuntimeOrigin::signed(voter(5)), COMMUNITY, point(5));
		assert_noop!(try_5(), Error::<Test>::GrowthReached);
		assert_ok!(call(voter(0), 3));
		all_vote(0, 3, 2, 0);
		close(0);

		assert_eq!(state_of(0), BallotState::Enacted);
		assert_last(Event::BallotEnacted { community: COMMUNITY, ballot: 0 });
		assert_eq!(Communities::growth_room(COMMUNITY), 3);
		assert_ok!(try_5());
		assert_eq!(Communities::growth_room(COMMUNITY), 2);
	});
}

#[test]
fn propose_growth_fails_for_an_unknown_community_and_for_others() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(
			Communities::propose_growth(RuntimeOrigin::signed(voter(0)), 9, 1),
			Error::<Test>::UnknownCommunity
		);
		assert_noop!(call(ALICE, 1), Error::<Test>::NotVoter);
	});
}

#[test]
fn propose_growth_fails_for_nobody_and_for_more_than_count() {
	TestExt::with_voters(6).execute_with(|| {
		assert_noop!(call(voter(0), 0), Error::<Test>::GrowthOutOfBounds);
		assert_noop!(call(voter(0), 7), Error::<Test>::GrowthOutOfBounds);
		assert_ok!(call(voter(0), 6));
	});
}

#[test]
fn propose_growth_fails_while_one_runs_and_after_one_failed() {
	TestExt::with_voters(5).execute_with(|| {
		assert_ok!(call(voter(0), 1));
		assert_noop!(call(voter(1), 2), Error::<Test>::TopicTaken);
		close(0);
		assert_noop!(call(voter(1), 2), Error::<Test>::TooSoon);
	});
}
