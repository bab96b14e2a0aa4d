// SPDX-License-Identifier: Apache-2.0
use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::Slot;
use proptest::{collection::vec, prelude::*};
use settlement_core::{NotLater, SuffixExtremes, EXTREMES_MAX};

type Prices = Vec<(Slot, i32, i32)>;

fn pushed(prices: &Prices) -> SuffixExtremes {
	let mut extremes = SuffixExtremes::default();
	for (slot, sell, buy) in prices {
		extremes.push(*slot, *sell, *buy).expect("rising");
	}
	extremes
}

fn naive(prices: &Prices, from: Slot) -> Option<(i32, i32)> {
	let span = || prices.iter().filter(|(slot, _, _)| *slot >= from);
	Some((span().map(|p| p.1).min()?, span().map(|p| p.2).max()?))
}

fn prices(len: usize) -> impl Strategy<Value = Prices> {
	vec((1u32..4, -40i32..40, -40i32..40), 0..len).prop_map(|steps| {
		steps
			.into_iter()
			.scan(100, |slot, (step, sell, buy)| {
				*slot += step;
				Some((*slot, sell, buy))
			})
			.collect()
	})
}

#[test]
fn slots_come_in_order() {
	let mut extremes = pushed(&vec![(5, 1, 2)]);
	assert_eq!(extremes.push(5, 0, 9), Err(NotLater));
	assert_eq!(extremes.push(4, 0, 9), Err(NotLater));
	assert_eq!((extremes.over(0), extremes.over(6)), (Some((1, 2)), None));
	assert_eq!((extremes.last_slot(), SuffixExtremes::default().over(0)), (Some(5), None));
}

#[test]
fn a_full_list_forgets_in_the_protective_direction() {
	// The worst case: ever better selling and buying prices, so that no entry leaves by itself.
	let count = 3 * EXTREMES_MAX;
	let rising: Prices = (0..count).map(|i| (i, i as i32, -(i as i32))).collect();
	let extremes = pushed(&rising);
	assert_eq!(extremes.encoded_size(), SuffixExtremes::max_encoded_len());
	assert_eq!(SuffixExtremes::decode(&mut &extremes.encode()[..]), Ok(extremes.clone()));
	for from in 0..count {
		let (sell, buy) = extremes.over(from).expect("pushed");
		let exact = from as i32;
		assert!(sell <= exact && buy >= -exact);
		// The recent spans are exact.
		assert!(from <= count - EXTREMES_MAX || (sell, buy) == (exact, -exact));
	}
}

proptest! {
	#[test]
	fn the_extremes_agree_with_a_look_at_every_slot(prices in prices(200), from in 95u32..500) {
		prop_assert_eq!(pushed(&prices).over(from), naive(&prices, from));
	}

	#[test]
	fn any_history_is_answered_protectively(
		prices in vec((-400i32..400, -400i32..400), 600..900), drift in -2i32..3, from in 0u32..900
	) {
		let prices: Prices = prices
			.into_iter()
			.zip(0i32..)
			.map(|((sell, buy), i)| (i as u32, sell + 500 * drift * i, buy - 500 * drift * i))
			.collect();
		let (extremes, exact) = (pushed(&prices), naive(&prices, from));
		match (extremes.over(from), exact) {
			(Some((sell, buy)), Some((low, high))) => prop_assert!(sell <= low && buy >= high),
			(answer, exact) => prop_assert_eq!(answer, exact),
		}
	}
}
