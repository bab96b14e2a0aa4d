// SPDX-License-Identifier: Apache-2.0
//! Calls of operators about programmes and passive load, and bounds of rules.

use super::*;
use dispatch_core::{DispatchRules, RuleBounds};
use frame_support::BoundedVec;
use sp_runtime::DispatchError;

fn load(values: Vec<i32>) -> BoundedVec<i32, frame_support::traits::ConstU32<1_440>> {
	BoundedVec::try_from(values).expect("a day fits")
}

#[test]
fn set_programme_begins_and_changes_one() {
	TestExt::execute_with(|| {
		let operator = || signed(OPERATOR);
		assert_ok!(Dispatch::set_programme(operator(), COMMUNITY, power_grid(), None));
		assert_last(Event::ProgrammeSet { community: COMMUNITY });
		assert_ok!(Dispatch::set_programme(operator(), COMMUNITY, power_grid(), Some(heat_grid())));
		let programme = crate::Programmes::<Test>::get(COMMUNITY).expect("it was set");
		assert!(programme.running && programme.heat == Some(heat_grid()));
	});
}

#[test]
fn set_programme_fails_when_it_may_not() {
	TestExt::execute_with(|| {
		let set =
			|who, community, grid| Dispatch::set_programme(signed(who), community, grid, None);
		assert_noop!(set(OPERATOR, NO_COMMUNITY, power_grid()), Error::<Test>::CommunityNotFound);
		assert_noop!(set(ALICE, COMMUNITY, power_grid()), Error::<Test>::NotOperator);
		World::with(|world| {
			world.networks.remove(&POWER);
		});
		assert_noop!(set(OPERATOR, COMMUNITY, power_grid()), Error::<Test>::NetworkNotFound);
		World::with(|world| {
			world.networks.insert(POWER, true);
		});
		let mut grid = power_grid();
		grid.tree[1].parent = 1;
		assert_noop!(set(OPERATOR, COMMUNITY, grid), Error::<Test>::NoTree);
		assert_ok!(set(OPERATOR, OTHER, power_grid()));
		assert_ok!(set(OPERATOR, OTHER + 1, power_grid()));
		assert_noop!(set(OPERATOR, OTHER + 2, power_grid()), Error::<Test>::TooManyProgrammes);
		assert_ok!(Dispatch::stop_programme(signed(OPERATOR), OTHER));
		assert_ok!(set(OPERATOR, OTHER + 2, power_grid()));
	});
}

#[test]
fn stop_programme_returns_deposits_and_ends_the_round() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		promise(SOLVER, Some(&solve(&problem)), None);
		assert_eq!(held(SOLVER), SOLVER_DEPOSIT);
		assert_ok!(Dispatch::stop_programme(signed(OPERATOR), COMMUNITY));
		assert_eq!(held(SOLVER), 0);
		let reason = SkipReason::Stopped;
		assert_happened(Event::RoundSkipped { community: COMMUNITY, round: 0, reason });
		assert_last(Event::ProgrammeStopped { community: COMMUNITY });
		assert_eq!(Balances::free_balance(SOLVER), 1_000_000);
		let stop = |who, community| Dispatch::stop_programme(signed(who), community);
		assert_noop!(stop(OPERATOR, COMMUNITY), Error::<Test>::NoProgramme);
		assert_noop!(stop(OPERATOR, NO_COMMUNITY), Error::<Test>::CommunityNotFound);
		assert_noop!(stop(ALICE, COMMUNITY), Error::<Test>::NotOperator);
	});
}

#[test]
fn stop_programme_leaves_an_enacted_plan() {
	TestExt::planning(|| {
		enacted_round();
		assert_ok!(Dispatch::stop_programme(signed(OPERATOR), COMMUNITY));
		assert_eq!(Dispatch::setpoints(COMMUNITY, BATTERY).len(), 8);
	});
}

#[test]
fn declare_passive_holds_until_something_is_measured() {
	TestExt::execute_with(|| {
		let declare = |who, network, values: Vec<i32>| {
			Dispatch::declare_passive(signed(who), network, DayClass::Weekday, load(values))
		};
		let other = NetworkId { community: NO_COMMUNITY, ..POWER };
		assert_noop!(declare(OPERATOR, other, vec![0; 96]), Error::<Test>::CommunityNotFound);
		assert_noop!(declare(ALICE, POWER, vec![0; 96]), Error::<Test>::NotOperator);
		assert_noop!(declare(OPERATOR, POWER, vec![0; 95]), Error::<Test>::WrongLength);
		assert_ok!(declare(OPERATOR, POWER, vec![-1_500; 96]));
		assert_last(Event::PassiveDeclared { network: POWER, day: DayClass::Weekday });
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 5), -1_500);
		// Saturday.
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 5 * 96), 0);
		World::with(|world| {
			world.networks.remove(&POWER);
		});
		assert_noop!(declare(OPERATOR, POWER, vec![0; 96]), Error::<Test>::NetworkNotFound);
	});
}

#[test]
fn declare_passive_fails_when_everything_was_measured() {
	TestExt::planning(|| {
		let declare = || {
			let day = load(vec![700; 96]);
			Dispatch::declare_passive(signed(OPERATOR), POWER, DayClass::Weekday, day)
		};
		for slot in TODAY..TODAY + 96 {
			settle(slot, &[], 500);
		}
		assert_noop!(declare(), Error::<Test>::AlreadyMeasured);
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 96), 2_000);
	});
}

#[test]
fn passive_load_is_the_mean_of_like_days_without_devices() {
	TestExt::planning(|| {
		// The battery gave 300 Wh, so 1 300 Wh were used: 5 200 W.
		settle(TODAY + 1, &[(BATTERY_METER, 300)], 1_000);
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 96 + 1), 5_200);
		// The next like day: 401 Wh; mean 3 402 W.
		settle(TODAY + 96 + 1, &[], 401);
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 1), 3_402);
		// Weekends have their own.
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 5 * 96 + 1), 0);
		// Silence is no measurement.
		settle(TODAY + 2 * 96 + 1, &[], 0);
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 1), 3_402);
		// Only the last seven count.
		(0..7u32).for_each(|_| settle(TODAY + 1, &[], 100));
		assert_eq!(Dispatch::passive_w(POWER, TODAY + 1), 400);
	});
}

#[test]
fn set_bounds_clamps_rules_at_once() {
	TestExt::execute_with(|| {
		let mut bounds = RuleBounds::default();
		bounds.most.peak_nano_per_w = 50_000;
		let set = |bounds| Dispatch::set_bounds(RuntimeOrigin::root(), bounds);
		assert_noop!(Dispatch::set_bounds(signed(OPERATOR), bounds), DispatchError::BadOrigin);
		assert_ok!(Dispatch::set_rules(COMMUNITY, DispatchRules::default()));
		assert_ok!(set(bounds));
		assert_last(Event::BoundsSet);
		assert_eq!(Dispatch::rules(COMMUNITY).peak_nano_per_w, 50_000);
		let rules = DispatchRules::default();
		assert_noop!(Dispatch::check_rules(&rules), Error::<Test>::OutOfBounds);
		assert_noop!(Dispatch::set_rules(COMMUNITY, rules), Error::<Test>::OutOfBounds);
		let senseless = RuleBounds { least: bounds.most, most: bounds.least };
		assert_noop!(set(senseless), Error::<Test>::SenselessBounds);
	});
}
