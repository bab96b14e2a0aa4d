// SPDX-License-Identifier: Apache-2.0
//! The cost of a plan is that of the linear programme at its point, to the last fraction, and what
//! breaks an offer is refused.

use crate::support::{
	case::{case, chain, small, Case},
	devices::{battery_limits, battery_offer, each, plain, side, side_limits},
	duals,
	fraction::{frac, whole, Fraction, ZERO},
	oracle::{model, side_slot},
	plans, Rng,
};
use dispatch_core::{fallback, verify, DeviceKind, Offer, Plan, PlanError, Problem};
use energy_primitives::Carrier;
use proptest::prelude::*;

fn q8_up(money: Fraction) -> i128 {
	(money * whole(256)).ceil()
}

/// The first broken offer in the order of rows, powers before stores, by plain means.
fn first_error(problem: &Problem, plan: &Plan) -> Option<PlanError> {
	let (rows, slots) = (problem.devices.len(), problem.slots);
	if plan.power_w.len() != rows * slots || plan.alpha_permille.len() != rows {
		return Some(PlanError::Shape);
	}
	let sum: u32 = plan.alpha_permille.iter().map(|alpha| u32::from(*alpha)).sum();
	let idle = (0..rows).all(|row| problem.devices[row].reserve || plan.alpha_permille[row] == 0);
	if !idle || ![0, 1_000].contains(&sum) {
		return Some(PlanError::Participation);
	}
	for (row, device) in problem.devices.iter().enumerate() {
		let mut level = device.store.as_ref().map_or(ZERO, |store| frac(store.start, 1_000));
		for slot in 0..slots {
			let power = plan.power_w[row * slots + slot];
			let (gives, takes) = (side_slot(&device.give, slot), side_slot(&device.take, slot));
			let gives_ok = power >= gives.least_w && power <= gives.most_w;
			let takes_ok = -i64::from(power) >= takes.least_w.into()
				&& -i64::from(power) <= takes.most_w.into();
			let fits = match power {
				0 => gives_ok && takes_ok,
				1.. => gives_ok && takes.least_w == 0,
				_ => takes_ok && gives.least_w == 0,
			};
			let at = (row as u16, slot as u8);
			if !fits {
				return Some(PlanError::Power { row: at.0, slot: at.1 });
			}
		}
		for slot in 0..slots {
			let power = plan.power_w[row * slots + slot];
			let (gives, takes) = (side_slot(&device.give, slot), side_slot(&device.take, slot));
			let at = (row as u16, slot as u8);
			let Some(store) = &device.store else { continue };
			let rate = if power > 0 { gives.store_permille } else { takes.store_permille };
			level = level + whole(power.unsigned_abs()) * frac(rate, 1_000)
				- frac(store.drain[slot], 1_000);
			let (low, high) = store.level[slot];
			if level < frac(low, 1_000) || level > frac(high, 1_000) {
				return Some(PlanError::Store { row: at.0, slot: at.1 });
			}
		}
	}
	None
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn cost_is_the_programmes_cost(seed: u64, slots in 2usize..8, count in 0usize..8) {
		let problem = case(seed, slots, count).problem();
		let duals = duals::zeros(&problem);
		for plan in plans::some(&problem, &mut Rng(seed ^ 4)) {
			let outcome = verify(&problem, &plan).expect("feasible");
			let matrix = model(&problem, &plan, &duals).matrix;
			prop_assert_eq!(matrix.broken(), Vec::<String>::new());
			prop_assert_eq!(outcome.cost_q8, q8_up(matrix.cost()));
			prop_assert_eq!(outcome.grid_q8, q8_up(matrix.cost_of(&["import", "export"])));
			prop_assert_eq!(outcome.devices_q8, q8_up(matrix.cost_of(&["give", "take", "level"])));
			prop_assert_eq!(outcome.shape_q8, q8_up(matrix.cost_of(&["peak", "ramp"])));
			prop_assert_eq!(outcome.calm_q8, q8_up(matrix.cost_of(&["change"])));
			let penalty = ["shed", "spill", "over", "reserve"];
			prop_assert_eq!(outcome.penalty_q8, q8_up(matrix.cost_of(&penalty)));
			prop_assert_eq!(outcome.cost_nano(), matrix_nano(outcome.cost_q8));
			prop_assert_eq!(outcome.overload_w_slots, matrix.sum_of(&penalty[..3]).ceil());
			prop_assert_eq!(outcome.reserve_short_w_slots, matrix.sum_of(&["reserve"]).ceil());
			prop_assert_eq!(i128::from(outcome.peak_w), matrix.sum_of(&["peak"]).ceil());
			for (slot, net) in outcome.net_w.iter().enumerate() {
				let of = |word: &str| matrix.value(&format!("{word} Electricity {slot}"));
				let exact = of("import") + of("shed") - of("export") - of("spill");
				prop_assert_eq!(i128::from(*net), exact.ceil());
			}
			for (slot, net) in outcome.heat_net_w.iter().enumerate() {
				let of = |word: &str| matrix.value(&format!("{word} Heat {slot}"));
				let exact = of("import") + of("shed") - of("export") - of("spill");
				prop_assert_eq!(i128::from(*net), exact.ceil());
			}
		}
	}

	#[test]
	fn plan_is_refused_exactly_when_it_breaks_an_offer(
		seed: u64, slots in 2usize..8, count in 0usize..8,
	) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 5);
		for _ in 0..20 {
			let plan = plans::bent(&problem, rng);
			prop_assert_eq!(verify(&problem, &plan).err(), first_error(&problem, &plan));
		}
	}
}

