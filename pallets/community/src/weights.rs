// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_community`: reads and writes counted by hand with a generous compute share,
//! until `scripts/weights.sh` writes measured ones over this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens, unused_imports, missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of the calls of `pallet_community`.
pub trait WeightInfo {
	fn open_community() -> Weight;
	fn set_operator() -> Weight;
	fn set_guarantor() -> Weight;
	fn set_bank() -> Weight;
	fn add_member() -> Weight;
	fn remove_member() -> Weight;
}

/// Weights with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn open_community() -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads_writes(4, 4))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn set_guarantor() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn set_bank() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
	fn add_member() -> Weight {
		Weight::from_parts(70_000_000, 8_000)
			.saturating_add(T::DbWeight::get().reads_writes(5, 5))
	}
	fn remove_member() -> Weight {
		Weight::from_parts(70_000_000, 8_000)
			.saturating_add(T::DbWeight::get().reads_writes(4, 5))
	}
}

impl WeightInfo for () {
	fn open_community() -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads_writes(4, 4))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads_writes(1, 1))
	}
	fn set_guarantor() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads_writes(1, 1))
	}
	fn set_bank() -> Weight {
		Weight::from_parts(25_000_000, 4_000)
			.saturating_add(ParityDbWeight::get().reads_writes(1, 1))
	}
	fn add_member() -> Weight {
		Weight::from_parts(70_000_000, 8_000)
			.saturating_add(ParityDbWeight::get().reads_writes(5, 5))
	}
	fn remove_member() -> Weight {
		Weight::from_parts(70_000_000, 8_000)
			.saturating_add(ParityDbWeight::get().reads_writes(4, 5))
	}
}
