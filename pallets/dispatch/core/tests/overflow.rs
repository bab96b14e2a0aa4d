// SPDX-License-Identifier: Apache-2.0
//! The largest numbers everywhere: nothing overflows where they are allowed, and nothing panics
//! where they are not.

use crate::support::{
	case::{case, chain, Case},
	devices::{each, plain, side, store},
	duals, plans, Rng,
};
use dispatch_core::{
	bound, fallback, node_prices_q8, reference_distance, regrets_nano, verify, Contract,
	DeviceKind, DeviceLimits, DispatchRules, Duals, GridInput, Offer, Plan, Problem, RuleBounds,
	SideLimits, COST_MAX_NANO, PASSIVE_MAX_W, PERMILLE_MAX, POWER_MAX_W,
};
use energy_primitives::Carrier;
use proptest::prelude::*;

fn widest_side() -> SideLimits {
	let most = PERMILLE_MAX as i32;
	SideLimits {
		power_max_w: POWER_MAX_W,
		other_permille: (-most, most),
		store_permille: (-most, most),
		cost_max_nano: COST_MAX_NANO,
		carbon_g_per_unit: 10_000,
	}
}

/// A device at every limit; `sign` turns its costs and coefficients around.
fn widest_device(carrier: Carrier, slots: usize, slot_s: u32, sign: i32) -> (DeviceLimits, Offer) {
	let mut limits = plain(DeviceKind::Aggregate, carrier);
	(limits.take, limits.give) = (Some(widest_side()), Some(widest_side()));
	(limits.node, limits.other_node) = (63, 63);
	(limits.store_max, limits.reserve) = (u32::MAX, carrier == Carrier::Electricity);
	let joules = carrier.facts().joules_per_base as i64;
	let most = i64::from(u32::MAX) * joules * 1_000 / i64::from(slot_s);
	let permille = PERMILLE_MAX as i32 * sign;
	let cost = COST_MAX_NANO as i32 * sign;
	let offer =
		Offer {
			take: side(slots, POWER_MAX_W, cost, permille, 0),
			give: side(slots, POWER_MAX_W, -cost, -permille, 0),
			store: Some(store(slots, most, most, 0, cost)),
			safe_w: each(slots, |slot| {
				if slot % 2 == 0 {
					POWER_MAX_W as i32
				} else {
					-(POWER_MAX_W as i32)
				}
			}),
		};
	(limits, offer)
}

fn widest_grid(slots: usize, sign: i32) -> GridInput {
	let mut tree = chain(64);
	for node in &mut tree {
		(node.down_max_w, node.up_max_w) = (u32::MAX, 0);
	}
	GridInput {
		tree,
		contract: Contract { import_max_w: u32::MAX, export_max_w: u32::MAX },
		buy_nano: vec![if sign > 0 { i32::MAX } else { i32::MIN }; slots],
		sell_nano: vec![i32::MIN; slots],
		passive_w: (0..slots)
			.map(|slot| if slot % 3 == 0 { PASSIVE_MAX_W } else { -PASSIVE_MAX_W })
			.collect(),
	}
}

fn widest(count: usize, slot_s: u32, sign: i32, rules: DispatchRules) -> Case {
	let slots = 96;
	let device = |nth: usize| {
		let carrier = if nth.is_multiple_of(2) { Carrier::Electricity } else { Carrier::Heat };
		let turn = if nth.is_multiple_of(3) { -sign } else { sign };
		let (limits, offer) = widest_device(carrier, slots, slot_s, turn);
		let last = (!nth.is_multiple_of(5))
			.then(|| vec![if nth % 7 > 3 { i32::MAX } else { i32::MIN }; slots]);
		(limits, offer, last)
	};
	Case {
		slot_s,
		slots,
		rules,
		electricity: widest_grid(slots, sign),
		heat: Some(widest_grid(slots, -sign)),
		devices: (0..count).map(device).collect(),
	}
}

/// Everything that can be asked of a problem, with the widest duals and plans.
fn ask(problem: &Problem) {
	let numbers = problem.devices.len() * problem.slots;
	let safe = fallback(problem);
	let full = |power: i32| Plan { power_w: vec![power; numbers], ..safe.clone() };
	let plans = [full(POWER_MAX_W as i32), full(-(POWER_MAX_W as i32)), safe.clone()];
	let costs: Vec<i128> = plans
		.iter()
		.map(|plan| verify(problem, plan).expect("within its limits").cost_q8)
		.collect();
	let rng = &mut Rng(9);
	let all = [
		duals::zeros(problem),
		duals::extreme(problem, 1),
		duals::extreme(problem, -1),
		duals::maximal(problem, rng),
	];
	for duals in all {
		let proven = bound(problem, &duals).expect("within its limits");
		assert!(costs.iter().all(|cost| proven.bound_q8 <= *cost));
		for plan in &plans {
			regrets_nano(problem, plan, &duals, &proven).expect("within its limits");
		}
		reference_distance(problem, &duals);
		assert_eq!(node_prices_q8(problem, &duals, 0, false).len(), problem.slots);
	}
}

