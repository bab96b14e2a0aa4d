// SPDX-License-Identifier: Apache-2.0
//! What an indexer knows: the rows of every settled slot, made again from what stood before, so that
//! anything about them can be proven. Their root must be the one on the chain.

use crate::world::{meter, NETWORKS};
use commonwatt_runtime::{Metering, Runtime, Settlement};
use energy_primitives::{MeterId, NetworkId, RowEnergy, Slot, SurplusSource};
use settlement_core::{
	subtree_path, Allotment, Axes, Evidence, Limits, PageLeaf, PageShares, Path, RootBuilder,
	RowLeaf, RowProof, SlotRecord, Standing,
};
use sp_core::H256;
use sp_runtime::traits::BlakeTwo256;
use std::{collections::BTreeMap, sync::Arc};

/// A row that waits for its slot's prices, and how it stands.
#[derive(Clone)]
struct Waiting {
	energy: RowEnergy,
	allotment: Allotment,
	limits: Limits,
	outside: bool,
}

/// A settled slot.
pub struct Settled {
	pub record: SlotRecord,
	pub rows: Vec<RowLeaf>,
	page: PageLeaf,
}

type Rows = BTreeMap<(NetworkId, Slot), Vec<Waiting>>;

/// All slots.
#[derive(Clone, Default)]
pub struct Records {
	/// As it stood before this block.
	waiting: Rows,
	cleared: Rows,
	slots: BTreeMap<(NetworkId, Slot), Arc<Settled>>,
	/// What meters gave to the grid.
	surplus: BTreeMap<MeterId, u64>,
}

fn waiting(network: NetworkId, slot: Slot) -> Vec<Waiting> {
	let orders = pallet_settlement::Orders::<Runtime>::get(network, 0);
	let outside = pallet_settlement::Outside::<Runtime>::get(network, 0);
	let shares = pallet_settlement::Shares::<Runtime>::get(network, 0);
	let shares = PageShares::new(&shares, slot, 0);
	let row = |energy: RowEnergy| Waiting {
		energy,
		allotment: shares.of(energy.row),
		limits: orders
			.iter()
			.find(|order| order.row == energy.row)
			.map(|order| order.at(slot))
			.unwrap_or_default(),
		outside: outside.iter().any(|entry| entry.row == energy.row && entry.holds(slot)),
	};
	Metering::slot_rows(network, slot, 0).into_iter().map(row).collect()
}

impl Records {
	/// Looks at the state before a block: at the slots that are not swept.
	pub fn before_block<'a>(&mut self, slots: impl Iterator<Item = &'a (NetworkId, Slot)>) {
		let rows = slots.map(|(network, slot)| ((*network, *slot), waiting(*network, *slot)));
		self.waiting = rows.collect();
	}

	/// A slot has its prices.
	pub fn cleared(&mut self, network: NetworkId, slot: Slot) {
		let rows = self.waiting.remove(&(network, slot)).unwrap_or_default();
		self.cleared.insert((network, slot), rows);
	}

	/// A slot is settled.
	pub fn swept(
		&mut self,
		network: NetworkId,
		slot: Slot,
		record: SlotRecord,
	) -> Result<(), String> {
		let waiting = self.cleared.remove(&(network, slot)).ok_or("swept, and never cleared")?;
		let clearing = record.header.clearing;
		let leaf = |row: &Waiting| {
			let standing = match row.outside {
				true => Standing::Outside,
				false => {
					clearing.rule.standing(&row.limits, &row.allotment.share, &clearing.tariff)
				}
			};
			let class = clearing.class_of(&row.energy, standing);
			let market = clearing.import_in_market(row.energy.import, class, &row.allotment);
			let at = meter(network, row.energy.row.into());
			let surplus = self.surplus.get(&at).copied().unwrap_or(0);
			RowLeaf::new(&row.energy, class, market, surplus)
		};
		let rows: Vec<RowLeaf> = waiting.iter().map(leaf).collect();
		let page = PageLeaf::new::<BlakeTwo256>(0, Axes::default(), &rows);
		let (page, _) = page.map_err(|_| "the rows overflow")?;
		let mut tree = RootBuilder::for_slot::<BlakeTwo256>(&record.header);
		tree.push::<BlakeTwo256>(page.hash::<BlakeTwo256>()).map_err(|_| "one page")?;
		let root = tree.root::<BlakeTwo256>();
		if root != record.root {
			return Err(format!("root {:?}, its rows have {root:?}", record.root));
		}
		let mut before = Axes::default();
		for row in &rows {
			let more = row.surplus(&before, &clearing);
			*self.surplus.entry(meter(network, row.row.into())).or_default() += more;
			before = before.after(row).map_err(|_| "the rows overflow")?;
		}
		self.slots.insert((network, slot), Arc::new(Settled { record, rows, page }));
		Ok(())
	}

	/// A settled slot.
	pub fn slot(&self, network: NetworkId, slot: Slot) -> Option<&Settled> {
		self.slots.get(&(network, slot)).map(|settled| &**settled)
	}

	/// A meter's row in a settled slot.
	pub fn row(&self, at: MeterId, slot: Slot) -> Option<RowLeaf> {
		self.slot(at.network, slot)?.rows.iter().find(|row| row.row == at.row()).copied()
	}

	/// The last slots of a network that are settled, the latest first.
	pub fn latest(&self, network: NetworkId) -> impl Iterator<Item = Slot> + '_ {
		self.slots.range((network, 0)..=(network, Slot::MAX)).rev().map(|((_, slot), _)| *slot)
	}

	/// What a meter gave to the grid.
	pub fn surplus(&self, at: MeterId) -> u64 {
		self.surplus.get(&at).copied().unwrap_or(0)
	}

	/// The proof of a meter's row, as an indexer makes it.
	pub fn evidence(&self, at: MeterId, slot: Slot) -> Option<Evidence> {
		let settled = self.slot(at.network, slot)?;
		let place = settled.rows.iter().position(|row| row.row == at.row())? as u32;
		let (header, rows) = (&settled.record.header, &settled.rows);
		let row = RowProof::new::<BlakeTwo256>(header, &[settled.page], 0, rows, place)?;
		let mountain = self.mountain(at.network, slot).unwrap_or_default();
		Some(Evidence { record: settled.record, row, mountain })
	}

	/// The path of a record that has left the state.
	fn mountain(&self, network: NetworkId, slot: Slot) -> Option<Path> {
		let mountain = pallet_settlement::Mountains::<Runtime>::get(network)?;
		let folded = mountain.first_slot..mountain.next_slot()?;
		let place = slot.checked_sub(folded.start).filter(|_| slot < folded.end)?;
		let hash = |slot| Some(self.slot(network, slot)?.record.hash::<BlakeTwo256>());
		let leaves: Vec<H256> = folded.map(hash).collect::<Option<_>>()?;
		subtree_path::<BlakeTwo256>(&leaves, place)?.try_into().ok()
	}

	/// Compares with the chain.
	pub fn check(&self) -> Result<(), String> {
		for network in NETWORKS {
			for index in 0..crate::world::meters_of(network) {
				let at = meter(network, index);
				let (found, expected) = (Settlement::surplus_of(at), self.surplus(at));
				if found != expected {
					return Err(format!("{at:?} gave {found} to the grid, rows say {expected}"));
				}
			}
		}
		Ok(())
	}
}
