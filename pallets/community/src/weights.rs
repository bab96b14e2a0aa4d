// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_community`. Written by `scripts/weights.sh`; don't edit.
//!
//! 2026-11-23, 6 steps, 3 repeats, AMD EPYC, frame-omni-bencher 64.0.0.

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
	fn drop_votes(n: u32, ) -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Assets::Asset` (r:1 w:0)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Communities::NextCommunity` (r:1 w:1)
	// Proof: `Communities::NextCommunity` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:0 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn open_community() -> Weight {
		// Fastest run: 56_074 ns.
		Weight::from_parts(70_135_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_operator() -> Weight {
		// Fastest run: 12_309 ns.
		Weight::from_parts(21_182_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_guarantor() -> Weight {
		// Fastest run: 12_328 ns.
		Weight::from_parts(22_393_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_bank() -> Weight {
		// Fastest run: 12_218 ns.
		Weight::from_parts(20_430_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:2 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn add_member() -> Weight {
		// Fastest run: 72_739 ns.
		Weight::from_parts(90_124_000, 990)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:1)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::Points` (r:0 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	fn remove_member() -> Weight {
		// Fastest run: 324_433 ns.
		Weight::from_parts(384_352_000, 990)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:0)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:2 w:2)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Points` (r:1 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(21019), added: 23494, mode: `Ignored`)
	// Storage: `Settlement::Terms` (r:1 w:0)
	// Proof: `Settlement::Terms` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Billings` (r:2 w:0)
	// Proof: `Settlement::Billings` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `Ignored`)
	// Storage: `Settlement::Periods` (r:14 w:0)
	// Proof: `Settlement::Periods` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `Settlement::Participants` (r:14 w:0)
	// Proof: `Settlement::Participants` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Settlement::Quotas` (r:1 w:1)
	// Proof: `Settlement::Quotas` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn enrol() -> Weight {
		// Fastest run: 325_705 ns.
		Weight::from_parts(377_221_000, 990)
			.saturating_add(T::DbWeight::get().reads(81_u64))
			.saturating_add(T::DbWeight::get().writes(34_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:0)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:1 w:0)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::NextBallot` (r:1 w:1)
	// Proof: `Communities::NextBallot` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:0 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	fn propose() -> Weight {
		// Fastest run: 99_539 ns.
		Weight::from_parts(132_107_000, 990)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::LastEnacted` (r:1 w:0)
	// Proof: `Communities::LastEnacted` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:0)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::NextBallot` (r:1 w:1)
	// Proof: `Communities::NextBallot` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	fn propose_roll_back() -> Weight {
		// Fastest run: 110_114 ns.
		Weight::from_parts(135_912_000, 990)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:1 w:1)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Settlement::Quotas` (r:1 w:1)
	// Proof: `Settlement::Quotas` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	fn vote() -> Weight {
		// Fastest run: 55_533 ns.
		Weight::from_parts(91_586_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ended` (r:0 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:0 w:1)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	fn close() -> Weight {
		// Fastest run: 78_407 ns.
		Weight::from_parts(121_200_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Communities::Ballots` (r:2 w:2)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::LastEnacted` (r:0 w:1)
	// Proof: `Communities::LastEnacted` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:0 w:1)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Dispatch::Rules` (r:0 w:1)
	// Proof: `Dispatch::Rules` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `Ignored`)
	fn enact() -> Weight {
		// Fastest run: 96_403 ns.
		Weight::from_parts(128_851_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:0)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(27241), added: 29716, mode: `Ignored`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(149), added: 2624, mode: `Ignored`)
	// Storage: `Origins::Pace` (r:1 w:0)
	// Proof: `Origins::Pace` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Balances::Locks` (r:1 w:1)
	// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `Ignored`)
	// Storage: `Balances::Freezes` (r:1 w:0)
	// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `Ignored`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `Ignored`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `Ignored`)
	fn recast() -> Weight {
		// Fastest run: 101_040 ns.
		Weight::from_parts(187_580_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ended` (r:0 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	fn cancel() -> Weight {
		// Fastest run: 88_812 ns.
		Weight::from_parts(164_144_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Members` (r:1 w:0)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	fn challenge() -> Weight {
		// Fastest run: 66_329 ns.
		Weight::from_parts(94_250_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:1)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::Points` (r:0 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	fn resolve_challenge() -> Weight {
		// Fastest run: 327_909 ns.
		Weight::from_parts(532_343_000, 990)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	// Storage: `Communities::PollCursor` (r:1 w:1)
	// Proof: `Communities::PollCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Communities::Running` (r:3 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	fn poll_community() -> Weight {
		// Fastest run: 27_140 ns.
		Weight::from_parts(47_100_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Ended` (r:1 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:64 w:64)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// `n` from 1 to 64.
	fn drop_votes(n: u32, ) -> Weight {
		// Fastest run: 10_976 ns.
		Weight::from_parts(17_772_404, 990)
			// Standard error: 5_092.
			.saturating_add(Weight::from_parts(934_649, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Assets::Asset` (r:1 w:0)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Communities::NextCommunity` (r:1 w:1)
	// Proof: `Communities::NextCommunity` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:0 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn open_community() -> Weight {
		// Fastest run: 56_074 ns.
		Weight::from_parts(70_135_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_operator() -> Weight {
		// Fastest run: 12_309 ns.
		Weight::from_parts(21_182_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_guarantor() -> Weight {
		// Fastest run: 12_328 ns.
		Weight::from_parts(22_393_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_bank() -> Weight {
		// Fastest run: 12_218 ns.
		Weight::from_parts(20_430_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:2 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn add_member() -> Weight {
		// Fastest run: 72_739 ns.
		Weight::from_parts(90_124_000, 990)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:1)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::Points` (r:0 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	fn remove_member() -> Weight {
		// Fastest run: 324_433 ns.
		Weight::from_parts(384_352_000, 990)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:0)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:2 w:2)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Points` (r:1 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(21019), added: 23494, mode: `Ignored`)
	// Storage: `Settlement::Terms` (r:1 w:0)
	// Proof: `Settlement::Terms` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Billings` (r:2 w:0)
	// Proof: `Settlement::Billings` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `Ignored`)
	// Storage: `Settlement::Periods` (r:14 w:0)
	// Proof: `Settlement::Periods` (`max_values`: None, `max_size`: Some(129), added: 2604, mode: `Ignored`)
	// Storage: `Settlement::Participants` (r:14 w:0)
	// Proof: `Settlement::Participants` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Settlement::Quotas` (r:1 w:1)
	// Proof: `Settlement::Quotas` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn enrol() -> Weight {
		// Fastest run: 325_705 ns.
		Weight::from_parts(377_221_000, 990)
			.saturating_add(ParityDbWeight::get().reads(81_u64))
			.saturating_add(ParityDbWeight::get().writes(34_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:0)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:1 w:0)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::NextBallot` (r:1 w:1)
	// Proof: `Communities::NextBallot` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:0 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	fn propose() -> Weight {
		// Fastest run: 99_539 ns.
		Weight::from_parts(132_107_000, 990)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::LastEnacted` (r:1 w:0)
	// Proof: `Communities::LastEnacted` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:0)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::NextBallot` (r:1 w:1)
	// Proof: `Communities::NextBallot` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	fn propose_roll_back() -> Weight {
		// Fastest run: 110_114 ns.
		Weight::from_parts(135_912_000, 990)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:1 w:0)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:0)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:1 w:1)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Settlement::Quotas` (r:1 w:1)
	// Proof: `Settlement::Quotas` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	fn vote() -> Weight {
		// Fastest run: 55_533 ns.
		Weight::from_parts(91_586_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ended` (r:0 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:0 w:1)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	fn close() -> Weight {
		// Fastest run: 78_407 ns.
		Weight::from_parts(121_200_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// Storage: `Communities::Ballots` (r:2 w:2)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Dispatch::Bounds` (r:1 w:0)
	// Proof: `Dispatch::Bounds` (`max_values`: Some(1), `max_size`: Some(210), added: 705, mode: `Ignored`)
	// Storage: `Communities::GenesisTimes` (r:1 w:0)
	// Proof: `Communities::GenesisTimes` (`max_values`: Some(1), `max_size`: Some(9), added: 504, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::LastEnacted` (r:0 w:1)
	// Proof: `Communities::LastEnacted` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::NotBefore` (r:0 w:1)
	// Proof: `Communities::NotBefore` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Dispatch::Rules` (r:0 w:1)
	// Proof: `Dispatch::Rules` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `Ignored`)
	fn enact() -> Weight {
		// Fastest run: 96_403 ns.
		Weight::from_parts(128_851_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:0)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Referenda::ReferendumInfoFor` (r:1 w:1)
	// Proof: `Referenda::ReferendumInfoFor` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `ConvictionVoting::VotingFor` (r:1 w:1)
	// Proof: `ConvictionVoting::VotingFor` (`max_values`: None, `max_size`: Some(27241), added: 29716, mode: `Ignored`)
	// Storage: `ConvictionVoting::ClassLocksFor` (r:1 w:1)
	// Proof: `ConvictionVoting::ClassLocksFor` (`max_values`: None, `max_size`: Some(149), added: 2624, mode: `Ignored`)
	// Storage: `Origins::Pace` (r:1 w:0)
	// Proof: `Origins::Pace` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Balances::Locks` (r:1 w:1)
	// Proof: `Balances::Locks` (`max_values`: None, `max_size`: Some(1299), added: 3774, mode: `Ignored`)
	// Storage: `Balances::Freezes` (r:1 w:0)
	// Proof: `Balances::Freezes` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `Ignored`)
	// Storage: `Scheduler::Agenda` (r:2 w:2)
	// Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(107022), added: 109497, mode: `Ignored`)
	// Storage: `Scheduler::Retries` (r:0 w:1)
	// Proof: `Scheduler::Retries` (`max_values`: None, `max_size`: Some(30), added: 2505, mode: `Ignored`)
	fn recast() -> Weight {
		// Fastest run: 101_040 ns.
		Weight::from_parts(187_580_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// Storage: `Communities::Ballots` (r:1 w:1)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:1)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ended` (r:0 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	fn cancel() -> Weight {
		// Fastest run: 88_812 ns.
		Weight::from_parts(164_144_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	// Storage: `Communities::Members` (r:1 w:0)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	fn challenge() -> Weight {
		// Fastest run: 66_329 ns.
		Weight::from_parts(94_250_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// Storage: `Communities::Challenges` (r:1 w:1)
	// Proof: `Communities::Challenges` (`max_values`: None, `max_size`: Some(108), added: 2583, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:1)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Communities::Members` (r:1 w:1)
	// Proof: `Communities::Members` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(283), added: 2758, mode: `Ignored`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Communities::Voters` (r:1 w:1)
	// Proof: `Communities::Voters` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `Ignored`)
	// Storage: `Communities::Electorates` (r:1 w:1)
	// Proof: `Communities::Electorates` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `Ignored`)
	// Storage: `Communities::Departed` (r:21 w:21)
	// Proof: `Communities::Departed` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `Ignored`)
	// Storage: `Communities::Running` (r:1 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	// Storage: `Communities::Ballots` (r:8 w:8)
	// Proof: `Communities::Ballots` (`max_values`: None, `max_size`: Some(329), added: 2804, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:8 w:0)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// Storage: `Communities::Points` (r:0 w:1)
	// Proof: `Communities::Points` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `Ignored`)
	// Storage: `Communities::MemberTags` (r:0 w:1)
	// Proof: `Communities::MemberTags` (`max_values`: None, `max_size`: Some(92), added: 2567, mode: `Ignored`)
	fn resolve_challenge() -> Weight {
		// Fastest run: 327_909 ns.
		Weight::from_parts(532_343_000, 990)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	// Storage: `Communities::PollCursor` (r:1 w:1)
	// Proof: `Communities::PollCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Communities::Running` (r:3 w:0)
	// Proof: `Communities::Running` (`max_values`: None, `max_size`: Some(125), added: 2600, mode: `Ignored`)
	fn poll_community() -> Weight {
		// Fastest run: 27_140 ns.
		Weight::from_parts(47_100_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Communities::Ended` (r:1 w:1)
	// Proof: `Communities::Ended` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `Ignored`)
	// Storage: `Communities::Votes` (r:64 w:64)
	// Proof: `Communities::Votes` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `Ignored`)
	// `n` from 1 to 64.
	fn drop_votes(n: u32, ) -> Weight {
		// Fastest run: 10_976 ns.
		Weight::from_parts(17_772_404, 990)
			// Standard error: 5_092.
			.saturating_add(Weight::from_parts(934_649, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
}
