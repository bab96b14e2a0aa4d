// SPDX-License-Identifier: Apache-2.0
//! From offers to a delivered plan, and what everybody has of it.

use super::*;

#[test]
fn a_plan_is_made_enacted_delivered_and_paid() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		assert_eq!(frozen.devices.to_vec(), vec![BATTERY, SUN, PUMP]);
		let plan = solve(&problem);
		let cost = cost_of(&problem, &plan);
		assert!(cost < frozen.fallback.cost_nano);
		let prices = duals(&problem, 500);
		let bytes = promise(SOLVER, Some(&plan), Some(&prices));
		run_until(Phase::Reveal);
		assert_eq!(held(SOLVER), SOLVER_DEPOSIT);
		show(SOLVER, bytes);
		assert_eq!(held(SOLVER), 0);
		let round = run_until(Phase::Enacted);
		assert_eq!(round.enacted, Some(PlanSource::Best));

		let record = Dispatch::plan(COMMUNITY, 0).expect("it is enacted");
		assert_eq!((record.source, record.solver), (PlanSource::Best, Some(SOLVER)));
		assert_eq!(record.certificate.cost_nano, cost);
		let setpoints = Dispatch::setpoints(COMMUNITY, BATTERY);
		let powers: Vec<i32> = setpoints.iter().map(|setpoint| setpoint.power_w).collect();
		assert_eq!(powers, plan.power_w[..8]);

		// Everybody does as planned.
		let first = frozen.first_slot;
		let energy: Vec<Vec<i64>> = (0..3)
			.map(|row| {
				let powers = &plan.power_w[row * 8..row * 8 + 8];
				dispatch_core::energy_of(powers, 900, energy_primitives::Carrier::Electricity)
			})
			.collect();
		let before = position(ALICES);
		for at in 0..8usize {
			let slot = first + at as u32;
			World::with(|world| world.slot = slot + 1);
			let meters = [BATTERY_METER, SUN_METER, PUMP_METER];
			let given: Vec<_> = meters
				.into_iter()
				.zip(&energy)
				.map(|(meter, energy)| (meter, energy[at]))
				.collect();
			settle_slot(POWER, slot, &given, 0);
			settle_slot(WARMTH, slot, &[], 1);
			run_to(System::block_number() + 1);
		}
		let battery = delivery(BATTERY);
		assert_eq!((battery.slots, battery.kept, battery.silent), (8, 8, 0));
		assert_eq!(battery.planned_base, energy[0].iter().sum::<i64>());
		assert_eq!((battery.penalty, battery.deviation_base), (0, 0));
		assert_happened(Event::PlanDelivered { community: COMMUNITY, round: 0 });

		end_period(POWER);
		let battery = delivery(BATTERY);
		assert_eq!(battery.open, 0);
		assert_eq!(position(ALICES) - before, battery.paid as i128 - battery.charged as i128,);
	});
}
