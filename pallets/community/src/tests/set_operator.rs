// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn set_operator_hands_over_at_once_and_leaves_the_deposit() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_ok!(Communities::set_operator(RuntimeOrigin::signed(ALICE), COMMUNITY, BOB));

		assert_last(Event::OperatorSet { community: COMMUNITY, operator: BOB });
		assert_eq!(held(HoldReason::Community, ALICE), COMMUNITY_DEPOSIT);
		assert_eq!(held(HoldReason::Community, BOB), 0);
		assert_noop!(
			Communities::set_operator(RuntimeOrigin::signed(ALICE), COMMUNITY, ALICE),
			Error::<Test>::NotOperator
		);
		assert_ok!(Communities::set_operator(RuntimeOrigin::signed(BOB), COMMUNITY, ALICE));
	});
}

#[test]
fn set_operator_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::set_operator(RuntimeOrigin::signed(ALICE), COMMUNITY, BOB),
			Error::<Test>::UnknownCommunity
		);
	});
}

#[test]
fn set_operator_fails_for_anyone_else() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_noop!(
			Communities::set_operator(RuntimeOrigin::signed(BOB), COMMUNITY, BOB),
			Error::<Test>::NotOperator
		);
	});
}
