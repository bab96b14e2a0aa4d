// SPDX-License-Identifier: Apache-2.0
//! The bound: never above any plan's cost, and exactly what the textbook says.

use crate::support::{
	case::{case, chain, small, Case},
	devices::{battery_limits, battery_offer},
	duals,
	fraction::{frac, whole},
	oracle::model,
	plans, Rng,
};
use dispatch_core::{
	bound, fallback, node_prices_q8, price_nano, reference_distance, regrets_nano, verify,
	DualError, Duals, Plan, Run, DUAL_MAX,
};
use energy_primitives::Carrier;
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn bound_is_below_every_plan_for_any_duals(seed: u64, slots in 2usize..10, count in 0usize..9) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 1);
		let costs: Vec<i128> = plans::some(&problem, rng)
			.iter()
			.map(|plan| verify(&problem, plan).expect("feasible").cost_q8)
			.collect();
		for duals in duals::all(&problem, rng) {
			let bound = bound(&problem, &duals).unwrap();
			prop_assert!(costs.iter().all(|cost| bound.bound_q8 <= *cost));
			prop_assert!(bound.bound_nano() <= bound.bound_q8.div_euclid(256));
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn bound_is_what_the_textbook_says(seed: u64, slots in 2usize..7, count in 0usize..6) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 2);
		let plan = fallback(&problem);
		for duals in duals::all(&problem, rng) {
			let model = model(&problem, &plan, &duals);
			let textbook = (model.matrix.bound() * whole(256)).floor();
			let bound = bound(&problem, &duals).unwrap().bound_q8;
			if model.both_sides {
				prop_assert!(bound >= textbook, "{bound} {textbook}");
			} else {
				prop_assert_eq!(bound, textbook);
			}
		}
	}

	#[test]
	fn bound_is_below_every_plan_for_near_optimal_duals(
		seed: u64, slots in 2usize..6, count in 1usize..5,
	) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 9);
		let rough = duals::sensible(&problem, &mut Rng(seed ^ 9));
		let duals = duals::climbed(&problem, rng, 600);
		let proven = bound(&problem, &duals).unwrap().bound_q8;
		prop_assert!(proven >= bound(&problem, &rough).unwrap().bound_q8);
		for _ in 0..30 {
			let plan = plans::feasible(&problem, rng);
			prop_assert!(proven <= verify(&problem, &plan).unwrap().cost_q8);
		}
		let model = model(&problem, &fallback(&problem), &duals);
		prop_assert!(proven >= (model.matrix.bound() * whole(256)).floor());
	}

	#[test]
	fn gap_is_regrets_and_slack(seed: u64, slots in 2usize..7, count in 0usize..6) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 3);
		let plan = plans::feasible(&problem, rng);
		let cost = verify(&problem, &plan).unwrap().cost_q8;
		for duals in duals::all(&problem, rng) {
			let model = model(&problem, &plan, &duals);
			let matrix = &model.matrix;
			let reduced = matrix.reduced();
			let all = matrix.regret(0..matrix.columns.len(), &reduced);
			prop_assert_eq!(matrix.cost() - matrix.bound(), all + matrix.slack());
			let proven = bound(&problem, &duals).unwrap();
			let regrets = regrets_nano(&problem, &plan, &duals, &proven).unwrap();
			for ((regret, range), rows) in regrets.iter().zip(&model.devices).zip(&model.changes) {
				let changes = rows.iter().map(|row| matrix.slack_of(*row)).sum();
				let textbook = (matrix.regret(range.clone(), &reduced) + changes).ceil();
				if model.both_sides {
					prop_assert!((*regret as i128) <= textbook);
				} else {
					prop_assert_eq!(*regret as i128, textbook);
				}
			}
			// What devices regret is part of the gap: the rest, of grid and rows, is not negative.
			let sum: i128 = regrets.iter().map(|regret| *regret as i128).sum();
			let rounding = regrets.len() as i128 + 2;
			prop_assert!(sum <= frac(cost - proven.bound_q8, 256).ceil() + rounding);
		}
	}
}

/// One battery, two slots, nothing else.
fn two_slots() -> Case {
	let mut case = small(2);
	case.electricity.buy_nano = vec![100_000, 300_000];
	case.electricity.sell_nano = vec![50_000, 80_000];
	case.electricity.passive_w = vec![0, 2_000];
	case.devices = vec![(battery_limits(), battery_offer(2, 1_000), None)];
	case
}

#[test]
fn bound_meets_cost_when_duals_are_right() {
	let problem = two_slots().problem();
	// Charges 1000 W first and gives back what is left of it: 950/1053 of 1000 W, rounded down.
	let plan = Plan { power_w: vec![-1_000, 902], alpha_permille: vec![0] };
	let outcome = verify(&problem, &plan).unwrap();
	let per_watt = |nano: i64| nano * 64;
	let duals = Duals {
		electricity_q8: vec![per_watt(100_000), per_watt(300_000)],
		stores_q8: vec![(0, vec![Run { slots: 2, value: per_watt(300_000) * 1_000 / 1_053 }])],
		..Duals::default()
	};
	let proven = bound(&problem, &duals).unwrap();
	assert!(proven.bound_q8 <= outcome.cost_q8);
	// Less than the worth of one watt.
	assert!(outcome.cost_q8 - proven.bound_q8 < per_watt(300_000).into());
	let regrets = regrets_nano(&problem, &plan, &duals, &proven).unwrap();
	assert!(regrets[0] < 300_000);
}

