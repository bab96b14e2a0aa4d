// SPDX-License-Identifier: Apache-2.0
//! A neighbourhood in memory: meters, and slots that are settled as the chain settles them.

use super::super::{Books, Kept, Ledger, Lineage, Meter, Node, Origin};
use crate::{
	error::Result,
	flow::{Names, SlotView},
	store::{CorrectionRow, MeterFactsRow, Piece, Store},
};
use energy_primitives::{
	Carrier, ClosedSlot, MeterId, NetworkId, Quality, RowEnergy, Slot, SlotLength,
};
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::{ConverterInput, Mark, MeterRole, StorageFacts},
	storage::{step, StorageBooks},
};
use settlement_core::{
	clear, Allotment, Book, FlowRow, Limits, RowLeaf, SlotFlow, SlotHeader, SlotRecord, Tariff,
};
use std::{
	cell::Cell,
	collections::{BTreeMap, HashMap},
};

pub const FEEDER: Meter = Meter { role: MeterRole::Feeder, mark: None };
pub const BOUNDARY: Meter = Meter::UNMARKED;
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 };

pub fn device(parent: u32) -> Meter {
	Meter { role: MeterRole::Sub { parent }, mark: None }
}

pub fn storage(parent: u32, (num, den): (u32, u32), capacity: u64) -> Meter {
	let facts = StorageFacts { efficiency_num: num, efficiency_den: den, capacity };
	Meter { mark: Some(Mark::Storage(facts)), ..device(parent) }
}

/// A converter with a metered input, or of a fuel.
pub fn converter(parent: u32, input: Option<(Carrier, u32)>, fuel: u32) -> Meter {
	let input = input.map(|(carrier, index)| id(carrier, index));
	let input = input.map_or(ConverterInput::Fuel(fuel), ConverterInput::Meter);
	Meter { mark: Some(Mark::Converter(input)), ..device(parent) }
}

pub fn id(carrier: Carrier, index: u32) -> MeterId {
	MeterId { network: network(carrier), index }
}

fn network(carrier: Carrier) -> NetworkId {
	NetworkId { community: 0, carrier }
}

/// Lifetime counters of a meter.
#[derive(Default)]
struct Counters {
	import: u64,
	export: u64,
	export_owed: u32,
	books: StorageBooks,
}

type Moves<'a> = &'a [(u32, u32, u32)];

#[derive(Default)]
pub struct Model {
	meters: HashMap<NetworkId, Vec<Meter>>,
	counters: HashMap<MeterId, Counters>,
	rows: BTreeMap<(NetworkId, Slot), Vec<(u32, RowLeaf)>>,
	records: HashMap<(NetworkId, Slot), SlotRecord>,
	appended: HashMap<MeterId, Vec<Piece>>,
	appended_exports: HashMap<MeterId, Vec<Piece>>,
	/// Slots read, for what a question costs.
	pub reads: Cell<u32>,
}

impl Model {
	pub fn meter(&mut self, carrier: Carrier, meter: Meter) {
		self.meters.entry(network(carrier)).or_default().push(meter);
	}

	/// A slot in which meters moved (index, import, export); others did not speak.
	pub fn slot(&mut self, carrier: Carrier, slot: Slot, moved: Moves) {
		self.gap(carrier, slot, 1, &[], moved);
	}

	/// The same, with meters that spoke for `span` slots at once.
	pub fn gap(&mut self, carrier: Carrier, slot: Slot, span: u32, late: Moves, moved: Moves) {
		let network = network(carrier);
		let mut moves: Vec<((u32, u32, u32), u32)> =
			late.iter().map(|moved| (*moved, span)).chain(moved.iter().map(|m| (*m, 1))).collect();
		moves.sort_unstable();
		let energies: Vec<(u32, RowEnergy)> =
			moves.into_iter().map(|(moved, span)| self.row_energy(network, moved, span)).collect();
		let mut book = Book::default();
		let standing = Limits::default().standing(&TARIFF);
		let mut net = 0;
		for (_, energy) in energies.iter().filter(|(_, energy)| energy.trades()) {
			book.add(energy.export.into(), energy.import.into(), standing).expect("small");
			net += i64::from(energy.import) - i64::from(energy.export);
		}
		let closed = ClosedSlot {
			slot,
			grid_net: net,
			loss: 0,
			no_feeder: true,
			contested: false,
			feeder_late: 0,
		};
		let clearing = clear(&book, &closed, &TARIFF.into(), None).expect("balanced");
		let leaf = |energy: &RowEnergy| {
			let class = clearing.class_of(energy, standing);
			let market = clearing.import_in_market(energy.import, class, &Allotment::default());
			RowLeaf::new(energy, class, market, 0)
		};
		let rows = energies.iter().map(|(index, energy)| (*index, leaf(energy))).collect();
		let header = SlotHeader {
			clearing,
			grid_export_before: 0,
			grid_import_before: 0,
			no_feeder: true,
			contested: false,
		};
		let record = SlotRecord { header, pages: 1, root: Default::default() };
		self.records.insert((network, slot), record);
		self.rows.insert((network, slot), rows);
	}

