// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{Books, Ledgers, SlotRecords, Sweeps},
	Stage,
};
use frame_support::assert_ok;
use settlement_core::{Limits, Tariff};

#[test]
fn clear_gives_everybody_their_leg() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0), energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		// Half of the margin of 214 above the feed-in tariff of 80; fees 6.
		let (sell_price, buy_price) = (187_000, 193_000);
		assert_eq!(position(0) as u128, EUR + 187_000_000);
		assert_eq!(position(1) as u128, EUR - 193_000_000);
		assert_eq!(balance(G), 5_000_000);
		assert_eq!(balance(C), 1_000_000);
		assert_eq!(balance(H), 0);
		let events = events();
		assert!(events.contains(&Event::SlotCleared {
			network: POWER,
			slot: FIRST,
			sell_price,
			buy_price,
			matched: 1_000,
			grid_net: 0,
			loss: 0,
		}));
		let record = Settlement::slot_record(POWER, FIRST).expect("settled");
		let swept = Event::SlotSwept { network: POWER, slot: FIRST, root: record.root };
		assert_eq!(events.last(), Some(&swept));
		assert_eq!(record.header.clearing.sell_price, sell_price);
		assert!(!Books::<Test>::contains_key((POWER, FIRST)));
	});
}

#[test]
fn clear_takes_the_rest_from_the_grid_and_counts_it_on_the_axes() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		for slot in FIRST..FIRST + 2 {
			World::read(POWER, slot, 0, vec![energy(0, 200, 0), energy(1, 0, 1_000)]);
			World::complete(POWER, slot, 0, 0);
		}
		next_block();
		let second = Settlement::slot_record(POWER, FIRST + 1).expect("settled").header;
		assert_eq!((second.grid_import_before, second.grid_export_before), (800, 0));
		assert_eq!(Ledgers::<Test>::get(POWER).grid_import, 1_600);
		let rounding = Ledgers::<Test>::get(POWER).rounding;
		assert!((0..2_000).contains(&rounding));
	});
}

#[test]
fn clear_lets_the_balancing_account_bear_the_loss() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0), energy(1, 0, 900)]);
		World::complete(POWER, FIRST, 100, 0);
		next_block();
		assert_eq!(balance(H), EUR as i128 - 19_300_000);
		// Found energy is sold for it.
		World::read(POWER, FIRST + 1, 0, vec![energy(0, 900, 0), energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST + 1, -100, 0);
		next_block();
		assert_eq!(balance(H), EUR as i128 - 19_300_000 + 18_700_000);
	});
}

#[test]
fn clear_hands_a_loss_without_cover_to_the_grid() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0), energy(1, 0, 900)]);
		World::complete(POWER, FIRST, 100, 0);
		next_block();
		assert_eq!(balance(H), 0);
		assert_eq!(balance(G), 5_000_000 - 19_300_000);
		let leg = -19_300_000;
		assert!(events().contains(&Event::BalancingShort { network: POWER, slot: FIRST, leg }));
	});
}

#[test]
fn clear_sends_refused_energy_to_the_grid() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let limits = Limits { buy_max: Some(80_000), sell_min: None };
		assert_ok!(Settlement::place_order(owner(), meter(1), limits));
		World::set_current(FIRST + 2);
		for slot in FIRST..FIRST + 2 {
			World::read(POWER, slot, 0, vec![energy(0, 1_000, 0), energy(1, 0, 1_000)]);
			World::complete(POWER, slot, 0, 0);
		}
		next_block();
		let clearing = |slot| Settlement::slot_record(POWER, slot).expect("ok").header.clearing;
		assert_eq!(clearing(FIRST).matched, 1_000);
		assert_eq!(clearing(FIRST + 1).matched, 0);
		assert_eq!(clearing(FIRST + 1).refused_demand, 1_000);
		assert_eq!(position(1) as u128, EUR - 193_000_000 - 300_000_000);
		assert_eq!(position(0) as u128, EUR + 187_000_000 + 80_000_000);
	});
}

#[test]
fn clear_without_margin_is_a_day_with_the_grid_alone() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let flat = Tariff { feed_in: -50_000, retail: -50_000, ..TARIFF };
		let list = vec![flat].try_into().expect("one");
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST + 1, list));
		World::complete(POWER, FIRST, 0, 0);
		World::set_current(FIRST + 2);
		World::read(POWER, FIRST + 1, 0, vec![energy(0, 1_000, 0), energy(1, 0, 1_000)]);
		World::complete(POWER, FIRST + 1, 0, 0);
		next_block();
		assert_eq!(position(0) as u128, EUR - 50_000_000);
		assert_eq!(position(1) as u128, EUR + 50_000_000);
		assert_eq!(balance(G), 0);
	});
}

#[test]
fn clear_settles_two_networks_of_one_pot() {
	TestExt::open(2).prepaid(EUR).with_heat().execute_with(|| {
		for network in [POWER, HEAT] {
			for slot in FIRST..FIRST + 3 {
				World::read(network, slot, 0, vec![energy(0, 1_000, 0), energy(1, 0, 900)]);
				World::complete(network, slot, 3, 0);
			}
		}
		next_block();
		for network in [POWER, HEAT] {
			assert_eq!(SlotRecords::<Test>::iter().filter(|(key, _)| key.0 == network).count(), 3);
		}
	});
}

#[test]
fn clear_waits_for_metering() {
	TestExt::open(1).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 1, 0)]);
		next_block();
		assert!(!Sweeps::<Test>::contains_key(POWER));
		assert_eq!(position(0), 0);
		World::complete(POWER, FIRST, 0, 0);
		assert!(one_step(POWER));
		assert!(matches!(Sweeps::<Test>::get(POWER), Some(Stage::Sweeping(_))));
	});
}
