// SPDX-License-Identifier: Apache-2.0
//! What settlement asks of metering: close a slot, read its pages, forget it.

use crate::*;
use alloc::vec::Vec;
use energy_primitives::{
	ClosedSlot, MeterId, NetworkId, PageIndex, RowClass, RowEnergy, Slot, SlotLength, SlotSource,
	PAGE_ROWS,
};
use frame_support::traits::Get;
use metering_core::{
	drift::Drift,
	grace,
	loss::{balance, Balance, LossEntry, LossTerms, LossWindow},
	totals::SlotTotals,
};

/// Whether a slot may close with the loss it has.
enum Verdict {
	/// Its loss is plausible.
	Plausible,
	/// Its loss is not plausible, and it waits.
	Wait,
	/// Its loss is not plausible, and the operator has answered or the deadline has passed.
	Settled { contested: bool },
}

impl<T: Config> Pallet<T> {
	/// Closes the network's next slot, if every meter is done or grace is over, and its loss is
	/// plausible, answered for, or past its deadline.
	fn do_close_next(network: NetworkId) -> Option<ClosedSlot> {
		let mut record = Networks::<T>::get(network)?;
		let slot = record.progress.next_slot;
		if !Self::may_close(&record, slot) {
			return None;
		}
		let totals = Totals::<T>::get((network, slot));
		let balance = balance(&totals, record.feeders);
		let entry = LossEntry::of(&totals, &balance, record.energy_max);
		let window = Self::moved_window(network, &record, slot, &entry);
		let contested = match Self::judge_loss(network, &mut record, slot, &balance, &window) {
			Verdict::Wait => {
				Networks::<T>::insert(network, record);
				return None;
			}
			Verdict::Plausible => {
				Self::slide_window(network, &mut record, slot, entry, window);
				record.dispute = None;
				false
			}
			Verdict::Settled { contested } => {
				// One answer settles every slot whose day holds this excess: a new day begins.
				record.window = LossWindow::default();
				record.window_since = slot.saturating_add(1);
				record.dispute = None;
				contested
			}
		};
		record.drift = Self::drifted(&record, &balance, &entry);
		let feeder_late = Self::settle_feeder(&mut record, &totals, &balance);
		record.progress.advance(totals.last_here);
		if record.progress.lagging > 0 && !SilencePatrol::<T>::contains_key(network) {
			SilencePatrol::<T>::insert(network, 0);
		}
		Networks::<T>::insert(network, record);
		let Balance { grid_net, loss, no_feeder } = balance;
		Self::deposit_event(Event::SlotClosed {
			network,
			slot,
			grid_net,
			loss,
			no_feeder,
			contested,
		});
		Some(ClosedSlot { slot, grid_net, loss, no_feeder, contested, feeder_late })
	}

	/// The drift with this slot; half of what accuracy and resolution leave open is allowed for.
	fn drifted(record: &NetworkRecord, balance: &Balance, entry: &LossEntry) -> Drift {
		if balance.no_feeder {
			return record.drift;
		}
		let alone = LossWindow::default().with(entry);
		let without_technical = LossTerms { technical_ppm: 0, ..record.loss_terms() };
		let all = record.loss_terms().band(&alone);
		let open = without_technical.band(&alone);
		let small = |band: u128| u64::try_from(band).unwrap_or(u64::MAX);
		let allowance = small(open).saturating_sub(entry.missing_max) / 2;
		record.drift.after(entry.loss, small(all.saturating_sub(open)), allowance, entry.fed_in)
	}

	/// A slot may close when it has ended and every meter is done for it, or its grace is over.
	fn may_close(record: &NetworkRecord, slot: Slot) -> bool {
		let Phase::Open { opened_at_s, .. } = record.phase else { return false };
		// Never in the block of a slot's last reading: an indexer finds the pages at the parent of
		// the block that clears the slot.
		if BlockReadings::<T>::get() > 0 {
			return false;
		}
		let (length, now_s) = (Self::slot_length_const(), Self::now_s());
		if !length.has_ended(slot, now_s) {
			return false;
		}
		let from_s = length.end_s(slot).max(opened_at_s);
		let grace_s = record.params.grace_s.into();
		let complete = record.progress.is_complete() && record.progress.waited > 0;
		complete || grace::is_over(from_s, now_s, grace_s, &Pauses::<T>::get())
	}

	/// The rolling day with this slot in it and the slot of a day ago out of it.
	fn moved_window(
		network: NetworkId,
		record: &NetworkRecord,
		slot: Slot,
		entry: &LossEntry,
	) -> LossWindow {
		let window = record.window.with(entry);
		match Self::dropped_slot(record, slot).and_then(|old| LossDay::<T>::get(network, old)) {
			Some(old) => window.without(&old),
			None => window,
		}
	}

	/// The slot that leaves the rolling day when `slot` enters it.
	fn dropped_slot(record: &NetworkRecord, slot: Slot) -> Option<Slot> {
		slot.checked_sub(Self::slot_length_const().per_day())
			.filter(|old| *old >= record.window_since)
	}

