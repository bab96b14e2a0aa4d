// SPDX-License-Identifier: Apache-2.0
//! Measured weights of `pallet_settlement`. Written by `scripts/weights.sh`; don't edit.
//!
//! 2026-11-22, 6 steps, 4 repeats, AMD EPYC, frame-omni-bencher 64.0.0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(clippy::unnecessary_cast, missing_docs, unused_imports, unused_parens)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// Weights of `pallet_settlement`.
pub trait WeightInfo {
	fn set_accounts() -> Weight;
	fn set_tariffs(n: u32, ) -> Weight;
	fn place_order() -> Weight;
	fn deposit() -> Weight;
	fn deposit_named() -> Weight;
	fn set_limit() -> Weight;
	fn withdraw() -> Weight;
	fn withdraw_named() -> Weight;
	fn absorb() -> Weight;
	fn on_poll_empty() -> Weight;
	fn probe() -> Weight;
	fn clear() -> Weight;
	fn sweep_page(n: u32, ) -> Weight;
	fn finish_sweep() -> Weight;
	fn withdraw_line() -> Weight;
	fn close_line() -> Weight;
	fn pay_withdrawal() -> Weight;
	fn pay_late(n: u32, ) -> Weight;
	fn pay_named() -> Weight;
	fn record(n: u32, ) -> Weight;
	fn set_member_limit() -> Weight;
	fn set_billing() -> Weight;
	fn bill_page(n: u32, ) -> Weight;
	fn finish_billing() -> Weight;
	fn set_rule() -> Weight;
	fn set_share() -> Weight;
	fn gather_page(n: u32, ) -> Weight;
}

