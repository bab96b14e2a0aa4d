// SPDX-License-Identifier: Apache-2.0
//! Estimated weights of `pallet_certificates`, to be replaced by `scripts/weights.sh`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_certificates`.
pub trait WeightInfo {
	fn claim() -> Weight;
	fn transfer() -> Weight;
	fn split() -> Weight;
	fn merge() -> Weight;
	fn retire() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `MaxEncodedLen`)
	// Storage: `Settlement::SlotRecords` (r:1 w:0)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	// Storage: `Certificates::Claimed` (r:1 w:1)
	// Proof: `Certificates::Claimed` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Certificates::Certificates` (r:0 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Estimated.
		Weight::from_parts(150_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	fn transfer() -> Weight {
		// Estimated.
		Weight::from_parts(20_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn split() -> Weight {
		// Estimated.
		Weight::from_parts(80_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:2 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn merge() -> Weight {
		// Estimated.
		Weight::from_parts(80_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Estimated.
		Weight::from_parts(70_000_000, 3675)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `MaxEncodedLen`)
	// Storage: `Settlement::SlotRecords` (r:1 w:0)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(400), added: 2875, mode: `MaxEncodedLen`)
	// Storage: `Certificates::Claimed` (r:1 w:1)
	// Proof: `Certificates::Claimed` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Certificates::Certificates` (r:0 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Estimated.
		Weight::from_parts(150_000_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	fn transfer() -> Weight {
		// Estimated.
		Weight::from_parts(20_000_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn split() -> Weight {
		// Estimated.
		Weight::from_parts(80_000_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:2 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn merge() -> Weight {
		// Estimated.
		Weight::from_parts(80_000_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// Estimated.
		Weight::from_parts(70_000_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
