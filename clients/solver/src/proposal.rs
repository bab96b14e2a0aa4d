// SPDX-License-Identifier: Apache-2.0
//! From a problem to what is proposed: solve, round, verify as the chain will, and never propose
//! anything worse than what happens without a proposal.

use crate::{
	duals::duals,
	lp::{DispatchSolver, Solution},
	model::{Backing, Model, Variant},
	progress::Teller,
	repair::{burning, parts_of, rest_in_turn, round, Rounded},
};
use dispatch_core::{
	bound, regrets_nano, verify, Certificate, Duals, Outcome, Plan, PlanError, Problem,
};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Where a plan comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
	/// From a solved program.
	Solved,
	/// What the chain does without a proposal.
	Fallback,
}

/// Why nothing can be proposed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProposeError {
	/// The problem's own fallback is no plan: the problem is broken.
	#[error("the fallback of this problem is no plan: {0:?}")]
	Fallback(PlanError),
}

/// A plan, its exact cost, and what is known about better ones.
#[derive(Clone, Debug)]
pub struct Proposal {
	/// Where the plan comes from.
	pub source: Source,
	/// The plan.
	pub plan: Plan,
	/// What follows from it, as the chain computes it.
	pub outcome: Outcome,
	/// The prices with the best bound; `None` where no program was solved.
	pub duals: Option<Duals>,
	/// Their bound, Q8, rounded down.
	pub bound_q8: Option<i128>,
	/// Regret of each device at these prices, in nano-currency, rounded up.
	pub regret_nano: Vec<u128>,
	/// Cost of the fallback, Q8.
	pub fallback_q8: i128,
	/// How it went.
	pub effort: Effort,
}

/// How a solution came about.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Effort {
	/// Whether every program was solved to the end.
	pub optimal: bool,
	/// Columns of the first program.
	pub columns: usize,
	/// Its rows.
	pub rows: usize,
	/// Its coefficients.
	pub nonzeros: usize,
	/// Programs solved.
	pub passes: u32,
	/// Steps of the solver in all of them.
	pub iterations: u32,
	/// Device-slots of the first solution that took and gave at once.
	pub burn_slots: usize,
	/// Devices that follow their safe powers, as no rounding was found.
	pub repaired_devices: usize,
	/// Time it took, in seconds.
	pub solve_s: f64,
}

impl Proposal {
	/// What is proven about the plan; `None` without a bound.
	pub fn certificate(&self) -> Option<Certificate> {
		Some(Certificate {
			cost_nano: nano_ceil(self.outcome.cost_q8),
			bound_nano: self.bound_q8?.div_euclid(256),
			regret_max_nano: self.regret_nano.iter().copied().max().unwrap_or(0),
		})
	}
}

/// Whole nano-currency of Q8, rounded up.
pub fn nano_ceil(q8: i128) -> i128 {
	-(-q8).div_euclid(256)
}

/// Solves a problem within `limit`, and returns the best it has by then.
pub fn propose(
	problem: &Problem,
	solver: &dyn DispatchSolver,
	limit: Duration,
	teller: &Teller,
) -> Result<Proposal, ProposeError> {
	let mut search = Search::begin(problem, solver, limit, teller)?;
	search.run();
	Ok(search.end())
}

/// The best so far.
struct Search<'a> {
	problem: &'a Problem,
	solver: &'a dyn DispatchSolver,
	teller: &'a Teller,
	begun: Instant,
	limit: Duration,
	best: Proposal,
}

impl<'a> Search<'a> {
	fn begin(
		problem: &'a Problem,
		solver: &'a dyn DispatchSolver,
		limit: Duration,
		teller: &'a Teller,
	) -> Result<Self, ProposeError> {
		let begun = Instant::now();
		let plan = dispatch_core::fallback(problem);
		let outcome = verify(problem, &plan).map_err(ProposeError::Fallback)?;
		let best = Proposal {
			source: Source::Fallback,
			plan,
			fallback_q8: outcome.cost_q8,
			outcome,
			duals: None,
			bound_q8: None,
			regret_nano: Vec::new(),
			effort: Effort { optimal: true, ..Effort::default() },
		};
		teller.problem(problem, best.fallback_q8);
		Ok(Self { problem, solver, teller, begun, limit, best })
	}

	fn run(&mut self) {
		let Some((model, solution)) = self.pass("the plan", &Variant::default()) else { return };
		self.price(&model, &solution);
		self.plan(&model, &solution);
		self.best.effort.burn_slots = burning(&model, &solution.x);
		if self.best.effort.burn_slots > 0 {
			self.run_in_turn();
		}
		if self.best.outcome.reserve_short_w_slots > 0 {
			self.run_backed();
		}
	}

