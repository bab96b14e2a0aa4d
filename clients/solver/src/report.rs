// SPDX-License-Identifier: Apache-2.0
//! A proposal as a file.

use crate::{
	oscillate::over_transformer,
	proposal::{nano_ceil, Effort, Proposal, Source},
};
use dispatch_core::{verify, Certificate, Duals, Outcome, Plan, Problem};
use energy_primitives::Carrier;
use serde::Serialize;

/// Everything about a solved problem.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
	/// Where the plan comes from.
	pub source: Source,
	/// Which solver.
	pub solver: &'static str,
	/// The plan.
	pub plan: Plan,
	/// The prices.
	pub duals: Option<Duals>,
	/// What follows from the plan.
	pub outcome: Outcome,
	/// What is proven; `None` without prices.
	pub certificate: Option<Certificate>,
	/// Millionths of the cost between plan and bound.
	pub gap_ppm: Option<u64>,
	/// Cost of doing nothing, in nano-currency.
	pub fallback_cost_nano: i128,
	/// How many ways the plan breaks the offers: 0, or it would not be here.
	pub violations: u32,
	/// Regret per device, in nano-currency.
	pub regret_nano: Vec<u128>,
	/// Price at the transformer per slot, in nano-currency per Wh.
	pub price_electricity_nano: Vec<i64>,
	/// The same of heat, per kJ.
	pub price_heat_nano: Vec<i64>,
	/// Electricity beyond the transformer's capacity, in Wh.
	pub overload_wh: i128,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Greatest change from slot to slot, in W.
	pub ramp_w: i64,
	/// How it went.
	#[serde(flatten)]
	pub effort: Effort,
}

impl Report {
	/// The report of a proposal.
	pub fn of(problem: &Problem, proposal: Proposal, solver: &'static str) -> Self {
		let certificate = proposal.certificate();
		let duals = proposal.duals.as_ref();
		let nano = |prices: Option<&Vec<i64>>, carrier: Carrier| {
			let prices = prices.map(Vec::as_slice).unwrap_or_default();
			let price = |price: &i64| crate::oscillate::nano_of(*price, carrier, problem.slot_s);
			prices.iter().map(price).collect()
		};
		let outcome = proposal.outcome;
		let over = over_transformer(problem, &outcome.net_w);
		Self {
			source: proposal.source,
			solver,
			certificate,
			gap_ppm: certificate.map(|certificate| certificate.gap_ppm()),
			fallback_cost_nano: nano_ceil(proposal.fallback_q8),
			violations: u32::from(verify(problem, &proposal.plan).as_ref() != Ok(&outcome)),
			regret_nano: proposal.regret_nano,
			price_electricity_nano: nano(
				duals.map(|duals| &duals.electricity_q8),
				Carrier::Electricity,
			),
			price_heat_nano: nano(duals.map(|duals| &duals.heat_q8), Carrier::Heat),
			overload_wh: over * i128::from(problem.slot_s) / 3_600,
			peak_w: outcome.peak_w,
			ramp_w: outcome.ramp_w,
			plan: proposal.plan,
			duals: proposal.duals,
			outcome,
			effort: proposal.effort,
		}
	}
}
