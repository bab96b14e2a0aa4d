// SPDX-License-Identifier: Apache-2.0
//! Statements over a database written by hand, cleared by the chain's own rules and checked by a
//! plain recomputation.

mod account;
mod energy;
mod print;

use super::{
	model::Statement,
	proof::{check, Proof},
	read::{read, Choice, Found, Span},
};
use crate::store::{MeterFactsRow, NoteRow, OwnerEpoch, Store};
use energy_primitives::{
	Carrier, ClosedSlot, MemberAccount, MeterId, NetworkId, Position, Quality, RowClass, RowEnergy,
	Slot, SlotLength,
};
use metering_core::meter::MeterRole;
use settlement_core::{
	clear, records_after, Allotment, Axes, Book, Class, GridMode, Limits, Note, NoteKind, NoteSum,
	PageLeaf, PeriodRecord, RootBuilder, RowLeaf, Rule, SlotHeader, SlotRecord, SlotTerms,
	Standing, StatementRow, Tariff,
};
use sp_core::{Blake2Hasher, H256};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const FIRST: Slot = 1_994_688;
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 };

/// A connection point's figures in a slot.
#[derive(Clone, Copy)]
enum Moved {
	/// (import, export) of this slot.
	In(u32, u32),
	/// The same, with a limit to buy and one to sell.
	Limited(u32, u32, Limits),
	/// The same, while the grid operator bills it.
	Outside(u32, u32),
	/// The same, of three slots.
	Late(u32, u32),
	/// No reading.
	Silent,
}

/// A network whose meter 0 is the feeder.
struct Scene {
	/// Deleted with the scene.
	_folder: tempfile::TempDir,
	store: Store,
	next: Slot,
	terms: SlotTerms,
	records: Vec<SlotRecord>,
	notes: u32,
	block: u64,
}

fn meter(index: u32) -> MeterId {
	MeterId { network: NETWORK, index }
}

