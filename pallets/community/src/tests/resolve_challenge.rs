// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Challenges, Members};
use energy_primitives::Electorate;
use frame_support::dispatch::DispatchResult;
use sp_runtime::DispatchError;

fn challenged(person: u8) {
	assert_ok!(Communities::challenge(RuntimeOrigin::signed(BOB), COMMUNITY, tag(person)));
}

fn call(person: u8, upheld: bool) -> DispatchResult {
	Communities::resolve_challenge(RuntimeOrigin::root(), COMMUNITY, tag(person), upheld)
}

#[test]
fn resolve_challenge_removes_the_person_and_pays_the_challenger_if_the_doubt_was_right() {
	TestExt::with_voters(6).execute_with(|| {
		propose(heat(1));
		challenged(2);
		assert_ok!(call(2, true));

		assert_last(Event::ChallengeUpheld {
			community: COMMUNITY,
			person_tag: tag(2),
			challenger: BOB,
			reward: MEMBER_DEPOSIT,
		});
		assert_eq!(Balances::free_balance(BOB), 1_000 + MEMBER_DEPOSIT);
		assert_eq!(held(HoldReason::Challenge, BOB), 0);
		assert_eq!(held(HoldReason::Member, ALICE), 5 * MEMBER_DEPOSIT);
		assert!(!Members::<Test>::contains_key(COMMUNITY, tag(2)));
		assert_eq!(Communities::voter(COMMUNITY, &voter(2)), None);
		assert_eq!(Communities::voters(COMMUNITY, 6), 5);
		assert_eq!(Communities::ballot(COMMUNITY, 0).expect("opened").voters, 5);
	});
}

#[test]
fn resolve_challenge_pays_although_the_operator_locked_its_balance() {
	TestExt::with_voters(5).execute_with(|| {
		use frame_support::traits::{LockableCurrency, WithdrawReasons};
		Balances::set_lock(*b"democrac", &ALICE, 1_000, WithdrawReasons::all());
		challenged(2);
		assert_ok!(call(2, true));
		assert_eq!(Balances::free_balance(BOB), 1_000 + MEMBER_DEPOSIT);
	});
}

#[test]
fn resolve_challenge_takes_the_challengers_deposit_if_the_doubt_was_wrong() {
	TestExt::with_voters(5).execute_with(|| {
		let issued = Balances::total_issuance();
		challenged(2);
		challenged(3);
		assert_ok!(call(2, false));

		assert_last(Event::ChallengeRejected {
			community: COMMUNITY,
			person_tag: tag(2),
			challenger: BOB,
			lost: CHALLENGE_DEPOSIT,
		});
		assert_eq!(held(HoldReason::Challenge, BOB), CHALLENGE_DEPOSIT, "for the other doubt");
		assert_eq!(Balances::total_issuance(), issued - CHALLENGE_DEPOSIT);
		assert!(Members::<Test>::contains_key(COMMUNITY, tag(2)));
		assert_eq!(Challenges::<Test>::iter().count(), 1);
	});
}

#[test]
fn remove_member_in_doubt_gives_the_challenger_right() {
	TestExt::with_voters(5).execute_with(|| {
		challenged(2);
		assert_ok!(Communities::remove_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(2)));
		assert_last(Event::ChallengeUpheld {
			community: COMMUNITY,
			person_tag: tag(2),
			challenger: BOB,
			reward: MEMBER_DEPOSIT,
		});
		assert_eq!(Balances::free_balance(BOB), 1_000 + MEMBER_DEPOSIT);
	});
}

#[test]
fn resolve_challenge_fails_for_a_tag_not_in_doubt() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(2, true), Error::<Test>::NotChallenged);
		challenged(2);
		assert_ok!(call(2, true));
		assert_noop!(call(2, true), Error::<Test>::NotChallenged);
	});
}

#[test]
fn resolve_challenge_fails_for_anyone_who_is_not_asked() {
	TestExt::with_voters(5).execute_with(|| {
		challenged(2);
		for who in [ALICE, BOB] {
			let origin = RuntimeOrigin::signed(who);
			assert_noop!(
				Communities::resolve_challenge(origin, COMMUNITY, tag(2), true),
				DispatchError::BadOrigin
			);
		}
	});
}