#[test]
fn bound_is_below_the_best_of_all_plans() {
	let mut case = two_slots();
	case.devices[0].1 = battery_offer(2, 6);
	case.devices[0].2 = Some(vec![-2, 3]);
	case.electricity.passive_w = vec![-3, 4];
	let problem = case.problem();
	let all = (-6..=6).flat_map(|first| (-6..=6).map(move |second| vec![first, second]));
	let cost = |power_w| {
		let plan = Plan { power_w, alpha_permille: vec![0] };
		verify(&problem, &plan).ok().map(|outcome| outcome.cost_q8)
	};
	let best = all.filter_map(cost).min().unwrap();
	let rng = &mut Rng(5);
	for _ in 0..50 {
		for duals in duals::all(&problem, rng) {
			assert!(bound(&problem, &duals).unwrap().bound_q8 <= best);
		}
	}
}

#[test]
fn duals_are_refused_when_a_list_has_the_wrong_shape() {
	let problem = two_slots().problem();
	let sound = duals::zeros(&problem);
	assert!(bound(&problem, &sound).is_ok());
	let runs = |slots: u8| vec![Run { slots, value: 1 }];
	let wrong = [
		Duals { electricity_q8: vec![0], ..sound.clone() },
		Duals { heat_q8: vec![0, 0], ..sound.clone() },
		Duals { peak_q8: vec![0; 3], ..sound.clone() },
		Duals { ramp_q8: vec![0], ..sound.clone() },
		Duals { reserve_up_q8: vec![0], ..sound.clone() },
		Duals { reserve_down_q8: vec![0], ..sound.clone() },
		Duals { electricity_nodes_q8: vec![(1, runs(2))], ..sound.clone() },
		Duals { electricity_nodes_q8: vec![(0, runs(1))], ..sound.clone() },
		Duals { electricity_nodes_q8: vec![(0, runs(2)), (0, runs(2))], ..sound.clone() },
		Duals { heat_nodes_q8: vec![(0, runs(2))], ..sound.clone() },
		Duals { stores_q8: vec![(1, runs(2))], ..sound.clone() },
		Duals { stores_q8: vec![(0, runs(3))], ..sound.clone() },
	];
	for duals in wrong {
		assert_eq!(bound(&problem, &duals), Err(DualError::Shape), "{duals:?}");
	}
}

#[test]
fn duals_are_refused_when_one_is_out_of_range() {
	let problem = two_slots().problem();
	let sound = duals::zeros(&problem);
	for value in [DUAL_MAX as i64 + 1, -(DUAL_MAX as i64) - 1, i64::MAX, i64::MIN] {
		let runs = vec![Run { slots: 2, value }];
		let wrong = [
			Duals { electricity_q8: vec![0, value], ..sound.clone() },
			Duals { peak_q8: vec![value, 0], ..sound.clone() },
			Duals { electricity_nodes_q8: vec![(0, runs.clone())], ..sound.clone() },
			Duals { stores_q8: vec![(0, runs)], ..sound.clone() },
		];
		for duals in wrong {
			assert_eq!(bound(&problem, &duals), Err(DualError::OutOfRange));
		}
	}
}

#[test]
fn prices_at_a_node_are_less_what_stands_on_the_way() {
	let mut case = two_slots();
	case.electricity.tree = chain(3);
	case.devices[0].0.node = 2;
	let problem = case.problem();
	let runs = |value: i64| vec![Run { slots: 1, value: 0 }, Run { slots: 1, value }];
	let duals = Duals {
		electricity_q8: vec![1_000, 2_000],
		electricity_nodes_q8: vec![(0, runs(1)), (1, runs(-20)), (2, runs(300))],
		..Duals::default()
	};
	assert_eq!(node_prices_q8(&problem, &duals, 0, false), [1_000, 2_000 - 1 + 20 - 300]);
	assert!(node_prices_q8(&problem, &duals, 0, true).is_empty());
	assert!(node_prices_q8(&problem, &duals, 1, false).is_empty());
}

#[test]
fn price_is_rounded_down_and_kept_within_the_tariffs() {
	let price = |q8, carrier, slot_s| price_nano(q8, carrier, slot_s, -1_000, 1_000);
	assert_eq!(price(64 * 7, Carrier::Electricity, 900), 7);
	assert_eq!(price(64 * 7 - 1, Carrier::Electricity, 900), 6);
	assert_eq!(price(-1, Carrier::Electricity, 900), -1);
	assert_eq!(price(64 * 5_000, Carrier::Electricity, 900), 1_000);
	assert_eq!(price(i64::MIN, Carrier::Heat, 3_600), -1_000);
	assert_eq!(price(922, Carrier::Heat, 3_600), 1);
	assert_eq!(price(921, Carrier::Heat, 3_600), 0);
}

#[test]
fn reference_distance_is_twice_the_distance_to_the_middle() {
	let problem = two_slots().problem();
	let duals =
		|first: i64, second: i64| Duals { electricity_q8: vec![first, second], ..Duals::default() };
	let middle = duals(64 * 75_000, 64 * 190_000);
	assert_eq!(reference_distance(&problem, &middle), 0);
	assert_eq!(reference_distance(&problem, &duals(64 * 75_000 - 3, 64 * 190_000 + 4)), 14);
}
