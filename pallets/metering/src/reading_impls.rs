// SPDX-License-Identifier: Apache-2.0
//! Readings: judge each of a batch, apply those that count, tell the book.

use crate::{authorize_impls::FreshPage, *};
use alloc::{collections::BTreeMap, vec::Vec};
use energy_primitives::{MeterId, NetworkId, PageIndex, RowEnergy, Slot, SlotSink};
use frame_support::{
	dispatch::DispatchResult,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
		Defensive, DefensiveResult, Get,
	},
};
use metering_core::{
	meter::{CounterRow, DeviceRow, MeterStatus},
	progress::Shift,
	reading::{judge, reading_message, Rejection, Setting, SignedReading},
	storage,
	totals::SlotTotals,
};
use sp_core::ed25519;

/// A page while a batch is being judged.
struct OpenPage<T: Config> {
	network: NetworkId,
	page: PageIndex,
	setting: Setting,
	genesis: [u8; 32],
	record: NetworkRecord,
	totals: SlotTotals,
	devices: Page<DeviceRow>,
	counters: Page<CounterRow>,
	storages: Page<StorageRow>,
	/// How many meters left a slot (and did not come to it), by slot.
	left: BTreeMap<Slot, u32>,
	woken: Vec<MeterId>,
	accepted: Vec<RowEnergy>,
	marker: core::marker::PhantomData<T>,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_readings(relay: T::AccountId, batch: ReadingBatch) -> DispatchResult {
		let fresh = Self::check_batch(&batch)?;
		let ReadingBatch { network, slot, page, readings } = batch;
		let mut open = OpenPage::<T>::new(network, page, fresh);
		let mut rejected: u32 = 0;
		for reading in &readings {
			if let Err(reason) = open.accept(reading) {
				rejected = rejected.saturating_add(1);
				let row = reading.row;
				Self::deposit_event(Event::ReadingRejected { network, slot, page, row, reason });
			}
		}
		let accepted = open.accepted.len() as u32;
		open.store()?;
		BlockReadings::<T>::mutate(|count| *count = count.saturating_add(readings.len() as u32));
		Self::charge(&relay, accepted == 0);
		Self::deposit_event(Event::ReadingsAccepted {
			network,
			slot,
			page,
			relay,
			accepted,
			rejected,
		});
		Ok(())
	}

	/// Takes the fixed part of a batch's cost from the relay's bond; ten times that for a batch in
	/// which nothing counts.
	fn charge(relay: &T::AccountId, worthless: bool) {
		let fee = if worthless { Self::worthless_fee() } else { T::BatchFee::get() };
		let reason = HoldReason::RelayBond.into();
		let burnt =
			T::Currency::burn_held(&reason, relay, fee, Precision::BestEffort, Fortitude::Force);
		// Authorisation has seen a bond that covers even a worthless batch.
		let _: Option<_> = burnt.defensive().ok();
	}
}

impl<T: Config> OpenPage<T> {
	fn new(network: NetworkId, page: PageIndex, fresh: FreshPage) -> Self {
		let FreshPage { setting, record, devices, counters, .. } = fresh;
		Self {
			network,
			page,
			setting,
			genesis: Pallet::<T>::genesis(),
			record,
			totals: Totals::<T>::get((network, setting.slot)),
			devices,
			counters,
			storages: Storages::<T>::get(network, page),
			left: BTreeMap::new(),
			woken: Vec::new(),
			accepted: Vec::new(),
			marker: core::marker::PhantomData,
		}
	}

	/// Judges one reading: what is cheap first, its signature last.
	fn accept(&mut self, reading: &SignedReading) -> Result<(), Rejection> {
		let row = usize::from(reading.row);
		let device = *self.devices.get(row).ok_or(Rejection::UnknownMeter)?;
		let counter = *self.counters.get(row).ok_or(Rejection::UnknownMeter)?;
		let (mut energy, after) = judge(&device, &counter, reading, &self.setting)?;
		if !self.is_signed(&device, reading) {
			return Err(Rejection::WrongSignature);
		}
		energy.storage_tail = self.pass_through_storage(&energy)?;
		if let Some(slot) = self.counters.get_mut(row) {
			*slot = after;
		}
		self.count(&device, &counter, reading);
		let energy_max = Pallet::<T>::energy_max(self.network, device.power_cap_w);
		self.totals.add(&device, &energy, energy_max);
		self.accepted.push(energy);
		Ok(())
	}

