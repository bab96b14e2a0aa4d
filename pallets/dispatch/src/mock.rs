// SPDX-License-Identifier: Apache-2.0
//! A runtime with the pallet and native balances, and neighbours in one table.

mod offers;
mod world;

use crate as pallet_dispatch;
use crate::{FrozenRecord, HoldReason, Phase, RoundRecord};
use dispatch_core::{DispatchRules, Problem};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, ConstU64, Hooks, LinearStoragePrice},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight, WeightMeter},
};
use frame_system::EnsureRoot;
pub(crate) use offers::*;
use sp_runtime::{BuildStorage, Perbill};
pub(crate) use world::{MeterOf, World, QUOTA};

type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Dispatch = pallet_dispatch::Pallet<Test>;
}

parameter_types! {
	/// Blocks as long as many, so that a test sees the end of a billing period in one.
	pub BlockWeights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::simple_max(Weight::from_parts(
			60 * WEIGHT_REF_TIME_PER_SECOND,
			u64::MAX,
		));
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type BlockWeights = BlockWeights;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

parameter_types! {
	pub const DeviceHold: RuntimeHoldReason = RuntimeHoldReason::Dispatch(HoldReason::Device);
	pub const PollShare: Perbill = Perbill::from_percent(90);
}

/// Deposit for a device; nothing per byte, so that tests can name it.
pub(crate) const DEVICE_DEPOSIT: u64 = 7;
/// Deposit of a solver; nothing per value.
pub(crate) const SOLVER_DEPOSIT: u64 = 1_000;
/// Programmes that can run.
pub(crate) const PROGRAMMES_MAX: u32 = 2;

impl pallet_dispatch::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Slashed = ();
	type DeviceConsideration = HoldConsideration<
		u64,
		Balances,
		DeviceHold,
		LinearStoragePrice<ConstU64<DEVICE_DEPOSIT>, ConstU64<0>, u64>,
	>;
	type Communities = World;
	type Electorate = World;
	type Meters = World;
	type Money = World;
	type Quota = World;
	type BoundsOrigin = EnsureRoot<u64>;
	type SolverDepositBase = ConstU64<SOLVER_DEPOSIT>;
	type SolverDepositPerValue = ConstU64<0>;
	type VetoesPerMember = ConstU32<2>;
	type VetoWindowSlots = ConstU32<672>;
	type StormSlots = ConstU32<96>;
	type ProgrammesMax = ConstU32<PROGRAMMES_MAX>;
	type BlockMillis = ConstU64<3_000>;
	type PollShare = PollShare;
	type WeightInfo = ();
}

pub(crate) const COMMUNITY: u32 = 7;
/// A community with an operator and no programme.
pub(crate) const OTHER: u32 = 8;
/// No such community.
pub(crate) const NO_COMMUNITY: u32 = 99;

/// Runs [`COMMUNITY`] and [`OTHER`].
pub(crate) const OPERATOR: u64 = 1;
/// Owns [`BATTERY_METER`].
pub(crate) const ALICE: u64 = 2;
/// Owns [`SUN_METER`].
pub(crate) const BOB: u64 = 3;
/// Owns [`PUMP_METER`].
pub(crate) const CAROL: u64 = 4;
/// Solvers.
pub(crate) const SOLVER: u64 = 20;
pub(crate) const RIVAL: u64 = 21;
/// Has nothing and is nobody.
pub(crate) const STRANGER: u64 = 99;
/// The voters, by number from 0.
pub(crate) const VOTERS: [u64; 6] = [ALICE, BOB, CAROL, 5, 6, 8];

pub(crate) const POWER: NetworkId =
	NetworkId { community: COMMUNITY, carrier: Carrier::Electricity };
pub(crate) const WARMTH: NetworkId = NetworkId { community: COMMUNITY, carrier: Carrier::Heat };

pub(crate) const fn meter(network: NetworkId, index: u32) -> MeterId {
	MeterId { network, index }
}

/// A connection point of Alice's.
pub(crate) const ALICES: MeterId = meter(POWER, 0);
pub(crate) const BATTERY_METER: MeterId = meter(POWER, 1);
pub(crate) const SUN_METER: MeterId = meter(POWER, 2);
/// On another page.
pub(crate) const PUMP_METER: MeterId = meter(POWER, 300);
pub(crate) const PUMP_HEAT_METER: MeterId = meter(WARMTH, 0);
pub(crate) const FEEDER: MeterId = meter(POWER, 3);
/// No such meter.
pub(crate) const NO_METER: MeterId = meter(POWER, 77);

