// SPDX-License-Identifier: Apache-2.0
//! Amounts of money: whole cents, exact.

use std::{fmt, iter::Sum};

/// An amount in euro cents.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Cents(u64);

impl Cents {
	/// Nothing.
	pub const ZERO: Self = Self(0);
	/// The most that one SEPA payment can carry: 999 999 999.99 EUR.
	pub const PAYMENT_MAX: Self = Self(99_999_999_999);

	/// So many cents.
	pub const fn new(cents: u64) -> Self {
		Self(cents)
	}

	/// How many cents.
	pub const fn get(self) -> u64 {
		self.0
	}

	/// Reads an amount such as `12.3` or `12.30`. More than two decimals are fine only if they are
	/// zeros; no sign, no exponent, no separators of thousands.
	///
	/// Errors: why it is no amount.
	pub fn parse(text: &str) -> Result<Self, &'static str> {
		let (whole, part) = text.split_once('.').unwrap_or((text, ""));
		let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
		if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
			return Err("not an amount such as 12.30");
		}
		if whole.len().saturating_add(part.len()) > 18 {
			return Err("more than 18 digits");
		}
		let (cents, rest) = part.split_at_checked(2).unwrap_or((part, ""));
		if rest.bytes().any(|digit| digit != b'0') {
			return Err("parts of a cent");
		}
		let number = format!("0{whole}{cents:0<2}");
		number.parse().map(Self).map_err(|_| "too much")
	}

	/// The sum; `None` beyond all bounds.
	pub fn checked_add(self, other: Self) -> Option<Self> {
		self.0.checked_add(other.0).map(Self)
	}

	/// The difference; `None` below zero.
	pub fn checked_sub(self, other: Self) -> Option<Self> {
		self.0.checked_sub(other.0).map(Self)
	}
}

/// Sums stop at the highest number: no file can hold that much.
impl Sum for Cents {
	fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
		amounts.fold(Self::ZERO, |sum, amount| Self(sum.0.saturating_add(amount.0)))
	}
}

/// `12.30`, as the files have it.
impl fmt::Display for Cents {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_exact_both_ways() {
		for (text, cents) in [
			("0", 0),
			("0.01", 1),
			("12.3", 1_230),
			("12.30", 1_230),
			(".5", 50),
			("7.", 700),
			("12.30000", 1_230),
			("999999999.99", 99_999_999_999),
			("0000000000000001.00", 100),
		] {
			assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
		}
		assert_eq!(Cents(1_230).to_string(), "12.30");
		assert_eq!(Cents(5).to_string(), "0.05");
		for cents in [0, 1, 99, 100, 101, 99_999_999_999] {
			assert_eq!(Cents::parse(&Cents(cents).to_string()), Ok(Cents(cents)));
		}
	}

	#[test]
	fn what_is_no_amount_is_refused() {
		for text in ["", ".", "-1", "+1", "1e3", "1,00", "1.234", "1 000", "٣", "NaN", "1.2.3"] {
			assert!(Cents::parse(text).is_err(), "{text}");
		}
		assert!(Cents::parse(&"9".repeat(19)).is_err());
		assert!(Cents::parse("99999999999999999.0").is_ok(), "18 digits");
	}
}
