// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Communities as Records, MemberTags, Members};
use energy_primitives::Communities as _;

#[test]
fn other_pallets_learn_operator_guarantor_and_asset() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_eq!(Communities::operator(COMMUNITY), Some(ALICE));
		assert_eq!(Communities::guarantor(COMMUNITY), None);
		assert_eq!(Communities::asset(COMMUNITY), Some(EUR));
		assert_eq!(Communities::operator(COMMUNITY + 1), None);
		assert_eq!(Communities::asset(COMMUNITY + 1), None);
	});
}

#[test]
fn views_show_a_community_and_a_member() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));
		assert_eq!(Communities::community(COMMUNITY).map(|record| record.member_count), Some(1));
		assert_eq!(Communities::community(COMMUNITY + 1), None);
		assert_eq!(Communities::member(COMMUNITY, tag(1)).map(|member| member.account), Some(BOB));
		assert_eq!(Communities::member(COMMUNITY, tag(2)), None);
	});
}

#[test]
fn do_try_state_notices_a_broken_invariant() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		let refused = |number: &str| {
			let error = Communities::do_try_state().expect_err(number);
			let text: &'static str = error.into();
			assert!(text.starts_with(number), "{text}");
		};
		crate::NextCommunity::<Test>::put(2);
		refused("C3");
		crate::NextCommunity::<Test>::put(1);

		assert_ok!(Communities::add_member(RuntimeOrigin::signed(ALICE), COMMUNITY, tag(1), BOB));
		let member = Members::<Test>::take(COMMUNITY, tag(1)).expect("added");
		refused("C4");
		Members::<Test>::insert(COMMUNITY, tag(2), &member);
		refused("C5");
		Members::<Test>::remove(COMMUNITY, tag(2));
		Members::<Test>::insert(COMMUNITY, tag(1), member);
		MemberTags::<Test>::insert(COMMUNITY, CHARLIE, tag(1));
		refused("C5");
		MemberTags::<Test>::remove(COMMUNITY, CHARLIE);
		assert!(Records::<Test>::contains_key(COMMUNITY));
	});
}
