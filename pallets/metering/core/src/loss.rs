// SPDX-License-Identifier: Apache-2.0
//! Loss: what the feeder delivered and nobody's meter shows, judged over a rolling day.

use crate::totals::SlotTotals;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

const MILLION: u128 = 1_000_000;

/// The energy of a slot as the feeders and the boundary meters saw it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Balance {
	/// `G`: base quantities the grid delivered net of what it took.
	pub grid_net: i64,
	/// `L = Σe + G - Σm`: positive where energy was lost.
	pub loss: i64,
	/// Not every feeder spoke for exactly this slot, so `G = Σm - Σe` and `L = 0`.
	pub no_feeder: bool,
}

/// The balance of a slot in a network with `feeders` feeder meters.
pub fn balance(totals: &SlotTotals, feeders: u32) -> Balance {
	let difference = |plus: u64, minus: u64| {
		let wide = i128::from(plus).saturating_sub(i128::from(minus));
		i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
	};
	let members_net = difference(totals.import, totals.export);
	if feeders == 0 || totals.feeders_present < feeders {
		return Balance { grid_net: members_net, loss: 0, no_feeder: true };
	}
	let grid_net = difference(totals.feeder_export, totals.feeder_import);
	Balance { grid_net, loss: grid_net.saturating_sub(members_net), no_feeder: false }
}

/// What one slot contributes to the rolling day.
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
pub struct LossEntry {
	/// Loss, with the energy of gap readings that arrived in this slot.
	pub loss: i64,
	/// `Σe + Σm`: what the boundary meters' accuracy applies to.
	pub measured: u64,
	/// `Σe + F_exp`: what entered the network, to which the declared technical loss applies.
	pub fed_in: u64,
	/// What missing boundary meters could have moved.
	pub missing_max: u64,
}

impl LossEntry {
	/// The entry of a slot in a network whose boundary meters can move `energy_max` in a slot.
	///
	/// A slot without a feeder says nothing about losses: its entry is empty.
	pub fn of(totals: &SlotTotals, balance: &Balance, energy_max: u64) -> Self {
		if balance.no_feeder {
			return Self::default();
		}
		let gap = i128::from(totals.gap_export).saturating_sub(i128::from(totals.gap_import));
		let gap = i64::try_from(gap).unwrap_or(0);
		Self {
			loss: balance.loss.saturating_add(gap),
			measured: totals.export.saturating_add(totals.import),
			fed_in: totals.export.saturating_add(totals.feeder_export),
			missing_max: energy_max.saturating_sub(totals.present_max),
		}
	}
}

/// Sums of [`LossEntry`] over the rolling day.
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
pub struct LossWindow {
	/// Sum of losses, in base quantities.
	pub loss: i128,
	/// Sum of measured energy.
	pub measured: u128,
	/// Sum of energy fed in.
	pub fed_in: u128,
	/// Sum of what missing meters could have moved.
	pub missing_max: u128,
}

impl LossWindow {
	/// The window with one more slot in it.
	pub fn with(self, entry: &LossEntry) -> Self {
		Self {
			loss: self.loss.saturating_add(entry.loss.into()),
			measured: self.measured.saturating_add(entry.measured.into()),
			fed_in: self.fed_in.saturating_add(entry.fed_in.into()),
			missing_max: self.missing_max.saturating_add(entry.missing_max.into()),
		}
	}

	/// The window without a slot that was in it.
	pub fn without(self, entry: &LossEntry) -> Self {
		Self {
			loss: self.loss.saturating_sub(entry.loss.into()),
			measured: self.measured.saturating_sub(entry.measured.into()),
			fed_in: self.fed_in.saturating_sub(entry.fed_in.into()),
			missing_max: self.missing_max.saturating_sub(entry.missing_max.into()),
		}
	}
}

/// What a network declares of its losses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LossTerms {
	/// Sum of the boundary and feeder meters' resolutions.
	pub resolution_sum: u64,
	/// The worst accuracy class among them, in ppm.
	pub accuracy_ppm: u32,
	/// Declared technical loss, in ppm of the energy fed in.
	pub technical_ppm: u32,
	/// The most a single slot may lose or gain.
	pub limit_per_slot: u32,
}

impl LossTerms {
	/// The widest plausible sum of losses over the window, rounded up: in favour of the operator,
	/// whom a dispute would burden.
	pub fn band(&self, window: &LossWindow) -> u128 {
		let ppm =
			|quantity: u128, ppm: u32| quantity.saturating_mul(u128::from(ppm)).div_ceil(MILLION);
		u128::from(self.resolution_sum)
			.saturating_add(ppm(window.measured, self.accuracy_ppm))
			.saturating_add(ppm(window.fed_in, self.technical_ppm))
			.saturating_add(window.missing_max)
	}

	/// Whether the slot's loss and the rolling day's are plausible.
	pub fn accept(&self, slot_loss: i64, window: &LossWindow) -> bool {
		slot_loss.unsigned_abs() <= u64::from(self.limit_per_slot)
			&& window.loss.unsigned_abs() <= self.band(window)
	}
}
