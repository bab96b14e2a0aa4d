// SPDX-License-Identifier: Apache-2.0
//! What the verifier says of plans and duals, one question a line: for comparing it with another
//! computation of the same figures.

use dispatch_core::{
	bound::{bound, regrets_nano},
	verify, Duals, Outcome, Plan, Problem,
};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write};

/// A question: a plan, duals, or both.
#[derive(Debug, Deserialize)]
struct Question {
	plan: Option<Plan>,
	duals: Option<Duals>,
}

/// Its answer.
#[derive(Debug, Default, Serialize)]
struct Answer {
	/// What follows from the plan.
	outcome: Option<Outcome>,
	/// Why it is none.
	plan_error: Option<String>,
	/// What the duals prove.
	bound_q8: Option<i128>,
	/// The least of each device, in 1000 x 256ths.
	device_min: Vec<i128>,
	/// Why they can't be used.
	dual_error: Option<String>,
	/// How much better each device could do alone than in the plan, at these duals.
	regrets_nano: Option<Vec<u128>>,
}

impl Answer {
	fn to(problem: &Problem, question: &Question) -> Self {
		let mut answer = Self::default();
		match question.plan.as_ref().map(|plan| verify(problem, plan)) {
			Some(Ok(outcome)) => answer.outcome = Some(outcome),
			Some(Err(error)) => answer.plan_error = Some(format!("{error:?}")),
			None => {}
		}
		let Some(duals) = &question.duals else { return answer };
		match bound(problem, duals) {
			Ok(found) => {
				if let (Some(_), Some(plan)) = (&answer.outcome, &question.plan) {
					answer.regrets_nano = regrets_nano(problem, plan, duals, &found).ok();
				}
				answer.bound_q8 = Some(found.bound_q8);
				answer.device_min = found.device_min;
			}
			Err(error) => answer.dual_error = Some(format!("{error:?}")),
		}
		answer
	}
}

/// Answers every line of the input.
pub fn check(problem: &Problem, input: impl BufRead, mut out: impl Write) -> io::Result<()> {
	for line in input.lines() {
		let question = serde_json::from_str(&line?)?;
		serde_json::to_writer(&mut out, &Answer::to(problem, &question))?;
		out.write_all(b"\n")?;
	}
	Ok(())
}
