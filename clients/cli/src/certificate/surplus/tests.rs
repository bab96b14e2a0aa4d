// SPDX-License-Identifier: Apache-2.0
//! A home that sells to neighbours, to the grid, outside the market, and to fill what it owed.

use super::*;
use energy_primitives::{Carrier, ClosedSlot, NetworkId, RowClass, RowEnergy, SlotLength};
use settlement_core::{
	clear, Allotment, Book, Class, Limits, RowLeaf, SlotHeader, SlotRecord, Standing, Tariff,
};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const HOME: MeterId = MeterId { network: NETWORK, index: 1 };
const STRANGER: MeterId = MeterId { network: NETWORK, index: 3 };
const TARIFF: Tariff = Tariff { feed_in: 80_000, retail: 300_000, network_fee: 0, fund_fee: 0 };
const FIRST: Slot = 1_994_688;

/// What the home does in a slot, and what its neighbours do.
struct Moves {
	export: u32,
	repaid: u32,
	outside: bool,
	others_import: u32,
	others_export: u32,
}

const QUIET: Moves =
	Moves { export: 0, repaid: 0, outside: false, others_import: 0, others_export: 0 };

fn energy(row: u8, import: u32, export: u32, export_before: u64) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Boundary,
		quality: Quality::Measured,
		span: 1,
		import,
		export,
		import_repaid: 0,
		export_repaid: 0,
		import_before: 0,
		export_before,
		storage_tail: None,
	}
}

/// Puts a slot: the neighbours' rows stand around the home's.
fn put(store: &Store, slot: Slot, moves: &Moves, export_before: u64, surplus_before: u64) {
	let home =
		RowEnergy { export_repaid: moves.repaid, ..energy(1, 0, moves.export, export_before) };
	let (importer, exporter) =
		(energy(2, moves.others_import, 0, 0), energy(0, 0, moves.others_export, 0));
	let inside = Limits::default().standing(&TARIFF);
	let standing = |row: u8| if row == 1 && moves.outside { Standing::Outside } else { inside };
	let rows = [exporter, home, importer];
	let (mut book, mut net) = (Book::default(), 0i64);
	for row in &rows {
		let add = book.add(row.export.into(), row.import.into(), standing(row.row));
		add.expect("small");
		net += i64::from(row.import) - i64::from(row.export);
	}
	let closed = ClosedSlot {
		slot,
		grid_net: net,
		loss: 0,
		no_feeder: false,
		contested: false,
		feeder_late: 0,
	};
	let clearing = clear(&book, &closed, &TARIFF.into(), None).expect("balanced");
	let header = SlotHeader {
		clearing,
		grid_export_before: 0,
		grid_import_before: 0,
		no_feeder: false,
		contested: false,
	};
	let leaf = |row: &RowEnergy| {
		let class: Class = clearing.class_of(row, standing(row.row));
		let market = clearing.import_in_market(row.import, class, &Allotment::default());
		RowLeaf::new(row, class, market, if row.row == 1 { surplus_before } else { 0 })
	};
	let record = SlotRecord { header, pages: 1, root: Default::default() };
	let batch = store.batch().expect("writable");
	batch.put_slot(NETWORK, &record, &[rows.iter().map(leaf).collect()]).expect("writable");
	batch.commit().expect("writable");
}

/// The home's slots with what each adds to its surplus.
fn slots() -> [(Moves, u64); 6] {
	[
		(Moves { export: 700, others_import: 1_000, ..QUIET }, 0),
		// 600 and 300 of 900 compete for 300: a third of each is used.
		(Moves { export: 600, others_export: 300, others_import: 300, ..QUIET }, 400),
		(Moves { export: 100, ..QUIET }, 100),
		(QUIET, 0),
		(Moves { export: 50, outside: true, others_import: 50, ..QUIET }, 50),
		(Moves { export: 100, repaid: 30, ..QUIET }, 70),
	]
}

fn store(folder: &tempfile::TempDir, from: usize) -> Store {
	let store = Store::open(&folder.path().join("index.redb")).expect("a database");
	let batch = store.batch().expect("writable");
	let length = SlotLength::new(900).expect("allowed");
	batch.put_chain([7; 32], length).expect("writable");
	batch.commit().expect("writable");
	let (mut export, mut surplus) = (0, 0);
	for (place, (moves, given)) in slots().iter().enumerate() {
		if place >= from {
			put(&store, FIRST + place as Slot, moves, export, surplus);
		}
		export += u64::from(moves.export - moves.repaid);
		surplus += given;
	}
	store
}

fn parts(given: &[Given]) -> Vec<(Slot, u64, u64)> {
	given.iter().map(|part| (part.slot - FIRST, part.begin, part.end)).collect()
}

#[test]
fn the_axis_grows_by_what_went_to_the_grid() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder, 0);
	let mut surplus = 0;
	for (slot, (_, given)) in (FIRST..).zip(slots()) {
		assert_eq!(before(&store, HOME, slot).expect("indexed"), surplus, "slot {}", slot - FIRST);
		surplus += given;
	}
	assert_eq!(before(&store, HOME, FIRST + 6).expect_err("not settled").code(), 2);
	assert_eq!(before(&store, STRANGER, FIRST).expect_err("no row").code(), 2);
}

#[test]
fn a_slot_is_final_when_its_record_left_the_window() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder, 0);
	// Six slots are settled.
	for (window, last) in [(0, 5), (1, 4), (5, 0)] {
		assert_eq!(last_final(&store, HOME, window).expect("indexed"), FIRST + last);
	}
	assert_eq!(last_final(&store, HOME, 6).expect_err("none is").code(), 2);
	assert_eq!(last_final(&store, STRANGER, 0).expect_err("no row").code(), 2);
}

#[test]
fn a_range_comes_from_its_slots_in_order() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder, 0);
	let of = |begin, end| parts(&stretches(&store, HOME, (begin, end)).expect("indexed"));
	assert_eq!(of(0, 620), [(1, 0, 400), (2, 400, 500), (4, 500, 550), (5, 550, 620)]);
	assert_eq!(of(399, 501), [(1, 399, 400), (2, 400, 500), (4, 500, 501)]);
	assert_eq!(of(400, 500), [(2, 400, 500)]);
	assert_eq!(of(619, 620), [(5, 619, 620)]);
	// Every single one lies where the sums say.
	for place in 0..620 {
		assert_eq!(of(place, place + 1).len(), 1);
	}
}

#[test]
fn what_is_not_indexed_is_said() {
	let folder = tempfile::tempdir().expect("a folder");
	let whole = store(&folder, 0);
	let error = stretches(&whole, HOME, (600, 621)).expect_err("past the end");
	assert!(error.to_string().contains("from 620 on"), "{error}");
	let folder = tempfile::tempdir().expect("a folder");
	let late = store(&folder, 2);
	assert_eq!(parts(&stretches(&late, HOME, (400, 450)).expect("indexed")), [(2, 400, 450)]);
	let error = stretches(&late, HOME, (399, 450)).expect_err("begins too early");
	assert!(error.to_string().contains("from 399 on"), "{error}");
}
