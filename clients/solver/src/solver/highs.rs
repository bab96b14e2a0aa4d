// SPDX-License-Identifier: Apache-2.0
//! HiGHS: a simplex solver in C++. Its plans and prices lie at corners.

use crate::lp::{DispatchSolver, LinearProgram, Solution, SolveError};
use highs::{HighsModelStatus, RowProblem, Sense};
use std::time::Duration;

/// The other solver.
#[derive(Clone, Copy, Debug, Default)]
pub struct Highs;

impl DispatchSolver for Highs {
	fn name(&self) -> &'static str {
		"highs"
	}

	fn solve(&self, program: &LinearProgram, limit: Duration) -> Result<Solution, SolveError> {
		let mut problem = RowProblem::default();
		let boxes = program.lower.iter().zip(&program.upper);
		let columns: Vec<_> = program
			.cost
			.iter()
			.zip(boxes)
			.map(|(cost, (lower, upper))| problem.add_column(*cost, *lower..=*upper))
			.collect();
		for row in &program.rows {
			let terms = row.terms.iter().map(|(col, value)| (columns[*col], *value));
			problem.add_row(row.lower..=row.upper, terms.collect::<Vec<_>>());
		}
		let mut model = problem
			.try_optimise(Sense::Minimise)
			.map_err(|status| SolveError::Refused(format!("{status:?}")))?;
		model.make_quiet();
		model.set_option("time_limit", limit.as_secs_f64());
		model.set_option("threads", 1);
		let solved =
			model.try_solve().map_err(|status| SolveError::NoSolution(format!("{status:?}")))?;
		let optimal = match solved.status() {
			HighsModelStatus::Optimal => true,
			HighsModelStatus::ReachedTimeLimit | HighsModelStatus::ReachedIterationLimit => false,
			other => return Err(SolveError::NoSolution(format!("{other:?}"))),
		};
		let found = solved.get_solution();
		let x = found.columns().to_vec();
		let objective = program.cost.iter().zip(&x).map(|(cost, x)| cost * x).sum::<f64>();
		Ok(Solution {
			x,
			y: found.dual_rows().to_vec(),
			optimal,
			objective: objective + program.constant,
			iterations: u32::try_from(solved.simplex_iteration_count()).unwrap_or(0),
		})
	}
}
