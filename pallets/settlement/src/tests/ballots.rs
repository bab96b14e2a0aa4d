// SPDX-License-Identifier: Apache-2.0
//! What members decide on fees, the band of the tariffs, and the price rule.

use super::*;
use crate::{
	mock::*,
	pallet::{Policies, Rules, Tariffs},
	Error, TARIFFS_ANNOUNCED_MAX,
};
use energy_primitives::{NetworkId, Slot};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use settlement_core::{Cycle, Keys, Rule, Sharing, Tariff};
use sp_runtime::{DispatchError, DispatchResult};

/// The first slot of the next period of four.
const NEXT: Slot = FIRST + 4;
const UNKNOWN: NetworkId = NetworkId { community: 3, ..POWER };
/// The largest price in an electricity network.
const MOST: i32 = 10_000_000;

fn four_slots() {
	assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(4)));
	events();
}

fn announce(from_slot: Slot, tariffs: Vec<Tariff>) -> DispatchResult {
	let tariffs = tariffs.try_into().expect("fits");
	Settlement::set_tariffs(operator(), POWER, from_slot, tariffs)
}

fn fees_at(slot: Slot) -> (i32, i32) {
	let tariff = Settlement::tariff_at(POWER, slot).expect("announced");
	(tariff.network_fee, tariff.fund_fee)
}

fn tariffs_at(slot: Slot) -> (i32, i32) {
	let tariff = Settlement::tariff_at(POWER, slot).expect("announced");
	(tariff.feed_in, tariff.retail)
}

fn sharing(price: i32) -> Rule {
	Rule::Sharing(Sharing { keys: Keys::Dynamic, price })
}

#[test]
fn fees_hold_from_the_next_period_on_whatever_was_announced() {
	TestExt::open(1).execute_with(|| {
		four_slots();
		let other = Tariff { retail: 400_000, fund_fee: 3, ..TARIFF };
		assert_ok!(announce(NEXT - 1, vec![other, other, TARIFF, other]));
		events();
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 7_000, 2_000));
		let (network_fee, fund_fee, from_slot) = (7_000, 2_000, NEXT);
		let event = Event::FeesDecided { network: POWER, network_fee, fund_fee, from_slot };
		assert_eq!(events(), vec![event]);
		assert_eq!((fees_at(NEXT - 2), fees_at(NEXT - 1)), ((5_000, 1_000), (5_000, 3)));
		for slot in [NEXT, NEXT + 1, NEXT + 2, NEXT + 9_999] {
			assert_eq!(fees_at(slot), (7_000, 2_000), "slot {slot}");
		}
		let retail = |slot| tariffs_at(slot).1;
		let expected = [400_000, 400_000, 300_000, 400_000, 300_000];
		assert_eq!([NEXT - 1, NEXT, NEXT + 1, NEXT + 2, NEXT + 3].map(retail), expected);
		assert_eq!(Settlement::present_fees(POWER), (7_000, 2_000));
	});
}

#[test]
fn the_operator_announces_the_fees_that_were_decided() {
	TestExt::open(1).execute_with(|| {
		four_slots();
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 7_000, 2_000));
		let decided = Tariff { network_fee: 7_000, fund_fee: 2_000, retail: 310_000, ..TARIFF };
		assert_noop!(announce(NEXT, vec![TARIFF]), Error::<Test>::FeesByBallot);
		assert_noop!(announce(NEXT - 1, vec![TARIFF, TARIFF]), Error::<Test>::FeesByBallot);
		let half = Tariff { fund_fee: 1_999, ..decided };
		assert_noop!(announce(NEXT, vec![half]), Error::<Test>::FeesByBallot);
		// Before that slot the fees are still the operator's.
		let before = Tariff { network_fee: 0, ..TARIFF };
		assert_ok!(announce(NEXT - 1, vec![before, decided]));
		assert_eq!((fees_at(NEXT - 1), fees_at(NEXT)), ((0, 1_000), (7_000, 2_000)));
		assert_eq!(tariffs_at(NEXT).1, 310_000);
	});
}

