// SPDX-License-Identifier: Apache-2.0
//! Malicious, absent and copying solvers never stall or worsen a round, and never set prices.

use super::*;
use crate::{BestDuals, Leaders};

/// What the plan of the round costs in the end, and who set its prices.
fn result() -> (i128, PlanSource) {
	let round = run_until(Phase::Enacted);
	let plan = Dispatch::plan(COMMUNITY, round.number).expect("a plan holds");
	let frozen = Dispatch::frozen(COMMUNITY).expect("frozen");
	assert!(plan.certificate.cost_nano <= frozen.fallback.cost_nano, "worse than without");
	(plan.certificate.cost_nano, plan.source)
}

#[test]
fn a_copied_commitment_shows_nothing_under_another_account() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let plan = solve(&problem);
		let bytes = promise(SOLVER, Some(&plan), None);
		// The thief copies the hash, and later the bytes and the salt.
		let hash = crate::Queues::<Test>::get(COMMUNITY)[0].hash;
		let cost = cost_of(&problem, &plan);
		assert_ok!(Dispatch::commit(signed(RIVAL), COMMUNITY, 0, hash, Some(cost), None));
		run_until(Phase::Reveal);
		let stolen = Dispatch::reveal(signed(RIVAL), COMMUNITY, 0, SALT, bytes.clone());
		assert_eq!(stolen.expect_err("stolen").error, Error::<Test>::HashMismatch.into());
		show(SOLVER, bytes.clone());
		let stolen = Dispatch::reveal(signed(RIVAL), COMMUNITY, 0, SALT, bytes);
		assert_eq!(stolen.expect_err("stolen").error, Error::<Test>::HashMismatch.into());
		run_until(Phase::Voting);
		// It costs a tenth of the deposit.
		assert_eq!(Balances::free_balance(RIVAL), 1_000_000 - SOLVER_DEPOSIT / 10);
		assert_happened(Event::NotRevealed { community: COMMUNITY, round: 0, who: RIVAL });
		assert_eq!(Leaders::<Test>::get(COMMUNITY).map(|leader| leader.who), Some(SOLVER));
		assert_eq!(result(), (cost, PlanSource::Best));
	});
}

#[test]
fn absent_solvers_cost_a_round_nothing_but_their_own_deposits() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		let plan = solve(&problem);
		let bytes = promise(SOLVER, Some(&plan), None);
		for who in 10..17 {
			let cost = frozen.fallback.cost_nano;
			assert_ok!(Dispatch::commit(signed(who), COMMUNITY, 0, [9; 32], Some(cost), None));
		}
		run_until(Phase::Reveal);
		show(SOLVER, bytes);
		assert_eq!(result(), (cost_of(&problem, &plan), PlanSource::Best));
		for who in 10..17 {
			assert_eq!(Balances::free_balance(who), 1_000_000 - SOLVER_DEPOSIT / 10);
			assert_eq!(held(who), 0);
		}
	});
}

#[test]
fn eight_liars_can_buy_the_fallback_and_no_worse() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		promise(SOLVER, Some(&solve(&problem)), None);
		let known = BestDuals::<Test>::get(COMMUNITY).expect("frozen").best_bound_nano;
		let lie = reveal_bytes(Some(&dispatch_core::fallback(&problem)), None);
		for who in 10..18 {
			let hash = commitment_hash(COMMUNITY, 0, &who, &SALT, &lie);
			assert_ok!(Dispatch::commit(signed(who), COMMUNITY, 0, hash, Some(known), None));
		}
		run_until(Phase::Reveal);
		(10..18).for_each(|who| show(who, lie.clone()));
		assert_eq!(result(), (frozen.fallback.cost_nano, PlanSource::Fallback));
		// Each has paid with all of its deposit.
		for who in 10..18 {
			assert_eq!(Balances::free_balance(who), 1_000_000 - SOLVER_DEPOSIT);
		}
	});
}

#[test]
fn a_plan_worse_than_nothing_is_not_kept() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		let mut bad = dispatch_core::fallback(&problem);
		bad.power_w[8..16].fill(0);
		assert!(cost_of(&problem, &bad) > frozen.fallback.cost_nano);
		let bytes = promise(SOLVER, Some(&bad), None);
		run_until(Phase::Reveal);
		show(SOLVER, bytes);
		assert!(Leaders::<Test>::get(COMMUNITY).is_none());
		assert_eq!(result().1, PlanSource::Fallback);
	});
}

#[test]
fn prices_that_prove_less_are_not_taken_however_they_favour_somebody() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let plan = solve(&problem);
		// The solver owns the roof and would like energy to be worth a fortune.
		let mut greedy = duals(&problem, 500);
		greedy.electricity_q8.iter_mut().for_each(|price| *price *= 100);
		let bytes = promise(SOLVER, Some(&plan), Some(&greedy));
		run_until(Phase::Reveal);
		show(SOLVER, bytes);
		assert_eq!(BestDuals::<Test>::get(COMMUNITY).expect("there are").who, None);
		run_until(Phase::Enacted);
		for setpoint in Dispatch::setpoints(COMMUNITY, SUN) {
			let price = setpoint.price.expect("there is a contract");
			use energy_primitives::PlanMoney;
			let (sell, buy) = World::tariff(POWER, setpoint.slot).expect("there is one");
			assert_eq!(price, (sell + buy) / 2, "the public reference");
		}
	});
}

#[test]
fn among_prices_that_prove_the_same_the_nearest_to_the_reference_wins() {
	TestExt::planning(|| {
		// Only the pump, which has no choice that pays: many prices prove nearly the same.
		let rules = dispatch_core::DispatchRules { improvement_ppm: 1_000_000, ..short_rules() };
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		let (_, problem) = frozen_round();
		let (far, near) = (duals(&problem, 450), duals(&problem, 490));
		let shown =
			[(10, &far), (11, &near)].map(|(who, duals)| (who, promise(who, None, Some(duals))));
		run_until(Phase::Reveal);
		shown.into_iter().for_each(|(who, bytes)| show(who, bytes));
		// Nothing is nearer than the reference itself.
		let kept = BestDuals::<Test>::get(COMMUNITY).expect("there are");
		assert_eq!(kept.who, None);
		let best = [&far, &near].map(|duals| bound_of(&problem, duals)).into_iter().max();
		assert_eq!(kept.best_bound_nano, best.expect("two").max(kept.bound_nano));
	});
}
