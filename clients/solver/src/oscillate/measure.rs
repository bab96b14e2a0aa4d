// SPDX-License-Identifier: Apache-2.0
//! What is measured of a round.

use dispatch_core::{DeviceKind, Outcome, Problem};
use serde::Serialize;

/// One round. Energy in Wh of a network, money in nano-currency.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RoundResult {
	/// Its number, from 0.
	pub round: usize,
	/// Highest net load, in W, beyond the contract too.
	pub peak_w: i64,
	/// Greatest change from slot to slot, in W.
	pub ramp_w: i64,
	/// Electricity beyond the transformer's capacity.
	pub overload_wh: u64,
	/// Flow beyond all capacities and contracts of both carriers.
	pub overload_nodes_wh: u64,
	/// What it costs altogether, as the chain computes it.
	pub cost_nano: i128,
	/// Of it: bills of the grids and what devices ask.
	pub bill_nano: i128,
	/// How much net load moved since the round before: the sum of its distances.
	pub oscillation_wh: Option<u64>,
	/// Correlation of this round's movement with the one before: -1 where it swings back.
	pub lag1: Option<f64>,
}

/// What a device got. Nano-currency, rounded down.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeviceResult {
	/// Its number.
	pub device: u16,
	/// What it is.
	pub kind: DeviceKind,
	/// What it expected at the price it answered.
	pub expected_nano: i128,
	/// What it got at the price that came of it.
	pub earned_nano: i128,
	/// How much more it could have got at that price, rounded up.
	pub regret_nano: u128,
}

/// A way to coordinate, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
	/// Its name.
	pub name: String,
	/// Its rounds.
	pub rounds: Vec<RoundResult>,
	/// The last of them.
	#[serde(rename = "final")]
	pub last: RoundResult,
	/// Net load of the last round, in W.
	pub net_w: Vec<i64>,
	/// Net load of the one before, in W; empty where there is none.
	pub net_before_w: Vec<i64>,
	/// The price of electricity in the last round, in nano-currency per Wh.
	pub price_nano: Vec<i64>,
	/// What each device got in the last round.
	pub devices: Vec<DeviceResult>,
}

/// Net loads, round by round.
#[derive(Default)]
pub(super) struct History {
	pub(super) nets: Vec<Vec<i64>>,
	pub(super) rounds: Vec<RoundResult>,
}

impl History {
	/// Adds a round.
	pub(super) fn add(&mut self, problem: &Problem, outcome: &Outcome) {
		let before = self.nets.last();
		let swing = before.map(|before| change(before, &outcome.net_w));
		let earlier = self.nets.len().checked_sub(2).and_then(|at| self.nets.get(at));
		let earlier = before.zip(earlier).map(|(before, earlier)| change(earlier, before));
		let lag1 = swing.as_ref().zip(earlier).and_then(|(now, then)| correlation(now, &then));
		let wh = |w_slots: i128| (w_slots * i128::from(problem.slot_s) / 3_600) as u64;
		let oscillation_wh = swing
			.map(|change| wh(change.iter().map(|watts| i128::from(watts.unsigned_abs())).sum()));
		self.rounds.push(RoundResult {
			round: self.rounds.len(),
			peak_w: outcome.net_w.iter().copied().max().unwrap_or(0),
			ramp_w: steepest(&outcome.net_w),
			overload_wh: wh(over_transformer(problem, &outcome.net_w)),
			overload_nodes_wh: wh(outcome.overload_w_slots),
			cost_nano: crate::proposal::nano_ceil(outcome.cost_q8 - outcome.calm_q8),
			bill_nano: crate::proposal::nano_ceil(outcome.grid_q8 + outcome.devices_q8),
			oscillation_wh,
			lag1,
		});
		self.nets.push(outcome.net_w.clone());
	}

	/// The run of these rounds.
	pub(super) fn run(self, name: String, price_nano: Vec<i64>, devices: Vec<DeviceResult>) -> Run {
		let count = self.nets.len();
		let net = |back: usize| {
			count.checked_sub(back).and_then(|at| self.nets.get(at)).cloned().unwrap_or_default()
		};
		Run {
			name,
			last: self.rounds.last().cloned().unwrap_or_default(),
			net_w: net(1),
			net_before_w: net(2),
			rounds: self.rounds,
			price_nano,
			devices,
		}
	}
}

/// W·slot beyond the transformer's capacity.
pub fn over_transformer(problem: &Problem, net_w: &[i64]) -> i128 {
	let Some(transformer) = problem.electricity.tree.first() else { return 0 };
	let (down, up) = (i64::from(transformer.down_max_w), i64::from(transformer.up_max_w));
	let beyond = |net: &i64| i128::from((net - down).max(-net - up).max(0));
	net_w.iter().map(beyond).sum()
}

/// The greatest change from slot to slot.
fn steepest(net_w: &[i64]) -> i64 {
	let steps = net_w.iter().zip(net_w.iter().skip(1)).map(|(before, now)| (now - before).abs());
	steps.max().unwrap_or(0)
}

fn change(before: &[i64], now: &[i64]) -> Vec<i64> {
	now.iter().zip(before).map(|(now, before)| now - before).collect()
}

/// `None` where one of them does not move.
fn correlation(one: &[i64], other: &[i64]) -> Option<f64> {
	let product =
		|a: &[i64], b: &[i64]| -> f64 { a.iter().zip(b).map(|(a, b)| *a as f64 * *b as f64).sum() };
	let size = (product(one, one) * product(other, other)).sqrt();
	(size > 0.0).then(|| product(one, other) / size)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_swings_back_correlates_below_zero() {
		assert_eq!(correlation(&[3, -4], &[-3, 4]), Some(-1.0));
		assert_eq!(correlation(&[3, -4], &[0, 0]), None);
	}
}
