// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_certificates`. Written by `scripts/weights.sh`; don't edit.
//!
//! 2026-11-22, 6 steps, 4 repeats, AMD EPYC, frame-omni-bencher 64.0.0.

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
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Settlement::SlotRecords` (r:1 w:0)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(189), added: 2664, mode: `Ignored`)
	// Storage: `Settlement::Mountains` (r:1 w:0)
	// Proof: `Settlement::Mountains` (`max_values`: None, `max_size`: Some(1046), added: 3521, mode: `Ignored`)
	// Storage: `Certificates::Claimed` (r:1 w:1)
	// Proof: `Certificates::Claimed` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `Ignored`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	// Storage: `Certificates::Certificates` (r:0 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	fn claim() -> Weight {
		// Fastest run: 108_872 ns.
		Weight::from_parts(125_157_000, 990)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	fn transfer() -> Weight {
		// Fastest run: 15_783 ns.
		Weight::from_parts(27_682_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn split() -> Weight {
		// Fastest run: 63_375 ns.
		Weight::from_parts(70_926_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:2 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn merge() -> Weight {
		// Fastest run: 62_112 ns.
		Weight::from_parts(67_721_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn retire() -> Weight {
		// Fastest run: 54_782 ns.
		Weight::from_parts(60_810_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Settlement::SlotRecords` (r:1 w:0)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(189), added: 2664, mode: `Ignored`)
	// Storage: `Settlement::Mountains` (r:1 w:0)
	// Proof: `Settlement::Mountains` (`max_values`: None, `max_size`: Some(1046), added: 3521, mode: `Ignored`)
	// Storage: `Certificates::Claimed` (r:1 w:1)
	// Proof: `Certificates::Claimed` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `Ignored`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	// Storage: `Certificates::Certificates` (r:0 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	fn claim() -> Weight {
		// Fastest run: 108_872 ns.
		Weight::from_parts(125_157_000, 990)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	fn transfer() -> Weight {
		// Fastest run: 15_783 ns.
		Weight::from_parts(27_682_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `Certificates::NextCertificate` (r:1 w:1)
	// Proof: `Certificates::NextCertificate` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn split() -> Weight {
		// Fastest run: 63_375 ns.
		Weight::from_parts(70_926_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:2 w:2)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn merge() -> Weight {
		// Fastest run: 62_112 ns.
		Weight::from_parts(67_721_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Certificates::Certificates` (r:1 w:1)
	// Proof: `Certificates::Certificates` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `Ignored`)
	fn retire() -> Weight {
		// Fastest run: 54_782 ns.
		Weight::from_parts(60_810_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
}
