// SPDX-License-Identifier: Apache-2.0
//! One function per call that is about a community. Calls about members are in `member_impls.rs`
//! and `electorate_impls.rs`, calls about ballots in `ballot_impls.rs`.

use crate::{Communities, CommunityRecord, Config, Error, Event, NextCommunity, Pallet};
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
}
