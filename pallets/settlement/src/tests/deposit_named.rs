// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, Error};
use frame_support::{assert_noop, assert_ok};

#[test]
fn deposit_named_fills_every_named_account() {
	TestExt::open(1).execute_with(|| {
		let before = balance(B);
		for account in [G, H, B, C] {
			assert_ok!(Settlement::deposit_named(stranger(), account, EUR));
			let event = Event::NamedDeposited { account, from: STRANGER, amount: EUR };
			assert_eq!(events(), vec![event]);
		}
		assert_eq!(balance(G), EUR as i128);
		assert_eq!(balance(H), EUR as i128);
		assert_eq!(balance(C), EUR as i128);
		assert_eq!(balance(B), before + EUR as i128);
	});
}

#[test]
fn deposit_named_refuses_accounts_that_nobody_owns() {
	TestExt::new().execute_with(|| {
		let pay = |account, amount| Settlement::deposit_named(stranger(), account, amount);
		assert_noop!(pay(C, 0), Error::<Test>::ZeroAmount);
		assert_noop!(pay(NamedAccount::Fund(9), 1), Error::<Test>::UnknownCommunity);
		assert_noop!(pay(G, 1), Error::<Test>::NoAccounts);
		World::set_guarantor(None);
		assert_noop!(pay(B, 1), Error::<Test>::NoGuarantor);
	});
}
