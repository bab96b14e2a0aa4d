// SPDX-License-Identifier: Apache-2.0
//! What benchmarks begin with.

use super::*;
use dispatch_core::{
	bound, encode_reveal, fallback, Certificate, Contract, DeviceKind, DeviceLimits, DispatchRules,
	Duals, Node, Offer, Profile, Run, SideLimits, SideOffer, StoreOffer, NODES_MAX, SLOTS_MAX,
};
use energy_primitives::{Carrier, Communities, CommunityId, PlanMoney};
use frame_support::traits::Consideration;
use sp_runtime::traits::Bounded;

/// Devices of one account.
const PER_OWNER: u32 = 64;
/// What the fund holds.
const FUND: u128 = 1_000_000_000_000;

/// An account with much native currency.
pub(super) fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	let much = BalanceOf::<T>::max_value() / 1_000_000u32.into();
	T::Currency::set_balance(&who, much);
	who
}

/// An operator and its community.
pub(super) fn opened<T: Config>() -> (T::AccountId, CommunityId) {
	let operator = rich::<T>("operator", 0);
	let guarantor = rich::<T>("guarantor", 0);
	let community = T::Communities::bench_open(&operator, &guarantor, 1);
	// Both networks exist, and have tariffs.
	for carrier in [Carrier::Electricity, Carrier::Heat] {
		let network = energy_primitives::NetworkId { community, carrier };
		let meter = T::Meters::bench_meter(network, &rich::<T>("first", 0));
		T::Money::bench_money(account_of::<T>(meter), FUND);
	}
	let operator = T::Communities::operator(community).expect("it was opened");
	let much = BalanceOf::<T>::max_value() / 1_000_000u32.into();
	T::Currency::set_balance(&operator, much);
	(operator, community)
}

fn account_of<T: Config>(meter: MeterId) -> MeterId {
	T::Meters::meter(meter).expect("it was made").account
}

/// A tree as large as it may be, a line of lines.
pub(super) fn grid() -> GridConfig {
	let node = |at: u32| Node {
		parent: at.saturating_sub(1) as u16,
		down_max_w: 100_000_000,
		up_max_w: 100_000_000,
		passive_permille: if at == 0 { 1_000 } else { 0 },
	};
	GridConfig {
		tree: BoundedVec::truncate_from((0..NODES_MAX).map(node).collect()),
		contract: Contract { import_max_w: 100_000_000, export_max_w: 100_000_000 },
	}
}

/// A community with a programme and the longest horizon.
pub(super) fn programme<T: Config>() -> CommunityId {
	let (operator, community) = opened::<T>();
	Pallet::<T>::do_set_programme(operator, community, grid(), Some(grid()))
		.expect("it is the operator's");
	let rules = DispatchRules {
		horizon_slots: SLOTS_MAX as u8,
		regret_max_nano: 100_000_000_000,
		reward_base_nano: 1_000,
		..DispatchRules::default()
	};
	Rules::<T>::insert(community, rules);
	community
}

pub(super) fn meter_of<T: Config>(community: CommunityId, owner: &T::AccountId) -> MeterId {
	let meter = T::Meters::bench_meter(utility_impls::electricity(community), owner);
	T::Money::bench_money(account_of::<T>(meter), 0);
	meter
}

/// A device with everything: two sides, heat with both, and a store.
pub(super) fn limits() -> DeviceLimits {
	let side = |store: i32| SideLimits {
		power_max_w: 1_000,
		other_permille: (-1_000, 1_000),
		store_permille: (store - 100, store + 100),
		cost_max_nano: 1_000_000,
		carbon_g_per_unit: 100,
	};
	DeviceLimits {
		kind: DeviceKind::Aggregate,
		carrier: Carrier::Electricity,
		node: NODES_MAX as u16 - 1,
		other_node: NODES_MAX as u16 - 1,
		take: Some(side(950)),
		give: Some(side(-1_050)),
		store_max: 10_000,
		reserve: true,
	}
}

/// Another value in every slot.
fn restless<V>(value: impl Fn(u32) -> V) -> Profile<V> {
	let runs = (0..SLOTS_MAX).map(|at| Run { slots: 1, value: value(at % 2) });
	Profile::truncate_from(runs.collect())
}

/// The longest offer of [`limits`].
pub(super) fn full_offer() -> Offer {
	let side = |store: i32| SideOffer {
		power_w: restless(|at| (0, 900 + at)),
		cost_nano: restless(|at| 1_000 + at as i32),
		other_permille: restless(|at| at as i32),
		store_permille: restless(|at| store + at as i32),
	};
	let (middle, most) = (20_000_000i64, 36_000_000);
	Offer {
		take: side(950),
		give: side(-1_050),
		store: Some(StoreOffer {
			start: middle,
			level: restless(|at| (i64::from(at), most)),
			drain: restless(|at| i64::from(at) - 1),
			end_value_nano: 100_000,
		}),
		safe_w: restless(|at| at as i32 - 1),
	}
}

