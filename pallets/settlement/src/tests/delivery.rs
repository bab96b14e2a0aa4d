// SPDX-License-Identifier: Apache-2.0
//! What dispatch is told of a slot, when, and what that weighs.

use super::*;
use crate::{mock::*, WeightInfo};
use energy_primitives::{RowClass, SlotSum, PAGE_ROWS};
use frame_support::{assert_ok, weights::Weight};
use settlement_core::Cycle;

fn weight_of_push() -> Weight {
	System::set_block_number(System::block_number() + 1);
	let done = Settlement::push(stranger(), POWER).expect("something to do");
	done.actual_weight.expect("known")
}

/// Three pages, the middle one without readings, and a device whose meter counts in no balance.
fn read(slot: u32) {
	World::set_current(slot + 1);
	World::read(POWER, slot, 0, vec![energy(0, 400, 0), energy(3, 0, 900)]);
	let device = energy_primitives::RowEnergy { class: RowClass::Sub, ..energy(7, 5, 0) };
	World::read(POWER, slot, 2, vec![energy(1, 100, 50), device]);
	World::complete(POWER, slot, 30, 0);
}

#[test]
fn dispatch_is_told_of_pages_then_the_slot_then_the_period() {
	TestExt::open(600).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(2)));
		read(FIRST);
		next_block();
		read(FIRST + 1);
		next_block();
		let told = Dispatch::told();
		let of = |slot: u32| {
			let clearing = Settlement::slot_record(POWER, slot).expect("settled").header.clearing;
			let prices = (clearing.sell_price, clearing.buy_price);
			let sum = SlotSum {
				export: 500,
				import: 950,
				grid_net: 480,
				measured: true,
				sell_price: prices.0,
				buy_price: prices.1,
			};
			[
				Told::Page(POWER, slot, 0, (2, 400, 900), prices),
				Told::Page(POWER, slot, 2, (2, 105, 50), prices),
				Told::Slot(POWER, slot, sum),
			]
		};
		let mut expected = [of(FIRST), of(FIRST + 1)].concat();
		expected.push(Told::Period(POWER));
		assert_eq!(told, expected);
	});
}

#[test]
fn a_slot_without_a_feeder_is_told_as_not_measured() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		read_one(FIRST);
		World::complete_without_feeder(POWER, FIRST);
		next_block();
		let slot = Dispatch::told().into_iter().find_map(|told| match told {
			Told::Slot(_, _, sum) => Some(sum.measured),
			_ => None,
		});
		assert_eq!(slot, Some(false));
	});
}

fn read_one(slot: u32) {
	World::set_current(slot + 1);
	World::read(POWER, slot, 0, vec![energy(0, 0, 900)]);
}

#[test]
fn the_period_ends_before_its_statements_close() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1)));
		read_one(FIRST);
		World::complete(POWER, FIRST, 0, 0);
		// Clear, page, record; then the statements.
		(0..3).for_each(|_| assert!(one_step(POWER)));
		assert_eq!(Dispatch::told().last(), Some(&Told::Period(POWER)));
		assert!(Settlement::period(POWER, 0).is_none());
	});
}

#[test]
fn what_planned_devices_cost_is_charged_to_the_step() {
	TestExt::open(600).prepaid(EUR).execute_with(|| {
		read(FIRST);
		weight_of_push();
		let step = <() as WeightInfo>::probe();
		// Rows 0 and 3 of the first page are planned; none of the second, which has no rows; none of
		// the third.
		let pages = [(2, 2), (0, 0), (2, 0)];
		for (rows, planned) in pages {
			let page = <() as WeightInfo>::sweep_page(rows);
			let devices = Weight::from_parts(1_000 * planned, 10 * planned);
			assert_eq!(weight_of_push(), step + page + devices);
		}
		let finish = <() as WeightInfo>::finish_sweep() + Weight::from_parts(777, 7);
		assert_eq!(weight_of_push(), step + finish);
		let page =
			<() as WeightInfo>::sweep_page_told(PAGE_ROWS) + Weight::from_parts(256_000, 2_560);
		assert!(page.all_lte(Settlement::step_weight_max()));
	});
}
