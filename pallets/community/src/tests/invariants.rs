// SPDX-License-Identifier: Apache-2.0
//! Each invariant notices what breaks it.

use super::*;
use crate::{
	Ballots, Challenges, Departed, Electorates, Ended, LastEnacted, NextBallot, Points, Running,
	Voters, Votes,
};

fn refused(number: &str) {
	let text: &'static str = Communities::do_try_state().expect_err(number).into();
	assert!(text.starts_with(&format!("{number}:")), "{number}: {text}");
}

/// Breaks something and takes it back.
fn broken(number: &str, harm: impl FnOnce()) {
	assert_ok!(Communities::do_try_state());
	let _ = frame_support::storage::with_transaction(|| {
		harm();
		refused(number);
		frame_support::storage::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
	});
}

fn with_record(change: impl FnOnce(&mut crate::BallotRecordOf<Test>)) {
	Ballots::<Test>::mutate(COMMUNITY, 0, |record| change(record.as_mut().expect("opened")));
}

#[test]
fn c1_notices_a_tally_that_is_not_the_sum_of_votes() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		all_vote(0, 1, 1, 1);
		broken("C1", || with_record(|record| record.tally.ayes += 1));
		broken("C1", || Votes::<Test>::remove((COMMUNITY, 0, 1)));
		broken("C1", || Votes::<Test>::insert((COMMUNITY, 0, 6), Choice::Aye));
		broken("C1", || Votes::<Test>::insert((COMMUNITY, 5, 0), Choice::Aye));
		broken("C1", || with_record(|record| record.voters = 2));
		broken("C1", || with_record(|record| record.voters = 7));
		close(0);
		broken("C1", || Ended::<Test>::remove((COMMUNITY, 0)));
	});
}

#[test]
fn c2_notices_a_rule_outside_the_bounds() {
	TestExt::with_voters(5).execute_with(|| {
		broken("C2", || Rules::insert((COMMUNITY, heat(0).0), 101));
	});
}

#[test]
fn c6_notices_voters_who_are_not_counted() {
	TestExt::with_voters(6).execute_with(|| {
		broken("C6", || Electorates::<Test>::mutate(COMMUNITY, |record| record.voters -= 1));
		broken("C6", || Departed::<Test>::insert(COMMUNITY, 2, 1));
		broken("C6", || Electorates::<Test>::remove(COMMUNITY));
		broken("C6", || {
			let voter = Voters::<Test>::get(COMMUNITY, tag(1)).expect("counts");
			Voters::<Test>::insert(COMMUNITY, tag(40), voter);
		});
		broken("C6", || {
			Voters::<Test>::mutate(COMMUNITY, tag(1), |voter| {
				voter.as_mut().expect("counts").number = 9;
			});
		});
	});
}

#[test]
fn c7_notices_a_point_for_two() {
	TestExt::with_voters(5).execute_with(|| {
		broken("C7", || Points::<Test>::remove(point(2)));
		broken("C7", || {
			let point_record = Points::<Test>::get(point(2)).expect("taken");
			Points::<Test>::insert(point(30), point_record);
		});
		broken("C7", || {
			Voters::<Test>::mutate(COMMUNITY, tag(1), |voter| {
				voter.as_mut().expect("counts").meter = point(2);
			});
		});
	});
}

#[test]
fn c8_notices_a_ballot_that_runs_unseen() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		broken("C8", || Running::<Test>::remove(COMMUNITY));
		broken("C8", || with_record(|record| record.closes += 1));
		broken("C8", || with_record(|record| record.motion = Motion::Growth { more: 1 }));
		broken("C8", || NextBallot::<Test>::insert(COMMUNITY, 2));
		broken("C8", || Running::<Test>::insert(7, frame_support::BoundedVec::new()));
	});
}

#[test]
fn c9_notices_a_deposit_that_is_not_held() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		assert_ok!(Communities::challenge(RuntimeOrigin::signed(BOB), COMMUNITY, tag(1)));
		broken("C9", || with_record(|record| record.deposit += 1));
		broken("C9", || with_record(|record| record.proposer = None));
		broken("C9", || {
			let challenge = Challenges::<Test>::get(COMMUNITY, tag(1)).expect("in doubt");
			Challenges::<Test>::insert(COMMUNITY, tag(2), &challenge);
		});
		broken("C9", || {
			let challenge = Challenges::<Test>::take(COMMUNITY, tag(1)).expect("in doubt");
			Challenges::<Test>::insert(COMMUNITY, tag(41), &challenge);
		});
	});
}

#[test]
fn c10_notices_a_last_change_that_is_none() {
	TestExt::with_voters(5).execute_with(|| {
		let ballot = change_to(heat(1));
		let topic = Motion::Change(heat(1)).topic();
		broken("C10", || with_record(|record| record.before = None));
		broken("C10", || with_record(|record| record.state = BallotState::RolledBack));
		broken("C10", || {
			LastEnacted::<Test>::insert(COMMUNITY, Motion::Change(fee(1)).topic(), ballot);
		});
		broken("C10", || LastEnacted::<Test>::insert(COMMUNITY, topic, 9));
	});
}
