// SPDX-License-Identifier: Apache-2.0
//! Billing periods: after a period's last slot, its statements are closed page by page, before any
//! later slot moves money by energy.

use crate::{account_impls::terms_in, pallet::*, types::*, utility_impls::position_in};
use alloc::vec::Vec;
use energy_primitives::{NetworkId, PageIndex, Row, Slot, SlotSource, PAGE_ROWS};
use frame_support::{defensive, BoundedVec};
use settlement_core::{
	page_hash, records_after, PeriodRecord, RootBuilder, SlotRecord, StatementRow,
};
use sp_runtime::traits::BlakeTwo256;

impl<T: Config> Pallet<T> {
	/// Takes a settled slot into the running period. Returns whether it was the period's last.
	pub(crate) fn bill_slot(network: NetworkId, slot: Slot, record: &SlotRecord) -> bool {
		Billings::<T>::mutate(network, |billing| {
			if billing.end_slot == 0 {
				billing.first_slot = slot;
				billing.end_slot = billing.cycle.end_after(slot, T::Metering::slot_length());
			}
			billing.records = records_after::<BlakeTwo256>(billing.records, record);
			slot.saturating_add(1) >= billing.end_slot
		})
	}

	/// The first slot of the running period, which `slot` begins if it is the network's first.
	pub(crate) fn period_first(network: NetworkId, slot: Slot) -> Slot {
		let billing = Billings::<T>::get(network);
		if billing.end_slot == 0 {
			slot
		} else {
			billing.first_slot
		}
	}

	/// Begins to close the running period.
	pub(crate) fn begin_billing(network: NetworkId) {
		let BillingRecord { period, end_slot, .. } = Billings::<T>::get(network);
		let bill = BillSweep {
			end_slot,
			page_count: T::Metering::page_count(network),
			next_page: 0,
			statements: 0,
			tree: RootBuilder::default(),
		};
		Sweeps::<T>::insert(network, Stage::Billing(bill));
		Self::deposit_event(Event::PeriodClosing { network, period, end_slot });
	}

	/// Closes the statements of the next page. Returns its number of accounts.
	pub(crate) fn bill_page(network: NetworkId, mut bill: BillSweep) -> u32 {
		let period = Billings::<T>::get(network).period;
		let page = bill.next_page;
		let rows = Self::close_statements(network, page);
		let looked_at = rows.len() as u32;
		match page_hash::<BlakeTwo256>(page, &rows) {
			Ok(hash) if bill.tree.push::<BlakeTwo256>(hash).is_ok() => (),
			_ => {
				defensive!("pages and their rows have fewer than 2^32");
			}
		}
		bill.statements = bill.statements.saturating_add(looked_at);
		if !rows.is_empty() {
			let rows = BoundedVec::truncate_from(rows);
			Statements::<T>::insert((network, period), page, rows);
		}
		if Presences::<T>::contains_key(network, page) {
			Participants::<T>::insert((network, period), page, Presences::<T>::take(network, page));
		}
		if let Some(old) = period.checked_sub(STATEMENT_PERIODS) {
			Statements::<T>::remove((network, old), page);
			Participants::<T>::remove((network, old), page);
		}
		bill.next_page = page.saturating_add(1);
		Sweeps::<T>::insert(network, Stage::Billing(bill));
		looked_at
	}

	/// The page's statements, sorted by row and owner; the next period opens where they close.
	fn close_statements(network: NetworkId, page: PageIndex) -> Vec<StatementRow> {
		let notes = Notes::<T>::take(network, page);
		let notes_of = |row, epoch| {
			let found = notes.binary_search_by_key(&(row, epoch), |note| (note.row, note.epoch));
			found.ok().and_then(|at| notes.get(at)).map(|note| note.notes).unwrap_or_default()
		};
		let mut rows = Vec::new();
		let mut lines = ClosingLines::<T>::get(network, page);
		for line in lines.iter_mut().filter(|line| line.closed) {
			rows.push(StatementRow {
				row: line.row,
				epoch: line.epoch,
				opening: core::mem::replace(&mut line.opening, line.position),
				closing: line.position,
				notes: notes_of(line.row, line.epoch),
			});
		}
		if !lines.is_empty() {
			Self::put_lines(network, page, lines);
		}
		let positions = Positions::<T>::get(network, page);
		let openings = Openings::<T>::get(network, page);
		let terms = Terms::<T>::get(network, page);
		for row in (0..PAGE_ROWS).map_while(|row| Row::try_from(row).ok()) {
			let epoch = terms_in(&terms, row).epoch;
			rows.push(StatementRow {
				row,
				epoch,
				opening: position_in(&openings, row),
				closing: position_in(&positions, row),
				notes: notes_of(row, epoch),
			});
		}
		if openings != positions {
			Openings::<T>::insert(network, page, positions);
		}
		rows.retain(|row| !row.is_empty());
		rows.sort_unstable_by_key(|row| (row.row, row.epoch));
		rows
	}

	/// Writes the record of a closed period and begins the next.
	pub(crate) fn finish_billing(network: NetworkId, bill: BillSweep) {
		let mut billing = Billings::<T>::get(network);
		let period = billing.period;
		let root = bill.tree.root::<BlakeTwo256>();
		let record = PeriodRecord {
			first_slot: billing.first_slot,
			end_slot: bill.end_slot,
			records_before: billing.records_before,
			records_after: billing.records,
			pages: bill.page_count,
			statements: bill.statements,
			root,
		};
		Periods::<T>::insert((network, period), record);
		if let Some(cycle) = billing.next_cycle.take() {
			billing.cycle = cycle;
		}
		billing.period = period.saturating_add(1);
		billing.first_slot = bill.end_slot;
		billing.end_slot = billing.cycle.end_after(bill.end_slot, T::Metering::slot_length());
		billing.records_before = billing.records;
		Billings::<T>::insert(network, billing);
		Sweeps::<T>::remove(network);
		let statements = bill.statements;
		Self::deposit_event(Event::PeriodClosed { network, period, statements, root });
	}
}
