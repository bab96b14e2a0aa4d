// SPDX-License-Identifier: Apache-2.0
//! Members stop plans, and endorse them.

use super::*;

fn veto(who: u64) -> sp_runtime::DispatchResult {
	Dispatch::veto(signed(who), COMMUNITY, round().number, VetoReason::Peak)
}

fn endorse(who: u64) -> sp_runtime::DispatchResult {
	Dispatch::endorse(signed(who), COMMUNITY, round().number)
}

/// A round that members stop.
fn stopped_round(voters: [u64; 3]) {
	voting_round();
	voters.into_iter().for_each(|who| {
		assert_ok!(veto(who));
	});
	run_to(System::block_number() + 1);
	assert_eq!(round().phase, Phase::Enacted);
}

#[test]
fn three_of_six_stop_a_plan() {
	TestExt::planning(|| {
		voting_round();
		assert_eq!(round().votes_needed, 3);
		assert_ok!(veto(ALICE));
		let (community, round, who) = (COMMUNITY, 0, ALICE);
		assert_last(Event::Vetoed { community, round, who, reason: VetoReason::Peak });
		assert_ok!(veto(BOB));
		run_to(System::block_number() + 1);
		assert_eq!(super::round().phase, Phase::Voting);
		assert_ok!(veto(CAROL));
		run_to(System::block_number() + 1);
		assert_happened(Event::PlanStopped { community: COMMUNITY, round: 0 });
		assert_eq!(super::round().enacted, Some(PlanSource::Fallback));
		assert_eq!(World::get().rewards, 0);
	});
}

#[test]
fn two_do_not_stop_it() {
	TestExt::planning(|| {
		voting_round();
		assert_ok!(veto(ALICE));
		assert_ok!(veto(BOB));
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
	});
}

#[test]
fn veto_fails_when_it_may_not() {
	TestExt::planning(|| {
		offer_all();
		start(World::get().slot + 1);
		assert_noop!(veto(ALICE), Error::<Test>::WrongPhase);
		run_until(Phase::Commit);
		// Who joins after the freeze may not vote on it.
		World::with(|world| world.voters.insert(30, 6));
		let (_, _, problem) = Dispatch::load(COMMUNITY).expect("frozen");
		vote_on(&solve(&problem));
		let other = Dispatch::veto(signed(ALICE), COMMUNITY, 1, VetoReason::Other);
		assert_noop!(other, Error::<Test>::WrongPhase);
		assert_noop!(veto(STRANGER), Error::<Test>::NotVoter);
		assert_noop!(veto(30), Error::<Test>::NotVoter);
		World::with(|world| world.removed.insert(5));
		assert_noop!(veto(VOTERS[5]), Error::<Test>::NotVoter);
		assert_ok!(veto(ALICE));
		assert_noop!(veto(ALICE), Error::<Test>::AlreadyVoted);
		// Another account of the same voter is the same voter.
		World::with(|world| {
			let number = world.voters.remove(&ALICE).expect("she votes");
			world.voters.insert(31, number);
		});
		assert_noop!(veto(31), Error::<Test>::AlreadyVoted);
		let ends = round().ends;
		System::set_block_number(ends);
		assert_noop!(veto(BOB), Error::<Test>::WrongPhase);
	});
}

#[test]
fn a_member_vetoes_twice_a_week() {
	TestExt::planning(|| {
		for _ in 0..2 {
			voting_round();
			assert_ok!(veto(ALICE));
			run_until(Phase::Enacted);
		}
		voting_round();
		assert_noop!(veto(ALICE), Error::<Test>::TooManyVetoes);
		run_until(Phase::Enacted);
		World::with(|world| {
			world.slot += 672;
			world.used.clear();
		});
		voting_round();
		assert_ok!(veto(ALICE));
	});
}

#[test]
fn endorse_lets_a_plan_hold_that_could_hurt() {
	TestExt::planning(|| {
		let rules = dispatch_core::DispatchRules { regret_max_nano: 0, ..short_rules() };
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		voting_round();
		assert!(round().needs_endorsement);
		assert_ok!(endorse(ALICE));
		assert_last(Event::Endorsed { community: COMMUNITY, round: 0, who: ALICE });
		assert_noop!(endorse(ALICE), Error::<Test>::AlreadyVoted);
		assert_noop!(veto(ALICE), Error::<Test>::AlreadyVoted);
		assert_noop!(endorse(STRANGER), Error::<Test>::NotVoter);
		assert_ok!(endorse(BOB));
		assert_ok!(endorse(CAROL));
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
		assert_noop!(endorse(5), Error::<Test>::WrongPhase);

		// Without endorsement another does not hold.
		voting_round();
		assert_ok!(endorse(ALICE));
		assert_ok!(endorse(BOB));
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Fallback));
	});
}