	fn row_energy(
		&mut self,
		network: NetworkId,
		(index, import, export): (u32, u32, u32),
		span: u32,
	) -> (u32, RowEnergy) {
		let meter = self.meters[&network][index as usize];
		let counters = self.counters.entry(MeterId { network, index }).or_default();
		let export_repaid = counters.export_owed.min(export);
		counters.export_owed -= export_repaid;
		let counted = u64::from(export - export_repaid);
		let (import_before, export_before) = (counters.import, counters.export);
		let storage_tail = match meter.mark {
			Some(Mark::Storage(facts)) => {
				let books = counters.books;
				let (x, y) = (export_before, import_before);
				let step = step(&facts, &books, x, y, counted, import.into()).expect("small");
				counters.books = step.after;
				Some(books.tail)
			}
			_ => None,
		};
		counters.import += u64::from(import);
		counters.export += counted;
		let energy = RowEnergy {
			row: index as u8,
			class: meter.role.class(),
			quality: Quality::Measured,
			span,
			import,
			export,
			import_repaid: 0,
			export_repaid,
			import_before,
			export_before,
			storage_tail,
		};
		(index, energy)
	}

	/// As if the index had begun after this slot.
	pub fn forget(&mut self, carrier: Carrier, slot: Slot) {
		self.rows.remove(&(network(carrier), slot));
		self.records.remove(&(network(carrier), slot));
	}

	/// A correction: a meter's export was counted too high, later export fills it.
	pub fn owe(&mut self, carrier: Carrier, index: u32, quantity: u32) {
		self.counters.entry(id(carrier, index)).or_default().export_owed += quantity;
	}

	/// A correction: a meter's import in `slot` was counted too low.
	pub fn append(&mut self, carrier: Carrier, index: u32, slot: Slot, quantity: u32) {
		let meter = id(carrier, index);
		let counters = self.counters.entry(meter).or_default();
		let piece = Piece { slot, begin: counters.import, quantity, appended: true };
		counters.import += u64::from(quantity);
		self.appended.entry(meter).or_default().push(piece);
	}

	/// The same, of its export.
	pub fn append_export(&mut self, carrier: Carrier, index: u32, slot: Slot, quantity: u32) {
		let meter = id(carrier, index);
		let mark = self.meters[&meter.network][index as usize].mark;
		let counters = self.counters.entry(meter).or_default();
		let piece = Piece { slot, begin: counters.export, quantity, appended: true };
		if let Some(Mark::Storage(facts)) = mark {
			let (x, y) = (counters.export, counters.import);
			let done = step(&facts, &counters.books, x, y, quantity.into(), 0);
			counters.books = done.expect("small").after;
		}
		counters.export += u64::from(quantity);
		self.appended_exports.entry(meter).or_default().push(piece);
	}

	/// Writes it into a database, as the indexer would.
	pub fn write(&self, store: &Store) -> Result<()> {
		let batch = store.batch()?;
		batch.put_chain([7; 32], SlotLength::QUARTER_HOUR)?;
		for (network, meters) in &self.meters {
			for (index, meter) in (0..).zip(meters) {
				let meter_id = MeterId { network: *network, index };
				let Meter { role, mark } = *meter;
				batch.put_owner(meter_id, [1; 32])?;
				batch
					.put_meter(meter_id, &MeterFactsRow { role, mark, owner: [1; 32], block: 1 })?;
			}
		}
		for ((network, slot), rows) in &self.rows {
			let page = rows.iter().map(|(_, leaf)| *leaf).collect();
			batch.put_slot(*network, &self.records[&(*network, *slot)], &[page])?;
		}
		for (of_import, appended) in [(true, &self.appended), (false, &self.appended_exports)] {
			for (meter, pieces) in appended {
				for (version, piece) in (1..).zip(pieces) {
					let by = i32::try_from(piece.quantity).expect("small");
					let (import, export) = if of_import { (by, 0) } else { (0, by) };
					let reason = CorrectionReason::LateValue;
					let row = CorrectionRow {
						slot: piece.slot,
						version,
						correction: Correction { import, export, reason },
						leg: 0,
						import_begin: piece.begin,
						export_begin: piece.begin,
					};
					batch.put_correction(*meter, &row)?;
				}
			}
		}
		batch.commit()
	}

	pub fn slots_of(&self, carrier: Carrier) -> Vec<Slot> {
		self.slots(network(carrier)).expect("in memory")
	}

	pub fn row_of(&self, carrier: Carrier, index: u32, slot: Slot) -> Option<RowLeaf> {
		self.row(id(carrier, index), slot).expect("in memory")
	}

