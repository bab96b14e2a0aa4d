// SPDX-License-Identifier: Apache-2.0
//! Linear programs as solvers want them: columns with a cost and a box, rows with a range. Floating
//! point lives in this crate only; nothing here is trusted by anybody.

use std::time::Duration;

/// A column's number.
pub type Col = usize;

/// A row's number.
pub type RowId = usize;

/// A row: `lower <= sum of terms <= upper`. Equal where both are the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
	/// Least value; minus infinity where there is none.
	pub lower: f64,
	/// Greatest value; infinity where there is none.
	pub upper: f64,
	/// Column and coefficient, each column at most once.
	pub terms: Vec<(Col, f64)>,
}

/// Minimise `constant + cost * x` with every `x` in its box and every row in its range.
#[derive(Clone, Debug, Default)]
pub struct LinearProgram {
	/// What does not depend on any column.
	pub constant: f64,
	/// Cost per column.
	pub cost: Vec<f64>,
	/// Least value per column; minus infinity where there is none.
	pub lower: Vec<f64>,
	/// Greatest value per column; infinity where there is none.
	pub upper: Vec<f64>,
	/// The rows.
	pub rows: Vec<Row>,
}

/// What a solver found.
#[derive(Clone, Debug)]
pub struct Solution {
	/// Value of each column.
	pub x: Vec<f64>,
	/// What one more on the right side of each row would cost.
	pub y: Vec<f64>,
	/// Whether it is optimal within the solver's tolerance; otherwise the best so far.
	pub optimal: bool,
	/// Cost of `x` as the solver sees it.
	pub objective: f64,
	/// Steps it took.
	pub iterations: u32,
}

/// Why there is no solution.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SolveError {
	/// The solver says that no point fulfils all rows, or that the cost has no bound.
	#[error("the solver found no solution: {0}")]
	NoSolution(String),
	/// The solver refuses the program itself.
	#[error("the solver refuses the program: {0}")]
	Refused(String),
}

/// Told after each step of a solver: step, cost so far, bound so far.
pub type Watch = fn(u32, f64, f64);

/// A solver of linear programs.
pub trait DispatchSolver {
	/// Its name, as on the command line.
	fn name(&self) -> &'static str;
	/// Solves a program, or returns the best it has when `limit` is over.
	fn solve(&self, program: &LinearProgram, limit: Duration) -> Result<Solution, SolveError>;
}

impl LinearProgram {
	/// A new column.
	pub fn column(&mut self, cost: f64, lower: f64, upper: f64) -> Col {
		self.cost.push(cost);
		self.lower.push(lower);
		self.upper.push(upper);
		self.cost.len() - 1
	}

	/// A new row.
	pub fn row(&mut self, lower: f64, upper: f64, terms: Vec<(Col, f64)>) -> RowId {
		self.rows.push(Row { lower, upper, terms });
		self.rows.len() - 1
	}

	/// A new row with one value.
	pub fn equal(&mut self, value: f64, terms: Vec<(Col, f64)>) -> RowId {
		self.row(value, value, terms)
	}

	/// Columns, rows and coefficients.
	pub fn size(&self) -> (usize, usize, usize) {
		let terms = self.rows.iter().map(|row| row.terms.len()).sum();
		(self.cost.len(), self.rows.len(), terms)
	}
}
