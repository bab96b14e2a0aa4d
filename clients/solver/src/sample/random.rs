// SPDX-License-Identifier: Apache-2.0
//! Seeded numbers: xorshift64*, the same on every machine.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
	/// The stream of a seed.
	pub fn new(seed: u64) -> Self {
		Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
	}

	/// The next number of 64 bits.
	pub fn bits(&mut self) -> u64 {
		self.0 ^= self.0 >> 12;
		self.0 ^= self.0 << 25;
		self.0 ^= self.0 >> 27;
		self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
	}

	/// At least `low`, below `high`.
	pub fn between(&mut self, low: f64, high: f64) -> f64 {
		low + (high - low) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
	}

	/// One of `low..=high`.
	pub fn whole(&mut self, low: i64, high: i64) -> i64 {
		let span = (high - low + 1).max(1) as u64;
		low + (self.bits() % span) as i64
	}
}
