// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Purses, Error};
use energy_primitives::RowClass;
use frame_support::{assert_noop, assert_ok};

#[test]
fn deposit_moves_money_from_anyone_to_a_meter() {
	TestExt::open(300).execute_with(|| {
		let booked = Purses::<Test>::get(0).booked;
		assert_ok!(Settlement::deposit(stranger(), meter(260), 3 * EUR));
		assert_ok!(Settlement::deposit(owner(), meter(260), EUR));
		assert_eq!(position(260) as u128, 4 * EUR);
		assert_eq!(held(&STRANGER), WEALTH - 3 * EUR);
		assert_eq!(Purses::<Test>::get(0).booked, booked + 4 * EUR);
		let event = Event::Deposited { meter: meter(260), from: OWNER, amount: EUR };
		assert_eq!(events().last(), Some(&event));
	});
}

#[test]
fn deposit_refuses_what_no_meter_can_hold() {
	TestExt::open(1).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Sub);
		assert_noop!(Settlement::deposit(owner(), meter(0), 0), Error::<Test>::ZeroAmount);
		assert_noop!(Settlement::deposit(owner(), meter(5), 1), Error::<Test>::UnknownMeter);
		assert_noop!(Settlement::deposit(owner(), meter(1), 1), Error::<Test>::NoPosition);
		let poor = RuntimeOrigin::signed(account(99));
		assert!(Settlement::deposit(poor, meter(0), 1).is_err());
		assert_ok!(Assets::mint(operator(), ASSET, STRANGER, u64::MAX.into()));
		assert_noop!(
			frame_support::storage::with_storage_layer(|| Settlement::deposit(
				stranger(),
				meter(0),
				u64::MAX.into()
			)),
			Error::<Test>::PositionTooHigh
		);
	});
}
