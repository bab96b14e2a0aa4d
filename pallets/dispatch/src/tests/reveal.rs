// SPDX-License-Identifier: Apache-2.0
//! Solvers show what they have committed to.

use super::*;
use crate::{BestDuals, Leaders, Seconds};

fn reveal(who: u64, bytes: RevealBytes) -> Result<(), sp_runtime::DispatchError> {
	let result = Dispatch::reveal(signed(who), COMMUNITY, 0, SALT, bytes);
	result.map(|_| ()).map_err(|failed| failed.error)
}

/// Commits to bytes with any claim.
fn claim(who: u64, bytes: &RevealBytes, cost: Option<i128>, bound: Option<i128>) {
	let hash = commitment_hash(COMMUNITY, 0, &who, &SALT, bytes);
	assert_ok!(Dispatch::commit(signed(who), COMMUNITY, 0, hash, cost, bound));
}

/// Commits, shows, and is found out.
fn is_false(bytes: RevealBytes, cost: Option<i128>, bound: Option<i128>, fault: Fault) {
	claim(SOLVER, &bytes, cost, bound);
	run_until(Phase::Reveal);
	assert_ok!(reveal(SOLVER, bytes));
	let (community, round, who) = (COMMUNITY, 0, SOLVER);
	assert_last(Event::ClaimFalse { community, round, who, fault });
	assert_eq!(held(SOLVER), 0);
	assert_eq!(Balances::free_balance(SOLVER), 1_000_000 - SOLVER_DEPOSIT);
	assert!(Leaders::<Test>::get(COMMUNITY).is_none());
	let prices = BestDuals::<Test>::get(COMMUNITY).expect("they are the reference");
	assert_eq!(prices.who, None);
	// The round ends as if nobody had come.
	assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Fallback));
}

#[test]
fn reveal_fails_when_it_may_not() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let bytes = promise(SOLVER, Some(&solve(&problem)), None);
		assert_eq!(reveal(SOLVER, bytes.clone()), Err(Error::<Test>::WrongPhase.into()));
		run_until(Phase::Reveal);
		assert_eq!(reveal(RIVAL, bytes.clone()), Err(Error::<Test>::NotCommitted.into()));
		let mut other = bytes.clone();
		other[0] ^= 1;
		assert_storage_noop!(assert_eq!(
			reveal(SOLVER, other),
			Err(Error::<Test>::HashMismatch.into())
		));
		assert_ok!(reveal(SOLVER, bytes.clone()));
		assert_eq!(reveal(SOLVER, bytes), Err(Error::<Test>::NotCommitted.into()));
	});
}

#[test]
fn a_plan_that_costs_more_than_claimed_is_false() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let plan = solve(&problem);
		let cost = cost_of(&problem, &plan);
		is_false(reveal_bytes(Some(&plan), None), Some(cost - 1), None, Fault::Cost);
	});
}

#[test]
fn a_plan_nobody_can_follow_is_false() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let mut plan = solve(&problem);
		let cost = cost_of(&problem, &plan);
		plan.power_w[0] = 5_001;
		is_false(reveal_bytes(Some(&plan), None), Some(cost), None, Fault::Plan);
	});
}

#[test]
fn a_plan_of_another_shape_is_false() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let mut plan = solve(&problem);
		let cost = cost_of(&problem, &plan);
		plan.power_w.truncate(16);
		plan.alpha_permille.truncate(2);
		is_false(reveal_bytes(Some(&plan), None), Some(cost), None, Fault::Encoding);
	});
}

#[test]
fn bytes_of_nothing_are_false() {
	TestExt::planning(|| {
		let (frozen, _) = frozen_round();
		let bytes = vec![0xff; 100].try_into().expect("it fits");
		is_false(bytes, Some(frozen.fallback.cost_nano), None, Fault::Encoding);
	});
}

#[test]
fn a_plan_that_was_promised_and_is_not_there_is_false() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		let bytes = reveal_bytes(None, Some(&duals(&problem, 500)));
		is_false(bytes, Some(frozen.fallback.cost_nano), None, Fault::Encoding);
	});
}

#[test]
fn a_bound_below_its_claim_is_false() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let prices = duals(&problem, 400);
		let bound = bound_of(&problem, &prices);
		is_false(reveal_bytes(None, Some(&prices)), None, Some(bound + 1), Fault::Bound);
	});
}

#[test]
fn senseless_prices_are_false() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		let mut prices = duals(&problem, 400);
		prices.electricity_q8[3] = i64::MAX;
		let cost = frozen.fallback.cost_nano;
		is_false(reveal_bytes(None, Some(&prices)), None, Some(cost), Fault::Prices);
	});
}

#[test]
fn the_best_plan_leads_and_the_next_best_is_kept() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let good = solve(&problem);
		let mut fair = good.clone();
		fair.power_w[8] -= 1_000;
		let mut poor = good.clone();
		(poor.power_w[8], poor.power_w[9]) = (0, 0);
		let (good_cost, fair_cost) = (cost_of(&problem, &good), cost_of(&problem, &fair));
		assert!(good_cost < fair_cost && fair_cost < cost_of(&problem, &poor));
		let shown = [(10, &fair), (11, &poor), (12, &good)]
			.map(|(who, plan)| (who, promise(who, Some(plan), None)));
		run_until(Phase::Reveal);
		shown.into_iter().for_each(|(who, bytes)| show(who, bytes));
		let leader = Leaders::<Test>::get(COMMUNITY).expect("there is one");
		assert_eq!((leader.who, leader.cost_nano), (12, good_cost));
		let second = Seconds::<Test>::get(COMMUNITY).expect("there is one");
		assert_eq!((second.who, second.cost_nano), (10, fair_cost));
	});
}

#[test]
fn a_plan_that_is_hardly_better_does_not_replace_the_best() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let good = solve(&problem);
		let mut fair = good.clone();
		fair.power_w[8] -= 1;
		assert!(cost_of(&problem, &good) < cost_of(&problem, &fair));
		let (first, later) = (promise(10, Some(&fair), None), promise(11, Some(&good), None));
		run_until(Phase::Reveal);
		show(10, first);
		show(11, later);
		assert_eq!(Leaders::<Test>::get(COMMUNITY).map(|leader| leader.who), Some(10));
		assert_eq!(Seconds::<Test>::get(COMMUNITY).map(|second| second.who), Some(11));
	});
}

#[test]
fn prices_come_from_the_best_bound_whoever_has_the_plan() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let plan = solve(&problem);
		// The better bound of many.
		let bound = |permille| bound_of(&problem, &duals(&problem, permille));
		let best = (0..=1_000).step_by(50).max_by_key(|permille| bound(*permille));
		let best = best.expect("there are some");
		assert!(bound(best) > bound(500), "the reference is not the best");
		let prices = duals(&problem, best);
		let (one, other) = (promise(10, Some(&plan), None), promise(11, None, Some(&prices)));
		run_until(Phase::Reveal);
		show(10, one);
		show(11, other);
		let kept = BestDuals::<Test>::get(COMMUNITY).expect("there are some");
		assert_eq!((kept.who, kept.best_bound_nano), (Some(11), bound(best)));
		run_until(Phase::Enacted);
		let record = Dispatch::plan(COMMUNITY, 0).expect("enacted");
		assert_eq!(record.solver, Some(10));
		assert_eq!(record.certificate.bound_nano, bound(best));
	});
}
