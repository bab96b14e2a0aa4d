// SPDX-License-Identifier: Apache-2.0
//! Devices: who takes part with what, what they offer, and what covers their dues.

use crate::{pallet::*, types::*};
use codec::MaxEncodedLen;
use dispatch_core::{check_limits, check_offer, DeviceLimits, OfferBlob, SideLimits, DEVICES_MAX};
use energy_primitives::{
	Carrier, CommunityId, DeviceMeter, DeviceMeters, HouseholdQuota, MeterId, MoneyError,
	NetworkId, PlanLeg, PlanMoney, RowClass,
};
use frame_support::{
	defensive, ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{Consideration, Footprint},
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_device(
		who: T::AccountId,
		community: CommunityId,
		limits: DeviceLimits,
		meter: MeterId,
		other_meter: Option<MeterId>,
	) -> DispatchResult {
		let programme = Programmes::<T>::get(community).ok_or(Error::<T>::NoProgramme)?;
		let facts = Self::own_meter(&who, meter)?;
		let other = other_meter.map(|meter| Self::own_meter(&who, meter)).transpose()?;
		let own_network = NetworkId { community, carrier: limits.carrier };
		let other_network = NetworkId { community, carrier: other_carrier(limits.carrier) };
		ensure!(meter.network == own_network && is_device(&facts), Error::<T>::WrongMeter);
		ensure!(
			other_meter.is_none_or(|meter| meter.network == other_network)
				&& other.is_none_or(|facts| is_device(&facts)),
			Error::<T>::WrongMeter
		);
		let cap_w = facts.power_cap_w;
		let fits = sides(&limits).all(|side| side.power_max_w <= cap_w);
		ensure!(
			check_limits(&limits) && fits && is_connected(&programme, &limits),
			Error::<T>::WrongLimits
		);
		let meters = [Some(meter), other_meter];
		ensure!(
			meters.iter().flatten().all(|meter| Self::device_of(*meter).is_none()),
			Error::<T>::MeterTaken
		);
		let count = DeviceCount::<T>::get(community);
		let number = NextDevice::<T>::get(community);
		let device = u16::try_from(number).map_err(|_| Error::<T>::TooManyDevices)?;
		ensure!(count < DEVICES_MAX, Error::<T>::TooManyDevices);

		let ticket = T::DeviceConsideration::new(&who, Self::footprint())?;
		let owner = who.clone();
		let account = facts.account;
		let record = DeviceRecord {
			owner,
			limits,
			meter,
			other_meter,
			account,
			deposit: 0,
			since_slot: T::Meters::current_slot(),
			retired_at: None,
			ticket,
		};
		Devices::<T>::insert(community, device, record);
		NextDevice::<T>::insert(community, number.saturating_add(1));
		DeviceCount::<T>::insert(community, count.saturating_add(1));
		for (meter, own) in [(Some(meter), true), (other_meter, false)] {
			if let Some(meter) = meter {
				Self::add_meter(meter, device, own);
			}
		}
		Self::deposit_event(Event::DeviceRegistered { community, device, owner: who, meter });
		Ok(())
	}

	pub(crate) fn do_retire_device(
		who: T::AccountId,
		community: CommunityId,
		device: u16,
	) -> DispatchResult {
		let mut record = Devices::<T>::get(community, device).ok_or(Error::<T>::DeviceNotFound)?;
		// Whoever has the meter now may free it of an earlier owner's device.
		let may = record.owner == who || Self::own_meter(&who, record.meter).is_ok();
		ensure!(may, Error::<T>::NotOwner);
		ensure!(record.retired_at.is_none(), Error::<T>::DeviceIsRetired);

		let current = T::Meters::current_slot();
		let has_begun = T::Meters::is_frozen(record.meter.network, current);
		// While a network prepares nothing was delivered yet.
		record.retired_at = Some(if has_begun { current } else { 0 });
		Devices::<T>::insert(community, device, &record);
		Self::deposit_event(Event::DeviceRetired { community, device });
		let delivery = Deliveries::<T>::get(community, device);
		let is_planned = has_begun && !Timelines::<T>::get(community).is_empty();
		if !is_planned && delivery.open == 0 && delivery.short <= 0 {
			Self::remove_device(community, device, record);
		}
		Ok(())
	}

	pub(crate) fn do_lock_deposit(
		who: T::AccountId,
		community: CommunityId,
		device: u16,
		amount: u128,
	) -> DispatchResult {
		let mut record = Self::own_device(&who, community, device)?;
		ensure!(record.retired_at.is_none(), Error::<T>::DeviceIsRetired);
		// Another's money covers nothing of this device.
		ensure!(Self::is_still_owners(&record), Error::<T>::NotOwner);

		record.deposit = record.deposit.checked_add(amount).ok_or(Error::<T>::PositionTooLow)?;
		T::Money::lock(record.account, amount).map_err(Error::<T>::from)?;
		Devices::<T>::insert(community, device, record);
		Self::deposit_event(Event::DepositLocked { community, device, amount });
		Ok(())
	}

	pub(crate) fn do_unlock_deposit(
		who: T::AccountId,
		community: CommunityId,
		device: u16,
		amount: u128,
	) -> DispatchResult {
		let mut record = Self::own_device(&who, community, device)?;
		ensure!(!Self::is_counted_on(community, device), Error::<T>::DepositInUse);
		record.deposit = record.deposit.checked_sub(amount).ok_or(Error::<T>::PositionTooLow)?;

		Self::return_deposit(&record, amount).map_err(Error::<T>::from)?;
		Devices::<T>::insert(community, device, record);
		Self::deposit_event(Event::DepositUnlocked { community, device, amount });
		Ok(())
	}

	pub(crate) fn do_offer(
		who: T::AccountId,
		community: CommunityId,
		blob: OfferBlob,
		standing: bool,
	) -> DispatchResult {
		ensure!(Programmes::<T>::contains_key(community), Error::<T>::NoProgramme);
		let in_order = blob.windows(2).all(|pair| match pair {
			[(one, _), (next, _)] => one < next,
			_ => true,
		});
		ensure!(in_order, Error::<T>::DevicesNotInOrder);
		let (round, slots) = Self::offered_round(community);
		for (device, offer) in &blob {
			let record = Self::own_device(&who, community, *device)?;
			ensure!(record.retired_at.is_none(), Error::<T>::DeviceIsRetired);
			check_offer(&record.limits, offer, slots.into(), Self::slot_s())
				.map_err(Error::<T>::from)?;
		}

		T::Quota::use_one(&who);
		let devices = u32::try_from(blob.len()).unwrap_or(u32::MAX);
		let round = (!standing).then_some(round);
		if blob.is_empty() {
			Offers::<T>::remove(community, &who);
		} else {
			Offers::<T>::insert(community, &who, OfferRecord { blob, round });
		}
		Self::deposit_event(Event::Offered { community, who, devices, round });
		Ok(())
	}

	/// The round that offers of now are for, and its slots.
	fn offered_round(community: CommunityId) -> (u32, u8) {
		let horizon = Self::rules(community).horizon_slots;
		match Rounds::<T>::get(community) {
			None => (0, horizon),
			Some(round) if round.phase == Phase::Offers => (round.number, round.slots),
			Some(round) => (round.number.saturating_add(1), horizon),
		}
	}

	/// A meter that this account owns. Errors: `MeterNotFound`, `NotOwner`.
	fn own_meter(
		who: &T::AccountId,
		meter: MeterId,
	) -> Result<DeviceMeter<T::AccountId>, Error<T>> {
		let facts = T::Meters::meter(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(facts.owner == *who, Error::<T>::NotOwner);
		Ok(facts)
	}

	/// A device of this account. Errors: `DeviceNotFound`, `NotOwner`.
	fn own_device(
		who: &T::AccountId,
		community: CommunityId,
		device: u16,
	) -> Result<DeviceRecordOf<T>, Error<T>> {
		let record = Devices::<T>::get(community, device).ok_or(Error::<T>::DeviceNotFound)?;
		ensure!(record.owner == *who, Error::<T>::NotOwner);
		Ok(record)
	}

	/// The device a meter belongs to.
	fn device_of(meter: MeterId) -> Option<u16> {
		let rows = DeviceMeterRows::<T>::get(meter.network, meter.page());
		rows.iter().find(|entry| entry.row == meter.row()).map(|entry| entry.device)
	}

	/// Whether a plan that is not settled, or the running round, counts on a device.
	fn is_counted_on(community: CommunityId, device: u16) -> bool {
		let in_round = Self::running_round(community).is_some()
			&& Frozen::<T>::get(community)
				.is_some_and(|frozen| frozen.devices.binary_search(&device).is_ok());
		in_round
			|| Timelines::<T>::get(community).iter().any(|span| {
				Plans::<T>::get(community, span.round)
					.is_some_and(|plan| plan.devices.binary_search(&device).is_ok())
			})
	}

	fn add_meter(meter: MeterId, device: u16, own: bool) {
		DeviceMeterRows::<T>::mutate(meter.network, meter.page(), |rows| {
			let place = rows.partition_point(|entry| entry.row < meter.row());
			let entry = MeterRow { row: meter.row(), device, own };
			if rows.try_insert(place, entry).is_err() {
				defensive!("a page has no more rows than meters");
			}
		});
	}

	fn drop_meter(meter: MeterId) {
		DeviceMeterRows::<T>::mutate_exists(meter.network, meter.page(), |slot| {
			let mut rows = slot.take().unwrap_or_default();
			rows.retain(|entry| entry.row != meter.row());
			*slot = (!rows.is_empty()).then_some(rows);
		});
	}

	/// Takes a settled device off the chain. Its deposits go back. Where the account can't take its
	/// own, the device stays, and it is tried again.
	pub(crate) fn remove_device(community: CommunityId, device: u16, record: DeviceRecordOf<T>) {
		if record.deposit > 0 && Self::return_deposit(&record, record.deposit).is_err() {
			return;
		}
		if record.ticket.drop(&record.owner).is_err() {
			defensive!("what was held for the device is still held");
		}
		[Some(record.meter), record.other_meter].into_iter().flatten().for_each(Self::drop_meter);
		Devices::<T>::remove(community, device);
		Deliveries::<T>::remove(community, device);
		DeviceCount::<T>::mutate(community, |count| *count = count.saturating_sub(1));
		Self::deposit_event(Event::DeviceRemoved { community, device });
	}

	/// Whether the device's meter still belongs to whoever registered it.
	pub(crate) fn is_still_owners(record: &DeviceRecordOf<T>) -> bool {
		T::Meters::meter(record.meter).is_none_or(|facts| facts.owner == record.owner)
	}

	/// Gives a deposit back to whoever registered the device, also after its meter was sold.
	fn return_deposit(record: &DeviceRecordOf<T>, amount: u128) -> Result<(), MoneyError> {
		if Self::is_still_owners(record) {
			return T::Money::unlock(record.account, amount);
		}
		let community = record.account.network.community;
		with_storage_layer(|| {
			let moved = T::Money::forfeit(community, amount).and_then(|()| {
				T::Money::pay(record.account, record.since_slot, PlanLeg::Deposit, amount)
			});
			moved.map_err(Failed)
		})
		.map_err(|Failed(error)| error)
	}

	/// What a device takes in state.
	pub(crate) fn footprint() -> Footprint {
		Footprint::from_parts(1, DeviceRecordOf::<T>::max_encoded_len())
	}
}

/// Why money did not move, as a storage layer passes it on.
struct Failed(MoneyError);

impl From<DispatchError> for Failed {
	fn from(_: DispatchError) -> Self {
		Self(MoneyError::Currency)
	}
}

/// The carrier that is not this one.
pub(crate) const fn other_carrier(carrier: Carrier) -> Carrier {
	match carrier {
		Carrier::Electricity => Carrier::Heat,
		Carrier::Heat => Carrier::Electricity,
	}
}

/// Whether a meter can show what a device does.
fn is_device<AccountId>(facts: &DeviceMeter<AccountId>) -> bool {
	facts.class != RowClass::Feeder
}

/// The sides a device has.
fn sides(limits: &DeviceLimits) -> impl Iterator<Item = SideLimits> {
	[limits.take, limits.give].into_iter().flatten()
}

/// Whether the lines that a device is on exist.
pub(crate) fn is_connected(programme: &Programme, limits: &DeviceLimits) -> bool {
	let has = |carrier: Carrier, node: u16| match carrier {
		Carrier::Electricity => usize::from(node) < programme.electricity.tree.len(),
		Carrier::Heat => {
			programme.heat.as_ref().is_some_and(|grid| usize::from(node) < grid.tree.len())
		}
	};
	let crosses = sides(limits).any(|side| side.other_permille != (0, 0));
	has(limits.carrier, limits.node)
		&& (!crosses || has(other_carrier(limits.carrier), limits.other_node))
}
