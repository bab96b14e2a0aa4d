// SPDX-License-Identifier: Apache-2.0
//! Days with planned devices: while the sweep runs, money moves between accounts, deposits, the
//! fund, and out of it. The same days without that are the oracle: slots end alike, and accounts
//! differ by what their notes say.

use super::*;
use crate::{mock::*, pallet::Purses};
use energy_primitives::{MemberAccount, RowEnergy};
use frame_support::assert_ok;
use proptest::{collection::vec, prelude::*};
use settlement_core::{Cycle, Note, NoteKind, NoteSum, SlotRecord, StatementRow};
use sp_runtime::traits::BlakeTwo256;
use std::collections::BTreeMap;

/// Meters of two pages.
const METERS: [u32; 5] = [0, 1, 2, 255, 256];
/// Two periods: they end with slots 101 and 104.
const SLOTS: usize = 5;

/// Export and import per meter, slot by slot.
type Day = Vec<Vec<(u32, u32)>>;

fn day() -> impl Strategy<Value = Day> {
	let row = (0u32..2_000, 0u32..2_000);
	vec(vec(row, METERS.len()..=METERS.len()), SLOTS..=SLOTS)
}

/// What a day leaves.
#[derive(Default)]
struct After {
	records: Vec<SlotRecord>,
	positions: Vec<i64>,
	/// By meter, all notes of plans.
	noted: Vec<i128>,
	/// By period and meter, the statement and the notes that were told.
	statements: BTreeMap<(u32, u32), (Option<StatementRow>, NoteSum)>,
	fund: i128,
	deposits: i128,
	rewards: i128,
	movements: usize,
}

fn read(slot: u32, energies: &[(u32, u32)]) {
	World::set_current(slot + 1);
	for page in [0, 1] {
		let of_page =
			METERS.iter().zip(energies).filter(|(index, _)| meter(**index).page() == page);
		let row = |(index, (export, import)): (&u32, &(u32, u32))| {
			energy(meter(*index).row(), *export, *import)
		};
		World::read(POWER, slot, page, of_page.map(row).collect::<Vec<RowEnergy>>());
	}
	World::complete(POWER, slot, 0, 0);
}

/// Sums up the notes that were told, period by period.
fn gather(after: &mut After, period: &mut u32, running: &mut BTreeMap<u32, NoteSum>) {
	for event in all_events() {
		match event {
			Event::Noted { meter, epoch, note, .. } => {
				assert_eq!(epoch, 0);
				let sum = running.entry(meter.index).or_default();
				sum.add::<BlakeTwo256>(&note).expect("small");
				let at = METERS.iter().position(|index| *index == meter.index).expect("known");
				if is_plan(&note) {
					after.noted[at] += i128::from(note.amount);
					after.movements += 1;
				}
			}
			Event::PeriodClosing { .. } => {
				for index in METERS {
					let sum = running.remove(&index).unwrap_or_default();
					after.statements.insert((*period, index), (None, sum));
				}
				*period += 1;
			}
			_ => (),
		}
	}
}

fn is_plan(note: &Note) -> bool {
	matches!(note.kind, NoteKind::Plan | NoteKind::Deviation | NoteKind::DeviceDeposit)
}

fn live(day: &Day, seed: Option<u64>) -> After {
	TestExt::open(260).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(3)));
		for index in METERS {
			assert_ok!(Settlement::deposit(stranger(), meter(index), 1_000 * EUR));
		}
		assert_ok!(Settlement::deposit_named(stranger(), C, 5 * EUR));
		let wealth = held(&STRANGER);
		if let Some(seed) = seed {
			Dispatch::move_by_chance(seed, &METERS, EUR as u64);
		}
		let mut after = After { noted: vec![0; METERS.len()], ..After::default() };
		let (mut period, mut running) = (0, BTreeMap::new());
		for (slot, energies) in (FIRST..).zip(day) {
			read(slot, energies);
			while one_step(POWER) {
				check();
			}
			gather(&mut after, &mut period, &mut running);
			after.records.push(Settlement::slot_record(POWER, slot).expect("settled"));
		}
		assert_eq!(running.values().filter(|sum| sum.count > 0).count(), 0, "all is closed");
		for ((period, index), (row, _)) in &mut after.statements {
			let account = MemberAccount { meter: meter(*index), epoch: 0 };
			*row = Settlement::statement(account, *period);
		}
		let purse = Purses::<Test>::get(0);
		after.positions = METERS.map(position).to_vec();
		(after.fund, after.deposits) = (purse.fund, purse.device_deposits as i128);
		after.rewards = held(&STRANGER) as i128 - wealth as i128;
		after
	})
}

proptest! {
	#[test]
	fn plans_move_money_and_leave_slots_alone(day in day(), seed: u64) {
		let (without, with) = (live(&day, None), live(&day, Some(seed)));
		prop_assert_eq!(without.movements, 0);
		// Prices, totals and what is committed to of every row.
		prop_assert_eq!(&with.records, &without.records);
		for (at, noted) in with.noted.iter().enumerate() {
			let difference = i128::from(with.positions[at]) - i128::from(without.positions[at]);
			prop_assert_eq!(difference, *noted);
		}
		let noted: i128 = with.noted.iter().sum();
		prop_assert_eq!(with.fund + with.deposits + with.rewards + noted, without.fund);
		prop_assert!(with.fund >= 0);
		for (key, (row, told)) in &with.statements {
			let row = row.expect("it holds money");
			prop_assert_eq!(row.notes, *told, "statement {:?}", key);
			// Closing = opening + legs + notes, with the legs of a day without plans.
			let legs = without.statements[key].0.expect("it holds money").energy();
			prop_assert_eq!(row.energy(), legs, "statement {:?}", key);
		}
	}
}

#[test]
fn such_days_do_move_money() {
	let day = vec![vec![(500, 100); METERS.len()]; SLOTS];
	let after = live(&day, Some(1));
	assert!(after.movements > 10, "{} movements", after.movements);
	assert!(after.noted.iter().all(|noted| *noted != 0));
	assert!(after.deposits > 0 && after.rewards > 0);
}