/// A community with so many devices, 64 an owner.
pub(super) fn with_devices<T: Config>(devices: u32) -> CommunityId {
	let community = programme::<T>();
	for index in 0..devices {
		let owner = rich::<T>("owner", index / PER_OWNER);
		let meter = meter_of::<T>(community, &owner);
		T::DeviceConsideration::ensure_successful(&owner, Pallet::<T>::footprint());
		Pallet::<T>::do_register_device(owner, community, limits(), meter, None)
			.expect("the meter is new");
	}
	community
}

/// A round of which all devices have the longest offers.
pub(super) fn offered<T: Config>(devices: u32) -> CommunityId {
	let community = with_devices::<T>(devices);
	for owner in 0..devices.div_ceil(PER_OWNER) {
		let numbers = owner * PER_OWNER..devices.min((owner + 1) * PER_OWNER);
		let offers = numbers.map(|device| (device as u16, full_offer())).collect();
		let blob = OfferBlob::truncate_from(offers);
		Offers::<T>::insert(
			community,
			rich::<T>("owner", owner),
			OfferRecord { blob, round: None },
		);
	}
	let ends = Pallet::<T>::begin_round(community, T::Meters::current_slot() + 1);
	Pallet::<T>::reschedule(community, ends);
	community
}

/// A round whose offers are frozen, and what it costs without a plan.
pub(super) fn frozen<T: Config>(devices: u32) -> (CommunityId, i128) {
	let community = offered::<T>(devices);
	let round = Rounds::<T>::get(community).expect("it runs");
	let ends = Pallet::<T>::freeze(community, round);
	Pallet::<T>::reschedule(community, ends);
	let frozen = Frozen::<T>::get(community).expect("all devices are sound");
	assert_eq!(frozen.devices.len(), devices as usize);
	(community, frozen.fallback.cost_nano)
}

/// A round with a commitment to a plan and the longest prices.
pub(super) fn promised<T: Config>(devices: u32) -> (CommunityId, T::AccountId, RevealBytes) {
	let (community, cost) = frozen::<T>(devices);
	let (_, _, problem) = Pallet::<T>::load(community).expect("it is frozen");
	let plan = fallback(&problem);
	let duals = Duals {
		electricity_nodes_q8: every(NODES_MAX, 1),
		heat_nodes_q8: every(NODES_MAX, 1),
		stores_q8: every(devices, 100),
		..freeze_impls::reference(&problem)
	};
	let proven = bound(&problem, &duals).expect("they are prices").bound_nano();
	let bytes = RevealBytes::try_from(encode_reveal(Some(&plan), Some(&duals)));
	let bytes = bytes.expect("it fits");
	let solver = rich::<T>("solver", 0);
	let hash = commitment_hash(community, 0, &solver, &[7; 32], &bytes);
	Pallet::<T>::do_commit(solver.clone(), community, 0, hash, Some(cost), Some(proven))
		.expect("it is true");
	(community, solver, bytes)
}

fn every(count: u32, value: i64) -> Vec<(u16, Vec<Run<i64>>)> {
	let runs = |_| (0..SLOTS_MAX).map(|at| Run { slots: 1, value: value + i64::from(at % 2) });
	(0..count).map(|index| (index as u16, runs(index).collect())).collect()
}

/// The running round is in this phase from now on.
pub(super) fn to_phase<T: Config>(community: CommunityId, phase: Phase) {
	Rounds::<T>::mutate(community, |round| {
		let round = round.as_mut().expect("it runs");
		round.phase = phase;
		round.ends = Pallet::<T>::after(10);
	});
}

/// A plan that stands to vote, and a voter.
pub(super) fn voting<T: Config>() -> (CommunityId, T::AccountId) {
	let community = offered::<T>(1);
	let voter = rich::<T>("voter", 0);
	T::Electorate::bench_voter(community, &voter);
	let round = Rounds::<T>::get(community).expect("it runs");
	Pallet::<T>::freeze(community, round);
	to_phase::<T>(community, Phase::Voting);
	Rounds::<T>::mutate(community, |round| {
		let round = round.as_mut().expect("it runs");
		round.certificate = Some(Certificate::default());
		round.snapshot = T::Electorate::snapshot(community);
	});
	(community, voter)
}

