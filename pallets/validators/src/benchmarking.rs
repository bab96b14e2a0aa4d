// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the worst case is a full list, of which the last entry is touched.

use super::*;
use codec::Decode;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use sp_runtime::traits::TrailingZeroInput;

/// An account with session keys. The keys belong to nobody: the pallet only asks whether some exist.
fn keyed<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("validator", index, 0);
	let keys = <T as pallet_session::Config>::Keys::decode(&mut TrailingZeroInput::zeroes())
		.expect("session keys decode from any bytes; qed");
	pallet_session::NextKeys::<T>::insert(&who, keys);
	who
}

fn fill_list<T: Config>(length: u32) {
	let list = (0..length).map(keyed::<T>).collect::<alloc::vec::Vec<_>>();
	Validators::<T>::put(frame_support::BoundedVec::truncate_from(list));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn add_validator() -> Result<(), BenchmarkError> {
		let length = <T as Config>::MaxValidators::get().saturating_sub(1);
		fill_list::<T>(length);
		let newcomer = keyed::<T>(length);
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, newcomer.clone());

		assert!(Validators::<T>::get().contains(&newcomer));
		Ok(())
	}

	#[benchmark]
	fn remove_validator() -> Result<(), BenchmarkError> {
		let length = <T as Config>::MaxValidators::get();
		fill_list::<T>(length);
		let last = keyed::<T>(length.saturating_sub(1));
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, last.clone());

		assert!(!Validators::<T>::get().contains(&last));
		Ok(())
	}
}