/// Numbers of the devices of [`planning`].
pub(crate) const BATTERY: u16 = 0;
pub(crate) const SUN: u16 = 1;
pub(crate) const PUMP: u16 = 2;

/// A Monday, 00:00 UTC.
pub(crate) const TODAY: Slot = 96 * 20_000 + 96 * 4;
/// Slots of the horizon.
pub(crate) const SLOTS: u8 = 8;
/// What accounts hold at first.
pub(crate) const ENDOWED: i128 = 100 * EUR as i128;
pub(crate) const EUR: u128 = 1_000_000_000;

/// Builds a state, runs a test in it, and checks the invariants after it.
pub(crate) struct TestExt;

impl TestExt {
	pub(crate) fn externalities() -> sp_io::TestExternalities {
		let rich = (1..30u64).map(|who| (who, 1_000_000)).collect();
		let genesis = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig { balances: rich, ..Default::default() },
			..Default::default()
		};
		let mut ext = sp_io::TestExternalities::new(genesis.build_storage().expect("it is sound"));
		ext.execute_with(|| {
			World::begin().put();
			System::set_block_number(1);
		});
		ext
	}

	/// An open network, no programme.
	pub(crate) fn execute_with(test: impl FnOnce()) {
		Self::externalities().execute_with(|| {
			test();
			check();
		});
	}

	/// The same with a programme, short phases and three devices.
	pub(crate) fn planning(test: impl FnOnce()) {
		Self::execute_with(|| {
			plan_together();
			test();
		});
	}
}

/// Rules with a short horizon and short phases.
pub(crate) fn short_rules() -> DispatchRules {
	DispatchRules {
		horizon_slots: SLOTS,
		offer_blocks: 4,
		commit_blocks: 4,
		reveal_blocks: 4,
		veto_blocks: 4,
		veto_permille: 500,
		regret_max_nano: 100 * EUR as u64,
		..DispatchRules::default()
	}
}

pub(crate) fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// A programme with three devices: a battery, a roof, and a heat pump with its store.
pub(crate) fn plan_together() {
	assert_ok!(Dispatch::set_rules(COMMUNITY, short_rules()));
	let operator = signed(OPERATOR);
	assert_ok!(Dispatch::set_programme(operator, COMMUNITY, power_grid(), Some(heat_grid())));
	let devices = [
		(ALICE, battery_limits(), BATTERY_METER, None),
		(BOB, sun_limits(), SUN_METER, None),
		(CAROL, pump_limits(), PUMP_METER, Some(PUMP_HEAT_METER)),
	];
	for (who, limits, meter, other) in devices {
		assert_ok!(Dispatch::register_device(signed(who), COMMUNITY, limits, meter, other));
	}
	System::reset_events();
}

/// Everybody offers what their device can do, for every round.
pub(crate) fn offer_all() {
	let offers =
		[(ALICE, BATTERY, battery_offer()), (BOB, SUN, sun_offer()), (CAROL, PUMP, pump_offer())];
	for (who, device, offer) in offers {
		let blob = vec![(device, offer)].try_into().expect("one fits");
		assert_ok!(Dispatch::offer(signed(who), COMMUNITY, blob, true));
	}
}

/// Blocks go on, each with its poll.
pub(crate) fn run_to(block: u64) {
	while System::block_number() < block {
		next_block(&mut WeightMeter::new());
	}
}

/// One block, with what is left of it.
pub(crate) fn next_block(meter: &mut WeightMeter) {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	Dispatch::on_poll(number, meter);
}

/// Blocks go on until the round has come to this phase.
pub(crate) fn run_until(phase: Phase) -> RoundRecord<u64> {
	for _ in 0..60 {
		if round().phase == phase {
			return round();
		}
		run_to(System::block_number() + 1);
	}
	panic!("the round does not come to {phase:?}: {:?}", round());
}

/// The last round of [`COMMUNITY`].
pub(crate) fn round() -> RoundRecord<u64> {
	Dispatch::round(COMMUNITY).expect("one was begun")
}

/// Begins a round at this slot.
pub(crate) fn start(first_slot: Slot) {
	assert_ok!(Dispatch::start_round(signed(OPERATOR), COMMUNITY, first_slot));
}

/// A round whose offers are frozen. Its first slot is the next one.
pub(crate) fn frozen_round() -> (FrozenRecord, Problem) {
	offer_all();
	start(World::get().slot + 1);
	run_until(Phase::Commit);
	let (frozen, _, problem) = Dispatch::load(COMMUNITY).expect("offers are frozen");
	(frozen, problem)
}

/// Checks every invariant, and that no money came from nowhere.
pub(crate) fn check() {
	assert_ok!(Dispatch::do_try_state());
	World::get().check();
}
