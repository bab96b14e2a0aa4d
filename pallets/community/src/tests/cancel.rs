// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::dispatch::DispatchResult;
use sp_runtime::DispatchError;

fn call(ballot: u32) -> DispatchResult {
	Communities::cancel(RuntimeOrigin::root(), COMMUNITY, ballot)
}

#[test]
fn cancel_ends_a_ballot_and_takes_the_deposit() {
	TestExt::with_voters(5).execute_with(|| {
		let issued = Balances::total_issuance();
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		assert_ok!(call(0));

		assert_last(Event::BallotCancelled { community: COMMUNITY, ballot: 0 });
		assert_eq!(state_of(0), BallotState::Cancelled);
		assert_eq!(held(HoldReason::Ballot, voter(0)), 0);
		assert_eq!(Balances::total_issuance(), issued - BALLOT_DEPOSIT);
		assert!(Communities::running_ballots(COMMUNITY).is_empty());
		assert_eq!(propose(heat(1)), 1, "another may propose the same");
	});
}

#[test]
fn cancel_takes_the_deposit_of_one_ballot_only() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		propose(fee(1));
		assert_ok!(call(0));
		assert_eq!(held(HoldReason::Ballot, voter(0)), BALLOT_DEPOSIT);
	});
}

#[test]
fn cancel_stops_what_has_passed_and_waits() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		close(0);
		assert_ok!(call(0));
		SlotNow::set(&5_000);
		assert_noop!(
			Communities::enact(RuntimeOrigin::signed(PAUPER), COMMUNITY, 0),
			Error::<Test>::NotPassed
		);
	});
}

#[test]
fn cancel_fails_for_anyone_but_root() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		for who in [ALICE, voter(0)] {
			assert_noop!(
				Communities::cancel(RuntimeOrigin::signed(who), COMMUNITY, 0),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn cancel_fails_for_a_ballot_that_is_not_or_is_over() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(0), Error::<Test>::UnknownBallot);
		let ballot = change_to(heat(1));
		assert_noop!(call(ballot), Error::<Test>::BallotOver);
	});
}
