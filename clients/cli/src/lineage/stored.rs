// SPDX-License-Identifier: Apache-2.0
//! What became of energy that a storage took.

use super::{Books, Ledger};
use crate::error::Result;
use energy_primitives::{MeterId, Slot};
use metering_core::{
	meter::StorageFacts,
	storage::{self, StorageBooks, StorageStep},
};
use serde::Serialize;
use settlement_core::RowLeaf;

/// What a storage made of some of its import, in base quantities that sum up to it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Kept {
	/// Given back, as far as is settled.
	pub given_back: u64,
	/// Lost on the way through it, by its declared efficiency.
	pub lost: u64,
	/// Never given back: standing loss, or used outside, as what a car drives on.
	pub used_outside: u64,
	/// Set against corrections.
	pub corrected: u64,
	/// Still in store.
	pub in_store: u64,
}

/// What a slot did to a storage whose import was used up to `tail` before.
pub(super) fn step(facts: &StorageFacts, row: &RowLeaf, tail: u64) -> Option<StorageStep> {
	let books = StorageBooks { tail, ..StorageBooks::default() };
	let (export, import) = (row.export_counted().into(), row.import_counted().into());
	storage::step(facts, &books, row.export_before, row.import_before, export, import)
}

/// How much of `[from, to)` lies in `[begin, end)`, and where.
fn overlap(range: (u64, u64), begin: u64, end: u64) -> Option<(u64, u64)> {
	let (from, to) = (range.0.max(begin), range.1.min(end));
	(from < to).then_some((from, to))
}

/// Of the imports `[from, to)`, counted from the slot's first used one, how many were delivered: the
/// first of each export's share.
fn delivered(from: u64, to: u64, take: u64, export: u64) -> u64 {
	if take <= export {
		return to - from;
	}
	// Export k begins with import ⌊k·take/e⌋, which is below v as long as k < v·e/take.
	let begun = |before: u64| (u128::from(before) * u128::from(export)).div_ceil(take.into());
	u64::try_from(begun(to) - begun(from)).unwrap_or(u64::MAX)
}

impl Kept {
	/// The sum.
	pub fn total(&self) -> u64 {
		self.given_back + self.lost + self.used_outside + self.corrected + self.in_store
	}

	fn add(&mut self, other: Self) {
		self.given_back += other.given_back;
		self.lost += other.lost;
		self.used_outside += other.used_outside;
		self.corrected += other.corrected;
		self.in_store += other.in_store;
	}

	/// What one slot did to the imports `range`.
	fn in_slot(range: (u64, u64), tail: u64, export: u64, step: &StorageStep) -> Self {
		let mut kept = Self::default();
		let used = tail + step.take;
		if let Some((from, to)) = overlap(range, tail, used) {
			kept.given_back = delivered(from - tail, to - tail, step.take, export);
			kept.lost = (to - from) - kept.given_back;
		}
		if let Some((from, to)) = overlap(range, used, step.after.tail) {
			kept.used_outside = to - from;
		}
		kept
	}
}

impl<L: Ledger> Books<L> {
	/// What became of the ranks `[from, to)` of what a storage took in a slot.
	pub fn kept(
		&self,
		meter: MeterId,
		facts: &StorageFacts,
		slot: Slot,
		(from, to): (u64, u64),
	) -> Result<Kept> {
		let Some(row) = self.row(meter, slot)? else { return Ok(Kept::default()) };
		let counted = u64::from(row.import_counted());
		let range = (row.import_before + from.min(counted), row.import_before + to.min(counted));
		let mut kept = Kept { corrected: (to - from) - (range.1 - range.0), ..Kept::default() };
		let slots = self.slots(meter.network)?;
		let first = slots.partition_point(|other| *other < slot);
		let mut tail_after = None;
		for slot in slots.iter().skip(first) {
			let row = self.row(meter, *slot)?;
			let Some((row, tail)) = row.and_then(|row| Some((row, row.storage_tail?))) else {
				continue;
			};
			let Some(step) = step(facts, &row, tail) else { continue };
			// Between rows the tail moves only by what a correction appended.
			let corrected = tail_after.and_then(|after| overlap(range, after, tail));
			kept.corrected += corrected.map_or(0, |(from, to)| to - from);
			kept.add(Kept::in_slot(range, tail, row.export_counted().into(), &step));
			tail_after = Some(step.after.tail);
			if step.after.tail >= range.1 {
				break;
			}
		}
		let used = tail_after.unwrap_or(range.0).clamp(range.0, range.1);
		kept.in_store += range.1 - used;
		Ok(kept)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn delivered_imports_are_the_first_of_each_exports_share() {
		for (take, export) in [(0, 3), (3, 5), (5, 5), (7, 5), (20, 3), (9, 1)] {
			let is_first = |place: u64| {
				(0..export).any(|k| {
					let (from, to) =
						storage::imports_of(0, take, export, k).expect("one of the exports");
					from == place && from < to
				})
			};
			for from in 0..=take {
				for to in from..=take {
					let naive = (from..to).filter(|place| is_first(*place)).count() as u64;
					assert_eq!(delivered(from, to, take, export), naive, "{take} {export}");
				}
			}
		}
	}
}