	fn slide_window(
		network: NetworkId,
		record: &mut NetworkRecord,
		slot: Slot,
		entry: LossEntry,
		window: LossWindow,
	) {
		let per_day = Self::slot_length_const().per_day();
		if let Some(old) = slot.checked_sub(per_day) {
			LossDay::<T>::remove(network, old);
		}
		LossDay::<T>::insert(network, slot, entry);
		record.window = window;
	}

	/// Judges the loss; opens a dispute where it is not plausible.
	fn judge_loss(
		network: NetworkId,
		record: &mut NetworkRecord,
		slot: Slot,
		balance: &Balance,
		window: &LossWindow,
	) -> Verdict {
		if record.loss_terms().accept(balance.loss, window) {
			return Verdict::Plausible;
		}
		let dispute = match record.dispute.filter(|dispute| dispute.slot == slot) {
			Some(dispute) => dispute,
			None => {
				let last = slot.saturating_add(T::DisputeSlots::get());
				let deadline_s = Self::slot_length_const().end_s(last);
				let dispute = Dispute { slot, deadline_s, answered: false };
				record.dispute = Some(dispute);
				let loss = balance.loss;
				Self::deposit_event(Event::SlotDisputed { network, slot, loss, deadline_s });
				dispute
			}
		};
		if dispute.answered {
			Verdict::Settled { contested: false }
		} else if Self::now_s() >= dispute.deadline_s {
			Verdict::Settled { contested: true }
		} else {
			Verdict::Wait
		}
	}

	/// Keeps account of feeder energy that slots without a feeder did not bill; returns what can be
	/// billed now because every feeder has caught up.
	fn settle_feeder(record: &mut NetworkRecord, totals: &SlotTotals, balance: &Balance) -> i64 {
		if record.feeders == 0 {
			return 0;
		}
		let mut unbilled =
			i128::from(record.feeder_unbilled).saturating_add(totals.feeder_gap_net.into());
		if balance.no_feeder {
			let measured =
				i128::from(totals.feeder_export).saturating_sub(i128::from(totals.feeder_import));
			unbilled = unbilled.saturating_add(measured).saturating_sub(balance.grid_net.into());
		}
		let caught_up =
			totals.feeders_present.saturating_add(totals.feeders_gapped) >= record.feeders;
		let unbilled = i64::try_from(unbilled).unwrap_or(0);
		if caught_up {
			record.feeder_unbilled = 0;
			unbilled
		} else {
			record.feeder_unbilled = unbilled;
			0
		}
	}
}

impl<T: Config> SlotSource<T::AccountId> for Pallet<T> {
	fn slot_length() -> SlotLength {
		Self::slot_length_const()
	}

	fn current_slot() -> Slot {
		Self::slot_length_const().slot_at(Self::now_s())
	}

	fn is_frozen(network: NetworkId, slot: Slot) -> bool {
		let open = Networks::<T>::get(network).is_some_and(|record| record.first_slot().is_some());
		open && Self::slot_length_const().has_begun(slot, Self::now_s())
	}

	fn exists(network: NetworkId) -> bool {
		Networks::<T>::contains_key(network)
	}

	fn next_slot(network: NetworkId) -> Option<Slot> {
		let record = Networks::<T>::get(network)?;
		record.first_slot().map(|_| record.progress.next_slot)
	}

	fn energy_max_per_slot(network: NetworkId) -> u64 {
		Networks::<T>::get(network).map_or(0, |record| {
			record.energy_max.saturating_add(record.params.loss_limit_per_slot.into())
		})
	}

	fn owner_of(meter: MeterId) -> Option<(T::AccountId, RowClass)> {
		let record = Meters::<T>::get(meter)?;
		let owner = record.owners.at(Self::current_slot_number()).owner.clone();
		Some((owner, record.role.class()))
	}

	fn page_count(network: NetworkId) -> PageIndex {
		Networks::<T>::get(network).map_or(0, |record| record.meters.div_ceil(PAGE_ROWS))
	}

	fn close_next(network: NetworkId) -> Option<ClosedSlot> {
		Self::do_close_next(network)
	}

	fn slot_page(network: NetworkId, slot: Slot, page: PageIndex) -> Vec<RowEnergy> {
		SlotEnergy::<T>::get((network, slot), page).into_inner()
	}

	fn drop_page(network: NetworkId, slot: Slot, page: PageIndex) {
		SlotEnergy::<T>::remove((network, slot), page);
	}

	fn drop_slot(network: NetworkId, slot: Slot) {
		Totals::<T>::remove((network, slot));
	}

	fn networks_after(after: Option<NetworkId>, limit: u32) -> Vec<NetworkId> {
		let from = |key: Option<NetworkId>| match key {
			Some(network) => Networks::<T>::iter_keys_from(Networks::<T>::hashed_key_for(network)),
			None => Networks::<T>::iter_keys(),
		};
		from(after).take(limit as usize).collect()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_slot(network: NetworkId, owner: &T::AccountId, rows: u32) {
		benchmarking::fill_slot::<T>(network, owner, rows);
	}
}
