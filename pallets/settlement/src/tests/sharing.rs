// SPDX-License-Identifier: Apache-2.0
//! Supply that is shared at an agreed price: `set_rule` and `set_share`.

use super::*;
use crate::{mock::*, Error, Ledgers, Rules};
use energy_primitives::{NetworkId, RowClass, RowEnergy};
use frame_support::{assert_noop, assert_ok};
use settlement_core::{Clearing, Cycle, Keys, Rule, Share, Sharing};

const PRICE: i32 = 150_000;
/// With the network fee and the contribution to the fund.
const COST: i64 = 156_000;

fn sharing(keys: Keys) -> Rule {
	Rule::Sharing(Sharing { keys, price: PRICE })
}

fn share(participation_percent: u8, share_ppm: u32) -> Share {
	Share { participation_percent, share_ppm }
}

fn world(meters: usize) -> TestExt {
	TestExt::open(meters).prepaid(10 * EUR)
}

/// Periods of one slot: what is agreed on holds from the next slot on.
fn short_periods() {
	assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1)));
}

fn agree(keys: Keys) {
	short_periods();
	assert_ok!(Settlement::set_rule(operator(), POWER, sharing(keys)));
}

/// Settles slot 101 and says what it brought every meter.
fn settle(meters: u32, loss: i64, rows: &[(u32, RowEnergy)]) -> (Clearing, Vec<i64>) {
	World::complete(POWER, FIRST, 0, 0);
	World::set_current(FIRST + 1);
	next_block();
	let before: Vec<i64> = (0..meters).map(position).collect();
	for (page, energy) in rows {
		World::read(POWER, FIRST + 1, *page, vec![*energy]);
	}
	World::complete(POWER, FIRST + 1, loss, 0);
	World::set_current(FIRST + 2);
	for _ in 0..3 {
		next_block();
		check();
	}
	let record = Settlement::slot_record(POWER, FIRST + 1).expect("settled");
	let brought = (0..meters).map(|index| position(index) - before[index as usize]).collect();
	(record.header.clearing, brought)
}

#[test]
fn dynamic_keys_share_by_need() {
	world(3).execute_with(|| {
		agree(Keys::Dynamic);
		let rows = [(0, energy(0, 600, 0)), (0, energy(1, 0, 600)), (0, energy(2, 0, 300))];
		let (clearing, brought) = settle(3, 0, &rows);
		assert_eq!(clearing.rule, sharing(Keys::Dynamic));
		assert_eq!(brought[0], 600 * i64::from(PRICE));
		assert_eq!(brought[1], -(400 * COST + 200 * 300_000));
		assert_eq!(brought[2], -(200 * COST + 100 * 300_000));
		assert_eq!(Ledgers::<Test>::get(POWER).rounding, 0);
	});
}

#[test]
fn static_keys_share_by_fixed_parts_and_the_rest_is_the_grids() {
	world(3).execute_with(|| {
		short_periods();
		for (index, ppm) in [(1, 250_000), (2, 500_000)] {
			assert_ok!(Settlement::set_share(operator(), meter(index), share(100, ppm)));
		}
		agree(Keys::Static);
		let rows = [(0, energy(0, 800, 0)), (0, energy(1, 0, 600)), (0, energy(2, 0, 300))];
		let (_, brought) = settle(3, 0, &rows);
		// A quarter of 800, and of a half only the 300 that were needed.
		assert_eq!(brought[1], -(200 * COST + 400 * 300_000));
		assert_eq!(brought[2], -300 * COST);
		assert_eq!(brought[0], 500 * i64::from(PRICE) + 300 * 80_000);
	});
}

#[test]
fn fixed_shares_lie_side_by_side_over_all_pages() {
	world(300).execute_with(|| {
		short_periods();
		for (index, ppm) in [(1, 700_000), (299, 700_000)] {
			assert_ok!(Settlement::set_share(operator(), meter(index), share(100, ppm)));
		}
		agree(Keys::Static);
		let rows = [(0, energy(0, 1_000, 0)), (0, energy(1, 0, 900)), (1, energy(43, 0, 900))];
		let (clearing, brought) = settle(300, 0, &rows);
		assert_eq!(clearing.matched, 1_000, "the last one gets what is left of the whole");
		assert_eq!(brought[1], -(700 * COST + 200 * 300_000));
		assert_eq!(brought[299], -(300 * COST + 600 * 300_000));
	});
}

