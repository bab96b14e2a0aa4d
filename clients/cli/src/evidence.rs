// SPDX-License-Identifier: Apache-2.0
//! What a settled slot says of a meter, with its proof, from the database: corrections and deposits
//! of certificates are submitted with it.

use crate::{
	error::{Error, Result},
	store::Store,
};
use energy_primitives::{MeterId, NetworkId, Slot};
use settlement_core::{subtree_path, Evidence, Path, RowProof};
use sp_core::{Blake2Hasher, H256};
use std::ops::Range;

/// The evidence for a meter's row of a settled slot. The chain takes it as long as its own mountain
/// range has not grown beyond what is indexed.
///
/// Errors: `Usage` where the slot is not settled or the meter has no row in it, as far as is
/// indexed; `File` where records that left the chain's state are missing in the database.
pub fn evidence(store: &Store, meter: MeterId, slot: Slot) -> Result<Evidence> {
	let network = meter.network;
	let name = network.carrier.facts().name;
	let record = store.record(network, slot)?;
	let record = record.ok_or_else(|| {
		Error::Usage(format!("{name} slot {slot} is not settled, as far as is indexed"))
	})?;
	let rows = store.page(network, slot, meter.page())?.unwrap_or_default();
	let place = rows.iter().position(|leaf| leaf.row == meter.row());
	let place = place.and_then(|place| u32::try_from(place).ok());
	let place = place.ok_or_else(|| {
		Error::Usage(format!("meter {} has no reading in {name} slot {slot}", meter.index))
	})?;
	let pages = store.page_leaves(network, slot)?;
	let row = RowProof::new::<Blake2Hasher>(&record.header, &pages, meter.page(), &rows, place);
	let row = row.ok_or_else(|| {
		Error::Verification(format!("{name} slot {slot} is not whole in the database"))
	})?;
	let mountain = match store.folded_to(network)? {
		Some(next) if slot < next => {
			let first = first_slot(store, network)?;
			mountain_path(store, network, first..next, slot)?
		}
		_ => Path::new(),
	};
	Ok(Evidence { record, row, mountain })
}

fn first_slot(store: &Store, network: NetworkId) -> Result<Slot> {
	let missing = || Error::file(store.path(), "the network's first slot is not known");
	store.first_slot(network)?.ok_or_else(missing)
}

/// The path of a slot's record in a mountain range over these slots.
///
/// Errors: `Usage` for a slot outside; `File` where records of its subtree are missing.
pub fn mountain_path(
	store: &Store,
	network: NetworkId,
	folded: Range<Slot>,
	slot: Slot,
) -> Result<Path> {
	let outside = || Error::Usage(format!("slot {slot} is not in the mountain range"));
	let subtree = subtree_over(&folded, slot).ok_or_else(outside)?;
	let place = slot.checked_sub(subtree.start).ok_or_else(outside)?;
	let leaves: Vec<H256> = store.record_hashes(network, subtree)?;
	let path = subtree_path::<Blake2Hasher>(&leaves, place).ok_or_else(outside)?;
	Path::try_from(path).map_err(|_| outside())
}

/// The slots of the full subtree that holds `slot`: a range of `n` records has one full subtree per
/// bit of `n`, from the largest on.
fn subtree_over(folded: &Range<Slot>, slot: Slot) -> Option<Range<Slot>> {
	let count = folded.end.checked_sub(folded.start)?;
	let mut begin = folded.start;
	for height in (0..u32::BITS).rev() {
		let size = 1u32 << height;
		if count & size == 0 {
			continue;
		}
		let end = begin.checked_add(size)?;
		if (begin..end).contains(&slot) {
			return Some(begin..end);
		}
		begin = end;
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_slot_stands_in_one_full_subtree() {
		// 1 + 4 + 8 records.
		let subtree = |slot| subtree_over(&(100..113), slot);
		assert_eq!(subtree(100), Some(100..108));
		assert_eq!(subtree(107), Some(100..108));
		assert_eq!(subtree(108), Some(108..112));
		assert_eq!(subtree(112), Some(112..113));
		assert_eq!(subtree(113), None);
		assert_eq!(subtree(99), None);
	}
}
