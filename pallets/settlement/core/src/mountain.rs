// SPDX-License-Identifier: Apache-2.0
//! The mountain range of a network: the records of all slots that left state, in some hundred bytes.
//!
//! Slots clear in order and without holes, so the record of slot `first_slot + i` is leaf `i`.

use crate::{book::Overflow, record::SlotRecord, tree::RootBuilder};
use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::Slot;
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};

/// A network's folded records.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Mountain {
	/// The slot of the first leaf.
	pub first_slot: Slot,
	/// Roots of the full subtrees over the records' hashes.
	pub tree: RootBuilder,
}

impl Mountain {
	/// The empty range of a network whose first record is of this slot.
	pub fn new(first_slot: Slot) -> Self {
		Self { first_slot, tree: RootBuilder::default() }
	}

	/// Appends the record of the next slot.
	///
	/// Errors: `Overflow` for a record that is not the next slot's; nothing was changed then.
	pub fn fold<H: Hasher<Out = H256>>(&mut self, record: &SlotRecord) -> Result<(), Overflow> {
		let slot = record.header.clearing.slot;
		if self.next_slot() != Some(slot) {
			return Err(Overflow);
		}
		self.tree.push::<H>(record.hash::<H>())
	}

	/// The slot whose record comes next. `None` past the last slot.
	pub fn next_slot(&self) -> Option<Slot> {
		self.first_slot.checked_add(self.tree.leaves())
	}

	/// Whether the record stands in the range at its slot's place.
	pub fn holds<H: Hasher<Out = H256>>(&self, record: &SlotRecord, path: &[H256]) -> bool {
		let index = record.header.clearing.slot.checked_sub(self.first_slot);
		index.is_some_and(|index| self.tree.holds::<H>(index, record.hash::<H>(), path))
	}
}
