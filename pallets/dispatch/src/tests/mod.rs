// SPDX-License-Identifier: Apache-2.0
//! A file per call or two, and one for each: what polls do, what deliveries bring, a whole story,
//! solvers that mean harm, and any sequence of everything.

mod commit;
mod delivery;
mod devices;
mod enact;
mod invariants;
mod migration;
mod offer;
mod payout;
mod programme;
mod properties;
mod reads;
mod reveal;
mod rounds;
mod solvers;
mod start_round;
mod story;
mod vote;

pub(crate) use crate::{
	commitment_hash, mock::*, DayClass, DeliveryRecord, Error, Event, Fault, Phase, PlanSource,
	RevealBytes, SkipReason, VetoReason,
};
pub(crate) use dispatch_core::{Duals, Plan, Problem};
use energy_primitives::{
	Delivery, MeterId, NanoPrice, NetworkId, Quality, RowClass, RowEnergy, Slot, SlotSum, PAGE_ROWS,
};
pub(crate) use frame_support::{
	assert_noop, assert_ok, assert_storage_noop, traits::fungible::InspectHold,
};

/// Asserts that `event` was the last thing that happened.
pub(crate) fn assert_last(event: Event<Test>) {
	System::assert_last_event(event.into());
}

/// Asserts that `event` happened.
pub(crate) fn assert_happened(event: Event<Test>) {
	System::assert_has_event(event.into());
}

/// The salt of all tests.
pub(crate) const SALT: [u8; 32] = [7; 32];

/// What prices prove.
pub(crate) fn bound_of(problem: &Problem, duals: &Duals) -> i128 {
	dispatch_core::bound(problem, duals).expect("they are prices").bound_nano()
}

/// Commits to a plan and prices, claiming what is true. Returns what is to be shown.
pub(crate) fn promise(who: u64, plan: Option<&Plan>, duals: Option<&Duals>) -> RevealBytes {
	let (_, _, problem) = Dispatch::load(COMMUNITY).expect("offers are frozen");
	let cost = plan.map(|plan| cost_of(&problem, plan));
	let bound = duals.map(|duals| bound_of(&problem, duals));
	let bytes = reveal_bytes(plan, duals);
	let number = round().number;
	let hash = commitment_hash(COMMUNITY, number, &who, &SALT, &bytes);
	assert_ok!(Dispatch::commit(signed(who), COMMUNITY, number, hash, cost, bound));
	bytes
}

/// Shows what was promised.
pub(crate) fn show(who: u64, bytes: RevealBytes) {
	assert_ok!(Dispatch::reveal(signed(who), COMMUNITY, round().number, SALT, bytes));
}

/// A round whose best plan, a good one, stands to vote.
pub(crate) fn voting_round() -> (Problem, Plan) {
	let (_, problem) = frozen_round();
	let plan = solve(&problem);
	vote_on(&plan);
	(problem, plan)
}

/// The solver shows this plan, and it stands to vote.
pub(crate) fn vote_on(plan: &Plan) {
	let bytes = promise(SOLVER, Some(plan), None);
	run_until(Phase::Reveal);
	show(SOLVER, bytes);
	run_until(Phase::Voting);
}

/// A round whose good plan holds.
pub(crate) fn enacted_round() -> (Problem, Plan) {
	let (problem, plan) = voting_round();
	assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
	(problem, plan)
}

/// What a device holds of solvers' deposits.
pub(crate) fn held(who: u64) -> u64 {
	Balances::balance_on_hold(&crate::HoldReason::Solution.into(), &who)
}

/// What a connection point holds.
pub(crate) fn position(meter: MeterId) -> i128 {
	World::get().positions[&meter]
}

/// What a device delivered.
pub(crate) fn delivery(device: u16) -> DeliveryRecord {
	Dispatch::delivery(COMMUNITY, device).expect("it is registered")
}

/// Prices of slots in tests: for sellers and buyers.
pub(crate) const SELL: NanoPrice = 120_000;
pub(crate) const BUY: NanoPrice = 200_000;

fn row(meter: MeterId, given: i64) -> RowEnergy {
	RowEnergy {
		row: meter.row(),
		class: RowClass::Sub,
		quality: Quality::Measured,
		span: 1,
		import: (-given).max(0) as u32,
		export: given.max(0) as u32,
		import_repaid: 0,
		export_repaid: 0,
		import_before: 0,
		export_before: 0,
		storage_tail: None,
	}
}

/// A slot is settled in which meters gave this much, or took it below 0, and the grid delivered so
/// much net. The work of it is done in the next block.
pub(crate) fn settle_slot(network: NetworkId, slot: Slot, given: &[(MeterId, i64)], grid_net: i64) {
	for page in 0..4 {
		let here = given.iter().filter(|(meter, _)| meter.index / PAGE_ROWS == page);
		let rows: Vec<_> = here.map(|(meter, given)| row(*meter, *given)).collect();
		Dispatch::page_swept(network, slot, page, &rows, SELL, BUY);
	}
	let sum = SlotSum {
		export: (-grid_net).max(0) as u64,
		import: grid_net.max(0) as u64,
		grid_net,
		measured: true,
		sell_price: SELL,
		buy_price: BUY,
	};
	Dispatch::slot_swept(network, slot, sum);
}

/// The same, done.
pub(crate) fn settle(slot: Slot, given: &[(MeterId, i64)], grid_net: i64) {
	settle_slot(POWER, slot, given, grid_net);
	run_to(System::block_number() + 1);
}

/// A billing period ends, and its claims are paid.
pub(crate) fn end_period(network: NetworkId) {
	Dispatch::period_ended(network);
	run_to(System::block_number() + 1);
}
