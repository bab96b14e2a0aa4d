// SPDX-License-Identifier: Apache-2.0
use crate::strategies::USUAL;
use energy_primitives::Slot;
use proptest::{collection::vec, prelude::*};
use settlement_core::{prune_tariffs, set_tariffs, tariff_at, Tariff, TariffError};

fn flat(price: i32) -> Tariff {
	Tariff { feed_in: price, retail: price + 1, network_fee: 0, fund_fee: 0 }
}

#[test]
fn a_tariff_is_checked_in_the_order_of_precedence() {
	let bound = 10_000_000;
	assert_eq!(USUAL.check(bound), Ok(()));
	assert_eq!(USUAL.check(299_999), Err(TariffError::OutOfBounds));
	let negative = Tariff { feed_in: -bound, retail: -bound, ..flat(0) };
	assert_eq!(negative.check(bound), Ok(()));
	assert_eq!(flat(i32::MIN).check(bound), Err(TariffError::OutOfBounds));
	assert_eq!(
		Tariff { fund_fee: bound + 1, ..flat(0) }.check(bound),
		Err(TariffError::OutOfBounds)
	);
	let inverted = Tariff { feed_in: 2, retail: 1, network_fee: -1, fund_fee: 0 };
	assert_eq!(inverted.check(bound), Err(TariffError::NegativeFee));
	assert_eq!(
		Tariff { network_fee: 0, ..inverted }.check(bound),
		Err(TariffError::FeedInAboveRetail)
	);
}

#[test]
fn margin_and_fees_do_not_overflow() {
	let widest =
		Tariff { feed_in: i32::MIN, retail: i32::MAX, network_fee: i32::MAX, fund_fee: i32::MAX };
	assert_eq!(widest.fees(), 2 * i64::from(i32::MAX));
	assert_eq!(widest.margin(), i64::from(i32::MAX) - i64::from(i32::MIN) - widest.fees());
	assert_eq!(USUAL.margin(), 220_000);
	assert_eq!(flat(-9).magnitude(), 9);
}

#[test]
fn a_day_ahead_day_falls_back_to_what_held_after_it() {
	let held = set_tariffs(&[], 10, &[flat(1)]);
	assert_eq!(held, [(10, flat(1))]);
	let day = set_tariffs(&held, 20, &[flat(5), flat(5), flat(6)]);
	assert_eq!(day, [(10, flat(1)), (20, flat(5)), (22, flat(6)), (23, flat(1))]);
	assert_eq!(tariff_at(&day, 9), None);
	assert_eq!(tariff_at(&day, 21), Some(flat(5)));
	assert_eq!(tariff_at(&day, Slot::MAX), Some(flat(1)));
	assert_eq!(prune_tariffs(&day, 21), &day[1..]);
	assert_eq!(set_tariffs(&day, 20, &[flat(1); 3]), held);
}

#[test]
fn tariffs_up_to_the_last_slot_are_kept_and_beyond_dropped() {
	let last = set_tariffs(&[(0, flat(0))], Slot::MAX, &[flat(1)]);
	assert_eq!(last, [(0, flat(0)), (Slot::MAX, flat(1))]);
	assert_eq!(set_tariffs(&[], Slot::MAX, &[flat(1), flat(2)]), [(Slot::MAX, flat(1))]);
}

const HORIZON: Slot = 40;

proptest! {
	#[test]
	fn the_schedule_agrees_with_a_table_of_slots(
		changes in vec((0..HORIZON, vec(0i32..4, 0..12)), 0..10), first_needed in 0..HORIZON
	) {
		let mut schedule = Vec::new();
		let mut table: Vec<Option<Tariff>> = vec![None; 60];
		for (from, prices) in changes {
			let tariffs: Vec<_> = prices.into_iter().map(flat).collect();
			schedule = set_tariffs(&schedule, from, &tariffs);
			let (from, end) = (from as usize, from as usize + tariffs.len());
			table[from..end].iter_mut().zip(&tariffs).for_each(|(to, new)| *to = Some(*new));
			if let Some(last) = tariffs.last() {
				table[end..].iter_mut().take_while(|old| old.is_none()).for_each(|to| *to = Some(*last));
			}
		}
		for (slot, expected) in table.iter().enumerate() {
			prop_assert_eq!(tariff_at(&schedule, slot as Slot), *expected);
		}
		prop_assert!(schedule.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 != two[1].1));
		let pruned = prune_tariffs(&schedule, first_needed);
		for slot in first_needed..60 {
			prop_assert_eq!(tariff_at(&pruned, slot), tariff_at(&schedule, slot));
		}
		prop_assert!(pruned.len() < 2 || pruned[1].0 > first_needed);
	}
}
