// SPDX-License-Identifier: Apache-2.0
//! Devices come and go, and what covers their dues.

use super::*;
use energy_primitives::Carrier;

fn register(who: u64, meter: MeterId, other: Option<MeterId>) -> sp_runtime::DispatchResult {
	Dispatch::register_device(signed(who), COMMUNITY, battery_limits(), meter, other)
}

fn programme() {
	let operator = signed(OPERATOR);
	assert_ok!(Dispatch::set_programme(operator, COMMUNITY, power_grid(), Some(heat_grid())));
}

#[test]
fn register_device_holds_a_deposit() {
	TestExt::execute_with(|| {
		programme();
		assert_ok!(register(ALICE, BATTERY_METER, None));
		let (community, device, owner, meter) = (COMMUNITY, 0, ALICE, BATTERY_METER);
		assert_last(Event::DeviceRegistered { community, device, owner, meter });
		assert_eq!(Balances::reserved_balance(ALICE), DEVICE_DEPOSIT);
		let record = crate::Devices::<Test>::get(COMMUNITY, 0).expect("it is registered");
		assert_eq!((record.account, record.owner), (ALICES, ALICE));
	});
}

#[test]
fn register_device_fails_when_it_may_not() {
	TestExt::execute_with(|| {
		assert_noop!(register(ALICE, BATTERY_METER, None), Error::<Test>::NoProgramme);
		programme();
		assert_noop!(register(ALICE, NO_METER, None), Error::<Test>::MeterNotFound);
		assert_noop!(register(BOB, BATTERY_METER, None), Error::<Test>::NotOwner);
		let others = Some(PUMP_HEAT_METER);
		assert_noop!(register(ALICE, BATTERY_METER, others), Error::<Test>::NotOwner);
		assert_noop!(register(OPERATOR, FEEDER, None), Error::<Test>::WrongMeter);
		assert_noop!(register(CAROL, PUMP_HEAT_METER, None), Error::<Test>::WrongMeter);
		let same = Some(ALICES);
		assert_noop!(register(ALICE, BATTERY_METER, same), Error::<Test>::WrongMeter);

		let with = |change: fn(&mut dispatch_core::DeviceLimits)| {
			let mut limits = battery_limits();
			change(&mut limits);
			Dispatch::register_device(signed(ALICE), COMMUNITY, limits, BATTERY_METER, None)
		};
		let wrong: [fn(&mut dispatch_core::DeviceLimits); 4] = [
			|limits| limits.node = 2,
			|limits| limits.take.as_mut().expect("it takes").power_max_w = 20_001,
			|limits| limits.take.as_mut().expect("it takes").store_permille = (1_000, 900),
			|limits| {
				limits.take.as_mut().expect("it takes").other_permille = (0, 1_000);
				limits.other_node = 1;
			},
		];
		for change in wrong {
			assert_noop!(with(change), Error::<Test>::WrongLimits);
		}
		assert_ok!(register(ALICE, BATTERY_METER, None));
		assert_noop!(register(ALICE, BATTERY_METER, None), Error::<Test>::MeterTaken);
		crate::DeviceCount::<Test>::insert(COMMUNITY, dispatch_core::DEVICES_MAX);
		assert_noop!(register(ALICE, ALICES, None), Error::<Test>::TooManyDevices);
		crate::DeviceCount::<Test>::insert(COMMUNITY, 1);
		crate::NextDevice::<Test>::insert(COMMUNITY, 65_536);
		assert_noop!(register(ALICE, ALICES, None), Error::<Test>::TooManyDevices);
	});
}

#[test]
fn a_heat_device_needs_a_heat_network() {
	TestExt::execute_with(|| {
		assert_ok!(Dispatch::set_programme(signed(OPERATOR), COMMUNITY, power_grid(), None));
		let limits = pump_limits();
		let register = || {
			let other = Some(PUMP_HEAT_METER);
			Dispatch::register_device(signed(CAROL), COMMUNITY, limits, PUMP_METER, other)
		};
		assert_noop!(register(), Error::<Test>::WrongLimits);
		programme();
		assert_ok!(register());
		let rows = crate::DeviceMeterRows::<Test>::get(WARMTH, 0);
		assert!(!rows[0].own && WARMTH.carrier == Carrier::Heat);
	});
}

