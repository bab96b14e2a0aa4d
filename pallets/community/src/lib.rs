// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

mod ballot_impls;
mod ballot_types;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod dispatchable_impls;
mod electorate_impls;
mod forget_impls;
mod member_impls;
#[cfg(test)]
mod mock;
mod outcome_impls;
#[cfg(test)]
mod tests;
mod tick_impls;
mod try_state;
mod types;
mod utility_impls;
pub mod weights;

pub use ballot_types::{
	BallotChange, BallotId, BallotRecord, BallotRecordOf, BallotState, BallotTimes, BallotTimesOf,
	BallotsMax, CastVotes, Due, Motion, RunningBallot, RunningBallotOf, Split, Topic, TopicOf,
};
pub use pallet::*;
pub use types::{
	BalanceOf, ChallengeRecord, ChallengeRecordOf, CommunityRecord, CommunityRecordOf,
	ElectorateRecord, MemberRecord, MemberRecordOf, PersonTag, PointRecord, VoterRecord,
};
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "in what FRAME's macros write")]
#[frame_support::pallet]
pub mod pallet {
	use super::{
		BalanceOf, BallotChange, BallotId, BallotRecordOf, BallotTimes, BallotTimesOf, BallotsMax,
		CastVotes, ChallengeRecordOf, CommunityRecordOf, ElectorateRecord, MemberRecordOf, Motion,
		PersonTag, PointRecord, RunningBallotOf, TopicOf, VoterRecord, WeightInfo,
	};
	use alloc::vec::Vec;
	use community_core::{Choice, Tally};
	use energy_primitives::{CommunityId, HouseholdQuota, MeterId, NetworkId, Participation, Slot};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible::MutateHold, fungibles, Consideration, Footprint},
		weights::WeightMeter,
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{Convert, Zero};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The fungible assets among which a community chooses its settlement currency.
		type Assets: fungibles::Inspect<Self::AccountId, AssetId = u32>;

		/// Native deposit for a community. Held from whoever opens it, as long as it exists.
		type CommunityConsideration: Consideration<Self::AccountId, Footprint>;

		/// Native deposit for a member. Held from the operator who adds it, until it is removed.
		type MemberConsideration: Consideration<Self::AccountId, Footprint>;

		/// Native currency, for the deposits of ballots and challenges.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who takes part, and when billing periods begin.
		type Participation: Participation<Self::AccountId>;

		/// The slot that runs now.
		type CurrentSlot: Get<Slot>;

		/// The next slot of a network to be closed; nothing while it prepares or where there is none.
		type NextSlot: Convert<NetworkId, Option<Slot>>;

		/// How many calls a household has free a day.
		type Quota: HouseholdQuota<Self::AccountId>;

		/// The rules that members can change.
		type Change: BallotChange + Parameter + MaxEncodedLen;

		/// The chain's referenda, in which a community's account votes.
		type Referenda: CastVotes<Self::AccountId>;

		/// Who settles disputes: whether a tag stands for a person of its own, and whether a ballot
		/// breaks the rules.
		type DisputeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Root of the communities' accounts: each is a sub-account of it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Held from whoever proposes a ballot, until it ends.
		#[pallet::constant]
		type BallotDeposit: Get<BalanceOf<Self>>;

		/// Held from whoever challenges a tag, until it is decided.
		#[pallet::constant]
		type ChallengeDeposit: Get<BalanceOf<Self>>;

		/// For how many blocks votes are taken: seven days.
		#[pallet::constant]
		type VotingPeriod: Get<BlockNumberFor<Self>>;

		/// For how many blocks nothing is proposed again that failed or was taken back: thirty days.
		#[pallet::constant]
		type RepeatPeriod: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds native currency.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for a community.
		#[codec(index = 0)]
		Community,
		/// The deposit for a member.
		#[codec(index = 1)]
		Member,
		/// The deposit for a ballot.
		#[codec(index = 2)]
		Ballot,
		/// The deposit of whoever challenges a tag.
		#[codec(index = 3)]
		Challenge,
	}

	/// The number the next community gets: communities are numbered densely from 0.
	#[pallet::storage]
	pub type NextCommunity<T: Config> = StorageValue<_, CommunityId, ValueQuery>;

	/// The communities. Nobody chooses an id, so a short hash is enough.
	#[pallet::storage]
	pub type Communities<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, CommunityRecordOf<T>, OptionQuery>;

	/// The members of a community by tag. The operator chooses tags, hence the strong hash.
	#[pallet::storage]
	pub type Members<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		PersonTag,
		MemberRecordOf<T>,
		OptionQuery,
	>;

	/// The tag an account stands for in a community: the inverse of `Members`.
	#[pallet::storage]
	pub type MemberTags<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		PersonTag,
		OptionQuery,
	>;

	/// Who counts in the votes of each community, in numbers.
	#[pallet::storage]
	pub type Electorates<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, ElectorateRecord, ValueQuery>;

	/// The members who count, by tag. The operator chooses tags, hence the strong hash.
	#[pallet::storage]
	pub type Voters<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		PersonTag,
		VoterRecord,
		OptionQuery,
	>;

	/// How many voters left, as the nodes of a binary indexed tree over their numbers: what makes the
	/// size of any earlier electorate exact. Nodes without anybody are not kept.
	#[pallet::storage]
	pub type Departed<T: Config> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, u32, u32, ValueQuery>;

	/// The voter that each connection point stands for: one point, one vote.
	#[pallet::storage]
	pub type Points<T: Config> = StorageMap<_, Twox64Concat, MeterId, PointRecord, OptionQuery>;

	/// Tags that are in doubt, and who doubts them.
	#[pallet::storage]
	pub type Challenges<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		PersonTag,
		ChallengeRecordOf<T>,
		OptionQuery,
	>;

	/// The number a community's next ballot gets: they are numbered densely from 0.
	#[pallet::storage]
	pub type NextBallot<T: Config> = StorageMap<_, Twox64Concat, CommunityId, BallotId, ValueQuery>;

	/// The ballots of each community: the last 128, and older ones that still count for something.
	#[pallet::storage]
	pub type Ballots<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		BallotId,
		BallotRecordOf<T>,
		OptionQuery,
	>;

	/// The ballots that take votes or wait for their period.
	#[pallet::storage]
	pub type Running<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<RunningBallotOf<T>, BallotsMax>,
		ValueQuery,
	>;

	/// What each voter answered, by ballot and the voter's number. Kept while the ballot runs.
	#[pallet::storage]
	pub type Votes<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, CommunityId>,
			NMapKey<Twox64Concat, BallotId>,
			NMapKey<Twox64Concat, u32>,
		),
		Choice,
		OptionQuery,
	>;

	/// Ballots that ended and whose votes are still to be dropped.
	#[pallet::storage]
	pub type Ended<T: Config> =
		StorageMap<_, Twox64Concat, (CommunityId, BallotId), (), OptionQuery>;

	/// The first block in which something may be proposed again that failed or was taken back.
	#[pallet::storage]
	pub type NotBefore<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		TopicOf<T>,
		BlockNumberFor<T>,
		ValueQuery,
	>;

	/// The ballot that changed a rule last: only this one can be taken back.
	#[pallet::storage]
	pub type LastEnacted<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		TopicOf<T>,
		BallotId,
		OptionQuery,
	>;

	/// The community whose ballots were looked at last.
	#[pallet::storage]
	pub type PollCursor<T: Config> = StorageValue<_, CommunityId, OptionQuery>;

	/// How long ballots take, where genesis says so: else the constants hold.
	#[pallet::storage]
	pub type GenesisTimes<T: Config> = StorageValue<_, BallotTimesOf<T>, OptionQuery>;

	/// What genesis may set.
	#[pallet::genesis_config]
	#[derive(frame_support::CloneNoBound, frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Blocks in which votes are taken, on a development chain; 0 for the chain's constant.
		pub voting_period: BlockNumberFor<T>,
		/// Blocks before the same may be proposed again, on a development chain; 0 for the chain's
		/// constant.
		pub repeat_period: BlockNumberFor<T>,
		/// Whether changes hold as soon as a ballot has passed, on a development chain, and not only
		/// with the next billing period.
		pub enact_at_once: bool,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let chosen = |period: BlockNumberFor<T>, constant: BlockNumberFor<T>| {
				assert!(period <= constant, "genesis may only shorten a period");
				if period.is_zero() {
					constant
				} else {
					period
				}
			};
			let times = BallotTimes {
				voting: chosen(self.voting_period, T::VotingPeriod::get()),
				repeat: chosen(self.repeat_period, T::RepeatPeriod::get()),
				at_once: self.enact_at_once,
			};
			if times != Pallet::<T>::constant_times() {
				GenesisTimes::<T>::put(times);
			}
		}
	}

	/// What happened to communities, their members and their ballots.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A community was opened.
		CommunityOpened {
			/// Its number.
			community: CommunityId,
			/// The account that opened it and now operates it.
			operator: T::AccountId,
			/// The asset it settles in.
			asset: u32,
		},
		/// A community has another operator.
		OperatorSet {
			/// Which community.
			community: CommunityId,
			/// The account that operates it from now on.
			operator: T::AccountId,
		},
		/// A community has a guarantor, or another one.
		GuarantorSet {
			/// Which community.
			community: CommunityId,
			/// The account whose deposit covers the limits from now on.
			guarantor: T::AccountId,
		},
		/// A community has a bank, or another one.
		BankSet {
			/// Which community.
			community: CommunityId,
			/// The account of the bank.
			bank: T::AccountId,
		},
		/// A person became a member.
		MemberAdded {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stands for the person.
			person_tag: PersonTag,
			/// The account the person acts with.
			account: T::AccountId,
		},
		/// A person is no member any more.
		MemberRemoved {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stood for the person.
			person_tag: PersonTag,
			/// The account the person acted with.
			account: T::AccountId,
		},
		/// A member counts in votes from now on.
		VoterEnrolled {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stands for the person.
			person_tag: PersonTag,
			/// As the how-manieth voter, from 0.
			number: u32,
			/// The connection point through which it counts.
			meter: MeterId,
		},
		/// A member no longer counts in votes: it was removed, or somebody who moved in counts through
		/// its connection point. What it has voted stays counted.
		VoterLeft {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stands for the person.
			person_tag: PersonTag,
			/// The number it had.
			number: u32,
		},
		/// Somebody doubts that a tag stands for a person of its own.
		TagChallenged {
			/// Of which community.
			community: CommunityId,
			/// The tag in doubt.
			person_tag: PersonTag,
			/// Who doubts it.
			challenger: T::AccountId,
		},
		/// A doubt was right. The person was removed, and the deposit for it went to the challenger.
		ChallengeUpheld {
			/// Of which community.
			community: CommunityId,
			/// The tag.
			person_tag: PersonTag,
			/// Who doubted it.
			challenger: T::AccountId,
			/// What the challenger got.
			reward: BalanceOf<T>,
		},
		/// A doubt was wrong. The challenger lost its deposit.
		ChallengeRejected {
			/// Of which community.
			community: CommunityId,
			/// The tag.
			person_tag: PersonTag,
			/// Who doubted it.
			challenger: T::AccountId,
			/// What the challenger lost.
			lost: BalanceOf<T>,
		},
		/// A ballot was opened. Whoever counts in votes now may answer until the block it closes in.
		BallotOpened {
			/// Of which community.
			community: CommunityId,
			/// The ballot's number.
			ballot: BallotId,
			/// What it asks.
			motion: Motion<T::Change>,
			/// How many may answer.
			voters: u32,
			/// The first block in which no vote is taken any more.
			closes: BlockNumberFor<T>,
		},
		/// A member voted.
		Voted {
			/// Of which community.
			community: CommunityId,
			/// In which ballot.
			ballot: BallotId,
			/// The member's account.
			who: T::AccountId,
			/// What it answered.
			choice: Choice,
		},
		/// The members agreed. The change holds from the next billing period on.
		BallotPassed {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
			/// What they answered.
			tally: Tally,
			/// How many could answer.
			voters: u32,
			/// The first slot of that period.
			from_slot: Slot,
		},
		/// A ballot failed: too few voted, or too few of them for it.
		BallotFailed {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
			/// What they answered.
			tally: Tally,
			/// How many could answer.
			voters: u32,
			/// How many would have had to vote.
			quorum: u32,
		},
		/// What the members agreed on holds from now on.
		BallotEnacted {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
		},
		/// What a ballot had changed was taken back by a later one.
		BallotRolledBack {
			/// Of which community.
			community: CommunityId,
			/// The ballot that was taken back.
			ballot: BallotId,
			/// The ballot that did it.
			by: BallotId,
		},
		/// The members agreed, and it could not be done any more: the chain's bounds are tighter now,
		/// or the referendum is over.
		BallotLapsed {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
			/// Why.
			error: DispatchError,
		},
		/// A referendum of the chain cancelled a ballot. Its proposer lost the deposit.
		BallotCancelled {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
		},
		/// The community's account voted in a referendum of the chain as its members did.
		ReferendumVoteCast {
			/// Of which community.
			community: CommunityId,
			/// Which ballot.
			ballot: BallotId,
			/// Which referendum.
			index: u32,
			/// What the members answered.
			tally: Tally,
			/// How many could answer.
			voters: u32,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such asset to settle in.
		UnknownAsset,
		/// No further community can be numbered.
		TooManyCommunities,
		/// There is no such community.
		UnknownCommunity,
		/// Only the community's operator may do this.
		NotOperator,
		/// Another guarantor is named; only it can hand its place over.
		GuarantorNamed,
		/// This person is a member of the community already.
		TagTaken,
		/// This account stands for another member of the community.
		AccountTaken,
		/// The community cannot count another member.
		TooManyMembers,
		/// This person is not a member of the community.
		UnknownMember,
		/// Only a member of the community may do this.
		NotMember,
		/// The connection point is in another community.
		WrongCommunity,
		/// You count in this community's votes already.
		AlreadyVoter,
		/// You have not had this connection point for a whole billing period as a member, or nothing
		/// was measured there, or the period is not closed yet.
		NotTakenPart,
		/// No more members are counted in this billing period. Try again when the next one has begun,
		/// or when those who count have admitted more by ballot.
		GrowthReached,
		/// No further voter can be numbered.
		ElectorateFull,
		/// Somebody doubts this tag already.
		AlreadyChallenged,
		/// Nobody doubts this tag.
		NotChallenged,
		/// You don't count in this community's votes. Enrol first.
		NotVoter,
		/// Too few members count for any ballot to pass.
		TooFewVoters,
		/// As many ballots run in this community as can run at once.
		TooManyBallots,
		/// A ballot about this runs already.
		TopicTaken,
		/// This failed or was taken back not long ago, and may not be proposed again yet.
		TooSoon,
		/// A ballot admits at least one more member, and at most as many as count.
		GrowthOutOfBounds,
		/// No votes are taken in this referendum.
		ReferendumNotOngoing,
		/// There is no such ballot, or it is long over and forgotten.
		UnknownBallot,
		/// This ballot changed nothing that could be taken back.
		NothingToRollBack,
		/// A later ballot changed the same.
		Superseded,
		/// Votes are no longer taken in this ballot.
		VotingOver,
		/// You did not count yet when this ballot was opened.
		EnrolledLater,
		/// You have voted in this ballot already.
		AlreadyVoted,
		/// Votes are still taken in this ballot.
		VotingNotOver,
		/// This ballot has not passed, or was enacted already.
		NotPassed,
		/// This ballot waits for its billing period.
		PeriodNotBegun,
		/// This ballot is not about a referendum, or was cancelled.
		NotAboutReferendum,
		/// This ballot is over.
		BallotOver,
		/// Nobody has voted in this ballot.
		NobodyVoted,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A community: who operates it, and in which asset it settles.
		pub fn community(id: CommunityId) -> Option<CommunityRecordOf<T>> {
			Communities::<T>::get(id)
		}

		/// A member of a community, by tag.
		pub fn member(id: CommunityId, person_tag: PersonTag) -> Option<MemberRecordOf<T>> {
			Members::<T>::get(id, person_tag)
		}

		/// Who counts in a community's votes, in numbers.
		pub fn electorate(id: CommunityId) -> ElectorateRecord {
			Electorates::<T>::get(id)
		}

		/// Through which connection point a member counts in votes; nothing if it doesn't.
		pub fn voter_of(id: CommunityId, account: T::AccountId) -> Option<VoterRecord> {
			Self::voter_record(id, &account)
		}

		/// How many more members are counted in the billing period that runs now.
		pub fn growth_room(id: CommunityId) -> u32 {
			let record = Electorates::<T>::get(id);
			record.growth.room(Self::period_now(id), record.voters)
		}

		/// A ballot: what it asks, how far it has come, and what was answered. The last 128 of a
		/// community are kept.
		pub fn ballot(id: CommunityId, ballot: BallotId) -> Option<BallotRecordOf<T>> {
			Ballots::<T>::get(id, ballot)
		}

		/// The ballots that take votes or wait for their period.
		pub fn running_ballots(id: CommunityId) -> Vec<BallotId> {
			Running::<T>::get(id).iter().map(|running| running.ballot).collect()
		}

		/// What a member answered in a ballot that still runs; nothing if it has not voted.
		pub fn vote_of(id: CommunityId, ballot: BallotId, account: T::AccountId) -> Option<Choice> {
			let voter = Self::voter_record(id, &account)?;
			Votes::<T>::get((id, ballot, voter.number))
		}

		/// How many have to vote in a ballot.
		pub fn ballot_quorum(id: CommunityId, ballot: BallotId) -> Option<u32> {
			Ballots::<T>::get(id, ballot).map(|record| community_core::quorum(record.voters))
		}

		/// How long ballots take on this chain, in blocks.
		pub fn ballot_times() -> BallotTimesOf<T> {
			Self::times()
		}

		/// The community's own account. It votes in the chain's referenda as its members do, with
		/// what anybody sends to it, and nobody has its key.
		pub fn account(id: CommunityId) -> T::AccountId {
			Self::account_of(id)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Open a community. You become its operator, and a deposit in the native currency is held
		/// from you.
		///
		/// - `origin`: signed, anyone.
		/// - `asset`: the currency the community settles in.
		///
		/// Errors, first that applies: `UnknownAsset`, `TooManyCommunities`, the deposit can't be
		/// held.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_community())]
		pub fn open_community(origin: OriginFor<T>, asset: u32) -> DispatchResult {
			Self::do_open_community(ensure_signed(origin)?, asset)
		}

		/// Hand the operation of a community to another account. It acts at once and without being
		/// asked, so check the address. The deposit stays with whoever opened the community.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `operator`: the new operator.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_operator())]
		pub fn set_operator(
			origin: OriginFor<T>,
			community: CommunityId,
			operator: T::AccountId,
		) -> DispatchResult {
			Self::do_set_operator(ensure_signed(origin)?, community, operator)
		}

		/// Name the guarantor, whose deposited currency covers the limits of others. Once one is
		/// named, only the guarantor itself can hand its place over, and its deposit with it.
		///
		/// - `origin`: signed by the operator while no guarantor is named, then by the guarantor.
		/// - `community`: which community.
		/// - `guarantor`: the account of the guarantor.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `GuarantorNamed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_guarantor())]
		pub fn set_guarantor(
			origin: OriginFor<T>,
			community: CommunityId,
			guarantor: T::AccountId,
		) -> DispatchResult {
			Self::do_set_guarantor(ensure_signed(origin)?, community, guarantor)
		}

		/// Name the bank that exchanges the settlement currency for money outside.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `bank`: the account of the bank.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_bank())]
		pub fn set_bank(
			origin: OriginFor<T>,
			community: CommunityId,
			bank: T::AccountId,
		) -> DispatchResult {
			Self::do_set_bank(ensure_signed(origin)?, community, bank)
		}

		/// Add a person to a community. A small deposit in the native currency is held from the
		/// operator until the person is removed.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `person_tag`: hash of the person's identity under the community's secret key. Never a
		///   plain hash of a name or number: it could be guessed.
		/// - `account`: the account the person acts with.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `TagTaken`,
		/// `AccountTaken`, `TooManyMembers`, the deposit can't be held.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::add_member())]
		pub fn add_member(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
			account: T::AccountId,
		) -> DispatchResult {
			Self::do_add_member(ensure_signed(origin)?, community, person_tag, account)
		}

		/// Remove a person from a community. The deposit goes back to the operator who paid it, or to
		/// whoever doubts the tag, as if that were decided. Meters and positions of the person stay as
		/// they are, and so do its votes; it is no longer counted among those who may answer where it
		/// has not.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `person_tag`: the tag the person was added with.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `UnknownMember`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::remove_member())]
		pub fn remove_member(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
		) -> DispatchResult {
			Self::do_remove_member(ensure_signed(origin)?, community, person_tag)
		}

		/// Be counted in your community's votes. Each member is counted once, and each connection
		/// point for one member. Whoever moved in is counted in place of whoever moved out.
		///
		/// In a billing period the voters may grow by a fifth (at least by five); who comes later is
		/// counted in the next period, or when a ballot admits more.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by a member.
		/// - `community`: which community.
		/// - `meter`: your connection point. You must have had it for a whole closed billing period
		///   that began after you became a member, with energy measured there.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotMember`, `WrongCommunity`,
		/// `AlreadyVoter`, `NotTakenPart`, `GrowthReached`, `ElectorateFull`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::enrol())]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			community: &CommunityId,
			meter: &MeterId,
		| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::do_enrol(who, *community, *meter))
		})]
		pub fn enrol(
			origin: OriginFor<T>,
			community: CommunityId,
			meter: MeterId,
		) -> DispatchResult {
			Self::do_enrol(ensure_signed(origin)?, community, meter)
		}

		/// Propose a new rule for your community. All who count in votes now can answer for seven
		/// days. A fifth of them (at least five) have to vote; some rules need two of three, the
		/// others more ayes than nays. The rule holds from the next billing period on. A deposit is
		/// held from you until the ballot ends.
		///
		/// - `origin`: signed by a voter.
		/// - `community`: which community.
		/// - `change`: the new rule.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotVoter`, the rule is outside the
		/// chain's bounds, `TopicTaken`, `TooSoon`, `TooFewVoters`, `TooManyBallots`, the deposit
		/// can't be held.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::propose().saturating_add(T::Change::weight()))]
		pub fn propose(
			origin: OriginFor<T>,
			community: CommunityId,
			change: T::Change,
		) -> DispatchResult {
			Self::do_propose(ensure_signed(origin)?, community, change)
		}

		/// Propose to count more members at once than a billing period allows. Holds as soon as the
		/// ballot has passed. A deposit is held from you until the ballot ends.
		///
		/// - `origin`: signed by a voter.
		/// - `community`: which community.
		/// - `more`: how many more, at most as many as count now (or five).
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotVoter`, `GrowthOutOfBounds`,
		/// `TopicTaken`, `TooSoon`, `TooFewVoters`, `TooManyBallots`, the deposit can't be held.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::propose())]
		pub fn propose_growth(
			origin: OriginFor<T>,
			community: CommunityId,
			more: u32,
		) -> DispatchResult {
			Self::do_propose_growth(ensure_signed(origin)?, community, more)
		}

		/// Ask the members how the community's account shall vote in a referendum of the chain. When
		/// the ballot ends the account votes, split as the members answered. A deposit is held from
		/// you until then.
		///
		/// - `origin`: signed by a voter.
		/// - `community`: which community.
		/// - `index`: the referendum's number.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotVoter`, `ReferendumNotOngoing`,
		/// `TopicTaken`, `TooManyBallots`, the deposit can't be held.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::propose().saturating_add(T::Referenda::weight()))]
		pub fn propose_referendum_vote(
			origin: OriginFor<T>,
			community: CommunityId,
			index: u32,
		) -> DispatchResult {
			Self::do_propose_referendum_vote(ensure_signed(origin)?, community, index)
		}

		/// Propose to take back what a ballot changed: what held before it holds again. More ayes
		/// than nays are enough. Only the last change of a rule can be taken back, and only once. A
		/// deposit is held from you until the ballot ends.
		///
		/// - `origin`: signed by a voter.
		/// - `community`: which community.
		/// - `ballot`: the ballot to take back.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotVoter`, `UnknownBallot`,
		/// `NothingToRollBack`, `Superseded`, what held before is outside the chain's bounds,
		/// `TopicTaken`, `TooSoon`, `TooFewVoters`, `TooManyBallots`, the deposit can't be held.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::propose_roll_back().saturating_add(T::Change::weight()))]
		pub fn propose_roll_back(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
		) -> DispatchResult {
			Self::do_propose_roll_back(ensure_signed(origin)?, community, ballot)
		}

		/// Vote in a ballot of your community. Everybody can see it, and it can't be changed.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by whoever counted in votes when the ballot was opened.
		/// - `community`: which community.
		/// - `ballot`: which ballot.
		/// - `choice`: yes, no, or neither. Neither counts for the quorum.
		///
		/// Errors, first that applies: `UnknownBallot`, `VotingOver`, `NotVoter`, `EnrolledLater`,
		/// `AlreadyVoted`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::vote())]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			community: &CommunityId,
			ballot: &BallotId,
			choice: &Choice,
		| -> bool {
			Pallet::<T>::is_free(origin, |who| {
				Pallet::<T>::do_vote(who, *community, *ballot, *choice)
			})
		})]
		pub fn vote(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
			choice: Choice,
		) -> DispatchResult {
			Self::do_vote(ensure_signed(origin)?, community, ballot, choice)
		}

		/// Count a ballot whose time is over. Happens by itself too.
		///
		/// - `origin`: signed by anyone.
		/// - `community`: which community.
		/// - `ballot`: which ballot.
		///
		/// Errors, first that applies: `UnknownBallot`, `BallotOver`, `VotingNotOver`.
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::close_weight())]
		pub fn close(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_close(community, ballot)
		}

		/// Make a rule hold whose billing period has come. Happens by itself too.
		///
		/// - `origin`: signed by anyone.
		/// - `community`: which community.
		/// - `ballot`: which ballot.
		///
		/// Errors, first that applies: `UnknownBallot`, `NotPassed`, `PeriodNotBegun`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::enact().saturating_add(T::Change::weight()))]
		pub fn enact(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_enact(community, ballot)
		}

		/// Let the community's account vote in the referendum a ballot is about, as the members have
		/// answered until now: before the ballot ends, where the referendum ends sooner, or again
		/// after it, where the account holds more now.
		///
		/// - `origin`: signed by anyone.
		/// - `community`: which community.
		/// - `ballot`: which ballot.
		///
		/// Errors, first that applies: `UnknownBallot`, `NotAboutReferendum`, `NobodyVoted`,
		/// `ReferendumNotOngoing`, the vote can't be cast.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::recast().saturating_add(T::Referenda::weight()))]
		pub fn recast(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_recast(community, ballot)
		}

		/// Cancel a ballot that takes votes or waits for its period. Whoever proposed it loses the
		/// deposit.
		///
		/// - `origin`: a referendum on the track `institutions`, or Root.
		/// - `community`: which community.
		/// - `ballot`: which ballot.
		///
		/// Errors, first that applies: `UnknownBallot`, `BallotOver`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(
			origin: OriginFor<T>,
			community: CommunityId,
			ballot: BallotId,
		) -> DispatchResult {
			T::DisputeOrigin::ensure_origin(origin)?;
			Self::do_cancel(community, ballot)
		}

		/// Say that a tag does not stand for a person of its own. A deposit is held from you. If you
		/// are right, the person is removed and you get the deposit that was held for it besides your
		/// own; if not, you lose yours.
		///
		/// - `origin`: signed by anyone.
		/// - `community`: which community.
		/// - `person_tag`: the tag in doubt.
		///
		/// Errors, first that applies: `UnknownMember`, `AlreadyChallenged`, the deposit can't be
		/// held.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::challenge())]
		pub fn challenge(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
		) -> DispatchResult {
			Self::do_challenge(ensure_signed(origin)?, community, person_tag)
		}

		/// Decide whether a doubt was right.
		///
		/// - `origin`: a referendum on the track `institutions`, or Root.
		/// - `community`: which community.
		/// - `person_tag`: the tag in doubt.
		/// - `upheld`: the doubt was right, and the person is removed.
		///
		/// Errors, first that applies: `NotChallenged`, a deposit can't be moved.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::resolve_challenge())]
		pub fn resolve_challenge(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
			upheld: bool,
		) -> DispatchResult {
			T::DisputeOrigin::ensure_origin(origin)?;
			Self::do_resolve_challenge(community, person_tag, upheld)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(now: BlockNumberFor<T>, weight: &mut WeightMeter) {
			Self::do_poll(now, weight);
		}

		fn integrity_test() {
			assert!(!T::VotingPeriod::get().is_zero(), "a ballot takes time");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
