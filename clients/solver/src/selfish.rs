// SPDX-License-Identifier: Apache-2.0
//! Each device alone: what it does, and what it earns, where all it knows is a price per slot.

use crate::{
	lp::DispatchSolver,
	model::{eur_of_q8, Model, Variant},
	repair::{burning, rest_in_turn, round_alone},
};
use dispatch_core::{DeviceProblem, Problem, SideSlot};
use energy_primitives::Carrier;
use std::time::Duration;

/// Far more than one device ever takes.
const LIMIT: Duration = Duration::from_secs(60);

/// A price per slot on both carriers, in nano-currency per W·slot, Q8.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Prices {
	/// Of electricity.
	pub electricity_q8: Vec<i64>,
	/// Of heat; zeros without a network.
	pub heat_q8: Vec<i64>,
}

impl Prices {
	/// The middle of what the grids ask and pay.
	pub fn middle(problem: &Problem) -> Self {
		let middle = |buy: &[i64], sell: &[i64]| -> Vec<i64> {
			buy.iter().zip(sell).map(|(buy, sell)| (buy + sell).div_euclid(2)).collect()
		};
		let heat = problem.heat.as_ref();
		Self {
			electricity_q8: middle(&problem.electricity.buy_q8, &problem.electricity.sell_q8),
			heat_q8: heat
				.map_or_else(|| vec![0; problem.slots], |heat| middle(&heat.buy_q8, &heat.sell_q8)),
		}
	}

	/// The prices on a device's own carrier and on the other one.
	fn of(&self, device: &DeviceProblem) -> (&[i64], &[i64]) {
		match device.carrier {
			Carrier::Electricity => (&self.electricity_q8, &self.heat_q8),
			Carrier::Heat => (&self.heat_q8, &self.electricity_q8),
		}
	}
}

/// What a device does if these prices are all it knows: its best powers in W. Where several do as
/// well it takes their middle, so devices crowd less than they might.
pub fn best_response(
	device: &DeviceProblem,
	prices: &Prices,
	solver: &dyn DispatchSolver,
) -> Vec<i32> {
	let (own, other) = prices.of(device);
	let eur = |prices: &[i64]| prices.iter().map(|price| eur_of_q8(*price)).collect::<Vec<_>>();
	let (own, other) = (eur(own), eur(other));
	let solve = |variant: &Variant| {
		let model = Model::alone(device, &own, &other, variant);
		let solution = solver.solve(&model.program, LIMIT).ok()?;
		Some((model, solution.x))
	};
	let earned = |powers: &Vec<i32>| income_q8(device, powers, prices);
	let mut best: Vec<Vec<i32>> = vec![device.safe_w.clone()];
	if let Some((model, x)) = solve(&Variant::default()) {
		best.extend(round_alone(device, &model, &x));
		if burning(&model, &x) > 0 {
			let shared = solve(&Variant { share_time: true, ..Variant::default() });
			let turns = shared.map(|(model, x)| rest_in_turn(&model, &x));
			let turned = turns.and_then(|rest| solve(&Variant { rest, ..Variant::default() }));
			best.extend(turned.and_then(|(model, x)| round_alone(device, &model, &x)));
		}
	}
	// Among equals the last, found by the solver.
	best.into_iter().max_by_key(earned).unwrap_or_default()
}

/// The best responses of all devices, one after the other.
pub fn best_responses(problem: &Problem, prices: &Prices, solver: &dyn DispatchSolver) -> Vec<i32> {
	problem.devices.iter().flat_map(|device| best_response(device, prices, solver)).collect()
}

/// What powers bring a device at these prices: its energy at the price, less what it asks for it,
/// plus what is left in its store. Nano-currency, Q8, rounded down.
pub fn income_q8(device: &DeviceProblem, powers: &[i32], prices: &Prices) -> i128 {
	let (own, other) = prices.of(device);
	let mut permille: i128 = 0;
	let mut level = device.store.as_ref().map_or(0, |store| i128::from(store.start));
	for (slot, power) in powers.iter().enumerate() {
		let slots = if *power < 0 { &device.take } else { &device.give };
		let side: SideSlot = slots.as_ref().map(|slots| slots[slot]).unwrap_or_default();
		let size = i128::from(power.unsigned_abs());
		let price = i128::from(own[slot]) * i128::from(*power);
		permille += 1_000 * (price - i128::from(side.cost_q8) * size);
		permille += i128::from(other[slot]) * i128::from(side.other_permille) * size;
		if let Some(store) = &device.store {
			level += size * i128::from(side.store_permille) - i128::from(store.drain[slot]);
		}
	}
	if let Some(store) = &device.store {
		permille += level * i128::from(store.end_value_q8);
	}
	permille.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		sample::Sample,
		solver::{solver, SolverName},
	};
	use dispatch_core::DeviceKind;

	fn device(kind: DeviceKind) -> DeviceProblem {
		let sample = Sample { devices: 20, slots: 8, ..Sample::default() };
		sample.problem().devices.into_iter().find(|device| device.kind == kind).unwrap()
	}

	fn prices(electricity_q8: [i64; 8]) -> Prices {
		Prices { electricity_q8: electricity_q8.to_vec(), heat_q8: vec![0; 8] }
	}

	#[test]
	fn a_battery_buys_low_and_sells_high() {
		let mut battery = device(DeviceKind::Battery);
		let most = battery.give.as_ref().unwrap()[0].most_w;
		battery.store.as_mut().unwrap().start = 0;
		battery.store.as_mut().unwrap().end_value_q8 = 0;
		let dear = 64 * 300_000;
		let prices = prices([64_000, 0, 64_000, dear, 64_000, 0, 64_000, dear]);
		let solver = solver(SolverName::Clarabel, None);
		let powers = best_response(&battery, &prices, &*solver);
		assert_eq!(powers[1], -most);
		assert_eq!(powers[5], -most);
		assert!(powers[3] > most * 9 / 10 && powers[7] > most * 9 / 10);
		assert!(income_q8(&battery, &powers, &prices) > 0);
	}

	#[test]
	fn the_sun_is_curtailed_below_zero() {
		let mut solar = device(DeviceKind::Photovoltaic);
		solar.give.as_mut().unwrap().iter_mut().for_each(|side| side.most_w = 700);
		let prices = prices([64_000, -64_000, 64_000, 64_000, 64_000, 64_000, 64_000, -64_000]);
		let solver = solver(SolverName::Clarabel, None);
		let powers = best_response(&solar, &prices, &*solver);
		assert_eq!(powers, [700, 0, 700, 700, 700, 700, 700, 0]);
	}

	#[test]
	fn a_battery_does_one_thing_at_a_time_below_zero() {
		let battery = device(DeviceKind::Battery);
		let prices = prices([-64 * 500_000; 8]);
		let solver = solver(SolverName::Clarabel, None);
		let powers = best_response(&battery, &prices, &*solver);
		let standing = income_q8(&battery, &[0; 8], &prices);
		assert!(income_q8(&battery, &powers, &prices) > standing);
	}
}
