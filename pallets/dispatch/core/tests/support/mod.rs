// SPDX-License-Identifier: Apache-2.0
//! Shared by all tests: random numbers, realistic problems, duals and plans, and the oracle.

pub mod case;
pub mod devices;
pub mod duals;
pub mod fraction;
pub mod matrix;
pub mod oracle;
pub mod plans;

/// A small reproducible source of random numbers (splitmix64).
pub struct Rng(pub u64);

impl Rng {
	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		z ^ (z >> 31)
	}

	/// A number in `low..=high`.
	pub fn within(&mut self, low: i64, high: i64) -> i64 {
		low + (self.next() % (high - low + 1) as u64) as i64
	}

	/// True in `percent` of cases.
	pub fn chance(&mut self, percent: u64) -> bool {
		self.next() % 100 < percent
	}
}
