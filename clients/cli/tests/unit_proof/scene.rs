// SPDX-License-Identifier: Apache-2.0
//! A chain made by hand: two pages of meters, records in state and in the mountain range, and the
//! state's trie.

use codec::{Compact, Encode};
use commonwatt_cli::{
	evidence::mountain_path,
	proof::{
		anchor::{block_hash, clock_key, genesis_key, mountain_key, record_key},
		check::{check, Trust, Verified},
		collect::collect,
		file::{Anchor, Bytes, Hash, SlotEntry, UnitProof, FORMAT},
	},
	store::{CorrectionRow, Store},
};
use energy_primitives::{
	Carrier, ClosedSlot, MeterId, NetworkId, Quality, RowClass, RowEnergy, Slot, SlotLength,
	UnitId, PAGE_ROWS,
};
use metering_core::correction::{Correction, CorrectionReason};
use settlement_core::{
	clear, Allotment, Book, Limits, Mountain, RowLeaf, SlotHeader, SlotProof, SlotRecord, Tariff,
};
use sp_core::{Blake2Hasher, H256};
use sp_trie::{trie_types::TrieDBMutBuilderV1, MemoryDB, TrieMut};

pub const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 };
pub const FIRST: Slot = 1_994_688;
pub const SLOTS: u32 = 8;
pub const FOLDED: u32 = 5;
pub const GENESIS: [u8; 32] = [7; 32];

pub fn meter(index: u32) -> MeterId {
	MeterId { network: NETWORK, index }
}

