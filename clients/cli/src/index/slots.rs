// SPDX-License-Identifier: Apache-2.0
//! A slot on its way through the index: its pages are read when it is cleared, and checked against
//! its record's root when it is swept. One page at a time is in memory.

use super::reader::Reader;
use crate::{
	error::{Error, Result},
	storage::{key, keys, Storage},
	store::WaitingRow,
	types::{NetworkRecord, OutsideRow},
};
use energy_primitives::{NetworkId, PageIndex, RowEnergy, Slot, PAGE_ROWS};
use settlement_core::{
	Axes, OrderRow, PageLeaf, PageShares, RootBuilder, RowLeaf, Rule, ShareRow, SlotRecord,
	Standing, Tariff,
};
use sp_core::{Blake2Hasher, H256};

/// A slot that was swept in the block being read.
pub(super) struct Swept {
	pub(super) network: NetworkId,
	pub(super) slot: Slot,
	/// Its rows are in the database.
	pub(super) whole: bool,
}

/// The slots swept so far in the block being read.
#[derive(Default)]
pub(super) struct SweptSlots(Vec<Swept>);

impl SweptSlots {
	pub(super) fn push(&mut self, swept: Swept) {
		self.0.push(swept);
	}

	pub(super) fn count(&self) -> u64 {
		self.0.len() as u64
	}

	fn of(&self, network: NetworkId) -> impl Iterator<Item = &Swept> {
		self.0.iter().filter(move |swept| swept.network == network)
	}
}

impl Reader<'_> {
	/// A slot has its prices: keeps its pages with the limits that held, as they stood before this
	/// block.
	pub(super) async fn cleared(
		&self,
		network: NetworkId,
		slot: Slot,
		swept: &SweptSlots,
	) -> Result<()> {
		let before = Storage::new(self.chain, Some(self.parent));
		let record: Option<NetworkRecord> =
			before.record("Metering", "Networks", &key(network)).await?;
		if let Some(first) = record.as_ref().and_then(NetworkRecord::first_slot) {
			self.batch.put_first_slot(network, first)?;
		}
		let pages = record.map_or(0, |record| record.meters).div_ceil(PAGE_ROWS);
		let mut shares_before = 0;
		for page in 0..pages {
			let stored: Option<Vec<ShareRow>> =
				before.get("Settlement", "Shares", &keys(network, page)).await?;
			let shares = PageShares::new(&stored.unwrap_or_default(), slot, shares_before);
			shares_before = shares.end();
			let rows = self.waiting_rows(before, network, slot, page, &shares, swept).await?;
			self.batch.put_waiting(network, slot, page, &rows)?;
		}
		self.batch.put_cleared(network, slot, pages)
	}

	async fn waiting_rows(
		&self,
		before: Storage<'_>,
		network: NetworkId,
		slot: Slot,
		page: PageIndex,
		shares: &PageShares,
		swept: &SweptSlots,
	) -> Result<Vec<WaitingRow>> {
		let rows: Option<Vec<RowEnergy>> =
			before.get("Metering", "SlotEnergy", &keys((network, slot), page)).await?;
		let Some(rows) = rows.filter(|rows| !rows.is_empty()) else { return Ok(Vec::new()) };
		let orders: Option<Vec<OrderRow>> =
			before.get("Settlement", "Orders", &keys(network, page)).await?;
		let outside: Option<Vec<OutsideRow>> =
			before.get("Settlement", "Outside", &keys(network, page)).await?;
		let (orders, outside) = (orders.unwrap_or_default(), outside.unwrap_or_default());
		let surplus = self.surplus(before, network, page, swept).await?;
		let row = |energy: RowEnergy| WaitingRow {
			energy,
			share: shares.of(energy.row).share,
			share_from_ppm: shares.of(energy.row).from_ppm,
			share_to_ppm: shares.of(energy.row).to_ppm,
			limits: orders
				.iter()
				.find(|order| order.row == energy.row)
				.map(|order| order.at(slot))
				.unwrap_or_default(),
			outside: outside.iter().any(|entry| entry.row == energy.row && entry.holds(slot)),
			surplus_before: surplus.get(usize::from(energy.row)).copied().unwrap_or(0),
		};
		Ok(rows.into_iter().map(row).collect())
	}

	/// What a page's meters had given to the grid when the slot was cleared. The state before this
	/// block does not know of slots that were swept in it.
	async fn surplus(
		&self,
		before: Storage<'_>,
		network: NetworkId,
		page: PageIndex,
		swept: &SweptSlots,
	) -> Result<Vec<u64>> {
		let stored: Option<Vec<u64>> =
			before.get("Settlement", "Surplus", &keys(network, page)).await?;
		let mut surplus = stored.unwrap_or_default();
		surplus.resize(PAGE_ROWS as usize, 0);
		for swept in swept.of(network).filter(|swept| swept.whole) {
			let record = self.batch.record(network, swept.slot)?;
			let leaf = self.batch.page_leaf(network, swept.slot, page)?;
			let rows = self.batch.page(network, swept.slot, page)?;
			let (Some(record), Some(leaf), Some(rows)) = (record, leaf, rows) else { continue };
			let mut axes = leaf.start;
			for row in &rows {
				if let Some(known) = surplus.get_mut(usize::from(row.row)) {
					let more = row.surplus(&axes, &record.header.clearing);
					*known = row.surplus_before.saturating_add(more);
				}
				axes = axes.after(row).map_err(|_| overflow(network, swept.slot))?;
			}
		}
		Ok(surplus)
	}

	/// A slot is settled: checks its rows against the record's root, and keeps both. Whether its
	/// rows are known: a slot that was cleared before the first indexed block has none here.
	pub(super) async fn swept(&self, network: NetworkId, slot: Slot, root: H256) -> Result<bool> {
		if self.batch.cleared(network, slot)?.is_none() {
			return Ok(false);
		}
		let after = Storage::new(self.chain, Some(self.block));
		let kept: Option<SlotRecord> =
			after.get("Settlement", "SlotRecords", &key((network, slot))).await?;
		let record = match kept {
			Some(record) => Some(record),
			None => self.rebuilt(network, slot, root).await?,
		};
		let name = format!("{} slot {slot}", network.carrier.facts().name);
		let record = record.ok_or_else(|| Error::misfit(&name, "it has no record"))?;
		let mut tree = RootBuilder::for_slot::<Blake2Hasher>(&record.header);
		let mut start = Axes::default();
		for page in 0..record.pages {
			let waiting = self.batch.waiting(network, slot, page)?;
			let rows = leaves(&record, &waiting);
			let leaf = PageLeaf::new::<Blake2Hasher>(page, start, &rows);
			let (leaf, end) = leaf.map_err(|_| overflow(network, slot))?;
			self.batch.put_page(network, slot, &leaf, &rows)?;
			let pushed = tree.push::<Blake2Hasher>(leaf.hash::<Blake2Hasher>());
			pushed.map_err(|_| overflow(network, slot))?;
			start = end;
		}
		let computed = tree.root::<Blake2Hasher>();
		if computed != record.root || computed != root {
			let reason = format!("{name}: root {computed:?} from its rows, {root:?} on chain");
			return Err(Error::Verification(reason));
		}
		self.batch.put_record(network, &record)?;
		self.batch.drop_waiting(network, slot)?;
		Ok(true)
	}
}

