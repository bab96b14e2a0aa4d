// SPDX-License-Identifier: Apache-2.0
//! A development chain shortens the periods.

use super::*;
use crate::GenesisTimes;

#[test]
fn the_constants_hold_where_genesis_says_nothing() {
	TestExt::new().execute_with(|| {
		assert_eq!(GenesisTimes::<Test>::get(), None);
		let times = Communities::ballot_times();
		assert_eq!((times.voting, times.repeat, times.at_once), (VOTING, REPEAT, false));
	});
}

#[test]
fn genesis_shortens_periods_and_lets_changes_hold_at_once() {
	TestExt::with_voters(5).with_times(10, 20, true).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		blocks(10);
		assert_ok!(Communities::close(RuntimeOrigin::signed(PAUPER), COMMUNITY, 0));
		assert_eq!((state_of(0), heat_now()), (BallotState::Enacted, 1));
		propose(heat(2));
		blocks(10);
		assert_ok!(Communities::close(RuntimeOrigin::signed(PAUPER), COMMUNITY, 1));
		blocks(20);
		assert_eq!(propose(heat(2)), 2);
	});
}

#[test]
#[should_panic(expected = "genesis may only shorten a period")]
fn genesis_lengthens_no_period() {
	TestExt::new().with_times(VOTING + 1, 0, false).externalities();
}
