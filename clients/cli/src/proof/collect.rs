// SPDX-License-Identifier: Apache-2.0
//! What a unit's proof is made of, from the database: the slots it was exported in, and of each the
//! exporter's page and those of the importers it met.

use crate::{
	error::{Error, Result},
	store::{Piece, Store},
};
use energy_primitives::{MeterId, PageIndex, Slot, UnitId};
use settlement_core::{PageLeaf, PageProof, PartialFlow, RowLeaf, SlotProof, SlotRecord, Unshown};
use sp_core::Blake2Hasher;
use std::collections::BTreeMap;

/// The range of a meter's export of a slot that belongs to the unit; an empty one where only the
/// row itself is needed.
type Ranges = BTreeMap<Slot, (u64, u64)>;

/// The slots of a unit with the pages that tell its flow.
///
/// Errors: `Usage` where the unit is not wholly exported, as far as is indexed, or its meter's
/// exports make no units; `Verification` where the database contradicts itself.
pub fn collect(store: &Store, unit: UnitId) -> Result<Vec<SlotProof>> {
	let (Some(meter), (begin, end)) = (unit.meter(), unit.range()) else {
		return Err(Error::Usage(format!("{unit}: its carrier is unknown")));
	};
	let pieces = store.exports_over(meter, begin, end)?;
	ensure_whole(store, unit, meter, &pieces)?;
	let mut ranges = Ranges::new();
	for piece in &pieces {
		if piece.appended {
			for slot in neighbours(store, unit, meter, piece)? {
				ranges.entry(slot).or_insert((0, 0));
			}
		} else {
			let from = begin.max(piece.begin) - piece.begin;
			let to = end.min(piece.end()) - piece.begin;
			ranges.insert(piece.slot, (from, to));
		}
	}
	let slots = ranges.into_iter();
	slots.map(|(slot, (from, to))| slot_proof(store, unit, meter, slot, from, to)).collect()
}

fn ensure_whole(store: &Store, unit: UnitId, meter: MeterId, pieces: &[Piece]) -> Result<()> {
	let (begin, end) = unit.range();
	let covered: u64 =
		pieces.iter().map(|piece| end.min(piece.end()) - begin.max(piece.begin)).sum();
	if covered == end - begin {
		return Ok(());
	}
	let exported = store.exported(meter)?;
	let reason = if exported >= end {
		"a part of it was exported before the database begins; index again, from an earlier block"
			.into()
	} else if store.owner(meter)?.is_none() && exported == 0 {
		format!("no meter {} is known, as far as is indexed", meter.index)
	} else {
		let so_far = exported.saturating_sub(begin);
		format!("it does not exist yet: {so_far} of its {} base quantities are exported and settled, as far as is indexed", end - begin)
	};
	Err(Error::Usage(format!("{unit}: {reason}")))
}

/// The slots of the two rows between which a correction appended a piece: nothing was read between
/// them.
fn neighbours(store: &Store, unit: UnitId, meter: MeterId, piece: &Piece) -> Result<[Slot; 2]> {
	let (mut after, mut leaf) = row_after(store, unit, meter, piece)?;
	let lost = || missing(unit, piece.slot);
	loop {
		let before = after.checked_sub(leaf.span).ok_or_else(lost)?;
		let row = store.row(meter, before)?.ok_or_else(lost)?;
		if row.export_before < piece.end() {
			return Ok([before, after]);
		}
		(after, leaf) = (before, row);
	}
}

/// A settled row of the meter behind a piece of its axis.
fn row_after(
	store: &Store,
	unit: UnitId,
	meter: MeterId,
	piece: &Piece,
) -> Result<(Slot, RowLeaf)> {
	let next = store.exports_over(meter, piece.end(), u64::MAX)?;
	let next = next.iter().find(|next| !next.appended).map(|next| next.slot);
	let slots = match next {
		Some(slot) => vec![slot],
		None => store.slots(meter.network)?,
	};
	for slot in slots.into_iter().rev() {
		if let Some(leaf) = store.row(meter, slot)? {
			if leaf.export_before >= piece.end() {
				return Ok((slot, leaf));
			}
			break;
		}
	}
	Err(Error::Usage(format!(
		"{unit}: a correction added a part of it, which can be shown once the meter's next reading \
		 is settled"
	)))
}

fn missing(unit: UnitId, slot: Slot) -> Error {
	Error::Verification(format!("{unit}: slot {slot} is not whole in the database"))
}

/// A settled slot while its pages are picked.
struct Picking<'a> {
	store: &'a Store,
	unit: UnitId,
	meter: MeterId,
	record: SlotRecord,
	leaves: Vec<PageLeaf>,
	pages: BTreeMap<PageIndex, PageProof>,
}

/// The exporter's page of a slot, and those of the importers that `[from, to)` of its export met.
fn slot_proof(
	store: &Store,
	unit: UnitId,
	meter: MeterId,
	slot: Slot,
	from: u64,
	to: u64,
) -> Result<SlotProof> {
	let record = store.record(meter.network, slot)?.ok_or_else(|| missing(unit, slot))?;
	let leaves = store.page_leaves(meter.network, slot)?;
	let mut picking = Picking { store, unit, meter, record, leaves, pages: BTreeMap::new() };
	picking.pick(meter.page())?;
	loop {
		let proof = picking.proof();
		let flow = PartialFlow::new(&proof.record, &proof.pages);
		match flow.and_then(|flow| flow.fates_of_export(meter.index, from, to)) {
			Ok(_) => return Ok(proof),
			Err(Unshown::MissingPage { rank, .. }) => {
				let page = picking.page_of(rank).ok_or_else(|| missing(unit, slot))?;
				picking.pick(page)?;
			}
			Err(Unshown::NoUnits) => {
				let reason = "its meter is a sub-meter or a feeder, whose exports make no units";
				return Err(Error::Usage(format!("{unit}: {reason}")));
			}
			Err(_) => return Err(missing(unit, slot)),
		}
	}
}

impl Picking<'_> {
	fn pick(&mut self, page: PageIndex) -> Result<()> {
		let slot = self.record.header.clearing.slot;
		let lost = || missing(self.unit, slot);
		let rows = self.store.page(self.meter.network, slot, page)?.ok_or_else(lost)?;
		let proof = PageProof::new::<Blake2Hasher>(&self.record.header, &self.leaves, page, rows);
		let known = self.pages.insert(page, proof.ok_or_else(lost)?);
		// A page that was there already can't help.
		known.map_or(Ok(()), |_| Err(lost()))
	}

	fn proof(&self) -> SlotProof {
		SlotProof { record: self.record, pages: self.pages.values().cloned().collect() }
	}

	/// The page with the importer of this matched rank: the last one that begins at or before it.
	fn page_of(&self, rank: u64) -> Option<PageIndex> {
		let clearing = &self.record.header.clearing;
		let begins = |leaf: &PageLeaf| {
			let sum = u128::from(leaf.start.accepted_import) * u128::from(clearing.matched);
			sum.checked_div(clearing.demand.into()).unwrap_or(0) <= u128::from(rank)
		};
		let after = self.leaves.partition_point(begins);
		after.checked_sub(1).and_then(|at| self.leaves.get(at)).map(|leaf| leaf.page)
	}
}