impl Scene {
	fn new(homes: u32) -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let store = Store::open(&folder.path().join("index.redb")).expect("a database");
		let batch = store.batch().expect("writable");
		batch.put_chain([7; 32], SlotLength::QUARTER_HOUR).expect("writable");
		batch.put_first_slot(NETWORK, FIRST).expect("writable");
		for index in 0..=homes {
			let role = if index == 0 { MeterRole::Feeder } else { MeterRole::Boundary };
			let facts = MeterFactsRow { role, mark: None, owner: [1; 32], block: 1 };
			batch.put_meter(meter(index), &facts).expect("writable");
			batch.put_owner(meter(index), [1; 32]).expect("writable");
		}
		batch.commit().expect("writable");
		let (terms, records) = (SlotTerms::from(TARIFF), Vec::new());
		Self { _folder: folder, store, next: FIRST, terms, records, notes: 0, block: 1 }
	}

	/// Settles the next slot, `loss` of whose energy was lost. Meters 1, 2, ... moved this.
	fn slot(&mut self, moved: &[Moved], loss: i64) -> Slot {
		let (slot, terms) = (self.next, self.terms);
		let (mut book, mut net, mut rows) = (Book::default(), 0i64, Vec::new());
		for (row, moved) in (1u8..).zip(moved) {
			let usual = terms.rule.standing(&Limits::default(), &Default::default(), &terms.tariff);
			let (import, export, span, standing) = match *moved {
				Moved::In(import, export) => (import, export, 1, usual),
				Moved::Limited(import, export, limits) => {
					(import, export, 1, limits.standing(&terms.tariff))
				}
				Moved::Outside(import, export) => (import, export, 1, Standing::Outside),
				Moved::Late(import, export) => (import, export, 3, usual),
				Moved::Silent => continue,
			};
			if span == 1 {
				book.add(export.into(), import.into(), standing).expect("small");
				net += i64::from(import) - i64::from(export);
			}
			rows.push((energy(row, import, export, span), standing));
		}
		let closed = ClosedSlot {
			slot,
			grid_net: net + loss,
			loss,
			no_feeder: false,
			contested: false,
			feeder_late: 0,
		};
		let clearing = clear(&book, &closed, &terms, None).expect("balanced");
		let header = SlotHeader {
			clearing,
			grid_export_before: 0,
			grid_import_before: 0,
			no_feeder: false,
			contested: false,
		};
		let leaf = |(energy, standing): &(RowEnergy, Standing)| {
			let class = clearing.class_of(energy, *standing);
			let market = clearing.import_in_market(energy.import, class, &Allotment::default());
			RowLeaf::new(energy, class, market, 0)
		};
		let page: Vec<RowLeaf> = rows.iter().map(leaf).collect();
		self.keep(SlotRecord { header, pages: 1, root: H256::zero() }, page);
		slot
	}

	fn keep(&mut self, mut record: SlotRecord, page: Vec<RowLeaf>) {
		let mut tree = RootBuilder::for_slot::<Blake2Hasher>(&record.header);
		let leaf = PageLeaf::new::<Blake2Hasher>(0, Axes::default(), &page).expect("small").0;
		tree.push::<Blake2Hasher>(leaf.hash::<Blake2Hasher>()).expect("small");
		record.root = tree.root::<Blake2Hasher>();
		let batch = self.store.batch().expect("writable");
		batch.put_slot(NETWORK, &record, &[page]).expect("writable");
		batch.commit().expect("writable");
		self.records.push(record);
		self.next += 1;
	}

	/// A note of an account, which then holds `position`.
	fn note(&mut self, index: u32, epoch: u32, kind: NoteKind, slot: Slot, sums: (i64, i64)) {
		let (amount, position) = sums;
		let row = NoteRow { block: self.block, epoch, note: Note { kind, slot, amount }, position };
		let batch = self.store.batch().expect("writable");
		batch.put_note(meter(index), self.notes, &row).expect("writable");
		batch.commit().expect("writable");
		self.notes += 1;
	}

	/// A new owner of a meter from the next slot on.
	fn sell(&mut self, index: u32, epoch: u32) {
		let batch = self.store.batch().expect("writable");
		let owner = OwnerEpoch { epoch, owner: [epoch as u8; 32], from_slot: self.next };
		batch.put_epoch(meter(index), owner).expect("writable");
		batch.commit().expect("writable");
	}

	/// Closes a period over all slots since `first` with these statements.
	fn close(&mut self, period: u32, first: Slot, rows: &[StatementRow]) {
		let digest = |until: Slot| {
			let records = self.records.iter().filter(|record| record.header.clearing.slot < until);
			records.fold(H256::zero(), |sum, record| records_after::<Blake2Hasher>(sum, record))
		};
		let record = PeriodRecord {
			first_slot: first,
			end_slot: self.next,
			records_before: digest(first),
			records_after: digest(self.next),
			pages: 1,
			statements: rows.len() as u32,
			root: H256::zero(),
		};
		let batch = self.store.batch().expect("writable");
		batch.put_period(NETWORK, period, &record, &[rows.to_vec()]).expect("writable");
		batch.commit().expect("writable");
	}

	fn read(&self, index: u32, epoch: u32, choice: Choice) -> Found {
		let account = MemberAccount { meter: meter(index), epoch };
		read(&self.store, account, choice).expect("indexed")
	}

	fn statement(&self, index: u32) -> Statement {
		self.read(index, 0, Choice::Newest).statement
	}

	/// The comparison of an account's statement.
	fn check(&self, index: u32, epoch: u32, choice: Choice) -> Proof {
		check(&self.read(index, epoch, choice))
	}
}

fn energy(row: u8, import: u32, export: u32, span: u32) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Boundary,
		span,
		import,
		export,
		import_before: 0,
		export_before: 0,
		quality: Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

/// A statement's row of meter `index`, from sums that were made elsewhere.
fn row(index: u8, epoch: u32, sums: (Position, Position), notes: &[Note]) -> StatementRow {
	let mut sum = NoteSum::default();
	notes.iter().for_each(|note| sum.add::<Blake2Hasher>(note).expect("small"));
	StatementRow { row: index, epoch, opening: sums.0, closing: sums.1, notes: sum }
}

fn note(kind: NoteKind, slot: Slot, amount: i64) -> Note {
	Note { kind, slot, amount }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
	fn below(&mut self, bound: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % bound
	}
}
