// SPDX-License-Identifier: Apache-2.0
//! Exact rational numbers; whatever leaves i128 fails the test.

use std::{
	cmp::Ordering,
	iter::Sum,
	ops::{Add, Mul, Neg, Sub},
};

/// A fraction in lowest terms, its denominator positive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fraction {
	over: i128,
	under: i128,
}

fn gcd(a: u128, b: u128) -> u128 {
	if b == 0 {
		a
	} else {
		gcd(b, a % b)
	}
}

/// `over / under`.
pub fn frac(over: impl Into<i128>, under: impl Into<i128>) -> Fraction {
	let (over, under) = (over.into(), under.into());
	assert!(under > 0);
	let common = gcd(over.unsigned_abs(), under.unsigned_abs()).max(1) as i128;
	Fraction { over: over / common, under: under / common }
}

/// A whole number.
pub fn whole(value: impl Into<i128>) -> Fraction {
	frac(value, 1)
}

pub const ZERO: Fraction = Fraction { over: 0, under: 1 };

impl Fraction {
	pub fn floor(self) -> i128 {
		self.over.div_euclid(self.under)
	}

	pub fn ceil(self) -> i128 {
		-(-self).floor()
	}

	pub fn abs(self) -> Self {
		if self < ZERO {
			-self
		} else {
			self
		}
	}
}

impl Add for Fraction {
	type Output = Self;
	fn add(self, other: Self) -> Self {
		let common = gcd(self.under as u128, other.under as u128) as i128;
		let (left, right) = (other.under / common, self.under / common);
		let over = self.over.checked_mul(left).unwrap();
		let over = over.checked_add(other.over.checked_mul(right).unwrap()).unwrap();
		frac(over, self.under.checked_mul(left).unwrap())
	}
}

impl Neg for Fraction {
	type Output = Self;
	fn neg(self) -> Self {
		Self { over: -self.over, under: self.under }
	}
}

impl Sub for Fraction {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		self + -other
	}
}

impl Mul for Fraction {
	type Output = Self;
	fn mul(self, other: Self) -> Self {
		let (a, b) = (frac(self.over, other.under), frac(other.over, self.under));
		frac(a.over.checked_mul(b.over).unwrap(), a.under.checked_mul(b.under).unwrap())
	}
}

impl PartialOrd for Fraction {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl Ord for Fraction {
	fn cmp(&self, other: &Self) -> Ordering {
		(*self + Self { over: -other.over, under: other.under }).over.cmp(&0)
	}
}

impl Sum for Fraction {
	fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
		values.fold(ZERO, |sum, value| sum + value)
	}
}
