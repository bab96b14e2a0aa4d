// SPDX-License-Identifier: Apache-2.0
//! From certificates to decisions: whether a plan needs anybody's consent, whether it replaces the
//! best one, and what its solver earns.

use crate::{
	certificate::Certificate,
	rules::DispatchRules,
	scale::{div_ceil, div_floor},
};

/// What is needed before a plan holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
	/// Nothing, but members may veto it.
	Automatic {
		/// Whether the whole veto window has to pass: its gap is above the rules' limit.
		wait: bool,
	},
	/// Members must endorse it: it could cost a device too much, or its claims are not covered.
	Endorsement,
	/// It costs more than what happens without any plan.
	Refused,
}

/// What is needed before the plan of this certificate holds, when doing nothing costs
/// `fallback_cost_nano` and devices would claim `claims_nano` of a fund of `fund_nano`.
pub fn accept(
	certificate: &Certificate,
	fallback_cost_nano: i128,
	claims_nano: u128,
	fund_nano: u128,
	rules: &DispatchRules,
) -> Verdict {
	if certificate.cost_nano > fallback_cost_nano {
		return Verdict::Refused;
	}
	let harmless = certificate.regret_max_nano <= u128::from(rules.regret_max_nano);
	if !harmless || claims_nano > fund_nano {
		return Verdict::Endorsement;
	}
	Verdict::Automatic { wait: certificate.gap_ppm() > u64::from(rules.gap_max_ppm) }
}

/// Whether a cost is enough below the best one to replace it: lower, and by at least this many
/// millionths of the best cost's distance from 0, rounded up in favour of the best.
pub fn improves(new_nano: i128, best_nano: i128, improvement_ppm: u32) -> bool {
	let base = i128::try_from(best_nano.unsigned_abs()).unwrap_or(i128::MAX);
	let needed = div_ceil(base.saturating_mul(i128::from(improvement_ppm)), 1_000_000).max(1);
	best_nano.checked_sub(needed).is_some_and(|limit| new_nano <= limit)
}

/// What the solver of an enacted plan earns, in nano-currency: the base and a share, rounded down,
/// of what it is better than the second (of other solvers, or the fallback), up to the limit.
pub fn reward(cost_nano: i128, second_nano: i128, rules: &DispatchRules) -> u64 {
	let advantage = second_nano.saturating_sub(cost_nano).max(0);
	let share = advantage.saturating_mul(i128::from(rules.reward_share_permille));
	let part = u64::try_from(div_floor(share, 1_000)).unwrap_or(u64::MAX);
	rules.reward_base_nano.saturating_add(part).min(rules.reward_max_nano)
}
