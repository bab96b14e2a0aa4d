// SPDX-License-Identifier: Apache-2.0
//! One benchmark per call.

use super::*;
use energy_primitives::{Communities as _, CommunityId};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungibles::{Create, Inspect},
	Consideration,
};
use frame_system::RawOrigin;

const ASSET: u32 = 1;
const TAG: PersonTag = [7; 32];

/// A community and its operator.
fn opened<T: Config>() -> (CommunityId, T::AccountId) {
	let operator: T::AccountId = account("operator", 0, 0);
	let guarantor: T::AccountId = account("guarantor", 0, 0);
	(Pallet::<T>::bench_open(&operator, &guarantor, ASSET), operator)
}

#[benchmarks(where
	T::Assets: Create<T::AccountId>,
	<T::Assets as Inspect<T::AccountId>>::Balance: From<u32>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_community() {
		let caller: T::AccountId = whitelisted_caller();
		if !T::Assets::asset_exists(ASSET) {
			T::Assets::create(ASSET, caller.clone(), true, 1u32.into()).expect("asset is free");
		}
		T::CommunityConsideration::ensure_successful(&caller, Pallet::<T>::community_footprint());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ASSET);

		let community = NextCommunity::<T>::get() - 1;
		assert_eq!(Pallet::<T>::operator(community), Some(caller));
	}

	#[benchmark]
	fn set_operator() {
		let (community, operator) = opened::<T>();
		let new: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, new.clone());

		assert_eq!(Pallet::<T>::operator(community), Some(new));
	}

	#[benchmark]
	fn set_guarantor() {
		let (community, _) = opened::<T>();
		let guarantor: T::AccountId = account("guarantor", 0, 0);
		let new: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), community, new.clone());

		assert_eq!(Pallet::<T>::guarantor(community), Some(new));
	}

	#[benchmark]
	fn set_bank() {
		let (community, operator) = opened::<T>();
		let bank: T::AccountId = account("bank", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, bank.clone());

		assert_eq!(Communities::<T>::get(community).and_then(|record| record.bank), Some(bank));
	}

	#[benchmark]
	fn add_member() {
		let (community, operator) = opened::<T>();
		let member: T::AccountId = account("member", 0, 0);
		T::MemberConsideration::ensure_successful(&operator, Pallet::<T>::member_footprint());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, TAG, member);

		assert!(Members::<T>::contains_key(community, TAG));
	}

	#[benchmark]
	fn remove_member() {
		let (community, operator) = opened::<T>();
		let member: T::AccountId = account("member", 0, 0);
		T::MemberConsideration::ensure_successful(&operator, Pallet::<T>::member_footprint());
		Pallet::<T>::do_add_member(operator.clone(), community, TAG, member).expect("is free");

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, TAG);

		assert!(!Members::<T>::contains_key(community, TAG));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::TestExt::new().externalities(),
		crate::mock::Test
	);
}
