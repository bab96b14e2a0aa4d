// SPDX-License-Identifier: Apache-2.0
//! Rounds begin.

use super::*;

#[test]
fn start_round_takes_offers() {
	TestExt::planning(|| {
		start(World::get().slot + 1);
		let first_slot = World::get().slot + 1;
		let (community, round, slots) = (COMMUNITY, 0, SLOTS);
		assert_last(Event::RoundStarted { community, round, first_slot, slots });
		assert_eq!(super::round().phase, Phase::Offers);
	});
}

#[test]
fn start_round_fails_when_it_may_not() {
	TestExt::execute_with(|| {
		let begin = |who, community, slot| Dispatch::start_round(signed(who), community, slot);
		let next = World::get().slot + 1;
		assert_noop!(begin(OPERATOR, NO_COMMUNITY, next), Error::<Test>::CommunityNotFound);
		assert_noop!(begin(ALICE, COMMUNITY, next), Error::<Test>::NotOperator);
		assert_noop!(begin(OPERATOR, COMMUNITY, next), Error::<Test>::NoProgramme);
		plan_together();
		assert_noop!(begin(OPERATOR, COMMUNITY, next - 1), Error::<Test>::SlotIsFrozen);
		let far = next + 7 * 96;
		assert_noop!(begin(OPERATOR, COMMUNITY, far), Error::<Test>::SlotIsFrozen);
		assert_noop!(begin(OPERATOR, COMMUNITY, u32::MAX), Error::<Test>::SlotIsFrozen);
		let tariff = World::with(|world| world.tariffs.remove(&WARMTH).expect("it has one"));
		assert_noop!(begin(OPERATOR, COMMUNITY, next), Error::<Test>::NoTariff);
		World::with(|world| world.tariffs.insert(WARMTH, tariff));
		assert_ok!(begin(OPERATOR, COMMUNITY, next));
		assert_noop!(begin(OPERATOR, COMMUNITY, next), Error::<Test>::RoundRunning);
		assert_ok!(Dispatch::stop_programme(signed(OPERATOR), COMMUNITY));
		assert_noop!(begin(OPERATOR, COMMUNITY, next), Error::<Test>::NoProgramme);
	});
}

#[test]
fn a_day_of_the_past_is_planned_while_networks_prepare() {
	TestExt::planning(|| {
		World::with(|world| world.networks.values_mut().for_each(|open| *open = false));
		offer_all();
		start(TODAY);
		let (_, _, problem) = {
			run_until(Phase::Commit);
			Dispatch::load(COMMUNITY).expect("frozen")
		};
		let plan = solve(&problem);
		vote_on(&plan);
		assert_eq!(run_until(Phase::Enacted).enacted, Some(PlanSource::Best));
		let setpoints = Dispatch::setpoints(COMMUNITY, BATTERY);
		assert_eq!((setpoints.len(), setpoints[0].slot), (8, TODAY));
		// No round begins by itself.
		run_to(System::block_number() + 30);
		assert_eq!(round().number, 0);
		World::with(|world| world.networks.values_mut().for_each(|open| *open = true));
		settle(TODAY, &[(SUN_METER, 1_000)], 0);
		assert_eq!(delivery(SUN).slots, 1);
	});
}

#[test]
fn later_rounds_begin_by_themselves() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		run_to(System::block_number() + 30);
		assert_eq!(round().number, 0);
		// 16 blocks of 3 s are less than a slot: the round begins two slots ahead.
		World::with(|world| world.slot = first + 4 - 2);
		run_to(System::block_number() + 6);
		assert_eq!((round().number, round().first_slot), (1, first + 4));
		run_until(Phase::Enacted);
		// Nobody has solved it: the rest of the last plan goes on, with its contract.
		let setpoint = |slot| Dispatch::setpoint(COMMUNITY, BATTERY, slot).expect("planned");
		assert_eq!(setpoint(first + 3).round, 0);
		assert_eq!(setpoint(first + 4).round, 1);
		assert!(setpoint(first + 7).price.is_some() && setpoint(first + 8).price.is_none());
	});
}
