// SPDX-License-Identifier: Apache-2.0
//! Drift: a loss too small to be disputed in any day, but always on the same side, adds up. A
//! two-sided CUSUM (Page 1954) of what each slot lost beyond its own share of the band.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How far losses and gains have drifted, in base quantities.
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
pub struct Drift {
	/// Loss in excess of the allowance, summed while it lasts.
	pub lost: u64,
	/// The same where more was found than the allowance explains.
	pub found: u64,
	/// All loss since the network opened.
	pub loss_total: i64,
	/// All energy fed in since then.
	pub fed_in_total: u64,
}

impl Drift {
	/// The drift after a slot: `expected` is the declared technical loss of it, `allowance` half of
	/// what its meters' accuracy leaves open.
	pub fn after(self, loss: i64, expected: u64, allowance: u64, fed_in: u64) -> Self {
		let size = |value: i64| u64::try_from(value).unwrap_or(0);
		let expected = i64::try_from(expected).unwrap_or(i64::MAX);
		let excess = loss.saturating_sub(expected);
		let step = |sum: u64, up: u64, down: u64| {
			sum.saturating_add(up).saturating_sub(down.saturating_add(allowance))
		};
		Self {
			lost: step(self.lost, size(excess), size(excess.saturating_neg())),
			// Less loss than declared is nothing found: only a real surplus counts.
			found: step(self.found, size(loss.saturating_neg()), size(loss)),
			loss_total: self.loss_total.saturating_add(loss),
			fed_in_total: self.fed_in_total.saturating_add(fed_in),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_steady_loss_adds_up_and_noise_does_not() {
		let mut drift = Drift::default();
		for slot in 0..1_000 {
			let noise = if slot % 2 == 0 { 8 } else { -8 };
			drift = drift.after(noise, 0, 5, 1_000);
		}
		assert!(drift.lost <= 8 && drift.found <= 8, "{drift:?}");
		for _ in 0..100 {
			drift = drift.after(20, 0, 5, 1_000);
		}
		assert!(drift.lost >= 1_500 && drift.found == 0, "{drift:?}");
		assert_eq!(drift.loss_total, 2_000);
		assert_eq!(drift.fed_in_total, 1_100_000);
	}

	#[test]
	fn the_declared_loss_is_no_drift_but_a_surplus_is() {
		let mut drift = Drift::default();
		for _ in 0..100 {
			drift = drift.after(50, 50, 1, 1_000);
		}
		assert_eq!((drift.lost, drift.found), (0, 0));
		for _ in 0..100 {
			drift = drift.after(-10, 50, 1, 1_000);
		}
		assert_eq!((drift.lost, drift.found), (0, 900));
	}
}
