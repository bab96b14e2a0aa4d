// SPDX-License-Identifier: Apache-2.0
//! The solvers there are.

pub mod clarabel;
#[cfg(feature = "highs")]
pub mod highs;

use crate::lp::{DispatchSolver, Watch};

/// A solver by name. `HiGHS` needs the feature `highs`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, clap::ValueEnum)]
pub enum SolverName {
	/// Interior point, in Rust.
	#[default]
	Clarabel,
	/// Simplex, in C++.
	#[cfg(feature = "highs")]
	Highs,
}

/// The solver of this name, telling `watch` of its steps if it can.
pub fn solver(name: SolverName, watch: Option<Watch>) -> Box<dyn DispatchSolver> {
	match name {
		SolverName::Clarabel => Box::new(clarabel::Clarabel { watch }),
		#[cfg(feature = "highs")]
		SolverName::Highs => Box::new(highs::Highs),
	}
}
