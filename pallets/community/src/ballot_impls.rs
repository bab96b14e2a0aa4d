// SPDX-License-Identifier: Apache-2.0
//! Calls about ballots. What becomes of one whose time has come is in `outcome_impls.rs`.

use crate::{
	ballot_types::{BallotChange, CastVotes},
	BallotId, BallotRecord, BallotRecordOf, BallotState, Ballots, Config, Due, Electorates, Error,
	Event, HoldReason, LastEnacted, Motion, NextBallot, NotBefore, Pallet, Running, RunningBallot,
	Split, Votes,
};
use community_core::{growth_ballot_max, Choice, Tally, Threshold, QUORUM_MIN};
use energy_primitives::{CommunityId, HouseholdQuota};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{fungible::MutateHold, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(
		who: T::AccountId,
		community: CommunityId,
		change: T::Change,
	) -> DispatchResult {
		Self::ensure_voter(&who, community)?;
		change.check(community)?;
		let threshold = Self::threshold_of(&change);
		Self::open(community, Some(who), Motion::Change(change), threshold)
	}

	pub(crate) fn do_propose_growth(
		who: T::AccountId,
		community: CommunityId,
		more: u32,
	) -> DispatchResult {
		Self::ensure_voter(&who, community)?;
		let most = growth_ballot_max(Electorates::<T>::get(community).voters);
		ensure!((1..=most).contains(&more), Error::<T>::GrowthOutOfBounds);
		Self::open(community, Some(who), Motion::Growth { more }, Threshold::Majority)
	}

	pub(crate) fn do_propose_referendum_vote(
		who: T::AccountId,
		community: CommunityId,
		index: u32,
	) -> DispatchResult {
		Self::ensure_voter(&who, community)?;
		ensure!(T::Referenda::is_ongoing(index), Error::<T>::ReferendumNotOngoing);
		Self::open(community, Some(who), Motion::Referendum { index }, Threshold::Majority)
	}

	pub(crate) fn do_propose_roll_back(
		who: T::AccountId,
		community: CommunityId,
		ballot: BallotId,
	) -> DispatchResult {
		Self::ensure_voter(&who, community)?;
		let record = Self::known(community, ballot)?;
		let held =
			record.state == BallotState::Enacted && matches!(record.motion, Motion::Change(_));
		let to = record.before.filter(|_| held).ok_or(Error::<T>::NothingToRollBack)?;
		let motion = Motion::RollBack { ballot, to: to.clone() };
		let last = LastEnacted::<T>::get(community, motion.topic());
		ensure!(last == Some(ballot), Error::<T>::Superseded);
		to.check(community)?;
		Self::open(community, Some(who), motion, Threshold::Majority)
	}

	/// Opens a ballot of all who count now.
	///
	/// Errors, first that applies: `TopicTaken`, `TooSoon`, `TooFewVoters`, `TooManyBallots`, the
	/// deposit can't be held.
	pub(crate) fn open(
		community: CommunityId,
		proposer: Option<T::AccountId>,
		motion: Motion<T::Change>,
		threshold: Threshold,
	) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let voters = Electorates::<T>::get(community).voters;
		let topic = motion.topic();
		let mut running = Running::<T>::get(community);
		ensure!(running.iter().all(|other| other.topic != topic), Error::<T>::TopicTaken);
		ensure!(now >= Self::not_before(community, &motion), Error::<T>::TooSoon);
		// A vote in a referendum has no quorum: who does not answer, does not vote there.
		let may_pass = matches!(motion, Motion::Referendum { .. }) || voters >= QUORUM_MIN;
		ensure!(may_pass, Error::<T>::TooFewVoters);
		let ballot = NextBallot::<T>::get(community);
		let next = ballot.checked_add(1).ok_or(Error::<T>::TooManyBallots)?;
		let closes = now.saturating_add(Self::times().voting);
		let entry = RunningBallot { ballot, topic, due: Due::Block(closes) };
		running.try_push(entry).map_err(|_| Error::<T>::TooManyBallots)?;
		let deposit = Self::hold_for_ballot(proposer.as_ref())?;

		let record = BallotRecord {
			motion: motion.clone(),
			state: BallotState::Voting,
			proposer,
			deposit,
			snapshot: Electorates::<T>::get(community).next,
			voters,
			tally: Tally::default(),
			threshold,
			opened: now,
			closes,
			before: None,
			roll_back_from: now,
		};
		NextBallot::<T>::insert(community, next);
		Running::<T>::insert(community, running);
		Ballots::<T>::insert(community, ballot, record);
		Self::make_room(community, ballot);
		Self::deposit_event(Event::BallotOpened { community, ballot, motion, voters, closes });
		Ok(())
	}

	/// Holds the deposit of whoever proposes; nothing where nobody does.
	fn hold_for_ballot(
		proposer: Option<&T::AccountId>,
	) -> Result<crate::BalanceOf<T>, DispatchError> {
		let Some(proposer) = proposer else { return Ok(Default::default()) };
		let deposit = T::BallotDeposit::get();
		T::Currency::hold(&HoldReason::Ballot.into(), proposer, deposit)?;
		Ok(deposit)
	}

	/// The first block in which this may be proposed. Taking something back has a time of its own:
	/// else who wants to keep a rule could block it with a proposal that fails.
	fn not_before(community: CommunityId, motion: &Motion<T::Change>) -> BlockNumberFor<T> {
		match motion {
			Motion::RollBack { ballot, .. } => Ballots::<T>::get(community, ballot)
				.map(|target| target.roll_back_from)
				.unwrap_or_default(),
			_ => NotBefore::<T>::get(community, motion.topic()),
		}
	}

	pub(crate) fn do_vote(
		who: T::AccountId,
		community: CommunityId,
		ballot: BallotId,
		choice: Choice,
	) -> DispatchResult {
		let mut record = Self::known(community, ballot)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(record.takes_votes(now), Error::<T>::VotingOver);
		let voter = Self::voter_record(community, &who).ok_or(Error::<T>::NotVoter)?;
		ensure!(voter.number < record.snapshot, Error::<T>::EnrolledLater);
		let key = (community, ballot, voter.number);
		ensure!(!Votes::<T>::contains_key(key), Error::<T>::AlreadyVoted);
		record.tally = record.tally.with(choice);

		T::Quota::use_one(&who);
		Votes::<T>::insert(key, choice);
		Ballots::<T>::insert(community, ballot, record);
		Self::deposit_event(Event::Voted { community, ballot, who, choice });
		Ok(())
	}

	pub(crate) fn do_close(community: CommunityId, ballot: BallotId) -> DispatchResult {
		let record = Self::known(community, ballot)?;
		ensure!(record.state == BallotState::Voting, Error::<T>::BallotOver);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(!record.takes_votes(now), Error::<T>::VotingNotOver);
		Self::count(community, ballot, record);
		Ok(())
	}

	pub(crate) fn do_enact(community: CommunityId, ballot: BallotId) -> DispatchResult {
		let record = Self::known(community, ballot)?;
		let BallotState::Passed { from_slot } = record.state else {
			return Err(Error::<T>::NotPassed.into());
		};
		ensure!(Self::has_come(from_slot), Error::<T>::PeriodNotBegun);
		Self::put_into_force(community, ballot, record);
		Ok(())
	}

	pub(crate) fn do_recast(community: CommunityId, ballot: BallotId) -> DispatchResult {
		let record = Self::known(community, ballot)?;
		let Motion::Referendum { index } = record.motion else {
			return Err(Error::<T>::NotAboutReferendum.into());
		};
		ensure!(record.state != BallotState::Cancelled, Error::<T>::NotAboutReferendum);
		ensure!(record.tally.turnout() > 0, Error::<T>::NobodyVoted);
		Self::cast(community, ballot, index, &record)
	}

	pub(crate) fn do_cancel(community: CommunityId, ballot: BallotId) -> DispatchResult {
		let mut record = Self::known(community, ballot)?;
		ensure!(record.state.is_running(), Error::<T>::BallotOver);
		if let Some(proposer) = &record.proposer {
			Self::burn(HoldReason::Ballot, proposer, record.deposit);
			record.deposit = Default::default();
		}
		Self::end(community, ballot, record, BallotState::Cancelled);
		Self::deposit_event(Event::BallotCancelled { community, ballot });
		Ok(())
	}

	/// Lets the community's account vote in a referendum as the members have answered.
	pub(crate) fn cast(
		community: CommunityId,
		ballot: BallotId,
		index: u32,
		record: &BallotRecordOf<T>,
	) -> DispatchResult {
		ensure!(T::Referenda::is_ongoing(index), Error::<T>::ReferendumNotOngoing);
		let (tally, voters) = (record.tally, record.voters);
		let account = Self::account_of(community);
		T::Referenda::cast(&account, index, &Split { tally, voters })?;
		Self::deposit_event(Event::ReferendumVoteCast { community, ballot, index, tally, voters });
		Ok(())
	}

	/// How many have to agree to a change.
	pub(crate) fn threshold_of(change: &T::Change) -> Threshold {
		if change.needs_two_thirds() {
			Threshold::TwoThirds
		} else {
			Threshold::Majority
		}
	}

	/// A ballot that was opened.
	fn known(community: CommunityId, ballot: BallotId) -> Result<BallotRecordOf<T>, Error<T>> {
		Ballots::<T>::get(community, ballot).ok_or(Error::<T>::UnknownBallot)
	}

	/// Errors, first that applies: `UnknownCommunity`, `NotVoter`.
	fn ensure_voter(who: &T::AccountId, community: CommunityId) -> DispatchResult {
		Self::existing(community)?;
		ensure!(Self::voter_record(community, who).is_some(), Error::<T>::NotVoter);
		Ok(())
	}
}
