// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::MeterId;
use frame_support::{assert_noop, assert_ok};
use metering_core::meter::MeterStatus;
use sp_core::Pair as _;

fn meter(index: u32) -> MeterId {
	MeterId { network: ELECTRICITY, index }
}

fn rotate(index: u32, n: u16) -> sp_runtime::DispatchResult {
	let operator = RuntimeOrigin::signed(operator());
	Metering::rotate_key(operator, meter(index), device(n).public().0, new_possession(n))
}

#[test]
fn only_readings_signed_with_the_new_key_count() {
	TestExt::new().execute_with(|| {
		assert_ok!(rotate(1, 50));
		System::assert_last_event(Event::KeyRotated { meter: meter(1) }.into());
		submit(FIRST, vec![reading(1, 1, FIRST, 10, 0), reading(2, 2, FIRST, 5, 0)]);
		assert_eq!(take_book().len(), 1, "the old key's reading does not count");
		submit(FIRST, vec![reading(1, 50, FIRST, 10, 0)]);
		assert_eq!(take_book().len(), 1);
		assert!(!DeviceKeys::<Test>::contains_key(device(1).public().0), "the old key is free");
	});
}

#[test]
fn a_new_key_lifts_a_suspension() {
	TestExt::new().execute_with(|| {
		assert_ok!(Metering::suspend_meter(RuntimeOrigin::signed(operator()), meter(1)));
		assert_ok!(rotate(1, 50));
		let view = Metering::meter(meter(1)).expect("known");
		assert_eq!(view.device.status, MeterStatus::Active);
		submit(FIRST, vec![reading(1, 50, FIRST, 10, 0)]);
		assert_eq!(take_book().len(), 1);
	});
}

#[test]
fn a_rotation_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let key = device(50).public().0;
		let call = |who, index, key, possession| {
			Metering::rotate_key(RuntimeOrigin::signed(who), meter(index), key, possession)
		};
		assert_noop!(call(account(9), 1, key, [0; 64]), Error::<Test>::NotOperator);
		assert_noop!(call(operator(), 99, key, [0; 64]), Error::<Test>::MeterNotFound);
		let taken = device(2).public().0;
		assert_noop!(call(operator(), 1, taken, [0; 64]), Error::<Test>::DeviceKeyAlreadyExists);
		let other = new_possession(51);
		assert_noop!(call(operator(), 1, key, other), Error::<Test>::WrongPossession);
		assert_ok!(Metering::retire_meter(RuntimeOrigin::signed(operator()), meter(1)));
		assert_noop!(rotate(1, 50), Error::<Test>::MeterRetired);
		let heat = MeterId { network: HEAT, index: 0 };
		let none = Metering::rotate_key(RuntimeOrigin::signed(operator()), heat, key, [0; 64]);
		assert_eq!(none, Err(Error::<Test>::NetworkNotFound.into()));
	});
}
