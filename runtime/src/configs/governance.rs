// SPDX-License-Identifier: Apache-2.0
//! Referenda decide; the technical committee may only say which call is urgent, and press the stop
//! buttons (see [`super::safety`]).
//!
//! What referenda may be about stands in [`super::tracks`].

use crate::{
	constants::{
		currency::{deposit, CWT},
		time::DAYS,
	},
	origins::{self, EnsureFastTrack, EnsureUpgrades},
	AccountId, Balance, Balances, BlockNumber, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, System,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, AsEnsureOriginWithArg, ConstU32, EitherOfDiverse,
		EqualPrivilegeOnly, LinearStoragePrice, TotalIssuanceOf,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use polkadot_sdk::{
	pallet_collective::{EnsureProportionAtLeast, Instance1, PrimeDefaultVote},
	pallet_conviction_voting, pallet_referenda,
};
use sp_runtime::Perbill;

use super::tracks::Tracks;

/// The technical committee's instance of the collective pallet.
pub type TechnicalCollective = Instance1;
/// Two thirds of the committee.
pub type TwoThirdsOfCommittee = EnsureProportionAtLeast<AccountId, TechnicalCollective, 2, 3>;
/// Root, or a referendum with this origin.
pub type RootOr<Origin> = EitherOfDiverse<EnsureRoot<AccountId>, Origin>;
/// Half of the committee.
pub type HalfOfCommittee = EnsureProportionAtLeast<AccountId, TechnicalCollective, 1, 2>;

parameter_types! {
	/// What a committee motion may weigh.
	pub MaxCollectivesProposalWeight: Weight =
		Perbill::from_percent(50) * super::system::RuntimeBlockWeights::get().max_block;
	/// A motion lives this long.
	pub const MotionDuration: BlockNumber = 3 * DAYS;
}

impl polkadot_sdk::pallet_collective::Config<TechnicalCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<30>;
	type DefaultVote = PrimeDefaultVote;
	type WeightInfo = polkadot_sdk::pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxCollectivesProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl origins::Config for Runtime {
	type UpgradeOrigin = RootOr<EnsureUpgrades>;
}

parameter_types! {
	/// A referendum that passed before the committee spoke waits for its word this long.
	pub const DeferredDispatchExpiration: BlockNumber = 7 * DAYS;
}

impl polkadot_sdk::pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type DispatchWhitelistedOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureFastTrack>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DeferredDispatchExpiration;
	type BlockNumberProvider = System;
	type WeightInfo = polkadot_sdk::pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of a preimage.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// Deposit per byte of it.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	/// Why it is held.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(polkadot_sdk::pallet_preimage::HoldReason::Preimage);
}

impl polkadot_sdk::pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = polkadot_sdk::pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

parameter_types! {
	/// What scheduled calls may take of a block.
	pub MaximumSchedulerWeight: Weight =
		Perbill::from_percent(60) * super::system::RuntimeBlockWeights::get().max_block;
}

impl polkadot_sdk::pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type MaxScheduledPerBlock = ConstU32<50>;
	#[cfg(feature = "runtime-benchmarks")]
	type MaxScheduledPerBlock = ConstU32<512>;
	type WeightInfo = polkadot_sdk::pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

parameter_types! {
	/// A vote with conviction locks for multiples of this.
	pub const VoteLockingPeriod: BlockNumber = 7 * DAYS;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = TotalIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

parameter_types! {
	/// Deposit of who submits a referendum.
	pub const SubmissionDeposit: Balance = 10 * CWT;
	/// A referendum without decision deposit is dropped after this.
	pub const UndecidingTimeout: BlockNumber = 14 * DAYS;
	/// How often a referendum is looked at.
	pub const AlarmInterval: BlockNumber = 1;
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = ();
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = AlarmInterval;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{RuntimeGenesisConfig, Whitelist};
	use frame_support::{assert_noop, assert_ok, traits::Hooks};
	use polkadot_sdk::{
		pallet_collective,
		sp_runtime::{traits::Hash, BuildStorage, DispatchError},
	};
	use sp_runtime::traits::BlakeTwo256;

	fn committee(ayes: u32) -> RuntimeOrigin {
		pallet_collective::RawOrigin::<AccountId, TechnicalCollective>::Members(ayes, 3).into()
	}

	fn urgent() -> RuntimeCall {
		frame_system::Call::set_storage { items: vec![(b"a".to_vec(), b"b".to_vec())] }.into()
	}

	fn with_default_genesis(test: impl FnOnce()) {
		let storage = RuntimeGenesisConfig::default().build_storage().expect("default is sound");
		sp_io::TestExternalities::from(storage).execute_with(test);
	}

	fn dispatch(origin: RuntimeOrigin) -> bool {
		Whitelist::dispatch_whitelisted_call_with_preimage(origin, Box::new(urgent())).is_ok()
	}

	fn is_done() -> bool {
		sp_io::storage::get(b"a").is_some()
	}

	#[test]
	fn the_committee_allows_and_the_referendum_dispatches() {
		with_default_genesis(|| {
			let hash = BlakeTwo256::hash_of(&urgent());
			assert_noop!(Whitelist::whitelist_call(committee(1), hash), DispatchError::BadOrigin);
			assert_ok!(Whitelist::whitelist_call(committee(2), hash));
			assert!(!dispatch(committee(3)) && !is_done(), "the committee dispatches nothing");
			assert!(dispatch(origins::Origin::FastTrack.into()) && is_done());
		});
	}

	#[test]
	fn a_fast_referendum_waits_for_the_committee() {
		with_default_genesis(|| {
			let anyone = || RuntimeOrigin::signed(AccountId::new([1; 32]));
			assert!(dispatch(origins::Origin::FastTrack.into()) && !is_done());
			assert!(!dispatch(anyone()) && !is_done(), "not without the committee's word");
			let hash = BlakeTwo256::hash_of(&urgent());
			assert_ok!(Whitelist::whitelist_call(committee(2), hash));
			assert!(dispatch(anyone()) && is_done());
		});
	}
}
