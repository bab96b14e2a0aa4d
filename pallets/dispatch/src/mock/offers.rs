// SPDX-License-Identifier: Apache-2.0
//! Networks, devices and offers of tests, and a solver that is good enough for them.

use super::SLOTS;
use crate::{GridConfig, RevealBytes};
use dispatch_core::{
	encode_reveal, fallback, verify, Contract, DeviceKind, DeviceLimits, Duals, Node, Offer, Plan,
	Problem, Profile, Run, SideLimits, SideOffer, StoreOffer,
};
use energy_primitives::Carrier;

/// Thousandths of a W·slot in a Wh.
pub(crate) const WH: i64 = 4_000;

fn node(parent: u16, max_w: u32, passive_permille: u16) -> Node {
	Node { parent, down_max_w: max_w, up_max_w: max_w, passive_permille }
}

pub(crate) fn power_grid() -> GridConfig {
	GridConfig {
		tree: vec![node(0, 100_000, 400), node(0, 50_000, 600)].try_into().expect("two fit"),
		contract: Contract { import_max_w: 100_000, export_max_w: 100_000 },
	}
}

pub(crate) fn heat_grid() -> GridConfig {
	GridConfig {
		tree: vec![node(0, 50_000, 1_000)].try_into().expect("one fits"),
		contract: Contract { import_max_w: 50_000, export_max_w: 50_000 },
	}
}

/// One value throughout, for as many slots as a horizon has.
pub(crate) fn flat<V>(value: V) -> Profile<V> {
	Profile::truncate_from(vec![Run { slots: SLOTS, value }])
}

fn side(power_max_w: u32, store: (i32, i32), other: (i32, i32)) -> SideLimits {
	SideLimits {
		power_max_w,
		other_permille: other,
		store_permille: store,
		cost_max_nano: 1_000_000,
		carbon_g_per_unit: 0,
	}
}

fn limits(kind: DeviceKind) -> DeviceLimits {
	DeviceLimits {
		kind,
		carrier: Carrier::Electricity,
		node: 1,
		other_node: 0,
		take: None,
		give: None,
		store_max: 0,
		reserve: false,
	}
}

pub(crate) fn battery_limits() -> DeviceLimits {
	DeviceLimits {
		take: Some(side(5_000, (900, 1_000), (0, 0))),
		give: Some(side(5_000, (-1_100, -1_000), (0, 0))),
		store_max: 10_000,
		reserve: true,
		..limits(DeviceKind::Battery)
	}
}

pub(crate) fn battery_offer() -> Offer {
	let side = |store_permille: i32| SideOffer {
		power_w: flat((0, 5_000)),
		cost_nano: flat(2_000),
		store_permille: flat(store_permille),
		..SideOffer::default()
	};
	Offer {
		take: side(950),
		give: side(-1_053),
		store: Some(StoreOffer {
			start: 5_000 * WH,
			level: flat((0, 10_000 * WH)),
			end_value_nano: 150_000,
			..StoreOffer::default()
		}),
		safe_w: flat(0),
	}
}

pub(crate) fn sun_limits() -> DeviceLimits {
	DeviceLimits { give: Some(side(8_000, (0, 0), (0, 0))), ..limits(DeviceKind::Photovoltaic) }
}

pub(crate) fn sun_offer() -> Offer {
	Offer {
		give: SideOffer { power_w: flat((0, 4_000)), ..SideOffer::default() },
		safe_w: flat(4_000),
		..Offer::default()
	}
}

pub(crate) fn pump_limits() -> DeviceLimits {
	DeviceLimits { take: Some(side(3_000, (0, 0), (3_000, 3_000))), ..limits(DeviceKind::HeatPump) }
}

pub(crate) fn pump_offer() -> Offer {
	Offer {
		take: SideOffer {
			power_w: flat((0, 3_000)),
			other_permille: flat(3_000),
			..SideOffer::default()
		},
		safe_w: flat(-1_000),
		..Offer::default()
	}
}

/// A plan that is better than nobody's: each power is moved towards what costs less.
pub(crate) fn solve(problem: &Problem) -> Plan {
	let mut best = fallback(problem);
	let mut cost = verify(problem, &best).expect("the fallback is feasible").cost_q8;
	for step in [4_000, 1_000, 250] {
		for at in 0..best.power_w.len() {
			for change in [-step, step] {
				let mut plan = best.clone();
				plan.power_w[at] += change;
				let Ok(outcome) = verify(problem, &plan) else { continue };
				if outcome.cost_q8 < cost {
					(best, cost) = (plan, outcome.cost_q8);
				}
			}
		}
	}
	best
}

/// Prices of so many thousandths of the way from selling to buying.
pub(crate) fn duals(problem: &Problem, permille: i64) -> Duals {
	let between = |buy: &[i64], sell: &[i64]| -> Vec<i64> {
		buy.iter().zip(sell).map(|(buy, sell)| sell + (buy - sell) * permille / 1_000).collect()
	};
	let grid = &problem.electricity;
	let heat = problem.heat.as_ref();
	Duals {
		electricity_q8: between(&grid.buy_q8, &grid.sell_q8),
		heat_q8: heat.map(|grid| between(&grid.buy_q8, &grid.sell_q8)).unwrap_or_default(),
		..Duals::default()
	}
}

pub(crate) fn reveal_bytes(plan: Option<&Plan>, duals: Option<&Duals>) -> RevealBytes {
	encode_reveal(plan, duals).try_into().expect("it fits")
}

/// What a plan costs, in nano-currency.
pub(crate) fn cost_of(problem: &Problem, plan: &Plan) -> i128 {
	verify(problem, plan).expect("it is feasible").cost_nano()
}
