// SPDX-License-Identifier: Apache-2.0
//! When billing periods end.

use energy_primitives::{Slot, SlotLength};
use proptest::prelude::*;
use settlement_core::Cycle;

const QUARTER: SlotLength = SlotLength::QUARTER_HOUR;

fn slot(unix_s: u64) -> Slot {
	QUARTER.slot_at(unix_s)
}

#[test]
fn a_day_ends_at_midnight() {
	let day = Cycle::Day { utc_offset_min: 0 };
	// 2015-01-20 00:00 UTC.
	let begin = 1_421_712_000;
	assert_eq!(day.end_after(slot(begin), QUARTER), slot(begin + 86_400));
	assert_eq!(day.end_after(slot(begin + 86_399), QUARTER), slot(begin + 86_400));
	assert_eq!(day.end_after(slot(begin - 1), QUARTER), slot(begin));
}

#[test]
fn a_day_ends_at_the_midnight_of_its_clock() {
	// In Kathmandu, 5 h 45 min ahead, midnight is at 18:15 UTC.
	let day = Cycle::Day { utc_offset_min: 345 };
	let begin = 1_421_712_000;
	assert_eq!(day.end_after(slot(begin), QUARTER), slot(begin + 18 * 3_600 + 900));
}

#[test]
fn months_have_their_lengths() {
	let month = Cycle::Month { utc_offset_min: 0 };
	// 2015-01-20, 2016-02-29 12:00, 2019-12-31 23:45, 2100-02-28: no leap year.
	for (within, end) in [
		(1_421_712_000, 1_422_748_800),
		(1_456_747_200, 1_456_790_400),
		(1_577_835_900, 1_577_836_800),
		(4_107_456_000, 4_107_542_400),
	] {
		assert_eq!(month.end_after(slot(within), QUARTER), slot(end), "{within}");
	}
}

#[test]
fn a_number_of_slots_ends_a_period() {
	assert_eq!(Cycle::Slots(24).end_after(0, QUARTER), 24);
	assert_eq!(Cycle::Slots(24).end_after(23, QUARTER), 24);
	assert_eq!(Cycle::Slots(24).end_after(24, QUARTER), 48);
	assert_eq!(Cycle::Slots(7).end_after(Slot::MAX, QUARTER), Slot::MAX);
}

#[test]
fn senseless_cycles_are_refused() {
	assert!(!Cycle::Slots(0).is_valid());
	assert!(!Cycle::Slots(u32::MAX).is_valid());
	assert!(!Cycle::Day { utc_offset_min: 841 }.is_valid());
	assert!(!Cycle::Month { utc_offset_min: i16::MIN }.is_valid());
	assert!(Cycle::Month { utc_offset_min: -840 }.is_valid());
	assert!(Cycle::default().is_valid());
}

proptest! {
	/// Periods tile the axis: from any slot on, the end found from every slot before it is the same.
	#[test]
	fn periods_tile_the_axis(at in 0u32..6_000_000, offset in -840i16..=840, kind in 0u8..3) {
		let cycle = match kind {
			0 => Cycle::Day { utc_offset_min: offset },
			1 => Cycle::Month { utc_offset_min: offset },
			_ => Cycle::Slots(u32::from(offset.unsigned_abs()) + 1),
		};
		let end = cycle.end_after(at, QUARTER);
		prop_assert!(end > at);
		prop_assert_eq!(cycle.end_after(end - 1, QUARTER), end);
		prop_assert!(cycle.end_after(end, QUARTER) > end);
		let longest = match cycle { Cycle::Day { .. } => 96, Cycle::Month { .. } => 31 * 96, Cycle::Slots(n) => n };
		prop_assert!(end - at <= longest);
	}
}
