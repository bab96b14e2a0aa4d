// SPDX-License-Identifier: Apache-2.0
use crate::strategies::USUAL;
use energy_primitives::{Carrier, Slot};
use proptest::{collection::vec, prelude::*};
use settlement_core::{
	change_tariffs, policy::decide, tariff_at, Band, Decisions, Fees, Policy, PolicyError,
	PriceBounds, PriceRange, Tariff, DECISIONS_MAX,
};

const EL: Carrier = Carrier::Electricity;

fn widest() -> PriceBounds {
	PriceBounds::widest(10_000_000_000)
}

fn segments() -> impl Strategy<Value = Vec<(Slot, Tariff)>> {
	vec((0u32..40, -90i32..90, 0i32..90), 0..6).prop_map(|list| {
		let tariff = |feed_in, more| Tariff { feed_in, retail: feed_in + more, ..USUAL };
		let mut segments: Vec<_> =
			list.into_iter().map(|(from, a, b)| (from, tariff(a, b))).collect();
		segments.sort_by_key(|(from, _)| *from);
		segments.dedup_by_key(|(from, _)| *from);
		segments
	})
}

#[test]
fn decisions_replace_later_ones_and_forget_what_passed() {
	let mut all = Decisions::<u8>::default();
	assert_eq!(decide(&mut all, 10, 1, 5), Ok(()));
	assert_eq!(decide(&mut all, 10, 2, 5), Ok(()));
	assert_eq!(decide(&mut all, 8, 3, 5), Ok(()));
	assert_eq!(all.to_vec(), vec![(8, 3)]);
	for from in [12, 16, 20] {
		assert_eq!(decide(&mut all, from, 4, 9), Ok(()));
	}
	let full = all.clone();
	assert_eq!(full.len() as u32, DECISIONS_MAX);
	assert!(decide(&mut all, 24, 5, 11).is_err());
	assert_eq!(all, full, "nothing was changed");
	// Slot 12 has the second, so nobody asks for the first any more.
	assert_eq!(decide(&mut all, 24, 5, 12), Ok(()));
	assert_eq!(all.to_vec(), vec![(12, 4), (16, 4), (20, 4), (24, 5)]);
}

#[test]
fn an_operator_says_the_fees_that_hold() {
	let fees = |network_fee, fund_fee| Fees { network_fee, fund_fee };
	let mut policy = Policy::default();
	assert_eq!(policy.admit(0, USUAL, &widest(), EL), Ok(USUAL));
	assert!(decide(&mut policy.fees, 10, fees(9_000, 0), 0).is_ok());
	assert_eq!(policy.admit(9, USUAL, &widest(), EL), Ok(USUAL));
	let refused = Err(PolicyError::FeesByBallot);
	assert_eq!(policy.admit(10, USUAL, &widest(), EL), refused);
	let decided = fees(9_000, 0).put(USUAL);
	assert_eq!(policy.admit(10, decided, &widest(), EL), Ok(decided));
	let fee = PriceRange { least: 1_000_000, most: 5_000_000 };
	let tight = PriceBounds { network_fee: fee, fund_fee: fee, ..widest() };
	assert_eq!(policy.admit(10, decided, &tight, EL), refused);
	let holds = fees(5_000, 1_000).put(USUAL);
	assert_eq!(policy.admit(10, holds, &tight, EL), Ok(decided));
}

#[test]
fn an_operator_stays_in_the_band() {
	let mut policy = Policy::default();
	let band = Band { feed_in_min: 50, retail_max: 100 };
	assert!(decide(&mut policy.band, 10, band, 0).is_ok());
	let tariff = |feed_in, retail| Tariff { feed_in, retail, ..USUAL };
	let admit = |slot, a, b| policy.admit(slot, tariff(a, b), &widest(), EL);
	assert_eq!(admit(9, 0, 500), Ok(tariff(0, 500)));
	assert_eq!(admit(10, 50, 100), Ok(tariff(50, 100)));
	for (a, b) in [(49, 100), (50, 101), (-5, -4), (200, 300)] {
		assert_eq!(admit(10, a, b), Err(PolicyError::OutsideBand));
	}
	let most = PriceRange { least: 0, most: 80_000 };
	let tight = PriceBounds { tariff: most, ..widest() };
	let bounded = |a, b| policy.admit(10, tariff(a, b), &tight, EL);
	assert_eq!(bounded(50, 80), Ok(tariff(50, 80)));
	assert_eq!(bounded(50, 81), Err(PolicyError::OutsideBand));
	let other = Fees { network_fee: 1, fund_fee: 1 };
	assert!(decide(&mut policy.fees, 10, other, 0).is_ok());
	let both = policy.admit(10, tariff(0, 500), &widest(), EL);
	assert_eq!(both, Err(PolicyError::FeesByBallot), "fees come first");
}

proptest! {
	#[test]
	fn a_change_holds_from_its_slot_on(segments in segments(), from in 0u32..45, by in 1i32..9) {
		let change = |tariff: Tariff| Tariff { network_fee: by, ..tariff };
		let changed = change_tariffs(&segments, from, change);
		prop_assert!(changed.len() <= segments.len() + 1);
		prop_assert!(changed.is_sorted_by(|a, b| a.0 < b.0));
		for slot in 0..50 {
			let before = tariff_at(&segments, slot);
			let expected = if slot < from { before } else { before.map(change) };
			prop_assert_eq!(tariff_at(&changed, slot), expected, "slot {}", slot);
		}
	}

	#[test]
	fn what_was_announced_complies_with_every_decision(
		segments in segments(),
		decisions in vec((0u32..45, any::<bool>(), 0i32..60, 0i32..60), 0..5),
	) {
		let mut policy = Policy::default();
		for (from, is_fee, a, b) in decisions {
			let _ = if is_fee {
				decide(&mut policy.fees, from, Fees { network_fee: a, fund_fee: b }, 0)
			} else {
				let band = Band { feed_in_min: a.min(b), retail_max: a.max(b) };
				decide(&mut policy.band, from, band, 0)
			};
		}
		let applied = policy.applied(&segments);
		prop_assert_eq!(policy.applied(&applied), applied.clone(), "once is enough");
		for slot in 0..50 {
			let tariff = tariff_at(&applied, slot);
			prop_assert_eq!(tariff.is_some(), tariff_at(&segments, slot).is_some());
			if let Some(tariff) = tariff {
				// An operator could announce it as it stands.
				prop_assert_eq!(policy.admit(slot, tariff, &widest(), EL), Ok(tariff));
			}
		}
	}
}
