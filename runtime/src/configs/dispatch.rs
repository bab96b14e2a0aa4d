// SPDX-License-Identifier: Apache-2.0
//! Collective dispatch: what a round costs its solvers, and how much of a block it may take.

use crate::{
	constants::{
		currency::{deposit, CWT},
		time::MILLISECONDS_PER_BLOCK,
	},
	AccountId, Balance, Balances, Communities, Metering, Runtime, RuntimeHoldReason, Settlement,
};
use energy_primitives::SlotLength;
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, ConstU64, LinearStoragePrice},
};
use sp_runtime::Perbill;

use super::{
	energy::{DepositPerByte, SLOT_SECONDS},
	governance::RootOr,
};
use crate::origins::EnsureBounds;

/// Slots in a day.
const SLOTS_PER_DAY: u32 = SlotLength::QUARTER_HOUR.per_day();
const _: () = assert!(SlotLength::QUARTER_HOUR.seconds() == SLOT_SECONDS as u64);

parameter_types! {
	/// Why a device's deposit is held.
	pub const DeviceHold: RuntimeHoldReason =
		RuntimeHoldReason::Dispatch(pallet_dispatch::HoldReason::Device);
	/// Registering a device.
	pub const DeviceDepositBase: Balance = deposit(1, 0);
	/// Promising a plan.
	pub const SolverDepositBase: Balance = 10 * CWT;
	/// And for each power in it: two bytes, and the time to check them.
	pub const SolverDepositPerValue: Balance = deposit(0, 2);
	/// So much of a block may move rounds on and pay deliveries, before transactions: the largest
	/// round there can be has to fit in one step, and most steps take next to nothing.
	pub const PollShare: Perbill = Perbill::from_percent(30);
}

impl pallet_dispatch::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	// Lost deposits are burnt: nobody gains by a solver's failure.
	type Slashed = ();
	type DeviceConsideration = HoldConsideration<
		AccountId,
		Balances,
		DeviceHold,
		LinearStoragePrice<DeviceDepositBase, DepositPerByte, Balance>,
	>;
	type Communities = Communities;
	type Electorate = Communities;
	type Meters = Metering;
	type Money = Settlement;
	type Quota = Settlement;
	type BoundsOrigin = RootOr<EnsureBounds>;
	type SolverDepositBase = SolverDepositBase;
	type SolverDepositPerValue = SolverDepositPerValue;
	type VetoesPerMember = ConstU32<2>;
	type VetoWindowSlots = ConstU32<{ 7 * SLOTS_PER_DAY }>;
	type StormSlots = ConstU32<SLOTS_PER_DAY>;
	type ProgrammesMax = ConstU32<512>;
	type BlockMillis = ConstU64<{ MILLISECONDS_PER_BLOCK }>;
	type PollShare = PollShare;
	type WeightInfo = pallet_dispatch::weights::SubstrateWeight<Runtime>;
}
