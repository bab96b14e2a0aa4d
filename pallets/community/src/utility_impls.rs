// SPDX-License-Identifier: Apache-2.0
//! Shared look-ups, and what the other pallets may ask.

use crate::{
	BalanceOf, BallotTimes, BallotTimesOf, Communities, CommunityRecordOf, Config, Error,
	GenesisTimes, HoldReason, MemberRecordOf, Pallet, PersonTag,
};
use energy_primitives::{CommunityId, HouseholdQuota};
use frame_support::{
	defensive, ensure,
	pallet_prelude::DispatchResult,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
		Footprint, Get,
	},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::traits::AccountIdConversion;

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

	/// Whether a household's call is free.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		call: impl FnOnce(T::AccountId) -> DispatchResult,
	) -> bool {
		let who = ensure_signed(origin.clone());
		who.is_ok_and(|who| T::Quota::is_free(&who, || call(who.clone()).is_ok()))
	}

	/// How long ballots take where genesis says nothing.
	pub(crate) fn constant_times() -> BallotTimesOf<T> {
		let (voting, repeat) = (T::VotingPeriod::get(), T::RepeatPeriod::get());
		BallotTimes { voting, repeat, at_once: false }
	}

	/// How long ballots take.
	pub(crate) fn times() -> BallotTimesOf<T> {
		GenesisTimes::<T>::get().unwrap_or_else(Self::constant_times)
	}

	/// The community's own account.
	pub(crate) fn account_of(community: CommunityId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(community)
	}

	/// Gives a deposit back.
	pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: BalanceOf<T>) {
		let released = T::Currency::release(&reason.into(), who, amount, Precision::BestEffort);
		if released != Ok(amount) {
			defensive!("what is held for a record can be released");
		}
	}

	/// Takes a deposit away. Returns what was lost.
	pub(crate) fn burn(
		reason: HoldReason,
		who: &T::AccountId,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		let how = (Precision::BestEffort, Fortitude::Force);
		let burned = T::Currency::burn_held(&reason.into(), who, amount, how.0, how.1);
		burned.unwrap_or_default()
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

#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> Pallet<T> {
	/// Makes a member of a community, for benchmarks.
	pub(crate) fn bench_member(community: CommunityId, person_tag: PersonTag, who: &T::AccountId) {
		use frame_support::traits::Consideration;

		let record = Communities::<T>::get(community).expect("a benchmark opened it");
		let footprint = Self::member_footprint();
		T::MemberConsideration::ensure_successful(&record.operator, footprint);
		Self::do_add_member(record.operator, community, person_tag, who.clone())
			.expect("the tag and the account are free");
	}
}
