// SPDX-License-Identifier: Apache-2.0
//! Shared look-ups, and what the other pallets may ask.

use crate::{Communities, CommunityRecordOf, Config, Error, MemberRecordOf, Pallet, PersonTag};
use energy_primitives::CommunityId;
use frame_support::{ensure, traits::Footprint};

impl<T: Config> Pallet<T> {
	/// The community's record.
	pub(crate) fn existing(community: CommunityId) -> Result<CommunityRecordOf<T>, Error<T>> {
		Communities::<T>::get(community).ok_or(Error::<T>::UnknownCommunity)
	}

	/// The community's record, if `who` operates it.
	pub(crate) fn operated_by(
		who: &T::AccountId,
		community: CommunityId,
	) -> Result<CommunityRecordOf<T>, Error<T>> {
		let record = Self::existing(community)?;
		ensure!(record.operator == *who, Error::<T>::NotOperator);
		Ok(record)
	}

	/// What a community's deposit pays for: its record, at its largest.
	pub(crate) fn community_footprint() -> Footprint {
		Footprint::from_mel::<CommunityRecordOf<T>>()
	}

	/// What a member's deposit pays for: the record and its entry in the inverse index.
	pub(crate) fn member_footprint() -> Footprint {
		Footprint::from_mel::<(MemberRecordOf<T>, (T::AccountId, PersonTag))>()
	}
}

impl<T: Config> energy_primitives::Communities<T::AccountId> for Pallet<T> {
	fn operator(community: CommunityId) -> Option<T::AccountId> {
		Communities::<T>::get(community).map(|record| record.operator)
	}

	fn guarantor(community: CommunityId) -> Option<T::AccountId> {
		Communities::<T>::get(community).and_then(|record| record.guarantor)
	}

	fn bank(community: CommunityId) -> Option<T::AccountId> {
		Communities::<T>::get(community).and_then(|record| record.bank)
	}

	fn asset(community: CommunityId) -> Option<u32> {
		Communities::<T>::get(community).map(|record| record.asset)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(operator: &T::AccountId, guarantor: &T::AccountId, asset: u32) -> CommunityId {
		use crate::{CommunityRecord, NextCommunity};
		use frame_support::traits::Consideration;

		let footprint = Self::community_footprint();
		T::CommunityConsideration::ensure_successful(operator, footprint);
		let ticket = T::CommunityConsideration::new(operator, footprint)
			.expect("the line above made it affordable; qed");
		let community = NextCommunity::<T>::mutate(|next| {
			*next = next.saturating_add(1);
			next.saturating_sub(1)
		});
		let record = CommunityRecord {
			operator: operator.clone(),
			depositor: operator.clone(),
			bank: Some(operator.clone()),
			guarantor: Some(guarantor.clone()),
			asset,
			member_count: 0,
			ticket,
		};
		Communities::<T>::insert(community, record);
		community
	}
}
