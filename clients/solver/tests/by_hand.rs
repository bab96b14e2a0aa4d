// SPDX-License-Identifier: Apache-2.0
//! Small problems whose best plan is known without a solver.

use commonwatt_solver::{
	progress::Teller,
	proposal::{propose, Proposal},
	solver::{solver, SolverName},
};
use dispatch_core::{
	node_prices_q8, Contract, DeviceKind, DeviceProblem, DispatchRules, GridProblem, Node, Problem,
	SideSlot, StoreProblem,
};
use energy_primitives::Carrier;
use std::time::Duration;

/// Nano-currency per Wh as a price per W·slot of 15 minutes, Q8.
const fn q8(nano: i64) -> i64 {
	nano * 64
}

fn node(parent: u16, most_w: u32, passive_permille: u16) -> Node {
	Node { parent, down_max_w: most_w, up_max_w: most_w, passive_permille }
}

/// A transformer with one line, 1 kW of load behind it, and these prices.
fn district(buy_nano: &[i64], sell_nano: &[i64]) -> Problem {
	let rules = DispatchRules { peak_nano_per_w: 0, ramp_nano_per_w: 0, ..Default::default() };
	Problem {
		slot_s: 900,
		slots: buy_nano.len(),
		rules,
		electricity: GridProblem {
			tree: vec![node(0, 50_000, 0), node(0, 50_000, 1_000)],
			contract: Contract { import_max_w: 50_000, export_max_w: 50_000 },
			buy_q8: buy_nano.iter().map(|nano| q8(*nano)).collect(),
			sell_q8: sell_nano.iter().map(|nano| q8(*nano)).collect(),
			passive_w: vec![1_000; buy_nano.len()],
		},
		heat: None,
		devices: Vec::new(),
	}
}

fn device(kind: DeviceKind, slots: usize) -> DeviceProblem {
	DeviceProblem {
		device: 0,
		kind,
		carrier: Carrier::Electricity,
		node: 1,
		other_node: 0,
		take: None,
		give: None,
		store: None,
		safe_w: vec![0; slots],
		last_w: None,
		reserve: false,
	}
}

fn side(most_w: i32, cost_nano: i64, store_permille: i32) -> SideSlot {
	SideSlot { most_w, cost_q8: q8(cost_nano), store_permille, ..Default::default() }
}

/// No loss, no wear: 4 kW, holding 4 kW·slot.
fn battery(slots: usize) -> DeviceProblem {
	let store = StoreProblem {
		start: 0,
		level: vec![(0, 4_000_000); slots],
		drain: vec![0; slots],
		end_value_q8: 0,
	};
	DeviceProblem {
		take: Some(vec![side(4_000, 0, 1_000); slots]),
		give: Some(vec![side(4_000, 0, -1_000); slots]),
		store: Some(store),
		..device(DeviceKind::Battery, slots)
	}
}

fn solved(problem: &Problem) -> Proposal {
	let solver = solver(SolverName::Clarabel, None);
	propose(problem, &*solver, Duration::from_secs(60), &Teller { loud: false }).expect("a plan")
}

/// The cost in nano-currency, rounded up.
fn cost(proposal: &Proposal) -> i128 {
	proposal.certificate().expect("a bound").cost_nano
}

#[test]
fn load_alone_is_bought() {
	let proposal = solved(&district(&[200_000, 100_000], &[0, 0]));
	// 250 Wh at 0.20 and 250 Wh at 0.10 EUR/kWh.
	assert_eq!(cost(&proposal), 75_000_000);
	assert_eq!(proposal.outcome.net_w, [1_000, 1_000]);
}

#[test]
fn a_battery_buys_in_the_cheap_slot_for_the_dear_one() {
	let mut problem = district(&[100_000, 300_000], &[0, 0]);
	problem.devices.push(battery(2));
	let proposal = solved(&problem);
	// The load of both slots is bought in the first: more would only be given away for nothing.
	assert_eq!(proposal.plan.power_w, [-1_000, 1_000]);
	assert_eq!(cost(&proposal), 50_000_000);
	let duals = proposal.duals.as_ref().expect("prices");
	let price = &duals.electricity_q8;
	assert!((price[0] - q8(100_000)).abs() < q8(10), "{price:?}");
	assert!((price[1] - q8(100_000)).abs() < q8(10), "what it stored is worth what it cost");
}

#[test]
fn sun_nobody_pays_for_is_curtailed() {
	let mut problem = district(&[200_000, 200_000], &[50_000, -50_000]);
	problem.devices.push(DeviceProblem {
		give: Some(vec![side(3_000, 0, 0); 2]),
		..device(DeviceKind::Photovoltaic, 2)
	});
	let proposal = solved(&problem);
	assert_eq!(proposal.plan.power_w, [3_000, 1_000]);
	assert_eq!(cost(&proposal), -25_000_000);
}

