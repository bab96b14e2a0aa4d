// SPDX-License-Identifier: Apache-2.0
//! Estimated weights of `pallet_bank`, not measured yet: taken from calls of `pallet_settlement` and
//! `pallet_certificates` that read and write as much, rounded up. `scripts/weights.sh` writes measured
//! ones over this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_bank`.
pub trait WeightInfo {
	fn approve_bank() -> Weight;
	fn set_mandate() -> Weight;
	fn export(n: u32, ) -> Weight;
	fn collect() -> Weight;
	fn pay_out() -> Weight;
	fn fail() -> Weight;
	fn return_payment() -> Weight;
	fn write_off() -> Weight;
	fn collect_deposit() -> Weight;
	fn pay_claim() -> Weight;
	fn reopen() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn approve_bank() -> Weight {
		Weight::from_parts(16_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_mandate() -> Weight {
		Weight::from_parts(45_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// The range of component `n` is `[0, 64]`.
	fn export(n: u32, ) -> Weight {
		Weight::from_parts(35_000_000, 990)
			.saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((9_u64).saturating_mul(n.into())))
	}
	fn collect() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn pay_out() -> Weight {
		Weight::from_parts(110_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn fail() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn return_payment() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(18_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn write_off() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn collect_deposit() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn pay_claim() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn reopen() -> Weight {
		Weight::from_parts(25_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	fn approve_bank() -> Weight {
		Weight::from_parts(16_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_mandate() -> Weight {
		Weight::from_parts(45_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	/// The range of component `n` is `[0, 64]`.
	fn export(n: u32, ) -> Weight {
		Weight::from_parts(35_000_000, 990)
			.saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((9_u64).saturating_mul(n.into())))
	}
	fn collect() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn pay_out() -> Weight {
		Weight::from_parts(110_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn fail() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn return_payment() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(18_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn write_off() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn collect_deposit() -> Weight {
		Weight::from_parts(130_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(17_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn pay_claim() -> Weight {
		Weight::from_parts(80_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn reopen() -> Weight {
		Weight::from_parts(25_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
}
