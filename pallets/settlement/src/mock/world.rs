// SPDX-License-Identifier: Apache-2.0
//! The pallet's neighbours, in memory: one community, its networks and meters.

#[cfg(feature = "runtime-benchmarks")]
use super::energy;
use super::{AccountId, Settlement, ASSET, OPERATOR, OWNER};
use codec::Encode;
use energy_primitives::{
	ClosedSlot, Communities, CommunityId, MeterId, NetworkId, PageIndex, RowClass, RowEnergy, Slot,
	SlotLength, SlotSink, SlotSource,
};
use frame_support::storage::unhashed;
use std::{cell::RefCell, collections::BTreeMap};

/// One network, as metering would know it.
#[derive(Default)]
struct Network {
	open: bool,
	first: Slot,
	meters: Vec<(AccountId, RowClass)>,
	rows: BTreeMap<(Slot, PageIndex), Vec<RowEnergy>>,
	complete: BTreeMap<Slot, ClosedSlot>,
}

#[derive(Default)]
struct State {
	current: Slot,
	guarantor: Option<AccountId>,
	networks: BTreeMap<NetworkId, Network>,
}

thread_local! {
	static STATE: RefCell<State> = RefCell::default();
}

fn next_key(network: NetworkId) -> Vec<u8> {
	(b"next slot of", network).encode()
}

/// The pallet's neighbours: one community, networks and meters in memory.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
pub struct World;

impl World {
	fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
		STATE.with(|state| f(&mut state.borrow_mut()))
	}

	fn network<R>(network: NetworkId, f: impl FnOnce(&mut Network) -> R) -> R {
		Self::with(|state| f(state.networks.entry(network).or_default()))
	}

	/// Forgets everything.
	pub(crate) fn reset() {
		Self::with(|state| *state = State::default());
	}

	pub(crate) fn add_network(network: NetworkId) {
		Self::network(network, |_| ());
	}

	pub(crate) fn add_meters(network: NetworkId, count: usize, class: RowClass) {
		Self::network(network, |n| n.meters.extend(vec![(OWNER, class); count]));
	}

	/// Gives a meter another owner from now on.
	pub(crate) fn hand_over(meter: MeterId, owner: AccountId) {
		Self::network(meter.network, |n| {
			if let Some(known) = n.meters.get_mut(meter.index as usize) {
				known.0 = owner;
			}
		});
	}

	pub(crate) fn open(network: NetworkId, first: Slot) {
		Self::network(network, |n| (n.open, n.first) = (true, first));
	}

	pub(crate) fn set_current(slot: Slot) {
		Self::with(|state| state.current = slot);
	}

	pub(crate) fn set_guarantor(guarantor: Option<AccountId>) {
		Self::with(|state| state.guarantor = guarantor);
	}

	/// Accepts rows as metering would.
	pub(crate) fn read(network: NetworkId, slot: Slot, page: PageIndex, rows: Vec<RowEnergy>) {
		Settlement::record(network, slot, page, &rows);
		Self::network(network, |n| n.rows.entry((slot, page)).or_default().extend(rows));
	}

	/// Says that a slot's readings are complete, with this loss.
	pub(crate) fn complete(network: NetworkId, slot: Slot, loss: i64, feeder_late: i64) {
		let grid_net = Self::network(network, |n| {
			let rows = n.rows.range((slot, 0)..=(slot, u32::MAX)).flat_map(|(_, rows)| rows);
			let net = rows
				.filter(|row| row.trades())
				.map(|row| i64::from(row.import) - i64::from(row.export))
				.sum::<i64>();
			net + loss
		});
		let closed =
			ClosedSlot { slot, grid_net, loss, no_feeder: false, contested: false, feeder_late };
		Self::network(network, |n| n.complete.insert(slot, closed));
		Settlement::notice(network);
	}

	/// The same of a slot that no feeder meter spoke for.
	pub(crate) fn complete_without_feeder(network: NetworkId, slot: Slot) {
		Self::complete(network, slot, 0, 0);
		Self::network(network, |n| {
			n.complete.entry(slot).and_modify(|closed| closed.no_feeder = true);
		});
	}

	/// Pages of a slot that are still kept.
	pub(crate) fn pages_left(network: NetworkId, slot: Slot) -> usize {
		Self::network(network, |n| n.rows.range((slot, 0)..=(slot, u32::MAX)).count())
	}
}

