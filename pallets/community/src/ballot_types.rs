// SPDX-License-Identifier: Apache-2.0
//! What members can vote about, what is kept of a ballot, and what the runtime has to know about
//! changes of rules and about referenda.

use crate::{BalanceOf, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use community_core::{Tally, Threshold};
use energy_primitives::{CommunityId, NetworkId, Slot};
use frame_support::{pallet_prelude::DispatchResult, traits::ConstU32, weights::Weight, Parameter};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// As many ballots run in a community at once.
pub type BallotsMax = ConstU32<8>;

/// How many of a community's ballots can be read at least: the last ones. As long as a voting lasts a
/// week, 16 weeks go by until one is forgotten.
pub const BALLOTS_KEPT: u32 = 128;

/// A ballot of a community, numbered densely from 0.
pub type BallotId = u32;

/// A change of a community's rules that its members may vote about.
pub trait BallotChange: Sized {
	/// What a change is about. There is one ballot about a subject at a time.
	type Subject: Parameter + MaxEncodedLen;

	/// What this change is about.
	fn subject(&self) -> Self::Subject;
	/// The network whose billing period the change waits for.
	fn network(&self, community: CommunityId) -> NetworkId;
	/// Whether two of three have to say yes.
	fn needs_two_thirds(&self) -> bool;
	/// Whether the change is about this community and inside the chain's bounds now.
	fn check(&self, community: CommunityId) -> DispatchResult;
	/// What holds now of the same subject: what a roll-back puts back.
	fn present(&self, community: CommunityId) -> Self;
	/// Makes the change hold. Called in a storage layer of its own: what fails leaves nothing.
	fn enact(self, community: CommunityId) -> DispatchResult;
	/// The change that puts the dispatch rules back to the chain's defaults; `None` where there is
	/// nothing to put back.
	fn review(community: CommunityId) -> Option<Self>;
	/// Whether every rule that holds in the community is inside the chain's bounds (C2).
	fn in_bounds(community: CommunityId) -> bool;
	/// The most that `check`, `present` and `enact` take together.
	fn weight() -> Weight;
	/// A change that is inside the bounds and can be enacted, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_change(community: CommunityId) -> Self;
}

/// How a community's vote in a referendum is split: as its members voted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Split {
	/// What the members answered.
	pub tally: Tally,
	/// How many members could answer. Each one's allotment is the same part of what the community's
	/// account holds, and the parts of those who did not answer vote for nothing.
	pub voters: u32,
}

/// What ballots ask of the chain's referenda.
pub trait CastVotes<AccountId> {
	/// Whether votes are taken in this referendum.
	fn is_ongoing(referendum: u32) -> bool;
	/// Votes with `account` as its members voted, in place of what it voted there before.
	fn cast(account: &AccountId, referendum: u32, split: &Split) -> DispatchResult;
	/// The most that a question and a vote take together.
	fn weight() -> Weight;
	/// A referendum in which `account` can vote, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_referendum(account: &AccountId) -> u32;
}

/// What a ballot asks.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Motion<Change> {
	/// Shall this rule hold?
	#[codec(index = 0)]
	Change(Change),
	/// Shall hold again what held before this ballot was enacted?
	#[codec(index = 1)]
	RollBack {
		/// Which ballot.
		ballot: BallotId,
		/// What held before it.
		to: Change,
	},
	/// Shall so many more members count at once?
	#[codec(index = 2)]
	Growth {
		/// How many more.
		more: u32,
	},
	/// Shall this referendum of the chain pass? The community's account votes as its members do.
	#[codec(index = 3)]
	Referendum {
		/// The referendum's number.
		index: u32,
	},
}

/// What a ballot is about. There is one ballot about a topic at a time.
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
pub enum Topic<Subject> {
	/// A rule of the community.
	#[codec(index = 0)]
	Rule(Subject),
	/// How many members count.
	#[codec(index = 1)]
	Growth,
	/// A referendum of the chain.
	#[codec(index = 2)]
	Referendum(u32),
}

/// [`Topic`] of a runtime.
pub type TopicOf<T> = Topic<<<T as Config>::Change as BallotChange>::Subject>;

