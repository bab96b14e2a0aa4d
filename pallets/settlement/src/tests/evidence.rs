// SPDX-License-Identifier: Apache-2.0
//! Settled figures stay provable, in state and after folding, and nothing else passes as evidence.

use super::*;
use crate::{
	mock::*,
	pallet::{Mountains, SlotRecords, Window},
};
use energy_primitives::{
	CreditNotes, EvidenceError, Figure, MeterId, RowClass, RowEnergy, Slot, SlotSource,
	SurplusSource,
};
use settlement_core::{
	subtree_path, Axes, Class, Clearing, Evidence, PageLeaf, Path, RowLeaf, RowProof, SlotRecord,
};
use sp_core::Blake2Hasher as H256s;

/// Settles a slot in which meter 0 takes 600 and meter 1 gives `export`, and keeps its record.
fn settled(slot: Slot, export: u32) -> SlotRecord {
	World::set_current(World::current_slot().max(slot + 1));
	World::read(POWER, slot, 0, rows(export));
	World::complete(POWER, slot, 0, 0);
	next_block();
	let events = events();
	assert!(events.iter().any(|event| matches!(event, Event::SlotSwept { .. })));
	// The window may be over by the time the test asks.
	RECORDS.with_borrow_mut(|records| {
		let record = Settlement::slot_record(POWER, slot).expect("just settled");
		records.push(record);
		record
	})
}

thread_local! {
	static RECORDS: std::cell::RefCell<Vec<SlotRecord>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn rows(export: u32) -> Vec<RowEnergy> {
	vec![energy(0, 0, 600), energy(1, export, 0)]
}

/// Evidence for one of the two meters.
fn evidence(record: SlotRecord, export: u32, surplus: u64, row: u32) -> Evidence {
	let leaf = |energy: &RowEnergy| {
		let before = if energy.row == 1 { surplus } else { 0 };
		RowLeaf::new(energy, Class::Accepted, energy.import, before)
	};
	let leaves: Vec<RowLeaf> = rows(export).iter().map(leaf).collect();
	let (page, _) = PageLeaf::new::<H256s>(0, Axes::default(), &leaves).expect("small");
	let row = RowProof::new::<H256s>(&record.header, &[page], 0, &leaves, row).expect("exists");
	Evidence { record, row, mountain: Path::new() }
}

fn figure(meter: MeterId, slot: Slot, evidence: &Evidence) -> Result<Figure, EvidenceError> {
	<Settlement as CreditNotes<_>>::figure(meter, slot, evidence)
}

#[test]
fn a_figure_comes_with_the_prices_of_its_slot() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let record = settled(FIRST, 400);
		let Clearing { sell_price, buy_price, .. } = record.header.clearing;
		let shown = figure(meter(0), FIRST, &evidence(record, 400, 0, 0)).expect("holds");
		let expected = Figure {
			class: RowClass::Boundary,
			span: 1,
			import: 600,
			export: 0,
			sell_price,
			buy_price,
			no_feeder: false,
		};
		assert_eq!(shown, expected);
	});
}

#[test]
fn evidence_about_anything_else_is_refused() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let record = settled(FIRST, 400);
		let good = evidence(record, 400, 0, 1);
		assert!(figure(meter(1), FIRST, &good).is_ok());
		assert_eq!(figure(meter(0), FIRST, &good), Err(EvidenceError::WrongRow));
		assert_eq!(figure(meter(1), FIRST + 1, &good), Err(EvidenceError::UnknownSlot));
		assert_eq!(figure(meter(1), FIRST - 1, &good), Err(EvidenceError::UnknownSlot));
		let heat = MeterId { network: HEAT, index: 1 };
		assert_eq!(figure(heat, FIRST, &good), Err(EvidenceError::UnknownSlot));
		let mut forged = good.clone();
		forged.row.leaf.export = 40_000;
		assert_eq!(figure(meter(1), FIRST, &forged), Err(EvidenceError::WrongRow));
		let mut forged = good.clone();
		forged.record.header.clearing.sell_price += 1;
		assert_eq!(figure(meter(1), FIRST, &forged), Err(EvidenceError::WrongRecord));
		let other = settled(FIRST + 1, 400);
		let other = evidence(other, 400, 0, 1);
		assert_eq!(figure(meter(1), FIRST, &other), Err(EvidenceError::WrongRecord));
	});
}

#[test]
fn a_record_that_left_state_is_proven_by_the_mountain_range() {
	TestExt::open(2).prepaid(1_000 * EUR).execute_with(|| {
		RECORDS.take();
		Window::<Test>::put(3);
		for n in 0..12 {
			settled(FIRST + n, 400 + n);
		}
		assert_eq!(SlotRecords::<Test>::iter().count(), 3, "state does not grow");
		let mountain = Mountains::<Test>::get(POWER).expect("exists");
		assert_eq!((mountain.first_slot, mountain.tree.leaves()), (FIRST, 9));
		let records = RECORDS.take();
		let leaves: Vec<_> = records.iter().take(9).map(SlotRecord::hash::<H256s>).collect();
		for n in 0..9u32 {
			let path = subtree_path::<H256s>(&leaves, n).expect("folded");
			let mountain: Path = path.try_into().expect("short");
			let proof = Evidence { mountain, ..evidence(records[n as usize], 400 + n, 0, 1) };
			let shown = figure(meter(1), FIRST + n, &proof).expect("holds");
			assert_eq!(shown.export, 400 + n);
			let bare = Evidence { mountain: Path::new(), ..proof.clone() };
			let expected = if n == 8 { Ok(shown) } else { Err(EvidenceError::WrongRecord) };
			assert_eq!(figure(meter(1), FIRST + n, &bare), expected, "the last peak is a leaf");
		}
	});
}

#[test]
fn records_in_state_catch_up_with_a_shorter_window_two_a_slot() {
	TestExt::open(2).prepaid(1_000 * EUR).execute_with(|| {
		for n in 0..8 {
			settled(FIRST + n, 400);
		}
		Window::<Test>::put(2);
		for n in 8..14 {
			settled(FIRST + n, 400);
			check();
		}
		assert_eq!(SlotRecords::<Test>::iter().count(), 2);
	});
}

#[test]
fn what_a_meter_gives_to_the_grid_adds_up_and_is_final_after_the_window() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		Window::<Test>::put(3);
		// 600 are taken: 400 and 600 are used by the neighbour, 900 leave 300 over.
		for (n, export) in [400, 600, 900, 900, 0, 0].into_iter().enumerate() {
			let slot = FIRST + n as u32;
			let before = Settlement::surplus(meter(1));
			let record = settled(slot, export);
			let proof = evidence(record, export, before, 1);
			let shown = <Settlement as SurplusSource<_>>::surplus_before(meter(1), slot, &proof);
			assert_eq!(shown, Ok(before));
		}
		assert_eq!(Settlement::surplus(meter(1)), 600);
		assert_eq!(Settlement::surplus(meter(0)), 0);
		let is_final = |slot| <Settlement as SurplusSource<_>>::is_final(meter(1), slot);
		assert!(is_final(FIRST + 2));
		assert!(!is_final(FIRST + 3));
	});
}
