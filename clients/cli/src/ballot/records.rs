// SPDX-License-Identifier: Apache-2.0
//! What the chain keeps of voters and ballots, as far as it is used here.

use crate::{
	calls::ballots::Change,
	chain::Chain,
	error,
	storage::{constant_or_misfit, key, keys, Coded, Storage},
};
use codec::{Decode, Encode};
use community_core::{Tally, Threshold};
use energy_primitives::{CommunityId, Slot};
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

/// What a ballot asks.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time")]
pub enum Motion {
	/// Shall this rule hold?
	#[codec(index = 0)]
	Change(Change),
	/// Shall hold again what held before a ballot?
	#[codec(index = 1)]
	RollBack {
		/// Which ballot.
		ballot: u32,
		/// What held before it.
		to: Change,
	},
	/// Shall so many more members count at once?
	#[codec(index = 2)]
	Growth {
		/// How many more.
		more: u32,
	},
	/// How shall the community's account vote in a referendum?
	#[codec(index = 3)]
	Referendum {
		/// Its number.
		index: u32,
	},
}

/// How far a ballot has come.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub enum BallotState {
	/// Votes are taken.
	#[codec(index = 0)]
	Voting,
	/// The members agreed; it holds from this slot on.
	#[codec(index = 1)]
	Passed {
		/// The first slot.
		from_slot: Slot,
	},
	/// The change holds.
	#[codec(index = 2)]
	Enacted,
	/// Too few voted, or too few of them for it.
	#[codec(index = 3)]
	Failed,
	/// The members agreed, and it could not be made any more.
	#[codec(index = 4)]
	Lapsed,
	/// A referendum of the chain cancelled it.
	#[codec(index = 5)]
	Cancelled,
	/// It was taken back.
	#[codec(index = 6)]
	RolledBack,
	/// The community's account voted.
	#[codec(index = 7)]
	Cast,
}

/// A ballot.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct BallotRecord {
	/// What it asks.
	pub motion: Coded<Motion>,
	/// How far it has come.
	pub state: Coded<BallotState>,
	/// Who proposed it.
	pub proposer: Option<AccountId32>,
	/// How many may vote.
	pub voters: u32,
	/// What they answered.
	pub tally: Coded<Tally>,
	/// How many of those who take a side have to say yes.
	pub threshold: Coded<Threshold>,
	/// The block it was opened in.
	pub opened: u32,
	/// The first block in which no vote is taken any more.
	pub closes: u32,
}

/// Who counts in a community's votes, in numbers.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct ElectorateRecord {
	/// How many count now.
	pub voters: u32,
}

/// An account's native currency.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct NativeAccount {
	data: NativeBalances,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct NativeBalances {
	free: u128,
	reserved: u128,
}

/// The account a community votes with in referenda, which nobody has the key of, and what it holds
/// in base units of the native currency.
pub async fn account(chain: &Chain, community: CommunityId) -> error::Result<(AccountId32, u128)> {
	let root: [u8; 8] = constant_or_misfit(chain.metadata(), "Communities", "PalletId")?;
	let mut id = [0; 32];
	let bytes = (*b"modl", root, community).encode();
	for (to, from) in id.iter_mut().zip(bytes) {
		*to = from;
	}
	let record: Option<NativeAccount> =
		Storage::new(chain, None).record("System", "Account", &key(id)).await?;
	let holds = record.map_or(0, |record| record.data.free.saturating_add(record.data.reserved));
	Ok((AccountId32(id), holds))
}

/// A ballot of a community.
pub async fn ballot(
	chain: &Chain,
	community: CommunityId,
	ballot: u32,
) -> error::Result<Option<BallotRecord>> {
	Storage::new(chain, None).record("Communities", "Ballots", &keys(community, ballot)).await
}

/// How many ballots a community has had.
pub async fn count(chain: &Chain, community: CommunityId) -> error::Result<u32> {
	let next = Storage::new(chain, None).get("Communities", "NextBallot", &key(community)).await?;
	Ok(next.unwrap_or(0))
}