fn energy(meter: u32, class: RowClass, import: u32, export: u32, before: u64) -> RowEnergy {
	RowEnergy {
		row: (meter % PAGE_ROWS) as u8,
		class,
		span: 1,
		import,
		export,
		import_before: before,
		export_before: before,
		quality: Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

/// Meter 1 exports 400, meters 2 and 260 take 150 each, 20 are lost, meter 261 is a sub-meter.
/// `before` is where the exporter's axis stands.
pub fn put_slot(store: &Store, slot: Slot, before: u64) {
	let home = RowClass::Boundary;
	let at = u64::from(slot - FIRST);
	let rows = [
		(0, energy(0, RowClass::Feeder, 80, 0, 80 * at)),
		(1, energy(1, home, 0, 400, before)),
		(2, energy(2, home, 150, 0, 150 * at)),
		(260, energy(260, home, 150, 0, 150 * at)),
		(261, energy(261, RowClass::Sub, 0, 500, 500 * at)),
	];
	let standing = Limits::default().standing(&TARIFF);
	let mut book = Book::default();
	for (_, row) in rows.iter().filter(|(_, row)| row.class == home) {
		book.add(row.export.into(), row.import.into(), standing).expect("small");
	}
	let closed = ClosedSlot {
		slot,
		grid_net: -80,
		loss: 20,
		no_feeder: false,
		contested: false,
		feeder_late: 0,
	};
	let clearing = clear(&book, &closed, &TARIFF.into(), None).expect("balanced");
	let header = SlotHeader {
		clearing,
		grid_export_before: 80 * at,
		grid_import_before: 0,
		no_feeder: false,
		contested: false,
	};
	let mut pages = vec![Vec::new(), Vec::new()];
	for (meter, row) in &rows {
		let class = clearing.class_of(row, standing);
		let market = clearing.import_in_market(row.import, class, &Allotment::default());
		pages[(meter / PAGE_ROWS) as usize].push(RowLeaf::new(row, class, market, 0));
	}
	let mut record = SlotRecord { header, pages: 2, root: H256::zero() };
	record.root = commonwatt_cli::index::root_of(&record, &pages).expect("small");
	let batch = store.batch().expect("writable");
	batch.put_slot(NETWORK, &record, &pages).expect("writable");
	batch.commit().expect("writable");
}

/// A database over [`SLOTS`] slots, with a state that still has the records of the last ones.
pub struct Scene {
	pub store: Store,
	state: MemoryDB<Blake2Hasher>,
	pub root: H256,
	pub folder: tempfile::TempDir,
}

impl Scene {
	/// A correction appends `appended` to the exporter's axis between slots 2 and 3.
	pub fn new(appended: u32) -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let store = Store::open(&folder.path().join("index.redb")).expect("a database");
		let batch = store.batch().expect("writable");
		batch.put_chain(GENESIS, SlotLength::new(900).expect("allowed")).expect("writable");
		for index in [0, 1, 2, 260, 261] {
			batch.put_owner(meter(index), [index as u8; 32]).expect("writable");
		}
		batch.put_first_slot(NETWORK, FIRST).expect("writable");
		batch.put_folded(NETWORK, FIRST + FOLDED - 1).expect("writable");
		if appended > 0 {
			let (import, export) = (0, appended as i32);
			let correction = Correction { import, export, reason: CorrectionReason::LateValue };
			let (slot, export_begin) = (FIRST + 2, 1_200);
			let row = CorrectionRow {
				slot,
				version: 1,
				correction,
				leg: 9,
				import_begin: 0,
				export_begin,
			};
			batch.put_correction(meter(1), &row).expect("writable");
		}
		batch.commit().expect("writable");
		for at in 0..SLOTS {
			let more = if at > 2 { u64::from(appended) } else { 0 };
			put_slot(&store, FIRST + at, 400 * u64::from(at) + more);
		}
		let (state, root) = state(&store);
		Self { store, state, root, folder }
	}

	pub fn header(&self) -> Bytes {
		let digest = Vec::<u8>::new();
		Bytes(([3u8; 32], Compact(77u32), self.root, [4u8; 32], digest).encode())
	}

	pub fn block(&self) -> Trust {
		Trust::Block(Hash(block_hash(&self.header()).0))
	}

	fn proof_of(&self, slots: &[SlotProof], unit: UnitId) -> UnitProof {
		let folded = FIRST..FIRST + FOLDED;
		let entry = |slot: &SlotProof| {
			let at = slot.record.header.clearing.slot;
			let path = folded
				.contains(&at)
				.then(|| mountain_path(&self.store, NETWORK, folded.clone(), at).expect("indexed"));
			SlotEntry::new(slot, path)
		};
		let nodes = self.state.clone().drain().into_values();
		UnitProof {
			format: FORMAT.into(),
			unit: unit.to_string(),
			chain: Hash(GENESIS),
			anchor: Anchor {
				header: self.header(),
				state: nodes.map(|(node, _)| Bytes(node)).collect(),
				finality: None,
			},
			slots: slots.iter().map(entry).collect(),
		}
	}

	pub fn proof(&self, serial: u64) -> UnitProof {
		let unit = UnitId::new(meter(1), serial).expect("small");
		self.proof_of(&collect(&self.store, unit).expect("exported"), unit)
	}

	/// The same after a change, verified against the block; must fail with these words.
	pub fn fails(&self, words: &str, change: impl Fn(&mut UnitProof)) {
		let mut proof = self.proof(1);
		change(&mut proof);
		let error = check(&proof, &self.block()).expect_err(words);
		assert_eq!(error.code(), 5);
		assert!(error.to_string().contains(words), "{words}: {error}");
	}
}

fn state(store: &Store) -> (MemoryDB<Blake2Hasher>, H256) {
	let mut mountain = Mountain::new(FIRST);
	let mut values = vec![
		(genesis_key(), GENESIS.encode()),
		(clock_key(), (1_795_300_000_000u64).encode()),
		(b"something else of the state".to_vec(), vec![5; 90]),
	];
	for at in 0..SLOTS {
		let record = store.record(NETWORK, FIRST + at).expect("readable").expect("there");
		if at < FOLDED {
			mountain.fold::<Blake2Hasher>(&record).expect("in order");
		} else {
			values.push((record_key(NETWORK, FIRST + at), record.encode()));
		}
	}
	values.push((mountain_key(NETWORK), mountain.encode()));
	let (mut db, mut root) = (MemoryDB::<Blake2Hasher>::default(), H256::zero());
	let mut trie = TrieDBMutBuilderV1::<Blake2Hasher>::new(&mut db, &mut root).build();
	for (key, value) in &values {
		trie.insert(key, value).expect("in memory");
	}
	drop(trie);
	(db, root)
}

/// Quantity and fate of each part.
pub fn told(verified: &Verified) -> Vec<(u64, &'static str, Option<u32>)> {
	verified.parts.iter().map(|part| (part.quantity, part.fate, part.user_meter)).collect()
}