fn matrix_nano(q8: i128) -> i128 {
	frac(q8, 256).ceil()
}

/// One battery of 1 kW.
fn one_battery(slots: usize) -> Case {
	let mut case = small(slots);
	case.devices = vec![(battery_limits(), battery_offer(slots, 1_000), None)];
	case
}

fn plan(power_w: &[i32]) -> Plan {
	Plan { power_w: power_w.to_vec(), alpha_permille: vec![0] }
}

#[test]
fn plan_is_refused_when_it_has_the_wrong_shape() {
	let problem = one_battery(4).problem();
	let wrong = [
		Plan::default(),
		plan(&[0; 3]),
		plan(&[0; 5]),
		Plan { power_w: vec![0; 4], alpha_permille: vec![] },
		Plan { power_w: vec![0; 4], alpha_permille: vec![0, 0] },
	];
	for plan in wrong {
		assert_eq!(verify(&problem, &plan), Err(PlanError::Shape));
	}
}

#[test]
fn plan_is_refused_when_factors_are_no_whole() {
	let mut case = one_battery(4);
	let with = |alpha| Plan { power_w: vec![0; 4], alpha_permille: vec![alpha] };
	assert_eq!(verify(&case.problem(), &with(1_000)), Err(PlanError::Participation));
	case.devices[0].0.reserve = true;
	assert_eq!(verify(&case.problem(), &with(999)), Err(PlanError::Participation));
	assert!(verify(&case.problem(), &with(1_000)).is_ok());
	assert!(verify(&case.problem(), &with(0)).is_ok());
}

#[test]
fn plan_is_refused_when_a_power_is_outside_its_box() {
	let problem = one_battery(4).problem();
	let error = PlanError::Power { row: 0, slot: 2 };
	for power in [-1_001, 1_001, i32::MIN, i32::MAX] {
		assert_eq!(verify(&problem, &plan(&[0, 0, power, 0])), Err(error));
	}
}

#[test]
fn plan_is_refused_when_a_store_runs_empty() {
	let problem = one_battery(4).problem();
	let error = PlanError::Store { row: 0, slot: 1 };
	// 1000 W bring 950, of which 902.18 W can be given.
	assert_eq!(verify(&problem, &plan(&[-1_000, 903, 0, 0])), Err(error));
	assert!(verify(&problem, &plan(&[-1_000, 902, 0, 0])).is_ok());
}

#[test]
fn plan_is_refused_when_a_deadline_is_missed() {
	let mut case = one_battery(4);
	let offer = &mut case.devices[0].1;
	offer.store.as_mut().unwrap().level =
		each(4, |slot| if slot >= 2 { (950_000, 10_000_000) } else { (0, 10_000_000) });
	offer.safe_w = each(4, |slot| if slot == 0 { -1_000 } else { 0 });
	let problem = case.problem();
	let error = PlanError::Store { row: 0, slot: 2 };
	assert_eq!(verify(&problem, &plan(&[0, 0, -999, -1_000])), Err(error));
	assert!(verify(&problem, &plan(&[0, 0, -1_000, 0])).is_ok());
}