/// The weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Accounts` (r:1 w:1)
	// Proof: `Settlement::Accounts` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_accounts() -> Weight {
		// Fastest run: 28_462 ns.
		Weight::from_parts(31_948_000, 990)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:1)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// `n` from 1 to 192.
	fn set_tariffs(n: u32, ) -> Weight {
		// Fastest run: 52_017 ns.
		Weight::from_parts(66_933_654, 990)
			// Standard error: 3_279.
			.saturating_add(Weight::from_parts(28_733, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:1)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	fn place_order() -> Weight {
		// Fastest run: 45_147 ns.
		Weight::from_parts(52_248_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn deposit() -> Weight {
		// Fastest run: 101_291 ns.
		Weight::from_parts(114_290_000, 990)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	fn deposit_named() -> Weight {
		// Fastest run: 70_836 ns.
		Weight::from_parts(78_948_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:0)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:2 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn set_limit() -> Weight {
		// Fastest run: 36_665 ns.
		Weight::from_parts(42_493_000, 990)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:1 w:1)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:0)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:1)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalQueue` (r:0 w:1)
	// Proof: `Settlement::WithdrawalQueue` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `Ignored`)
	fn withdraw() -> Weight {
		// Fastest run: 40_841 ns.
		Weight::from_parts(46_359_000, 990)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	// Storage: `Settlement::Purses` (r:1 w:0)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:1)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn withdraw_named() -> Weight {
		// Fastest run: 32_779 ns.
		Weight::from_parts(37_826_000, 990)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Account` (r:1 w:0)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn absorb() -> Weight {
		// Fastest run: 30_034 ns.
		Weight::from_parts(38_317_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Settlement::DueNetworks` (r:1 w:0)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	// Storage: `Settlement::PatrolCursor` (r:1 w:1)
	// Proof: `Settlement::PatrolCursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn on_poll_empty() -> Weight {
		// Fastest run: 10_736 ns.
		Weight::from_parts(13_961_000, 990)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:0)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:0)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	fn probe() -> Weight {
		// Fastest run: 28_192 ns.
		Weight::from_parts(33_781_000, 990)
			.saturating_add(T::DbWeight::get().reads(7_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:1 w:0)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Metering::SilencePatrol` (r:1 w:1)
	// Proof: `Metering::SilencePatrol` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Extremes` (r:1 w:1)
	// Proof: `Settlement::Extremes` (`max_values`: None, `max_size`: Some(4113), added: 6588, mode: `Ignored`)
	// Storage: `Metering::LossDay` (r:0 w:2)
	// Proof: `Metering::LossDay` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	fn clear() -> Weight {
		// Fastest run: 100_550 ns.
		Weight::from_parts(140_669_000, 990)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Storage: `Metering::SlotEnergy` (r:1 w:1)
	// Proof: `Metering::SlotEnergy` (`max_values`: None, `max_size`: Some(12319), added: 14794, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Surplus` (r:1 w:1)
	// Proof: `Settlement::Surplus` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// `n` from 1 to 256.
	fn sweep_page(n: u32, ) -> Weight {
		// Fastest run: 64_226 ns.
		Weight::from_parts(76_027_326, 990)
			// Standard error: 12_103.
			.saturating_add(Weight::from_parts(3_229_292, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Mountains` (r:1 w:1)
	// Proof: `Settlement::Mountains` (`max_values`: None, `max_size`: Some(1046), added: 3521, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Settlement::SlotRecords` (r:2 w:3)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(189), added: 2664, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:0 w:1)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	fn finish_sweep() -> Weight {
		// Fastest run: 39_509 ns.
		Weight::from_parts(45_157_000, 990)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	// Storage: `Settlement::ClosingLines` (r:1 w:1)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:1)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::LateCredits` (r:1 w:1)
	// Proof: `Settlement::LateCredits` (`max_values`: None, `max_size`: Some(11291), added: 13766, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:255 w:255)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn withdraw_line() -> Weight {
		// Fastest run: not measured yet.
		Weight::from_parts(150_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn close_line() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:1)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalQueue` (r:1 w:1)
	// Proof: `Settlement::WithdrawalQueue` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:1 w:1)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn pay_withdrawal() -> Weight {
		// Fastest run: 99_388 ns.
		Weight::from_parts(118_407_000, 990)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::LateCredits` (r:2 w:1)
	// Proof: `Settlement::LateCredits` (`max_values`: None, `max_size`: Some(11291), added: 13766, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// `n` from 0 to 256.
	fn pay_late(n: u32, ) -> Weight {
		// Fastest run: 11_217 ns.
		Weight::from_parts(25_909_699, 990)
			// Standard error: 25_275.
			.saturating_add(Weight::from_parts(2_405_701, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:1)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:2 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:2)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:6 w:6)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `System::Account` (r:5 w:5)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	fn pay_named() -> Weight {
		// Fastest run: 282_661 ns.
		Weight::from_parts(308_890_000, 990)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:0)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// `n` from 1 to 256.
	fn record(n: u32, ) -> Weight {
		// Fastest run: 30_165 ns.
		Weight::from_parts(36_152_366, 990)
			// Standard error: 871.
			.saturating_add(Weight::from_parts(51_979, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_member_limit() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_billing() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn bill_page(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn finish_billing() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_rule() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_share() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn gather_page(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(600_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For mocks: the same, with the costs of ParityDB.
impl WeightInfo for () {
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Accounts` (r:1 w:1)
	// Proof: `Settlement::Accounts` (`max_values`: None, `max_size`: Some(77), added: 2552, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	fn set_accounts() -> Weight {
		// Fastest run: 28_462 ns.
		Weight::from_parts(31_948_000, 990)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:1)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// `n` from 1 to 192.
	fn set_tariffs(n: u32, ) -> Weight {
		// Fastest run: 52_017 ns.
		Weight::from_parts(66_933_654, 990)
			// Standard error: 3_279.
			.saturating_add(Weight::from_parts(28_733, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:1)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	fn place_order() -> Weight {
		// Fastest run: 45_147 ns.
		Weight::from_parts(52_248_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn deposit() -> Weight {
		// Fastest run: 101_291 ns.
		Weight::from_parts(114_290_000, 990)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	fn deposit_named() -> Weight {
		// Fastest run: 70_836 ns.
		Weight::from_parts(78_948_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:0)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:2 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn set_limit() -> Weight {
		// Fastest run: 36_665 ns.
		Weight::from_parts(42_493_000, 990)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	// Storage: `Metering::Meters` (r:1 w:0)
	// Proof: `Metering::Meters` (`max_values`: None, `max_size`: Some(393), added: 2868, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:1 w:1)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:0)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:1)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalQueue` (r:0 w:1)
	// Proof: `Settlement::WithdrawalQueue` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `Ignored`)
	fn withdraw() -> Weight {
		// Fastest run: 40_841 ns.
		Weight::from_parts(46_359_000, 990)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	// Storage: `Settlement::Purses` (r:1 w:0)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:1)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::DueNetworks` (r:1 w:1)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	fn withdraw_named() -> Weight {
		// Fastest run: 32_779 ns.
		Weight::from_parts(37_826_000, 990)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Account` (r:1 w:0)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn absorb() -> Weight {
		// Fastest run: 30_034 ns.
		Weight::from_parts(38_317_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Settlement::DueNetworks` (r:1 w:0)
	// Proof: `Settlement::DueNetworks` (`max_values`: Some(1), `max_size`: Some(1282), added: 1777, mode: `Ignored`)
	// Storage: `Settlement::PatrolCursor` (r:1 w:1)
	// Proof: `Settlement::PatrolCursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	fn on_poll_empty() -> Weight {
		// Fastest run: 10_736 ns.
		Weight::from_parts(13_961_000, 990)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:0)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:0)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:0)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	fn probe() -> Weight {
		// Fastest run: 28_192 ns.
		Weight::from_parts(33_781_000, 990)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
	}
	// Storage: `Metering::Networks` (r:1 w:1)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Metering::BlockReadings` (r:1 w:0)
	// Proof: `Metering::BlockReadings` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:1 w:0)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Metering::SilencePatrol` (r:1 w:1)
	// Proof: `Metering::SilencePatrol` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `Ignored`)
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Settlement::Extremes` (r:1 w:1)
	// Proof: `Settlement::Extremes` (`max_values`: None, `max_size`: Some(4113), added: 6588, mode: `Ignored`)
	// Storage: `Metering::LossDay` (r:0 w:2)
	// Proof: `Metering::LossDay` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	fn clear() -> Weight {
		// Fastest run: 100_550 ns.
		Weight::from_parts(140_669_000, 990)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	// Storage: `Metering::SlotEnergy` (r:1 w:1)
	// Proof: `Metering::SlotEnergy` (`max_values`: None, `max_size`: Some(12319), added: 14794, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Surplus` (r:1 w:1)
	// Proof: `Settlement::Surplus` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// `n` from 1 to 256.
	fn sweep_page(n: u32, ) -> Weight {
		// Fastest run: 64_226 ns.
		Weight::from_parts(76_027_326, 990)
			// Standard error: 12_103.
			.saturating_add(Weight::from_parts(3_229_292, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Mountains` (r:1 w:1)
	// Proof: `Settlement::Mountains` (`max_values`: None, `max_size`: Some(1046), added: 3521, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Settlement::SlotRecords` (r:2 w:3)
	// Proof: `Settlement::SlotRecords` (`max_values`: None, `max_size`: Some(189), added: 2664, mode: `Ignored`)
	// Storage: `Metering::Totals` (r:0 w:1)
	// Proof: `Metering::Totals` (`max_values`: None, `max_size`: Some(97), added: 2572, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:0 w:1)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	fn finish_sweep() -> Weight {
		// Fastest run: 39_509 ns.
		Weight::from_parts(45_157_000, 990)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	// Storage: `Settlement::ClosingLines` (r:1 w:1)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:1)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:1)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::LateCredits` (r:1 w:1)
	// Proof: `Settlement::LateCredits` (`max_values`: None, `max_size`: Some(11291), added: 13766, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:255 w:255)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::Window` (r:1 w:0)
	// Proof: `Settlement::Window` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn withdraw_line() -> Weight {
		// Fastest run: not measured yet.
		Weight::from_parts(150_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn close_line() -> Weight {
		Weight::from_parts(120_000_000, 990)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// Storage: `Settlement::WithdrawalEnds` (r:1 w:1)
	// Proof: `Settlement::WithdrawalEnds` (`max_values`: None, `max_size`: Some(29), added: 2504, mode: `Ignored`)
	// Storage: `Settlement::WithdrawalQueue` (r:1 w:1)
	// Proof: `Settlement::WithdrawalQueue` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `Ignored`)
	// Storage: `Settlement::Withdrawals` (r:1 w:1)
	// Proof: `Settlement::Withdrawals` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:1 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Metering::Networks` (r:1 w:0)
	// Proof: `Metering::Networks` (`max_values`: None, `max_size`: Some(200), added: 2675, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:2 w:2)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	fn pay_withdrawal() -> Weight {
		// Fastest run: 99_388 ns.
		Weight::from_parts(118_407_000, 990)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	// Storage: `Settlement::Ledgers` (r:1 w:1)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::LateCredits` (r:2 w:1)
	// Proof: `Settlement::LateCredits` (`max_values`: None, `max_size`: Some(11291), added: 13766, mode: `Ignored`)
	// Storage: `Settlement::ClosingLines` (r:1 w:0)
	// Proof: `Settlement::ClosingLines` (`max_values`: None, `max_size`: Some(12827), added: 15302, mode: `Ignored`)
	// Storage: `Settlement::Positions` (r:1 w:1)
	// Proof: `Settlement::Positions` (`max_values`: None, `max_size`: Some(2075), added: 4550, mode: `Ignored`)
	// `n` from 0 to 256.
	fn pay_late(n: u32, ) -> Weight {
		// Fastest run: 11_217 ns.
		Weight::from_parts(25_909_699, 990)
			// Standard error: 25_275.
			.saturating_add(Weight::from_parts(2_405_701, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	// Storage: `Settlement::NamedWithdrawals` (r:1 w:1)
	// Proof: `Settlement::NamedWithdrawals` (`max_values`: None, `max_size`: Some(288), added: 2763, mode: `Ignored`)
	// Storage: `Settlement::Sweeps` (r:2 w:0)
	// Proof: `Settlement::Sweeps` (`max_values`: None, `max_size`: Some(1235), added: 3710, mode: `Ignored`)
	// Storage: `Settlement::Ledgers` (r:2 w:2)
	// Proof: `Settlement::Ledgers` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Settlement::Purses` (r:1 w:1)
	// Proof: `Settlement::Purses` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `Ignored`)
	// Storage: `Communities::Communities` (r:1 w:0)
	// Proof: `Communities::Communities` (`max_values`: None, `max_size`: Some(166), added: 2641, mode: `Ignored`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `Ignored`)
	// Storage: `Assets::Account` (r:6 w:6)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `Ignored`)
	// Storage: `System::Account` (r:5 w:5)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `Ignored`)
	fn pay_named() -> Weight {
		// Fastest run: 282_661 ns.
		Weight::from_parts(308_890_000, 990)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
	// Storage: `Settlement::Tariffs` (r:1 w:0)
	// Proof: `Settlement::Tariffs` (`max_values`: None, `max_size`: Some(20495), added: 22970, mode: `Ignored`)
	// Storage: `Settlement::Orders` (r:1 w:0)
	// Proof: `Settlement::Orders` (`max_values`: None, `max_size`: Some(6427), added: 8902, mode: `Ignored`)
	// Storage: `Settlement::Outside` (r:1 w:0)
	// Proof: `Settlement::Outside` (`max_values`: None, `max_size`: Some(2843), added: 5318, mode: `Ignored`)
	// Storage: `Settlement::Books` (r:1 w:1)
	// Proof: `Settlement::Books` (`max_values`: None, `max_size`: Some(4149), added: 6624, mode: `Ignored`)
	// `n` from 1 to 256.
	fn record(n: u32, ) -> Weight {
		// Fastest run: 30_165 ns.
		Weight::from_parts(36_152_366, 990)
			// Standard error: 871.
			.saturating_add(Weight::from_parts(51_979, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_member_limit() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_billing() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn bill_page(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(1_500_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn finish_billing() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_rule() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_share() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn gather_page(n: u32, ) -> Weight {
		Weight::from_parts(60_000_000, 0)
			.saturating_add(Weight::from_parts(600_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
