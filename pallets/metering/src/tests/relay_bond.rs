// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_bond_is_held_raised_and_released() {
	TestExt::new().execute_with(|| {
		let who = || RuntimeOrigin::signed(account(9));
		assert_noop!(Metering::bond_relay(who(), 999), Error::<Test>::BondTooSmall);
		assert_ok!(Metering::bond_relay(who(), 1_000));
		assert_ok!(Metering::bond_relay(who(), 1));
		System::assert_last_event(Event::RelayBonded { relay: account(9), bond: 1_001 }.into());
		assert_eq!(Metering::bond_of(&account(9)), 1_001);
		assert_ok!(Metering::unbond_relay(who()));
		System::assert_last_event(Event::RelayUnbonded { relay: account(9), bond: 1_001 }.into());
		assert_noop!(Metering::unbond_relay(who()), Error::<Test>::RelayNotBonded);
		assert_eq!(Balances::free_balance(account(9)), 1_000_000);
	});
}

#[test]
fn a_bond_needs_the_money() {
	TestExt::new().execute_with(|| {
		let poor = RuntimeOrigin::signed(account(77));
		assert_noop!(
			Metering::bond_relay(poor, 1_000),
			sp_runtime::DispatchError::Token(sp_runtime::TokenError::FundsUnavailable)
		);
	});
}

#[test]
fn a_batch_costs_its_fixed_part_and_a_worthless_one_ten_times_that() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 10, 0), reading(2, 2, FIRST, 10, 0)]);
		assert_eq!(Metering::bond_of(&relay()), 10_000 - 10);
		let forged = reading(1, 2, FIRST + 1, 20, 0);
		submit(FIRST + 1, vec![forged]);
		assert_eq!(Metering::bond_of(&relay()), 10_000 - 10 - 100);
	});
}
