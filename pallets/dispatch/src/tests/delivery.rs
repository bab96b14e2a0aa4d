// SPDX-License-Identifier: Apache-2.0
//! What devices delivered, slot by slot, against sums done by hand.

use super::*;
use energy_primitives::Carrier;

/// The planned energy and the contract's price of a device in a slot of the plan.
fn planned(device: u16, at: usize) -> (i64, i128) {
	let first = Dispatch::plan(COMMUNITY, 0).expect("enacted").first_slot;
	let of = |slot: usize| Dispatch::setpoint(COMMUNITY, device, first + slot as u32);
	let powers: Vec<i32> = (0..=at).map(|slot| of(slot).expect("it is planned").power_w).collect();
	let energy = dispatch_core::energy_of(&powers, 900, Carrier::Electricity);
	(energy[at], of(at).expect("it is planned").price.expect("there is a contract").into())
}

/// What the plan brings above the slot's own price.
fn leg((energy, price): (i64, i128)) -> i128 {
	let slot_price = if energy >= 0 { SELL } else { BUY };
	i128::from(energy) * (price - i128::from(slot_price))
}

#[test]
fn a_kept_plan_earns_or_owes_its_difference() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		let before = position(SUN_METER);
		let sun = planned(SUN, 0);
		settle(first, &[(SUN_METER, sun.0)], 0);
		let record = delivery(SUN);
		assert_eq!((record.slots, record.kept, record.planned_base), (1, 1, sun.0));
		assert_eq!(record.claimed as i128 - record.owed as i128, leg(sun));
		assert_eq!(position(SUN_METER), before - record.charged as i128);
		assert_eq!((record.charged, record.penalty), (record.owed, 0));
	});
}

#[test]
fn a_deviation_costs_the_penalty() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		let sun = planned(SUN, 0);
		let rules = short_rules();
		settle(first, &[(SUN_METER, sun.0 - 300)], 0);
		let tolerance = (sun.0 as u128 * u128::from(rules.tolerance_permille) / 1_000)
			.max(rules.tolerance_base.into());
		let record = delivery(SUN);
		assert_eq!(record.penalty, (300 - tolerance) * u128::from(rules.penalty_nano));
		assert_eq!(
			(record.kept, record.deviation_base, record.metered_base),
			(0, 300, sun.0 - 300)
		);
	});
}

#[test]
fn silence_earns_nothing_and_owes_everything() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		settle(first, &[], 0);
		let record = delivery(SUN);
		assert_eq!((record.silent, record.claimed, record.metered_base), (1, 0, 0));
		assert!(record.penalty > 0);
	});
}

#[test]
fn a_gap_is_no_delivery() {
	TestExt::planning(|| {
		enacted_round();
		let first = round().first_slot;
		let mut gap = row(SUN_METER, 1_000);
		gap.span = 2;
		use energy_primitives::Delivery;
		assert_eq!(Dispatch::page_swept(POWER, first, 0, &[gap], SELL, BUY), 0);
		settle(first, &[], 0);
		assert_eq!(delivery(SUN).silent, 1);
	});
}

#[test]
fn dues_come_from_the_account_then_the_deposit_then_lapse() {
	TestExt::planning(|| {
		assert_ok!(Dispatch::lock_deposit(signed(BOB), COMMUNITY, SUN, 30_000_000));
		enacted_round();
		World::spend_all_but(SUN_METER, 20_000_000);
		let first = round().first_slot;
		let fund = World::get().fund;
		settle(first, &[], 0);
		let record = delivery(SUN);
		assert_eq!(record.charged, 50_000_000);
		assert_eq!(record.dues_lapsed, record.owed + record.penalty - 50_000_000);
		assert_eq!(position(SUN_METER), 0);
		assert_eq!(crate::Devices::<Test>::get(COMMUNITY, SUN).expect("it is").deposit, 0);
		assert!(World::get().fund >= fund + 50_000_000);
	});
}

#[test]
fn a_fallback_has_no_contract() {
	TestExt::planning(|| {
		frozen_round();
		let first = run_until(Phase::Enacted).first_slot;
		let before = World::get();
		settle(first, &[(SUN_METER, 0), (BATTERY_METER, -1_000)], 0);
		let record = delivery(BATTERY);
		assert_eq!((record.slots, record.metered_base), (1, -1_000));
		assert_eq!((record.claimed, record.owed, record.penalty, record.short), (0, 0, 0, 0));
		assert_eq!(World::get().positions, before.positions);
	});
}

#[test]
fn a_slot_without_a_plan_is_none_of_ours() {
	TestExt::planning(|| {
		settle(TODAY, &[(BATTERY_METER, 100)], 50);
		assert_eq!(delivery(BATTERY), DeliveryRecord::default());
		assert_eq!(crate::Metered::<Test>::iter().count(), 0);
	});
}

#[test]
fn reserve_is_instructed_and_paid() {
	TestExt::planning(|| {
		let rules = dispatch_core::DispatchRules { reserve_w: 2_000, ..short_rules() };
		assert_ok!(Dispatch::set_rules(COMMUNITY, rules));
		let (_, problem) = frozen_round();
		let mut plan = solve(&problem);
		plan.alpha_permille = vec![1_000, 0, 0];
		vote_on(&plan);
		run_until(Phase::Enacted);
		let first = round().first_slot;
		let record = Dispatch::plan(COMMUNITY, 0).expect("enacted");
		assert_eq!(record.alpha_permille.to_vec(), vec![1_000, 0, 0]);
		let (battery, sun, pump) = (planned(BATTERY, 0), planned(SUN, 0), planned(PUMP, 0));
		// 200 Wh more are used than expected, and the battery makes up for them: the grid delivers
		// what was planned.
		let given = [(BATTERY_METER, battery.0 + 200), (SUN_METER, sun.0), (PUMP_METER, pump.0)];
		settle(first, &given, record.net_base[0]);
		let found = delivery(BATTERY);
		assert_eq!((found.kept, found.penalty, found.deviation_base), (1, 0, 0));
		let earned = leg(battery).max(0) as u128 + 200 * u128::from(rules.activation_nano);
		assert_eq!(found.claimed, earned);
		// In the next slot it does not: that is a deviation.
		let (battery, sun, pump) = (planned(BATTERY, 1), planned(SUN, 1), planned(PUMP, 1));
		let given = [(BATTERY_METER, battery.0), (SUN_METER, sun.0), (PUMP_METER, pump.0)];
		settle(first + 1, &given, record.net_base[1] + 200);
		assert_eq!(delivery(BATTERY).deviation_base, 200);
		// Nobody is asked for more than the reserve: 500 Wh.
		let (battery, sun, pump) = (planned(BATTERY, 2), planned(SUN, 2), planned(PUMP, 2));
		let given = [(BATTERY_METER, battery.0 + 500), (SUN_METER, sun.0), (PUMP_METER, pump.0)];
		settle(first + 2, &given, record.net_base[2] + 4_000);
		assert_eq!(delivery(BATTERY).deviation_base, 200);
	});
}

#[test]
fn weights_grow_with_planned_rows() {
	use energy_primitives::Delivery;
	TestExt::execute_with(|| {
		let (one, many) = (Dispatch::page_weight(1), Dispatch::page_weight(256));
		assert!(one.0 > 0 && many.0 > one.0);
		assert!(Dispatch::slot_weight().0 > 0);
	});
}
