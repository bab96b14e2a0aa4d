// SPDX-License-Identifier: Apache-2.0
//! Which slots a range of a meter's surplus axis comes from, by the rows in the database.

use crate::{
	error::{Error, Result},
	store::Store,
};
use energy_primitives::{MeterId, Quality, Slot};

/// What a meter gave to the grid in one slot, or a part of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Given {
	/// The slot.
	pub slot: Slot,
	/// Where it begins on the meter's surplus axis.
	pub begin: u64,
	/// The first base quantity behind it.
	pub end: u64,
	/// Whether a storage gave it back.
	pub is_storage: bool,
	/// How good the figure is.
	pub quality: Quality,
}

/// What the meter gave in a slot, from the rows in the database; the only place that reads them.
fn given(store: &Store, meter: MeterId, slot: Slot) -> Result<Given> {
	let id = meter.network;
	let missing = |what: &str| {
		Error::Usage(format!("{} slot {slot}: {what} in this database", id.carrier.facts().name))
	};
	let record = store.record(id, slot)?.ok_or_else(|| missing("it is not"))?;
	let leaves = store.page_leaves(id, slot)?;
	let page = leaves.into_iter().find(|leaf| leaf.page == meter.page());
	let mut before = page.ok_or_else(|| missing("the meter's page is not"))?.start;
	for leaf in store.page(id, slot, meter.page())?.unwrap_or_default() {
		if leaf.row == meter.row() {
			let quantity = leaf.surplus(&before, &record.header.clearing);
			return Ok(Given {
				slot,
				begin: leaf.surplus_before,
				end: leaf.surplus_before.saturating_add(quantity),
				is_storage: leaf.storage_tail.is_some(),
				quality: leaf.quality,
			});
		}
		before = before.after(&leaf).map_err(|_| missing("sums that overflow are"))?;
	}
	Err(missing(&format!("meter {} has no row", meter.index)))
}

/// Where the meter's surplus axis stood before a slot: what evidence of the slot shows.
pub fn before(store: &Store, meter: MeterId, slot: Slot) -> Result<u64> {
	Ok(given(store, meter, slot)?.begin)
}

/// The meter's last settled slot that can't be corrected any more, where slots can be as long as
/// their record is among the network's last `window`.
pub fn last_final(store: &Store, meter: MeterId, window: Slot) -> Result<Slot> {
	let slots = store.slots(meter.network)?;
	let settled = slots.last().map_or(0, |last| last.saturating_add(1));
	let is_final = |slot: &&Slot| slot.saturating_add(window) < settled;
	for slot in slots.iter().rev().filter(is_final) {
		if store.row(meter, *slot)?.is_some() {
			return Ok(*slot);
		}
	}
	let name = meter.network.carrier.facts().name;
	Err(Error::Usage(format!(
		"{name} meter {} has no slot in this database that is final: slots are after {window} more",
		meter.index
	)))
}

/// The slots that a range `[begin, end)` comes from, each with its part of the range, in order.
pub fn stretches(store: &Store, meter: MeterId, (begin, end): (u64, u64)) -> Result<Vec<Given>> {
	// What a correction appended was never given to the grid.
	let pieces = store.exports(meter)?.into_iter().filter(|piece| !piece.appended);
	let mut slots: Vec<Slot> = pieces.map(|piece| piece.slot).collect();
	slots.sort_unstable();
	slots.dedup();
	// The axis only grows, so the first slot can be searched for.
	let (mut low, mut high) = (0, slots.len());
	while low < high {
		let middle = low + (high - low) / 2;
		let passed = match slots.get(middle) {
			Some(slot) => given(store, meter, *slot)?.end <= begin,
			None => false,
		};
		(low, high) = if passed { (middle + 1, high) } else { (low, middle) };
	}
	let (mut parts, mut reached) = (Vec::new(), begin);
	for slot in slots.into_iter().skip(low) {
		let whole = given(store, meter, slot)?;
		if reached >= end || whole.begin > reached {
			break;
		}
		if whole.end > reached {
			let part = Given { begin: reached, end: whole.end.min(end), ..whole };
			reached = part.end;
			parts.push(part);
		}
	}
	if reached < end {
		let what = format!("what the meter gave from {reached} on is not in this database");
		return Err(Error::Usage(format!("{what}; index from the network's first slot on")));
	}
	Ok(parts)
}

#[cfg(test)]
mod tests;
