// SPDX-License-Identifier: Apache-2.0
//! The trap of negative prices: a linear programme charges and discharges at once, to burn energy
//! that it is paid to take. A plan has one signed number and can't say it.

use crate::support::{
	case::{small, Case},
	devices::{battery_limits, battery_offer},
	fraction::{frac, whole},
	oracle::model,
};
use dispatch_core::{bound, verify, Duals, Plan, Run};

/// A battery with room for one slot, at -500 EUR/MWh.
fn burning() -> Case {
	let mut case = small(2);
	case.electricity.buy_nano = vec![-500_000; 2];
	case.electricity.sell_nano = vec![-500_000; 2];
	let mut offer = battery_offer(2, 10);
	offer.store.as_mut().unwrap().level = crate::support::devices::each(2, |_| (0, 9_500));
	case.devices = vec![(battery_limits(), offer, None)];
	case
}

fn every_plan() -> impl Iterator<Item = Plan> {
	let pairs = (-10..=10).flat_map(|first| (-10..=10).map(move |second| vec![first, second]));
	pairs.map(|power_w| Plan { power_w, alpha_permille: vec![0] })
}

#[test]
fn charging_while_discharging_can_not_be_planned() {
	let problem = burning().problem();
	let costs = every_plan().filter_map(|plan| Some(verify(&problem, &plan).ok()?.cost_q8));
	let best = costs.min().unwrap();
	// The programme's point: full of it after one slot, then both at once, which keeps the level.
	let duals = Duals { electricity_q8: vec![-500_000 * 64; 2], ..Duals::default() };
	let plan = Plan { power_w: vec![-10, 0], alpha_permille: vec![0] };
	let mut matrix = model(&problem, &plan, &duals).matrix;
	let mut set = |name: &str, value| {
		matrix.columns.iter_mut().find(|column| column.name == name).unwrap().value = value;
	};
	let given = frac(9_500, 1_053);
	set("take 0 1", whole(10));
	set("give 0 1", given);
	set("import Electricity 1", whole(10) - given);
	assert_eq!(matrix.broken(), Vec::<String>::new());
	assert!((matrix.cost() * whole(256)).ceil() < best);
}

#[test]
fn bound_does_not_burn_where_prices_say_it_would_pay() {
	let problem = burning().problem();
	let best = every_plan().filter_map(|plan| Some(verify(&problem, &plan).ok()?.cost_q8)).min();
	// What is stored is in the way here: at these prices both sides pay.
	let duals = Duals {
		electricity_q8: vec![-500_000 * 64; 2],
		stores_q8: vec![(0, vec![Run { slots: 2, value: -510_000 * 64 }])],
		..Duals::default()
	};
	let plan = Plan { power_w: vec![-10, 0], alpha_permille: vec![0] };
	let model = model(&problem, &plan, &duals);
	assert!(model.both_sides);
	let ours = bound(&problem, &duals).unwrap().bound_q8;
	assert!(ours > (model.matrix.bound() * whole(256)).floor());
	assert!(ours <= best.unwrap());
}

#[test]
fn gap_stays_a_measure_and_not_a_condition() {
	// Whatever the gap, the plan is valid: it only costs its solver the quick way.
	let problem = burning().problem();
	let plan = Plan { power_w: vec![-10, 0], alpha_permille: vec![0] };
	let outcome = verify(&problem, &plan).unwrap();
	assert!(outcome.cost_q8 < 0);
	assert_eq!(outcome.net_w, [10, 0]);
}
