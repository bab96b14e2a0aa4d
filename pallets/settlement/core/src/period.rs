// SPDX-License-Identifier: Apache-2.0
//! Billing periods: when one ends. A period is a whole number of slots.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Slot, SlotLength};
use scale_info::TypeInfo;

const DAY_S: i64 = 86_400;
/// No place on earth is further from UTC than 14 hours.
const OFFSET_MAX_MIN: u16 = 14 * 60;
/// A year of the shortest slots: more is no billing period.
const SLOTS_MAX: u32 = 366 * 1_440;

/// When the billing periods of a network end.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Cycle {
	/// At every midnight of a clock this many minutes ahead of UTC.
	#[codec(index = 0)]
	Day {
		/// Minutes ahead of UTC, at most 14 hours, negative for behind.
		utc_offset_min: i16,
	},
	/// At the midnight that begins a calendar month, by the same clock. It knows no summer time.
	#[codec(index = 1)]
	Month {
		/// Minutes ahead of UTC, at most 14 hours, negative for behind.
		utc_offset_min: i16,
	},
	/// After this many slots, counted from the slot that began in 1970.
	#[codec(index = 2)]
	Slots(u32),
}

impl Default for Cycle {
	fn default() -> Self {
		Self::Month { utc_offset_min: 0 }
	}
}

impl Cycle {
	/// Whether its numbers make sense: at most 14 hours from UTC, 1 slot to a year of them.
	pub fn is_valid(&self) -> bool {
		match self {
			Self::Day { utc_offset_min } | Self::Month { utc_offset_min } => {
				utc_offset_min.unsigned_abs() <= OFFSET_MAX_MIN
			}
			Self::Slots(count) => (1..=SLOTS_MAX).contains(count),
		}
	}

	/// The first slot after the period that holds `slot`: the first one that begins at or after the
	/// next end. The last representable slot ends every period.
	pub fn end_after(&self, slot: Slot, length: SlotLength) -> Slot {
		match self {
			Self::Day { utc_offset_min } => end_of(slot, length, *utc_offset_min, next_day),
			Self::Month { utc_offset_min } => end_of(slot, length, *utc_offset_min, next_month),
			Self::Slots(count) => {
				let count = (*count).max(1);
				let periods = slot.checked_div(count).unwrap_or(0).saturating_add(1);
				periods.saturating_mul(count)
			}
		}
	}
}

/// The first slot that begins at or after the local midnight that `next` names.
fn end_of(slot: Slot, length: SlotLength, offset_min: i16, next: fn(i64) -> i64) -> Slot {
	// A slot's second fits 44 bits, so nothing here comes near the ends of an i64.
	let offset_s = i64::from(offset_min).saturating_mul(60);
	let begin_s = i64::try_from(length.begin_s(slot)).unwrap_or(i64::MAX);
	let day = begin_s.saturating_add(offset_s).div_euclid(DAY_S);
	let end_s = next(day).saturating_mul(DAY_S).saturating_sub(offset_s);
	let seconds = i64::try_from(length.seconds()).unwrap_or(1);
	let end = end_s.saturating_add(seconds.saturating_sub(1)).div_euclid(seconds);
	// An offset finer than a slot must not end a period where it began.
	Slot::try_from(end).unwrap_or(Slot::MAX).max(slot.saturating_add(1))
}

fn next_day(day: i64) -> i64 {
	day.saturating_add(1)
}

/// The first day of the month after the one that holds `day`, both counted from 1970.
fn next_month(day: i64) -> i64 {
	let (year, month) = month_of(day);
	match month {
		12 => days_before(year.saturating_add(1), 1),
		_ => days_before(year, month.saturating_add(1)),
	}
}

/// Days from 1970-03-01 are counted in years that begin in March, so that a leap day comes last.
/// Source: the civil calendar's rule of 400, 100 and 4 years.
fn days_before(year: i64, month: i64) -> i64 {
	let year = if month <= 2 { year.saturating_sub(1) } else { year };
	let shifted = if month > 2 { month.saturating_sub(3) } else { month.saturating_add(9) };
	let era = year.div_euclid(400);
	let in_era = year.rem_euclid(400);
	let in_year = shifted.saturating_mul(153).saturating_add(2).div_euclid(5);
	in_era
		.saturating_mul(365)
		.saturating_add(in_era.div_euclid(4))
		.saturating_sub(in_era.div_euclid(100))
		.saturating_add(in_year)
		.saturating_add(era.saturating_mul(146_097))
		.saturating_sub(719_468)
}

/// Year and month of a day counted from 1970.
fn month_of(day: i64) -> (i64, i64) {
	let shifted = day.saturating_add(719_468);
	let era = shifted.div_euclid(146_097);
	let in_era = shifted.rem_euclid(146_097);
	let years = in_era
		.saturating_sub(in_era.div_euclid(1_460))
		.saturating_add(in_era.div_euclid(36_524))
		.saturating_sub(in_era.div_euclid(146_096))
		.div_euclid(365);
	let before = years
		.saturating_mul(365)
		.saturating_add(years.div_euclid(4))
		.saturating_sub(years.div_euclid(100));
	let in_year = in_era.saturating_sub(before);
	let shifted_month = in_year.saturating_mul(5).saturating_add(2).div_euclid(153);
	let month = if shifted_month < 10 {
		shifted_month.saturating_add(3)
	} else {
		shifted_month.saturating_sub(9)
	};
	let year = years.saturating_add(era.saturating_mul(400));
	(if month <= 2 { year.saturating_add(1) } else { year }, month)
}
