// SPDX-License-Identifier: Apache-2.0
//! Everybody who does something. None of them goes back when the chain does.

pub mod bank;
pub mod certificates;
pub mod guarantor;
pub mod members;
pub mod meters;
pub mod operator;
pub mod referenda;
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
			actions.extend(members::act(model, rng));
		}
		if rng.chance(250) {
			actions.extend(voters::act(model, rng));
		}
		if rng.chance(220) {
			actions.extend(operator::act(meters, model, rng));
		}
		if rng.chance(60) {
			actions.extend(guarantor::act(model, rng));
		}
		if rng.chance(250) {
			actions.extend(bank::act(model, rng));
		}
		if rng.chance(120) {
			actions.extend(certificates::act(model, rng));
		}
		actions.extend(referenda::act(model, rng));
		actions.extend(solver::act(solvers, rng));
		actions.extend(root::act(rng));
		actions
	})
}
