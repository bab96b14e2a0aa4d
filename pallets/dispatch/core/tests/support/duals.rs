// SPDX-License-Identifier: Apache-2.0
//! Duals from nonsense to sensible.

use super::Rng;
use dispatch_core::{bound, Duals, Problem, Run, DUAL_MAX};

fn runs(rng: &mut Rng, slots: usize, value: &mut impl FnMut(&mut Rng) -> i64) -> Vec<Run<i64>> {
	let cut = rng.within(0, slots as i64) as usize;
	let parts = [cut, slots - cut];
	let run = |part: &usize| Run { slots: *part as u8, value: value(rng) };
	parts.iter().filter(|part| **part > 0).map(run).collect()
}

/// Every list filled with what `value` says.
fn filled(problem: &Problem, rng: &mut Rng, mut value: impl FnMut(&mut Rng) -> i64) -> Duals {
	let slots = problem.slots;
	let mut list = |rng: &mut Rng| (0..slots).map(|_| value(rng)).collect::<Vec<_>>();
	let mut duals = Duals {
		electricity_q8: list(rng),
		heat_q8: if problem.heat.is_some() { list(rng) } else { Vec::new() },
		peak_q8: list(rng),
		ramp_q8: list(rng),
		reserve_up_q8: list(rng),
		reserve_down_q8: list(rng),
		..Duals::default()
	};
	for node in 0..problem.electricity.tree.len() as u16 {
		duals.electricity_nodes_q8.push((node, runs(rng, slots, &mut value)));
	}
	for node in 0..problem.heat.as_ref().map_or(0, |heat| heat.tree.len()) as u16 {
		duals.heat_nodes_q8.push((node, runs(rng, slots, &mut value)));
	}
	for (row, device) in problem.devices.iter().enumerate() {
		if device.store.is_some() {
			duals.stores_q8.push((row as u16, runs(rng, slots, &mut value)));
		}
	}
	duals
}

pub fn zeros(problem: &Problem) -> Duals {
	Duals {
		electricity_q8: vec![0; problem.slots],
		heat_q8: vec![0; problem.heat.as_ref().map_or(0, |_| problem.slots)],
		..Duals::default()
	}
}

/// As far from 0 as allowed, with random signs.
pub fn maximal(problem: &Problem, rng: &mut Rng) -> Duals {
	let most = DUAL_MAX as i64;
	filled(problem, rng, |rng| if rng.chance(50) { most } else { -most })
}

/// All at the same end.
pub fn extreme(problem: &Problem, sign: i64) -> Duals {
	filled(problem, &mut Rng(0), |_| sign * DUAL_MAX as i64)
}

/// Anything, of any size.
pub fn random(problem: &Problem, rng: &mut Rng) -> Duals {
	filled(problem, rng, |rng| rng.within(-(DUAL_MAX as i64), DUAL_MAX as i64) >> rng.within(0, 40))
}

/// Near what is right: tariffs as prices, the middle of prices as the worth of stores, and nothing
/// for limits that rarely bind.
pub fn sensible(problem: &Problem, rng: &mut Rng) -> Duals {
	let mut between = |low: &i64, high: &i64| rng.within(*low.min(high), *high.max(low));
	let mut of = |grid: &dispatch_core::GridProblem| -> Vec<i64> {
		grid.sell_q8.iter().zip(&grid.buy_q8).map(|(sell, buy)| between(sell, buy)).collect()
	};
	let mut duals = zeros(problem);
	duals.electricity_q8 = of(&problem.electricity);
	if let Some(heat) = &problem.heat {
		duals.heat_q8 = of(heat);
	}
	let slots = problem.slots as i64;
	for (row, device) in problem.devices.iter().enumerate() {
		if device.store.is_some() {
			let on_heat = device.carrier == energy_primitives::Carrier::Heat;
			let prices = if on_heat { &duals.heat_q8 } else { &duals.electricity_q8 };
			let value = prices.iter().sum::<i64>() / slots;
			duals.stores_q8.push((row as u16, vec![Run { slots: slots as u8, value }]));
		}
	}
	duals
}

/// One of each.
pub fn all(problem: &Problem, rng: &mut Rng) -> Vec<Duals> {
	let mut all = vec![zeros(problem), extreme(problem, 1), extreme(problem, -1)];
	for _ in 0..3 {
		all.push(maximal(problem, rng));
		all.push(random(problem, rng));
		all.push(sensible(problem, rng));
	}
	all
}

/// The numbers of duals that can be moved, in a fixed order.
fn numbers(duals: &mut Duals) -> Vec<&mut i64> {
	let lists = [
		&mut duals.electricity_q8,
		&mut duals.heat_q8,
		&mut duals.peak_q8,
		&mut duals.ramp_q8,
		&mut duals.reserve_up_q8,
		&mut duals.reserve_down_q8,
	];
	let runs = [&mut duals.electricity_nodes_q8, &mut duals.heat_nodes_q8, &mut duals.stores_q8];
	let runs = runs.into_iter().flatten().flat_map(|(_, runs)| runs).map(|run| &mut run.value);
	lists.into_iter().flatten().chain(runs).collect()
}

/// Climbs from sensible duals for some steps, keeping whatever proves more: near the best, as a
/// solver's are.
pub fn climbed(problem: &Problem, rng: &mut Rng, steps: usize) -> Duals {
	let mut best = sensible(problem, rng);
	best.peak_q8 = vec![0; problem.slots];
	best.ramp_q8 = vec![0; problem.slots];
	best.electricity_nodes_q8 = (0..problem.electricity.tree.len() as u16)
		.map(|node| (node, vec![Run { slots: problem.slots as u8, value: 0 }]))
		.collect();
	let mut proven = bound(problem, &best).unwrap().bound_q8;
	for _ in 0..steps {
		let mut next = best.clone();
		let mut numbers = numbers(&mut next);
		let at = rng.within(0, numbers.len() as i64 - 1) as usize;
		*numbers[at] += rng.within(-(1 << 24), 1 << 24) >> rng.within(0, 16);
		let higher = bound(problem, &next).unwrap().bound_q8;
		if higher >= proven {
			(best, proven) = (next, higher);
		}
	}
	best
}
