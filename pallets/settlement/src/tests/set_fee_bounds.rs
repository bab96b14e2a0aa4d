// SPDX-License-Identifier: Apache-2.0
//! The chain's bounds of fees, prices and tariffs.

use super::*;
use crate::{mock::*, pallet::FeeBounds, Error};
use energy_primitives::Slot;
use frame_support::{assert_noop, assert_ok};
use settlement_core::{Cycle, Keys, PriceBounds, PriceRange, Rule, Sharing, Tariff};
use sp_runtime::{DispatchError, DispatchResult};

const MOST: u64 = 10_000_000_000;
const NEXT: Slot = FIRST + 4;

fn widest() -> PriceBounds {
	PriceBounds::widest(MOST)
}

/// From and to, in tenths of a cent.
fn range(least: i64, most: i64) -> PriceRange {
	PriceRange { least: least * 1_000_000, most: most * 1_000_000 }
}

/// Fees of at most half a cent and a tenth, sharing at 10 to 20 cent, tariffs of 0 to 40 cent.
fn narrow() -> PriceBounds {
	PriceBounds {
		network_fee: range(0, 5),
		fund_fee: range(1, 3),
		sharing: range(100, 200),
		tariff: range(0, 400),
	}
}

fn set(bounds: PriceBounds) -> DispatchResult {
	Settlement::set_fee_bounds(RuntimeOrigin::root(), bounds)
}

fn announce(from_slot: Slot, tariff: Tariff) -> DispatchResult {
	let tariffs = vec![tariff; 2].try_into().expect("fits");
	Settlement::set_tariffs(operator(), POWER, from_slot, tariffs)
}

fn sharing(price: i32) -> Rule {
	Rule::Sharing(Sharing { keys: Keys::Static, price })
}

#[test]
fn set_fee_bounds_is_for_whoever_governs_and_for_bounds_that_make_sense() {
	TestExt::open(1).execute_with(|| {
		assert_noop!(Settlement::set_fee_bounds(operator(), widest()), DispatchError::BadOrigin);
		let none = PriceRange { least: 2, most: 1 };
		let far = PriceRange { least: 0, most: MOST as i64 + 1 };
		let below = PriceRange { least: -1, most: 1 };
		for bounds in [
			PriceBounds { network_fee: none, ..widest() },
			PriceBounds { fund_fee: far, ..widest() },
			PriceBounds { network_fee: below, ..widest() },
			PriceBounds { fund_fee: below, ..widest() },
			PriceBounds { sharing: none, ..widest() },
			PriceBounds { tariff: far, ..widest() },
			PriceBounds { tariff: PriceRange { least: i64::MIN, most: 0 }, ..widest() },
		] {
			assert_noop!(set(bounds), Error::<Test>::SenselessBounds);
		}
		assert_eq!(Settlement::fee_bounds(), widest());
		assert_ok!(set(narrow()));
		assert_eq!(Settlement::fee_bounds(), narrow());
		let event = Event::FeeBoundsSet { bounds: narrow(), from_slot: FIRST + 1 };
		assert_eq!(events(), vec![event]);
	});
}

#[test]
fn set_fee_bounds_waits_while_slots_may_need_too_many() {
	TestExt::open(1).execute_with(|| {
		for slot in FIRST..FIRST + 8 {
			World::set_current(slot);
			assert_ok!(set(narrow()));
			assert_ok!(set(widest()));
		}
		World::set_current(FIRST + 8);
		assert_noop!(set(narrow()), Error::<Test>::ChangePending);
		// After the window nobody asks for the first ones any more.
		World::set_current(FIRST + 96 + 2);
		assert_ok!(set(narrow()));
		assert_eq!(FeeBounds::<Test>::get().len(), 8);
	});
}

#[test]
fn tighter_bounds_hold_from_the_next_slot_and_wider_ones_give_back_what_was_announced() {
	TestExt::open(1).execute_with(|| {
		let announced = Tariff { feed_in: -1, retail: 400_001, network_fee: 5_001, fund_fee: 999 };
		assert_ok!(announce(FIRST + 1, announced));
		assert_ok!(set(narrow()));
		let at = |slot| Settlement::tariff_at(POWER, slot).expect("announced");
		assert_eq!(at(FIRST), TARIFF);
		let bounded = Tariff { feed_in: 0, retail: 400_000, network_fee: 5_000, fund_fee: 1_000 };
		assert_eq!((at(FIRST + 1), at(FIRST + 2)), (bounded, bounded));
		World::set_current(FIRST + 1);
		assert_ok!(set(widest()));
		assert_eq!((at(FIRST + 1), at(FIRST + 2)), (bounded, announced));
	});
}

