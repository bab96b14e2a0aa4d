// SPDX-License-Identifier: Apache-2.0
//! The sweep: page by page, every row gets its leg out of the suspense.

use crate::{page_sweep::PageSweep, pallet::*, types::*};
use alloc::vec::Vec;
use energy_primitives::{ClosedSlot, Delivery, MeterId, NetworkId, Slot, SlotSource, SlotSum};
use frame_support::{defensive, traits::Get};
use settlement_core::{
	pot, Axes, Clearing, Mountain, PageLeaf, RootBuilder, SlotHeader, SlotRecord,
};
use sp_runtime::traits::BlakeTwo256;

/// What the sweep of a page did, for its weight.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct SweptPage {
	/// Its rows.
	pub(crate) rows: u32,
	/// Something was told about one of them, which costs more.
	pub(crate) told: bool,
	/// How many of them were planned devices'.
	pub(crate) planned: u32,
}

impl<T: Config> Pallet<T> {
	/// Begins the sweep of a slot whose named accounts have their legs.
	pub(crate) fn begin_sweep(
		network: NetworkId,
		clearing: Clearing,
		closed: &ClosedSlot,
		reserve: u128,
	) {
		let ledger = Ledgers::<T>::get(network);
		let header = SlotHeader {
			clearing,
			grid_export_before: ledger.grid_export,
			grid_import_before: ledger.grid_import,
			no_feeder: closed.no_feeder,
			contested: closed.contested,
		};
		let sweep = Sweep {
			header,
			page_count: T::Metering::page_count(network),
			next_page: 0,
			period_first: Self::period_first(network, header.clearing.slot),
			axes: Axes::default(),
			shares_before: 0,
			reserve,
			tree: RootBuilder::for_slot::<BlakeTwo256>(&header),
		};
		Sweeps::<T>::insert(network, Stage::Sweeping(sweep));
	}

	/// Sweeps the next page and forgets its readings. Then, with everything written, planned devices
	/// are settled for it.
	pub(crate) fn sweep_page(network: NetworkId, mut sweep: Sweep) -> SweptPage {
		let (slot, page) = (sweep.header.clearing.slot, sweep.next_page);
		let rows = T::Metering::slot_page(network, slot, page);
		let rule = sweep.header.clearing.rule;
		let shares = Self::shares_at(network, page, slot, &rule, sweep.shares_before);
		sweep.shares_before = shares.end();
		let mut told = false;
		let leaves = if rows.is_empty() {
			Vec::new()
		} else {
			let mut swept = PageSweep::<T>::read(network, page, &sweep, shares);
			let leaves = swept.rows(&rows, sweep.axes);
			sweep.reserve = swept.reserve;
			told = swept.told;
			swept.write();
			leaves
		};
		match PageLeaf::new::<BlakeTwo256>(page, sweep.axes, &leaves) {
			Ok((leaf, axes)) => {
				sweep.axes = axes;
				if sweep.tree.push::<BlakeTwo256>(leaf.hash::<BlakeTwo256>()).is_err() {
					defensive!("a network has fewer than 2^24 pages");
				}
			}
			Err(_) => {
				defensive!("the sums of the rows are those of the book, which fit");
			}
		}
		T::Metering::drop_page(network, slot, page);
		sweep.next_page = sweep.next_page.saturating_add(1);
		let Clearing { sell_price, buy_price, .. } = sweep.header.clearing;
		Sweeps::<T>::insert(network, Stage::Sweeping(sweep));
		let planned = if rows.is_empty() {
			0
		} else {
			T::Delivery::page_swept(network, slot, page, &rows, sell_price, buy_price)
		};
		SweptPage { rows: rows.len() as u32, told, planned }
	}

	/// Writes the record of a swept slot and forgets the rest of it.
	pub(crate) fn finish_sweep(network: NetworkId, sweep: Sweep) {
		let slot = sweep.header.clearing.slot;
		Ledgers::<T>::mutate(network, |ledger| {
			if ledger.suspense != 0 {
				defensive!("the rows' legs are those the prices promised");
			}
			match sweep.header.grid_after() {
				Some((export, import)) => {
					ledger.grid_export = export;
					ledger.grid_import = import;
				}
				None => {
					defensive!("the grid's axes have 64 bits");
				}
			}
		});
		let root = sweep.tree.root::<BlakeTwo256>();
		let record = SlotRecord { header: sweep.header, pages: sweep.page_count, root };
		SlotRecords::<T>::insert((network, slot), record);
		Self::fold_records(network, slot);
		Sweeps::<T>::remove(network);
		T::Metering::drop_slot(network, slot);
		Self::deposit_event(Event::SlotSwept { network, slot, root });
		Self::review_grid(network);
		T::Delivery::slot_swept(network, slot, slot_sum(&record.header, &sweep.axes));
		if Self::bill_slot(network, slot, &record) {
			T::Delivery::period_ended(network);
			Self::begin_billing(network);
		}
	}

	/// Takes the oldest records out of state and into the mountain range: at most two, so that a
	/// window that became shorter is caught up with.
	fn fold_records(network: NetworkId, settled: Slot) {
		let mut mountain = Mountains::<T>::get(network).unwrap_or_else(|| Mountain::new(settled));
		let window = Self::window();
		for _ in 0..2 {
			let Some(slot) = mountain.next_slot() else { break };
			if slot.saturating_add(window) > settled {
				break;
			}
			let Some(record) = SlotRecords::<T>::take((network, slot)) else {
				defensive!("slots settle in order, so none is missing");
				break;
			};
			if mountain.fold::<BlakeTwo256>(&record).is_err() {
				defensive!("the record taken was the next one");
				break;
			}
			Self::deposit_event(Event::RecordFolded { network, slot });
		}
		Mountains::<T>::insert(network, mountain);
	}

	/// Lets a lifted meter back in from the next slot not begun, once every slot from before it was
	/// taken over is settled.
	pub(crate) fn let_in(
		meter: MeterId,
		entry: &mut OutsideRow,
		headroom: i128,
		next_to_settle: Slot,
	) {
		let ready = entry.lifted && entry.until_slot.is_none() && entry.from_slot <= next_to_settle;
		if ready && pot::re_enters(headroom, T::ReentryLevel::get()) {
			let from_slot = Self::next_to_begin(meter.network);
			entry.until_slot = Some(from_slot);
			entry.lifted = false;
			Self::deposit_event(Event::InsideFrom { meter, from_slot });
		}
	}
}

/// The sums of a swept slot; `axes` are those behind its last row.
fn slot_sum(header: &SlotHeader, axes: &Axes) -> SlotSum {
	let Clearing { grid_net, sell_price, buy_price, .. } = header.clearing;
	SlotSum {
		// Sums of a book, which fit 64 bits.
		export: axes.accepted_export.saturating_add(axes.refused_export),
		import: axes.accepted_import.saturating_add(axes.refused_import),
		grid_net,
		measured: !header.no_feeder,
		sell_price,
		buy_price,
	}
}
