// SPDX-License-Identifier: Apache-2.0
//! Shared look-ups, rules and their bounds, the due queue, and what refusals of others are called
//! here.

use crate::{pallet::*, timeline, types::*};
use alloc::vec::Vec;
use dispatch_core::{DispatchRules, OfferError};
use energy_primitives::{
	Carrier, Communities, CommunityId, DeviceMeters, HouseholdQuota, MoneyError, NetworkId, Slot,
};
use frame_support::{defensive, ensure, pallet_prelude::DispatchResult};
use frame_system::{
	ensure_signed,
	pallet_prelude::{BlockNumberFor, OriginFor},
};
use sp_runtime::traits::Saturating;

/// Seconds of a day.
const DAY_S: u64 = 86_400;

/// The electricity network of a community.
pub(crate) const fn electricity(community: CommunityId) -> NetworkId {
	NetworkId { community, carrier: Carrier::Electricity }
}

/// The heat network of a community.
pub(crate) const fn heat(community: CommunityId) -> NetworkId {
	NetworkId { community, carrier: Carrier::Heat }
}

impl<T: Config> Pallet<T> {
	/// The dispatch rules of a community: what its members chose, within the bounds of today.
	pub fn rules(community: CommunityId) -> DispatchRules {
		Bounds::<T>::get().clamp(&Rules::<T>::get(community))
	}

	/// Whether rules are inside their bounds. Errors: `OutOfBounds`.
	pub fn check_rules(rules: &DispatchRules) -> DispatchResult {
		ensure!(Bounds::<T>::get().allow(rules), Error::<T>::OutOfBounds);
		Ok(())
	}

	/// Sets what the members of a community chose. It holds for rounds whose offers are not frozen
	/// yet. Errors: `OutOfBounds`.
	pub fn set_rules(community: CommunityId, rules: DispatchRules) -> DispatchResult {
		Self::check_rules(&rules)?;
		Rules::<T>::insert(community, rules);
		Self::deposit_event(Event::RulesSet { community });
		Ok(())
	}

	/// Whether a household's call is free.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		call: impl FnOnce(T::AccountId) -> DispatchResult,
	) -> bool {
		let who = ensure_signed(origin.clone());
		who.is_ok_and(|who| T::Quota::is_free(&who, || call(who.clone()).is_ok()))
	}

	/// Errors: `CommunityNotFound`, `NotOperator`.
	pub(crate) fn ensure_operator(
		who: &T::AccountId,
		community: CommunityId,
	) -> Result<(), Error<T>> {
		let operator = T::Communities::operator(community).ok_or(Error::<T>::CommunityNotFound)?;
		ensure!(operator == *who, Error::<T>::NotOperator);
		Ok(())
	}

	/// The block that runs now.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// Length of a slot, in seconds.
	pub(crate) fn slot_s() -> u32 {
		u32::try_from(T::Meters::slot_length().seconds()).unwrap_or(u32::MAX)
	}

	/// What kind of day a slot is in, and as the how-manieth of the day, by UTC.
	pub(crate) fn day_of(slot: Slot) -> (DayClass, u16) {
		let length = T::Meters::slot_length();
		let begin_s = length.begin_s(slot);
		// 1970 began on a Thursday.
		let day = match (begin_s / DAY_S).saturating_add(4) % 7 {
			0 | 6 => DayClass::Weekend,
			_ => DayClass::Weekday,
		};
		let index = (begin_s % DAY_S).checked_div(length.seconds()).unwrap_or_default();
		(day, u16::try_from(index).unwrap_or(u16::MAX))
	}

	/// The networks of a community's programme.
	pub(crate) fn networks_of(community: CommunityId, programme: &Programme) -> Vec<NetworkId> {
		let heat = programme.heat.as_ref().map(|_| heat(community));
		[electricity(community)].into_iter().chain(heat).collect()
	}

	/// Whether a slot is frozen in one of the programme's networks.
	pub(crate) fn is_frozen(community: CommunityId, programme: &Programme, slot: Slot) -> bool {
		let networks = Self::networks_of(community, programme);
		networks.iter().any(|network| T::Meters::is_frozen(*network, slot))
	}

	/// The first slot that a plan can still change.
	pub(crate) fn first_open_slot(community: CommunityId) -> Slot {
		let current = T::Meters::current_slot();
		let programme = Programmes::<T>::get(community);
		match programme.is_some_and(|programme| Self::is_frozen(community, &programme, current)) {
			true => current.saturating_add(1),
			false => 0,
		}
	}

	/// The plan that holds in a slot.
	pub(crate) fn span_at(community: CommunityId, slot: Slot) -> Option<Span> {
		timeline::at(&Timelines::<T>::get(community), slot)
	}

	/// Writes a timeline, and forgets the plans it no longer knows bit by bit.
	pub(crate) fn set_timeline(community: CommunityId, before: &[Span], after: Timeline) {
		for round in timeline::gone(before, &after) {
			Self::push_work(Work::Forget { community, round });
		}
		if after.is_empty() {
			Timelines::<T>::remove(community);
		} else {
			Timelines::<T>::insert(community, after);
		}
	}

	/// Puts work at the end of the queue.
	pub(crate) fn push_work(work: Work) {
		let (head, tail) = WorkEnds::<T>::get();
		WorkQueue::<T>::insert(tail, work);
		WorkEnds::<T>::put((head, tail.saturating_add(1)));
	}

	/// Looks at a community at `at` and not before. Returns whether there was room for it.
	pub(crate) fn schedule(community: CommunityId, at: BlockNumberFor<T>) -> bool {
		Due::<T>::mutate(|due| {
			due.retain(|(_, other)| *other != community);
			let place = due.partition_point(|(block, _)| *block <= at);
			due.try_insert(place, (at, community)).is_ok()
		})
	}

	/// The same for a community that has its place.
	pub(crate) fn reschedule(community: CommunityId, at: BlockNumberFor<T>) {
		if !Self::schedule(community, at) {
			defensive!("a community that is looked at has given its own place back");
		}
	}

	/// The block that comes `blocks` after now, at least the next one.
	pub(crate) fn after(blocks: u16) -> BlockNumberFor<T> {
		Self::now().saturating_add(blocks.max(1).into())
	}
}

impl<T> From<MoneyError> for Error<T> {
	fn from(error: MoneyError) -> Self {
		match error {
			MoneyError::NoAccount => Self::AccountNotFound,
			MoneyError::PositionTooHigh => Self::PositionTooHigh,
			MoneyError::PositionTooLow | MoneyError::NotCovered | MoneyError::NoGuarantor => {
				Self::PositionTooLow
			}
			MoneyError::Currency => Self::CurrencyRefused,
		}
	}
}

impl<T> From<OfferError> for Error<T> {
	fn from(error: OfferError) -> Self {
		match error {
			OfferError::WrongLength => Self::OfferWrongLength,
			OfferError::NoSuchSide => Self::OfferNoSuchSide,
			OfferError::OutOfBounds => Self::OfferOutOfBounds,
			OfferError::Infeasible => Self::OfferInfeasible,
		}
	}
}
