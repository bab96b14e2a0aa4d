// SPDX-License-Identifier: Apache-2.0
//! Calls about members: who is one, and whether a tag stands for a person of its own.

use crate::{
	BalanceOf, ChallengeRecord, ChallengeRecordOf, Challenges, Communities, CommunityRecordOf,
	Config, Error, Event, HoldReason, MemberRecord, MemberRecordOf, MemberTags, Members, Pallet,
	PersonTag,
};
use energy_primitives::CommunityId;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::{with_transaction, TransactionOutcome},
	traits::{
		fungible::{InspectHold, MutateHold},
		tokens::{Fortitude, Precision, Restriction},
		Consideration, Get,
	},
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_member(
		who: T::AccountId,
		community: CommunityId,
		person_tag: PersonTag,
		account: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::operated_by(&who, community)?;
		ensure!(!Members::<T>::contains_key(community, person_tag), Error::<T>::TagTaken);
		ensure!(!MemberTags::<T>::contains_key(community, &account), Error::<T>::AccountTaken);
		record.member_count =
			record.member_count.checked_add(1).ok_or(Error::<T>::TooManyMembers)?;

		let ticket = T::MemberConsideration::new(&who, Self::member_footprint())?;
		let member = MemberRecord {
			account: account.clone(),
			since_block: frame_system::Pallet::<T>::block_number(),
			since_slot: Self::next_slot_of(community),
			depositor: who,
			ticket,
		};
		Communities::<T>::insert(community, record);
		Members::<T>::insert(community, person_tag, member);
		MemberTags::<T>::insert(community, &account, person_tag);
		Self::deposit_event(Event::MemberAdded { community, person_tag, account });
		Ok(())
	}

	// An operator who removes a member in doubt says that the doubt was right: else it could save
	// its deposit at the last moment.
	pub(crate) fn do_remove_member(
		who: T::AccountId,
		community: CommunityId,
		person_tag: PersonTag,
	) -> DispatchResult {
		let record = Self::operated_by(&who, community)?;
		let member = Members::<T>::get(community, person_tag).ok_or(Error::<T>::UnknownMember)?;
		if let Some(challenge) = Challenges::<T>::get(community, person_tag) {
			return Self::uphold(community, person_tag, record, member, challenge);
		}

		member.ticket.clone().drop(&member.depositor)?;
		Self::expel(community, person_tag, record, member);
		Ok(())
	}

	pub(crate) fn do_challenge(
		who: T::AccountId,
		community: CommunityId,
		person_tag: PersonTag,
	) -> DispatchResult {
		ensure!(Members::<T>::contains_key(community, person_tag), Error::<T>::UnknownMember);
		let known = Challenges::<T>::contains_key(community, person_tag);
		ensure!(!known, Error::<T>::AlreadyChallenged);
		let deposit = T::ChallengeDeposit::get();

		T::Currency::hold(&HoldReason::Challenge.into(), &who, deposit)?;
		let challenge = ChallengeRecord { challenger: who.clone(), deposit };
		Challenges::<T>::insert(community, person_tag, challenge);
		Self::deposit_event(Event::TagChallenged { community, person_tag, challenger: who });
		Ok(())
	}

	pub(crate) fn do_resolve_challenge(
		community: CommunityId,
		person_tag: PersonTag,
		upheld: bool,
	) -> DispatchResult {
		let challenge =
			Challenges::<T>::get(community, person_tag).ok_or(Error::<T>::NotChallenged)?;
		if upheld {
			let record = Self::existing(community)?;
			let member =
				Members::<T>::get(community, person_tag).ok_or(Error::<T>::UnknownMember)?;
			return Self::uphold(community, person_tag, record, member, challenge);
		}

		let lost = Self::burn(HoldReason::Challenge, &challenge.challenger, challenge.deposit);
		Challenges::<T>::remove(community, person_tag);
		let challenger = challenge.challenger;
		Self::deposit_event(Event::ChallengeRejected { community, person_tag, challenger, lost });
		Ok(())
	}

	/// A doubt was right: the person leaves, the challenger gets its own deposit back and the one
	/// that was held for the member.
	fn uphold(
		community: CommunityId,
		person_tag: PersonTag,
		record: CommunityRecordOf<T>,
		member: MemberRecordOf<T>,
		challenge: ChallengeRecordOf<T>,
	) -> DispatchResult {
		let ChallengeRecord { challenger, deposit } = challenge;
		let reward = T::Currency::transfer_on_hold(
			&HoldReason::Member.into(),
			&member.depositor,
			&challenger,
			Self::ticket_worth(&member),
			Precision::BestEffort,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Self::release(HoldReason::Challenge, &challenger, deposit);
		Challenges::<T>::remove(community, person_tag);
		Self::expel(community, person_tag, record, member);
		Self::deposit_event(Event::ChallengeUpheld { community, person_tag, challenger, reward });
		Ok(())
	}

	/// What is held for a member: tried, as only the ticket knows it.
	fn ticket_worth(member: &MemberRecordOf<T>) -> BalanceOf<T> {
		let held = || T::Currency::balance_on_hold(&HoldReason::Member.into(), &member.depositor);
		let tried = with_transaction(|| {
			let before = held();
			let dropped = member.ticket.clone().drop(&member.depositor);
			TransactionOutcome::Rollback(dropped.map(|()| before.saturating_sub(held())))
		});
		tried.unwrap_or_else(|_: DispatchError| Default::default())
	}

	/// Forgets a member, and its vote where it has not used it.
	fn expel(
		community: CommunityId,
		person_tag: PersonTag,
		mut record: CommunityRecordOf<T>,
		member: MemberRecordOf<T>,
	) {
		record.member_count = record.member_count.saturating_sub(1);
		Communities::<T>::insert(community, record);
		Members::<T>::remove(community, person_tag);
		MemberTags::<T>::remove(community, &member.account);
		Self::strike(community, person_tag);
		let account = member.account;
		Self::deposit_event(Event::MemberRemoved { community, person_tag, account });
	}
}
