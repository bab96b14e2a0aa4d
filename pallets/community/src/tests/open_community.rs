// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Communities as Records, NextCommunity};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn open_community_makes_the_caller_operator_and_holds_the_deposit() {
	TestExt::new().execute_with(|| {
		assert_ok!(Communities::open_community(RuntimeOrigin::signed(BOB), EUR));

		assert_last(Event::CommunityOpened { community: 0, operator: BOB, asset: EUR });
		let record = Records::<Test>::get(0).expect("opened");
		assert_eq!((record.operator, record.depositor, record.asset), (BOB, BOB, EUR));
		assert_eq!((record.guarantor, record.bank, record.member_count), (None, None, 0));
		assert_eq!(held(HoldReason::Community, BOB), COMMUNITY_DEPOSIT);
	});
}

#[test]
fn open_community_numbers_densely_and_holds_a_deposit_each() {
	TestExt::new().execute_with(|| {
		for who in [ALICE, BOB, ALICE] {
			assert_ok!(Communities::open_community(RuntimeOrigin::signed(who), EUR));
		}
		assert_eq!(NextCommunity::<Test>::get(), 3);
		assert_eq!(Records::<Test>::get(2).expect("opened").operator, ALICE);
		assert_eq!(held(HoldReason::Community, ALICE), 2 * COMMUNITY_DEPOSIT);
	});
}

#[test]
fn open_community_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::open_community(RuntimeOrigin::root(), EUR),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn open_community_fails_for_an_unknown_asset() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::open_community(RuntimeOrigin::signed(ALICE), EUR + 1),
			Error::<Test>::UnknownAsset
		);
	});
}

#[test]
fn open_community_fails_when_the_numbers_are_used_up() {
	TestExt::new().execute_with(|| {
		NextCommunity::<Test>::put(u32::MAX);
		assert_noop!(
			Communities::open_community(RuntimeOrigin::signed(ALICE), EUR),
			Error::<Test>::TooManyCommunities
		);
		NextCommunity::<Test>::kill();
	});
}

#[test]
fn open_community_fails_when_the_deposit_cannot_be_held() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::open_community(RuntimeOrigin::signed(PAUPER), EUR),
			DispatchError::Token(TokenError::FundsUnavailable)
		);
	});
}
