// SPDX-License-Identifier: Apache-2.0
//! What dispatch is told of meters.

use crate::mock::*;
use energy_primitives::{DeviceMeter, DeviceMeters, MeterId, NetworkId, RowClass, SlotSource};
use frame_support::assert_ok;
use metering_core::meter::MeterRole;

const SUB: MeterRole = MeterRole::Sub { parent: 1 };

fn at(index: u32) -> MeterId {
	MeterId { network: ELECTRICITY, index }
}

fn told(index: u32) -> Option<DeviceMeter<AccountId>> {
	<Metering as DeviceMeters<AccountId>>::meter(at(index))
}

/// A feeder, two homes, and a device behind the first one.
fn with_device() -> TestExt {
	let homes = [MeterRole::Feeder, MeterRole::Boundary, MeterRole::Boundary, SUB];
	TestExt::new().with_meters(homes.to_vec())
}

fn owner_of(index: u32) -> AccountId {
	<Metering as SlotSource<AccountId>>::owner_of(at(index)).expect("known").0
}

#[test]
fn a_meter_is_told_with_its_account_and_cap() {
	with_device().execute_with(|| {
		let power_cap_w = Metering::meter(at(1)).expect("known").device.power_cap_w;
		let of = |index: u32, class, account: u32, owner: u32| DeviceMeter {
			owner: owner_of(owner),
			class,
			account: at(account),
			power_cap_w: Metering::meter(at(index)).expect("known").device.power_cap_w,
		};
		assert!(power_cap_w > 0);
		assert_eq!(told(0), Some(of(0, RowClass::Feeder, 0, 0)));
		assert_eq!(told(1), Some(of(1, RowClass::Boundary, 1, 1)));
		assert_eq!(told(3), Some(of(3, RowClass::Sub, 1, 1)));
		assert_eq!(told(4), None, "never registered");
		assert_eq!(
			<Metering as DeviceMeters<AccountId>>::meter(MeterId { network: HEAT, index: 1 }),
			None
		);
	});
}

#[test]
fn a_device_goes_with_its_home() {
	with_device().execute_with(|| {
		let operator = || RuntimeOrigin::signed(operator());
		let from_slot = Metering::current_slot_number() + 1;
		assert_ok!(Metering::change_owner(
			operator(),
			at(1),
			account(42),
			None,
			[0; 32],
			from_slot
		));
		let before = owner_of(1);
		assert_eq!(told(3).expect("in service").owner, before);
		pass_to_end_of(from_slot - 1);
		assert_eq!(told(3).expect("in service").owner, account(42));
		assert_eq!(told(1).expect("in service").owner, account(42));
		assert_eq!(owner_of(3), before, "whom it was registered for does not count");
	});
}

#[test]
fn a_retired_meter_is_not_told_nor_what_stands_behind_it() {
	with_device().execute_with(|| {
		let operator = || RuntimeOrigin::signed(operator());
		assert_ok!(Metering::suspend_meter(operator(), at(1)));
		assert!(told(1).is_some() && told(3).is_some(), "suspended is in service");
		assert_ok!(Metering::retire_meter(operator(), at(3)));
		assert_eq!(told(3), None);
		let behind = register(ELECTRICITY, 7, MeterRole::Sub { parent: 2 });
		assert_eq!(told(behind.index).expect("in service").account, at(2));
		assert_ok!(Metering::retire_meter(operator(), at(2)));
		assert_eq!((told(2), told(behind.index)), (None, None));
	});
}

#[test]
fn slots_are_those_of_settlement() {
	with_device().preparing().execute_with(|| {
		type Told = dyn Fn(NetworkId) -> bool;
		let exists: &Told = &<Metering as DeviceMeters<AccountId>>::exists;
		assert!(exists(ELECTRICITY) && !exists(HEAT));
		let frozen = |slot| <Metering as DeviceMeters<AccountId>>::is_frozen(ELECTRICITY, slot);
		let now = <Metering as DeviceMeters<AccountId>>::current_slot();
		assert_eq!(now, Metering::current_slot_number());
		assert!(!frozen(now), "the network prepares");
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::open_network(operator, ELECTRICITY, FIRST));
		assert!(frozen(now) && !frozen(now + 1));
		let length = <Metering as DeviceMeters<AccountId>>::slot_length();
		assert_eq!(length, Metering::slot_length_const());
	});
}