#[test]
fn a_loss_has_no_fixed_share() {
	world(2).execute_with(|| {
		short_periods();
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		assert_ok!(Settlement::set_share(operator(), meter(1), share(100, 1_000_000)));
		agree(Keys::Static);
		let before = balance(H);
		let rows = [(0, energy(0, 500, 0)), (0, energy(1, 0, 500))];
		let (_, brought) = settle(2, 100, &rows);
		assert_eq!(brought[1], -500 * COST);
		assert_eq!(balance(H) - before, -100 * 300_000);
	});
}

#[test]
fn who_takes_no_part_is_a_customer_of_the_grid() {
	world(2).execute_with(|| {
		short_periods();
		assert_ok!(Settlement::set_share(operator(), meter(1), share(0, 0)));
		agree(Keys::Dynamic);
		let rows = [(0, energy(0, 500, 0)), (0, energy(1, 0, 500))];
		let (clearing, brought) = settle(2, 0, &rows);
		assert_eq!(clearing.matched, 0);
		assert_eq!(brought, vec![500 * 80_000, -500 * 300_000]);
	});
}

#[test]
fn a_rule_holds_from_the_next_billing_period_on() {
	world(1).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(4)));
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		events();
		let rule = sharing(Keys::Dynamic);
		assert_ok!(Settlement::set_rule(operator(), POWER, rule));
		let from_slot = FIRST + 4;
		assert_eq!(events(), vec![Event::RuleSet { network: POWER, rule, from_slot }]);
		let at = |slot| Settlement::slot_terms(POWER, slot).expect("a tariff").rule;
		assert_eq!((at(FIRST + 3), at(FIRST + 4)), (Rule::Ratio, rule));
		// Another one for the same period takes its place.
		assert_ok!(Settlement::set_rule(operator(), POWER, Rule::Ratio));
		assert_eq!(at(FIRST + 4), Rule::Ratio);
		assert_eq!(Rules::<Test>::get(POWER).len(), 1);
	});
}

#[test]
fn set_rule_refuses_others_and_senseless_prices() {
	world(1).execute_with(|| {
		let rule = sharing(Keys::Static);
		let unknown = NetworkId { community: 3, ..POWER };
		assert_noop!(
			Settlement::set_rule(operator(), unknown, rule),
			Error::<Test>::UnknownNetwork
		);
		assert_noop!(Settlement::set_rule(stranger(), POWER, rule), Error::<Test>::NotOperator);
		let wild = Rule::Sharing(Sharing { keys: Keys::Static, price: i32::MIN });
		assert_noop!(
			Settlement::set_rule(operator(), POWER, wild),
			Error::<Test>::PriceOutOfBounds
		);
	});
}

#[test]
fn set_rule_waits_while_too_many_changes_are_needed() {
	world(1).execute_with(|| {
		short_periods();
		for slot in 0..8 {
			World::set_current(FIRST + slot);
			assert_ok!(Settlement::set_rule(operator(), POWER, sharing(Keys::Dynamic)));
		}
		World::set_current(FIRST + 8);
		assert_noop!(
			Settlement::set_rule(operator(), POWER, Rule::Ratio),
			Error::<Test>::ChangePending
		);
	});
}

#[test]
fn set_share_refuses_others_and_more_than_all() {
	world(1).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Feeder);
		let half = share(50, 0);
		let cases = [
			(operator(), meter(9), half, Error::<Test>::UnknownMeter),
			(operator(), meter(1), half, Error::<Test>::NoPosition),
			(stranger(), meter(0), half, Error::<Test>::NotOperator),
			(operator(), meter(0), share(101, 0), Error::<Test>::WrongShare),
			(operator(), meter(0), share(100, 1_000_001), Error::<Test>::WrongShare),
		];
		for (origin, meter, share, error) in cases {
			assert_noop!(Settlement::set_share(origin, meter, share), error);
		}
	});
}

#[test]
fn set_share_waits_until_the_last_change_is_settled() {
	world(1).execute_with(|| {
		short_periods();
		assert_ok!(Settlement::set_share(operator(), meter(0), share(50, 0)));
		World::set_current(FIRST + 2);
		assert_noop!(
			Settlement::set_share(operator(), meter(0), share(60, 0)),
			Error::<Test>::ChangePending
		);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_ok!(Settlement::set_share(operator(), meter(0), share(60, 0)));
	});
}
