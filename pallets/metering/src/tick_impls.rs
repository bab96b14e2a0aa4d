// SPDX-License-Identifier: Apache-2.0
//! What happens without a call: noticing pauses of the chain, and meters that stay silent.

use crate::*;
use energy_primitives::{MeterId, NetworkId, PageIndex, SlotSink};
use frame_support::{traits::Get, weights::WeightMeter};
use metering_core::{
	grace::Pause,
	meter::{CounterRow, DeviceRow, MeterStatus},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_poll(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::notice_pause()).is_err() {
			return;
		}
		Self::notice_pause();
		while meter.try_consume(T::WeightInfo::patrol_page()).is_ok() {
			if !Self::patrol_page() {
				return;
			}
		}
	}

	/// Polls run only in blocks that admit transactions: a long time since the last one was a pause.
	pub(crate) fn notice_pause() {
		let now_s = Self::now_s();
		let last_s = LastAdmitted::<T>::get();
		if last_s > 0 && now_s.saturating_sub(last_s) > T::PauseSeconds::get().into() {
			Pauses::<T>::mutate(|pauses| {
				if pauses.is_full() {
					pauses.remove(0);
				}
				// Room was just made.
				let _: Result<(), Pause> = pauses.try_push(Pause { begin_s: last_s, end_s: now_s });
			});
		}
		LastAdmitted::<T>::put(now_s);
	}

	/// Looks through one page for silent meters. Returns whether there was one to look through.
	pub(crate) fn patrol_page() -> bool {
		let Some((network, page)) = SilencePatrol::<T>::iter().next() else { return false };
		let Some(mut record) = Networks::<T>::get(network) else {
			SilencePatrol::<T>::remove(network);
			return true;
		};
		let mut devices = Devices::<T>::get(network, page);
		if devices.is_empty() {
			SilencePatrol::<T>::remove(network);
			return true;
		}
		let counters = Counters::<T>::get(network, page);
		let mut changed = false;
		for (row, (device, counter)) in devices.iter_mut().zip(counters.iter()).enumerate() {
			if Self::is_silent(&record, device, counter) {
				device.status = MeterStatus::Silent;
				// Silent meters lag behind the next slot, so no slot's count changes.
				let shift = record.progress.leave(counter.last_slot);
				Self::apply_shift(network, shift);
				Self::report_silent(network, page, row);
				changed = true;
			}
		}
		if changed {
			let complete = record.progress.is_complete();
			Devices::<T>::insert(network, page, devices);
			Networks::<T>::insert(network, record);
			if complete {
				T::Settlement::notice(network);
			}
		}
		SilencePatrol::<T>::insert(network, page.saturating_add(1));
		true
	}

	fn is_silent(record: &NetworkRecord, device: &DeviceRow, counter: &CounterRow) -> bool {
		let Some(first_slot) = record.first_slot() else { return false };
		let next_slot = record.progress.next_slot;
		device.is_waited_for()
			&& next_slot.saturating_sub(counter.done_slot(first_slot)) > T::SilentSlots::get()
	}

	fn report_silent(network: NetworkId, page: PageIndex, row: usize) {
		let row = u8::try_from(row).ok();
		if let Some(meter) = row.and_then(|row| MeterId::at(network, page, row)) {
			Self::deposit_event(Event::MeterSilent { meter });
		}
	}
}
