// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{Books, DueNetworks},
};
use energy_primitives::{RowClass, RowEnergy, SlotSink};
use frame_support::assert_ok;
use settlement_core::Limits;

#[test]
fn may_open_asks_for_accounts_tariff_and_cover() {
	TestExt::new().execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Boundary);
		let may_open = || Settlement::may_open(POWER, FIRST, 96);
		assert!(!may_open());
		assert_ok!(Settlement::set_accounts(operator(), POWER, GRID, BALANCING));
		assert!(!may_open());
		let tariffs = || vec![TARIFF].try_into().expect("one");
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST + 1, tariffs()));
		assert_ok!(Settlement::deposit_named(guarantor(), B, WEALTH));
		// 2500 Wh at 10 EUR/kWh for 98 slots.
		let needed = 98 * 25 * EUR;
		assert_ok!(Settlement::set_limit(guarantor(), G, needed));
		assert!(!may_open());
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST, tariffs()));
		assert!(may_open());
		assert_ok!(Settlement::set_limit(guarantor(), G, needed - 1));
		assert!(!may_open());
	});
}

#[test]
fn record_puts_rows_at_the_ticks_of_their_orders() {
	TestExt::open(3).execute_with(|| {
		let limits = Limits { buy_max: Some(1), sell_min: Some(81_000) };
		assert_ok!(Settlement::place_order(owner(), meter(1), limits));
		let slot = FIRST + 1;
		let sub = RowEnergy { class: RowClass::Sub, ..energy(2, 9, 9) };
		let rows = [energy(0, 10, 20), energy(1, 30, 40), gap(2, 9, 9, 2), sub];
		Settlement::record(POWER, slot, 0, &rows);
		let book = Books::<Test>::get((POWER, slot)).book;
		assert_eq!((book.supply[0], book.demand[255]), (10, 20));
		// ⌈255 * 1000 / 214000⌉ = 2
		assert_eq!((book.supply[2], book.never_demand), (30, 40));
		assert_eq!((book.supply_total(), book.demand_total()), (40, 60));
	});
}

#[test]
fn record_adds_whatever_the_order_of_batches() {
	let book = |order: [u8; 3]| {
		TestExt::open(3).execute_with(|| {
			for row in order {
				Settlement::record(POWER, FIRST, 0, &[energy(row, u32::from(row) + 1, 7)]);
			}
			Books::<Test>::get((POWER, FIRST)).book
		})
	};
	assert_eq!(book([0, 1, 2]), book([2, 0, 1]));
}

#[test]
fn notice_queues_a_network_once() {
	TestExt::open(1).execute_with(|| {
		DueNetworks::<Test>::kill();
		Settlement::notice(POWER);
		Settlement::notice(POWER);
		assert_eq!(DueNetworks::<Test>::get().into_inner(), vec![POWER]);
	});
}
