// SPDX-License-Identifier: Apache-2.0
//! What a person sees while a problem is solved, on standard error.

use crate::{
	lp::Solution,
	oscillate::Run,
	proposal::{Proposal, Source},
};
use dispatch_core::Problem;
use std::time::Duration;

/// Tells what happens, or keeps quiet.
#[derive(Clone, Copy, Debug)]
pub struct Teller {
	/// Whether anything is said.
	pub loud: bool,
}

/// Q8 nano-currency as EUR.
fn eur(q8: i128) -> f64 {
	q8 as f64 / 256e9
}

impl Teller {
	/// One line.
	pub fn say(&self, line: &str) {
		if self.loud {
			eprintln!("{line}");
		}
	}

	/// What is to be solved.
	pub fn problem(&self, problem: &Problem, fallback_q8: i128) {
		let heat = if problem.heat.is_some() { ", with heat" } else { "" };
		self.say(&format!(
			"{} devices, {} slots of {} s{heat}; without a plan it costs {:.4} EUR",
			problem.devices.len(),
			problem.slots,
			problem.slot_s,
			eur(fallback_q8)
		));
	}

	/// A program that is solved now.
	pub fn program(&self, what: &str, (columns, rows, terms): (usize, usize, usize)) {
		self.say(&format!("solving {what}: {columns} columns, {rows} rows, {terms} coefficients"));
	}

	/// What came of it.
	pub fn solved(&self, solution: &Solution, elapsed: Duration) {
		let how = if solution.optimal { "optimal" } else { "stopped before the end" };
		self.say(&format!(
			"  {how} after {} steps, {:.2} s: {:.4} EUR",
			solution.iterations,
			elapsed.as_secs_f64(),
			solution.objective
		));
	}

	/// What is proposed.
	pub fn proposal(&self, proposal: &Proposal) {
		let what = match proposal.source {
			Source::Solved => "the plan",
			Source::Fallback => "nothing better than the fallback found: it",
		};
		let proven = match proposal.certificate() {
			Some(proven) => format!(
				"no plan costs less than {:.4} EUR, gap {} ppm; worst regret {:.6} EUR",
				proven.bound_nano as f64 / 1e9,
				proven.gap_ppm(),
				proven.regret_max_nano as f64 / 1e9
			),
			None => "no bound".into(),
		};
		let cost = eur(proposal.outcome.cost_q8);
		self.say(&format!(
			"{what} costs {cost:.4} EUR; {proven}; {:.2} s",
			proposal.effort.solve_s
		));
	}

	/// One way to coordinate, and what came of it.
	pub fn run(&self, run: &Run) {
		let last = &run.last;
		let swing =
			last.oscillation_wh.map_or(String::new(), |wh| format!(", moves {wh} Wh a round"));
		self.say(&format!(
			"{}: peak {:.1} kW, ramp {:.1} kW, {} Wh over the transformer, {:.2} EUR{swing}",
			run.name,
			last.peak_w as f64 / 1e3,
			last.ramp_w as f64 / 1e3,
			last.overload_wh,
			last.cost_nano as f64 / 1e9
		));
	}
}