#[test]
fn nothing_overflows_at_the_widest_rules() {
	for slot_s in [60, 3_600] {
		for sign in [1, -1] {
			ask(&widest(24, slot_s, sign, RuleBounds::default().most).problem());
		}
	}
}

#[test]
fn nothing_overflows_at_the_narrowest_rules() {
	ask(&widest(24, 900, 1, RuleBounds::default().least).problem());
}

#[test]
fn nothing_overflows_with_as_many_devices_as_allowed() {
	ask(&widest(1_024, 3_600, 1, RuleBounds::default().most).problem());
}

/// A problem nobody could build: every number as far out as its type goes.
fn absurd(rng: &mut Rng) -> Problem {
	let mut problem = case(rng.next(), 4, 6).problem();
	let far = |rng: &mut Rng| [i64::MIN, i64::MAX, 0, 1 << 45][rng.within(0, 3) as usize];
	let near = |rng: &mut Rng| [i32::MIN, i32::MAX, 0, 1][rng.within(0, 3) as usize];
	for device in &mut problem.devices {
		for side in device.take.iter_mut().chain(&mut device.give).flatten() {
			(side.least_w, side.most_w) = (near(rng), near(rng));
			side.cost_q8 = far(rng);
			(side.other_permille, side.store_permille) = (near(rng), near(rng));
		}
		if let Some(store) = &mut device.store {
			(store.start, store.end_value_q8) = (far(rng), far(rng));
			store.drain.iter_mut().for_each(|drain| *drain = far(rng));
			store.level.iter_mut().for_each(|level| *level = (far(rng), far(rng)));
		}
		device.safe_w.iter_mut().for_each(|power| *power = near(rng));
		if rng.chance(30) {
			(device.node, device.safe_w) = (u16::MAX, Vec::new());
		}
		if rng.chance(30) {
			device.last_w = Some(vec![i32::MIN]);
		}
	}
	let grid = &mut problem.electricity;
	for values in [&mut grid.buy_q8, &mut grid.sell_q8, &mut grid.passive_w] {
		values.iter_mut().for_each(|value| *value = far(rng));
	}
	if rng.chance(20) {
		(grid.buy_q8, grid.passive_w) = (Vec::new(), vec![1]);
	}
	if rng.chance(20) {
		grid.tree[3].parent = u16::MAX;
	}
	if rng.chance(10) {
		problem.slots = [0, 1, 200][rng.within(0, 2) as usize];
	}
	problem
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn nothing_panics_for_problems_nobody_could_build(seed: u64) {
		let rng = &mut Rng(seed);
		let problem = absurd(rng);
		let numbers = problem.devices.len().saturating_mul(problem.slots);
		let powers = [i32::MIN, i32::MAX, 0, 1];
		let any = |rng: &mut Rng| powers[rng.within(0, 3) as usize];
		let plan = Plan {
			power_w: (0..numbers).map(|_| any(rng)).collect(),
			alpha_permille: vec![0; problem.devices.len()],
		};
		let _ = verify(&problem, &plan);
		let _ = fallback(&problem);
		let most = duals::maximal(&problem, rng);
		let any = duals::random(&problem, rng);
		for duals in [duals::zeros(&problem), most, any, Duals::default()] {
			let _ = bound(&problem, &duals);
			let _ = regrets_nano(&problem, &plan, &duals, &Default::default());
			let _ = reference_distance(&problem, &duals);
			let _ = node_prices_q8(&problem, &duals, 0, true);
		}
	}

	#[test]
	fn horizons_nobody_could_build_are_refused(seed: u64) {
		for slots in [97, 1 << 40, usize::MAX] {
			let mut problem = case(seed, 4, 0).problem();
			problem.slots = slots;
			assert!(verify(&problem, &Plan::default()).is_err());
			assert!(bound(&problem, &Duals::default()).is_err());
			assert!(node_prices_q8(&problem, &Duals::default(), 0, false).is_empty());
			fallback(&problem);
		}
	}

	#[test]
	fn realistic_problems_bear_the_widest_rules(seed: u64, slots in 2usize..10) {
		let mut case = case(seed, slots, 6);
		case.rules = RuleBounds::default().most;
		let problem = case.problem();
		let rng = &mut Rng(seed ^ 8);
		let cost = verify(&problem, &plans::feasible(&problem, rng)).unwrap().cost_q8;
		prop_assert!(bound(&problem, &duals::random(&problem, rng)).unwrap().bound_q8 <= cost);
	}
}
