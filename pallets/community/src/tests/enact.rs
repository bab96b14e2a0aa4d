// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::LastEnacted;
use frame_support::dispatch::DispatchResult;

fn call(ballot: u32) -> DispatchResult {
	Communities::enact(RuntimeOrigin::signed(PAUPER), COMMUNITY, ballot)
}

#[test]
fn enact_makes_a_rule_hold_in_the_last_slot_before_its_period() {
	TestExt::with_voters(5).execute_with(|| {
		Rules::insert((COMMUNITY, heat(0).0), 3);
		propose(heat(8));
		all_vote(0, 5, 0, 0);
		close(0);
		SlotNow::set(&(NextPeriod::get() + 98));
		assert_noop!(call(0), Error::<Test>::PeriodNotBegun);
		SlotNow::set(&(NextPeriod::get() + 99));
		assert_ok!(call(0));

		assert_last(Event::BallotEnacted { community: COMMUNITY, ballot: 0 });
		assert_eq!((heat_now(), state_of(0)), (8, BallotState::Enacted));
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.before, Some(heat(3)), "what held before");
		assert_eq!(LastEnacted::<Test>::iter().count(), 1);
		assert_eq!(held(HoldReason::Ballot, voter(0)), 0);
		assert!(Communities::running_ballots(COMMUNITY).is_empty());
	});
}

#[test]
fn enact_lapses_where_the_bounds_got_tighter() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(80));
		all_vote(0, 5, 0, 0);
		close(0);
		RuleMax::set(&79);
		enact(0);

		assert_last(Event::BallotLapsed { community: COMMUNITY, ballot: 0, error: OUT_OF_BOUNDS });
		assert_eq!((heat_now(), state_of(0)), (0, BallotState::Lapsed));
		assert_eq!(Communities::ballot(COMMUNITY, 0).expect("opened").before, None);
		assert_eq!(held(HoldReason::Ballot, voter(0)), 0, "it is nobody's fault");
		assert_eq!(propose(heat(79)), 1, "and can be proposed again at once");
	});
}

#[test]
fn enact_lapses_without_a_trace_where_the_rule_cannot_be_set() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(80));
		all_vote(0, 5, 0, 0);
		close(0);
		Unchangeable::set(&true);
		enact(0);
		assert_last(Event::BallotLapsed { community: COMMUNITY, ballot: 0, error: UNCHANGEABLE });
		assert_eq!((heat_now(), state_of(0)), (0, BallotState::Lapsed));
	});
}

#[test]
fn enact_fails_for_a_ballot_that_is_not_and_unless_it_passed() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(0), Error::<Test>::UnknownBallot);
		propose(heat(1));
		assert_noop!(call(0), Error::<Test>::NotPassed);
		close(0);
		assert_noop!(call(0), Error::<Test>::NotPassed);
		let enacted = change_to(fee(1));
		assert_noop!(call(enacted), Error::<Test>::NotPassed);
	});
}
