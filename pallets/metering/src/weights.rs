// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_metering`. Written by `scripts/weights.sh`; don't edit.
//!
//! 2026-11-22, 6 to 8 steps, 3 or 4 repeats, AMD EPYC, frame-omni-bencher 0.28.0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_metering`.
pub trait WeightInfo {
	fn create_network() -> Weight;
	fn open_network() -> Weight;
	fn register_meter() -> Weight;
	fn retire_meter() -> Weight;
	fn answer_dispute() -> Weight;
	fn bond_relay() -> Weight;
	fn unbond_relay() -> Weight;
	fn submit_readings(n: u32, ) -> Weight;
	fn authorize_submit_readings(n: u32, ) -> Weight;
	fn rotate_key() -> Weight;
	fn replace_device() -> Weight;
	fn suspend_meter() -> Weight;
	fn resume_meter() -> Weight;
	fn change_owner() -> Weight;
	fn correct() -> Weight;
	fn accept_correction() -> Weight;
	fn reallocate_gap(n: u32, ) -> Weight;
	fn notice_pause() -> Weight;
	fn patrol_page() -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	fn create_network() -> Weight {
		// Fastest run: 14_882 ns.
		Weight::from_parts(17_165_000, 990)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Accounts` (r:1 w:0)
	// Proof: `Settlement::Accounts` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn open_network() -> Weight {
		// Fastest run: 36_384 ns.
		Weight::from_parts(39_859_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::DeviceKeys` (r:1 w:1)
	// Proof: `Metering::DeviceKeys` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Metering::PointTags` (r:1 w:1)
	// Proof: `Metering::PointTags` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:1)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:0 w:1)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(202), added: 2677, mode: `Ignored`)
	fn register_meter() -> Weight {
		// Fastest run: 142_032 ns.
		Weight::from_parts(168_962_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(202), added: 2677, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Metering::PointTags` (r:0 w:1)
	// Proof: `Metering::PointTags` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Metering::DeviceKeys` (r:0 w:1)
	// Proof: `Metering::DeviceKeys` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	fn retire_meter() -> Weight {
		// Fastest run: 78_657 ns.
		Weight::from_parts(92_437_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn answer_dispute() -> Weight {
		// Fastest run: 20_361 ns.
		Weight::from_parts(23_265_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	fn bond_relay() -> Weight {
		// Fastest run: 48_823 ns.
		Weight::from_parts(52_288_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	fn unbond_relay() -> Weight {
		// Fastest run: 41_852 ns.
		Weight::from_parts(44_706_000, 990)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:0)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:1)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:1 w:1)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Metering::SlotEnergy` (r:1 w:1)
	// Proof: `Metering::SlotEnergy` (`max_values`: None, `max_size`: Some(7711), added: 10186, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:0)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:1)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	// `n` from 1 to 256.
	fn submit_readings(n: u32, ) -> Weight {
		// Fastest run: 243_963 ns.
		Weight::from_parts(415_937_963, 990)
			// Standard error: 1_278_612.
			.saturating_add(Weight::from_parts(40_494_486, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:0)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:0)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// `n` from 1 to 256.
	fn authorize_submit_readings(n: u32, ) -> Weight {
		// Fastest run: 131_185 ns.
		Weight::from_parts(147_833_347, 990)
			// Standard error: 61_571.
			.saturating_add(Weight::from_parts(553_600, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
	}
	fn rotate_key() -> Weight {
		Weight::from_parts(300_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn replace_device() -> Weight {
		Weight::from_parts(320_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn suspend_meter() -> Weight {
		Weight::from_parts(141_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn resume_meter() -> Weight {
		Weight::from_parts(125_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn change_owner() -> Weight {
		Weight::from_parts(139_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn correct() -> Weight {
		Weight::from_parts(274_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn accept_correction() -> Weight {
		Weight::from_parts(216_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn reallocate_gap(n: u32, ) -> Weight {
		Weight::from_parts(154_000_000, 990)
			.saturating_add(Weight::from_parts(10_880_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().reads(n.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::LastAdmitted` (r:1 w:1)
	// Proof: `Metering::LastAdmitted` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Pauses` (r:1 w:1)
	// Proof: `Metering::Pauses` (`max_values`: Some(1), `max_size`: Some(257), added: 752, mode: `Ignored`)
	fn notice_pause() -> Weight {
		// Fastest run: 8_733 ns.
		Weight::from_parts(9_654_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Metering::SilencePatrol` (r:2 w:1)
	// Proof: `Metering::SilencePatrol` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn patrol_page() -> Weight {
		// Fastest run: 458_392 ns.
		Weight::from_parts(481_057_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	fn create_network() -> Weight {
		// Fastest run: 14_882 ns.
		Weight::from_parts(17_165_000, 990)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Accounts` (r:1 w:0)
	// Proof: `Settlement::Accounts` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn open_network() -> Weight {
		// Fastest run: 36_384 ns.
		Weight::from_parts(39_859_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::DeviceKeys` (r:1 w:1)
	// Proof: `Metering::DeviceKeys` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Metering::PointTags` (r:1 w:1)
	// Proof: `Metering::PointTags` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:1)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:0 w:1)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(202), added: 2677, mode: `Ignored`)
	fn register_meter() -> Weight {
		// Fastest run: 142_032 ns.
		Weight::from_parts(168_962_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(202), added: 2677, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Metering::PointTags` (r:0 w:1)
	// Proof: `Metering::PointTags` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Metering::DeviceKeys` (r:0 w:1)
	// Proof: `Metering::DeviceKeys` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	fn retire_meter() -> Weight {
		// Fastest run: 78_657 ns.
		Weight::from_parts(92_437_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn answer_dispute() -> Weight {
		// Fastest run: 20_361 ns.
		Weight::from_parts(23_265_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	fn bond_relay() -> Weight {
		// Fastest run: 48_823 ns.
		Weight::from_parts(52_288_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	fn unbond_relay() -> Weight {
		// Fastest run: 41_852 ns.
		Weight::from_parts(44_706_000, 990)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:0)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:1)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:1 w:1)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Metering::SlotEnergy` (r:1 w:1)
	// Proof: `Metering::SlotEnergy` (`max_values`: None, `max_size`: Some(7711), added: 10186, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:0)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:1)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	// `n` from 1 to 256.
	fn submit_readings(n: u32, ) -> Weight {
		// Fastest run: 243_963 ns.
		Weight::from_parts(415_937_963, 990)
			// Standard error: 1_278_612.
			.saturating_add(Weight::from_parts(40_494_486, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:0)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Balances::Holds` (r:1 w:0)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `Ignored`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `Ignored`)
	// `n` from 1 to 256.
	fn authorize_submit_readings(n: u32, ) -> Weight {
		// Fastest run: 131_185 ns.
		Weight::from_parts(147_833_347, 990)
			// Standard error: 61_571.
			.saturating_add(Weight::from_parts(553_600, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7_u64))
	}
	fn rotate_key() -> Weight {
		Weight::from_parts(300_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn replace_device() -> Weight {
		Weight::from_parts(320_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn suspend_meter() -> Weight {
		Weight::from_parts(141_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn resume_meter() -> Weight {
		Weight::from_parts(125_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn change_owner() -> Weight {
		Weight::from_parts(139_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn correct() -> Weight {
		Weight::from_parts(274_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn accept_correction() -> Weight {
		Weight::from_parts(216_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn reallocate_gap(n: u32, ) -> Weight {
		Weight::from_parts(154_000_000, 990)
			.saturating_add(Weight::from_parts(10_880_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().reads(n.into()))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::LastAdmitted` (r:1 w:1)
	// Proof: `Metering::LastAdmitted` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Pauses` (r:1 w:1)
	// Proof: `Metering::Pauses` (`max_values`: Some(1), `max_size`: Some(257), added: 752, mode: `Ignored`)
	fn notice_pause() -> Weight {
		// Fastest run: 8_733 ns.
		Weight::from_parts(9_654_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	// Storage: `Metering::SilencePatrol` (r:2 w:1)
	// Proof: `Metering::SilencePatrol` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(168), added: 2643, mode: `Ignored`)
	// Storage: `Metering::Devices` (r:1 w:1)
	// Proof: `Metering::Devices` (`max_values`: None, `max_size`: Some(9755), added: 12230, mode: `Ignored`)
	// Storage: `Metering::Counters` (r:1 w:0)
	// Proof: `Metering::Counters` (`max_values`: None, `max_size`: Some(9243), added: 11718, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn patrol_page() -> Weight {
		// Fastest run: 458_392 ns.
		Weight::from_parts(481_057_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
}
