// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Communities as Records, MemberTags, Members};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn add_member_records_the_person_and_holds_the_operators_deposit() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		System::set_block_number(7);
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));

		assert_last(Event::MemberAdded { community: COMMUNITY, person_tag: tag(1), account: BOB });
		let member = Members::<Test>::get(COMMUNITY, tag(1)).expect("added");
		assert_eq!((member.account, member.since_block, member.depositor), (BOB, 7, ALICE));
		assert_eq!(MemberTags::<Test>::get(COMMUNITY, BOB), Some(tag(1)));
		assert_eq!(Records::<Test>::get(COMMUNITY).expect("opened").member_count, 1);
		assert_eq!(held(HoldReason::Member, ALICE), MEMBER_DEPOSIT);
	});
}

#[test]
fn add_member_takes_the_same_person_into_two_communities() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::open_community(RuntimeOrigin::signed(ALICE), EUR));
		for community in [0, 1] {
			assert_ok!(Communities::add_member(
				RuntimeOrigin::signed(ALICE),
				community,
				tag(1),
				BOB
			));
		}
	});
}

#[test]
fn add_member_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB),
			Error::<Test>::UnknownCommunity
		);
	});
}

#[test]
fn add_member_fails_for_anyone_else() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(BOB), COMMUNITY, tag(1), BOB),
			Error::<Test>::NotOperator
		);
	});
}

#[test]
fn add_member_fails_for_a_tag_or_an_account_that_is_taken() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), CHARLIE),
			Error::<Test>::TagTaken
		);
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(2), BOB),
			Error::<Test>::AccountTaken
		);
	});
}

#[test]
fn add_member_fails_when_no_more_can_be_counted() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		let count = |members: u32| {
			Records::<Test>::mutate(COMMUNITY, |record| {
				record.as_mut().expect("opened").member_count = members;
			});
		};
		count(u32::MAX);
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB),
			Error::<Test>::TooManyMembers
		);
		count(0);
	});
}

#[test]
fn add_member_fails_when_the_deposit_cannot_be_held() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::set_operator(RuntimeOrigin::signed(ALICE), COMMUNITY, PAUPER));
		assert_noop!(
			Communities::add_member(RuntimeOrigin::signed(PAUPER), COMMUNITY, tag(1), BOB),
			DispatchError::Token(TokenError::FundsUnavailable)
		);
	});
}