impl<Change: BallotChange> Motion<Change> {
	/// What the motion is about.
	pub fn topic(&self) -> Topic<Change::Subject> {
		match self {
			Self::Change(change) | Self::RollBack { to: change, .. } => {
				Topic::Rule(change.subject())
			}
			Self::Growth { .. } => Topic::Growth,
			Self::Referendum { index } => Topic::Referendum(*index),
		}
	}
}

/// How far a ballot has come.
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
pub enum BallotState {
	/// Votes are taken until the block `closes`.
	#[codec(index = 0)]
	Voting,
	/// The members agreed. The change holds from the billing period on that begins with this slot.
	#[codec(index = 1)]
	Passed {
		/// The first slot of that period.
		from_slot: Slot,
	},
	/// The change holds.
	#[codec(index = 2)]
	Enacted,
	/// Too few voted, or too few of them for it.
	#[codec(index = 3)]
	Failed,
	/// The members agreed, and the change could not be made any more.
	#[codec(index = 4)]
	Lapsed,
	/// A referendum of the chain cancelled it.
	#[codec(index = 5)]
	Cancelled,
	/// The change held, and was taken back by a later ballot.
	#[codec(index = 6)]
	RolledBack,
	/// The community's account voted as its members did.
	#[codec(index = 7)]
	Cast,
}

impl BallotState {
	/// Whether the ballot still takes votes or waits for its period.
	pub const fn is_running(&self) -> bool {
		matches!(self, Self::Voting | Self::Passed { .. })
	}
}

/// A ballot.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct BallotRecord<AccountId, Balance, BlockNumber, Change> {
	/// What it asks.
	pub motion: Motion<Change>,
	/// How far it has come.
	pub state: BallotState,
	/// Who proposed it; nobody where members stopped plans again and again.
	pub proposer: Option<AccountId>,
	/// What is held from the proposer until the ballot ends.
	pub deposit: Balance,
	/// Voters with a smaller number may vote.
	pub snapshot: u32,
	/// How many of them count: whoever left without having voted is taken off.
	pub voters: u32,
	/// What they answered.
	pub tally: Tally,
	/// How many of those who take a side have to say yes.
	pub threshold: Threshold,
	/// The block it was opened in.
	pub opened: BlockNumber,
	/// The first block in which no vote is taken any more.
	pub closes: BlockNumber,
	/// What held before it was enacted.
	pub before: Option<Change>,
	/// The first block in which taking it back may be proposed.
	pub roll_back_from: BlockNumber,
}

impl<AccountId, Balance, BlockNumber: PartialOrd, Change>
	BallotRecord<AccountId, Balance, BlockNumber, Change>
{
	/// Whether votes are taken in block `now`.
	pub fn takes_votes(&self, now: BlockNumber) -> bool {
		self.state == BallotState::Voting && now < self.closes
	}
}

/// [`BallotRecord`] of a runtime.
pub type BallotRecordOf<T> = BallotRecord<
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Change,
>;

/// When a running ballot has to be looked at.
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
pub enum Due<BlockNumber> {
	/// From this block on: voting is over.
	#[codec(index = 0)]
	Block(BlockNumber),
	/// From this slot on: its billing period begins.
	#[codec(index = 1)]
	Slot(Slot),
}

/// A ballot that runs.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct RunningBallot<BlockNumber, Subject> {
	/// Its number.
	pub ballot: BallotId,
	/// What it is about.
	pub topic: Topic<Subject>,
	/// When it has to be looked at.
	pub due: Due<BlockNumber>,
}

/// [`RunningBallot`] of a runtime.
pub type RunningBallotOf<T> =
	RunningBallot<BlockNumberFor<T>, <<T as Config>::Change as BallotChange>::Subject>;

/// How long ballots take on this chain.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BallotTimes<BlockNumber> {
	/// Blocks in which votes are taken.
	pub voting: BlockNumber,
	/// Blocks before the same may be proposed again.
	pub repeat: BlockNumber,
	/// Changes hold as soon as a ballot has passed: only on development chains.
	pub at_once: bool,
}

/// [`BallotTimes`] of a runtime.
pub type BallotTimesOf<T> = BallotTimes<BlockNumberFor<T>>;
