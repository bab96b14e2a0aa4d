// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps about a community, its members and its voters.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use community_core::Growth;
use energy_primitives::{MeterId, Slot};
use frame_support::traits::fungible::Inspect;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// Keyed hash that stands for a person in one community: the same person has unrelated tags in two
/// communities.
pub type PersonTag = [u8; 32];

/// A community.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct CommunityRecord<AccountId, Ticket> {
	/// The account that acts for the community's networks and members.
	pub operator: AccountId,
	/// The account the deposit is held from.
	pub depositor: AccountId,
	/// The account that exchanges the settlement currency for money outside, if one is named.
	pub bank: Option<AccountId>,
	/// The account whose deposited currency covers the limits of others, if one is named.
	pub guarantor: Option<AccountId>,
	/// The settlement currency, as an asset id.
	pub asset: u32,
	/// How many members the community has.
	pub member_count: u32,
	/// The deposit's ticket.
	pub ticket: Ticket,
}

/// [`CommunityRecord`] of a runtime.
pub type CommunityRecordOf<T> =
	CommunityRecord<<T as frame_system::Config>::AccountId, <T as Config>::CommunityConsideration>;

/// A member of a community.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct MemberRecord<AccountId, BlockNumber, Ticket> {
	/// The account the person acts with.
	pub account: AccountId,
	/// The block in which the person was added.
	pub since_block: BlockNumber,
	/// The slot that was to be closed next then. Only billing periods that begin at or after it make
	/// the member a voter.
	pub since_slot: Slot,
	/// The account the deposit is held from.
	pub depositor: AccountId,
	/// The deposit's ticket.
	pub ticket: Ticket,
}

/// [`MemberRecord`] of a runtime.
pub type MemberRecordOf<T> = MemberRecord<
	<T as frame_system::Config>::AccountId,
	BlockNumberFor<T>,
	<T as Config>::MemberConsideration,
>;

/// An amount of the native currency.
pub type BalanceOf<T> =
	<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Who counts in a community's votes, in numbers.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct ElectorateRecord {
	/// The number the next voter gets: how many have ever been counted.
	pub next: u32,
	/// How many count now.
	pub voters: u32,
	/// How far it has grown.
	pub growth: Growth,
}

/// A member who counts.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct VoterRecord {
	/// As the how-manieth, from 0. Never given again.
	pub number: u32,
	/// The connection point through which it counts.
	pub meter: MeterId,
}

/// The voter a connection point stands for.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct PointRecord {
	/// The voter's tag.
	pub person_tag: PersonTag,
	/// The slot that was to be closed next when it was counted.
	pub since_slot: Slot,
}

/// A doubt that a tag stands for a person of its own.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct ChallengeRecord<AccountId, Balance> {
	/// Who doubts it.
	pub challenger: AccountId,
	/// What is held from it.
	pub deposit: Balance,
}

/// [`ChallengeRecord`] of a runtime.
pub type ChallengeRecordOf<T> =
	ChallengeRecord<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
