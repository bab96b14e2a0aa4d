// SPDX-License-Identifier: Apache-2.0
//! Prices of a solved program as the chain takes them: integers, Q8, with the signs of
//! [`dispatch_core::Duals`].

use crate::{
	lp::{RowId, Solution},
	model::{Model, NodeRows},
};
use dispatch_core::{Duals, Problem, Run};

/// The chain refuses prices beyond this.
const LIMIT: f64 = (1u64 << 40) as f64;

/// Steps of a store's value below this part of it are noise of the solver, as long as the store is
/// neither full nor empty.
const NOISE: f64 = 1e-5;

/// The prices of a solution.
pub fn duals(problem: &Problem, model: &Model, solution: &Solution) -> Duals {
	let prices = |rows: &[RowId], sign: f64| -> Vec<i64> {
		rows.iter().map(|row| q8(sign * price(solution, *row))).collect()
	};
	let slots = problem.slots;
	// Limits of rows from above have prices below 0.
	let mut ramp = prices(&model.ramp, -1.0);
	ramp.insert(0, 0);
	ramp.resize(slots, 0);
	Duals {
		electricity_q8: prices(&model.balance[0], 1.0),
		heat_q8: prices(&model.balance[1], 1.0),
		electricity_nodes_q8: nodes(model, 0, solution),
		heat_nodes_q8: nodes(model, 1, solution),
		peak_q8: or_zeros(prices(&model.peak, -1.0), slots),
		ramp_q8: ramp,
		reserve_up_q8: or_zeros(prices(&model.reserve_up, 1.0), slots),
		reserve_down_q8: or_zeros(prices(&model.reserve_down, 1.0), slots),
		stores_q8: stores(model, solution),
	}
}

fn price(solution: &Solution, row: RowId) -> f64 {
	solution.y.get(row).copied().unwrap_or(0.0)
}

/// EUR per kW·slot in nano-currency per W·slot, Q8, to the nearest: any rounding gives a bound.
fn q8(eur: f64) -> i64 {
	(eur * 256e6).round().clamp(-LIMIT, LIMIT) as i64
}

fn or_zeros(values: Vec<i64>, slots: usize) -> Vec<i64> {
	if values.is_empty() {
		vec![0; slots]
	} else {
		values
	}
}

/// What a line's capacity is worth: the price at its end less the price behind it.
fn nodes(model: &Model, carrier: usize, solution: &Solution) -> Vec<(u16, Vec<Run<i64>>)> {
	let list = &model.nodes[carrier];
	let worth = |node: &NodeRows| -> Vec<i64> {
		let above = node.parent.and_then(|at| list.get(at)).map(|parent| &parent.rows);
		let above = above.unwrap_or(&model.balance[carrier]);
		let pairs = node.rows.iter().zip(above);
		pairs.map(|(row, above)| q8(price(solution, *above) - price(solution, *row))).collect()
	};
	let lines = list.iter().map(|node| (node.node, worth(node)));
	let bound = lines.filter(|(_, values)| values.iter().any(|value| *value != 0));
	bound.map(|(node, values)| (node, runs(&values))).collect()
}

/// What a store's content is worth: drained energy costs as much as it brings. It changes only
/// where the store is full or empty.
fn stores(model: &Model, solution: &Solution) -> Vec<(u16, Vec<Run<i64>>)> {
	let mut list = Vec::new();
	for (row, columns) in model.devices.iter().enumerate() {
		if columns.balance.is_empty() {
			continue;
		}
		let values: Vec<f64> = columns.balance.iter().map(|row| -price(solution, *row)).collect();
		let inside: Vec<bool> = columns
			.level
			.iter()
			.map(|col| {
				let (least, most) = (model.program.lower[*col], model.program.upper[*col]);
				let level = solution.x.get(*col).copied().unwrap_or(least);
				let room = 1e-4 * (most - least);
				level > least + room && level < most - room
			})
			.collect();
		list.push((row as u16, runs(&quantised(&values, &inside))));
	}
	list
}

/// The values in Q8, those of a stretch in which the store is inside its box by the mean.
fn quantised(values: &[f64], inside: &[bool]) -> Vec<i64> {
	let mut result: Vec<i64> = Vec::with_capacity(values.len());
	let mut from = 0;
	while from < values.len() {
		let mut to = from + 1;
		let scale = values[from].abs().max(1e-6);
		// A level inside its box ties the values of this slot and the next.
		while to < values.len()
			&& inside[to - 1]
			&& (values[to] - values[from]).abs() <= NOISE * scale
		{
			to += 1;
		}
		let mean = values[from..to].iter().sum::<f64>() / (to - from) as f64;
		result.extend(std::iter::repeat_n(q8(mean), to - from));
		from = to;
	}
	result
}

/// Run-length coded.
fn runs(values: &[i64]) -> Vec<Run<i64>> {
	dispatch_core::profile(values).map(|profile| profile.into_inner()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn noise_inside_a_store_is_levelled_and_steps_at_its_walls_stay() {
		let values = [0.02, 0.020_000_01, 0.03, 0.03];
		let levelled = quantised(&values, &[true, false, true, true]);
		assert_eq!(levelled[0], levelled[1]);
		assert_eq!(levelled[2], levelled[3]);
		assert_eq!(runs(&levelled).len(), 2);
		let noisy = quantised(&values, &[false; 4]);
		assert_ne!(noisy[0], noisy[1]);
	}
}
