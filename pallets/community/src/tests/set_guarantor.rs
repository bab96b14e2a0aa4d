// SPDX-License-Identifier: Apache-2.0

use super::*;
use energy_primitives::Communities as _;

#[test]
fn set_guarantor_names_the_first_one() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::set_guarantor(RuntimeOrigin::signed(ALICE), COMMUNITY, CHARLIE));

		assert_last(Event::GuarantorSet { community: COMMUNITY, guarantor: CHARLIE });
		assert_eq!(Communities::guarantor(COMMUNITY), Some(CHARLIE));
	});
}

#[test]
fn set_guarantor_changes_nothing_when_the_same_is_named_again() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		for _ in 0..2 {
			assert_ok!(Communities::set_guarantor(
				RuntimeOrigin::signed(ALICE),
				COMMUNITY,
				CHARLIE
			));
		}
		assert_eq!(Communities::guarantor(COMMUNITY), Some(CHARLIE));
	});
}

#[test]
fn set_guarantor_lets_the_guarantor_hand_its_place_over() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::set_guarantor(RuntimeOrigin::signed(ALICE), COMMUNITY, CHARLIE));
		assert_ok!(Communities::set_guarantor(RuntimeOrigin::signed(CHARLIE), COMMUNITY, BOB));

		assert_eq!(Communities::guarantor(COMMUNITY), Some(BOB));
		assert_noop!(
			Communities::set_guarantor(RuntimeOrigin::signed(CHARLIE), COMMUNITY, CHARLIE),
			Error::<Test>::NotOperator
		);
	});
}

#[test]
fn set_guarantor_fails_for_an_operator_who_would_replace_it() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::set_guarantor(RuntimeOrigin::signed(ALICE), COMMUNITY, CHARLIE));
		assert_noop!(
			Communities::set_guarantor(RuntimeOrigin::signed(ALICE), COMMUNITY, ALICE),
			Error::<Test>::GuarantorNamed
		);
	});
}

#[test]
fn set_guarantor_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::set_guarantor(RuntimeOrigin::signed(ALICE), COMMUNITY, BOB),
			Error::<Test>::UnknownCommunity
		);
	});
}

#[test]
fn set_guarantor_fails_for_anyone_else() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_noop!(
			Communities::set_guarantor(RuntimeOrigin::signed(BOB), COMMUNITY, BOB),
			Error::<Test>::NotOperator
		);
	});
}
