// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{LateCredits, Ledgers},
};
use frame_support::assert_ok;

/// A slot in which meter 1 alone moves energy.
fn slot_with(slot: u32, export: u32, import: u32) {
	World::read(POWER, slot, 0, vec![energy(1, export, import)]);
	World::complete(POWER, slot, 0, 0);
	next_block();
}

#[test]
fn a_gap_is_paid_at_the_highest_price_of_its_span() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		// Demand alone: 300. Supply alone: buyers would pay 86.
		slot_with(FIRST, 0, 100);
		slot_with(FIRST + 1, 100, 0);
		World::read(POWER, FIRST + 2, 0, vec![gap(0, 0, 1_000, 3)]);
		World::complete(POWER, FIRST + 2, 0, 0);
		events();
		next_block();
		assert_eq!(position(0) as u128, EUR - 300_000_000);
		assert_eq!(balance(H), 300_000_000);
		let (leg, slot) = (-300_000_000, FIRST + 2);
		let event = Event::GapSettled { meter: meter(0), slot, leg, span: 3 };
		assert!(events().contains(&event));
	});
}

#[test]
fn a_gap_is_credited_at_the_lowest_feed_in_tariff_of_its_span() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		slot_with(FIRST, 100, 0);
		slot_with(FIRST + 1, 0, 100);
		World::read(POWER, FIRST + 2, 0, vec![gap(0, 1_000, 0, 3)]);
		World::complete(POWER, FIRST + 2, 0, 0);
		next_block();
		assert_eq!(position(0) as u128, EUR + 80_000_000);
		assert_eq!(balance(H), EUR as i128 - 80_000_000);
	});
}

#[test]
fn a_gap_asks_only_for_the_prices_of_its_span() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		slot_with(FIRST, 0, 100);
		slot_with(FIRST + 1, 100, 0);
		World::read(POWER, FIRST + 2, 0, vec![gap(0, 0, 1_000, 2)]);
		World::complete(POWER, FIRST + 2, 0, 0);
		next_block();
		// The tariff, whatever the market was: silence must never pay.
		assert_eq!(position(0) as u128, EUR - 300_000_000);
	});
}

#[test]
fn a_gap_longer_than_the_window_goes_at_the_worst_tariffs_ever() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![gap(0, 0, 1_000, 97)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(position(0) as u128, EUR - 300_000_000);
	});
}

#[test]
fn a_credit_waits_until_the_balancing_account_can_bear_it() {
	TestExt::open(2).execute_with(|| {
		slot_with(FIRST, 100, 0);
		World::read(POWER, FIRST + 1, 0, vec![gap(0, 1_000, 0, 2)]);
		World::complete(POWER, FIRST + 1, 0, 0);
		next_block();
		let (slot, amount) = (FIRST + 1, 80_000_000);
		assert!(events().contains(&Event::CreditDelayed { meter: meter(0), slot, amount }));
		assert_eq!(position(0), 0);
		assert_eq!(Ledgers::<Test>::get(POWER).late_credits, amount);

		assert_ok!(Settlement::deposit_named(balancing(), H, 50_000_000));
		next_block();
		assert!(events().contains(&Event::CreditPaid { meter: meter(0), amount: 50_000_000 }));
		check();
		assert_ok!(Settlement::set_limit(guarantor(), H, EUR));
		next_block();
		assert_eq!(position(0) as u128, amount);
		assert_eq!(balance(H), -30_000_000);
		assert!(!LateCredits::<Test>::contains_key(POWER, 0));
	});
}

#[test]
fn a_gap_that_a_meter_cannot_pay_falls_to_the_grid() {
	TestExt::open(2).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![gap(0, 0, 1_000, 4)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(balance(G), -300_000_000);
		assert_eq!(balance(H), 300_000_000);
		let leg = -300_000_000;
		assert!(events().contains(&Event::TakenOver { meter: meter(0), slot: FIRST, leg }));
	});
}

#[test]
fn a_gap_that_nobody_can_pay_stays_with_the_balancing_account() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		World::read(POWER, FIRST, 0, vec![gap(0, 0, 1_000, 4)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!((balance(G), balance(H), position(0)), (0, 0, 0));
		let leg = -300_000_000;
		assert!(events().contains(&Event::GapUnpaid { meter: meter(0), slot: FIRST, leg }));
	});
}

#[test]
fn a_gap_never_uses_what_rows_still_to_come_may_leave_to_the_grid() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 250_000_000));
		// Row 1 can't pay 300 and G has them from the slot's own energy; the gap may use 250.
		let rows = vec![gap(0, 0, 1_000, 4), energy(1, 0, 1_000)];
		World::read(POWER, FIRST, 0, rows);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		let leg = -300_000_000;
		let events = events();
		assert!(events.contains(&Event::GapUnpaid { meter: meter(0), slot: FIRST, leg }));
		assert!(events.contains(&Event::TakenOver { meter: meter(1), slot: FIRST, leg }));
		assert_eq!(balance(G), 0);
	});
}

#[test]
fn late_feeder_energy_is_settled_between_grid_and_balancing_account() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		World::complete(POWER, FIRST, 0, 1_000);
		World::complete(POWER, FIRST + 1, 0, -1_000);
		next_block();
		let (network, owed) = (POWER, 0);
		let events = events();
		for (slot, leg) in [(FIRST, 300_000_000), (FIRST + 1, -80_000_000)] {
			assert!(events.contains(&Event::FeederLateSettled { network, slot, leg, owed }));
		}
		assert_eq!(balance(G), 220_000_000);
		assert_eq!(balance(H), EUR as i128 - 220_000_000);
	});
}

#[test]
fn late_feeder_energy_is_owed_where_the_balancing_account_is_empty() {
	TestExt::open(1).execute_with(|| {
		World::complete(POWER, FIRST, 0, 1_000);
		next_block();
		assert_eq!(Ledgers::<Test>::get(POWER).grid_owed, 300_000_000);
		assert_eq!(balance(G), 0);
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		next_block();
		assert_eq!(balance(G), 300_000_000);
		let paid = Event::FeederDebtPaid { network: POWER, amount: 300_000_000 };
		assert!(events().contains(&paid));
	});
}
