// SPDX-License-Identifier: Apache-2.0
//! Prices that answer what devices did in the round before.

use super::{
	measure::{DeviceResult, History, Run},
	nano_of, q8_of,
};
use crate::{
	lp::DispatchSolver,
	repair::participation,
	selfish::{best_responses, income_q8, Prices},
};
use dispatch_core::{verify, Outcome, Plan, Problem};
use energy_primitives::Carrier;

/// How the price of electricity answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feedback {
	/// Not at all.
	None,
	/// It rises by `beta` EUR/MWh per kW of net load; the new price counts with `weight`, the one
	/// before with the rest.
	Load {
		/// EUR/MWh per kW.
		beta: f64,
		/// Weight of the new price.
		weight: f64,
	},
	/// It is the price at which the chain clears a slot with this supply and demand, if all accept
	/// it and there are no fees: feed-in plus the margin's part of demand in supply and demand.
	ClearingPrice,
}

/// What devices and load do in a slot, in W.
#[derive(Clone, Copy, Debug, Default)]
struct Market {
	supply: i64,
	demand: i64,
}

impl Feedback {
	/// Its name in results.
	pub fn name(&self) -> String {
		match self {
			Self::None => "open_loop".into(),
			Self::Load { beta, weight } if *weight == 1.0 => format!("beta_{beta}"),
			Self::Load { beta, weight } => format!("beta_{beta}_averaged_{weight}"),
			Self::ClearingPrice => "clearing_price".into(),
		}
	}

	/// The price that comes of a round.
	fn price(
		&self,
		problem: &Problem,
		published: &Prices,
		before: &Prices,
		round: &Round,
	) -> Prices {
		let slot_s = problem.slot_s;
		let nano = |price: i64| nano_of(price, Carrier::Electricity, slot_s);
		let price = |slot: usize| -> i64 {
			let public = published.electricity_q8[slot];
			match self {
				Self::None => public,
				Self::Load { beta, weight } => {
					// EUR/MWh are 1000 nano-currency per Wh, W thousandths of a kW.
					let rise = (beta * round.outcome.net_w[slot] as f64).round() as i64;
					let new = public + q8_of(rise, Carrier::Electricity, slot_s);
					let old = before.electricity_q8[slot];
					old + (weight * (new - old) as f64).round() as i64
				}
				Self::ClearingPrice => {
					let feed_in = nano(problem.electricity.sell_q8[slot]);
					let retail = nano(problem.electricity.buy_q8[slot]);
					let cleared = clearing_price(feed_in, retail, round.markets[slot]);
					q8_of(cleared, Carrier::Electricity, slot_s)
				}
			}
		};
		Prices {
			electricity_q8: (0..problem.slots).map(price).collect(),
			heat_q8: published.heat_q8.clone(),
		}
	}
}

/// `λs + ⌊Δ D / (S + D)⌋`; the middle, rounded down, where nothing is traded.
fn clearing_price(feed_in: i64, retail: i64, market: Market) -> i64 {
	let margin = i128::from(retail - feed_in);
	let demand = i128::from(market.demand);
	let both = demand + i128::from(market.supply);
	let above = if both == 0 { margin.div_euclid(2) } else { (margin * demand).div_euclid(both) };
	feed_in + above as i64
}

/// What devices did.
struct Round {
	powers: Vec<i32>,
	outcome: Outcome,
	markets: Vec<Market>,
}

impl Round {
	/// From powers that fit the devices.
	fn of(problem: &Problem, powers: Vec<i32>) -> Option<Self> {
		let alpha_permille = participation(problem, &powers);
		let plan = Plan { power_w: powers, alpha_permille };
		let outcome = verify(problem, &plan).ok()?;
		let powers = plan.power_w;
		let markets = markets(problem, &powers);
		Some(Self { powers, outcome, markets })
	}

	fn device<'a>(&'a self, problem: &Problem, row: usize) -> &'a [i32] {
		&self.powers[row * problem.slots..(row + 1) * problem.slots]
	}
}

/// Supply and demand of electricity: devices each by its sign, and the load nobody plans.
fn markets(problem: &Problem, powers: &[i32]) -> Vec<Market> {
	let mut markets = vec![Market::default(); problem.slots];
	let mut add = |slot: usize, watts: i64| {
		let market: &mut Market = &mut markets[slot];
		market.supply += watts.max(0);
		market.demand += (-watts).max(0);
	};
	for (slot, passive) in problem.electricity.passive_w.iter().enumerate() {
		add(slot, -passive);
	}
	for (device, powers) in problem.devices.iter().zip(powers.chunks(problem.slots)) {
		for (slot, power) in powers.iter().enumerate() {
			let side = if *power < 0 { &device.take } else { &device.give };
			let other = side.as_ref().map_or(0, |side| i64::from(side[slot].other_permille));
			add(
				slot,
				match device.carrier {
					Carrier::Electricity => i64::from(*power),
					Carrier::Heat => i64::from(power.unsigned_abs()) * other / 1_000,
				},
			);
		}
	}
	markets
}

/// Lets devices answer a price round after round. The first price answers what they do if nobody
/// says anything.
pub(super) fn run(
	problem: &Problem,
	published: &Prices,
	feedback: &Feedback,
	rounds: usize,
	solver: &dyn DispatchSolver,
) -> Run {
	let safe = problem.devices.iter().flat_map(|device| device.safe_w.clone()).collect();
	let mut history = History::default();
	let mut devices = Vec::new();
	let mut price = published.clone();
	let Some(mut round) = Round::of(problem, safe) else {
		return history.run(feedback.name(), Vec::new(), devices);
	};
	price = feedback.price(problem, published, &price, &round);
	for at in 0..rounds {
		// Best responses are powers the devices offered.
		let Some(next) = Round::of(problem, best_responses(problem, &price, solver)) else { break };
		round = next;
		history.add(problem, &round.outcome);
		let next = feedback.price(problem, published, &price, &round);
		if at + 1 == rounds {
			devices = results(problem, &round, &price, &next, solver);
		} else {
			price = next;
		}
	}
	let price_nano = price.to_file(problem.slot_s).electricity_nano;
	history.run(feedback.name(), price_nano, devices)
}

/// What each device expected, got, and could have got.
fn results(
	problem: &Problem,
	round: &Round,
	answered: &Prices,
	settled: &Prices,
	solver: &dyn DispatchSolver,
) -> Vec<DeviceResult> {
	let best = best_responses(problem, settled, solver);
	let result = |(row, best): (usize, &[i32])| {
		let device = &problem.devices[row];
		let powers = round.device(problem, row);
		let earned = income_q8(device, powers, settled);
		let most = income_q8(device, best, settled);
		DeviceResult {
			device: device.device,
			kind: device.kind,
			expected_nano: income_q8(device, powers, answered).div_euclid(256),
			earned_nano: earned.div_euclid(256),
			regret_nano: (most - earned).max(0).unsigned_abs().div_ceil(256),
		}
	};
	best.chunks(problem.slots).enumerate().map(result).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_clearing_price_is_the_ratio_price() {
		let at = |supply, demand| clearing_price(60_000, 300_000, Market { supply, demand });
		assert_eq!(at(0, 5), 300_000);
		assert_eq!(at(5, 0), 60_000);
		assert_eq!(at(5, 5), 180_000);
		assert_eq!(at(0, 0), 180_000);
		assert_eq!(at(2, 1), 140_000);
	}
}
