// SPDX-License-Identifier: Apache-2.0
//! Calls that cost a household nothing: some a day, and only such as succeed.

use crate::pallet::*;
use energy_primitives::{HouseholdQuota, MeterId, SlotSource};
use frame_support::{
	storage::{with_transaction, TransactionOutcome},
	traits::Get,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Whether a household's call is free.
	pub(crate) fn is_free_for(
		origin: &OriginFor<T>,
		call: impl FnOnce(T::AccountId) -> DispatchResult,
	) -> bool {
		let who = ensure_signed(origin.clone());
		who.is_ok_and(|who| Self::is_free(&who, || call(who.clone()).is_ok()))
	}

	/// Whether the account owns the meter.
	pub(crate) fn owns(who: &T::AccountId, meter: MeterId) -> bool {
		Self::owner_of(meter).is_ok_and(|owner| owner == *who)
	}

	fn today() -> u32 {
		let per_day = T::Metering::slot_length().per_day();
		T::Metering::current_slot().checked_div(per_day).unwrap_or(0)
	}

	/// What the account has used today.
	fn used_today(who: &T::AccountId) -> u32 {
		let (day, used) = Quotas::<T>::get(who);
		if day == Self::today() {
			used
		} else {
			0
		}
	}
}

impl<T: Config> HouseholdQuota<T::AccountId> for Pallet<T> {
	fn is_free(who: &T::AccountId, succeeds: impl FnOnce() -> bool) -> bool {
		if Self::used_today(who) >= T::FreeCallsPerDay::get() {
			return false;
		}
		let tried = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(succeeds()));
		with_transaction(tried).unwrap_or(false)
	}

	fn use_one(who: &T::AccountId) {
		let used = Self::used_today(who);
		if used < T::FreeCallsPerDay::get() {
			Quotas::<T>::insert(who, (Self::today(), used.saturating_add(1)));
		}
	}
}
