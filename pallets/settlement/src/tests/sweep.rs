// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{DueNetworks, Ledgers, Sweeps},
	WeightInfo,
};
use energy_primitives::{RowClass, RowEnergy};
use frame_support::{
	assert_ok,
	traits::Hooks,
	weights::{Weight, WeightMeter},
};
use settlement_core::{Axes, Class, PageLeaf, RootBuilder, RowLeaf};
use sp_core::Blake2Hasher;

/// Rows of three pages: even meters export, odd ones import.
fn rows() -> Vec<Vec<RowEnergy>> {
	let row = |row: u8| match row % 2 {
		0 => energy(row, 500 + u32::from(row), 0),
		_ => energy(row, 0, 700),
	};
	vec![(0..=u8::MAX).map(row).collect(), vec![], (0..88).map(row).collect()]
}

fn read_all() {
	for (page, rows) in rows().into_iter().enumerate() {
		World::read(POWER, FIRST, page as u32, rows);
	}
	World::complete(POWER, FIRST, 40, 0);
}

#[test]
fn sweep_takes_one_page_per_step_and_adds_up_after_each() {
	TestExt::open(600).prepaid(EUR).execute_with(|| {
		read_all();
		let mut steps = 0;
		while one_step(POWER) {
			check();
			steps += 1;
		}
		// Clear, three pages, record.
		assert_eq!(steps, 5);
		assert_eq!(Ledgers::<Test>::get(POWER).suspense, 0);
		assert_eq!(World::pages_left(POWER, FIRST), 0);
		assert!(!Sweeps::<Test>::contains_key(POWER));
	});
}

#[test]
fn sweep_ends_the_same_wherever_it_pauses() {
	let run = |steps: bool| {
		TestExt::open(600).prepaid(EUR).execute_with(|| {
			read_all();
			if steps {
				while one_step(POWER) {}
			} else {
				next_block();
			}
			let positions: Vec<_> = (0..600).map(position).collect();
			(positions, balance(G), balance(H), Settlement::slot_record(POWER, FIRST))
		})
	};
	assert_eq!(run(true), run(false));
}

#[test]
fn sweep_commits_to_every_row() {
	TestExt::open(600).prepaid(EUR).execute_with(|| {
		read_all();
		next_block();
		let record = Settlement::slot_record(POWER, FIRST).expect("settled");
		let mut tree = RootBuilder::for_slot::<Blake2Hasher>(&record.header);
		let mut axes = Axes::default();
		for (page, rows) in rows().into_iter().enumerate() {
			let leaf = |energy: &RowEnergy| RowLeaf::new(energy, Class::Accepted, energy.import, 0);
			let leaves: Vec<_> = rows.iter().map(leaf).collect();
			let (leaf, next) =
				PageLeaf::new::<Blake2Hasher>(page as u32, axes, &leaves).expect("ok");
			axes = next;
			tree.push::<Blake2Hasher>(leaf.hash::<Blake2Hasher>()).expect("ok");
		}
		assert_eq!(record.root, tree.root::<Blake2Hasher>());
		assert_eq!(record.pages, 3);
		let clearing = record.header.clearing;
		assert_eq!(axes.accepted_export, clearing.supply - clearing.found());
		assert_eq!(axes.accepted_import, clearing.demand - clearing.lost());
	});
}

#[test]
fn sweep_passes_over_feeders_and_devices_behind_a_meter() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		World::add_meters(POWER, 1, RowClass::Feeder);
		World::add_meters(POWER, 1, RowClass::Sub);
		let of = |class, row| RowEnergy { class, ..energy(row, 0, 5_000) };
		let rows = vec![energy(0, 0, 1_000), of(RowClass::Feeder, 1), of(RowClass::Sub, 2)];
		World::read(POWER, FIRST, 0, rows);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(position(0) as u128, EUR - 300_000_000);
		assert_eq!((position(1), position(2)), (0, 0));
	});
}

#[test]
fn poll_keeps_to_its_share_and_goes_on_in_the_next_block() {
	TestExt::open(600).prepaid(EUR).with_heat().execute_with(|| {
		read_all();
		World::read(HEAT, FIRST, 0, vec![energy(0, 1, 0)]);
		World::complete(HEAT, FIRST, 0, 0);
		let base = <() as WeightInfo>::on_poll_empty();
		let room = base.saturating_add(Settlement::step_weight_max());
		for _ in 0..40 {
			System::set_block_number(System::block_number() + 1);
			let mut meter = WeightMeter::with_limit(room);
			Settlement::on_poll(System::block_number(), &mut meter);
			assert!(meter.consumed().all_lte(room));
			check();
		}
		assert!(Settlement::slot_record(POWER, FIRST).is_some());
		assert!(Settlement::slot_record(HEAT, FIRST).is_some());
	});
}

#[test]
fn poll_without_room_does_nothing() {
	TestExt::open(1).execute_with(|| {
		World::complete(POWER, FIRST, 0, 0);
		let mut meter = WeightMeter::with_limit(Weight::from_parts(1, 1));
		Settlement::on_poll(2, &mut meter);
		assert_eq!(meter.consumed(), Weight::zero());
		assert!(!Sweeps::<Test>::contains_key(POWER));
	});
}

#[test]
fn poll_finds_networks_that_nobody_announced() {
	TestExt::open(1).with_heat().execute_with(|| {
		World::complete(POWER, FIRST, 0, 0);
		World::complete(HEAT, FIRST, 0, 0);
		DueNetworks::<Test>::kill();
		next_block();
		next_block();
		assert!(Settlement::slot_record(POWER, FIRST).is_some());
		assert!(Settlement::slot_record(HEAT, FIRST).is_some());
	});
}

#[test]
fn the_constants_fit_together() {
	TestExt::new().execute_with(|| {
		<Settlement as Hooks<u64>>::integrity_test();
		assert_ok!(Settlement::do_try_state());
	});
}
