// SPDX-License-Identifier: Apache-2.0
//! Tariffs: what the grid pays and asks, the fees of local trade, and which of them hold in a slot.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{NanoPrice, Slot};
use scale_info::TypeInfo;

/// The prices a slot's market works between, in nano-currency per base quantity.
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
pub struct Tariff {
	/// What the grid pays for energy delivered to it; may be negative.
	pub feed_in: NanoPrice,
	/// What the grid asks for energy taken from it, at least the feed-in tariff; may be negative.
	pub retail: NanoPrice,
	/// Local network fee on matched energy, to the grid operator; not negative.
	pub network_fee: NanoPrice,
	/// Contribution to the common fund on matched energy; not negative.
	pub fund_fee: NanoPrice,
}

/// Why a tariff can't be set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TariffError {
	/// A price or fee is further from zero than the bound.
	OutOfBounds,
	/// A fee is below zero.
	NegativeFee,
	/// The grid would pay more for energy than it asks.
	FeedInAboveRetail,
}

impl Tariff {
	/// Checks the tariff against `price_max`, the greatest distance from zero.
	///
	/// Errors in order of precedence: `OutOfBounds`, `NegativeFee`, `FeedInAboveRetail`.
	pub fn check(&self, price_max: NanoPrice) -> Result<(), TariffError> {
		let bound = price_max.unsigned_abs();
		let prices = [self.feed_in, self.retail, self.network_fee, self.fund_fee];
		if prices.iter().any(|price| price.unsigned_abs() > bound) {
			return Err(TariffError::OutOfBounds);
		}
		if self.network_fee < 0 || self.fund_fee < 0 {
			return Err(TariffError::NegativeFee);
		}
		if self.feed_in > self.retail {
			return Err(TariffError::FeedInAboveRetail);
		}
		Ok(())
	}

	/// Both fees together, nano-currency per matched base quantity.
	pub fn fees(&self) -> i64 {
		// Two i32 never leave an i64.
		i64::from(self.network_fee).saturating_add(i64::from(self.fund_fee))
	}

	/// What tariffs and fees leave for the local price to move in. Below zero there is no local
	/// market: everybody meets the grid at its tariffs.
	pub fn margin(&self) -> i64 {
		// Three terms of at most 33 bits never leave an i64.
		i64::from(self.retail).saturating_sub(i64::from(self.feed_in)).saturating_sub(self.fees())
	}

	/// The larger of the two tariffs' distances from zero: the most one base quantity can cost.
	pub fn magnitude(&self) -> u32 {
		self.feed_in.unsigned_abs().max(self.retail.unsigned_abs())
	}
}

/// The tariff that holds in `slot`: the last segment that begins at or before it. `segments` are
/// sorted by their first slot. `None` before the first.
pub fn tariff_at(segments: &[(Slot, Tariff)], slot: Slot) -> Option<Tariff> {
	value_at(segments, slot)
}

/// What holds in `slot`: the value of the last segment that begins at or before it. `segments` are
/// sorted by their first slot. `None` before the first.
pub fn value_at<V: Copy>(segments: &[(Slot, V)], slot: Slot) -> Option<V> {
	let after = segments.partition_point(|(from, _)| *from <= slot);
	segments.get(..after)?.last().map(|(_, value)| *value)
}

/// Sets one tariff per slot from `from` on.
///
/// Slots they don't cover keep the tariff they had. Where they had none, the last new one holds
/// on. Equal neighbours are merged, so the result has as few segments as possible. Tariffs for
/// slots past the last representable one are dropped.
pub fn set_tariffs(
	segments: &[(Slot, Tariff)],
	from: Slot,
	tariffs: &[Tariff],
) -> Vec<(Slot, Tariff)> {
	let covered = u32::try_from(tariffs.len()).unwrap_or(u32::MAX);
	if covered == 0 {
		return merged(segments.iter().copied());
	}
	let before = segments.iter().copied().filter(|(begin, _)| *begin < from);
	let new = (from..=Slot::MAX).zip(tariffs.iter().copied());
	let Some(end) = from.checked_add(covered) else {
		return merged(before.chain(new));
	};
	let resumed = tariff_at(segments, end).map(|tariff| (end, tariff));
	let after = segments.iter().copied().filter(|(begin, _)| *begin > end);
	merged(before.chain(new).chain(resumed).chain(after))
}

/// Changes what holds from `from` on, whatever was announced for it; at most one segment more.
pub fn change_tariffs(
	segments: &[(Slot, Tariff)],
	from: Slot,
	change: impl Fn(Tariff) -> Tariff,
) -> Vec<(Slot, Tariff)> {
	let before = segments.iter().copied().filter(|(begin, _)| *begin < from);
	let first = tariff_at(segments, from).map(|tariff| (from, change(tariff)));
	let after = segments.iter().copied().filter(|(begin, _)| *begin > from);
	let after = after.map(|(begin, tariff)| (begin, change(tariff)));
	merged(before.chain(first).chain(after))
}

/// Drops segments that no slot from `first_needed` on needs.
pub fn prune_tariffs(segments: &[(Slot, Tariff)], first_needed: Slot) -> Vec<(Slot, Tariff)> {
	let after = segments.partition_point(|(from, _)| *from <= first_needed);
	segments.iter().skip(after.saturating_sub(1)).copied().collect()
}

fn merged(segments: impl Iterator<Item = (Slot, Tariff)>) -> Vec<(Slot, Tariff)> {
	let mut result: Vec<(Slot, Tariff)> = Vec::new();
	for (from, tariff) in segments {
		if result.last().is_none_or(|(_, last)| *last != tariff) {
			result.push((from, tariff));
		}
	}
	result
}
