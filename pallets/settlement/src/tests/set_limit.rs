// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Ledgers, Error};
use frame_support::{assert_noop, assert_ok};

#[test]
fn set_limit_is_covered_by_the_guarantor() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), H, 1_000 * EUR));
		assert_eq!(Ledgers::<Test>::get(POWER).balancing_limit, 1_000 * EUR);
		assert_eq!(events(), vec![Event::LimitSet { account: H, limit: 1_000 * EUR }]);
		assert_noop!(
			Settlement::set_limit(guarantor(), H, 1_000 * EUR + 1),
			Error::<Test>::NotCovered
		);
		assert_noop!(Settlement::set_limit(guarantor(), H, u128::MAX), Error::<Test>::NotCovered);
	});
}

#[test]
fn set_limit_is_for_the_guarantor_and_for_accounts_with_limits() {
	TestExt::open(1).execute_with(|| {
		for account in [B, C] {
			assert_noop!(
				Settlement::set_limit(guarantor(), account, 1),
				Error::<Test>::WrongAccount
			);
		}
		let heat = NamedAccount::Grid(HEAT);
		assert_noop!(Settlement::set_limit(guarantor(), heat, 1), Error::<Test>::UnknownNetwork);
		assert_noop!(Settlement::set_limit(operator(), G, 1), Error::<Test>::NotGuarantor);
	});
}

#[test]
fn set_limit_stays_with_whoever_paid_when_the_operator_names_another_guarantor() {
	TestExt::open(1).execute_with(|| {
		World::set_guarantor(Some(OPERATOR));
		assert_noop!(Settlement::set_limit(operator(), G, 0), Error::<Test>::NotGuarantor);
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
	});
}

#[test]
fn set_limit_never_cuts_what_is_in_use() {
	TestExt::open(1).execute_with(|| {
		// A meter without money is supplied by the grid, whose account pays for it at first; then
		// the grid gets it back as the price of its energy. Sold energy it pays for itself.
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0)]);
		World::complete(POWER, FIRST, 0, 0);
		assert!(one_step(POWER));
		assert_noop!(Settlement::set_limit(guarantor(), G, EUR), Error::<Test>::Settling);
		next_block();
		assert_eq!(balance(G), -80_000_000);
		assert_noop!(Settlement::set_limit(guarantor(), G, 79_999_999), Error::<Test>::LimitInUse);
		assert_ok!(Settlement::set_limit(guarantor(), G, 80_000_000));
	});
}
