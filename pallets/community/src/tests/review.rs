// SPDX-License-Identifier: Apache-2.0

use super::*;
use energy_primitives::Electorate;

#[test]
fn open_review_asks_whether_to_put_the_rules_back_without_a_deposit() {
	TestExt::with_voters(5).execute_with(|| {
		Communities::open_review(COMMUNITY);
		assert_eq!(Communities::ballot(COMMUNITY, 0), None, "there is nothing to put back");
		Rules::insert((COMMUNITY, heat(0).0), 9);
		Review::set(&Some(heat(2)));
		Communities::open_review(COMMUNITY);

		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.motion, Motion::Change(heat(2)));
		assert_eq!((record.proposer, record.deposit), (None, 0));
		all_vote(0, 5, 0, 0);
		close(0);
		enact(0);
		assert_eq!(heat_now(), 2);
	});
}

#[test]
fn open_review_does_nothing_while_one_runs_or_one_has_just_failed() {
	TestExt::with_voters(5).execute_with(|| {
		Review::set(&Some(heat(2)));
		Communities::open_review(COMMUNITY);
		Communities::open_review(COMMUNITY);
		assert_eq!(Communities::running_ballots(COMMUNITY), [0]);
		close(0);
		Communities::open_review(COMMUNITY);
		assert!(Communities::running_ballots(COMMUNITY).is_empty());
		blocks(REPEAT);
		Communities::open_review(COMMUNITY);
		assert_eq!(Communities::running_ballots(COMMUNITY), [1]);
	});
}

#[test]
fn open_review_can_be_cancelled_and_costs_nobody() {
	TestExt::with_voters(5).execute_with(|| {
		Review::set(&Some(heat(2)));
		Communities::open_review(COMMUNITY);
		let issued = Balances::total_issuance();
		assert_ok!(Communities::cancel(RuntimeOrigin::root(), COMMUNITY, 0));
		assert_eq!(Balances::total_issuance(), issued);
	});
}