#[test]
fn empty_round_costs_what_nobody_plans_costs() {
	let mut case = small(4);
	case.electricity.passive_w = vec![1_000, -1_000, 0, 2_000];
	let problem = case.problem();
	let outcome = verify(&problem, &Plan::default()).unwrap();
	// 3 kW for a quarter of an hour bought at 0.30 EUR per kWh, 1 kW sold at 0.08.
	assert_eq!(outcome.cost_nano(), 750 * 300_000 - 250 * 80_000);
	assert_eq!(outcome.net_w, [1_000, -1_000, 0, 2_000]);
	assert_eq!(fallback(&problem), Plan::default());
}

#[test]
fn overload_is_counted_at_every_node() {
	let mut case = one_battery(1);
	case.electricity.tree = chain(3);
	for node in &mut case.electricity.tree {
		(node.down_max_w, node.up_max_w) = (500, 400);
	}
	case.devices[0].0.node = 1;
	let problem = case.problem();
	let outcome = verify(&problem, &plan(&[-800])).unwrap();
	// 300 W too much at the battery's node and at the transformer.
	assert_eq!(outcome.overload_w_slots, 600);
	assert_eq!(outcome.penalty_q8, 600 * 64 * i128::from(case.rules.overload_nano));
	case.devices[0].1.store.as_mut().unwrap().start = 2_000_000;
	let outcome = verify(&case.problem(), &plan(&[1_000])).unwrap();
	assert_eq!(outcome.overload_w_slots, 1_200);
}

#[test]
fn what_the_contract_does_not_cover_is_shed_and_not_billed() {
	let mut case = small(1);
	case.electricity.contract.import_max_w = 600;
	case.electricity.passive_w = vec![1_000];
	let outcome = verify(&case.problem(), &Plan::default()).unwrap();
	assert_eq!(outcome.grid_q8, 600 * 64 * 300_000);
	assert_eq!(outcome.penalty_q8, 400 * 64 * i128::from(case.rules.overload_nano));
	assert_eq!((outcome.peak_w, outcome.net_w), (600, vec![1_000]));
}

#[test]
fn peak_and_ramp_cost_what_the_rules_say() {
	let mut case = small(3);
	(case.rules.peak_nano_per_w, case.rules.ramp_nano_per_w) = (7, 5);
	case.rules.ramp_limit_w = 1_000;
	case.electricity.passive_w = vec![4_000, -500, 1_000];
	let outcome = verify(&case.problem(), &Plan::default()).unwrap();
	assert_eq!((outcome.peak_w, outcome.ramp_w), (4_000, 4_500));
	assert_eq!(outcome.shape_q8, 256 * (7 * 4_000 + 5 * (3_500 + 500)));
}

#[test]
fn heat_of_a_micro_chp_serves_the_heat_network() {
	let mut case = small(1);
	let mut heat = case.electricity.clone();
	heat.passive_w = vec![3_000];
	(heat.buy_nano, heat.sell_nano) = (vec![20_000], vec![0]);
	case.heat = Some(heat);
	let mut limits = plain(DeviceKind::MicroChp, Carrier::Electricity);
	limits.give = Some(side_limits(5_000, (2_000, 2_500), (0, 0)));
	let offer = Offer {
		give: side(1, 5_000, 90_000, 2_270, 0),
		safe_w: each(1, |_| 0),
		..Offer::default()
	};
	case.devices = vec![(limits, offer, None)];
	let outcome = verify(&case.problem(), &plan(&[1_001])).unwrap();
	// 3000 - 1001 * 2.27 = 727.73 W stay, reported rounded up, billed exactly.
	assert_eq!((outcome.net_w, outcome.heat_net_w), (vec![-1_001], vec![728]));
	let bill = frac(727_730, 1_000) * frac(20_000 * 900, 1_000)
		- whole(1_001 * 64 * 80_000i64) * frac(1, 256);
	assert_eq!(outcome.grid_q8, q8_up(bill));
	assert_eq!(outcome.devices_q8, 1_001 * 64 * 90_000);
}

#[test]
fn change_against_the_last_plan_costs_calm() {
	let mut case = one_battery(2);
	case.devices[0].2 = Some(vec![-1_000, 500]);
	let outcome = verify(&case.problem(), &plan(&[-900, 0])).unwrap();
	assert_eq!(outcome.calm_q8, 600 * 64 * i128::from(case.rules.calm_nano));
}
