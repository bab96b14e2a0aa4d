// SPDX-License-Identifier: Apache-2.0
//! The shape of the exchange with the grid: peak and ramp.

use super::{grid::Exchange, scale::kw, Model};
use dispatch_core::Problem;

impl Model {
	/// Adds peak and ramp.
	pub(super) fn add_shape(&mut self, problem: &Problem, exchange: &Exchange) {
		let rules = &problem.rules;
		// Nano-currency per W are millionths of a EUR per kW.
		let peak = self.program.column(f64::from(rules.peak_nano_per_w) / 1e6, 0.0, f64::INFINITY);
		for import in &exchange.import {
			let terms = vec![(*import, 1.0), (peak, -1.0)];
			self.peak.push(self.program.row(f64::NEG_INFINITY, 0.0, terms));
		}
		let cost = f64::from(rules.ramp_nano_per_w) / 1e6;
		let limit = kw(rules.ramp_limit_w);
		for slot in 1..exchange.import.len() {
			let rise = self.program.column(cost, 0.0, f64::INFINITY);
			let fall = self.program.column(cost, 0.0, f64::INFINITY);
			let terms = vec![
				(exchange.import[slot], 1.0),
				(exchange.export[slot], -1.0),
				(exchange.import[slot - 1], -1.0),
				(exchange.export[slot - 1], 1.0),
				(rise, -1.0),
				(fall, 1.0),
			];
			self.ramp.push(self.program.row(-limit, limit, terms));
		}
	}
}
