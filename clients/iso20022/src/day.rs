// SPDX-License-Identifier: Apache-2.0
//! Days, and on which of them banks move euros.

use std::fmt;

const DAY_S: u64 = 86_400;

/// 9999-12-31, the last day that a file can name.
const LAST: u32 = 2_932_896;

/// A day of the Gregorian calendar, 1970-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(u32);

impl Day {
	/// The day in UTC of a second since 1970.
	pub fn of(unix_s: u64) -> Self {
		Self(u32::try_from(unix_s / DAY_S).unwrap_or(LAST).min(LAST))
	}

	/// Reads `2026-12-01`; `None` if there is no such day.
	pub fn parse(text: &str) -> Option<Self> {
		let [year, month, day]: [&str; 3] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
		let is_number = |text: &str, length| {
			text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
		};
		if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
			return None;
		}
		let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
		let number = days(year, month, day)?;
		let found = Self(number);
		// A day that doesn't exist, such as 02-30, runs into the next month.
		(number <= LAST && found.civil() == (year, month, day)).then_some(found)
	}

	/// So many days later, at most the last day there is.
	pub fn later(self, days: u32) -> Self {
		Self(self.0.saturating_add(days).min(LAST))
	}

	/// This day, or the first one after it on which TARGET is open: on the others banks move no euros.
	pub fn bank_day(self) -> Self {
		(0..=7).map(|days| self.later(days)).find(|day| day.is_bank_day()).unwrap_or(self)
	}

	/// Whether TARGET is open: not on Saturdays and Sundays, New Year's Day, Good Friday, Easter
	/// Monday, 1 May, 25 and 26 December.
	pub fn is_bank_day(self) -> bool {
		let (year, month, day) = self.civil();
		// 1970-01-01 was a Thursday.
		let is_weekend = matches!(self.0 % 7, 2 | 3);
		let is_fixed = matches!((month, day), (1, 1) | (5, 1) | (12, 25 | 26));
		let since_easter =
			easter(year).map(|easter| i64::from(self.0).saturating_sub(easter.into()));
		!is_weekend && !is_fixed && !matches!(since_easter, Some(-2 | 1))
	}

	/// Year, month and day.
	fn civil(self) -> (u32, u32, u32) {
		// Years of March to February, in eras of 400 years of 146 097 days; 0000-03-01 lies 719 468
		// days before 1970-01-01.
		let days = self.0.saturating_add(719_468);
		let (era, of_era) = (days / 146_097, days % 146_097);
		let leap = (of_era / 1_460).saturating_add(of_era / 146_096);
		let year = of_era.saturating_sub(leap).saturating_add(of_era / 36_524) / 365;
		let before = year.saturating_mul(365).saturating_add(year / 4).saturating_sub(year / 100);
		let of_year = of_era.saturating_sub(before);
		let march = of_year.saturating_mul(5).saturating_add(2) / 153;
		let first = march.saturating_mul(153).saturating_add(2) / 5;
		let day = of_year.saturating_sub(first).saturating_add(1);
		let month = if march < 10 { march.saturating_add(3) } else { march.saturating_sub(9) };
		let year = era.saturating_mul(400).saturating_add(year);
		(year.saturating_add(u32::from(month <= 2)), month, day)
	}
}

/// Days from 1970-01-01 to a day; `None` before it or in no month.
fn days(year: u32, month: u32, day: u32) -> Option<u32> {
	if !(1..=12).contains(&month) {
		return None;
	}
	let year = year.checked_sub(u32::from(month <= 2))?;
	let march = if month > 2 { month.checked_sub(3)? } else { month.checked_add(9)? };
	let of_year = (march.checked_mul(153)?.checked_add(2)? / 5).checked_add(day)?.checked_sub(1)?;
	let (era, of_era) = (year / 400, year % 400);
	let leap = (of_era / 4).checked_sub(of_era / 100)?;
	let of_era = of_era.checked_mul(365)?.checked_add(leap)?.checked_add(of_year)?;
	era.checked_mul(146_097)?.checked_add(of_era)?.checked_sub(719_468)
}

/// Easter Sunday of a year, in days since 1970-01-01 (Butcher's rule for the Gregorian calendar).
#[allow(clippy::arithmetic_side_effects)] // Years have four digits: nothing comes near a limit.
fn easter(year: u32) -> Option<u32> {
	let (golden, century, of_century) = (year % 19, year / 100, year % 100);
	let moon =
		(century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 19 * golden + 15) % 30;
	let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
	let late = (golden + 11 * moon + 22 * weekday) / 451;
	let place = moon + weekday - 7 * late + 114;
	days(year, place / 31, place % 31 + 1)
}

/// `2026-12-01`, as the files have it.
impl fmt::Display for Day {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (year, month, day) = self.civil();
		write!(f, "{year:04}-{month:02}-{day:02}")
	}
}

/// `2026-12-01T14:15:03Z` for a second since 1970.
pub fn instant(unix_s: u64) -> String {
	let (day, second) = (Day::of(unix_s), unix_s % DAY_S);
	format!("{day}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn day(text: &str) -> Day {
		Day::parse(text).unwrap_or_else(|| panic!("{text}"))
	}

	#[test]
	fn days_are_read_and_written_the_same() {
		for number in (0..=LAST).step_by(17) {
			assert_eq!(Day::parse(&Day(number).to_string()), Some(Day(number)));
		}
		assert_eq!(day("9999-12-31"), Day(LAST));
		assert_eq!(instant(1_795_443_303), "2026-11-23T14:15:03Z");
		for none in [
			"2026-02-29",
			"2026-02-30",
			"2026-13-01",
			"2026-00-01",
			"2026-01-00",
			"2026-1-01",
			"26-01-01",
			"2026-01-01T",
			"+026-01-01",
			"2026-01",
			"",
			"1969-12-31",
		] {
			assert_eq!(Day::parse(none), None, "{none}");
		}
	}

	#[test]
	fn banks_are_closed_on_weekends_and_six_holidays() {
		for closed in [
			"2026-11-21",
			"2026-11-22",
			"2026-12-25",
			"2026-12-26",
			"2027-01-01",
			"2026-05-01",
			"2026-04-03",
			"2026-04-06",
			"2027-03-26",
			"2027-03-29",
			"2038-04-26",
			"2285-03-23",
		] {
			assert!(!day(closed).is_bank_day(), "{closed}");
		}
		for open in ["2026-11-23", "2026-12-24", "2026-04-02", "2026-04-07", "2026-10-03"] {
			assert!(!day(open).is_bank_day() || day(open).bank_day() == day(open), "{open}");
		}
		assert!(day("2026-11-23").is_bank_day() && day("2026-04-07").is_bank_day());
		// Christmas on Friday and Saturday, then a Sunday.
		assert_eq!(day("2026-12-25").bank_day(), day("2026-12-28"));
		assert_eq!(day("2026-04-03").bank_day(), day("2026-04-07"), "over Easter");
	}
}
