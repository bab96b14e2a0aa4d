// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::Votes;
use frame_support::dispatch::DispatchResult;

fn call(who: u64, choice: Choice) -> DispatchResult {
	Communities::vote(RuntimeOrigin::signed(who), COMMUNITY, 0, choice)
}

#[test]
fn vote_counts_each_answer() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		for (person, choice) in [(0, Choice::Aye), (1, Choice::Nay), (2, Choice::Abstain)] {
			assert_ok!(call(voter(person), choice));
			assert_last(Event::Voted {
				community: COMMUNITY,
				ballot: 0,
				who: voter(person),
				choice,
			});
			assert_eq!(Communities::vote_of(COMMUNITY, 0, voter(person)), Some(choice));
		}
		assert_ok!(call(voter(3), Choice::Aye));
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.tally, Tally { ayes: 2, nays: 1, abstains: 1 });
		assert_eq!(Communities::vote_of(COMMUNITY, 0, voter(4)), None);
		assert_eq!(Used::get(voter(0)), 2, "one call to enrol, one to vote");
	});
}

#[test]
fn vote_fails_in_a_ballot_that_is_not() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(voter(0), Choice::Aye), Error::<Test>::UnknownBallot);
	});
}

#[test]
fn vote_fails_when_it_comes_late_also_before_the_ballot_is_counted() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		blocks(VOTING - 1);
		assert_ok!(call(voter(0), Choice::Aye));
		blocks(1);
		assert_noop!(call(voter(1), Choice::Aye), Error::<Test>::VotingOver);
		close(0);
		assert_noop!(call(voter(1), Choice::Aye), Error::<Test>::VotingOver);
	});
}

#[test]
fn vote_fails_for_whoever_is_no_member_or_does_not_count() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		join(9);
		for who in [BOB, ALICE, voter(9)] {
			assert_noop!(call(who, Choice::Nay), Error::<Test>::NotVoter);
		}
	});
}

#[test]
fn vote_fails_for_whoever_enrolled_after_the_ballot_was_opened() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		enrol(5);
		assert_noop!(call(voter(5), Choice::Nay), Error::<Test>::EnrolledLater);
		assert_eq!(Communities::ballot(COMMUNITY, 0).expect("opened").voters, 5);
	});
}

#[test]
fn vote_fails_for_whoever_has_voted() {
	TestExt::with_voters(5).execute_with(|| {
		propose(heat(1));
		assert_ok!(call(voter(0), Choice::Abstain));
		for choice in [Choice::Abstain, Choice::Aye] {
			assert_noop!(call(voter(0), choice), Error::<Test>::AlreadyVoted);
		}
		assert_eq!(Votes::<Test>::iter().count(), 1);
	});
}

#[test]
fn a_vote_stays_when_its_member_is_removed_and_the_tag_cannot_vote_twice() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		assert_ok!(call(voter(2), Choice::Nay));
		let alice = || RuntimeOrigin::signed(ALICE);
		assert_ok!(Communities::remove_member(alice(), COMMUNITY, tag(2)));
		assert_ok!(Communities::remove_member(alice(), COMMUNITY, tag(3)));

		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!(record.tally, Tally { ayes: 0, nays: 1, abstains: 0 });
		assert_eq!(record.voters, 5, "only who had not voted is taken off");
		assert_noop!(call(voter(2), Choice::Nay), Error::<Test>::NotVoter);
		PeriodsClosed::set(&9);
		enrol(2);
		assert_noop!(call(voter(2), Choice::Nay), Error::<Test>::EnrolledLater);
	});
}

#[test]
fn removing_members_never_leaves_fewer_voters_than_votes() {
	TestExt::with_voters(7).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		for person in 0..7 {
			assert_ok!(Communities::remove_member(
				RuntimeOrigin::signed(ALICE),
				COMMUNITY,
				tag(person)
			));
		}
		let record = Communities::ballot(COMMUNITY, 0).expect("opened");
		assert_eq!((record.voters, record.tally.turnout()), (5, 5));
		assert_eq!(Communities::electorate(COMMUNITY).voters, 0);
		close(0);
		assert!(matches!(state_of(0), BallotState::Passed { .. }));
	});
}

#[test]
fn who_leaves_after_the_last_block_of_voting_is_not_taken_off() {
	TestExt::with_voters(26).execute_with(|| {
		propose(heat(1));
		all_vote(0, 5, 0, 0);
		blocks(VOTING);
		let alice = RuntimeOrigin::signed(ALICE);
		assert_ok!(Communities::remove_member(alice, COMMUNITY, tag(20)));
		assert_eq!(Communities::ballot(COMMUNITY, 0).expect("opened").voters, 26);
		close(0);
		assert_eq!(state_of(0), BallotState::Failed, "six of 26 would have had to vote");
	});
}