fn plan_record<T: Config>(devices: u32, alpha: u32) -> PlanRecord<T::AccountId> {
	let numbers = (0..devices).map(|device| 5_000 + device as u16);
	PlanRecord {
		source: PlanSource::Best,
		solver: None,
		first_slot: 0,
		slots: SLOTS_MAX as u8,
		certificate: Certificate::default(),
		peak_w: 0,
		net_base: BoundedVec::truncate_from(vec![1_000; SLOTS_MAX as usize]),
		reserve_base: BoundedVec::truncate_from(vec![1_000; SLOTS_MAX as usize]),
		alpha_permille: BoundedVec::truncate_from(vec![1; alpha as usize]),
		devices: BoundedVec::truncate_from(numbers.collect()),
		rules: DispatchRules::default(),
	}
}

/// As many plans as are remembered, of others' devices.
pub(super) fn others_plans<T: Config>(community: CommunityId) {
	let spans = (0..TIMELINE_MAX).map(|at| Span { from: at, to: at + 1, round: at });
	Timelines::<T>::insert(community, Timeline::truncate_from(spans.collect()));
	for round in 0..TIMELINE_MAX {
		Plans::<T>::insert(community, round, plan_record::<T>(DEVICES_MAX, 0));
	}
}

/// A plan of as many devices as there can be.
pub(super) fn big_plan<T: Config>(community: CommunityId) {
	let record = plan_record::<T>(DEVICES_MAX, DEVICES_MAX);
	let devices = (0..DEVICES_MAX as u16).collect();
	let record = PlanRecord { devices: BoundedVec::truncate_from(devices), ..record };
	Plans::<T>::insert(community, 0, record);
	let row = plan_row(0);
	for page in 0..DEVICES_MAX / PLAN_PAGE_ROWS {
		let rows = vec![row.clone(); PLAN_PAGE_ROWS as usize];
		PlanPages::<T>::insert((community, 0), page, PageOf::truncate_from(rows));
	}
	let span = Span { from: 0, to: SLOTS_MAX, round: 0 };
	Timelines::<T>::insert(community, Timeline::truncate_from(vec![span]));
}

fn plan_row(device: u16) -> PlanRow {
	let offer = full_offer();
	PlanRow {
		device,
		alpha_permille: 1,
		power_w: BoundedVec::truncate_from(vec![500; SLOTS_MAX as usize]),
		price: BoundedVec::truncate_from(vec![Some(80_000); SLOTS_MAX as usize]),
		safe_w: offer.safe_w,
		take_cost_nano: offer.take.cost_nano,
		give_cost_nano: offer.give.cost_nano,
	}
}

/// Pays a device's deposit. Money for one account takes that of others on its page.
fn secured<T: Config>(community: CommunityId, device: u32) {
	let owner = rich::<T>("owner", device / PER_OWNER);
	let meter = Devices::<T>::get(community, device as u16).expect("it is registered").meter;
	T::Money::bench_money(account_of::<T>(meter), 0);
	Pallet::<T>::do_lock_deposit(owner, community, device as u16, 1_000)
		.expect("the account can pay");
}

/// Devices with a plan, empty accounts and deposits that cover what they will owe.
pub(super) fn enacted<T: Config>(devices: u32) -> CommunityId {
	let community = with_devices::<T>(devices);
	for device in 0..devices {
		secured::<T>(community, device);
	}
	big_plan::<T>(community);
	let rows = (0..devices).map(|device| plan_row(device as u16)).collect();
	PlanPages::<T>::insert((community, 0), 0, PageOf::truncate_from(rows));
	community
}

/// The slot after the first, in which everybody took what they should have given.
pub(super) fn slot_work<T: Config>(community: CommunityId) -> SlotWork {
	let network = utility_impls::electricity(community);
	let metered = (0..DEVICES_MAX as u16).map(|device| (device, -1_000)).collect();
	let metered = MeteredSlot { devices: PerDevice::truncate_from(metered), net: 0 };
	Metered::<T>::insert(network, 1, metered);
	SlotWork {
		network,
		slot: 1,
		round: 0,
		next_page: 0,
		sell_price: 100_000,
		buy_price: 250_000,
		deviation_base: 100,
	}
}

/// Devices that have retired, with something left to be paid and deposits.
pub(super) fn retired_with_claims<T: Config>(community: CommunityId, devices: u32) {
	for device in 0..devices {
		secured::<T>(community, device);
		Devices::<T>::mutate(community, device as u16, |record| {
			record.as_mut().expect("it is registered").retired_at = Some(0);
		});
		let record = DeliveryRecord { rest: 1_000, ..DeliveryRecord::default() };
		Deliveries::<T>::insert(community, device as u16, record);
	}
}

/// A meter's energy in one slot.
pub(super) fn energy_row(row: u8) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Sub,
		quality: Quality::Measured,
		span: 1,
		import: 1_000,
		export: 0,
		import_repaid: 0,
		export_repaid: 0,
		import_before: 0,
		export_before: 0,
		storage_tail: None,
	}
}
