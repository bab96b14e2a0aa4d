// SPDX-License-Identifier: Apache-2.0
//! A runtime of sessions, their history and this pallet. A session ends with every fifth block.

use crate as pallet_validators;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, Hooks},
};
use frame_system::EnsureRoot;
use pallet_session::{disabling::UpToLimitDisablingStrategy, historical, PeriodicSessions};
use sp_runtime::{impl_opaque_keys, testing::UintAuthorityId, traits::ConvertInto, BuildStorage};

pub(crate) const SESSION_BLOCKS: u64 = 5;

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
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	// Before the session pallet, whose genesis asks for the list.
	#[runtime::pallet_index(2)]
	pub type Validators = pallet_validators;
	#[runtime::pallet_index(3)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;
}

impl_opaque_keys! {
	pub struct MockKeys {
		pub dummy: UintAuthorityId,
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

parameter_types! {
	pub const Period: u64 = SESSION_BLOCKS;
	pub const Offset: u64 = 0;
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = u64;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<Period, Offset>;
	type NextSessionRotation = PeriodicSessions<Period, Offset>;
	type SessionManager = historical::NoteHistoricalRoot<Test, Validators>;
	type SessionHandler = pallet_session::TestSessionHandler;
	type Keys = MockKeys;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU64<0>;
}

impl historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_validators::UnitIdentification;
}

impl pallet_validators::Config for Test {
	type ForceOrigin = EnsureRoot<u64>;
	type MinValidators = ConstU32<3>;
	type MaxValidators = ConstU32<5>;
	type HistoryDepthSessions = ConstU32<4>;
	type WeightInfo = ();
}

/// Builds a chain; every test on it ends with a check of the invariants.
pub(crate) struct TestExt {
	validators: Vec<u64>,
}

impl TestExt {
	/// Four validators, 1 to 4.
	pub(crate) fn new() -> Self {
		Self { validators: vec![1, 2, 3, 4] }
	}

	pub(crate) fn with_validators(validators: &[u64]) -> Self {
		Self { validators: validators.to_vec() }
	}

	/// Accounts 1 to 8 have session keys.
	pub(crate) fn execute_with(self, test: impl FnOnce()) {
		let keys = |who: u64| (who, who, MockKeys { dummy: UintAuthorityId(who) });
		let genesis = RuntimeGenesisConfig {
			validators: pallet_validators::GenesisConfig { validators: self.validators },
			session: pallet_session::GenesisConfig {
				keys: (1..=4).map(keys).collect(),
				non_authority_keys: (5..=8).map(keys).collect(),
			},
			balances: pallet_balances::GenesisConfig {
				balances: (1..=8).map(|who| (who, 100)).collect(),
				..Default::default()
			},
			..Default::default()
		};
		let mut ext: sp_io::TestExternalities =
			genesis.build_storage().expect("the genesis is sound").into();
		ext.execute_with(|| {
			advance_to(1);
			test();
			Validators::do_try_state().expect("the invariants hold");
		});
	}
}

/// Runs blocks up to and with `block`.
pub(crate) fn advance_to(block: u64) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Session::on_initialize(System::block_number());
	}
}

/// Runs until `count` further sessions have begun.
pub(crate) fn advance_sessions(count: u32) {
	let wanted = Session::current_index() + count;
	while Session::current_index() < wanted {
		advance_to(System::block_number() + 1);
	}
}
