// SPDX-License-Identifier: Apache-2.0
//! Plans hold, at once or after the vote, and solvers are paid.

use super::*;
use crate::{PlanPages, Plans, Timelines};

/// Only the roof offers: everybody knows its best plan.
fn roof_round() -> (Problem, Plan) {
	let blob = vec![(SUN, sun_offer())].try_into().expect("one fits");
	assert_ok!(Dispatch::offer(signed(BOB), COMMUNITY, blob, true));
	start(World::get().slot + 1);
	run_until(Phase::Commit);
	let (_, _, problem) = Dispatch::load(COMMUNITY).expect("frozen");
	let plan = Plan { power_w: vec![4_000; 8], alpha_permille: vec![0] };
	let bytes = promise(SOLVER, Some(&plan), Some(&duals(&problem, 0)));
	run_until(Phase::Reveal);
	show(SOLVER, bytes);
	run_until(Phase::Voting);
	(problem, plan)
}

#[test]
fn a_plan_that_is_proven_good_holds_at_once() {
	TestExt::planning(|| {
		roof_round();
		assert_eq!(round().certificate.expect("judged").gap_nano(), 0);
		run_to(System::block_number() + 1);
		assert_eq!((round().phase, round().enacted), (Phase::Voting, Some(PlanSource::Best)));
		assert_eq!(Dispatch::setpoints(COMMUNITY, SUN).len(), 8);
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
		let prices: Vec<_> =
			Dispatch::setpoints(COMMUNITY, SUN).iter().map(|setpoint| setpoint.price).collect();
		// The bound's prices: what selling brings.
		let (_, _, problem) = Dispatch::load(COMMUNITY).expect("frozen");
		let sell: Vec<_> =
			problem.electricity.sell_q8.iter().map(|q8| Some((q8 / 64) as i32)).collect();
		assert_eq!(prices, sell);
	});
}

#[test]
fn members_stop_a_plan_that_holds_already() {
	TestExt::planning(|| {
		roof_round();
		run_to(System::block_number() + 1);
		assert_eq!(round().enacted, Some(PlanSource::Best));
		let first = round().first_slot;
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(Dispatch::veto(signed(who), COMMUNITY, 0, VetoReason::Regret));
		}
		run_to(System::block_number() + 1);
		assert_eq!(round().enacted, Some(PlanSource::Fallback));
		assert_eq!(Plans::<Test>::get(COMMUNITY, 0).expect("held").source, PlanSource::Fallback);
		assert_eq!(Dispatch::setpoint(COMMUNITY, SUN, first).expect("planned").price, None);
	});
}

#[test]
fn the_solver_of_an_enacted_plan_is_paid_from_the_fund() {
	TestExt::planning(|| {
		let rules = dispatch_core::DispatchRules { reward_base_nano: 5_000, ..short_rules() };
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		let (problem, plan) = enacted_round();
		let frozen = Dispatch::frozen(COMMUNITY).expect("frozen");
		let advantage = frozen.fallback.cost_nano - cost_of(&problem, &plan);
		let expected = 5_000 + advantage / 10;
		assert_eq!(World::get().rewards, expected);
		let (community, round, who) = (COMMUNITY, 0, SOLVER);
		let amount = expected as u128;
		assert_happened(Event::SolverRewarded { community, round, who, amount });
	});
}

#[test]
fn a_reward_is_never_more_than_the_fund_holds() {
	TestExt::planning(|| {
		World::with(|world| {
			world.rest += world.fund - 100;
			world.fund = 100;
		});
		let rules = dispatch_core::DispatchRules {
			reward_base_nano: 5_000,
			regret_max_nano: 100_000_000_000,
			..short_rules()
		};
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		roof_round();
		run_until(Phase::Enacted);
		assert_eq!((World::get().rewards, World::get().fund), (100, 0));
	});
}

#[test]
fn a_currency_that_refuses_stops_no_plan() {
	TestExt::planning(|| {
		World::with(|world| world.frozen = true);
		enacted_round();
		assert_eq!(World::get().rewards, 0);
	});
}

#[test]
fn a_plan_is_written_in_pages_and_forgotten_when_another_covers_it() {
	TestExt::planning(|| {
		enacted_round();
		assert_eq!(PlanPages::<Test>::get((COMMUNITY, 0), 0).expect("written").len(), 3);
		// The next one covers all of it.
		offer_all();
		start(World::get().slot + 1);
		run_until(Phase::Enacted);
		run_to(System::block_number() + 1);
		assert!(Plans::<Test>::get(COMMUNITY, 0).is_none());
		assert!(PlanPages::<Test>::get((COMMUNITY, 0), 0).is_none());
		assert_eq!(Timelines::<Test>::get(COMMUNITY).len(), 1);
	});
}

#[test]
fn many_devices_fill_many_pages() {
	TestExt::planning(|| {
		let count = 70u32;
		for index in 0..count {
			let meter = meter(POWER, 400 + index);
			World::with(|world| {
				let of = MeterOf { account: meter, ..world.meters[&SUN_METER].clone() };
				world.meters.insert(meter, of);
				world.used.clear();
			});
			let limits = sun_limits();
			assert_ok!(Dispatch::register_device(signed(BOB), COMMUNITY, limits, meter, None));
		}
		let offers: Vec<_> = (3..3 + 64u16).map(|device| (device, sun_offer())).collect();
		let blob = offers.try_into().expect("64 fit");
		assert_ok!(Dispatch::offer(signed(BOB), COMMUNITY, blob, true));
		start(World::get().slot + 1);
		run_until(Phase::Enacted);
		let plan = Dispatch::plan(COMMUNITY, 0).expect("enacted");
		assert_eq!(plan.devices.len(), 64);
		assert_eq!(Dispatch::setpoints(COMMUNITY, 66).len(), 8);
		assert!(Dispatch::setpoints(COMMUNITY, 67).is_empty());
		// Fewer devices leave nothing behind.
		offer_all();
		start(World::get().slot + 1);
		run_until(Phase::Enacted);
	});
}
