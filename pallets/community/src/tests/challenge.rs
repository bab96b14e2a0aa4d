// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::Challenges;
use frame_support::dispatch::DispatchResult;
use sp_runtime::{DispatchError, TokenError};

fn call(who: u64, person: u8) -> DispatchResult {
	Communities::challenge(RuntimeOrigin::signed(who), COMMUNITY, tag(person))
}

#[test]
fn challenge_puts_a_tag_in_doubt_against_a_deposit() {
	TestExt::with_voters(5).execute_with(|| {
		assert_ok!(call(BOB, 2));
		assert_last(Event::TagChallenged {
			community: COMMUNITY,
			person_tag: tag(2),
			challenger: BOB,
		});
		assert_eq!(held(HoldReason::Challenge, BOB), CHALLENGE_DEPOSIT);
		let record = Challenges::<Test>::get(COMMUNITY, tag(2)).expect("in doubt");
		assert_eq!((record.challenger, record.deposit), (BOB, CHALLENGE_DEPOSIT));
		assert!(Communities::voter_of(COMMUNITY, voter(2)).is_some(), "a doubt proves nothing");
	});
}

#[test]
fn challenge_fails_for_a_tag_that_stands_for_nobody() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(BOB, 9), Error::<Test>::UnknownMember);
	});
}

#[test]
fn challenge_fails_for_a_tag_in_doubt() {
	TestExt::with_voters(5).execute_with(|| {
		assert_ok!(call(BOB, 2));
		assert_noop!(call(CHARLIE, 2), Error::<Test>::AlreadyChallenged);
		assert_ok!(call(BOB, 3));
	});
}

#[test]
fn challenge_fails_when_the_deposit_cannot_be_held() {
	TestExt::with_voters(5).execute_with(|| {
		assert_noop!(call(PAUPER, 2), DispatchError::Token(TokenError::FundsUnavailable));
	});
}