	/// A plan is charged for reserve nobody can bear all day: who bears how much is chosen first, and
	/// then the powers for these shares in whole thousandths.
	fn run_backed(&mut self) {
		let chosen = Variant { backing: Backing::Chosen, ..Variant::default() };
		let Some((model, solution)) = self.pass("who carries reserve", &chosen) else { return };
		let parts = parts_of(&model.shares, self.problem.devices.len(), &solution.x);
		let fixed = Variant { backing: Backing::Fixed(parts.clone()), ..Variant::default() };
		if let Some((model, solution)) = self.pass("a plan with backed reserve", &fixed) {
			self.plan_with(&model, &solution, Some(parts));
		}
	}

	/// Prices below zero made stores take and give at once. A bound knows that they share the slot;
	/// a plan has them do it in turn.
	fn run_in_turn(&mut self) {
		let shared = Variant { share_time: true, ..Variant::default() };
		let Some((model, solution)) = self.pass("prices that know stores can't burn", &shared)
		else {
			return;
		};
		self.price(&model, &solution);
		self.plan(&model, &solution);
		let turns = Variant { rest: rest_in_turn(&model, &solution.x), ..Variant::default() };
		if let Some((model, solution)) = self.pass("a plan with stores in turn", &turns) {
			self.plan(&model, &solution);
		}
	}

	/// Solves one program in the time that is left.
	fn pass(&mut self, what: &str, variant: &Variant) -> Option<(Model, Solution)> {
		let left = self.limit.checked_sub(self.begun.elapsed())?;
		let model = Model::of(self.problem, variant);
		let size = model.program.size();
		self.teller.program(what, size);
		let effort = &mut self.best.effort;
		if effort.passes == 0 {
			(effort.columns, effort.rows, effort.nonzeros) = size;
		}
		effort.passes += 1;
		match self.solver.solve(&model.program, left) {
			Ok(solution) => {
				effort.optimal &= solution.optimal;
				effort.iterations += solution.iterations;
				self.teller.solved(&solution, self.begun.elapsed());
				Some((model, solution))
			}
			Err(error) => {
				effort.optimal = false;
				self.teller.say(&format!("  {error}"));
				None
			}
		}
	}

	/// Keeps the prices if their bound is better.
	fn price(&mut self, model: &Model, solution: &Solution) {
		let duals = duals(self.problem, model, solution);
		match bound(self.problem, &duals) {
			Ok(found) if self.best.bound_q8.is_none_or(|best| found.bound_q8 > best) => {
				self.best.bound_q8 = Some(found.bound_q8);
				self.best.duals = Some(duals);
			}
			Ok(_) => {}
			Err(error) => self.teller.say(&format!("  these prices are refused: {error:?}")),
		}
	}

	/// Keeps the plan if it is better.
	fn plan(&mut self, model: &Model, solution: &Solution) {
		self.plan_with(model, solution, None);
	}

	/// The same with given participation factors.
	fn plan_with(&mut self, model: &Model, solution: &Solution, parts: Option<Vec<u16>>) {
		let mut rounded = round(self.problem, model, &solution.x);
		if let Some(parts) = parts {
			rounded.plan.alpha_permille = parts;
		}
		let Some((plan, outcome, repaired)) = settle(self.problem, rounded) else {
			self.teller.say("  rounding found no plan");
			return;
		};
		if outcome.cost_q8 < self.best.outcome.cost_q8 {
			self.best.source = Source::Solved;
			self.best.plan = plan;
			self.best.outcome = outcome;
			self.best.effort.repaired_devices = repaired;
		}
	}

	fn end(mut self) -> Proposal {
		if let Some(duals) = &self.best.duals {
			let bound = bound(self.problem, duals).ok();
			let regrets = bound
				.and_then(|bound| regrets_nano(self.problem, &self.best.plan, duals, &bound).ok());
			self.best.regret_nano = regrets.unwrap_or_default();
		}
		self.best.effort.solve_s = self.begun.elapsed().as_secs_f64();
		self.teller.proposal(&self.best);
		self.best
	}
}

/// Verifies a rounded plan as the chain will; a device it refuses follows its safe powers. Returns
/// the plan and how many devices do.
fn settle(problem: &Problem, rounded: Rounded) -> Option<(Plan, Outcome, usize)> {
	let Rounded { mut plan, mut safe_rows } = rounded;
	for _ in 0..=problem.devices.len() {
		let row = match verify(problem, &plan) {
			Ok(outcome) => return Some((plan, outcome, safe_rows.len())),
			Err(PlanError::Power { row, .. } | PlanError::Store { row, .. }) => usize::from(row),
			Err(_) => return None,
		};
		if safe_rows.contains(&row) {
			return None;
		}
		safe_rows.push(row);
		let from = row * problem.slots;
		let powers = plan.power_w.get_mut(from..from + problem.slots)?;
		powers.copy_from_slice(problem.devices.get(row)?.safe_w.get(..problem.slots)?);
	}
	None
}
