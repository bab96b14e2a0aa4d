// SPDX-License-Identifier: Apache-2.0
//! Votes of members on the plan of a round.

use crate::{pallet::*, types::*};
use energy_primitives::{CommunityId, DeviceMeters, Electorate, HouseholdQuota};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_veto(
		who: T::AccountId,
		community: CommunityId,
		number: u32,
		reason: VetoReason,
	) -> DispatchResult {
		let (mut round, voter) = Self::ballot_of(&who, community, number)?;
		ensure!(!round.emergency, Error::<T>::Emergency);
		let current = T::Meters::current_slot();
		let mut vetoes = VetoesOf::<T>::get(community, voter);
		let window = T::VetoWindowSlots::get();
		vetoes.retain(|slot| current.saturating_sub(*slot) < window);
		ensure!(vetoes.try_push(current).is_ok(), Error::<T>::TooManyVetoes);

		T::Quota::use_one(&who);
		VetoesOf::<T>::insert(community, voter, vetoes);
		LastVotes::<T>::insert(community, voter, number);
		round.vetoes = round.vetoes.saturating_add(1);
		if round.vetoes >= round.votes_needed {
			// There is nothing left to vote on.
			round.ends = Self::now();
			Self::reschedule(community, Self::now());
		}
		Rounds::<T>::insert(community, round);
		let round = number;
		Self::deposit_event(Event::Vetoed { community, round, who, reason });
		Ok(())
	}

	pub(crate) fn do_endorse(
		who: T::AccountId,
		community: CommunityId,
		number: u32,
	) -> DispatchResult {
		let (mut round, voter) = Self::ballot_of(&who, community, number)?;
		ensure!(round.needs_endorsement, Error::<T>::NothingToEndorse);

		T::Quota::use_one(&who);
		LastVotes::<T>::insert(community, voter, number);
		round.endorsements = round.endorsements.saturating_add(1);
		Rounds::<T>::insert(community, round);
		Self::deposit_event(Event::Endorsed { community, round: number, who });
		Ok(())
	}

	/// The round that this account may vote in, and as which voter. Errors: `WrongPhase`,
	/// `NotVoter`, `AlreadyVoted`.
	fn ballot_of(
		who: &T::AccountId,
		community: CommunityId,
		number: u32,
	) -> Result<(RoundRecord<BlockNumberFor<T>>, u32), Error<T>> {
		let round = Self::round_in(community, number, Phase::Voting)?;
		// Nothing stands to vote where nobody had a plan.
		ensure!(round.certificate.is_some(), Error::<T>::WrongPhase);
		let voter = T::Electorate::voter(community, who).ok_or(Error::<T>::NotVoter)?;
		ensure!(voter < round.snapshot, Error::<T>::NotVoter);
		let voted = LastVotes::<T>::get(community, voter) == Some(number);
		ensure!(!voted, Error::<T>::AlreadyVoted);
		Ok((round, voter))
	}
}
