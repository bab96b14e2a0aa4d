// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_community`. Written by `scripts/weights.sh`; don't edit.
//!
//! 2026-11-22, 10 steps, 3 repeats, AMD EPYC, frame-omni-bencher 64.0.0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_community`.
pub trait WeightInfo {
	fn open_community() -> Weight;
	fn set_operator() -> Weight;
	fn set_guarantor() -> Weight;
	fn set_bank() -> Weight;
	fn add_member() -> Weight;
	fn remove_member() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Assets::Asset` (r:1 w:0)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	// Storage: `Communities::NextCommunity` (r:1 w:1)
	// Proof: `Communities::NextCommunity` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Communities::Communities` (r:0 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn open_community() -> Weight {
		// Fastest run: 55_223 ns.
		Weight::from_parts(60_159_000, 3675)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_operator() -> Weight {
		// Fastest run: 11_668 ns.
		Weight::from_parts(14_311_000, 3631)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_guarantor() -> Weight {
		// Fastest run: 11_437 ns.
		Weight::from_parts(16_895_000, 3631)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_bank() -> Weight {
		// Fastest run: 11_608 ns.
		Weight::from_parts(15_684_000, 3631)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(144), added: 2619, mode: `MaxEncodedLen`)
	// Storage: `Communities::MemberTags` (r:1 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn add_member() -> Weight {
		// Fastest run: 68_192 ns.
		Weight::from_parts(76_845_000, 3658)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(144), added: 2619, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	fn remove_member() -> Weight {
		// Fastest run: 58_687 ns.
		Weight::from_parts(62_793_000, 3658)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Assets::Asset` (r:1 w:0)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	// Storage: `Communities::NextCommunity` (r:1 w:1)
	// Proof: `Communities::NextCommunity` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Communities::Communities` (r:0 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn open_community() -> Weight {
		// Fastest run: 55_223 ns.
		Weight::from_parts(60_159_000, 3675)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_operator() -> Weight {
		// Fastest run: 11_668 ns.
		Weight::from_parts(14_311_000, 3631)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_guarantor() -> Weight {
		// Fastest run: 11_437 ns.
		Weight::from_parts(16_895_000, 3631)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	fn set_bank() -> Weight {
		// Fastest run: 11_608 ns.
		Weight::from_parts(15_684_000, 3631)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(144), added: 2619, mode: `MaxEncodedLen`)
	// Storage: `Communities::MemberTags` (r:1 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn add_member() -> Weight {
		// Fastest run: 68_192 ns.
		Weight::from_parts(76_845_000, 3658)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `MaxEncodedLen`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(144), added: 2619, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `MaxEncodedLen`)
	fn remove_member() -> Weight {
		// Fastest run: 58_687 ns.
		Weight::from_parts(62_793_000, 3658)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
}
