// SPDX-License-Identifier: Apache-2.0

use super::*;
use community_core::Threshold;
use frame_support::dispatch::DispatchResult;
use sp_runtime::{DispatchError, TokenError};

fn call(who: u64, rule: Rule) -> DispatchResult {
	Communities::propose(RuntimeOrigin::signed(who), COMMUNITY, rule)
}

#[test]
fn propose_opens_a_ballot_of_all_who_count() {
	TestExt::with_voters(6).execute_with(|| {
		blocks(9);
		assert_ok!(call(voter(0), fee(7)));

		let closes = 10 + VOTING;
		let motion = Motion::Change(fee(7));
		assert_last(Event::BallotOpened {
			community: COMMUNITY,
			ballot: 0,
			motion: motion.clone(),
			voters: 6,
			closes,
		});
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!((record.motion, record.state), (motion, BallotState::Voting));
		assert_eq!((record.proposer, record.deposit), (Some(voter(0)), BALLOT_DEPOSIT));
		assert_eq!((record.snapshot, record.voters, record.tally), (6, 6, Tally::default()));
		assert_eq!((record.opened, record.closes), (10, closes));
		assert_eq!((record.threshold, record.before), (Threshold::TwoThirds, None));
		assert_eq!(held(HoldReason::Ballot, voter(0)), BALLOT_DEPOSIT);
		assert_eq!(Communities::running_ballots(COMMUNITY), [0]);
		assert_ok!(call(voter(1), heat(7)));
		let record = Communities::ballot(COMMUNITY, 1).expect("opened");
		assert_eq!(record.threshold, Threshold::Majority);
	});
}

#[test]
fn propose_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(call(voter(0), heat(1)), Error::<Test>::UnknownCommunity);
	});
}

#[test]
fn propose_fails_for_whoever_does_not_count() {
	TestExt::with_voters(5).execute_with(|| {
		join(5);
		for who in [voter(5), ALICE, BOB] {
			assert_noop!(call(who, heat(1)), Error::<Test>::NotVoter);
		}
	});
}

#[test]
fn propose_fails_outside_the_bounds() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(voter(0), heat(101)), OUT_OF_BOUNDS);
		RuleMax::set(&101);
		assert_ok!(call(voter(0), heat(101)));
	});
}

#[test]
fn propose_fails_while_a_ballot_about_the_same_runs() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		assert_noop!(call(voter(1), heat(2)), Error::<Test>::TopicTaken);
		assert_ok!(call(voter(1), fee(2)));
		all_vote(0, 5, 0, 0);
		close(0);
		assert_noop!(call(voter(1), heat(2)), Error::<Test>::TopicTaken);
		enact(0);
		assert_ok!(call(voter(1), heat(2)));
	});
}

#[test]
fn propose_fails_within_thirty_days_after_it_failed() {
	TestExt::with_voters(5).execute_with(|| {
		let ballot = propose(heat(1));
		close(ballot);
		assert_eq!(state_of(ballot), BallotState::Failed);
		assert_noop!(call(voter(0), heat(2)), Error::<Test>::TooSoon);
		assert_ok!(call(voter(0), fee(2)));
		blocks(REPEAT - 1);
		assert_noop!(call(voter(0), heat(2)), Error::<Test>::TooSoon);
		blocks(1);
		assert_ok!(call(voter(0), heat(2)));
	});
}

#[test]
fn propose_fails_where_no_ballot_can_pass() {
	TestExt::with_voters(4).execute_with(|| {
		assert_noop!(call(voter(0), heat(1)), Error::<Test>::TooFewVoters);
		enrol(4);
		assert_ok!(call(voter(0), heat(1)));
	});
}

#[test]
fn propose_fails_when_eight_ballots_run() {
	TestExt::with_voters(5).execute_with(|| {
		for index in 0..8 {
			Ongoing::insert(index, ());
			assert_ok!(Communities::propose_referendum_vote(
				RuntimeOrigin::signed(voter(index as u8 % 5)),
				COMMUNITY,
				index
			));
		}
		assert_noop!(call(voter(0), heat(1)), Error::<Test>::TooManyBallots);
		assert_ok!(Communities::cancel(RuntimeOrigin::root(), COMMUNITY, 3));
		assert_ok!(call(voter(0), heat(1)));
	});
}

#[test]
fn propose_fails_when_the_deposit_cannot_be_held() {
	TestExt::with_voters(5).execute_with(|| {
		let all = Balances::free_balance(voter(1));
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(voter(1)),
			ALICE,
			all - BALLOT_DEPOSIT
		));
		assert_noop!(call(voter(1), heat(1)), DispatchError::Token(TokenError::FundsUnavailable));
	});
}