	/// What the storage's books say it delivered.
	pub fn delivered(&self, carrier: Carrier, index: u32) -> u64 {
		self.counters.get(&id(carrier, index)).map_or(0, |counters| counters.books.delivered)
	}

	/// How much corrections appended to a meter's import.
	pub fn appended_to(&self, carrier: Carrier, index: u32) -> u64 {
		let pieces = self.appended.get(&id(carrier, index));
		pieces.map_or(0, |pieces| pieces.iter().map(|piece| u64::from(piece.quantity)).sum())
	}

	pub fn export(
		&self,
		carrier: Carrier,
		index: u32,
		slot: Slot,
		(from, to): (u64, u64),
	) -> Vec<Node> {
		let (books, names) = (Books::new(self), Names::default());
		let mut lineage = Lineage::new(&books, &names);
		lineage.export(id(carrier, index), slot, from, to).expect("in memory");
		lineage.finish(SlotLength::QUARTER_HOUR)
	}

	pub fn import(
		&self,
		carrier: Carrier,
		index: u32,
		slot: Slot,
		(from, to): (u64, u64),
	) -> Vec<Node> {
		let (books, names) = (Books::new(self), Names::default());
		let mut lineage = Lineage::new(&books, &names);
		lineage.import(id(carrier, index), slot, from, to).expect("in memory");
		lineage.finish(SlotLength::QUARTER_HOUR)
	}

	pub fn kept(&self, carrier: Carrier, index: u32, slot: Slot, range: (u64, u64)) -> Kept {
		let meter = id(carrier, index);
		let books = Books::new(self);
		let known = books.meter(meter).expect("in memory").expect("known");
		let Some(Mark::Storage(facts)) = known.mark else { panic!("{meter:?} is no storage") };
		books.kept(meter, &facts, slot, range).expect("in memory")
	}
}

impl Ledger for &Model {
	fn meters(&self, network: NetworkId) -> Result<Vec<(u32, Meter)>> {
		let meters = self.meters.get(&network).cloned().unwrap_or_default();
		Ok((0..).zip(meters).collect())
	}

	fn slots(&self, network: NetworkId) -> Result<Vec<Slot>> {
		let keys = self.rows.keys().filter(|key| key.0 == network);
		Ok(keys.map(|key| key.1).collect())
	}

	fn slot(&self, network: NetworkId, slot: Slot) -> Result<Option<SlotView>> {
		self.reads.set(self.reads.get() + 1);
		let Some(record) = self.records.get(&(network, slot)).copied() else { return Ok(None) };
		let rows = self.rows[&(network, slot)].clone();
		let flow_rows: Vec<FlowRow> =
			rows.iter().map(|(meter, leaf)| FlowRow::new(*meter, leaf)).collect();
		let flow = SlotFlow::new(&flow_rows, &record.header.clearing).expect("whole");
		Ok(Some(SlotView { record, rows, flow }))
	}

	fn row(&self, meter: MeterId, slot: Slot) -> Result<Option<RowLeaf>> {
		let rows = self.rows.get(&(meter.network, slot));
		let row = rows.and_then(|rows| rows.iter().find(|(index, _)| *index == meter.index));
		Ok(row.map(|(_, leaf)| *leaf))
	}

	fn imports(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		let mut pieces = self.appended.get(&meter).cloned().unwrap_or_default();
		for ((_, slot), rows) in self.rows.iter().filter(|(key, _)| key.0 == meter.network) {
			let row = rows.iter().find(|(index, _)| *index == meter.index);
			pieces.extend(row.map(|(_, leaf)| Piece {
				slot: *slot,
				begin: leaf.import_before,
				quantity: leaf.import_counted(),
				appended: false,
			}));
		}
		pieces.retain(|piece| piece.begin < to && piece.end() > from);
		pieces.sort_by_key(|piece| piece.begin);
		Ok(pieces)
	}
}

/// A tree in a few words.
pub fn brief(nodes: &[Node]) -> String {
	fn write(node: &Node, depth: usize, text: &mut String) {
		let what = match &node.origin {
			Origin::Home(place) => format!("home {}", place.meter),
			Origin::Device(place) => format!("device {}", place.meter),
			Origin::Rest(place) => format!("rest {}", place.meter),
			Origin::Storage(place) => format!("storage {}", place.meter),
			Origin::Converter(place) => format!("converter {}", place.meter),
			Origin::Fuel { code, .. } => format!("fuel {code}"),
			Origin::Unattributed { reason } => format!("{reason:?}"),
			other => format!("{other:?}").to_lowercase(),
		};
		let lost = if node.lost > 0 { format!(" ({} lost)", node.lost) } else { String::new() };
		text.push_str(&format!("{}{} {what}{lost}\n", "  ".repeat(depth), node.quantity));
		node.parts.iter().for_each(|part| write(part, depth + 1, text));
	}
	let mut text = String::new();
	nodes.iter().for_each(|node| write(node, 0, &mut text));
	text
}
