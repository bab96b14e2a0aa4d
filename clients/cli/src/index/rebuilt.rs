// SPDX-License-Identifier: Apache-2.0
//! Records that no state has: where a long backlog is settled in one block, the oldest of its
//! records leave the state in the block that made them.
//!
//! Such a record is made again by the chain's own rules, from what the slot was cleared from. It is
//! not taken on trust: its root is in the event that the slot was swept, and covers all of it.

use super::{reader::Reader, slots::standing};
use crate::{
	error,
	storage::{key, Storage},
};
use energy_primitives::{ClosedSlot, NetworkId, Slot};
use settlement_core::{clear, tariff_at, Book, Clearing, SlotHeader, SlotRecord, Tariff};
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
		let Some(clearing) = self.clearing(network, &closed, pages).await? else {
			return Ok(None);
		};
		let Some((grid_export_before, grid_import_before)) = self.grid(network, slot).await? else {
			return Ok(None);
		};
		let header = SlotHeader {
			clearing,
			grid_export_before,
			grid_import_before,
			no_feeder: closed.no_feeder,
			contested: closed.contested,
		};
		Ok(Some(SlotRecord { header, pages, root }))
	}

	async fn clearing(
		&self,
		network: NetworkId,
		closed: &ClosedSlot,
		pages: u32,
	) -> error::Result<Option<Clearing>> {
		let before = Storage::new(self.chain, Some(self.parent));
		let tariffs: Option<Vec<(Slot, Tariff)>> =
			before.get("Settlement", "Tariffs", &key(network)).await?;
		let Some(tariff) = tariff_at(&tariffs.unwrap_or_default(), closed.slot) else {
			return Ok(None);
		};
		let mut book = Book::default();
		for page in 0..pages {
			let rows = self.batch.waiting(network, closed.slot, page)?;
			for row in rows.iter().filter(|row| row.energy.trades()) {
				let (export, import) = (row.energy.export.into(), row.energy.import.into());
				if book.add(export, import, standing(row, &tariff)).is_err() {
					return Ok(None);
				}
			}
		}
		Ok(clear(&book, closed, &tariff).ok())
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
