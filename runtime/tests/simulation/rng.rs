// SPDX-License-Identifier: Apache-2.0
//! Chance that a seed determines: splitmix64.

/// A source of numbers; the same seed gives the same ones for ever.
#[derive(Clone)]
pub struct Rng(u64);

impl Rng {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		z ^ (z >> 31)
	}

	/// A number below this one, which is not 0.
	pub fn below(&mut self, bound: u64) -> u64 {
		((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
	}

	/// A number of `from..to`.
	pub fn range(&mut self, from: i64, to: i64) -> i64 {
		from + self.below((to - from) as u64) as i64
	}

	/// Whether something happens that does in so many of a thousand cases.
	pub fn chance(&mut self, permille: u64) -> bool {
		self.below(1_000) < permille
	}

	/// One of these.
	pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
		(!of.is_empty()).then(|| &of[self.below(of.len() as u64) as usize])
	}
}
