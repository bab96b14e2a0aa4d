// SPDX-License-Identifier: Apache-2.0
//! One benchmark per call, and one per step that blocks do by themselves. Offers and prices are as
//! long as they can be: another value in every slot.

mod setup;

use super::*;
use alloc::{vec, vec::Vec};
use dispatch_core::{OfferBlob, RuleBounds, DEVICES_MAX};
use energy_primitives::{
	Communities, Delivery, DeviceMeters, Electorate, MeterId, Quality, RowClass, RowEnergy,
	SlotSum, PAGE_ROWS,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Mutate, Get, Hooks},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use setup::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_programme() {
		let (operator, community) = opened::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, grid(), Some(grid()));

		assert!(Programmes::<T>::contains_key(community));
	}

	#[benchmark]
	fn declare_passive(n: Linear<1, DAY_SLOTS_MAX>) {
		let (_, community) = opened::<T>();
		let network = utility_impls::electricity(community);
		let load_w = vec![1_000; n as usize];

		#[block]
		{
			Pallet::<T>::declare(network, DayClass::Weekday, &load_w);
		}

		assert_eq!(Passive::<T>::iter().count(), n as usize);
	}

	#[benchmark]
	fn register_device() {
		let community = programme::<T>();
		let owner: T::AccountId = rich::<T>("owner", 0);
		let meter = meter_of::<T>(community, &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), community, limits(), meter, None);

		assert_eq!(DeviceCount::<T>::get(community), 1);
	}

	/// Of one that goes at once, with its deposits.
	#[benchmark]
	fn retire_device() {
		let community = with_devices::<T>(1);
		let owner: T::AccountId = rich::<T>("owner", 0);
		Pallet::<T>::do_lock_deposit(owner.clone(), community, 0, 1_000).expect("it can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), community, 0);

		assert_eq!(DeviceCount::<T>::get(community), 0);
	}

	#[benchmark]
	fn lock_deposit() {
		let community = with_devices::<T>(1);
		let owner: T::AccountId = rich::<T>("owner", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), community, 0, 1_000);

		assert_eq!(Devices::<T>::get(community, 0).map(|device| device.deposit), Some(1_000));
	}

	/// With another device in many plans.
	#[benchmark]
	fn unlock_deposit() {
		let community = with_devices::<T>(1);
		let owner: T::AccountId = rich::<T>("owner", 0);
		Pallet::<T>::do_lock_deposit(owner.clone(), community, 0, 1_000).expect("it can pay");
		others_plans::<T>(community);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), community, 0, 1_000);

		assert_eq!(Devices::<T>::get(community, 0).map(|device| device.deposit), Some(0));
	}

	#[benchmark]
	fn offer(n: Linear<1, 64>) {
		let community = with_devices::<T>(n);
		let owner: T::AccountId = rich::<T>("owner", 0);
		let offers: Vec<_> = (0..n as u16).map(|device| (device, full_offer())).collect();
		let blob = OfferBlob::truncate_from(offers);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), community, blob, true);

		assert!(Offers::<T>::contains_key(community, owner));
	}

	#[benchmark]
	fn start_round() {
		let community = with_devices::<T>(1);
		let operator = T::Communities::operator(community).expect("it was opened");
		let first_slot = T::Meters::current_slot() + 1;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, first_slot);

		assert!(Rounds::<T>::contains_key(community));
	}

	/// Into a full queue, whose last one is ejected.
	#[benchmark]
	fn commit() {
		let (community, cost) = frozen::<T>(DEVICES_MAX / 4);
		for index in 0..QUEUE_MAX {
			let solver = rich::<T>("solver", index);
			Pallet::<T>::do_commit(solver, community, 0, [0; 32], Some(cost), None)
				.expect("there is room");
		}
		let solver = rich::<T>("solver", QUEUE_MAX);
		let better = Some(cost - 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(solver.clone()), community, 0, [1; 32], better, None);

		assert_eq!(Queues::<T>::get(community)[0].who, solver);
	}

	/// Of a plan and prices for as many devices and 96 slots.
	#[benchmark]
	fn reveal(d: Linear<1, DEVICES_MAX>) {
		let (community, solver, bytes) = promised::<T>(d);
		to_phase::<T>(community, Phase::Reveal);

		#[extrinsic_call]
		_(RawOrigin::Signed(solver), community, 0, [7; 32], bytes);

		assert!(Leaders::<T>::contains_key(community));
	}

	#[benchmark]
	fn veto() {
		let (community, voter) = voting::<T>();
		Rounds::<T>::mutate(community, |round| {
			round.as_mut().expect("it runs").votes_needed = 1;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(voter), community, 0, VetoReason::Peak);

		assert_eq!(Rounds::<T>::get(community).map(|round| round.vetoes), Some(1));
	}

	#[benchmark]
	fn endorse() {
		let (community, voter) = voting::<T>();
		Rounds::<T>::mutate(community, |round| {
			round.as_mut().expect("it runs").needs_endorsement = true;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(voter), community, 0);

		assert_eq!(Rounds::<T>::get(community).map(|round| round.endorsements), Some(1));
	}

	#[benchmark]
	fn set_bounds() -> Result<(), BenchmarkError> {
		use frame_support::traits::EnsureOrigin;
		let origin =
			T::BoundsOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, RuleBounds::default());

		assert!(Bounds::<T>::exists());
		Ok(())
	}

	/// With a full queue of solvers.
	#[benchmark]
	fn stop_programme() {
		let (community, cost) = frozen::<T>(1);
		for index in 0..QUEUE_MAX {
			let solver = rich::<T>("solver", index);
			Pallet::<T>::do_commit(solver, community, 0, [0; 32], Some(cost), None)
				.expect("there is room");
		}
		let operator = T::Communities::operator(community).expect("it was opened");

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community);

		assert!(Queues::<T>::get(community).is_empty());
	}

	/// Nothing is due, in a chain with as many programmes as there can be.
	#[benchmark]
	fn on_poll_empty() {
		let later: BlockNumberFor<T> = 1_000u32.into();
		let due: Vec<_> = (0..T::ProgrammesMax::get()).map(|at| (later, at)).collect();
		Due::<T>::put(BoundedVec::truncate_from(due));

		#[block]
		{
			Pallet::<T>::on_poll(1u32.into(), &mut WeightMeter::new());
		}

		assert_eq!(Due::<T>::decode_len(), Some(T::ProgrammesMax::get() as usize));
	}

	/// The next round begins.
	#[benchmark]
	fn poll_start() {
		let community = with_devices::<T>(1);
		let slot = T::Meters::current_slot() + 1;

		#[block]
		{
			let ends = Pallet::<T>::begin_round(community, slot);
			Pallet::<T>::reschedule(community, ends);
		}

		assert!(Rounds::<T>::contains_key(community));
	}

	/// Commitments end.
	#[benchmark]
	fn poll_next() {
		let (community, _) = frozen::<T>(DEVICES_MAX / 4);
		let round = Rounds::<T>::get(community).expect("it runs");

		#[block]
		{
			let next = Pallet::<T>::begin_reveal(community, round);
			Pallet::<T>::reschedule(community, next);
		}

		assert_eq!(Rounds::<T>::get(community).map(|round| round.phase), Some(Phase::Reveal));
	}

	/// Offers end, while another plan holds.
	#[benchmark]
	fn freeze(d: Linear<1, DEVICES_MAX>) {
		let community = offered::<T>(d);
		let round = Rounds::<T>::get(community).expect("it runs");
		Pallet::<T>::freeze(community, round);
		let frozen = Rounds::<T>::get(community).expect("it runs");
		assert!(Pallet::<T>::enact(community, &frozen, PlanSource::Fallback));
		let again = RoundRecord { number: 1, ..round };

		#[block]
		{
			let next = Pallet::<T>::freeze(community, again);
			Pallet::<T>::reschedule(community, next);
		}

		let devices = Frozen::<T>::get(community).map(|frozen| frozen.devices.len());
		assert_eq!(devices, Some(d as usize));
	}

	/// Plans are no longer taken, seven were not shown, and the best one is judged.
	#[benchmark]
	fn judge(d: Linear<1, DEVICES_MAX>) {
		let (community, solver, bytes) = promised::<T>(d);
		let cost = Frozen::<T>::get(community).expect("frozen").fallback.cost_nano;
		for index in 1..QUEUE_MAX {
			let other = rich::<T>("solver", index);
			Pallet::<T>::do_commit(other, community, 0, [0; 32], Some(cost), None)
				.expect("there is room");
		}
		to_phase::<T>(community, Phase::Reveal);
		Pallet::<T>::do_reveal(solver, community, 0, [7; 32], &bytes).expect("it is true");
		let round = Rounds::<T>::get(community).expect("it runs");

		#[block]
		{
			let next = Pallet::<T>::judge(community, round);
			Pallet::<T>::reschedule(community, next);
		}

		let round = Rounds::<T>::get(community).expect("it runs");
		assert!(round.certificate.is_some());
	}

	/// The vote ends, and the plan holds.
	#[benchmark]
	fn enact(d: Linear<1, DEVICES_MAX>) {
		let (community, solver, bytes) = promised::<T>(d);
		to_phase::<T>(community, Phase::Reveal);
		Pallet::<T>::do_reveal(solver, community, 0, [7; 32], &bytes).expect("it is true");
		let round = Rounds::<T>::get(community).expect("it runs");
		Pallet::<T>::judge(community, round);
		Rounds::<T>::mutate(community, |round| {
			round.as_mut().expect("it runs").needs_endorsement = false;
		});
		let round = Rounds::<T>::get(community).expect("it runs");

		#[block]
		{
			let next = Pallet::<T>::conclude(community, round);
			Pallet::<T>::reschedule(community, next);
		}

		let round = Rounds::<T>::get(community).expect("it is over");
		assert_eq!(round.enacted, Some(PlanSource::Best));
	}

	/// A page with as many meters of devices.
	#[benchmark]
	fn page_swept(d: Linear<0, PAGE_ROWS>) {
		let community = programme::<T>();
		let network = utility_impls::electricity(community);
		let entries = (0..d).map(|row| MeterRow { row: row as u8, device: row as u16, own: true });
		DeviceMeterRows::<T>::insert(network, 0, MeterRows::truncate_from(entries.collect()));
		let rows: Vec<_> = (0..PAGE_ROWS).map(|row| energy_row(row as u8)).collect();
		let others = (300..DEVICES_MAX as u16).map(|device| (device, 1)).collect();
		let noted = MeteredSlot { devices: PerDevice::truncate_from(others), net: 0 };
		Metered::<T>::insert(network, 1, noted);

		#[block]
		{
			Pallet::<T>::page_swept(network, 1, 0, &rows, 80_000, 250_000);
		}
	}

	/// With a plan for as many devices as there can be, of which all share a deviation.
	#[benchmark]
	fn slot_swept() {
		let community = programme::<T>();
		let network = utility_impls::electricity(community);
		big_plan::<T>(community);
		let metered = (0..DEVICES_MAX as u16).map(|device| (device, 1)).collect();
		let metered = MeteredSlot { devices: PerDevice::truncate_from(metered), net: 0 };
		Metered::<T>::insert(network, 1, metered);
		let sum = SlotSum { import: 1_000, measured: true, ..SlotSum::default() };

		#[block]
		{
			Pallet::<T>::slot_swept(network, 1, sum);
		}

		assert_eq!(WorkEnds::<T>::get().1, 1);
	}

	#[benchmark]
	fn period_ended() {
		let community = with_devices::<T>(1);

		#[block]
		{
			Pallet::<T>::period_ended(utility_impls::electricity(community));
		}

		assert_eq!(WorkEnds::<T>::get().1, 1);
	}

	/// Devices that owe for their plan and for a deviation, which their deposits pay.
	#[benchmark]
	fn deliver_page(d: Linear<1, PLAN_PAGE_ROWS>) {
		let community = enacted::<T>(d);
		let work = slot_work::<T>(community);

		#[block]
		{
			Pallet::<T>::deliver_page(work);
		}

		assert_eq!(Deliveries::<T>::iter().count(), d as usize);
	}

	/// The last stage: claims are paid, and retired devices leave.
	#[benchmark]
	fn pay_page(d: Linear<1, PLAN_PAGE_ROWS>) {
		let community = with_devices::<T>(d);
		retired_with_claims::<T>(community, d);
		let work = PeriodWork {
			network: utility_impls::electricity(community),
			stage: PeriodStage::Rest,
			next: 0,
			whole: 0,
			rest: 1_000 * u128::from(d),
			available: 1_000 * u128::from(d),
			paid: 0,
		};

		#[block]
		{
			Pallet::<T>::pay_page(work);
		}

		assert_eq!(DeviceCount::<T>::get(community), 0);
	}

	#[benchmark]
	fn forget_plan() {
		let community = programme::<T>();
		big_plan::<T>(community);
		Timelines::<T>::remove(community);

		#[block]
		{
			Pallet::<T>::forget_plan(community, 0);
		}

		assert!(!Plans::<T>::contains_key(community, 0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::TestExt::externalities(), crate::mock::Test);
}
