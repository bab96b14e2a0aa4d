// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_metering`, to be measured by `scripts/weights.sh`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the pallet's calls and steps.
pub trait WeightInfo {
	fn create_network() -> Weight;
	fn open_network() -> Weight;
	fn register_meter() -> Weight;
	fn retire_meter() -> Weight;
	fn answer_dispute() -> Weight;
	fn bond_relay() -> Weight;
	fn unbond_relay() -> Weight;
	fn submit_readings(n: u32) -> Weight;
	fn authorize_submit_readings(n: u32) -> Weight;
	fn notice_pause() -> Weight;
	fn patrol_page() -> Weight;
}

/// Measured weights.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_network() -> Weight {
		<() as WeightInfo>::create_network().saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn open_network() -> Weight {
		<() as WeightInfo>::open_network().saturating_add(T::DbWeight::get().reads_writes(6, 1))
	}
	fn register_meter() -> Weight {
		<() as WeightInfo>::register_meter().saturating_add(T::DbWeight::get().reads_writes(8, 7))
	}
	fn retire_meter() -> Weight {
		<() as WeightInfo>::retire_meter().saturating_add(T::DbWeight::get().reads_writes(6, 5))
	}
	fn answer_dispute() -> Weight {
		<() as WeightInfo>::answer_dispute().saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn bond_relay() -> Weight {
		<() as WeightInfo>::bond_relay().saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
	fn unbond_relay() -> Weight {
		<() as WeightInfo>::unbond_relay().saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
	fn submit_readings(n: u32) -> Weight {
		<() as WeightInfo>::submit_readings(n)
			.saturating_add(T::DbWeight::get().reads_writes(14, 9))
	}
	fn authorize_submit_readings(n: u32) -> Weight {
		<() as WeightInfo>::authorize_submit_readings(n).saturating_add(T::DbWeight::get().reads(7))
	}
	fn notice_pause() -> Weight {
		<() as WeightInfo>::notice_pause().saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
	fn patrol_page() -> Weight {
		<() as WeightInfo>::patrol_page().saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}
}

impl WeightInfo for () {
	fn create_network() -> Weight {
		Weight::from_parts(20_000_000, 4_000)
	}
	fn open_network() -> Weight {
		Weight::from_parts(30_000_000, 8_000)
	}
	fn register_meter() -> Weight {
		Weight::from_parts(150_000_000, 30_000)
	}
	fn retire_meter() -> Weight {
		Weight::from_parts(80_000_000, 30_000)
	}
	fn answer_dispute() -> Weight {
		Weight::from_parts(20_000_000, 4_000)
	}
	fn bond_relay() -> Weight {
		Weight::from_parts(40_000_000, 4_000)
	}
	fn unbond_relay() -> Weight {
		Weight::from_parts(40_000_000, 4_000)
	}
	fn submit_readings(n: u32) -> Weight {
		Weight::from_parts(200_000_000, 60_000)
			.saturating_add(Weight::from_parts(45_000_000, 0).saturating_mul(n.into()))
	}
	fn authorize_submit_readings(n: u32) -> Weight {
		Weight::from_parts(120_000_000, 30_000)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(n.into()))
	}
	fn notice_pause() -> Weight {
		Weight::from_parts(10_000_000, 2_000)
	}
	fn patrol_page() -> Weight {
		Weight::from_parts(60_000_000, 30_000)
	}
}
