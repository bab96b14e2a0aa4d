// SPDX-License-Identifier: Apache-2.0
//! Writes of one or more blocks, all or none of which are kept.

use super::{
	keys::{axis_key, entry_key, event_key, meter_key, network_key, page_key, slot_key},
	Bytes, CorrectionRow, Counts, Generation, LastBlock, LineRow, MeterFactsRow, NoteRow,
	OwnerEpoch, Piece, Store, WaitingRow, CLEARED, CLOSED, CORRECTIONS, COUNTS, EPOCHS, EXPORTS,
	FOLDED, FORMAT, FORMAT_NOW, GENERATIONS, GENESIS, IMPORTS, LAST_BLOCK, LINES, META, METERS,
	NETWORKS, NOTES, OWNERS, PAGES, PERIODS, REALLOCATED, RECORDS, ROWS, SLOT_SECONDS, STATEMENTS,
	TABLES, WAITING,
};
use crate::error::{Error, Result};
use codec::{Decode, Encode};
use energy_primitives::{
	ClosedSlot, MemberAccount, MeterId, NetworkId, PageIndex, Slot, SlotLength,
};
use redb::{ReadableTable, WriteTransaction};
use settlement_core::{Axes, PageLeaf, PeriodRecord, RowLeaf, SlotRecord, StatementRow};
use sp_core::Blake2Hasher;

use super::Handle;

/// Writes of one or more blocks, all or none of which are kept.
pub struct Batch<'a> {
	store: &'a Store,
	transaction: WriteTransaction,
}

impl Store {
	/// Begins a batch of writes.
	pub fn batch(&self) -> Result<Batch<'_>> {
		let Handle::Writer(database) = &self.handle else {
			return Err(Error::file(&self.path, "opened for reading only"));
		};
		let transaction = database.begin_write().map_err(|error| self.failed(error))?;
		Ok(Batch { store: self, transaction })
	}
}