#[test]
fn retire_device_returns_everything_when_nothing_is_planned() {
	TestExt::planning(|| {
		let retire = |who, device| Dispatch::retire_device(signed(who), COMMUNITY, device);
		assert_noop!(retire(ALICE, 9), Error::<Test>::DeviceNotFound);
		assert_noop!(retire(BOB, BATTERY), Error::<Test>::NotOwner);
		assert_ok!(Dispatch::lock_deposit(signed(ALICE), COMMUNITY, BATTERY, 5 * EUR));
		assert_ok!(retire(ALICE, BATTERY));
		assert_last(Event::DeviceRemoved { community: COMMUNITY, device: BATTERY });
		assert_eq!(position(ALICES), ENDOWED);
		assert_eq!(Balances::reserved_balance(ALICE), 0);
		assert_noop!(retire(ALICE, BATTERY), Error::<Test>::DeviceNotFound);
		// The meter is free again; the number is not.
		assert_ok!(register(ALICE, BATTERY_METER, None));
		assert_eq!(crate::NextDevice::<Test>::get(COMMUNITY), 4);
	});
}

#[test]
fn a_planned_device_that_retires_is_settled_first() {
	TestExt::planning(|| {
		let (_, _) = enacted_round();
		let first = round().first_slot;
		World::with(|world| world.slot = first + 2);
		assert_ok!(Dispatch::retire_device(signed(BOB), COMMUNITY, SUN));
		assert_last(Event::DeviceRetired { community: COMMUNITY, device: SUN });
		assert_noop!(
			Dispatch::retire_device(signed(BOB), COMMUNITY, SUN),
			Error::<Test>::DeviceIsRetired
		);
		assert!(Dispatch::setpoints(COMMUNITY, SUN).is_empty());
		assert!(!Dispatch::setpoints(COMMUNITY, PUMP).is_empty());
		for slot in first..first + 4 {
			settle(slot, &[(SUN_METER, 1_000)], 0);
		}
		// Its slots until then count, no later ones.
		assert_eq!(delivery(SUN).slots, 2);
		let claims = delivery(SUN);
		let due = claims.open.max(claims.short.max(0) as u128);
		let (before, charged) = (position(SUN_METER), claims.charged);
		assert!(due > 0 || charged > 0);
		end_period(POWER);
		assert_eq!(position(SUN_METER) - before, due as i128);
		assert!(crate::Devices::<Test>::get(COMMUNITY, SUN).is_none());
		assert_eq!(Balances::reserved_balance(BOB), 0);
	});
}

#[test]
fn lock_deposit_moves_money_of_the_account() {
	TestExt::planning(|| {
		let lock =
			|who, device, amount| Dispatch::lock_deposit(signed(who), COMMUNITY, device, amount);
		assert_noop!(lock(ALICE, 9, 1), Error::<Test>::DeviceNotFound);
		assert_noop!(lock(BOB, BATTERY, 1), Error::<Test>::NotOwner);
		assert_noop!(lock(ALICE, BATTERY, 101 * EUR), Error::<Test>::PositionTooLow);
		assert_ok!(lock(ALICE, BATTERY, 5 * EUR));
		let (community, device, amount) = (COMMUNITY, BATTERY, 5 * EUR);
		assert_last(Event::DepositLocked { community, device, amount });
		assert_eq!(position(ALICES), ENDOWED - 5 * EUR as i128);
		World::with(|world| {
			world.rest += world.positions.remove(&ALICES).expect("it exists");
		});
		assert_noop!(lock(ALICE, BATTERY, 1), Error::<Test>::AccountNotFound);
		enacted_round();
		World::with(|world| world.slot += 3);
		assert_ok!(Dispatch::retire_device(signed(BOB), COMMUNITY, SUN));
		assert_noop!(lock(BOB, SUN, 1), Error::<Test>::DeviceIsRetired);
	});
}

