// SPDX-License-Identifier: Apache-2.0
//! Traces, units and bills over a database written by hand: two slots of a CHP home and two
//! neighbours, cleared by the chain's own rules.

use commonwatt_cli::{
	flow::Names,
	ledger::NetworkLedger,
	store::{
		CorrectionRow, Counts, Generation, LastBlock, LineRow, MeterFactsRow, NoteRow, OwnerEpoch,
		Store,
	},
	trace::trace,
	units::issued,
};
use energy_primitives::{
	Carrier, ClosedSlot, MeterId, NetworkId, RowClass, RowEnergy, SlotLength, UnitId,
};
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::MeterRole,
};
use settlement_core::{
	clear, named_legs, Allotment, Book, Limits, Note, NoteKind, RowLeaf, SlotHeader, SlotRecord,
	Tariff,
};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 };
const FIRST: u32 = 1_994_688;
const EUR: i128 = 1_000_000_000;

/// A slot with these (import, export) of rows 1 to 3; row 0 is the feeder, row 4 a sub-meter.
fn slot(store: &Store, slot: u32, moved: [(u32, u32); 3], before: [(u64, u64); 3], loss: i64) {
	let row = |row: u8, class, (import, export), (import_before, export_before)| RowEnergy {
		row,
		class,
		span: 1,
		import,
		export,
		import_before,
		export_before,
		quality: energy_primitives::Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	};
	let mut book = Book::default();
	let mut rows = vec![row(0, RowClass::Feeder, (0, 10), (0, 0))];
	let mut net = 0i64;
	for (place, (moved, before)) in (1u8..).zip(moved.into_iter().zip(before)) {
		let standing = Limits::default().standing(&TARIFF);
		book.add(moved.1.into(), moved.0.into(), standing).expect("small");
		net += i64::from(moved.0) - i64::from(moved.1);
		rows.push(row(place, RowClass::Boundary, moved, before));
	}
	rows.push(row(4, RowClass::Sub, (0, 900), (0, 0)));
	let closed = ClosedSlot {
		slot,
		grid_net: net + loss,
		loss,
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
	let standing = Limits::default().standing(&TARIFF);
	let leaf = |energy: &RowEnergy| {
		let class = clearing.class_of(energy, standing);
		let market = clearing.import_in_market(energy.import, class, &Allotment::default());
		RowLeaf::new(energy, class, market, 0)
	};
	let pages = vec![rows.iter().map(leaf).collect()];
	let mut record = SlotRecord { header, pages: 1, root: Default::default() };
	record.root = commonwatt_cli::index::root_of(&record, &pages).expect("small");
	let batch = store.batch().expect("writable");
	batch.put_slot(NETWORK, &record, &pages).expect("writable");
	batch.commit().expect("writable");
}

fn meter(index: u32) -> MeterId {
	MeterId { network: NETWORK, index }
}

/// Slot 0: the CHP home exports 700, neighbours take 1000. Slot 1: it exports 800, neighbours take
/// 300, 20 are lost.
fn store(folder: &tempfile::TempDir) -> Store {
	let store = Store::open(&folder.path().join("index.redb")).expect("a database");
	let batch = store.batch().expect("writable");
	batch.put_chain([7; 32], SlotLength::new(900).expect("allowed")).expect("writable");
	for index in 0..5 {
		batch.put_owner(meter(index), [index as u8; 32]).expect("writable");
	}
	batch.add_counts(NETWORK, 5, 1).expect("writable");
	batch.add_counts(NETWORK, 5, 0).expect("writable");
	let note = Note { kind: NoteKind::Deposit, slot: FIRST, amount: 5_000_000_000 };
	let deposit = NoteRow { block: 9, epoch: 0, note, position: 5_000_000_000 };
	for _twice in 0..2 {
		batch.put_note(meter(2), 0, &deposit).expect("writable");
	}
	batch.commit().expect("writable");
	slot(&store, FIRST, [(0, 700), (600, 0), (400, 0)], [(0, 0); 3], 0);
	slot(&store, FIRST + 1, [(0, 800), (100, 0), (200, 0)], [(0, 700), (600, 0), (400, 0)], 20);
	store
}

#[test]
fn a_unit_is_traced_to_its_users_grid_and_losses() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder);
	let unit = UnitId::new(meter(1), 0).expect("small");
	let trace = trace(&store, &Names::default(), unit).expect("whole");
	assert_eq!((trace.unit.as_str(), trace.state), (unit.to_string().as_str(), "issued"));
	let sums = ["member", "grid", "lost", "late"].map(|fate| trace.sum(fate));
	// All 700 of the first slot are used there; of the 300 in the second, the matched part of the
	// home's 800 comes first and ends after 320.
	assert_eq!(sums.iter().sum::<u64>(), 1_000);
	assert_eq!((sums[1], sums[3]), (0, 0));
	assert!(sums[2] <= 20, "at most what was lost");
	let first = &trace.stretches[0];
	assert_eq!((first.slot, first.begin_utc.as_str()), (FIRST, "2026-11-21 00:00"));
	assert!(first.seller_price_nano.expect("traded") > TARIFF.feed_in);
	let both = (first.seller_price_nano, first.buyer_price_nano);
	assert_eq!(both.1.expect("traded") - both.0.expect("traded"), 7_000, "the fees");
	assert!(trace.to_string().contains("used by meter "));
	assert!(!trace.is_fully_matched() || sums[2] == 0);
}

