// SPDX-License-Identifier: Apache-2.0
//! Days and times of day in UTC, as far as a person needs them on the terminal.

use energy_primitives::{Slot, SlotLength};

const DAY_S: u64 = 86_400;

/// The first slot of the day that began this many days before the one that runs at `now_s`: from
/// there, so many whole days have ended.
pub fn days_ago(length: SlotLength, now_s: u64, days: u32) -> Slot {
	let today_s = now_s - now_s % DAY_S;
	length.slot_at(today_s.saturating_sub(DAY_S.saturating_mul(days.into())))
}

/// `2026-11-21` for the day of `unix_s`.
pub fn date(unix_s: u64) -> String {
	let (year, month, day) = civil(unix_s / DAY_S);
	format!("{year:04}-{month:02}-{day:02}")
}

/// `14:15` for the time of day of `unix_s`.
pub fn time(unix_s: u64) -> String {
	let minutes = unix_s % DAY_S / 60;
	format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `2026-11-21 14:15` for the beginning of a slot.
pub fn slot_begin(length: SlotLength, slot: Slot) -> String {
	let begin_s = length.begin_s(slot);
	format!("{} {}", date(begin_s), time(begin_s))
}

/// Year, month and day of a day counted from 1970-01-01: years of March to February, in eras of
/// 400 years, each of which has 146 097 days.
fn civil(days: u64) -> (u64, u64, u64) {
	const ERA: u64 = 146_097;
	// 0000-03-01 lies 719 468 days before 1970-01-01.
	let days = days + 719_468;
	let (era, of_era) = (days / ERA, days % ERA);
	let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
	let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	let march = (5 * of_year + 2) / 153;
	let day = of_year - (153 * march + 2) / 5 + 1;
	let month = if march < 10 { march + 3 } else { march - 9 };
	let year = era * 400 + year_of_era + u64::from(month <= 2);
	(year, month, day)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dates_are_the_gregorian_ones() {
		assert_eq!(date(0), "1970-01-01");
		assert_eq!(date(951_782_400), "2000-02-29");
		assert_eq!(date(1_709_164_800), "2024-02-29");
		assert_eq!(date(1_795_305_600), "2026-11-22");
		assert_eq!(date(4_107_542_400), "2100-03-01");
		assert_eq!(time(1_795_305_600 + 51_300), "14:15");
	}

	#[test]
	fn days_before_the_running_one_have_ended() {
		let length = SlotLength::new(900).expect("allowed");
		let now_s = 1_795_305_600 + 3;
		let first = days_ago(length, now_s, 1);
		assert_eq!(slot_begin(length, first), "2026-11-21 00:00");
		assert!(length.has_ended(first + 95, now_s) && !length.has_ended(first + 96, now_s));
		let month = days_ago(length, now_s, 30);
		assert_eq!(slot_begin(length, month), "2026-10-23 00:00");
		assert_eq!(month + 29 * 96, first);
	}
}