#[test]
fn a_band_moves_what_was_announced_and_bounds_what_is_announced() {
	TestExt::open(1).execute_with(|| {
		four_slots();
		let wide = Tariff { feed_in: -50_000, retail: 500_000, ..TARIFF };
		let low = Tariff { feed_in: -90_000, retail: -80_000, ..TARIFF };
		let high = Tariff { feed_in: 600_000, retail: 700_000, ..TARIFF };
		assert_ok!(announce(NEXT - 1, vec![wide, wide, low, high]));
		events();
		assert_ok!(Settlement::set_band_by_ballot(POWER, 50_000, 350_000));
		let (feed_in_min, retail_max, from_slot) = (50_000, 350_000, NEXT);
		let event = Event::BandDecided { network: POWER, feed_in_min, retail_max, from_slot };
		assert_eq!(events(), vec![event]);
		let expected = [
			(-50_000, 500_000),
			(50_000, 350_000),
			(50_000, 50_000),
			(350_000, 350_000),
			(80_000, 300_000),
		];
		let slots = [NEXT - 1, NEXT, NEXT + 1, NEXT + 2, NEXT + 3];
		assert_eq!(slots.map(tariffs_at), expected);
		assert_noop!(announce(NEXT, vec![wide]), Error::<Test>::OutsideBand);
		for (feed_in, retail) in [(49_999, 350_000), (50_000, 350_001)] {
			let tariff = Tariff { feed_in, retail, ..TARIFF };
			assert_noop!(announce(NEXT, vec![tariff]), Error::<Test>::OutsideBand);
		}
		assert_ok!(announce(NEXT - 1, vec![wide]));
		assert_ok!(announce(NEXT, vec![Tariff { feed_in: 50_000, retail: 350_000, ..TARIFF }]));
		assert_eq!(Settlement::present_band(POWER), (50_000, 350_000));
	});
}

#[test]
fn a_rule_by_ballot_takes_the_choice_from_the_operator() {
	TestExt::open(1).execute_with(|| {
		four_slots();
		assert_ok!(Settlement::set_rule(operator(), POWER, sharing(1)));
		assert_eq!(Settlement::present_rule(POWER), sharing(1));
		events();
		assert_ok!(Settlement::set_rule_by_ballot(POWER, sharing(100_000)));
		let rule = sharing(100_000);
		assert_eq!(events(), vec![Event::RuleSet { network: POWER, rule, from_slot: NEXT }]);
		let rule_at = |slot| Settlement::slot_terms(POWER, slot).expect("announced").rule;
		assert_eq!((rule_at(NEXT - 1), rule_at(NEXT)), (Rule::Ratio, sharing(100_000)));
		let ratio = Settlement::set_rule(operator(), POWER, Rule::Ratio);
		assert_eq!(ratio, Err(Error::<Test>::RuleByBallot.into()));
		assert_noop!(
			Settlement::set_rule(operator(), POWER, sharing(MOST + 1)),
			Error::<Test>::RuleByBallot
		);
		assert_ok!(Settlement::set_rule_by_ballot(POWER, Rule::Ratio));
		assert_eq!((rule_at(NEXT), Settlement::present_rule(POWER)), (Rule::Ratio, Rule::Ratio));
	});
}

#[test]
fn the_last_decision_of_a_period_counts_and_an_earlier_one_until_then() {
	TestExt::open(1).execute_with(|| {
		four_slots();
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 1, 1));
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 2, 2));
		World::set_current(NEXT);
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 3, 3));
		assert_eq!(fees_at(NEXT - 1), (5_000, 1_000));
		assert_eq!((fees_at(NEXT + 3), fees_at(NEXT + 4)), ((2, 2), (3, 3)));
		let of = |fee| Tariff { network_fee: fee, fund_fee: fee, ..TARIFF };
		assert_noop!(announce(NEXT + 1, vec![of(3)]), Error::<Test>::FeesByBallot);
		assert_noop!(announce(NEXT + 4, vec![of(2)]), Error::<Test>::FeesByBallot);
		assert_ok!(announce(NEXT + 1, vec![of(2), of(2), of(2), of(3)]));
		assert_eq!(Policies::<Test>::get(POWER).fees.len(), 2);
	});
}

#[test]
fn decisions_on_a_network_that_prepares_hold_from_its_first_slot() {
	TestExt::new().execute_with(|| {
		assert_eq!(Settlement::present_fees(POWER), (0, 0));
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 7, 8));
		assert_eq!(Settlement::present_fees(POWER), (7, 8));
		assert_noop!(announce(FIRST, vec![TARIFF]), Error::<Test>::FeesByBallot);
		assert_ok!(announce(FIRST, vec![Tariff { network_fee: 7, fund_fee: 8, ..TARIFF }]));
		assert_eq!(fees_at(FIRST), (7, 8));
	});
}

