// SPDX-License-Identifier: Apache-2.0
//! Times as meters tell them: local time with the letter S (summer) or W (winter).

const DAY_S: u64 = 86_400;
const HOUR_S: i64 = 3_600;

/// Days from 1970-01-01 to a day of the Gregorian calendar; `None` for a day that does not exist or
/// lies before 1970.
pub fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
	const DAYS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
	let place = usize::try_from(month.checked_sub(1)?).ok()?;
	let last = DAYS.get(place)? + u64::from(is_leap && month == 2);
	if day == 0 || day > last {
		return None;
	}
	let before: u64 = DAYS.iter().take(place).sum();
	let leap_day_passed = u64::from(is_leap && month > 2);
	// Years before this one, and the leap days in them, counted from year 0.
	let earlier = year.checked_sub(1)?;
	let leap_days = earlier / 4 - earlier / 100 + earlier / 400;
	// 1970-01-01 is day 719 162, counted from 0001-01-01.
	(earlier.checked_mul(365)? + leap_days + before + leap_day_passed + day - 1)
		.checked_sub(719_162)
}

/// `YYMMDDhhmmssX` in seconds since 1970, where winter time is `winter_offset_min` ahead of UTC and
/// summer time an hour more. `None` for anything that is no time, such as `632525252525S`.
pub fn unix_s(text: &str, winter_offset_min: i32) -> Option<u64> {
	let (digits, letter) = text.split_at_checked(12)?;
	if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
		return None;
	}
	let pair = |at: usize| digits.get(at..at + 2)?.parse::<u64>().ok();
	let days = days_since_1970(2_000 + pair(0)?, pair(2)?, pair(4)?)?;
	let (hour, minute, second) = (pair(6)?, pair(8)?, pair(10)?);
	if hour > 23 || minute > 59 || second > 59 {
		return None;
	}
	let summer_s = match letter {
		"S" => HOUR_S,
		"W" => 0,
		_ => return None,
	};
	let local_s = days * DAY_S + hour * 3_600 + minute * 60 + second;
	let ahead_s = i64::from(winter_offset_min) * 60 + summer_s;
	local_s.checked_add_signed(-ahead_s)
}

/// The beginning of a day such as `2034-12-31`, in UTC.
pub fn date(text: &str) -> Option<u64> {
	let mut parts = text.split('-').map(|part| part.parse::<u64>().ok());
	let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
	if parts.next().is_some() || year > 9_999 {
		return None;
	}
	Some(days_since_1970(year, month, day)? * DAY_S)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::calendar;

	const CENTRAL_EUROPE: i32 = 60;

	#[test]
	fn days_are_those_of_the_calendar() {
		assert_eq!(days_since_1970(1970, 1, 1), Some(0));
		for days in (0..50_000).step_by(13) {
			let text = calendar::date(days * DAY_S);
			assert_eq!(date(&text), Some(days * DAY_S), "{text}");
		}
		for none in ["2025-02-29", "2100-02-29", "2026-00-01", "2026-13-01", "2026-04-31", "2026-1"]
		{
			assert_eq!(date(none), None, "{none}");
		}
		assert_eq!(date("1969-12-31"), None);
		assert_eq!(date("2024-02-29").map(calendar::date).as_deref(), Some("2024-02-29"));
	}

	#[test]
	fn hours_that_come_twice_or_never() {
		// The hour that comes twice when summer time ends: half past two, an hour apart.
		let at = |text| unix_s(text, CENTRAL_EUROPE).expect("a time");
		let (summer, winter) = (at("261025023000S"), at("261025023000W"));
		assert_eq!(summer + 3_600, winter);
		assert_eq!(calendar::date(summer) + " " + &calendar::time(summer), "2026-10-25 00:30");
		// And the hour that does not come in spring: the minute after 01:59 W is 03:00 S.
		assert_eq!(at("260329015900W") + 60, at("260329030000S"));
		assert_eq!(unix_s("260101000000W", 0).map(calendar::date).as_deref(), Some("2026-01-01"));
		assert_eq!(at("260101000000W") + 3_600, unix_s("260101000000W", 0).expect("a time"));
	}

	#[test]
	fn what_is_no_time_is_none() {
		for none in [
			"632525252525S",
			"261025023000",
			"261025023000X",
			"261025023000WW",
			"261325023000W",
			"260229120000W",
			"261025240000W",
			"26102502300+W",
			"26102502300éW",
			"",
		] {
			assert_eq!(unix_s(none, CENTRAL_EUROPE), None, "{none}");
		}
		assert!(unix_s("680101120000W", CENTRAL_EUROPE).is_some(), "2068 is a time, and far ahead");
	}
}
