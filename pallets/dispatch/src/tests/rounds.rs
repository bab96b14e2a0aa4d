// SPDX-License-Identifier: Apache-2.0
//! Phases by block number, and rounds in which little goes as planned.

use super::*;
use frame_support::weights::{Weight, WeightMeter};

#[test]
fn an_empty_round_ends_without_a_plan() {
	TestExt::planning(|| {
		start(World::get().slot + 1);
		run_until(Phase::Enacted);
		let reason = SkipReason::NoOffers;
		assert_happened(Event::RoundSkipped { community: COMMUNITY, round: 0, reason });
		assert_eq!(round().enacted, None);
		start(World::get().slot + 1);
		assert_eq!(round().number, 1);
	});
}

#[test]
fn a_round_whose_tariff_is_gone_ends() {
	TestExt::planning(|| {
		offer_all();
		start(World::get().slot + 1);
		World::with(|world| world.tariffs.clear());
		run_until(Phase::Enacted);
		let reason = SkipReason::NoTariff;
		assert_happened(Event::RoundSkipped { community: COMMUNITY, round: 0, reason });
	});
}

#[test]
fn without_solvers_the_safe_powers_hold_at_once() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		run_to(System::block_number() + 6);
		let round = round();
		assert_eq!((round.phase, round.enacted), (Phase::Enacted, Some(PlanSource::Fallback)));
		let setpoint = Dispatch::setpoint(COMMUNITY, PUMP, frozen.first_slot).expect("planned");
		assert_eq!((setpoint.power_w, setpoint.price), (problem.devices[2].safe_w[0], None));
		let plan = Dispatch::plan(COMMUNITY, 0).expect("enacted");
		assert_eq!(plan.certificate.cost_nano, frozen.fallback.cost_nano);
	});
}

#[test]
fn deadlines_hold_although_nobody_moved_the_round() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let bytes = promise(SOLVER, Some(&solve(&problem)), None);
		let ends = round().ends;
		// No polls while a migration runs.
		System::set_block_number(ends);
		let hash = [0; 32];
		let commit = |who| Dispatch::commit(signed(who), COMMUNITY, 0, hash, Some(0), None);
		assert_noop!(commit(RIVAL), Error::<Test>::WrongPhase);
		let reveal = Dispatch::reveal(signed(SOLVER), COMMUNITY, 0, SALT, bytes.clone());
		assert_eq!(reveal.expect_err("too early").error, Error::<Test>::WrongPhase.into());
		System::set_block_number(ends + 100);
		run_to(ends + 101);
		// Solvers have all of their time from then on.
		assert_eq!((round().phase, round().ends), (Phase::Reveal, ends + 105));
		show(SOLVER, bytes);
		run_until(Phase::Voting);
		System::set_block_number(round().ends);
		let veto = Dispatch::veto(signed(ALICE), COMMUNITY, 0, VetoReason::Other);
		assert_noop!(veto, Error::<Test>::WrongPhase);
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
	});
}

#[test]
fn a_plan_that_comes_late_holds_from_the_next_slot_on() {
	TestExt::planning(|| {
		voting_round();
		let first = round().first_slot;
		World::with(|world| world.slot = first + 2);
		run_until(Phase::Enacted);
		assert_eq!(Dispatch::setpoint(COMMUNITY, BATTERY, first + 2), None);
		assert!(Dispatch::setpoint(COMMUNITY, BATTERY, first + 3).is_some());
		assert_eq!(Dispatch::setpoints(COMMUNITY, BATTERY).len(), 5);
	});
}

#[test]
fn a_plan_that_comes_too_late_does_not_hold() {
	TestExt::planning(|| {
		voting_round();
		World::with(|world| world.slot += 20);
		run_until(Phase::Enacted);
		let reason = SkipReason::TooLate;
		assert_happened(Event::RoundSkipped { community: COMMUNITY, round: 0, reason });
		assert!(Dispatch::setpoints(COMMUNITY, BATTERY).is_empty());
		assert_eq!(World::get().rewards, 0);
	});
}

#[test]
fn a_full_block_puts_a_round_off_and_no_more() {
	TestExt::planning(|| {
		offer_all();
		start(World::get().slot + 1);
		for _ in 0..10 {
			let mut nothing = WeightMeter::with_limit(Weight::from_parts(50_000_000, 10_000));
			next_block(&mut nothing);
			assert!(nothing.consumed().all_lte(nothing.limit()));
		}
		assert_eq!(round().phase, Phase::Offers);
		run_to(System::block_number() + 1);
		assert_eq!(round().phase, Phase::Commit);
	});
}

#[test]
fn a_device_that_is_gone_or_sold_is_left_out() {
	TestExt::planning(|| {
		offer_all();
		World::with(|world| {
			world.meters.remove(&BATTERY_METER);
			world.meters.get_mut(&SUN_METER).expect("it exists").owner = STRANGER;
		});
		start(World::get().slot + 1);
		run_until(Phase::Commit);
		assert_eq!(Dispatch::frozen(COMMUNITY).expect("frozen").devices.to_vec(), vec![PUMP]);
	});
}

#[test]
fn an_offer_that_no_longer_fits_is_left_out() {
	TestExt::planning(|| {
		offer_all();
		let rules = dispatch_core::DispatchRules { horizon_slots: 12, ..short_rules() };
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		start(World::get().slot + 1);
		run_until(Phase::Enacted);
		let reason = SkipReason::NoOffers;
		assert_happened(Event::RoundSkipped { community: COMMUNITY, round: 0, reason });
	});
}