#[test]
fn a_shiftable_load_runs_when_it_is_cheapest_and_is_done_in_time() {
	let mut problem = district(&[300_000, 100_000, 200_000, 50_000], &[0; 4]);
	let needed = 1_500_000;
	problem.devices.push(DeviceProblem {
		take: Some(vec![side(1_000, 0, 1_000); 4]),
		store: Some(StoreProblem {
			level: vec![(0, needed), (0, needed), (needed, needed), (needed, needed)],
			drain: vec![0; 4],
			..Default::default()
		}),
		safe_w: vec![-1_000, -500, 0, 0],
		..device(DeviceKind::Shiftable, 4)
	});
	assert_eq!(solved(&problem).plan.power_w, [0, -1_000, -500, 0]);
}

#[test]
fn heat_comes_from_where_it_is_cheapest() {
	let mut problem = district(&[200_000, 400_000], &[0, 0]);
	let heat_q8 = |nano: i64| nano * 256 * 900 / 1_000;
	problem.heat = Some(GridProblem {
		tree: vec![node(0, 50_000, 1_000)],
		contract: Contract { import_max_w: 50_000, export_max_w: 0 },
		buy_q8: vec![heat_q8(25_000); 2],
		sell_q8: vec![0; 2],
		passive_w: vec![6_000; 2],
	});
	// 2 kW make 6 kW of heat: 0.0185 EUR per 1000 kJ in the first slot, 0.037 in the second.
	let take = SideSlot { other_permille: 3_000, ..side(2_000, 0, 0) };
	problem
		.devices
		.push(DeviceProblem { take: Some(vec![take; 2]), ..device(DeviceKind::HeatPump, 2) });
	let proposal = solved(&problem);
	assert_eq!(proposal.plan.power_w, [-2_000, 0]);
	assert_eq!(proposal.outcome.heat_net_w, [0, 6_000]);
}

#[test]
fn a_narrow_line_has_a_price_of_its_own() {
	let mut problem = district(&[200_000], &[100_000]);
	problem.electricity.tree[1].up_max_w = 2_000;
	problem.devices.push(DeviceProblem {
		give: Some(vec![side(9_000, 20_000, 0)]),
		..device(DeviceKind::MicroChp, 1)
	});
	let proposal = solved(&problem);
	// 1 kW for the load, 2 kW up the line, a little less for what rounding may add.
	let power = proposal.plan.power_w[0];
	assert!((2_990..=3_000).contains(&power), "{power}");
	assert_eq!(proposal.outcome.overload_w_slots, 0);
	let duals = proposal.duals.as_ref().expect("prices");
	let behind = node_prices_q8(&problem, duals, 0, false);
	assert!((behind[0] - q8(20_000)).abs() < q8(10), "behind the line the device sets the price");
	assert!((duals.electricity_q8[0] - q8(100_000)).abs() < q8(10), "before it the grid does");
}

#[test]
fn the_peak_is_shaved_as_far_as_it_is_dear() {
	let mut problem = district(&[100_000, 100_000], &[100_000, 100_000]);
	problem.rules.peak_nano_per_w = 100_000;
	problem.electricity.passive_w = vec![0, 4_000];
	problem.devices.push(battery(2));
	let proposal = solved(&problem);
	assert_eq!(proposal.plan.power_w, [-2_000, 2_000]);
	assert_eq!(proposal.outcome.peak_w, 2_000);
	let duals = proposal.duals.as_ref().expect("prices");
	let worth: i64 = duals.peak_q8.iter().sum();
	assert!((worth - 100_000 * 256).abs() < 256 * 100, "both slots share the price of the peak");
}

#[test]
fn a_plan_stays_where_it_was_unless_moving_pays() {
	let mut problem = district(&[100_000, 100_500], &[0, 0]);
	problem.rules.calm_nano = 1_000;
	problem.electricity.passive_w = vec![0, 0];
	let needed = 1_000_000;
	problem.devices.push(DeviceProblem {
		take: Some(vec![side(1_000, 0, 1_000); 2]),
		store: Some(StoreProblem {
			level: vec![(0, needed), (needed, needed)],
			drain: vec![0; 2],
			..Default::default()
		}),
		safe_w: vec![-1_000, 0],
		last_w: Some(vec![-300, -700]),
		..device(DeviceKind::Shiftable, 2)
	});
	assert_eq!(solved(&problem).plan.power_w, [-300, -700]);
	problem.electricity.buy_q8[1] = q8(110_000);
	assert_eq!(solved(&problem).plan.power_w, [-1_000, 0]);
}
