// SPDX-License-Identifier: Apache-2.0
//! `commonwatt-solver`: solves the dispatch of a community and submits what it found.
//!
//! One file per stage: `model` (a linear program from a problem) -> `solver` (clarabel, or HiGHS)
//! -> `repair` (whole W) and `duals` (prices in integers) -> `proposal` (the best of both, verified
//! as the chain does). `selfish` and `oscillate` are the experiment: what the same devices do if all
//! they know is a price. `daemon` takes part in the rounds of a chain. Floating point is used here
//! and nowhere else: the chain believes nothing of it.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod check;
pub mod command;
pub mod daemon;
pub mod duals;
pub mod lp;
pub mod model;
pub mod oscillate;
pub mod progress;
pub mod proposal;
pub mod repair;
pub mod report;
pub mod sample;
pub mod selfish;
pub mod solver;