#[test]
fn a_slot_that_began_clears_with_the_bounds_it_began_with() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 900, 0), energy(1, 0, 800)]);
		let low = PriceBounds { tariff: range(0, 10), ..narrow() };
		assert_ok!(set(low));
		World::complete(POWER, FIRST, 0, 0);
		World::set_current(FIRST + 2);
		World::read(POWER, FIRST + 1, 0, vec![energy(0, 900, 0), energy(1, 0, 800)]);
		World::complete(POWER, FIRST + 1, 0, 0);
		next_block();
		next_block();
		let tariff = |slot| Settlement::slot_record(POWER, slot).expect("").header.clearing.tariff;
		assert_eq!(tariff(FIRST), TARIFF);
		let bounded = Tariff { feed_in: 10_000, retail: 10_000, ..TARIFF };
		assert_eq!(tariff(FIRST + 1), bounded);
	});
}

#[test]
fn what_is_announced_or_proposed_lies_within_the_bounds() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(set(narrow()));
		for tariff in [
			Tariff { feed_in: -1, ..TARIFF },
			Tariff { retail: 400_001, ..TARIFF },
			Tariff { network_fee: 5_001, ..TARIFF },
			Tariff { fund_fee: 0, ..TARIFF },
		] {
			assert_noop!(announce(FIRST + 1, tariff), Error::<Test>::PriceOutOfBounds);
		}
		assert_ok!(announce(FIRST + 1, TARIFF));
		let out = DispatchError::from(Error::<Test>::PriceOutOfBounds);
		assert_noop!(Settlement::check_fees(POWER, 5_001, 1_000), out);
		assert_noop!(Settlement::check_fees(POWER, 5_000, 999), out);
		assert_noop!(Settlement::check_band(POWER, -1, 400_000), out);
		assert_noop!(Settlement::check_band(POWER, 0, 400_001), out);
		for price in [99_999, 200_001] {
			assert_noop!(Settlement::check_rule(POWER, &sharing(price)), out);
			assert_noop!(Settlement::set_rule(operator(), POWER, sharing(price)), out);
		}
		assert_ok!(Settlement::check_fees(POWER, 5_000, 3_000));
		assert_ok!(Settlement::check_band(POWER, 0, 400_000));
		assert_ok!(Settlement::check_rule(POWER, &sharing(100_000)));
		assert_ok!(Settlement::check_rule(POWER, &Rule::Ratio));
	});
}

#[test]
fn what_members_decided_is_clamped_and_comes_back() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(4)));
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 9_000, 0));
		assert_ok!(Settlement::set_band_by_ballot(POWER, -100_000, 500_000));
		assert_ok!(Settlement::set_rule_by_ballot(POWER, sharing(250_000)));
		assert_ok!(set(narrow()));
		assert_eq!(Settlement::present_fees(POWER), (5_000, 1_000));
		assert_eq!(Settlement::present_band(POWER), (0, 400_000));
		assert_eq!(Settlement::present_rule(POWER), sharing(200_000));
		let terms = || Settlement::slot_terms(POWER, NEXT).expect("announced");
		assert_eq!(terms().rule, sharing(200_000));
		assert_eq!((terms().tariff.network_fee, terms().tariff.fund_fee), (5_000, 1_000));
		// The operator announces the fees that hold, not those that were decided.
		let decided = Tariff { network_fee: 9_000, fund_fee: 0, ..TARIFF };
		assert_noop!(announce(NEXT, decided), Error::<Test>::PriceOutOfBounds);
		let other = Tariff { network_fee: 4_999, ..TARIFF };
		assert_noop!(announce(NEXT, other), Error::<Test>::FeesByBallot);
		assert_ok!(announce(NEXT, Tariff { retail: 390_000, ..TARIFF }));
		assert_ok!(set(widest()));
		assert_eq!(Settlement::present_fees(POWER), (9_000, 0));
		assert_eq!(Settlement::present_band(POWER), (-100_000, 500_000));
		assert_eq!(terms().rule, sharing(250_000));
		assert_eq!(terms().tariff, Tariff { retail: 390_000, ..decided });
	});
}

#[test]
fn a_decision_whose_bounds_tightened_is_enacted_as_far_as_they_allow() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::check_fees(POWER, 9_000, 0));
		assert_ok!(set(narrow()));
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 9_000, 0));
		assert_eq!(Settlement::present_fees(POWER), (5_000, 1_000));
	});
}

#[test]
fn bounds_are_per_kwh_whatever_the_carrier() {
	TestExt::open(1).with_heat().execute_with(|| {
		assert_ok!(set(narrow()));
		// 0.4 EUR/kWh are 111 111 nano per kJ.
		assert_eq!(Settlement::present_band(HEAT), (0, 111_111));
		assert_noop!(Settlement::check_band(HEAT, 0, 111_112), Error::<Test>::PriceOutOfBounds);
		let at = |network| Settlement::tariff_at(network, FIRST + 1).expect("announced");
		assert_eq!((at(POWER).retail, at(HEAT).retail), (300_000, 111_111));
		assert_eq!((at(HEAT).network_fee, at(HEAT).fund_fee), (1_388, 833));
	});
}
