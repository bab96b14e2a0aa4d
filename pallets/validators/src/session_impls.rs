// SPDX-License-Identifier: Apache-2.0
//! What the session and offences pallets ask of this one.

use crate::{Config, Error, Event, Pallet, Validators};
use alloc::vec::Vec;
use frame_support::{traits::Get, weights::Weight};
use pallet_session::{historical, Pallet as Session, SessionManager};
use sp_runtime::{traits::Convert, Perbill};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// Identifies every validator, also a former one, by nothing but its account: a proof of
/// misbehaviour must not break because the offender has left the list meanwhile.
pub struct UnitIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for UnitIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl<T: Config> Pallet<T> {
	/// The listed validators that can author blocks.
	fn ready() -> Vec<T::AccountId> {
		Validators::<T>::get().into_iter().filter(Self::has_keys).collect()
	}

	/// Whether `next` is, in accounts, order and keys, the set that the session pallet has queued.
	fn is_queued(next: &[T::AccountId]) -> bool {
		let queued = Session::<T>::queued_keys();
		queued.len() == next.len()
			&& queued.iter().zip(next).all(|((account, keys), validator)| {
				account == validator
					&& Session::<T>::load_keys(validator).is_some_and(|now| now == *keys)
			})
	}
}

impl<T: Config> SessionManager<T::AccountId> for Pallet<T> {
	/// The set of the session after next, or `None` where it is the same with the same keys.
	///
	/// Also `None` where nobody on the list has keys: the session then keeps the set it has.
	fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		let next = Self::ready();
		(!next.is_empty() && !Self::is_queued(&next)).then_some(next)
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(end_index: SessionIndex) {
		if let Some(up_to) = end_index.checked_sub(T::HistoryDepthSessions::get()) {
			historical::Pallet::<T>::prune_up_to(up_to);
		}
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
	fn new_session(new_index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		let next = <Self as SessionManager<_>>::new_session(new_index)?;
		Some(next.into_iter().map(|validator| (validator, ())).collect())
	}

	fn start_session(start_index: SessionIndex) {
		<Self as SessionManager<_>>::start_session(start_index);
	}

	fn end_session(end_index: SessionIndex) {
		<Self as SessionManager<_>>::end_session(end_index);
	}
}

impl<T: Config> OnOffenceHandler<T::AccountId, (T::AccountId, ()), Weight> for Pallet<T> {
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, (T::AccountId, ())>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			let validator = details.offender.0.clone();
			Session::<T>::report_offence(validator.clone(), OffenceSeverity(*fraction));
			match Self::drop_from_list(&validator) {
				Ok(()) => Self::deposit_event(Event::OffenderDropped { validator, session }),
				Err(Error::ListTooShort) => {
					Self::deposit_event(Event::OffenderKept { validator, session });
				}
				// Reported a second time, or left by governance meanwhile.
				Err(_) => {}
			}
		}
		// Per offender the list, the session's validators and its disabled ones.
		T::DbWeight::get().reads_writes(3, 2).saturating_mul(offenders.len() as u64)
	}
}