#[test]
fn a_reader_shares_the_database_with_its_writer() {
	let folder = tempfile::tempdir().expect("a folder");
	let writer = store(&folder);
	let path = folder.path().join("index.redb");
	let reader = Store::open_existing(&path).expect("shared");
	assert_eq!(reader.records(NETWORK).expect("readable").len(), 2);
	assert_eq!(reader.batch().err().expect("read only").code(), 1);
	let batch = writer.batch().expect("writable");
	let last = LastBlock { number: 7, hash: [1; 32] };
	batch.put_last_block(last).expect("writable");
	batch.commit().expect("writable");
	assert_eq!(reader.last_block().expect("readable"), Some(last));
}

#[test]
fn what_is_left_over_goes_to_the_grid_in_a_filling_unit() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder);
	let unit = UnitId::new(meter(1), 1).expect("small");
	let trace = trace(&store, &Names::default(), unit).expect("whole");
	assert_eq!((trace.state, trace.sum("grid")), ("filling", 480));
	assert_eq!(trace.sum("member") + trace.sum("lost"), 20);
	let grid = trace.stretches.last().expect("one");
	assert_eq!((grid.seller_price_nano, grid.buyer_price_nano), (Some(80_000), None));
	assert_eq!(issued(&store, meter(1)).expect("whole"), 1);
	assert_eq!(issued(&store, meter(4)).expect("whole"), 0, "a sub-meter issues no units");
	let none = UnitId::new(meter(3), 0).expect("small");
	let none = commonwatt_cli::trace::trace(&store, &Names::default(), none).expect("whole");
	assert!(none.stretches.is_empty());
}

#[test]
fn bills_add_up_with_the_named_accounts() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder);
	let mut ledger = NetworkLedger::read(&store, &Names::default(), NETWORK).expect("whole");
	let indices: Vec<u32> = ledger.members.iter().map(|line| line.meter).collect();
	assert_eq!(indices, [1, 2, 3], "connection points only");
	let totals = &ledger.totals;
	assert_eq!((totals.exported, totals.imported, totals.loss), (1_500, 1_300, 20));
	assert_eq!(totals.matched, 700 + 320);
	assert_eq!((totals.grid_import, totals.grid_export), (300, 480));
	assert_eq!((totals.readings_accepted, totals.readings_rejected), (10, 1));
	assert_eq!(store.counts(NETWORK).expect("readable"), Counts { accepted: 10, rejected: 1 });
	let named: i128 = store
		.records(NETWORK)
		.expect("readable")
		.iter()
		.map(|record| named_legs(&record.header.clearing))
		.map(|legs| legs.grid + legs.balancing + legs.fund + legs.rounding)
		.sum();
	let bills: i128 = ledger.members.iter().map(|line| line.bill_nano).sum();
	assert_eq!(bills + named, 0, "no money is made or lost");
	for line in &ledger.members {
		assert!(line.saved_nano >= 0, "nobody is worse than with the grid alone: {line:?}");
		assert_eq!(line.exported, line.to_neighbours + line.to_grid + line.lost);
		assert_eq!(line.imported, line.from_neighbours + line.from_grid);
	}
	assert_eq!(ledger.members[1].deposited_nano, 5 * EUR, "noted twice, counted once");

	let position = |line: &commonwatt_cli::ledger::MemberLine| {
		i64::try_from(line.deposited_nano + line.bill_nano).expect("small")
	};
	let mut positions: Vec<i64> =
		[0].into_iter().chain(ledger.members.iter().map(position)).collect();
	ledger.check_positions(&positions).expect("they agree");
	positions[2] += 1;
	assert_eq!(ledger.check_positions(&positions).expect_err("one nano off").code(), 5);
}