fn overflow(network: NetworkId, slot: Slot) -> Error {
	let name = network.carrier.facts().name;
	Error::Verification(format!("{name} slot {slot}: its energy overflows"))
}

/// How a row stood in the slot's market.
pub(super) fn standing(row: &WaitingRow, rule: &Rule, tariff: &Tariff) -> Standing {
	if row.outside {
		Standing::Outside
	} else {
		rule.standing(&row.limits, &row.share, tariff)
	}
}

/// The rows of a page as the record commits to them.
pub(super) fn leaves(record: &SlotRecord, rows: &[WaitingRow]) -> Vec<RowLeaf> {
	let clearing = &record.header.clearing;
	let leaf = |row: &WaitingRow| {
		let standing = standing(row, &clearing.rule, &clearing.tariff);
		let class = clearing.class_of(&row.energy, standing);
		let in_market = clearing.import_in_market(row.energy.import, class, &row.allotment());
		RowLeaf::new(&row.energy, class, in_market, row.surplus_before)
	};
	rows.iter().map(leaf).collect()
}

/// The root over header and pages; `None` where sums overflow, which no swept slot's do.
pub fn root_of(record: &SlotRecord, pages: &[Vec<RowLeaf>]) -> Option<H256> {
	let mut tree = RootBuilder::for_slot::<Blake2Hasher>(&record.header);
	let mut start = Axes::default();
	for (page, rows) in (0u32..).zip(pages) {
		let (leaf, end) = PageLeaf::new::<Blake2Hasher>(page, start, rows).ok()?;
		tree.push::<Blake2Hasher>(leaf.hash::<Blake2Hasher>()).ok()?;
		start = end;
	}
	Some(tree.root::<Blake2Hasher>())
}
