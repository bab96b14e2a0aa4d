// SPDX-License-Identifier: Apache-2.0
//! Everybody who does something. None of them goes back when the chain does.

pub mod bank;
pub mod guarantor;
pub mod members;
pub mod meters;
pub mod operator;
pub mod relays;
pub mod root;
pub mod solver;
pub mod validators;
pub mod voters;

use crate::run::{Action, Run};

/// What people do in this block.
pub fn act(run: &mut Run) -> Vec<Action> {
	let Run { rng, chain, model, solvers, meters, .. } = run;
	chain.look(|| {
		let mut actions = Vec::new();
		if rng.chance(350) {
			actions.extend(members::act(rng));
		}
		if rng.chance(250) {
			actions.extend(voters::act(model, rng));
		}
		if rng.chance(150) {
			actions.extend(operator::act(meters, rng));
		}
		if rng.chance(60) {
			actions.extend(guarantor::act(model, rng));
		}
		if rng.chance(250) {
			actions.extend(bank::act(model, rng));
		}
		actions.extend(solver::act(solvers, rng));
		actions.extend(root::act(rng));
		actions
	})
}
