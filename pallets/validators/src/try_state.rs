// SPDX-License-Identifier: Apache-2.0
//! Invariants of the pallet, one function each.

use crate::{Config, Pallet, Validators};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error says which one is broken.
	pub fn do_try_state() -> Result<(), &'static str> {
		Self::v1_no_validator_is_listed_twice()?;
		Self::v2_the_list_is_empty_or_long_enough()
	}

	fn v1_no_validator_is_listed_twice() -> Result<(), &'static str> {
		let mut list = Validators::<T>::get().into_inner();
		let listed = list.len();
		list.sort();
		list.dedup();
		(list.len() == listed).then_some(()).ok_or("V1: a validator is listed twice")
	}

	/// Empty only where genesis left the choice to the session pallet.
	fn v2_the_list_is_empty_or_long_enough() -> Result<(), &'static str> {
		let listed = Validators::<T>::decode_len().unwrap_or(0) as u32;
		(listed == 0 || listed >= T::MinValidators::get())
			.then_some(())
			.ok_or("V2: the list is shorter than the minimum")
	}
}
