// SPDX-License-Identifier: Apache-2.0
//! A runtime with just enough to hold deposits and to know an asset.

use crate as pallet_community;
use crate::{HoldReason, PersonTag};
use energy_primitives::CommunityId;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::HoldConsideration, AsEnsureOriginWithArg, ConstU64, LinearStoragePrice},
};
use frame_system::{EnsureRoot, EnsureSigned};
use sp_runtime::BuildStorage;

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
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Communities = pallet_community::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<u64>>;
	type ForceOrigin = EnsureRoot<u64>;
}

parameter_types! {
	pub const CommunityHold: RuntimeHoldReason = RuntimeHoldReason::Communities(HoldReason::Community);
	pub const MemberHold: RuntimeHoldReason = RuntimeHoldReason::Communities(HoldReason::Member);
}

/// The deposit for a community; nothing per byte, so that tests can name it.
pub(crate) const COMMUNITY_DEPOSIT: u64 = 100;
/// The deposit for a member.
pub(crate) const MEMBER_DEPOSIT: u64 = 5;

impl pallet_community::Config for Test {
	type Assets = Assets;
	type CommunityConsideration = HoldConsideration<
		u64,
		Balances,
		CommunityHold,
		LinearStoragePrice<ConstU64<COMMUNITY_DEPOSIT>, ConstU64<0>, u64>,
	>;
	type MemberConsideration = HoldConsideration<
		u64,
		Balances,
		MemberHold,
		LinearStoragePrice<ConstU64<MEMBER_DEPOSIT>, ConstU64<0>, u64>,
	>;
	type WeightInfo = ();
}

pub(crate) const ALICE: u64 = 1;
pub(crate) const BOB: u64 = 2;
pub(crate) const CHARLIE: u64 = 3;
/// Has nothing.
pub(crate) const PAUPER: u64 = 9;
/// The settlement currency.
pub(crate) const EUR: u32 = 1;
/// The community that [`TestExt::with_community`] opens.
pub(crate) const COMMUNITY: CommunityId = 0;

/// A person's tag.
pub(crate) fn tag(person: u8) -> PersonTag {
	[person; 32]
}

/// Builds a state, runs a test in it, and checks the invariants after it.
pub(crate) struct TestExt {
	with_community: Option<u64>,
}

impl TestExt {
	pub(crate) fn new() -> Self {
		Self { with_community: None }
	}

	/// Opens [`COMMUNITY`] for `operator` first.
	pub(crate) fn with_community(mut self, operator: u64) -> Self {
		self.with_community = Some(operator);
		self
	}

	pub(crate) fn externalities(&self) -> sp_io::TestExternalities {
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: vec![(ALICE, 1_000), (BOB, 1_000), (CHARLIE, 1_000)],
				..Default::default()
			},
			assets: pallet_assets::GenesisConfig {
				assets: vec![(EUR, ALICE, true, 1)],
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.expect("the genesis is sound");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	pub(crate) fn execute_with(self, test: impl FnOnce()) {
		self.externalities().execute_with(|| {
			if let Some(operator) = self.with_community {
				assert_ok!(Communities::open_community(RuntimeOrigin::signed(operator), EUR));
			}
			test();
			assert_ok!(Communities::do_try_state());
		});
	}
}

/// What is held from `who` for `reason`.
pub(crate) fn held(reason: HoldReason, who: u64) -> u64 {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&RuntimeHoldReason::Communities(reason), &who)
}
