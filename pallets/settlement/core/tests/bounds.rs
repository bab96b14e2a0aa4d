// SPDX-License-Identifier: Apache-2.0
use crate::strategies::USUAL;
use energy_primitives::Carrier;
use proptest::prelude::*;
use settlement_core::{GridMode, Keys, PriceBounds, PriceRange, Rule, Sharing, SlotTerms, Tariff};

const MOST: u64 = 10_000_000_000;

fn range() -> impl Strategy<Value = PriceRange> {
	let end = || -(MOST as i64)..=MOST as i64;
	(end(), end()).prop_map(|(a, b)| PriceRange { least: a.min(b), most: a.max(b) })
}

fn carrier() -> impl Strategy<Value = Carrier> {
	prop_oneof![Just(Carrier::Electricity), Just(Carrier::Heat)]
}

#[test]
fn ends_are_converted_per_carrier_and_rounded_down() {
	let range = PriceRange { least: -1_000_000_001, most: 400_000_999 };
	assert_eq!(range.per_base(Carrier::Electricity), (-1_000_001, 400_000));
	// A kWh is 3600 kJ.
	assert_eq!(range.per_base(Carrier::Heat), (-277_778, 111_111));
	let widest = PriceRange { least: i64::MIN, most: i64::MAX };
	assert_eq!(widest.per_base(Carrier::Electricity), (i32::MIN, i32::MAX));
}

#[test]
fn bounds_are_sound_or_not() {
	let widest = PriceBounds::widest(MOST);
	assert!(widest.is_sound(MOST) && !widest.is_sound(MOST - 1));
	let end = PriceRange { least: i64::MIN, most: i64::MAX };
	assert!(!PriceBounds { tariff: end, ..widest }.is_sound(u64::MAX >> 2));
	let one = PriceRange { least: 5, most: 5 };
	let all = PriceBounds { network_fee: one, fund_fee: one, sharing: one, tariff: one };
	assert!(all.is_sound(5) && !all.is_sound(4));
	assert!(!PriceBounds { sharing: PriceRange { least: 6, ..one }, ..all }.is_sound(9));
	let owed = PriceRange { least: -1, most: 5 };
	assert!(!PriceBounds { network_fee: owed, ..all }.is_sound(9));
	assert!(!PriceBounds { fund_fee: owed, ..all }.is_sound(9));
	assert!(PriceBounds { sharing: owed, tariff: owed, ..all }.is_sound(9));
}

#[test]
fn terms_are_moved_as_a_whole() {
	let flat = |price| PriceRange { least: price, most: price };
	let bounds = PriceBounds {
		network_fee: flat(1_000),
		fund_fee: flat(2_000),
		sharing: flat(3_000),
		tariff: flat(4_000),
	};
	let shared = |price| Rule::Sharing(Sharing { keys: Keys::Static, price });
	let terms = SlotTerms { tariff: USUAL, rule: shared(9), mode: GridMode::Outside };
	let moved = bounds.terms(Carrier::Electricity, terms);
	let tariff = Tariff { feed_in: 4, retail: 4, network_fee: 1, fund_fee: 2 };
	assert_eq!(moved, SlotTerms { tariff, rule: shared(3), mode: GridMode::Outside });
	let ratio = SlotTerms { rule: Rule::Ratio, ..terms };
	assert_eq!(bounds.terms(Carrier::Electricity, ratio).rule, Rule::Ratio);
}

proptest! {
	#[test]
	fn the_nearest_price_is_within_and_the_price_itself_where_it_may(
		range in range(),
		carrier in carrier(),
		price in -20_000_000i32..20_000_000,
	) {
		let (least, most) = range.per_base(carrier);
		prop_assert!(least <= most);
		let nearest = range.nearest(carrier, price);
		prop_assert!((least..=most).contains(&nearest));
		prop_assert_eq!(nearest == price, (least..=most).contains(&price));
		prop_assert_eq!(range.nearest(carrier, nearest), nearest);
		// No price of the range is nearer than it, by a look at all candidates.
		let distance = |other: i32| (i64::from(other) - i64::from(price)).abs();
		prop_assert!(distance(nearest) <= distance(least).min(distance(most)));
	}

	#[test]
	fn a_tariff_stays_a_tariff(
		(network_fee, fund_fee) in (range(), range()),
		(sharing, tariff) in (range(), range()),
		carrier in carrier(),
		(a, b) in (-9_000_000i32..9_000_000, -9_000_000i32..9_000_000),
	) {
		let fee = |range: PriceRange| {
			let (least, most) = (range.least.abs(), range.most.abs());
			PriceRange { least: least.min(most), most: least.max(most) }
		};
		let (network_fee, fund_fee) = (fee(network_fee), fee(fund_fee));
		let bounds = PriceBounds { network_fee, fund_fee, sharing, tariff };
		prop_assert!(bounds.is_sound(MOST));
		let announced = Tariff { feed_in: a.min(b), retail: a.max(b), ..USUAL };
		let holds = bounds.tariff(carrier, announced);
		prop_assert_eq!(holds.check(10_000_000), Ok(()));
		prop_assert_eq!(bounds.tariff(carrier, holds), holds);
	}
}
