// SPDX-License-Identifier: Apache-2.0
//! What the calls do, after their origin is checked.

use crate::{Config, Error, Event, Pallet, Validators};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_validator(validator: T::AccountId) -> DispatchResult {
		Validators::<T>::try_mutate(|list| -> Result<(), DispatchError> {
			ensure!(!list.contains(&validator), Error::<T>::AlreadyListed);
			ensure!(Self::has_keys(&validator), Error::<T>::NoSessionKeys);
			list.try_push(validator.clone()).map_err(|_| Error::<T>::ListFull)?;
			Ok(())
		})?;
		Self::deposit_event(Event::ValidatorAdded { validator });
		Ok(())
	}

	pub(crate) fn do_remove_validator(validator: &T::AccountId) -> DispatchResult {
		Self::drop_from_list(validator)?;
		Self::deposit_event(Event::ValidatorRemoved { validator: validator.clone() });
		Ok(())
	}

	/// Takes `validator` off the list. Errors: `NotListed`, `ListTooShort`.
	pub(crate) fn drop_from_list(validator: &T::AccountId) -> Result<(), Error<T>> {
		Validators::<T>::try_mutate(|list| {
			ensure!(list.contains(validator), Error::<T>::NotListed);
			ensure!(list.len() as u32 > T::MinValidators::get(), Error::<T>::ListTooShort);
			list.retain(|listed| listed != validator);
			Ok(())
		})
	}

	/// Whether the account has session keys, so that it can author blocks.
	pub(crate) fn has_keys(validator: &T::AccountId) -> bool {
		pallet_session::Pallet::<T>::load_keys(validator).is_some()
	}
}
