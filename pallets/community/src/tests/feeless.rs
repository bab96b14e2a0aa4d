// SPDX-License-Identifier: Apache-2.0
//! Counting and voting cost a household nothing.

use super::*;
use crate::Call;
use frame_support::dispatch::CheckIfFeeless;

fn is_free(call: &Call<Test>, who: u64) -> bool {
	call.is_feeless(&RuntimeOrigin::signed(who))
}

#[test]
fn enrol_and_vote_are_free_if_they_succeed_and_some_are_left() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		propose(fee(1));
		let vote = |ballot| Call::vote { community: COMMUNITY, ballot, choice: Choice::Aye };
		assert!(
			is_free(&vote(0), voter(1)) && is_free(&vote(0), voter(1)),
			"asking changes nothing"
		);
		votes(1, 0, Choice::Aye);
		assert!(!is_free(&vote(0), voter(1)), "voted already");
		assert!(!is_free(&vote(0), BOB), "does not count");
		assert!(is_free(&vote(1), voter(1)));
		votes(1, 1, Choice::Aye);
		assert_eq!(Used::get(voter(1)), FREE_CALLS);

		join(8);
		let enrol = Call::enrol { community: COMMUNITY, meter: point(8) };
		assert!(!is_free(&enrol, voter(8)), "no more are counted in this period");
		PeriodsClosed::set(&9);
		assert!(is_free(&enrol, voter(8)));
		Used::insert(voter(8), FREE_CALLS);
		assert!(!is_free(&enrol, voter(8)), "none is left today");
	});
}

#[test]
fn proposing_is_not_free() {
	TestExt::with_voters(5).execute_with(|| {
		let propose = Call::propose { community: COMMUNITY, change: heat(1) };
		assert!(!is_free(&propose, voter(0)));
		assert!(!propose.is_feeless(&RuntimeOrigin::none()));
		let vote = Call::<Test>::vote { community: COMMUNITY, ballot: 0, choice: Choice::Aye };
		assert!(!vote.is_feeless(&RuntimeOrigin::none()));
	});
}
