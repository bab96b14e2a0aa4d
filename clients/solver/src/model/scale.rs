// SPDX-License-Identifier: Apache-2.0
//! Units: the integers of the chain in kW and EUR.

use dispatch_core::Problem;
use energy_primitives::Carrier;

/// W in kW.
pub fn kw(watt: impl Into<i64>) -> f64 {
	watt.into() as f64 / 1e3
}

/// Permille W·slot in kW·slot.
pub fn kw_slots(permille: i64) -> f64 {
	permille as f64 / 1e6
}

/// Nano-currency per W·slot, Q8, in EUR per kW·slot.
pub fn eur_of_q8(price_q8: i64) -> f64 {
	price_q8 as f64 / 256e6
}

/// What the rules' prices are in EUR per kW and slot.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
	/// kWh (or 1000 kJ) in a kW·slot: electricity, heat.
	per_slot: [f64; 2],
	/// Change against the last plan, per carrier.
	pub calm: [f64; 2],
	/// Flow beyond a capacity, per carrier.
	pub overload: [f64; 2],
	/// Missing reserve.
	pub short: f64,
}

impl Scale {
	/// The scale of a problem.
	pub fn of(problem: &Problem) -> Self {
		let seconds = f64::from(problem.slot_s);
		let per_slot = [seconds / 3_600.0, seconds / 1_000.0];
		let both = |nano: u32| per_slot.map(|units| f64::from(nano) * units / 1e6);
		Self {
			per_slot,
			calm: both(problem.rules.calm_nano),
			overload: both(problem.rules.overload_nano),
			short: both(problem.rules.reserve_short_nano)[0],
		}
	}

	/// Nano-currency per base quantity in EUR per kW·slot.
	pub fn eur(&self, nano: i64, carrier: Carrier) -> f64 {
		nano as f64 * self.per_slot[index(carrier)] / 1e6
	}
}

/// Where a carrier stands in arrays of both.
pub fn index(carrier: Carrier) -> usize {
	match carrier {
		Carrier::Electricity => 0,
		Carrier::Heat => 1,
	}
}
