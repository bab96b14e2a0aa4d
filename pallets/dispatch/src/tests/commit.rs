// SPDX-License-Identifier: Apache-2.0
//! Solvers commit to plans.

use super::*;
use crate::Queues;

fn commit(who: u64, cost: Option<i128>, bound: Option<i128>) -> sp_runtime::DispatchResult {
	Dispatch::commit(signed(who), COMMUNITY, 0, [who as u8; 32], cost, bound)
}

fn queue() -> Vec<u64> {
	Queues::<Test>::get(COMMUNITY).iter().map(|claim| claim.who).collect()
}

#[test]
fn commit_holds_a_deposit_and_sorts_claims() {
	TestExt::planning(|| {
		let (frozen, _) = frozen_round();
		let cost = frozen.fallback.cost_nano;
		assert_eq!(Dispatch::solver_deposit(COMMUNITY), Some(SOLVER_DEPOSIT));
		assert_ok!(commit(10, Some(cost), None));
		assert_ok!(commit(11, None, Some(cost - 2)));
		assert_ok!(commit(12, Some(cost - 1), None));
		assert_ok!(commit(13, None, Some(cost - 1)));
		assert_ok!(commit(14, Some(cost), Some(cost)));
		assert_ok!(commit(15, Some(cost), Some(cost)));
		assert_eq!(queue(), vec![12, 14, 15, 10, 13, 11]);
		assert_eq!(held(12), SOLVER_DEPOSIT);
		let (community, round, who) = (COMMUNITY, 0, 15);
		let claimed = Some(cost);
		assert_last(Event::Committed {
			community,
			round,
			who,
			claimed_cost: claimed,
			claimed_bound: claimed,
		});
	});
}

#[test]
fn commit_fails_when_it_may_not() {
	TestExt::planning(|| {
		assert_noop!(commit(10, Some(0), None), Error::<Test>::WrongPhase);
		offer_all();
		start(World::get().slot + 1);
		assert_noop!(commit(10, Some(0), None), Error::<Test>::WrongPhase);
		run_until(Phase::Commit);
		let other = Dispatch::commit(signed(10), COMMUNITY, 1, [0; 32], Some(0), None);
		assert_noop!(other, Error::<Test>::WrongPhase);
		assert_noop!(commit(10, None, None), Error::<Test>::NothingClaimed);
		let known = crate::BestDuals::<Test>::get(COMMUNITY).expect("it is frozen");
		let least = known.best_bound_nano;
		assert_noop!(commit(10, Some(least - 1), None), Error::<Test>::ClaimImpossible);
		let most = Dispatch::frozen(COMMUNITY).expect("frozen").fallback.cost_nano;
		assert_noop!(commit(10, None, Some(most + 1)), Error::<Test>::ClaimImpossible);
		assert_ok!(commit(10, Some(least), None));
		assert_noop!(commit(10, Some(least), None), Error::<Test>::AlreadyCommitted);
		let poor = commit(STRANGER, Some(most), None);
		assert_noop!(poor, sp_runtime::TokenError::FundsUnavailable);
	});
}

#[test]
fn a_full_queue_ejects_the_worst_claim() {
	TestExt::planning(|| {
		let (frozen, _) = frozen_round();
		let cost = frozen.fallback.cost_nano;
		for who in 10..18 {
			assert_ok!(commit(who, Some(cost - who as i128), None));
		}
		assert_eq!(queue(), (10..18).rev().collect::<Vec<_>>());
		assert_noop!(commit(18, Some(cost - 10), None), Error::<Test>::ClaimTooWeak);
		assert_ok!(commit(18, Some(cost - 11), None));
		assert_eq!(queue().len(), 8);
		assert!(!queue().contains(&10));
		assert_happened(Event::Ejected { community: COMMUNITY, round: 0, who: 10 });
		assert_eq!(held(10), 0);
		assert_eq!(Balances::free_balance(10), 1_000_000 - SOLVER_DEPOSIT / 2);
	});
}
