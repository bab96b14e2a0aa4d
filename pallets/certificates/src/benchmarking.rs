// SPDX-License-Identifier: Apache-2.0
//! One benchmark per call.

use super::*;
use energy_primitives::{MeterId, Slot, SurplusSource};
use frame_benchmarking::v2::*;
use frame_support::traits::Consideration;
use frame_system::RawOrigin;

const SURPLUS: u32 = 5_000;

/// A meter's owner who can pay `certificates` deposits, its meter, and evidence for [`SURPLUS`].
fn maker<T: Config>(certificates: u32) -> (T::AccountId, MeterId, Slot, EvidenceOf<T>) {
	let owner: T::AccountId = account("maker", 0, 0);
	for _ in 0..certificates {
		T::CertificateConsideration::ensure_successful(&owner, Pallet::<T>::footprint());
	}
	let (meter, slot, evidence) = T::Surplus::bench_surplus(&owner, SURPLUS);
	(owner, meter, slot, evidence)
}

/// `count` certificates in a row, claimed by one account and owned by another: the deposit goes back
/// to an account that is no part of the call otherwise.
fn received<T: Config>(count: u32) -> (T::AccountId, CertificateId) {
	let (maker, meter, slot, evidence) = maker::<T>(count);
	let caller: T::AccountId = whitelisted_caller();
	let first = NextCertificate::<T>::get();
	for id in (first..).take(count as usize) {
		let quantity = u64::from(SURPLUS / count);
		T::CertificateConsideration::ensure_successful(&maker, Pallet::<T>::footprint());
		Pallet::<T>::do_claim(maker.clone(), meter, slot, quantity, &evidence)
			.expect("it is its surplus");
		Pallet::<T>::do_transfer(maker.clone(), id, caller.clone()).expect("it is its own");
	}
	(caller, first)
}

#[benchmarks]
mod benchmarks {
	use super::*;
	use alloc::boxed::Box;

	#[benchmark]
	fn claim() {
		let (owner, meter, slot, evidence) = maker::<T>(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), meter, slot, u64::from(SURPLUS), Box::new(evidence));

		assert_eq!(Claimed::<T>::get(meter), u64::from(SURPLUS));
	}

	#[benchmark]
	fn transfer() {
		let (caller, id) = received::<T>(1);
		let to: T::AccountId = account("to", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, to.clone());

		assert_eq!(Certificates::<T>::get(id).map(|record| record.owner), Some(to));
	}

	#[benchmark]
	fn split() {
		let (caller, id) = received::<T>(1);
		T::CertificateConsideration::ensure_successful(&caller, Pallet::<T>::footprint());
		let at = Certificates::<T>::get(id).expect("it was claimed").begin + 1;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, at);

		assert_eq!(NextCertificate::<T>::get(), id + 2);
	}

	#[benchmark]
	fn merge() {
		let (caller, first) = received::<T>(2);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), first, first + 1);

		assert!(!Certificates::<T>::contains_key(first + 1));
	}

	#[benchmark]
	fn retire() {
		let (caller, id) = received::<T>(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, Some([7; 32]));

		assert!(!Certificates::<T>::contains_key(id));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::TestExt::new().externalities(),
		crate::mock::Test
	);
}
