// SPDX-License-Identifier: Apache-2.0
//! What a plan means for single devices, computed here as the chain computes it.

use super::state::Frozen;
use crate::error::{Error, Result};
use dispatch_core::{bound, energy_of, node_prices_q8, price_nano, regrets_nano, Duals, Plan};
use energy_primitives::{Carrier, NanoPrice};

/// A device in a plan.
#[derive(Clone, Debug)]
pub struct DeviceView {
	/// Its number.
	pub device: u16,
	/// Its powers, in W.
	pub power_w: Vec<i32>,
	/// Its planned base quantities per slot.
	pub planned_base: Vec<i64>,
	/// What a planned base quantity earns in each slot by the contract, in nano-currency.
	pub price: Vec<NanoPrice>,
	/// How much better it could do alone at these prices, in nano-currency.
	pub regret_nano: u128,
}

/// All devices of a plan that is not enacted yet, with these duals.
pub fn devices(frozen: &Frozen, plan: &Plan, duals: &Duals) -> Result<Vec<DeviceView>> {
	let problem = &frozen.problem;
	let wrong = |error| Error::misfit("the prices of the round", format!("{error:?}"));
	let proven = bound(problem, duals).map_err(wrong)?;
	let regrets = regrets_nano(problem, plan, duals, &proven).map_err(wrong)?;
	let powers = plan.power_w.chunks_exact(problem.slots.max(1));
	let rows = problem.devices.iter().zip(powers).zip(regrets).enumerate();
	let view = |(row, ((device, powers), regret_nano)): (usize, ((&_, &[i32]), u128))| {
		let device: &dispatch_core::DeviceProblem = device;
		DeviceView {
			device: device.device,
			power_w: powers.to_vec(),
			planned_base: energy_of(powers, problem.slot_s, device.carrier),
			price: prices(frozen, duals, row, device.carrier),
			regret_nano,
		}
	};
	Ok(rows.map(view).collect())
}

/// The prices of a device's contract: the duals at its line, within the tariffs.
fn prices(frozen: &Frozen, duals: &Duals, row: usize, carrier: Carrier) -> Vec<NanoPrice> {
	let record = &frozen.record;
	let grid = match (carrier, &record.heat.0) {
		(Carrier::Heat, Some(heat)) => heat,
		_ => &record.electricity.0,
	};
	let values = node_prices_q8(&frozen.problem, duals, row, false);
	let tariffs = grid.sell_nano.iter().zip(&grid.buy_nano);
	values
		.into_iter()
		.zip(tariffs)
		.map(|(q8, (sell, buy))| {
			price_nano(q8, carrier, frozen.problem.slot_s, *sell.min(buy), *sell.max(buy))
		})
		.collect()
}