impl Batch<'_> {
	/// Keeps everything written.
	pub fn commit(self) -> Result<()> {
		self.transaction.commit().map_err(|error| self.store.failed(error))
	}

	pub(super) fn make_tables(&self) -> Result<()> {
		for (_, table) in TABLES {
			self.transaction.open_table(table).map_err(|error| self.store.failed(error))?;
		}
		Ok(())
	}

	fn put(&self, table: Bytes, key: &[u8], value: &impl Encode) -> Result<()> {
		let mut table = self.transaction.open_table(table).map_err(|e| self.store.failed(e))?;
		table.insert(key, value.encode().as_slice()).map_err(|e| self.store.failed(e))?;
		Ok(())
	}

	fn read<T: Decode>(&self, table: Bytes, key: &[u8]) -> Result<Option<T>> {
		let table = self.transaction.open_table(table).map_err(|e| self.store.failed(e))?;
		let value = table.get(key).map_err(|e| self.store.failed(e))?;
		value.map(|value| self.store.decode(value.value())).transpose()
	}

	fn remove(&self, table: Bytes, key: &[u8]) -> Result<()> {
		let mut table = self.transaction.open_table(table).map_err(|e| self.store.failed(e))?;
		table.remove(key).map_err(|e| self.store.failed(e))?;
		Ok(())
	}

	/// Notes which chain this is, and the length of its slots.
	pub fn put_chain(&self, genesis: [u8; 32], length: SlotLength) -> Result<()> {
		self.put(META, SLOT_SECONDS, &length.seconds())?;
		self.put(META, FORMAT, &FORMAT_NOW)?;
		self.put(META, GENESIS, &genesis)
	}

	/// Notes how far the index is.
	pub fn put_last_block(&self, last: LastBlock) -> Result<()> {
		self.put(META, LAST_BLOCK, &last)
	}

	/// Keeps the totals of a closed slot until it is swept.
	pub fn put_closed(&self, id: NetworkId, closed: &ClosedSlot) -> Result<()> {
		self.put(CLOSED, &slot_key(id, closed.slot), closed)
	}

	/// The totals of a closed slot, also if they were noted by this batch.
	pub fn closed(&self, id: NetworkId, slot: Slot) -> Result<Option<ClosedSlot>> {
		self.read(CLOSED, &slot_key(id, slot))
	}

	/// Notes that a slot was cleared: `pages` of it wait for its record.
	pub fn put_cleared(&self, id: NetworkId, slot: Slot, pages: u32) -> Result<()> {
		self.put(CLEARED, &slot_key(id, slot), &pages)
	}

	/// How many pages of a cleared slot wait, also if that was noted by this batch.
	pub fn cleared(&self, id: NetworkId, slot: Slot) -> Result<Option<u32>> {
		self.read(CLEARED, &slot_key(id, slot))
	}

	/// Keeps a page of a cleared slot until it is swept.
	pub fn put_waiting(
		&self,
		id: NetworkId,
		slot: Slot,
		page: PageIndex,
		rows: &Vec<WaitingRow>,
	) -> Result<()> {
		self.put(WAITING, &page_key(id, slot, page), rows)
	}

	/// A page of a cleared slot; without rows where there is none.
	pub fn waiting(&self, id: NetworkId, slot: Slot, page: PageIndex) -> Result<Vec<WaitingRow>> {
		Ok(self.read(WAITING, &page_key(id, slot, page))?.unwrap_or_default())
	}

	/// Forgets what waited of a slot.
	pub fn drop_waiting(&self, id: NetworkId, slot: Slot) -> Result<()> {
		for page in 0..self.cleared(id, slot)?.unwrap_or(0) {
			self.remove(WAITING, &page_key(id, slot, page))?;
		}
		self.remove(CLOSED, &slot_key(id, slot))?;
		self.remove(CLEARED, &slot_key(id, slot))
	}

	/// Keeps a page of a settled slot: its rows, and where they lie on the meters' axes.
	pub fn put_page(
		&self,
		id: NetworkId,
		slot: Slot,
		page: &PageLeaf,
		rows: &Vec<RowLeaf>,
	) -> Result<()> {
		let key = page_key(id, slot, page.page);
		self.put(PAGES, &key, page)?;
		self.put(ROWS, &key, rows)?;
		let piece = |begin, quantity| Piece { slot, begin, quantity, appended: false };
		let on = |leaf: &RowLeaf, piece| Some((MeterId::at(id, page.page, leaf.row)?, piece));
		let exported = |row: &RowLeaf| on(row, piece(row.export_before, row.export_counted()));
		let imported = |row: &RowLeaf| on(row, piece(row.import_before, row.import_counted()));
		self.put_pieces(EXPORTS, rows.iter().filter_map(exported))?;
		self.put_pieces(IMPORTS, rows.iter().filter_map(imported))
	}

	/// Notes where energy lies on the axes of meters.
	fn put_pieces(
		&self,
		table: Bytes,
		pieces: impl IntoIterator<Item = (MeterId, Piece)>,
	) -> Result<()> {
		let failed = |error: redb::Error| self.store.failed(error);
		let mut table = self.transaction.open_table(table).map_err(|e| failed(e.into()))?;
		for (meter, piece) in pieces.into_iter().filter(|(_, piece)| piece.quantity > 0) {
			let (key, value) = (axis_key(meter, piece.begin), piece.encode());
			table.insert(key.as_slice(), value.as_slice()).map_err(|e| failed(e.into()))?;
		}
		Ok(())
	}

	/// A page of a settled slot, also if it was put by this batch.
	pub fn page(&self, id: NetworkId, slot: Slot, page: PageIndex) -> Result<Option<Vec<RowLeaf>>> {
		self.read(ROWS, &page_key(id, slot, page))
	}

	/// What a record commits to of a page, also if it was put by this batch.
	pub fn page_leaf(
		&self,
		id: NetworkId,
		slot: Slot,
		page: PageIndex,
	) -> Result<Option<PageLeaf>> {
		self.read(PAGES, &page_key(id, slot, page))
	}

	/// Keeps the record of a settled slot.
	pub fn put_record(&self, id: NetworkId, record: &SlotRecord) -> Result<()> {
		self.put(RECORDS, &slot_key(id, record.header.clearing.slot), record)
	}

	/// The record of a settled slot, also if it was put by this batch.
	pub fn record(&self, id: NetworkId, slot: Slot) -> Result<Option<SlotRecord>> {
		self.read(RECORDS, &slot_key(id, slot))
	}

	/// Keeps a settled slot with all its pages; the record's root is taken as it is.
	pub fn put_slot(
		&self,
		id: NetworkId,
		record: &SlotRecord,
		pages: &[Vec<RowLeaf>],
	) -> Result<()> {
		let slot = record.header.clearing.slot;
		let mut start = Axes::default();
		for (page, rows) in (0u32..).zip(pages) {
			let leaf = PageLeaf::new::<Blake2Hasher>(page, start, rows);
			let (leaf, end) = leaf.map_err(|_| overflow(id, slot))?;
			self.put_page(id, slot, &leaf, rows)?;
			start = end;
		}
		self.put_record(id, record)
	}

	/// Notes the first slot of a network.
	pub fn put_first_slot(&self, id: NetworkId, slot: Slot) -> Result<()> {
		self.put(NETWORKS, &network_key(id), &slot)
	}

	/// Notes that the record of `slot` left the chain's state.
	pub fn put_folded(&self, id: NetworkId, slot: Slot) -> Result<()> {
		self.put(FOLDED, &network_key(id), &slot.saturating_add(1))
	}

	/// Notes what a meter is.
	pub fn put_meter(&self, meter: MeterId, facts: &MeterFactsRow) -> Result<()> {
		self.put(METERS, &meter_key(meter), facts)
	}

	/// Notes a meter and its first owner.
	pub fn put_owner(&self, meter: MeterId, owner: [u8; 32]) -> Result<()> {
		self.put_epoch(meter, OwnerEpoch { epoch: 0, owner, from_slot: 0 })
	}

	/// Notes an owner of a meter.
	pub fn put_epoch(&self, meter: MeterId, epoch: OwnerEpoch) -> Result<()> {
		self.put(OWNERS, &meter_key(meter), &epoch.owner)?;
		self.put(EPOCHS, &entry_key(meter, epoch.epoch), &epoch)
	}

	/// Notes a device of a meter.
	pub fn put_generation(&self, meter: MeterId, generation: Generation) -> Result<()> {
		self.put(GENERATIONS, &entry_key(meter, generation.generation), &generation)
	}

	/// Notes what stayed with an earlier owner.
	pub fn put_line(&self, meter: MeterId, line: LineRow) -> Result<()> {
		self.put(LINES, &entry_key(meter, line.epoch), &line)
	}

	/// Adds to what an earlier owner was paid; nothing where the line was closed before the first
	/// indexed block.
	pub fn add_withdrawn(&self, meter: MeterId, epoch: u32, amount: u128) -> Result<()> {
		let Some(line) = self.read::<LineRow>(LINES, &entry_key(meter, epoch))? else {
			return Ok(());
		};
		let withdrawn = line.withdrawn.saturating_add(amount);
		self.put_line(meter, LineRow { withdrawn, ..line })
	}

	/// Notes a correction, and what it appended to the meter's axes.
	pub fn put_correction(&self, meter: MeterId, row: &CorrectionRow) -> Result<()> {
		let mut key = entry_key(meter, row.slot);
		key.extend(row.version.to_be_bytes());
		self.put(CORRECTIONS, &key, row)?;
		for (table, begin, by) in [
			(EXPORTS, row.export_begin, row.correction.export),
			(IMPORTS, row.import_begin, row.correction.import),
		] {
			let quantity = u32::try_from(by).unwrap_or(0);
			let piece = Piece { slot: row.slot, begin, quantity, appended: true };
			self.put_pieces(table, [(meter, piece)])?;
		}
		Ok(())
	}

	/// Notes that a gap was spread over its slots.
	pub fn put_reallocated(&self, meter: MeterId, slot: Slot, credit: i128) -> Result<()> {
		self.put(REALLOCATED, &entry_key(meter, slot), &credit)
	}

	/// Keeps a note of an account, made by event `event` of its block. Keeping it twice is the same as
	/// once.
	pub fn put_note(&self, meter: MeterId, event: u32, row: &NoteRow) -> Result<()> {
		let account = MemberAccount { meter, epoch: row.epoch };
		self.put(NOTES, &event_key(account, row.block, event), row)
	}

	/// Keeps a closed billing period with all its statements, page by page from 0 on.
	pub fn put_period(
		&self,
		id: NetworkId,
		period: u32,
		record: &PeriodRecord,
		pages: &[Vec<StatementRow>],
	) -> Result<()> {
		for (page, rows) in (0u32..).zip(pages) {
			self.put(STATEMENTS, &page_key(id, period, page), rows)?;
		}
		self.put(PERIODS, &slot_key(id, period), record)
	}

	/// Adds to the counts of a network.
	pub fn add_counts(&self, id: NetworkId, accepted: u32, rejected: u32) -> Result<()> {
		let counts: Counts = self.read(COUNTS, &network_key(id))?.unwrap_or_default();
		let counts = Counts {
			accepted: counts.accepted + u64::from(accepted),
			rejected: counts.rejected + u64::from(rejected),
		};
		self.put(COUNTS, &network_key(id), &counts)
	}
}

fn overflow(id: NetworkId, slot: Slot) -> Error {
	let name = id.carrier.facts().name;
	Error::Verification(format!("{name} slot {slot}: its energy overflows"))
}