#[test]
fn pieces_of_an_axis_are_found_from_any_place() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder);
	let pieces = |from, to| {
		let pieces = store.exports_over(meter(1), from, to).expect("readable");
		pieces.iter().map(|piece| (piece.slot - FIRST, piece.begin)).collect::<Vec<_>>()
	};
	assert_eq!(pieces(0, u64::MAX), [(0, 0), (1, 700)]);
	assert_eq!(pieces(0, 700), [(0, 0)]);
	assert_eq!(pieces(699, 701), [(0, 0), (1, 700)]);
	assert_eq!(pieces(700, 701), [(1, 700)]);
	assert_eq!(pieces(1_499, 1_500), [(1, 700)]);
	assert_eq!(pieces(1_500, u64::MAX), []);
	assert_eq!(pieces(5, 5), []);
	assert_eq!(store.exported(meter(1)).expect("readable"), 1_500);
	let imports = store.imports_over(meter(2), 650, 651).expect("readable");
	assert_eq!((imports.len(), imports[0].slot, imports[0].end()), (1, FIRST + 1, 700));
	assert_eq!(store.exports_over(meter(2), 0, u64::MAX).expect("readable"), []);
	assert_eq!(store.slots(NETWORK).expect("readable"), [FIRST, FIRST + 1]);
	assert_eq!(store.row(meter(2), FIRST).expect("readable").expect("there").import, 600);
	assert_eq!(store.row(meter(9), FIRST).expect("readable"), None);
	assert_eq!(store.networks().expect("readable"), [NETWORK]);
}

#[test]
fn a_meters_life_is_kept_by_owner_device_and_correction() {
	let folder = tempfile::tempdir().expect("a folder");
	let store = store(&folder);
	let batch = store.batch().expect("writable");
	let facts = MeterFactsRow { role: MeterRole::Boundary, mark: None, owner: [1; 32], block: 3 };
	let second = OwnerEpoch { epoch: 1, owner: [9; 32], from_slot: FIRST + 1 };
	let device =
		Generation { generation: 1, block: 4, import_carried: 5, export_carried: 6, on_word: true };
	let line = LineRow { epoch: 0, owner: [1; 32], position: 70, withdrawn: 0 };
	let correction = Correction { import: -3, export: 40, reason: CorrectionReason::DeviceFault };
	let row = CorrectionRow {
		slot: FIRST,
		version: 1,
		correction,
		leg: 4,
		import_begin: 0,
		export_begin: 1_500,
	};
	batch.put_meter(meter(1), &facts).expect("writable");
	batch.put_epoch(meter(1), second).expect("writable");
	batch.put_generation(meter(1), device).expect("writable");
	batch.put_line(meter(1), line).expect("writable");
	batch.add_withdrawn(meter(1), 0, 30).expect("writable");
	batch.put_correction(meter(1), &row).expect("writable");
	batch.put_reallocated(meter(1), FIRST + 1, 12).expect("writable");
	batch.commit().expect("writable");
	assert_eq!(store.meter(meter(1)).expect("readable"), Some(facts));
	assert_eq!(store.meters(NETWORK).expect("readable"), [(meter(1), facts)]);
	let owner = |slot| store.owner_in(meter(1), slot).expect("readable").expect("some").owner;
	assert_eq!([owner(FIRST), owner(FIRST + 1)], [[1; 32], [9; 32]]);
	assert_eq!(store.owner(meter(1)).expect("readable"), Some([9; 32]));
	assert_eq!(store.generations(meter(1)).expect("readable"), [device]);
	let lines = store.lines(meter(1)).expect("readable");
	assert_eq!(lines, [LineRow { withdrawn: 30, ..line }]);
	assert_eq!(store.corrections(meter(1)).expect("readable"), [row]);
	assert_eq!(store.reallocated(meter(1), FIRST + 1).expect("readable"), Some(12));
	// What was too little is appended to the axis, what was too much is not.
	let added = store.exports_over(meter(1), 1_500, 1_540).expect("readable");
	assert_eq!((added.len(), added[0].quantity, added[0].appended), (1, 40, true));
	assert_eq!(store.imports_over(meter(1), 0, u64::MAX).expect("readable"), []);
}
