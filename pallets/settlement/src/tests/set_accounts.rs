// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Accounts, Error, NetworkAccounts};
use frame_support::{assert_noop, assert_ok};

#[test]
fn set_accounts_names_them_while_the_network_prepares() {
	TestExt::new().execute_with(|| {
		assert_ok!(Settlement::set_accounts(operator(), POWER, GRID, BALANCING));
		let set = NetworkAccounts { grid: GRID, balancing: BALANCING };
		assert_eq!(Accounts::<Test>::get(POWER), Some(set));
		let event = Event::AccountsSet { network: POWER, grid: GRID, balancing: BALANCING };
		assert_eq!(events(), vec![event]);
	});
}

#[test]
fn set_accounts_is_for_the_operator_of_a_network_that_exists() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Settlement::set_accounts(operator(), HEAT, GRID, BALANCING),
			Error::<Test>::UnknownNetwork
		);
		assert_noop!(
			Settlement::set_accounts(stranger(), POWER, GRID, BALANCING),
			Error::<Test>::NotOperator
		);
	});
}

#[test]
fn set_accounts_is_refused_when_the_network_is_open() {
	TestExt::open(1).execute_with(|| {
		assert_noop!(
			Settlement::set_accounts(operator(), POWER, GRID, BALANCING),
			Error::<Test>::NetworkOpen
		);
	});
}

#[test]
fn set_accounts_never_takes_an_account_with_money_away() {
	TestExt::new().execute_with(|| {
		assert_ok!(Settlement::set_accounts(operator(), POWER, GRID, BALANCING));
		assert_ok!(Settlement::deposit_named(grid(), G, EUR));
		assert_noop!(
			Settlement::set_accounts(operator(), POWER, OPERATOR, BALANCING),
			Error::<Test>::AccountsInUse
		);
		// The other one is still free.
		assert_ok!(Settlement::set_accounts(operator(), POWER, GRID, OPERATOR));
	});
}