impl Communities<AccountId> for World {
	fn operator(community: CommunityId) -> Option<AccountId> {
		(community == 0).then_some(OPERATOR)
	}
	fn guarantor(community: CommunityId) -> Option<AccountId> {
		Self::with(|state| state.guarantor.clone()).filter(|_| community == 0)
	}
	fn bank(_: CommunityId) -> Option<AccountId> {
		None
	}
	fn asset(community: CommunityId) -> Option<u32> {
		(community == 0).then_some(ASSET)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(_: &AccountId, _: &AccountId, _: u32) -> CommunityId {
		0
	}
}

impl SlotSource<AccountId> for World {
	fn slot_length() -> SlotLength {
		SlotLength::new(900).expect("allowed")
	}
	fn current_slot() -> Slot {
		Self::with(|state| state.current)
	}
	fn is_frozen(network: NetworkId, slot: Slot) -> bool {
		slot <= Self::current_slot() && Self::network(network, |n| n.open)
	}
	fn exists(network: NetworkId) -> bool {
		Self::with(|state| state.networks.contains_key(&network))
	}
	fn next_slot(network: NetworkId) -> Option<Slot> {
		let first =
			Self::with(|state| state.networks.get(&network).filter(|n| n.open).map(|n| n.first))?;
		// In the chain's storage: a failed call takes a closed slot back.
		Some(unhashed::get(&next_key(network)).unwrap_or(first))
	}
	fn energy_max_per_slot(network: NetworkId) -> u64 {
		Self::network(network, |n| 2_500 * n.meters.len() as u64)
	}
	fn owner_of(meter: MeterId) -> Option<(AccountId, RowClass)> {
		Self::network(meter.network, |n| n.meters.get(meter.index as usize).cloned())
	}
	fn page_count(network: NetworkId) -> PageIndex {
		Self::network(network, |n| n.meters.len().div_ceil(256) as PageIndex)
	}
	fn close_next(network: NetworkId) -> Option<ClosedSlot> {
		let next = Self::next_slot(network)?;
		let closed = Self::network(network, |n| n.complete.get(&next).copied())?;
		unhashed::put(&next_key(network), &(next + 1));
		Some(closed)
	}
	fn slot_page(network: NetworkId, slot: Slot, page: PageIndex) -> Vec<RowEnergy> {
		let mut rows = Self::network(network, |n| n.rows.get(&(slot, page)).cloned());
		if let Some(rows) = rows.as_mut() {
			rows.sort_by_key(|row| row.row);
		}
		rows.unwrap_or_default()
	}
	fn drop_page(network: NetworkId, slot: Slot, page: PageIndex) {
		Self::network(network, |n| n.rows.remove(&(slot, page)));
	}
	fn drop_slot(_: NetworkId, _: Slot) {}
	fn networks_after(after: Option<NetworkId>, limit: u32) -> Vec<NetworkId> {
		Self::with(|state| {
			let networks = state.networks.keys().copied();
			networks.filter(|n| after.is_none_or(|a| *n > a)).take(limit as usize).collect()
		})
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_slot(network: NetworkId, owner: &AccountId, rows: u32) {
		Settlement::bench_prepare(network, 0);
		let first = Self::page_count(network) * 256;
		Self::network(network, |n| {
			n.meters.resize(first as usize, (owner.clone(), RowClass::Boundary));
			n.meters.extend(vec![(owner.clone(), RowClass::Boundary); rows as usize]);
		});
		Self::open(network, 0);
		let page = first / 256;
		Self::read(
			network,
			0,
			page,
			(0..rows).map(|row| energy(row as u8, 1_000, 1_000)).collect(),
		);
		Self::complete(network, 0, 0, 0);
	}
}