/// The same for checking and deciding.
fn both<A: Copy>(
	check: impl Fn(NetworkId, A) -> DispatchResult,
	set: impl Fn(NetworkId, A) -> DispatchResult,
	cases: Vec<(NetworkId, A, Error<Test>)>,
) {
	for (network, value, error) in cases {
		let error = DispatchError::from(error);
		assert_noop!(check(network, value), error);
		assert_noop!(set(network, value), error);
	}
}

#[test]
fn decisions_are_refused_with_the_reason() {
	use Error::*;
	TestExt::open(1).execute_with(|| {
		both(
			|network, (a, b)| Settlement::check_fees(network, a, b),
			|network, (a, b)| Settlement::set_fees_by_ballot(network, a, b),
			vec![
				(UNKNOWN, (-1, MOST + 1), UnknownNetwork),
				(POWER, (-1, MOST + 1), PriceOutOfBounds),
				(POWER, (MOST + 1, 0), PriceOutOfBounds),
				(POWER, (-1, 0), NegativeFee),
				(POWER, (0, -1), NegativeFee),
			],
		);
		both(
			|network, (a, b)| Settlement::check_band(network, a, b),
			|network, (a, b)| Settlement::set_band_by_ballot(network, a, b),
			vec![
				(UNKNOWN, (1, 0), UnknownNetwork),
				(POWER, (-MOST - 1, -MOST - 2), PriceOutOfBounds),
				(POWER, (0, MOST + 1), PriceOutOfBounds),
				(POWER, (1, 0), FeedInAboveRetail),
			],
		);
		both(
			|network, rule| Settlement::check_rule(network, &rule),
			Settlement::set_rule_by_ballot,
			vec![
				(UNKNOWN, sharing(MOST + 1), UnknownNetwork),
				(POWER, sharing(MOST + 1), PriceOutOfBounds),
				(POWER, sharing(-MOST - 1), PriceOutOfBounds),
			],
		);
		assert_ok!(Settlement::check_fees(POWER, MOST, 0));
		assert_ok!(Settlement::check_band(POWER, -MOST, MOST));
		assert_ok!(Settlement::check_rule(POWER, &sharing(-MOST)));
	});
}

#[test]
fn decisions_wait_while_too_many_do() {
	TestExt::open(1).execute_with(|| {
		// The operator moves the ends of periods: each decision holds from another slot.
		let decide = |slots| {
			assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(slots)));
			(
				Settlement::set_fees_by_ballot(POWER, 1, 1),
				Settlement::set_band_by_ballot(POWER, 0, 1),
			)
		};
		for slots in [4, 5, 9, 10] {
			assert_eq!(decide(slots), (Ok(()), Ok(())));
		}
		let error = Err(Error::<Test>::ChangePending.into());
		assert_eq!(decide(16), (error, error));
		// A year of records is needed, so rules wait too.
		let rules = (0..8).map(|at| (FIRST + at, Rule::Ratio)).collect();
		Rules::<Test>::insert(POWER, BoundedVec::truncate_from(rules));
		let rule = Settlement::set_rule_by_ballot(POWER, Rule::Ratio);
		assert_eq!(rule, error);
		assert!(!Policies::<Test>::get(POWER).rule_by_ballot);
	});
}

#[test]
fn a_full_list_of_tariffs_stops_no_decision() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1_000)));
		let different = |count: usize| {
			let segment = |at: u32| (2 * at, Tariff { feed_in: -(at as i32), ..TARIFF });
			(0..count as u32).map(segment).collect::<Vec<_>>()
		};
		// As many as an operator can announce; the next period begins within one of them.
		let most = different(TARIFFS_ANNOUNCED_MAX);
		Tariffs::<Test>::insert(POWER, BoundedVec::truncate_from(most));
		World::set_current(0);
		let odd = Cycle::Slots(7);
		assert_ok!(Settlement::set_billing(operator(), POWER, odd));
		assert_ok!(Settlement::set_fees_by_ballot(POWER, 1, 1));
		// Only a list that no operator could announce has no room.
		Policies::<Test>::remove(POWER);
		Tariffs::<Test>::insert(POWER, BoundedVec::truncate_from(different(1_024)));
		World::open(POWER, 0);
		let fees = Settlement::set_fees_by_ballot(POWER, 1, 1);
		assert_eq!(fees, Err(Error::<Test>::TooManyTariffs.into()));
		let band = Settlement::set_band_by_ballot(POWER, -5_000, 290_000);
		assert_eq!(band, Err(Error::<Test>::TooManyTariffs.into()));
		assert!(Policies::<Test>::get(POWER).fees.is_empty());
	});
}
