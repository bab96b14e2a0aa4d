// SPDX-License-Identifier: Apache-2.0
//! The devices of a meter: a new key for the one it has, or another one in its place.

use crate::*;
use energy_primitives::{MeterId, NetworkId, RowClass, PAGE_ROWS};
use frame_support::{dispatch::DispatchResult, ensure};
use metering_core::{
	meter::{CounterRow, DeviceKey, DeviceRow, MeterFacts, MeterStatus},
	reading::{reading_message, DeviceSignature, Setting},
	replacement::{carried, swap, Carried, Closing, Replacement},
};
use sp_core::ed25519;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_rotate_key(
		who: T::AccountId,
		meter: MeterId,
		device_key: DeviceKey,
		possession: DeviceSignature,
	) -> DispatchResult {
		let mut network = Self::operated(&who, meter.network)?;
		let record = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let (old, counter) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(old.status != MeterStatus::Retired, Error::<T>::MeterRetired);
		Self::ensure_new_key(&who, &record, &device_key, &possession)?;

		let device = DeviceRow { key: device_key, ..old };
		let device = Self::trusted_again(&mut network, meter.network, device, &counter);
		Self::put_network(meter.network, network);
		Self::put_key(meter, &old.key, device_key);
		Self::put_rows(meter, device, counter);
		Self::deposit_event(Event::KeyRotated { meter });
		Ok(())
	}

	pub(crate) fn do_replace_device(
		who: T::AccountId,
		meter: MeterId,
		replacement: Replacement,
		possession: DeviceSignature,
	) -> DispatchResult {
		let mut network = Self::operated(&who, meter.network)?;
		let mut record = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let (old, before) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(old.status != MeterStatus::Retired, Error::<T>::MeterRetired);
		let facts = &replacement.facts;
		facts
			.check(replacement.import_register, replacement.export_register)
			.map_err(Error::<T>::from)?;
		Self::ensure_new_key(&who, &record, &replacement.device_key, &possession)?;
		let carried = Self::carried(&network, meter, &record, &old, &before, &replacement.closing)?;
		let calibrated_until = Self::last_slot_before(facts.calibrated_until_s);
		let pending = record.pending(&before);
		let (device, counter) =
			swap(&old, &before, &replacement, &pending, &carried, calibrated_until)
				.map_err(Error::<T>::from)?;

		Self::exchange_facts(&mut network, meter.network, &record.facts, facts, old.class);
		let device = Self::trusted_again(&mut network, meter.network, device, &counter);
		record.adjusted = record.adjusted.with(&before, &counter);
		record.carried = (carried, counter.last_slot);
		record.facts = replacement.facts;
		record.generation = record.generation.saturating_add(1);
		let (import, export) = record.adjusted.measured(&counter);
		let origin = |opening: u64, carried: u32, measured: i128| {
			i128::from(opening).saturating_sub(carried.into()).saturating_sub(measured)
		};
		record.import_origin = origin(replacement.import_register, carried.import, import);
		record.export_origin = origin(replacement.export_register, carried.export, export);
		let generation = record.generation;
		Self::put_network(meter.network, network);
		Self::put_key(meter, &old.key, device.key);
		Self::put_rows(meter, device, counter);
		Meters::<T>::insert(meter, record);
		Self::deposit_event(Event::DeviceReplaced {
			meter,
			generation,
			import_carried: carried.import,
			export_carried: carried.export,
			on_word: carried.on_word,
		});
		Ok(())
	}

	/// A key no meter has, held by a device that agrees to this operator and the meter's owner.
	fn ensure_new_key(
		operator: &T::AccountId,
		record: &MeterRecord<T::AccountId>,
		key: &DeviceKey,
		possession: &DeviceSignature,
	) -> DispatchResult {
		ensure!(!DeviceKeys::<T>::contains_key(key), Error::<T>::DeviceKeyAlreadyExists);
		let owner = &record.owners.at(Self::current_slot_number()).owner;
		ensure!(
			Self::proves_possession(operator, owner, key, possession),
			Error::<T>::WrongPossession
		);
		Ok(())
	}

	/// What the old device measured after its last reading.
	fn carried(
		network: &NetworkRecord,
		meter: MeterId,
		record: &MeterRecord<T::AccountId>,
		device: &DeviceRow,
		counter: &CounterRow,
		closing: &Closing,
	) -> Result<Carried, Error<T>> {
		let now = Self::current_slot_number();
		let Some(first_slot) = network.first_slot() else {
			// Nothing was measured yet.
			let none = matches!(closing, Closing::LastReading);
			return if none { Ok(Carried::default()) } else { Err(Error::ClosingSlotOutOfRange) };
		};
		let done = counter.done_slot(first_slot);
		let slot = match closing {
			Closing::Signed { slot, .. } => *slot,
			Closing::LastReading | Closing::Word { .. } => now,
		};
		let span = slot.saturating_sub(done);
		if let Closing::Signed { .. } = closing {
			ensure!(span > 0 && slot <= now, Error::ClosingSlotOutOfRange);
			ensure!(Self::is_closing_signed(device, closing), Error::WrongClosing);
		}
		let slot_length = Self::slot_length_const();
		let carrier = meter.network.carrier;
		let setting = Setting { slot, first_slot, carrier, slot_length };
		let begun = record.first_slot.max(first_slot);
		let measured = done.saturating_add(1).saturating_sub(begun);
		let pending = record.pending(counter);
		carried(device, counter, &pending, closing, &setting, span, measured).map_err(Error::from)
	}

	/// A suspended key signs nothing that counts.
	fn is_closing_signed(device: &DeviceRow, closing: &Closing) -> bool {
		let Closing::Signed { slot, import_register, export_register, signature } = closing else {
			return false;
		};
		let message = reading_message(&Self::genesis(), *slot, *import_register, *export_register);
		device.status != MeterStatus::Suspended
			&& sp_io::crypto::ed25519_verify(
				&ed25519::Signature::from_raw(*signature),
				&message,
				&ed25519::Public::from_raw(device.key),
			)
	}

	/// The network's sums with the new device's facts instead of the old one's.
	fn exchange_facts(
		network: &mut NetworkRecord,
		id: NetworkId,
		old: &MeterFacts,
		new: &MeterFacts,
		class: RowClass,
	) {
		if class == RowClass::Sub {
			return;
		}
		network.resolution_sum = network
			.resolution_sum
			.saturating_sub(old.resolution.into())
			.saturating_add(new.resolution.into());
		network.accuracy_ppm = network.accuracy_ppm.max(new.accuracy_ppm);
		if class == RowClass::Boundary {
			network.energy_max = network
				.energy_max
				.saturating_sub(Self::energy_max(id, old.power_cap_w))
				.saturating_add(Self::energy_max(id, new.power_cap_w));
		}
	}

	/// A device with a new key is read again, if the old key was suspended.
	fn trusted_again(
		network: &mut NetworkRecord,
		id: NetworkId,
		device: DeviceRow,
		counter: &CounterRow,
	) -> DeviceRow {
		if device.status != MeterStatus::Suspended {
			return device;
		}
		let device = DeviceRow { status: MeterStatus::Active, ..device };
		Self::wait_for(network, id, &device, counter);
		device
	}

	fn put_key(meter: MeterId, old: &DeviceKey, new: DeviceKey) {
		DeviceKeys::<T>::remove(old);
		DeviceKeys::<T>::insert(new, meter);
	}

	/// Writes a meter's rows in the two columns.
	pub(crate) fn put_rows(meter: MeterId, device: DeviceRow, counter: CounterRow) {
		let row = (meter.index % PAGE_ROWS) as usize;
		Devices::<T>::mutate(meter.network, meter.page(), |rows| {
			if let Some(place) = rows.get_mut(row) {
				*place = device;
			}
		});
		Self::put_counter(meter, counter);
	}

	/// Writes a meter's counters.
	pub(crate) fn put_counter(meter: MeterId, counter: CounterRow) {
		let row = (meter.index % PAGE_ROWS) as usize;
		Counters::<T>::mutate(meter.network, meter.page(), |rows| {
			if let Some(place) = rows.get_mut(row) {
				*place = counter;
			}
		});
	}
}
