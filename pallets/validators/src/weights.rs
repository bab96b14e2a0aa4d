// SPDX-License-Identifier: Apache-2.0
//! Weights of the calls. `scripts/weights.sh` measures them anew.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `add_validator`.
	fn add_validator() -> Weight;
	/// Weight of `remove_validator`.
	fn remove_validator() -> Weight;
}

/// Weights with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Reads and writes the list; reads the account's keys.
	fn add_validator() -> Weight {
		Weight::from_parts(25_000_000, 6_700).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}

	// Reads and writes the list.
	fn remove_validator() -> Weight {
		Weight::from_parts(20_000_000, 4_700).saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}
}

impl WeightInfo for () {
	fn add_validator() -> Weight {
		Weight::from_parts(25_000_000, 6_700)
	}

	fn remove_validator() -> Weight {
		Weight::from_parts(20_000_000, 4_700)
	}
}
