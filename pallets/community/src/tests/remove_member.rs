// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Communities as Records, MemberTags, Members};

#[test]
fn remove_member_frees_tag_account_and_deposit() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));
		assert_ok!(Communities::remove_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1)));

		assert_last(Event::MemberRemoved {
			community: COMMUNITY,
			person_tag: tag(1),
			account: BOB,
		});
		assert!(Members::<Test>::get(COMMUNITY, tag(1)).is_none());
		assert_eq!(MemberTags::<Test>::get(COMMUNITY, BOB), None);
		assert_eq!(Records::<Test>::get(COMMUNITY).expect("opened").member_count, 0);
		assert_eq!(held(HoldReason::Member, ALICE), 0);
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(2), BOB));
	});
}

#[test]
fn remove_member_gives_the_deposit_back_to_whoever_paid_it() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::add_member(
			RuntimeOrigin::signed(ALICE),
			COMMUNITY,
			tag(1),
			CHARLIE
		));
		assert_ok!(Communities::set_operator(RuntimeOrigin::signed(ALICE), COMMUNITY, BOB));
		assert_ok!(Communities::remove_member(RuntimeOrigin::signed(BOB), COMMUNITY, tag(1)));

		assert_eq!(held(HoldReason::Member, ALICE), 0);
		assert_eq!(Balances::free_balance(BOB), 1_000);
		assert_eq!(Balances::free_balance(ALICE), 1_000 - COMMUNITY_DEPOSIT);
	});
}

#[test]
fn remove_member_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::remove_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1)),
			Error::<Test>::UnknownCommunity
		);
	});
}

#[test]
fn remove_member_fails_for_anyone_else() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));
		assert_noop!(
			Communities::remove_member(RuntimeOrigin::signed(BOB), COMMUNITY, tag(1)),
			Error::<Test>::NotOperator
		);
	});
}

#[test]
fn remove_member_fails_for_an_unknown_person() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_noop!(
			Communities::remove_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1)),
			Error::<Test>::UnknownMember
		);
	});
}
