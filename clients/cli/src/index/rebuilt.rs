// SPDX-License-Identifier: Apache-2.0
//! Records that no state has: where a long backlog is settled in one block, the oldest of its
//! records leave the state in the block that made them.
//!
//! Such a record is made again by the chain's own rules, from what the slot was cleared from. It is
//! not taken on trust: its root is in the event that the slot was swept, and covers all of it.

use super::{
	reader::Reader,
	slots::{leaves, root_of, standing},
};
use crate::{
	error,
	storage::{key, Storage},
	store::WaitingRow,
};
use energy_primitives::{ClosedSlot, NetworkId, Slot};
use settlement_core::{
	clear, tariff_at, value_at, Book, Clearing, Gather, GridMode, PriceBounds, Rule, SlotHeader,
	SlotRecord, SlotTerms, Tariff,
};
use sp_core::H256;
use subxt::ext::scale_decode::DecodeAsType;

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct GridAxes {
	grid_export: u64,
	grid_import: u64,
}

impl Reader<'_> {
	/// The record of a slot that was swept in this block with this root; `None` where what it was
	/// cleared from is not known either.
	pub(super) async fn rebuilt(
		&self,
		network: NetworkId,
		slot: Slot,
		root: H256,
	) -> error::Result<Option<SlotRecord>> {
		let Some(pages) = self.batch.cleared(network, slot)? else { return Ok(None) };
		let Some(closed) = self.batch.closed(network, slot)? else { return Ok(None) };
		let Some(terms) = self.terms(network, slot).await? else { return Ok(None) };
		let Some((grid_export_before, grid_import_before)) = self.grid(network, slot).await? else {
			return Ok(None);
		};
		let rows: Vec<Vec<WaitingRow>> = (0..pages)
			.map(|page| self.batch.waiting(network, slot, page))
			.collect::<error::Result<_>>()?;
		// A grid account that ran short closed the slot: the root says which it was.
		let closed_terms = SlotTerms { mode: GridMode::Closed, ..terms };
		for terms in [terms, closed_terms] {
			let Some(clearing) = clearing(&rows, &closed, &terms) else { continue };
			let header = SlotHeader {
				clearing,
				grid_export_before,
				grid_import_before,
				no_feeder: closed.no_feeder,
				contested: closed.contested,
			};
			let record = SlotRecord { header, pages, root };
			let pages: Vec<_> = rows.iter().map(|rows| leaves(&record, rows)).collect();
			if root_of(&record, &pages) == Some(root) {
				return Ok(Some(record));
			}
		}
		Ok(None)
	}

	/// The terms that held in the slot.
	async fn terms(&self, network: NetworkId, slot: Slot) -> error::Result<Option<SlotTerms>> {
		let before = Storage::new(self.chain, Some(self.parent));
		let tariffs: Option<Vec<(Slot, Tariff)>> =
			before.get("Settlement", "Tariffs", &key(network)).await?;
		let rules: Option<Vec<(Slot, Rule)>> =
			before.get("Settlement", "Rules", &key(network)).await?;
		let modes: Option<Vec<(Slot, GridMode)>> =
			before.get("Settlement", "GridModes", &key(network)).await?;
		let bounds: Option<Vec<(Slot, PriceBounds)>> =
			before.get("Settlement", "FeeBounds", &[]).await?;
		let tariff = tariff_at(&tariffs.unwrap_or_default(), slot);
		let terms = tariff.map(|tariff| SlotTerms {
			tariff,
			rule: value_at(&rules.unwrap_or_default(), slot).unwrap_or_default(),
			mode: value_at(&modes.unwrap_or_default(), slot).unwrap_or_default(),
		});
		Ok(match value_at(&bounds.unwrap_or_default(), slot) {
			Some(bounds) => terms.map(|terms| bounds.terms(network.carrier, terms)),
			None => terms,
		})
	}

	/// Where the slot begins on the grid's axes, export and import.
	async fn grid(&self, network: NetworkId, slot: Slot) -> error::Result<Option<(u64, u64)>> {
		let last = slot.checked_sub(1).map(|last| self.batch.record(network, last)).transpose()?;
		if let Some(last) = last.flatten() {
			return Ok(last.header.grid_after());
		}
		let before = Storage::new(self.chain, Some(self.parent));
		let axes: Option<GridAxes> = before.record("Settlement", "Ledgers", &key(network)).await?;
		Ok(axes.map(|axes| (axes.grid_export, axes.grid_import)))
	}
}

/// Clears the slot again by the chain's own rules.
fn clearing(pages: &[Vec<WaitingRow>], closed: &ClosedSlot, terms: &SlotTerms) -> Option<Clearing> {
	let mut book = Book::default();
	let trading = pages.iter().flatten().filter(|row| row.energy.trades());
	for row in trading {
		let (export, import) = (row.energy.export.into(), row.energy.import.into());
		let added = match terms.rule {
			Rule::Ratio => book.add(export, import, standing(row, &terms.rule, &terms.tariff)),
			Rule::Sharing(_) => book.add_shared(export, import, &row.share, row.outside),
		};
		added.ok()?;
	}
	let gathered = match terms.rule {
		Rule::Sharing(sharing) if terms.gathers() => {
			let supply = Gather::new(&book, closed.loss).ok()?.supply;
			let inside = pages.iter().flatten();
			let inside = inside.filter(|row| row.energy.trades() && !row.outside);
			let part = |row: &WaitingRow| {
				sharing.import_in_market(row.energy.import, &row.allotment(), supply)
			};
			Some(inside.map(|row| u64::from(part(row))).sum())
		}
		_ => None,
	};
	clear(&book, closed, terms, gathered).ok()
}
