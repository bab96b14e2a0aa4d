// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_dispatch`. Written by `scripts/weights.sh`; don't edit.
//!
//! Estimates from above, until the first measurement.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_dispatch`.
pub trait WeightInfo {
	fn set_programme() -> Weight;
	fn declare_passive(n: u32, ) -> Weight;
	fn register_device() -> Weight;
	fn retire_device() -> Weight;
	fn lock_deposit() -> Weight;
	fn unlock_deposit() -> Weight;
	fn offer(n: u32, ) -> Weight;
	fn start_round() -> Weight;
	fn commit() -> Weight;
	fn reveal(d: u32, ) -> Weight;
	fn veto() -> Weight;
	fn endorse() -> Weight;
	fn set_bounds() -> Weight;
	fn stop_programme() -> Weight;
	fn on_poll_empty() -> Weight;
	fn poll_start() -> Weight;
	fn poll_next() -> Weight;
	fn freeze(d: u32, ) -> Weight;
	fn judge(d: u32, ) -> Weight;
	fn enact(d: u32, ) -> Weight;
	fn page_swept(d: u32, ) -> Weight;
	fn slot_swept() -> Weight;
	fn period_ended() -> Weight;
	fn deliver_page(d: u32, ) -> Weight;
	fn pay_page(d: u32, ) -> Weight;
	fn forget_plan() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_programme() -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn declare_passive(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn register_device() -> Weight {
		Weight::from_parts(180_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn retire_device() -> Weight {
		Weight::from_parts(180_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn lock_deposit() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn unlock_deposit() -> Weight {
		Weight::from_parts(1_200_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(138_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn offer(n: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn start_round() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(250_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn reveal(d: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 990)
			.saturating_add(Weight::from_parts(350_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(42_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn veto() -> Weight {
		Weight::from_parts(150_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn endorse() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_bounds() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn stop_programme() -> Weight {
		Weight::from_parts(500_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	fn on_poll_empty() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn poll_start() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn poll_next() -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn freeze(d: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 990)
			.saturating_add(Weight::from_parts(450_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(450_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	fn judge(d: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 990)
			.saturating_add(Weight::from_parts(350_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(52_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
	fn enact(d: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 990)
			.saturating_add(Weight::from_parts(450_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(48_u64))
			.saturating_add(T::DbWeight::get().writes(48_u64))
	}
	fn page_swept(d: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 990)
			.saturating_add(Weight::from_parts(600_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn slot_swept() -> Weight {
		Weight::from_parts(600_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn period_ended() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn deliver_page(d: u32, ) -> Weight {
		Weight::from_parts(400_000_000, 990)
			.saturating_add(Weight::from_parts(90_000_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(d.into())))
	}
	fn pay_page(d: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((9_u64).saturating_mul(d.into())))
	}
	fn forget_plan() -> Weight {
		Weight::from_parts(100_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(36_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	fn set_programme() -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn declare_passive(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn register_device() -> Weight {
		Weight::from_parts(180_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn retire_device() -> Weight {
		Weight::from_parts(180_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn lock_deposit() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn unlock_deposit() -> Weight {
		Weight::from_parts(1_200_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(138_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn offer(n: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn start_round() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(250_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn reveal(d: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 990)
			.saturating_add(Weight::from_parts(350_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(42_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn veto() -> Weight {
		Weight::from_parts(150_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn endorse() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_bounds() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn stop_programme() -> Weight {
		Weight::from_parts(500_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(22_u64))
	}
	fn on_poll_empty() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn poll_start() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn poll_next() -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn freeze(d: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 990)
			.saturating_add(Weight::from_parts(450_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(450_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	fn judge(d: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 990)
			.saturating_add(Weight::from_parts(350_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(52_u64))
			.saturating_add(ParityDbWeight::get().writes(20_u64))
	}
	fn enact(d: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 990)
			.saturating_add(Weight::from_parts(450_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(48_u64))
			.saturating_add(ParityDbWeight::get().writes(48_u64))
	}
	fn page_swept(d: u32, ) -> Weight {
		Weight::from_parts(100_000_000, 990)
			.saturating_add(Weight::from_parts(600_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn slot_swept() -> Weight {
		Weight::from_parts(600_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn period_ended() -> Weight {
		Weight::from_parts(20_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn deliver_page(d: u32, ) -> Weight {
		Weight::from_parts(400_000_000, 990)
			.saturating_add(Weight::from_parts(90_000_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((5_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((5_u64).saturating_mul(d.into())))
	}
	fn pay_page(d: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 990)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((8_u64).saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((9_u64).saturating_mul(d.into())))
	}
	fn forget_plan() -> Weight {
		Weight::from_parts(100_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(36_u64))
	}
}
