// SPDX-License-Identifier: Apache-2.0
//! The certificate of a round: the best cost, the best bound, the gap between them, and how much
//! better each device could do alone at the prices of the bound.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What is proven about a plan. Nano-currency.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Certificate {
	/// What the plan costs, rounded up: against whoever proposed it.
	pub cost_nano: i128,
	/// What no plan can cost less than, rounded down.
	pub bound_nano: i128,
	/// The greatest regret of any device, rounded up.
	pub regret_max_nano: u128,
}

impl Certificate {
	/// How far the plan may be from the best one, in nano-currency.
	pub fn gap_nano(&self) -> u128 {
		u128::try_from(self.cost_nano.saturating_sub(self.bound_nano)).unwrap_or(0)
	}

	/// The same in millionths of the plan's cost, rounded up; of 1 where the cost is 0.
	pub fn gap_ppm(&self) -> u64 {
		let base = self.cost_nano.unsigned_abs().max(1);
		let ppm = self.gap_nano().saturating_mul(1_000_000).div_ceil(base);
		u64::try_from(ppm).unwrap_or(u64::MAX)
	}
}
