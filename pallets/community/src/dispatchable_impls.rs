// SPDX-License-Identifier: Apache-2.0
//! One function per call.

use crate::{
	Communities, CommunityRecord, Config, Error, Event, MemberRecord, MemberTags, Members,
	NextCommunity, Pallet, PersonTag,
};
use energy_primitives::CommunityId;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungibles::Inspect, Consideration},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_community(who: T::AccountId, asset: u32) -> DispatchResult {
		ensure!(T::Assets::asset_exists(asset), Error::<T>::UnknownAsset);
		let community = NextCommunity::<T>::get();
		let next = community.checked_add(1).ok_or(Error::<T>::TooManyCommunities)?;

		let ticket = T::CommunityConsideration::new(&who, Self::community_footprint())?;
		let record = CommunityRecord {
			operator: who.clone(),
			depositor: who.clone(),
			bank: None,
			guarantor: None,
			asset,
			member_count: 0,
			ticket,
		};
		NextCommunity::<T>::put(next);
		Communities::<T>::insert(community, record);
		Self::deposit_event(Event::CommunityOpened { community, operator: who, asset });
		Ok(())
	}

	pub(crate) fn do_set_operator(
		who: T::AccountId,
		community: CommunityId,
		operator: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::operated_by(&who, community)?;
		record.operator = operator.clone();
		Communities::<T>::insert(community, record);
		Self::deposit_event(Event::OperatorSet { community, operator });
		Ok(())
	}

	// The guarantor's account may withdraw what the guarantor deposited, so an operator who could
	// replace it at will could take that money.
	pub(crate) fn do_set_guarantor(
		who: T::AccountId,
		community: CommunityId,
		guarantor: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::existing(community)?;
		if record.guarantor.as_ref() != Some(&who) {
			ensure!(record.operator == who, Error::<T>::NotOperator);
			let free = record.guarantor.as_ref().is_none_or(|named| *named == guarantor);
			ensure!(free, Error::<T>::GuarantorNamed);
		}
		record.guarantor = Some(guarantor.clone());
		Communities::<T>::insert(community, record);
		Self::deposit_event(Event::GuarantorSet { community, guarantor });
		Ok(())
	}

	pub(crate) fn do_set_bank(
		who: T::AccountId,
		community: CommunityId,
		bank: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::operated_by(&who, community)?;
		record.bank = Some(bank.clone());
		Communities::<T>::insert(community, record);
		Self::deposit_event(Event::BankSet { community, bank });
		Ok(())
	}

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
		let since_block = frame_system::Pallet::<T>::block_number();
		let member = MemberRecord { account: account.clone(), since_block, depositor: who, ticket };
		Communities::<T>::insert(community, record);
		Members::<T>::insert(community, person_tag, member);
		MemberTags::<T>::insert(community, &account, person_tag);
		Self::deposit_event(Event::MemberAdded { community, person_tag, account });
		Ok(())
	}

	pub(crate) fn do_remove_member(
		who: T::AccountId,
		community: CommunityId,
		person_tag: PersonTag,
	) -> DispatchResult {
		let mut record = Self::operated_by(&who, community)?;
		let member = Members::<T>::get(community, person_tag).ok_or(Error::<T>::UnknownMember)?;
		record.member_count = record.member_count.saturating_sub(1);

		member.ticket.drop(&member.depositor)?;
		Communities::<T>::insert(community, record);
		Members::<T>::remove(community, person_tag);
		MemberTags::<T>::remove(community, &member.account);
		let account = member.account;
		Self::deposit_event(Event::MemberRemoved { community, person_tag, account });
		Ok(())
	}
}