#[test]
fn unlock_deposit_waits_until_nothing_counts_on_the_device() {
	TestExt::planning(|| {
		let unlock =
			|who, device, amount| Dispatch::unlock_deposit(signed(who), COMMUNITY, device, amount);
		assert_ok!(Dispatch::lock_deposit(signed(ALICE), COMMUNITY, BATTERY, 5 * EUR));
		assert_noop!(unlock(ALICE, 9, 1), Error::<Test>::DeviceNotFound);
		assert_noop!(unlock(BOB, BATTERY, 1), Error::<Test>::NotOwner);
		assert_noop!(unlock(ALICE, BATTERY, 5 * EUR + 1), Error::<Test>::PositionTooLow);
		assert_ok!(unlock(ALICE, BATTERY, EUR));
		let (community, device, amount) = (COMMUNITY, BATTERY, EUR);
		assert_last(Event::DepositUnlocked { community, device, amount });
		frozen_round();
		assert_noop!(unlock(ALICE, BATTERY, 1), Error::<Test>::DepositInUse);
		let first = run_until(Phase::Enacted).first_slot;
		assert_noop!(unlock(ALICE, BATTERY, 1), Error::<Test>::DepositInUse);
		for slot in first..first + 8 {
			settle_slot(WARMTH, slot, &[], 0);
			settle(slot, &[], 0);
		}
		run_to(System::block_number() + 2);
		assert_ok!(unlock(ALICE, BATTERY, 4 * EUR));
		assert_eq!(position(ALICES), ENDOWED - delivery(BATTERY).charged as i128);
	});
}

/// Bob's roof goes to Carol, with its meter and a new account of it.
fn sell_the_roof() {
	World::with(|world| {
		world.meters.get_mut(&SUN_METER).expect("it exists").owner = CAROL;
		world.sold.insert(SUN_METER, world.slot);
	});
}

#[test]
fn a_sold_meter_frees_nobody_elses_money() {
	TestExt::planning(|| {
		assert_ok!(Dispatch::lock_deposit(signed(BOB), COMMUNITY, SUN, 5 * EUR));
		World::with(|world| world.slot += 1);
		sell_the_roof();
		let lock = Dispatch::lock_deposit(signed(BOB), COMMUNITY, SUN, 1);
		assert_noop!(lock, Error::<Test>::NotOwner);
		// What the old owner set aside goes to the old owner.
		let (new, old) = (position(SUN_METER), World::get().past);
		assert_ok!(Dispatch::unlock_deposit(signed(BOB), COMMUNITY, SUN, 2 * EUR));
		assert_eq!((position(SUN_METER), World::get().past - old), (new, 2 * EUR as i128));
		// The new one frees the meter.
		let retire = |who| Dispatch::retire_device(signed(who), COMMUNITY, SUN);
		assert_noop!(retire(ALICE), Error::<Test>::NotOwner);
		assert_ok!(retire(CAROL));
		assert_eq!((position(SUN_METER), World::get().past - old), (new, 5 * EUR as i128));
		assert_eq!(Balances::reserved_balance(BOB), 0);
		let other = None;
		let limits = sun_limits();
		assert_ok!(Dispatch::register_device(signed(CAROL), COMMUNITY, limits, SUN_METER, other));
	});
}

#[test]
fn a_contract_ends_with_whoever_made_it() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		World::with(|world| world.slot = first);
		settle(first, &[], 0);
		let before = delivery(SUN);
		sell_the_roof();
		let new = position(SUN_METER);
		settle(first + 1, &[], 0);
		assert_eq!(delivery(SUN), before);
		assert_eq!(position(SUN_METER), new);
	});
}
