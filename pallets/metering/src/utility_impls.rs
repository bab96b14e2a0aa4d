// SPDX-License-Identifier: Apache-2.0
//! Small helpers shared by calls and steps.

use crate::*;
use energy_primitives::{Communities, MeterId, NetworkId, RowClass, Slot, SlotLength, UnitId};
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Defensive, Get, UnixTime},
};
use metering_core::{
	meter::{CounterRow, DeviceRow},
	progress::Shift,
	unit,
};
use sp_runtime::{traits::Zero, Saturating};

impl<T: Config> Pallet<T> {
	/// Seconds since 1970.
	pub(crate) fn now_s() -> u64 {
		T::Time::now().as_secs()
	}

	/// The length of every slot; `integrity_test` proves that the constant is allowed.
	pub(crate) fn slot_length_const() -> SlotLength {
		SlotLength::new(T::SlotSeconds::get()).unwrap_or(SlotLength::QUARTER_HOUR)
	}

	/// The slot that runs now.
	pub(crate) fn current_slot_number() -> Slot {
		Self::slot_length_const().slot_at(Self::now_s())
	}

	/// The last slot that is over at `unix_s`.
	pub(crate) fn last_slot_before(unix_s: u64) -> Slot {
		Self::slot_length_const().slot_at(unix_s).saturating_sub(1)
	}

	/// Hash of the first block: signatures for another chain don't count here.
	pub(crate) fn genesis() -> [u8; 32] {
		let hash = frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		);
		let mut genesis = [0; 32];
		for (to, from) in genesis.iter_mut().zip(hash.as_ref()) {
			*to = *from;
		}
		genesis
	}

	/// The network's record, if `who` operates it.
	pub(crate) fn operated(
		who: &T::AccountId,
		network: NetworkId,
	) -> Result<NetworkRecord, Error<T>> {
		let record = Networks::<T>::get(network).ok_or(Error::<T>::NetworkNotFound)?;
		ensure!(
			T::Communities::operator(network.community).as_ref() == Some(who),
			Error::<T>::NotOperator
		);
		Ok(record)
	}

	/// The meter's rows in the two columns.
	pub(crate) fn rows_of(meter: MeterId) -> Option<(DeviceRow, CounterRow)> {
		let (page, row) = (meter.page(), usize::from(meter.row()));
		let device = *Devices::<T>::get(meter.network, page).get(row)?;
		let counter = *Counters::<T>::get(meter.network, page).get(row)?;
		Some((device, counter))
	}

	pub(crate) fn meter_view(meter: MeterId) -> Option<MeterView<T::AccountId>> {
		let record = Meters::<T>::get(meter)?;
		let (device, counter) = Self::rows_of(meter)?;
		let units_issued = match device.class {
			RowClass::Boundary => unit::issued_until(counter.export),
			_ => 0,
		};
		Some(MeterView { record, device, counter, units_issued })
	}

	/// A unit of a connection point, as far as state tells.
	pub(crate) fn unit_view(id: UnitId) -> Option<UnitView<T::AccountId>> {
		let meter = id.meter()?;
		let view = Self::meter_view(meter)?;
		if view.device.class != RowClass::Boundary {
			return None;
		}
		let (begin, end) = id.range();
		let life = if view.counter.export >= end {
			UnitLife::Issued
		} else {
			match u16::try_from(view.counter.export.saturating_sub(begin)) {
				Ok(filled) if filled > 0 => UnitLife::Filling { filled },
				_ => UnitLife::NotYet,
			}
		};
		let owner = view.record.owners.at(Self::current_slot_number()).owner.clone();
		let printed = alloc::format!("{id}").into_bytes();
		Some(UnitView { printed, meter, serial: id.serial(), life, owner })
	}

	pub(crate) fn storage_of(meter: MeterId) -> Option<StorageRow> {
		let rows = Storages::<T>::get(meter.network, meter.page());
		rows.into_iter().find(|storage| storage.row == meter.row())
	}

	/// What a meter with this power cap can move in one slot, in base quantities.
	pub(crate) fn energy_max(network: NetworkId, power_cap_w: u32) -> u64 {
		network.carrier.energy_max(power_cap_w, Self::slot_length_const().seconds())
	}

	/// Changes the count of meters whose last slot is `shift.slot`.
	pub(crate) fn apply_shift(network: NetworkId, shift: Option<Shift>) {
		let Some(Shift { slot, up }) = shift else { return };
		Totals::<T>::mutate((network, slot), |totals| {
			let changed =
				if up { totals.last_here.checked_add(1) } else { totals.last_here.checked_sub(1) };
			if let Some(last_here) = changed.defensive_proof("left only where counted; qed") {
				totals.last_here = last_here;
			}
		});
	}

	/// What a batch costs in which nothing counts.
	pub(crate) fn worthless_fee() -> BalanceOf<T> {
		T::BatchFee::get().saturating_mul(10u32.into())
	}

	/// What is left of a relay's bond.
	pub(crate) fn bond_of(relay: &T::AccountId) -> BalanceOf<T> {
		T::Currency::balance_on_hold(&HoldReason::RelayBond.into(), relay)
	}
}
