// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Purses, Error};
use frame_support::{assert_noop, assert_ok};

#[test]
fn absorb_credits_the_fund_with_what_was_sent_to_the_pot() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		let booked = Purses::<Test>::get(0).booked;
		assert_ok!(Assets::transfer(stranger(), ASSET, Settlement::pot(0), 7 * EUR));
		check();
		assert_eq!(Purses::<Test>::get(0).booked, booked);
		assert_ok!(Settlement::absorb(stranger(), 0));
		assert_eq!(balance(C), 7 * EUR as i128);
		assert_eq!(Purses::<Test>::get(0).booked, booked + 7 * EUR);
		assert_eq!(events(), vec![Event::Absorbed { community: 0, amount: 7 * EUR }]);
	});
}

#[test]
fn absorb_refuses_where_nothing_was_sent() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_noop!(Settlement::absorb(stranger(), 3), Error::<Test>::UnknownCommunity);
		assert_noop!(Settlement::absorb(stranger(), 0), Error::<Test>::NothingToAbsorb);
	});
}
