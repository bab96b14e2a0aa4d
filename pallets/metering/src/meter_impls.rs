// SPDX-License-Identifier: Apache-2.0
//! The life of a meter: registered, suspended and resumed, handed over, retired.

use crate::*;
use codec::Encode;
use energy_primitives::{CreditNotes, MeterId, NetworkId, RowClass, Slot, SlotSink, PAGE_ROWS};
use frame_support::{dispatch::DispatchResult, ensure};
use metering_core::{
	converter::is_downhill,
	meter::{ConverterInput, CounterRow, DeviceKey, DeviceRow, Mark, MeterRole, MeterStatus, Tag},
	owner::Ownership,
	reading::{possession_message, DeviceSignature},
	storage::StorageBooks,
};
use sp_core::ed25519;

/// Days ahead at most for which a meter can be handed over.
const CUT_OFF_DAYS: u32 = 366;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_meter(
		who: T::AccountId,
		network: NetworkId,
		registration: MeterRegistration<T::AccountId>,
		possession: DeviceSignature,
	) -> DispatchResult {
		let mut record = Self::operated(&who, network)?;
		registration
			.facts()
			.check(registration.import_register, registration.export_register)
			.map_err(Error::<T>::from)?;
		match &registration.mark {
			Some(Mark::Storage(storage)) => storage.check().map_err(Error::<T>::from)?,
			Some(Mark::Converter(ConverterInput::Meter(input))) => {
				ensure!(Self::may_feed(*input, network), Error::<T>::WrongInput)
			}
			Some(Mark::Converter(ConverterInput::Fuel(_))) | None => {}
		}
		Self::check_role(network, &registration)?;
		ensure!(
			!DeviceKeys::<T>::contains_key(registration.device_key),
			Error::<T>::DeviceKeyAlreadyExists
		);
		if let Some(tag) = registration.point_tag {
			ensure!(!PointTags::<T>::contains_key(tag), Error::<T>::PointTagAlreadyExists);
		}
		let (key, owner) = (registration.device_key, registration.owner.clone());
		ensure!(
			Self::proves_possession(&who, &owner, &key, &possession),
			Error::<T>::WrongPossession
		);
		let meter = MeterId { network, index: record.meters };
		record.meters = record.meters.checked_add(1).ok_or(Error::<T>::TooManyMeters)?;

		let last_slot = match record.phase {
			Phase::Preparing => 0,
			Phase::Open { .. } => Self::current_slot_number().saturating_sub(1),
		};
		Self::push_rows(meter, &registration, last_slot)?;
		Self::take_into_service(&mut record, network, &registration, last_slot);
		DeviceKeys::<T>::insert(key, meter);
		if let Some(tag) = registration.point_tag {
			PointTags::<T>::insert(tag, meter);
		}
		Networks::<T>::insert(network, record);
		Self::make_sufficient(&owner);
		Meters::<T>::insert(meter, MeterRecord::new(registration, last_slot.saturating_add(1)));
		Self::deposit_event(Event::MeterRegistered { meter, owner });
		Ok(())
	}

	/// An owner's account exists from now on, whatever it holds: it never needs native currency to
	/// sign its free calls.
	fn make_sufficient(owner: &T::AccountId) {
		frame_system::Pallet::<T>::inc_sufficients(owner);
	}

	/// Whether a meter can measure the input of a converter in `network`: one of the same community,
	/// of a carrier from which that network's is made.
	fn may_feed(input: MeterId, network: NetworkId) -> bool {
		input.network.community == network.community
			&& is_downhill(input.network.carrier, network.carrier)
			&& Meters::<T>::contains_key(input)
	}

	/// A sub-meter stands behind a boundary meter in service; only a boundary meter stands at a
	/// metering point.
	fn check_role(
		network: NetworkId,
		registration: &MeterRegistration<T::AccountId>,
	) -> DispatchResult {
		if let MeterRole::Sub { parent } = registration.role {
			let parent = Self::rows_of(MeterId { network, index: parent });
			ensure!(
				parent.is_some_and(|(device, _)| {
					device.class == RowClass::Boundary && device.status != MeterStatus::Retired
				}),
				Error::<T>::ParentNotFound
			);
		}
		ensure!(
			registration.role == MeterRole::Boundary || registration.point_tag.is_none(),
			Error::<T>::PointTagNotAllowed
		);
		Ok(())
	}

	/// Whether the device holds its key, and agrees to this operator and owner.
	pub(crate) fn proves_possession(
		operator: &T::AccountId,
		owner: &T::AccountId,
		key: &DeviceKey,
		possession: &DeviceSignature,
	) -> bool {
		let message =
			possession_message(&Self::genesis(), &operator.encode(), &owner.encode(), key);
		sp_io::crypto::ed25519_verify(
			&ed25519::Signature::from_raw(*possession),
			&message,
			&ed25519::Public::from_raw(*key),
		)
	}

	fn push_rows(
		meter: MeterId,
		registration: &MeterRegistration<T::AccountId>,
		last_slot: Slot,
	) -> DispatchResult {
		let (network, page) = (meter.network, meter.page());
		let device =
			registration.device_row(Self::last_slot_before(registration.calibrated_until_s));
		Devices::<T>::try_mutate(network, page, |rows| rows.try_push(device))
			.map_err(|_| Error::<T>::TooManyMeters)?;
		Counters::<T>::try_mutate(network, page, |rows| {
			rows.try_push(registration.counter_row(last_slot))
		})
		.map_err(|_| Error::<T>::TooManyMeters)?;
		if let Some(Mark::Storage(facts)) = registration.mark {
			let storage = StorageRow { row: meter.row(), facts, books: StorageBooks::default() };
			Storages::<T>::try_mutate(network, page, |rows| rows.try_push(storage))
				.map_err(|_| Error::<T>::TooManyMeters)?;
		}
		Ok(())
	}

	/// Counts a new meter in its network's sums.
	fn take_into_service(
		record: &mut NetworkRecord,
		network: NetworkId,
		registration: &MeterRegistration<T::AccountId>,
		last_slot: Slot,
	) {
		let class = registration.role.class();
		if class == RowClass::Sub {
			return;
		}
		let shift = record.progress.join(last_slot);
		if record.phase != Phase::Preparing {
			Self::apply_shift(network, shift);
		}
		record.resolution_sum =
			record.resolution_sum.saturating_add(registration.resolution.into());
		record.accuracy_ppm = record.accuracy_ppm.max(registration.accuracy_ppm);
		if class == RowClass::Feeder {
			record.feeders = record.feeders.saturating_add(1);
		} else {
			let energy_max = Self::energy_max(network, registration.power_cap_w);
			record.energy_max = record.energy_max.saturating_add(energy_max);
		}
	}

	pub(crate) fn do_retire_meter(who: T::AccountId, meter: MeterId) -> DispatchResult {
		let network = meter.network;
		let mut record = Self::operated(&who, network)?;
		let facts = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let (device, counter) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(device.status != MeterStatus::Retired, Error::<T>::MeterRetired);

		Self::stop_waiting(&mut record, network, &device, &counter);
		match device.class {
			RowClass::Sub => {}
			RowClass::Feeder => record.feeders = record.feeders.saturating_sub(1),
			RowClass::Boundary => {
				let energy_max = Self::energy_max(network, device.power_cap_w);
				record.energy_max = record.energy_max.saturating_sub(energy_max);
			}
		}
		if device.class != RowClass::Sub {
			record.resolution_sum =
				record.resolution_sum.saturating_sub(facts.facts.resolution.into());
		}
		Self::put_network(network, record);
		Self::set_status(meter, MeterStatus::Retired);
		DeviceKeys::<T>::remove(device.key);
		if let Some(tag) = facts.point_tag {
			PointTags::<T>::remove(tag);
		}
		Self::deposit_event(Event::MeterRetired { meter });
		Ok(())
	}

	/// Sets a meter's status in its page.
	pub(crate) fn set_status(meter: MeterId, status: MeterStatus) {
		Devices::<T>::mutate(meter.network, meter.page(), |rows| {
			if let Some(device) = rows.get_mut((meter.index % PAGE_ROWS) as usize) {
				device.status = status;
			}
		});
	}

	/// Slots no longer wait for this meter.
	fn stop_waiting(
		record: &mut NetworkRecord,
		network: NetworkId,
		device: &DeviceRow,
		counter: &CounterRow,
	) {
		if !device.is_waited_for() {
			return;
		}
		let last = counter.done_slot(record.first_slot().unwrap_or_default());
		let shift = record.progress.leave(last);
		if record.phase != Phase::Preparing {
			Self::apply_shift(network, shift);
		}
	}

	/// Slots wait for this meter, which has become active.
	pub(crate) fn wait_for(
		record: &mut NetworkRecord,
		network: NetworkId,
		device: &DeviceRow,
		counter: &CounterRow,
	) {
		if !device.is_waited_for() {
			return;
		}
		let last = counter.done_slot(record.first_slot().unwrap_or_default());
		let shift = record.progress.join(last);
		if record.phase != Phase::Preparing {
			Self::apply_shift(network, shift);
		}
	}

	/// Writes a network's record; tells settlement if nobody is missing any more.
	pub(crate) fn put_network(network: NetworkId, record: NetworkRecord) {
		let complete = record.progress.is_complete() && record.phase != Phase::Preparing;
		Networks::<T>::insert(network, record);
		if complete {
			T::Settlement::notice(network);
		}
	}

	pub(crate) fn do_suspend_meter(who: T::AccountId, meter: MeterId) -> DispatchResult {
		let mut record = Self::operated(&who, meter.network)?;
		let (device, counter) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(device.status != MeterStatus::Retired, Error::<T>::MeterRetired);
		ensure!(device.status != MeterStatus::Suspended, Error::<T>::AlreadySuspended);
		Self::stop_waiting(&mut record, meter.network, &device, &counter);
		Self::put_network(meter.network, record);
		Self::set_status(meter, MeterStatus::Suspended);
		Self::deposit_event(Event::MeterSuspended { meter });
		Ok(())
	}

	pub(crate) fn do_resume_meter(who: T::AccountId, meter: MeterId) -> DispatchResult {
		let mut record = Self::operated(&who, meter.network)?;
		let (mut device, counter) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(device.status == MeterStatus::Suspended, Error::<T>::NotSuspended);
		device.status = MeterStatus::Active;
		Self::wait_for(&mut record, meter.network, &device, &counter);
		Self::put_network(meter.network, record);
		Self::set_status(meter, MeterStatus::Active);
		Self::deposit_event(Event::MeterResumed { meter });
		Ok(())
	}

	pub(crate) fn do_change_owner(
		who: T::AccountId,
		meter: MeterId,
		owner: T::AccountId,
		member: Option<Tag>,
		link_tag: Tag,
		from_slot: Slot,
	) -> DispatchResult {
		Self::operated(&who, meter.network)?;
		let mut record = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let (device, _) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(device.status != MeterStatus::Retired, Error::<T>::MeterRetired);
		ensure!(device.class == RowClass::Boundary, Error::<T>::NotBoundary);
		let now = Self::current_slot_number();
		let furthest = Self::slot_length_const().per_day().saturating_mul(CUT_OFF_DAYS);
		ensure!(from_slot <= now.saturating_add(furthest), Error::<T>::CutOffTooFar);

		let next = Ownership { owner: owner.clone(), member, link_tag };
		record.owners = record.owners.change(next, from_slot, now).map_err(Error::<T>::from)?;
		let (old, epoch) = (record.owners.current.owner.clone(), record.owners.epoch);
		ensure!(
			T::Settlement::change_owner(meter, old, epoch, from_slot),
			Error::<T>::TooManyOwners
		);
		Meters::<T>::insert(meter, record);
		Self::make_sufficient(&owner);
		let epoch = epoch.saturating_add(1);
		Self::deposit_event(Event::OwnerChanging { meter, owner, epoch, from_slot });
		Ok(())
	}
}
