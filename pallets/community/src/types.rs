// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps about a community and about a member.

use crate::Config;
use codec::{Decode, Encode, MaxEncodedLen};
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
