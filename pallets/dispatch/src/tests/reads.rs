// SPDX-License-Identifier: Apache-2.0
//! What gateways and solvers ask.

use super::*;

#[test]
fn setpoints_say_what_holds_when() {
	TestExt::planning(|| {
		let (_, plan) = enacted_round();
		let first = round().first_slot;
		let setpoint = |device, slot| Dispatch::setpoint(COMMUNITY, device, slot);
		for (device, slot, expected) in
			[(BATTERY, 0, plan.power_w[0]), (SUN, 5, plan.power_w[13]), (PUMP, 7, plan.power_w[23])]
		{
			let found = setpoint(device, first + slot).expect("it is planned");
			assert_eq!((found.power_w, found.round, found.slot), (expected, 0, first + slot));
			assert!(found.price.is_some());
		}
		assert_eq!(setpoint(BATTERY, first - 1), None);
		assert_eq!(setpoint(BATTERY, first + 8), None);
		assert_eq!(setpoint(9, first), None);
		assert_eq!(Dispatch::round_of(COMMUNITY, first + 7), Some(0));
		assert_eq!(Dispatch::round_of(COMMUNITY, first + 8), None);
		// From the slot that runs on.
		World::with(|world| world.slot = first + 3);
		let left = Dispatch::setpoints(COMMUNITY, PUMP);
		assert_eq!((left.len(), left[0].slot), (5, first + 3));
	});
}

#[test]
fn a_solver_builds_the_chains_problem_from_what_it_reads() {
	TestExt::planning(|| {
		let (frozen, problem) = frozen_round();
		let rows = Dispatch::frozen_page(COMMUNITY, 0).expect("there is one");
		assert!(Dispatch::frozen_page(COMMUNITY, 1).is_none());
		let inputs: Vec<_> = rows
			.iter()
			.map(|row| dispatch_core::DeviceInput {
				device: row.device,
				limits: &row.limits,
				offer: Some(&row.offer),
				last_w: row.last_w.as_ref().map(|last| last.to_vec()),
			})
			.collect();
		let grid = |grid: &crate::FrozenGrid| dispatch_core::GridInput {
			tree: grid.tree.to_vec(),
			contract: grid.contract,
			buy_nano: grid.buy_nano.to_vec(),
			sell_nano: grid.sell_nano.to_vec(),
			passive_w: grid.passive_w.to_vec(),
		};
		let heat = frozen.heat.as_ref().map(grid);
		let slots = usize::from(frozen.slots);
		let power = grid(&frozen.electricity);
		let built = dispatch_core::build(900, slots, &frozen.rules, &power, heat.as_ref(), &inputs);
		assert_eq!(built.expect("it is sound"), problem);
	});
}

#[test]
fn nothing_is_read_where_nothing_is() {
	TestExt::execute_with(|| {
		assert_eq!(Dispatch::round(COMMUNITY), None);
		assert_eq!(Dispatch::frozen(COMMUNITY), None);
		assert_eq!(Dispatch::plan(COMMUNITY, 0), None);
		assert_eq!(Dispatch::delivery(COMMUNITY, 0), None);
		assert_eq!(Dispatch::solver_deposit(COMMUNITY), None);
		assert!(Dispatch::setpoints(COMMUNITY, 0).is_empty());
		assert_eq!(Dispatch::dispatch_rules(COMMUNITY), dispatch_core::DispatchRules::default());
	});
}
