// SPDX-License-Identifier: Apache-2.0
//! The common plan, and the plan after it.

use super::measure::{DeviceResult, History, Run};
use crate::{
	lp::DispatchSolver,
	progress::Teller,
	proposal::{propose, Proposal, ProposeError},
	selfish::{income_q8, Prices},
};
use dispatch_core::{node_prices_q8, Duals, GridProblem, Problem};
use energy_primitives::Carrier;
use std::time::Duration;

/// Plans `rounds` times, each time from the plan before, as a community does every hour.
pub(super) fn run(
	problem: &Problem,
	solver: &dyn DispatchSolver,
	limit: Duration,
	teller: &Teller,
	rounds: usize,
) -> Result<Run, ProposeError> {
	let mut history = History::default();
	let mut problem = problem.clone();
	let mut proposal = propose(&problem, solver, limit, teller)?;
	history.add(&problem, &proposal.outcome);
	let devices = results(&problem, &proposal);
	let duals = proposal.duals.clone().unwrap_or_default();
	let price = duals.electricity_q8.iter();
	let price_nano =
		price.map(|price| super::nano_of(*price, Carrier::Electricity, problem.slot_s)).collect();
	for _ in 1..rounds {
		let slots = problem.slots;
		for (row, device) in problem.devices.iter_mut().enumerate() {
			let powers = proposal.plan.power_w[row * slots..(row + 1) * slots].to_vec();
			device.last_w = Some(powers);
		}
		proposal = propose(&problem, solver, limit, &Teller { loud: false })?;
		history.add(&problem, &proposal.outcome);
	}
	Ok(history.run("coordinated".into(), price_nano, devices))
}

/// What each device gets at the prices of its own node, as the chain pays them: within the tariffs.
fn results(problem: &Problem, proposal: &Proposal) -> Vec<DeviceResult> {
	let none = Duals::default();
	let duals = proposal.duals.as_ref().unwrap_or(&none);
	let result = |(row, device): (usize, &dispatch_core::DeviceProblem)| {
		let own = node_prices_q8(problem, duals, row, false);
		let other = node_prices_q8(problem, duals, row, true);
		let (electricity, heat) = match device.carrier {
			Carrier::Electricity => (own, other),
			Carrier::Heat => (other, own),
		};
		let prices = Prices {
			electricity_q8: kept(Some(&problem.electricity), electricity, problem.slots),
			heat_q8: kept(problem.heat.as_ref(), heat, problem.slots),
		};
		let powers = &proposal.plan.power_w[row * problem.slots..(row + 1) * problem.slots];
		let earned_nano = income_q8(device, powers, &prices).div_euclid(256);
		DeviceResult {
			device: device.device,
			kind: device.kind,
			expected_nano: earned_nano,
			earned_nano,
			regret_nano: proposal.regret_nano.get(row).copied().unwrap_or(0),
		}
	};
	problem.devices.iter().enumerate().map(result).collect()
}

/// Prices within what the grid pays and asks; zeros without a network.
fn kept(grid: Option<&GridProblem>, mut prices: Vec<i64>, slots: usize) -> Vec<i64> {
	prices.resize(slots, 0);
	let Some(grid) = grid else { return vec![0; slots] };
	for ((price, buy), sell) in prices.iter_mut().zip(&grid.buy_q8).zip(&grid.sell_q8) {
		*price = (*price).min(*buy).max(*sell);
	}
	prices
}
