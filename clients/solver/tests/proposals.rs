// SPDX-License-Identifier: Apache-2.0
//! Proposals for generated districts: the chain's own verifier accepts them, they are near the best,
//! and no device could do much better alone.

use commonwatt_solver::{
	progress::Teller,
	proposal::{propose, Proposal, Source},
	sample::Sample,
	solver::{solver, SolverName},
};
use dispatch_core::{bound, verify, DeviceKind, Problem};
use proptest::prelude::*;
use std::time::Duration;

/// Taking turns costs what an average of both does not: a gap that no plan closes.
const GAP_OF_TURNS_PPM: i128 = 40_000;

fn proposal(problem: &Problem) -> Proposal {
	let solver = solver(SolverName::Clarabel, None);
	let limit = Duration::from_secs(60);
	propose(problem, &*solver, limit, &Teller { loud: false }).expect("a fallback")
}

/// Millionths of the fallback's or the plan's cost, whichever is larger: a cost near 0 is no measure.
fn gap_ppm(proposal: &Proposal) -> i128 {
	let bound = proposal.bound_q8.expect("a program was solved");
	let scale = proposal.outcome.cost_q8.abs().max(proposal.fallback_q8.abs()).max(1);
	(proposal.outcome.cost_q8 - bound) * 1_000_000 / scale
}

fn holds(problem: &Problem, proposal: &Proposal, gap_max_ppm: i128) {
	let outcome = verify(problem, &proposal.plan).expect("no violation");
	assert_eq!(outcome, proposal.outcome);
	assert!(outcome.cost_q8 <= proposal.fallback_q8, "worse than no plan");
	let duals = proposal.duals.as_ref().expect("prices");
	let proven = bound(problem, duals).expect("prices the chain takes");
	assert_eq!(Some(proven.bound_q8), proposal.bound_q8);
	assert!(proven.bound_q8 <= outcome.cost_q8);
	assert!(gap_ppm(proposal) <= gap_max_ppm, "gap {} ppm", gap_ppm(proposal));
}

#[test]
fn all_kinds_of_devices_are_planned_on_both_carriers() {
	let sample = Sample { devices: 60, heat: true, ..Sample::default() };
	let problem = sample.problem();
	let kinds = |kind| problem.devices.iter().any(|device| device.kind == kind);
	use DeviceKind::*;
	assert!([Battery, EvHub, HeatPump, MicroChp, Boiler, HeatStore].into_iter().all(kinds));
	assert!([Photovoltaic, Shiftable, Aggregate].into_iter().all(kinds));
	let proposal = proposal(&problem);
	holds(&problem, &proposal, 1_000);
	assert_eq!(proposal.source, Source::Solved);
	assert_eq!(proposal.effort.repaired_devices, 0);
	assert_eq!(proposal.outcome.overload_w_slots, 0);
	let regret = proposal.regret_nano.iter().max().expect("devices");
	assert!(*regret < 10_000_000, "a cent: {regret}");
}

#[test]
fn stores_take_turns_where_prices_are_far_below_zero() {
	let mut problem = Sample { devices: 80, negative: true, ..Sample::default() }.problem();
	problem.devices.retain(|device| device.kind == DeviceKind::Battery);
	let proposal = proposal(&problem);
	assert!(proposal.effort.burn_slots > 0, "the trap is there");
	assert_eq!(proposal.source, Source::Solved);
	holds(&problem, &proposal, GAP_OF_TURNS_PPM);
}

#[test]
fn reserve_is_kept_in_every_slot() {
	let sample = Sample { devices: 60, reserve_w: 2_000, ..Sample::default() };
	let problem = sample.problem();
	let proposal = proposal(&problem);
	holds(&problem, &proposal, 1_000);
	assert_eq!(proposal.outcome.reserve_short_w_slots, 0);
	assert_eq!(
		proposal.plan.alpha_permille.iter().map(|part| u32::from(*part)).sum::<u32>(),
		1_000
	);
}

#[test]
fn the_fallback_is_proposed_where_there_is_no_time() {
	let problem = Sample { devices: 20, slots: 16, ..Sample::default() }.problem();
	let solver = solver(SolverName::Clarabel, None);
	let found = propose(&problem, &*solver, Duration::ZERO, &Teller { loud: false });
	let found = found.expect("a fallback");
	assert_eq!(verify(&problem, &found.plan).as_ref(), Ok(&found.outcome));
	assert!(found.outcome.cost_q8 <= found.fallback_q8);
}

#[test]
fn the_same_problem_is_solved_the_same_way() {
	let problem = Sample { devices: 20, slots: 24, ..Sample::default() }.problem();
	let (one, other) = (proposal(&problem), proposal(&problem));
	assert_eq!(one.plan, other.plan);
	assert_eq!(one.duals, other.duals);
}

#[test]
fn an_empty_district_has_a_plan() {
	let problem = Sample { devices: 0, slots: 8, ..Sample::default() }.problem();
	let proposal = proposal(&problem);
	holds(&problem, &proposal, 1_000);
	assert!(proposal.plan.power_w.is_empty());
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

	/// Whatever the district, the plan holds, is no worse than none, and near the best.
	#[test]
	fn generated_districts_are_planned(
		devices in 1usize..60,
		slots in 8usize..97,
		seed in 1u64..1_000_000,
		heat: bool,
		negative: bool,
	) {
		let problem = Sample { devices, slots, seed, heat, negative, reserve_w: 0 }.problem();
		let proposal = proposal(&problem);
		let burns = proposal.effort.burn_slots > 0;
		holds(&problem, &proposal, if burns { GAP_OF_TURNS_PPM } else { 1_000 });
		prop_assert_eq!(proposal.effort.repaired_devices, 0);
	}
}
