// SPDX-License-Identifier: Apache-2.0
//! Who authors blocks and finalises them, and what happens to who misbehaves.

use super::governance::RootOr;
use crate::{
	constants::{
		currency::deposit,
		time::{EPOCH_BLOCKS, HISTORY_DEPTH_SESSIONS, MILLISECONDS_PER_BLOCK},
	},
	origins::EnsureValidators,
	AccountId, Babe, Balance, Balances, Historical, Offences, Runtime, RuntimeEvent, Session,
	SessionKeys, Validators,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use pallet_session::{disabling::UpToLimitDisablingStrategy, historical};
use sp_runtime::traits::{ConvertInto, OpaqueKeys};
use sp_session::MembershipProof;

/// The most validators: GRANDPA's votes and BABE's reports are weighed for this many.
pub const MAX_VALIDATORS: u32 = 100;

parameter_types! {
	/// Slots in an epoch.
	pub const EpochDuration: u64 = EPOCH_BLOCKS as u64;
	/// Time between blocks, in milliseconds.
	pub const ExpectedBlockTime: u64 = MILLISECONDS_PER_BLOCK;
	/// Blocks for which misbehaviour can be reported.
	pub const ReportLongevity: u64 = HISTORY_DEPTH_SESSIONS as u64 * EPOCH_BLOCKS as u64;
	/// GRANDPA keeps the session of this many authority sets, else a report after the first change
	/// of the set would fail.
	pub const MaxSetIdSessionEntries: u64 = HISTORY_DEPTH_SESSIONS as u64;
	/// Deposit for session keys: it keeps strangers from registering keys by the thousand.
	pub const KeyDeposit: Balance = deposit(3, 3 * (32 + 36));
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Babe;
	type MinimumPeriod = ConstU64<{ MILLISECONDS_PER_BLOCK / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochDuration;
	type ExpectedBlockTime = ExpectedBlockTime;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl polkadot_sdk::pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ();
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = historical::NoteHistoricalRoot<Self, Validators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_validators::UnitIdentification;
}

impl polkadot_sdk::pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Validators;
}

impl pallet_validators::Config for Runtime {
	type ForceOrigin = RootOr<EnsureValidators>;
	// One, because a development chain has one. A live chain's referenda should keep four or more:
	// with three nobody can be disabled.
	type MinValidators = ConstU32<1>;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type HistoryDepthSessions = ConstU32<HISTORY_DEPTH_SESSIONS>;
	type WeightInfo = pallet_validators::weights::SubstrateWeight<Runtime>;
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::traits::Get;

	#[test]
	fn blocks_come_every_three_seconds() {
		assert_eq!(<Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), 3_000);
		let minimum: u64 = <Runtime as pallet_timestamp::Config>::MinimumPeriod::get();
		assert_eq!(minimum, 1_500);
	}

	#[test]
	fn a_session_is_an_epoch_of_ten_minutes() {
		let epoch = <Runtime as pallet_babe::Config>::EpochDuration::get();
		assert_eq!(epoch * <Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), 600_000);
	}

	#[test]
	fn misbehaviour_can_be_reported_for_seven_days() {
		let sessions: u32 = <Runtime as pallet_validators::Config>::HistoryDepthSessions::get();
		assert_eq!(sessions, 7 * 24 * 6);
		let entries = <Runtime as pallet_grandpa::Config>::MaxSetIdSessionEntries::get();
		assert_eq!(entries, u64::from(sessions), "zero would void every report");
		assert_eq!(ReportLongevity::get(), 7 * 28_800);
	}

	#[test]
	fn every_listed_validator_finds_room_in_consensus() {
		let listed: u32 = <Runtime as pallet_validators::Config>::MaxValidators::get();
		let babe: u32 = <Runtime as pallet_babe::Config>::MaxAuthorities::get();
		let grandpa: u32 = <Runtime as pallet_grandpa::Config>::MaxAuthorities::get();
		assert!(listed <= babe && listed <= grandpa);
	}

	#[test]
	fn session_keys_are_babe_and_grandpa() {
		let ids = SessionKeys::key_ids();
		assert_eq!(ids, [sp_core::crypto::key_types::BABE, sp_core::crypto::key_types::GRANDPA]);
	}
}