	/// Books what a storage took and gave; returns how far its import was used up before.
	fn pass_through_storage(&mut self, energy: &RowEnergy) -> Result<Option<u64>, Rejection> {
		let found = self.storages.binary_search_by_key(&energy.row, |storage| storage.row);
		let Some(storage) = found.ok().and_then(|at| self.storages.get_mut(at)) else {
			return Ok(None);
		};
		let before = storage.books.tail;
		let export = energy.export.saturating_sub(energy.export_repaid);
		let import = energy.import.saturating_sub(energy.import_repaid);
		let (x, y) = (energy.export_before, energy.import_before);
		let step =
			storage::step(&storage.facts, &storage.books, x, y, export.into(), import.into());
		storage.books = step.ok_or(Rejection::CounterFull)?.after;
		Ok(Some(before))
	}

	fn is_signed(&self, device: &DeviceRow, reading: &SignedReading) -> bool {
		let message = reading_message(
			&self.genesis,
			self.setting.slot,
			reading.import_register,
			reading.export_register,
		);
		sp_io::crypto::ed25519_verify(
			&ed25519::Signature::from_raw(reading.signature),
			&message,
			&ed25519::Public::from_raw(device.key),
		)
	}

	/// Moves the meter on in the network's progress; wakes it if it was silent.
	fn count(&mut self, device: &DeviceRow, before: &CounterRow, reading: &SignedReading) {
		let to = self.setting.slot;
		if device.is_waited_for() {
			let from = before.done_slot(self.setting.first_slot);
			let shifts = self.record.progress.step(from, to);
			shifts.into_iter().for_each(|shift| self.shift(shift));
		} else if device.status == MeterStatus::Silent {
			if let Some(row) = self.devices.get_mut(usize::from(reading.row)) {
				row.status = MeterStatus::Active;
				if row.is_waited_for() {
					let shift = self.record.progress.join(to);
					self.shift(shift);
				}
			}
			self.woken.extend(MeterId::at(self.network, self.page, reading.row));
		}
	}

	fn shift(&mut self, shift: Option<Shift>) {
		match shift {
			None => {}
			Some(Shift { slot, up: true }) => {
				debug_assert_eq!(slot, self.setting.slot);
				self.totals.last_here = self.totals.last_here.saturating_add(1);
			}
			Some(Shift { slot, up: false }) => {
				let left = self.left.entry(slot).or_default();
				*left = left.saturating_add(1);
			}
		}
	}

	fn store(mut self) -> DispatchResult {
		let (network, page, slot) = (self.network, self.page, self.setting.slot);
		if self.accepted.is_empty() {
			return Ok(());
		}
		SlotEnergy::<T>::try_mutate((network, slot), page, |rows| {
			rows.try_extend(self.accepted.iter().copied())?;
			rows.sort_by_key(|energy| energy.row);
			Ok(())
		})
		// A meter speaks once for a slot, so a page never overflows.
		.defensive_map_err(|()| Error::<T>::PageNotFound)?;
		for (slot, left) in core::mem::take(&mut self.left) {
			Totals::<T>::mutate((network, slot), |totals| {
				totals.last_here = totals.last_here.saturating_sub(left);
			});
		}
		let complete = self.record.progress.is_complete();
		Totals::<T>::insert((network, slot), self.totals);
		Counters::<T>::insert(network, page, self.counters);
		if !self.storages.is_empty() {
			Storages::<T>::insert(network, page, self.storages);
		}
		Networks::<T>::insert(network, self.record);
		if !self.woken.is_empty() {
			Devices::<T>::insert(network, page, self.devices);
			for meter in self.woken {
				Pallet::<T>::deposit_event(Event::MeterAwake { meter });
			}
		}
		T::Settlement::record(network, slot, page, &self.accepted);
		if complete {
			T::Settlement::notice(network);
		}
		Ok(())
	}
}
