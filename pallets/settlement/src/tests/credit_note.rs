// SPDX-License-Identifier: Apache-2.0
//! What a correction or a spread gap moves: between the meter of that slot and who stood for it.

use super::*;
use crate::{mock::*, pallet::Ledgers};
use energy_primitives::{CreditNotes, Figure, RowClass};
use frame_support::assert_ok;

const FIGURE: Figure = Figure {
	class: RowClass::Boundary,
	span: 1,
	import: 500,
	export: 500,
	sell_price: 100,
	buy_price: 300,
	no_feeder: false,
};

fn note(figure: Figure, import: i64, export: i64) -> i128 {
	<Settlement as CreditNotes<_>>::credit_note(meter(0), FIRST, &figure, import, export)
}

#[test]
fn a_correction_moves_money_between_meter_and_balancing_account() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		assert_eq!(note(FIGURE, -10, 20), 20 * 100 + 10 * 300);
		assert_eq!(position(0) as u128, EUR + 5_000);
		assert_eq!(balance(H), EUR as i128 - 5_000);
		assert_eq!(note(FIGURE, 10, 0), -3_000);
		assert_eq!(balance(H), EUR as i128 - 2_000);
		check();
	});
}

#[test]
fn without_a_feeder_the_grid_stands_for_the_balancing_account() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		let before = balance(G);
		note(Figure { no_feeder: true, ..FIGURE }, 10, 0);
		assert_eq!((balance(G) - before, balance(H)), (3_000, 0));
	});
}

#[test]
fn a_feeders_correction_is_between_grid_and_balancing_account() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		let feeder = Figure { class: RowClass::Feeder, sell_price: 300, buy_price: 80, ..FIGURE };
		let before = balance(G);
		// The grid delivered 10 more: it is paid at the retail tariff.
		note(feeder, 0, 10);
		assert_eq!((balance(G) - before, balance(H)), (3_000, EUR as i128 - 3_000));
		// It took 10 more: it pays the feed-in tariff.
		note(feeder, 10, 0);
		assert_eq!((balance(G) - before, balance(H)), (2_200, EUR as i128 - 2_200));
		// What the balancing account can't bear is owed.
		note(feeder, 0, 10_000_000);
		assert_eq!(balance(H), 0);
		assert!(Ledgers::<Test>::get(POWER).grid_owed > 0);
	});
}

#[test]
fn a_device_behind_a_meter_has_no_money() {
	TestExt::open(1).execute_with(|| {
		assert_eq!(note(Figure { class: RowClass::Sub, ..FIGURE }, -10, 10), 0);
		assert_eq!((position(0), balance(H)), (0, 0));
	});
}

#[test]
fn a_credit_the_balancing_account_cant_bear_waits_and_never_falls_to_the_grid() {
	TestExt::open(1).execute_with(|| {
		let before = balance(G);
		note(FIGURE, 0, 20);
		let (meter, slot, amount) = (meter(0), FIRST, 2_000);
		assert!(events().contains(&Event::CreditDelayed { meter, slot, amount }));
		assert_eq!((position(0), balance(G) - before), (0, 0));
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		next_block();
		assert_eq!(position(0), 2_000);
	});
}

#[test]
fn a_debt_the_meter_cant_bear_is_paid_by_the_supplier_of_last_resort() {
	TestExt::open(1).execute_with(|| {
		let before = balance(G);
		note(FIGURE, 10, 0);
		let (meter, slot, leg) = (meter(0), FIRST, -3_000);
		assert!(events().contains(&Event::TakenOver { meter, slot, leg }));
		assert_eq!((position(0), balance(G) - before, balance(H)), (0, -3_000, 3_000));
		// More than the grid account can bear moves nothing.
		let leg = note(FIGURE, 1 << 60, 0);
		assert!(events().contains(&Event::CorrectionUnpaid { meter, slot, leg }));
		assert_eq!(balance(H), 3_000);
	});
}

#[test]
fn a_spread_gap_is_credited_the_difference_and_never_less() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		// Supply alone sells at the feed-in tariff, demand alone buys at the retail tariff.
		for (slot, export, import) in [(FIRST, 100, 0), (FIRST + 1, 0, 100)] {
			World::read(POWER, slot, 0, vec![energy(1, export, import)]);
			World::complete(POWER, slot, 0, 0);
			next_block();
		}
		let price = |slot| Settlement::slot_record(POWER, slot).expect("settled").header.clearing;
		let (first, second) = (price(FIRST), price(FIRST + 1));
		assert!(first.sell_price < second.sell_price);
		let figure = Figure { span: 2, import: 0, export: 1_000, ..FIGURE };
		let reallocate = |parts: &[(u32, u32)]| {
			<Settlement as CreditNotes<_>>::reallocate(meter(0), FIRST + 1, &figure, parts)
		};
		let credit = i128::from(second.sell_price - first.sell_price) * 700;
		assert_eq!(reallocate(&[(0, 300), (0, 700)]), Some(credit));
		assert_eq!(position(0) as i128, EUR as i128 + credit);
		assert_eq!(reallocate(&[(0, 1_000), (0, 0)]), Some(0), "all in the cheap slot");
		let early = Figure { span: 3, ..figure };
		let none =
			<Settlement as CreditNotes<_>>::reallocate(meter(0), FIRST + 1, &early, &[(0, 0); 3]);
		assert_eq!(none, None, "a slot before the first has no prices");
	});
}