#[test]
fn a_harmless_plan_needs_no_endorsement() {
	TestExt::planning(|| {
		voting_round();
		assert_noop!(endorse(ALICE), Error::<Test>::NothingToEndorse);
	});
}

#[test]
fn a_plan_whose_claims_nobody_covers_needs_endorsement() {
	TestExt::planning(|| {
		World::with(|world| {
			world.rest += world.fund;
			world.fund = 0;
		});
		let (_, problem) = frozen_round();
		crate::OpenClaims::<Test>::insert(COMMUNITY, 1);
		vote_on(&solve(&problem));
		crate::OpenClaims::<Test>::remove(COMMUNITY);
		assert!(round().needs_endorsement);
	});
}

#[test]
fn a_plan_that_only_keeps_limits_can_not_be_stopped() {
	TestExt::planning(|| {
		// The roof gives more than the line bears, if nobody curtails it.
		let mut grid = power_grid();
		grid.tree[1].up_max_w = 1_000;
		let operator = signed(OPERATOR);
		assert_ok!(Dispatch::set_programme(operator, COMMUNITY, grid, Some(heat_grid())));
		let (frozen, _) = {
			let (problem, plan) = voting_round();
			let frozen = Dispatch::frozen(COMMUNITY).expect("frozen");
			assert!(frozen.fallback.overload_w_slots > 0);
			assert!(
				dispatch_core::verify(&problem, &plan).expect("feasible").overload_w_slots
					< frozen.fallback.overload_w_slots
			);
			(frozen, plan)
		};
		assert!(round().emergency && frozen.round == 0);
		assert_noop!(veto(ALICE), Error::<Test>::Emergency);
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
	});
}

#[test]
fn after_two_stopped_rounds_in_a_day_the_next_plan_holds() {
	TestExt::planning(|| {
		stopped_round([ALICE, BOB, CAROL]);
		assert_eq!((round().enacted, World::get().reviews), (Some(PlanSource::Fallback), 0));

		let (_, problem) = frozen_round();
		let good = solve(&problem);
		let mut fair = good.clone();
		fair.power_w[8] -= 1_000;
		let shown = [(SOLVER, &good), (RIVAL, &fair)]
			.map(|(who, plan)| (who, promise(who, Some(plan), None)));
		run_until(Phase::Reveal);
		shown.into_iter().for_each(|(who, bytes)| show(who, bytes));
		run_until(Phase::Voting);
		[5, 6, 8].into_iter().for_each(|who| {
			assert_ok!(veto(who));
		});
		run_to(System::block_number() + 1);
		assert_eq!((round().enacted, World::get().reviews), (Some(PlanSource::Next), 1));
		let setpoints = Dispatch::setpoints(COMMUNITY, SUN);
		assert_eq!(setpoints[0].power_w, fair.power_w[8]);
		assert_eq!(Dispatch::plan(COMMUNITY, 1).expect("enacted").solver, Some(RIVAL));
	});
}

#[test]
fn stopped_rounds_days_apart_are_no_storm() {
	TestExt::planning(|| {
		stopped_round([ALICE, BOB, CAROL]);
		World::with(|world| world.slot += 97);
		stopped_round([5, 6, 8]);
		assert_eq!((round().enacted, World::get().reviews), (Some(PlanSource::Fallback), 0));
	});
}

#[test]
fn votes_are_free_within_the_quota() {
	use frame_support::dispatch::CheckIfFeeless;
	TestExt::planning(|| {
		voting_round();
		let call = RuntimeCall::Dispatch(crate::Call::veto {
			community: COMMUNITY,
			round: 0,
			reason: VetoReason::Other,
		});
		assert!(call.is_feeless(&signed(5)));
		assert!(!call.is_feeless(&signed(STRANGER)));
		let call = RuntimeCall::Dispatch(crate::Call::endorse { community: COMMUNITY, round: 0 });
		assert!(!call.is_feeless(&signed(5)));
	});
}
