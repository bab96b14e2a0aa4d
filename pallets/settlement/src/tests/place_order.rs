// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Orders, Error};
use energy_primitives::RowClass;
use frame_support::{assert_noop, assert_ok};
use settlement_core::Limits;

const LOW: Limits = Limits { buy_max: Some(100_000), sell_min: None };
const HIGH: Limits = Limits { buy_max: Some(250_000), sell_min: Some(90_000) };

#[test]
fn place_order_holds_from_the_next_slot() {
	TestExt::open(3).execute_with(|| {
		assert_ok!(Settlement::place_order(owner(), meter(2), LOW));
		assert_ok!(Settlement::place_order(owner(), meter(0), HIGH));
		let orders = Orders::<Test>::get(POWER, 0);
		assert_eq!(orders.iter().map(|order| order.row).collect::<Vec<_>>(), vec![0, 2]);
		assert_eq!(orders[1].at(FIRST), Limits::default());
		assert_eq!(orders[1].at(FIRST + 1), LOW);
		let (from_slot, limits) = (FIRST + 1, LOW);
		assert!(events().contains(&Event::OrderPlaced { meter: meter(2), limits, from_slot }));
	});
}

#[test]
fn place_order_holds_from_the_beginning_while_the_network_prepares() {
	TestExt::new().execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Boundary);
		assert_ok!(Settlement::place_order(owner(), meter(0), LOW));
		assert_ok!(Settlement::place_order(owner(), meter(0), HIGH));
		assert_eq!(Orders::<Test>::get(POWER, 0)[0].at(0), HIGH);
	});
}

#[test]
fn place_order_waits_until_the_last_change_is_settled() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::place_order(owner(), meter(0), LOW));
		let again = || Settlement::place_order(owner(), meter(0), HIGH);
		assert_noop!(again(), Error::<Test>::ChangePending);
		World::set_current(FIRST + 1);
		assert_noop!(again(), Error::<Test>::ChangePending);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_ok!(again());
	});
}

#[test]
fn place_order_without_limits_leaves_nothing_behind() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::place_order(owner(), meter(0), LOW));
		for slot in FIRST..FIRST + 2 {
			World::complete(POWER, slot, 0, 0);
			World::set_current(slot + 1);
			next_block();
		}
		assert_ok!(Settlement::place_order(owner(), meter(0), Limits::default()));
		World::complete(POWER, FIRST + 2, 0, 0);
		World::set_current(FIRST + 3);
		next_block();
		assert_ok!(Settlement::place_order(owner(), meter(0), Limits::default()));
		assert!(!Orders::<Test>::contains_key(POWER, 0));
	});
}

#[test]
fn place_order_is_for_the_owner_of_a_connection_point() {
	TestExt::open(1).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Feeder);
		assert_noop!(Settlement::place_order(owner(), meter(9), LOW), Error::<Test>::UnknownMeter);
		assert_noop!(Settlement::place_order(owner(), meter(1), LOW), Error::<Test>::NoPosition);
		assert_noop!(Settlement::place_order(stranger(), meter(0), LOW), Error::<Test>::NotOwner);
	});
}
