// SPDX-License-Identifier: Apache-2.0
//! Clarabel: an interior-point solver in Rust. Its prices lie in the middle of all that are right.

use crate::lp::{DispatchSolver, LinearProgram, Solution, SolveError, Watch};
use clarabel::{
	algebra::CscMatrix,
	solver::{
		DefaultSettings, DefaultSettingsBuilder, DefaultSolver, IPSolver, SolverStatus,
		SupportedConeT::{NonnegativeConeT, ZeroConeT},
	},
};
use std::time::Duration;

/// The default solver.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clarabel {
	/// Told after each step.
	pub watch: Option<Watch>,
}

/// One side of a row or box as Clarabel wants it: `terms * sign <= bound * sign`.
struct Facet {
	terms: Vec<(usize, f64)>,
	bound: f64,
}

/// The program in Clarabel's form, and where each row went.
struct Form {
	/// Equal rows first, then those that are at most their bound.
	equal: Vec<Facet>,
	most: Vec<Facet>,
	/// Per row: its facets in `equal` (first) and `most` (as upper, as lower).
	found: Vec<Found>,
}

enum Found {
	Equal(usize),
	Range { upper: Option<usize>, lower: Option<usize> },
}

impl DispatchSolver for Clarabel {
	fn name(&self) -> &'static str {
		"clarabel"
	}

	fn solve(&self, program: &LinearProgram, limit: Duration) -> Result<Solution, SolveError> {
		let form = Form::of(program);
		let columns = program.cost.len();
		let (matrix, bounds) = form.matrix(columns);
		let cones = [ZeroConeT(form.equal.len()), NonnegativeConeT(form.most.len())];
		let quadratic = CscMatrix::<f64>::zeros((columns, columns));
		let settings = settings(limit)?;
		let mut solver =
			DefaultSolver::new(&quadratic, &program.cost, &matrix, &bounds, &cones, settings)
				.map_err(|error| SolveError::Refused(error.to_string()))?;
		if let Some(watch) = self.watch {
			solver.set_termination_callback(move |info| {
				watch(info.iterations, info.cost_primal, info.cost_dual);
				false
			});
		}
		solver.solve();
		let found = &solver.solution;
		let optimal = match found.status {
			SolverStatus::Solved => true,
			SolverStatus::AlmostSolved
			| SolverStatus::MaxIterations
			| SolverStatus::MaxTime
			| SolverStatus::NumericalError
			| SolverStatus::InsufficientProgress => false,
			other => return Err(SolveError::NoSolution(format!("{other:?}"))),
		};
		if !found.x.iter().chain(&found.z).all(|value| value.is_finite()) {
			return Err(SolveError::NoSolution("no finite point yet".into()));
		}
		Ok(Solution {
			x: found.x.clone(),
			y: form.prices(&found.z),
			optimal,
			objective: found.obj_val + program.constant,
			iterations: found.iterations,
		})
	}
}

fn settings(limit: Duration) -> Result<DefaultSettings<f64>, SolveError> {
	DefaultSettingsBuilder::default()
		.verbose(false)
		.max_threads(1)
		.time_limit(limit.as_secs_f64())
		.build()
		.map_err(|error| SolveError::Refused(error.to_string()))
}

impl Form {
	fn of(program: &LinearProgram) -> Self {
		let mut form = Self { equal: Vec::new(), most: Vec::new(), found: Vec::new() };
		for row in &program.rows {
			let found = form.add(row.lower, row.upper, &row.terms);
			form.found.push(found);
		}
		for (col, (lower, upper)) in program.lower.iter().zip(&program.upper).enumerate() {
			form.add(*lower, *upper, &[(col, 1.0)]);
		}
		form
	}

	fn add(&mut self, lower: f64, upper: f64, terms: &[(usize, f64)]) -> Found {
		if lower == upper {
			self.equal.push(Facet { terms: terms.to_vec(), bound: upper });
			return Found::Equal(self.equal.len() - 1);
		}
		let mut facet = |bound: f64, sign: f64| {
			bound.is_finite().then(|| {
				let terms = terms.iter().map(|(col, value)| (*col, value * sign)).collect();
				self.most.push(Facet { terms, bound: bound * sign });
				self.most.len() - 1
			})
		};
		Found::Range { upper: facet(upper, 1.0), lower: facet(lower, -1.0) }
	}

	fn matrix(&self, columns: usize) -> (CscMatrix<f64>, Vec<f64>) {
		let (mut rows, mut cols, mut values, mut bounds) = (vec![], vec![], vec![], vec![]);
		for (at, facet) in self.equal.iter().chain(&self.most).enumerate() {
			bounds.push(facet.bound);
			for (col, value) in &facet.terms {
				rows.push(at);
				cols.push(*col);
				values.push(*value);
			}
		}
		(CscMatrix::new_from_triplets(bounds.len(), columns, rows, cols, values), bounds)
	}

	/// Clarabel's multipliers say what a lower bound would cost: the other sign.
	fn prices(&self, z: &[f64]) -> Vec<f64> {
		let most = |at: &Option<usize>| {
			at.and_then(|at| z.get(self.equal.len() + at)).copied().unwrap_or(0.0)
		};
		let price = |found: &Found| match found {
			Found::Equal(at) => -z.get(*at).copied().unwrap_or(0.0),
			Found::Range { upper, lower } => most(lower) - most(upper),
		};
		self.found.iter().map(price).collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Two goods: `min -x - 2y`, `x + y <= 4`, `x - y = 1`, `0 <= x, y <= 3`: x = 2.5, y = 1.5.
	#[test]
	fn a_program_is_solved_with_its_prices() {
		let mut program = LinearProgram { constant: 1.0, ..Default::default() };
		let x = program.column(-1.0, 0.0, 3.0);
		let y = program.column(-2.0, 0.0, 3.0);
		program.row(f64::NEG_INFINITY, 4.0, vec![(x, 1.0), (y, 1.0)]);
		program.equal(1.0, vec![(x, 1.0), (y, -1.0)]);
		let found = Clarabel::default().solve(&program, Duration::from_secs(5)).unwrap();
		assert!(found.optimal);
		assert!((found.x[0] - 2.5).abs() < 1e-6 && (found.x[1] - 1.5).abs() < 1e-6);
		assert!((found.objective + 4.5).abs() < 1e-6);
		assert!((found.y[0] + 1.5).abs() < 1e-6, "one more of the sum brings 1.5");
		assert!((found.y[1] - 0.5).abs() < 1e-6, "one more of the difference costs 0.5");
	}

	#[test]
	fn a_program_without_a_point_is_told() {
		let mut program = LinearProgram::default();
		let x = program.column(1.0, 0.0, 1.0);
		program.row(2.0, f64::INFINITY, vec![(x, 1.0)]);
		let found = Clarabel::default().solve(&program, Duration::from_secs(5));
		assert!(matches!(found, Err(SolveError::NoSolution(_))));
	}
}
