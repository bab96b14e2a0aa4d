// SPDX-License-Identifier: Apache-2.0
//! Networks, slots, records and pages; billing periods and statements.

use super::{
	keys::{network_key, page_key, parse_network, parse_number, slot_key},
	Counts, Store, COUNTS, FOLDED, NETWORKS, OWNERS, PAGES, PERIODS, RECORDS, ROWS, STATEMENTS,
};
use crate::error::{Error, Result};
use energy_primitives::{MemberAccount, MeterId, NetworkId, PageIndex, Slot, StatementId};
use settlement_core::{PageLeaf, PeriodRecord, RowLeaf, SlotRecord, StatementRow};
use sp_core::{Blake2Hasher, H256};
use std::ops::Range;

impl Store {
	/// All networks that have a meter.
	pub fn networks(&self) -> Result<Vec<NetworkId>> {
		let mut networks: Vec<NetworkId> = Vec::new();
		self.walk(OWNERS, &[], &[], |key, _: [u8; 32]| {
			let network = parse_network(key);
			if networks.last() != network.as_ref() {
				networks.extend(network);
			}
			true
		})?;
		Ok(networks)
	}

	/// The first slot of a network, once one of its slots was cleared.
	pub fn first_slot(&self, id: NetworkId) -> Result<Option<Slot>> {
		self.get(NETWORKS, &network_key(id))
	}

	/// The next slot of a network whose record will leave the chain's state; `None` while none has,
	/// as far as is indexed.
	pub fn folded_to(&self, id: NetworkId) -> Result<Option<Slot>> {
		self.get(FOLDED, &network_key(id))
	}

	/// The record of a settled slot.
	pub fn record(&self, id: NetworkId, slot: Slot) -> Result<Option<SlotRecord>> {
		self.get(RECORDS, &slot_key(id, slot))
	}

	/// All records of a network, by slot.
	pub fn records(&self, id: NetworkId) -> Result<Vec<SlotRecord>> {
		self.scan(RECORDS, &network_key(id))
	}

	/// The settled slots of a network, in order.
	pub fn slots(&self, id: NetworkId) -> Result<Vec<Slot>> {
		let (prefix, mut slots) = (network_key(id), Vec::new());
		self.walk(RECORDS, &prefix, &prefix, |key, _: SlotRecord| {
			slots.extend(parse_number(key));
			true
		})?;
		Ok(slots)
	}

	/// The last settled slot of a network.
	pub fn last_slot(&self, id: NetworkId) -> Result<Option<Slot>> {
		let end = slot_key(id, Slot::MAX);
		let last = self.last_before::<SlotRecord>(RECORDS, &network_key(id), &end)?;
		Ok(last.map(|(_, record)| record.header.clearing.slot))
	}

	/// The hashes of consecutive records, as they stand in their network's mountain range.
	///
	/// Errors: `Verification` naming the first slot that is not indexed.
	pub fn record_hashes(&self, id: NetworkId, slots: Range<Slot>) -> Result<Vec<H256>> {
		let mut hashes: Vec<H256> = Vec::new();
		let mut next = slots.start;
		self.walk(RECORDS, &network_key(id), &slot_key(id, next), |_, record: SlotRecord| {
			let found = next < slots.end && record.header.clearing.slot == next;
			if found {
				hashes.push(record.hash::<Blake2Hasher>());
				next = next.saturating_add(1);
			}
			found
		})?;
		if next < slots.end {
			let name = id.carrier.facts().name;
			return Err(Error::file(
				self.path(),
				format!(
					"{name} slot {next} is missing: its record left the chain's state, and proofs \
					 need all records that did; index again, from before the network's first slot"
				),
			));
		}
		Ok(hashes)
	}

	/// The pages of a settled slot.
	pub fn rows(&self, id: NetworkId, slot: Slot) -> Result<Option<Vec<Vec<RowLeaf>>>> {
		let Some(record) = self.record(id, slot)? else { return Ok(None) };
		let pages: Vec<Vec<RowLeaf>> = self.scan(ROWS, &slot_key(id, slot))?;
		Ok((pages.len() == record.pages as usize).then_some(pages))
	}

	/// One page of a settled slot.
	pub fn page(&self, id: NetworkId, slot: Slot, page: PageIndex) -> Result<Option<Vec<RowLeaf>>> {
		self.get(ROWS, &page_key(id, slot, page))
	}

	/// What the record of a settled slot commits to, page by page.
	pub fn page_leaves(&self, id: NetworkId, slot: Slot) -> Result<Vec<PageLeaf>> {
		self.scan(PAGES, &slot_key(id, slot))
	}

	/// What the record of a settled slot commits to of one page.
	pub fn page_leaf(
		&self,
		id: NetworkId,
		slot: Slot,
		page: PageIndex,
	) -> Result<Option<PageLeaf>> {
		self.get(PAGES, &page_key(id, slot, page))
	}

	/// A closed billing period of a network.
	pub fn period(&self, id: NetworkId, period: u32) -> Result<Option<PeriodRecord>> {
		self.get(PERIODS, &slot_key(id, period))
	}

	/// The closed billing periods of a network, by number.
	pub fn periods(&self, id: NetworkId) -> Result<Vec<(u32, PeriodRecord)>> {
		let (prefix, mut periods) = (network_key(id), Vec::new());
		self.walk(PERIODS, &prefix, &prefix, |key, record| {
			periods.extend(parse_number(key).map(|period| (period, record)));
			true
		})?;
		Ok(periods)
	}

	/// The statements of a closed period, page by page from 0 on.
	pub fn statements(&self, id: NetworkId, period: u32) -> Result<Vec<Vec<StatementRow>>> {
		self.scan(STATEMENTS, &slot_key(id, period))
	}

	/// The statement of an account; `None` where the period did not touch it.
	pub fn statement(&self, id: StatementId) -> Result<Option<StatementRow>> {
		let StatementId { account: MemberAccount { meter, epoch }, period } = id;
		let key = page_key(meter.network, period, meter.page());
		let rows: Vec<StatementRow> = self.get(STATEMENTS, &key)?.unwrap_or_default();
		Ok(rows.into_iter().find(|row| row.row == meter.row() && row.epoch == epoch))
	}

	/// A meter's row of a settled slot.
	pub fn row(&self, meter: MeterId, slot: Slot) -> Result<Option<RowLeaf>> {
		let rows = self.page(meter.network, slot, meter.page())?.unwrap_or_default();
		Ok(rows.into_iter().find(|leaf| leaf.row == meter.row()))
	}

	/// How many readings of a network counted.
	pub fn counts(&self, id: NetworkId) -> Result<Counts> {
		Ok(self.get(COUNTS, &network_key(id))?.unwrap_or_default())
	}
}
