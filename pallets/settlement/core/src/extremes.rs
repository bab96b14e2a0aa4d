// SPDX-License-Identifier: Apache-2.0
//! The protective prices of a gap: the lowest selling and the highest buying price over the last
//! slots, in bounded space.

use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::{NanoPrice, Slot};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Entries kept per direction. A day of quarter hours has 96 slots, and a price that is passed by
/// a later one leaves the list, so a longer list is rare.
pub const EXTREMES_MAX: u32 = 256;

/// The slot is not later than the last one pushed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotLater;

type Entries = BoundedVec<(Slot, NanoPrice), ConstU32<EXTREMES_MAX>>;

/// Suffix minima of the selling price and suffix maxima of the buying price.
///
/// Each list is a monotone stack: an entry is the extreme of all spans that begin after the entry
/// before it and at or before its own slot. When a list is full, its two oldest entries become one
/// with the more extreme price: then a very long gap is settled at a price at least as protective
/// as the exact one, never at a better one.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct SuffixExtremes {
	sell_min: Entries,
	buy_max: Entries,
}

impl SuffixExtremes {
	/// Takes in the two blended prices of the next cleared slot.
	///
	/// Errors: `NotLater`.
	pub fn push(
		&mut self,
		slot: Slot,
		sell_price: NanoPrice,
		buy_price: NanoPrice,
	) -> Result<(), NotLater> {
		if self.last_slot().is_some_and(|last| slot <= last) {
			return Err(NotLater);
		}
		push_entry(&mut self.sell_min, slot, sell_price, |older, new| older < new);
		push_entry(&mut self.buy_max, slot, buy_price, |older, new| older > new);
		Ok(())
	}

	/// The lowest selling and the highest buying price over all slots pushed from `from` on.
	/// `None` where there is no such slot.
	pub fn over(&self, from: Slot) -> Option<(NanoPrice, NanoPrice)> {
		Some((extreme(&self.sell_min, from)?, extreme(&self.buy_max, from)?))
	}

	/// The last slot pushed.
	pub fn last_slot(&self) -> Option<Slot> {
		self.sell_min.last().map(|(slot, _)| *slot)
	}
}

fn push_entry(
	entries: &mut Entries,
	slot: Slot,
	price: NanoPrice,
	more_extreme: fn(NanoPrice, NanoPrice) -> bool,
) {
	while entries.last().is_some_and(|(_, older)| !more_extreme(*older, price)) {
		entries.pop();
	}
	if entries.is_full() {
		merge_oldest(entries);
	}
	// Merging made room, so this can't fail.
	let _ = entries.try_push((slot, price));
}

/// The oldest entry is the more extreme one by the order of the stack, so its price stays and
/// reaches up to the slot of the second.
fn merge_oldest(entries: &mut Entries) {
	let Some((_, price)) = entries.first().copied() else { return };
	entries.remove(0);
	if let Some(second) = entries.iter_mut().next() {
		second.1 = price;
	}
}

fn extreme(entries: &[(Slot, NanoPrice)], from: Slot) -> Option<NanoPrice> {
	let older = entries.partition_point(|(slot, _)| *slot < from);
	entries.get(older).map(|(_, price)| *price)
}
