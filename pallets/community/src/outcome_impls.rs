// SPDX-License-Identifier: Apache-2.0
//! What becomes of a ballot whose time has come.

use crate::{
	ballot_types::BallotChange, BallotId, BallotRecordOf, BallotState, Ballots, Config, Due,
	Electorates, Ended, Event, HoldReason, LastEnacted, Motion, NotBefore, Pallet, Running,
};
use community_core::{decide, quorum, Outcome};
use energy_primitives::{CommunityId, Participation, Slot};
use frame_support::{
	defensive,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
	traits::Get,
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Counts a ballot that takes no more votes.
	pub(crate) fn count(community: CommunityId, ballot: BallotId, record: BallotRecordOf<T>) {
		let Motion::Referendum { index } = record.motion else {
			return match decide(&record.tally, record.voters, record.threshold) {
				Outcome::Passed => Self::pass(community, ballot, record),
				Outcome::NoQuorum | Outcome::Rejected => Self::fail(community, ballot, record),
			};
		};
		if record.tally.turnout() == 0 {
			return Self::fail(community, ballot, record);
		}
		let cast = with_storage_layer(|| Self::cast(community, ballot, index, &record));
		match cast {
			Ok(()) => Self::end(community, ballot, record, BallotState::Cast),
			Err(error) => Self::lapse(community, ballot, record, error),
		}
	}

	/// The members agreed.
	fn pass(community: CommunityId, ballot: BallotId, mut record: BallotRecordOf<T>) {
		let (tally, voters) = (record.tally, record.voters);
		let from_slot = Self::first_slot(community, &record.motion);
		let event = Event::BallotPassed { community, ballot, tally, voters, from_slot };
		Self::deposit_event(event);
		record.state = BallotState::Passed { from_slot };
		if Self::has_come(from_slot) {
			return Self::put_into_force(community, ballot, record);
		}
		Running::<T>::mutate(community, |running| {
			for entry in running.iter_mut().filter(|entry| entry.ballot == ballot) {
				entry.due = Due::Slot(from_slot);
			}
		});
		Ballots::<T>::insert(community, ballot, record);
	}

	/// The first slot in which what passed holds.
	fn first_slot(community: CommunityId, motion: &Motion<T::Change>) -> Slot {
		match motion {
			Motion::Change(change) | Motion::RollBack { to: change, .. }
				if !Self::times().at_once =>
			{
				T::Participation::next_period(change.network(community))
			}
			_ => T::CurrentSlot::get(),
		}
	}

	/// Whether a rule has to be made to hold now, so that it holds from `from_slot` on: the rules of
	/// a slot are frozen when it begins, so it is done in the slot before.
	pub(crate) fn has_come(from_slot: Slot) -> bool {
		T::CurrentSlot::get().saturating_add(1) >= from_slot
	}

	/// Too few voted, or too few of them for it.
	fn fail(community: CommunityId, ballot: BallotId, record: BallotRecordOf<T>) {
		let (tally, voters) = (record.tally, record.voters);
		let again = Self::again_from();
		let quorum = match &record.motion {
			Motion::Referendum { .. } => 1,
			Motion::RollBack { ballot, .. } => {
				Ballots::<T>::mutate(community, ballot, |target| {
					if let Some(target) = target {
						target.roll_back_from = again;
					}
				});
				quorum(voters)
			}
			motion => {
				NotBefore::<T>::insert(community, motion.topic(), again);
				quorum(voters)
			}
		};
		Self::end(community, ballot, record, BallotState::Failed);
		Self::deposit_event(Event::BallotFailed { community, ballot, tally, voters, quorum });
	}

	/// Makes hold what the members agreed on, or says why it can't any more.
	pub(crate) fn put_into_force(
		community: CommunityId,
		ballot: BallotId,
		mut record: BallotRecordOf<T>,
	) {
		let done = match record.motion.clone() {
			Motion::Change(change) => {
				record.before = Some(change.present(community));
				Self::change_rule(community, ballot, change)
			}
			Motion::RollBack { ballot: target, to } => {
				Self::take_back(community, ballot, target, to)
			}
			Motion::Growth { more } => {
				Electorates::<T>::mutate(community, |electorate| {
					electorate.growth = electorate.growth.admit(more);
				});
				Ok(())
			}
			Motion::Referendum { .. } => {
				defensive!("a referendum's ballot is cast when it is counted, and never passes");
				Ok(())
			}
		};
		match done {
			Ok(()) => {
				let rolls_back = matches!(record.motion, Motion::RollBack { .. });
				Self::end(community, ballot, record, BallotState::Enacted);
				if !rolls_back {
					Self::deposit_event(Event::BallotEnacted { community, ballot });
				}
			}
			Err(error) => {
				record.before = None;
				Self::lapse(community, ballot, record, error);
			}
		}
	}

	/// Checks a change once more and makes it hold.
	fn change_rule(community: CommunityId, ballot: BallotId, change: T::Change) -> DispatchResult {
		let topic = crate::Topic::Rule(change.subject());
		with_storage_layer(|| {
			change.check(community)?;
			change.enact(community)
		})?;
		let earlier = LastEnacted::<T>::get(community, &topic);
		LastEnacted::<T>::insert(community, topic, ballot);
		if let Some(earlier) = earlier {
			Self::forget_if_old(community, earlier);
		}
		Ok(())
	}

	/// Makes hold again what held before `target`.
	fn take_back(
		community: CommunityId,
		by: BallotId,
		target: BallotId,
		to: T::Change,
	) -> DispatchResult {
		let topic = crate::Topic::Rule(to.subject());
		with_storage_layer(|| {
			to.check(community)?;
			to.enact(community)
		})?;
		Ballots::<T>::mutate(community, target, |record| {
			if let Some(record) = record {
				record.state = BallotState::RolledBack;
			}
		});
		LastEnacted::<T>::remove(community, &topic);
		NotBefore::<T>::insert(community, &topic, Self::again_from());
		Self::forget_if_old(community, target);
		Self::deposit_event(Event::BallotRolledBack { community, ballot: target, by });
		Ok(())
	}

	/// The members agreed, and it could not be done.
	fn lapse(
		community: CommunityId,
		ballot: BallotId,
		record: BallotRecordOf<T>,
		error: DispatchError,
	) {
		Self::end(community, ballot, record, BallotState::Lapsed);
		Self::deposit_event(Event::BallotLapsed { community, ballot, error });
	}

	/// A ballot is over: the deposit goes back, and its votes are dropped bit by bit.
	pub(crate) fn end(
		community: CommunityId,
		ballot: BallotId,
		mut record: BallotRecordOf<T>,
		state: BallotState,
	) {
		record.state = state;
		if let Some(proposer) = &record.proposer {
			Self::release(HoldReason::Ballot, proposer, record.deposit);
		}
		record.deposit = Default::default();
		Running::<T>::mutate_exists(community, |slot| {
			let mut running = slot.take().unwrap_or_default();
			running.retain(|entry| entry.ballot != ballot);
			*slot = (!running.is_empty()).then_some(running);
		});
		if record.tally.turnout() > 0 {
			Ended::<T>::insert((community, ballot), ());
		}
		Ballots::<T>::insert(community, ballot, record);
		Self::forget_if_old(community, ballot);
	}

	/// The first block in which what fails now may be proposed again.
	fn again_from() -> frame_system::pallet_prelude::BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_add(Self::times().repeat)
	}
}
