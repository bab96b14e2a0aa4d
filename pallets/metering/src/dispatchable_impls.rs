// SPDX-License-Identifier: Apache-2.0
//! What the calls do, one `do_<call>` each.

use crate::*;
use codec::Encode;
use energy_primitives::{Communities, MeterId, NetworkId, RowClass, Slot, SlotSink, PAGE_ROWS};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::MutateHold, tokens::Precision, Get},
};
use metering_core::{
	meter::{DeviceKey, MeterRole, MeterStatus},
	progress::Progress,
	reading::{possession_message, DeviceSignature},
};
use sp_core::ed25519;
use sp_runtime::{traits::Zero, Saturating};

const MILLION: u32 = 1_000_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_network(
		who: T::AccountId,
		network: NetworkId,
		params: NetworkParams,
	) -> DispatchResult {
		let operator =
			T::Communities::operator(network.community).ok_or(Error::<T>::CommunityNotFound)?;
		ensure!(operator == who, Error::<T>::NotOperator);
		ensure!(!Networks::<T>::contains_key(network), Error::<T>::NetworkAlreadyExists);
		ensure!(params.grace_s <= T::GraceMax::get(), Error::<T>::GraceTooLong);
		ensure!(params.loss_ppm <= MILLION, Error::<T>::LossTooHigh);

		Networks::<T>::insert(network, NetworkRecord::new(params));
		Self::deposit_event(Event::NetworkCreated { network });
		Ok(())
	}

	pub(crate) fn do_open_network(
		who: T::AccountId,
		network: NetworkId,
		first_slot: Slot,
	) -> DispatchResult {
		let mut record = Self::operated(&who, network)?;
		ensure!(record.phase == Phase::Preparing, Error::<T>::AlreadyOpen);
		let length = Self::slot_length_const();
		let current = length.slot_at(Self::now_s());
		let reach = length.per_day().saturating_mul(T::BackdateDays::get());
		let in_reach = first_slot >= current.saturating_sub(reach)
			&& first_slot <= current.saturating_add(reach);
		ensure!(first_slot > 0 && in_reach, Error::<T>::FirstSlotOutOfRange);
		let slots = current.saturating_add(1).saturating_sub(first_slot);
		ensure!(
			T::Settlement::may_open(network, first_slot, slots),
			Error::<T>::SettlementNotReady
		);

		record.phase = Phase::Open { first_slot, opened_at_s: Self::now_s() };
		// Nobody has spoken yet: every meter that is waited for lags.
		let waited = record.progress.waited;
		record.progress = Progress { next_slot: first_slot, waited, lagging: waited };
		record.window_since = first_slot;
		Networks::<T>::insert(network, record);
		Self::deposit_event(Event::NetworkOpened { network, first_slot });
		Ok(())
	}

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
		Self::check_role(network, &registration)?;
		ensure!(
			!DeviceKeys::<T>::contains_key(registration.device_key),
			Error::<T>::DeviceKeyAlreadyExists
		);
		if let Some(tag) = registration.point_tag {
			ensure!(!PointTags::<T>::contains_key(tag), Error::<T>::PointTagAlreadyExists);
		}
		ensure!(
			Self::proves_possession(&who, &registration, &possession),
			Error::<T>::WrongPossession
		);
		let meter = MeterId { network, index: record.meters };
		record.meters = record.meters.checked_add(1).ok_or(Error::<T>::TooManyMeters)?;

		let last_slot = match record.phase {
			Phase::Preparing => 0,
			Phase::Open { .. } => {
				Self::slot_length_const().slot_at(Self::now_s()).saturating_sub(1)
			}
		};
		Self::push_rows(meter, &registration, last_slot)?;
		Self::take_into_service(&mut record, network, &registration, last_slot);
		DeviceKeys::<T>::insert(registration.device_key, meter);
		if let Some(tag) = registration.point_tag {
			PointTags::<T>::insert(tag, meter);
		}
		Networks::<T>::insert(network, record);
		let owner = registration.owner.clone();
		Meters::<T>::insert(meter, MeterRecord::from(registration));
		Self::deposit_event(Event::MeterRegistered { meter, owner });
		Ok(())
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

	fn proves_possession(
		operator: &T::AccountId,
		registration: &MeterRegistration<T::AccountId>,
		possession: &DeviceSignature,
	) -> bool {
		let key: &DeviceKey = &registration.device_key;
		let message = possession_message(
			&Self::genesis(),
			&operator.encode(),
			&registration.owner.encode(),
			key,
		);
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
		Devices::<T>::try_mutate(network, page, |rows| rows.try_push(registration.device_row()))
			.map_err(|_| Error::<T>::TooManyMeters)?;
		Counters::<T>::try_mutate(network, page, |rows| {
			rows.try_push(registration.counter_row(last_slot))
		})
		.map_err(|_| Error::<T>::TooManyMeters)?;
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

		if device.is_waited_for() {
			let last = counter.done_slot(record.first_slot().unwrap_or_default());
			let shift = record.progress.leave(last);
			if record.phase != Phase::Preparing {
				Self::apply_shift(network, shift);
			}
		}
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
		let complete = record.progress.is_complete() && record.phase != Phase::Preparing;
		Networks::<T>::insert(network, record);
		Self::set_status(meter, MeterStatus::Retired);
		DeviceKeys::<T>::remove(device.key);
		if let Some(tag) = facts.point_tag {
			PointTags::<T>::remove(tag);
		}
		if complete {
			T::Settlement::notice(network);
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

	pub(crate) fn do_answer_dispute(
		who: T::AccountId,
		network: NetworkId,
		slot: Slot,
	) -> DispatchResult {
		let mut record = Self::operated(&who, network)?;
		match record.dispute.as_mut().filter(|dispute| dispute.slot == slot && !dispute.answered) {
			Some(dispute) => dispute.answered = true,
			None => return Err(Error::<T>::NotDisputed.into()),
		}
		Networks::<T>::insert(network, record);
		T::Settlement::notice(network);
		Self::deposit_event(Event::DisputeAnswered { network, slot });
		Ok(())
	}

	pub(crate) fn do_bond_relay(who: T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		let bond = Self::bond_of(&who).saturating_add(amount);
		ensure!(bond >= T::RelayBondMin::get(), Error::<T>::BondTooSmall);
		T::Currency::hold(&HoldReason::RelayBond.into(), &who, amount)?;
		Self::deposit_event(Event::RelayBonded { relay: who, bond });
		Ok(())
	}

	pub(crate) fn do_unbond_relay(who: T::AccountId) -> DispatchResult {
		let bond = Self::bond_of(&who);
		ensure!(!bond.is_zero(), Error::<T>::RelayNotBonded);
		T::Currency::release(&HoldReason::RelayBond.into(), &who, bond, Precision::Exact)?;
		Self::deposit_event(Event::RelayUnbonded { relay: who, bond });
		Ok(())
	}
}
