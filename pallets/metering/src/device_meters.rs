// SPDX-License-Identifier: Apache-2.0
//! What dispatch asks of metering: whose meter it is, and whose account its money goes to.

use crate::*;
use energy_primitives::{
	DeviceMeter, DeviceMeters, MeterId, NetworkId, Slot, SlotLength, SlotSource,
};
use metering_core::meter::{MeterRole, MeterStatus};

impl<T: Config> Pallet<T> {
	/// Role, owner of now and power cap of a meter in service.
	fn in_service(meter: MeterId) -> Option<(MeterRole, T::AccountId, u32)> {
		let (device, _) = Self::rows_of(meter)?;
		if device.status == MeterStatus::Retired {
			return None;
		}
		let record = Meters::<T>::get(meter)?;
		let owner = record.owners.at(Self::current_slot_number()).owner.clone();
		Some((record.role, owner, device.power_cap_w))
	}
}

impl<T: Config> DeviceMeters<T::AccountId> for Pallet<T> {
	fn slot_length() -> SlotLength {
		Self::slot_length_const()
	}

	fn current_slot() -> Slot {
		Self::current_slot_number()
	}

	fn exists(network: NetworkId) -> bool {
		Networks::<T>::contains_key(network)
	}

	fn is_frozen(network: NetworkId, slot: Slot) -> bool {
		<Self as SlotSource<T::AccountId>>::is_frozen(network, slot)
	}

	/// A device behind a connection point goes with it: it is its owner's, and `None` once the
	/// connection point is out of service. So nobody plans with somebody else's account, also not
	/// after the home was sold.
	fn meter(meter: MeterId) -> Option<DeviceMeter<T::AccountId>> {
		let (role, owner, power_cap_w) = Self::in_service(meter)?;
		let (owner, account) = match role {
			MeterRole::Boundary | MeterRole::Feeder => (owner, meter),
			MeterRole::Sub { parent } => {
				let parent = MeterId { index: parent, ..meter };
				let (_, owner, _) = Self::in_service(parent)?;
				(owner, parent)
			}
		};
		Some(DeviceMeter { owner, class: role.class(), account, power_cap_w })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_meter(network: NetworkId, owner: &T::AccountId) -> MeterId {
		benchmarking::behind_a_new_home::<T>(network, owner)
	}
}
