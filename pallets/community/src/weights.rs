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
	fn enrol() -> Weight;
	fn propose() -> Weight;
	fn propose_roll_back() -> Weight;
	fn vote() -> Weight;
	fn close() -> Weight;
	fn enact() -> Weight;
	fn recast() -> Weight;
	fn cancel() -> Weight;
	fn challenge() -> Weight;
	fn resolve_challenge() -> Weight;
	fn poll_community() -> Weight;
	fn drop_votes(n: u32) -> Weight;
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
		Weight::from_parts(90_000_000, 3658)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// The member, its voter and point, 21 nodes of the tree, 8 ballots and a challenge.
	fn remove_member() -> Weight {
		Weight::from_parts(150_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(50_u64))
	}
	// The member and what it took part in, and what `remove_member` takes of a voter who moved out.
	fn enrol() -> Weight {
		Weight::from_parts(180_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	// The voter, the running ballots, the deposit.
	fn propose() -> Weight {
		Weight::from_parts(120_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// As `propose`, and the ballot to take back.
	fn propose_roll_back() -> Weight {
		Weight::from_parts(130_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// The ballot, the voter, the vote, the day's free calls.
	fn vote() -> Weight {
		Weight::from_parts(90_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// The ballot, the running ones, the deposit.
	fn close() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// The ballot, the one it takes back, the running ones, the deposit.
	fn enact() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// The ballot.
	fn recast() -> Weight {
		Weight::from_parts(50_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	// The ballot, the running ones, the deposit.
	fn cancel() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// The member, the deposit.
	fn challenge() -> Weight {
		Weight::from_parts(80_000_000, 4000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// As `remove_member`, and the deposits.
	fn resolve_challenge() -> Weight {
		Weight::from_parts(220_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(52_u64))
	}
	// The cursor, the next community, its running ballots.
	fn poll_community() -> Weight {
		Weight::from_parts(60_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// The votes, and the ballot's entry.
	fn drop_votes(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 4_000)
			.saturating_add(Weight::from_parts(2_000_000, 2_600).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads(n.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(n.into()))
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
		Weight::from_parts(90_000_000, 3658)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// The member, its voter and point, 21 nodes of the tree, 8 ballots and a challenge.
	fn remove_member() -> Weight {
		Weight::from_parts(150_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(60_u64))
			.saturating_add(ParityDbWeight::get().writes(50_u64))
	}
	// The member and what it took part in, and what `remove_member` takes of a voter who moved out.
	fn enrol() -> Weight {
		Weight::from_parts(180_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(84_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	// The voter, the running ballots, the deposit.
	fn propose() -> Weight {
		Weight::from_parts(120_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// As `propose`, and the ballot to take back.
	fn propose_roll_back() -> Weight {
		Weight::from_parts(130_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// The ballot, the voter, the vote, the day's free calls.
	fn vote() -> Weight {
		Weight::from_parts(90_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// The ballot, the running ones, the deposit.
	fn close() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// The ballot, the one it takes back, the running ones, the deposit.
	fn enact() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	// The ballot.
	fn recast() -> Weight {
		Weight::from_parts(50_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	// The ballot, the running ones, the deposit.
	fn cancel() -> Weight {
		Weight::from_parts(110_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// The member, the deposit.
	fn challenge() -> Weight {
		Weight::from_parts(80_000_000, 4000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// As `remove_member`, and the deposits.
	fn resolve_challenge() -> Weight {
		Weight::from_parts(220_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(60_u64))
			.saturating_add(ParityDbWeight::get().writes(52_u64))
	}
	// The cursor, the next community, its running ballots.
	fn poll_community() -> Weight {
		Weight::from_parts(60_000_000, 9000)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// The votes, and the ballot's entry.
	fn drop_votes(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 4_000)
			.saturating_add(Weight::from_parts(2_000_000, 2_600).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads(n.into()))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes(n.into()))
	}
}
