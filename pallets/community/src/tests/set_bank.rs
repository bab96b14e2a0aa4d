// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::Communities as Records;

#[test]
fn set_bank_names_and_replaces_the_bank() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		for bank in [BOB, CHARLIE] {
			assert_ok!(Communities::set_bank(RuntimeOrigin::signed(ALICE), COMMUNITY, bank));
			assert_last(Event::BankSet { community: COMMUNITY, bank });
			assert_eq!(Records::<Test>::get(COMMUNITY).and_then(|record| record.bank), Some(bank));
		}
	});
}

#[test]
fn set_bank_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Communities::set_bank(RuntimeOrigin::signed(ALICE), COMMUNITY, BOB),
			Error::<Test>::UnknownCommunity
		);
	});
}

#[test]
fn set_bank_fails_for_anyone_else() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		assert_noop!(
			Communities::set_bank(RuntimeOrigin::signed(BOB), COMMUNITY, BOB),
			Error::<Test>::NotOperator
		);
	});
}
