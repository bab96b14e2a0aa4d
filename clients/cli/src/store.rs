// SPDX-License-Identifier: Apache-2.0
//! The embedded database of the indexer: what finalised blocks said, by network, slot and meter.
//!
//! Keys are big-endian numbers one after the other, so that a range is a prefix; values are SCALE.

use crate::error::{Error, Result};
use codec::{Decode, Encode};
use energy_primitives::{Carrier, CommunityId, MeterId, NetworkId, RowEnergy, Slot, SlotLength};
use redb::{
	Builder, ConcurrencyMode, Database, ReadOnlyDatabase, ReadTransaction, ReadableDatabase,
	ReadableTable, TableDefinition, WriteTransaction,
};
use settlement_core::{Class, Limits, RowLeaf, SlotRecord};
use std::path::{Path, PathBuf};

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

const META: Bytes = TableDefinition::new("meta");
const WAITING: Bytes = TableDefinition::new("waiting");
const ROWS: Bytes = TableDefinition::new("rows");
const RECORDS: Bytes = TableDefinition::new("records");
const EXPORTS: Bytes = TableDefinition::new("exports");
const OWNERS: Bytes = TableDefinition::new("owners");
const MONEY: Bytes = TableDefinition::new("money");
const COUNTS: Bytes = TableDefinition::new("counts");

const GENESIS: &[u8] = b"genesis";
const LAST_BLOCK: &[u8] = b"last block";
const SLOT_SECONDS: &[u8] = b"slot seconds";

/// The database.
pub struct Store {
	handle: Handle,
	path: PathBuf,
}

/// One process writes; any number read beside it.
enum Handle {
	Writer(Database),
	Reader(ReadOnlyDatabase),
}

/// Writes of one or more blocks, all or none of which are kept.
pub struct Batch<'a> {
	store: &'a Store,
	transaction: WriteTransaction,
}

/// A row of a cleared slot before its class is known.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct WaitingRow {
	/// What the meter moved.
	pub energy: RowEnergy,
	/// The limits that held.
	pub limits: Limits,
	/// Whether the supplier of last resort bills it.
	pub outside: bool,
}

/// A stretch of a meter's export axis that one reading added.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Export {
	/// The slot whose reading it was.
	pub slot: Slot,
	/// Where on the axis it begins.
	pub begin: u64,
	/// How long it is.
	pub quantity: u32,
}

/// Money of a meter that moved outside the slots' legs.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub enum Moved {
	/// Paid in.
	Deposit(u128),
	/// Paid out.
	Withdrawal(u128),
	/// A slot's leg the supplier of last resort took over; negative.
	TakenOver(i128),
	/// Energy of silent slots, settled with the balancing account.
	Gap(i128),
	/// A credit that had waited.
	Credit(u128),
}

/// Readings of a network by what became of them.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq)]
pub struct Counts {
	/// Readings that count.
	pub accepted: u64,
	/// Readings that do not.
	pub rejected: u64,
}

impl Store {
	/// Opens a database to write to, a new one if there is none.
	pub fn open(path: &Path) -> Result<Self> {
		if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
			std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		}
		let database = builder().create(path).map_err(|error| Error::file(path, error))?;
		let store = Self { handle: Handle::Writer(database), path: path.into() };
		let batch = store.batch()?;
		for table in [META, WAITING, ROWS, RECORDS, EXPORTS, OWNERS, MONEY, COUNTS] {
			batch.transaction.open_table(table).map_err(|error| store.failed(error))?;
		}
		batch.commit()?;
		Ok(store)
	}

	/// Opens a database to read from; an indexer may write to it meanwhile.
	pub fn open_existing(path: &Path) -> Result<Self> {
		if !path.is_file() {
			return Err(Error::file(path, "there is no database; `commonwatt index` makes one"));
		}
		let database = builder().open_read_only(path).map_err(|error| Error::file(path, error))?;
		Ok(Self { handle: Handle::Reader(database), path: path.into() })
	}

	/// Begins a batch of writes.
	pub fn batch(&self) -> Result<Batch<'_>> {
		let Handle::Writer(database) = &self.handle else {
			return Err(Error::file(&self.path, "opened for reading only"));
		};
		let transaction = database.begin_write().map_err(|error| self.failed(error))?;
		Ok(Batch { store: self, transaction })
	}

	fn begin_read(&self) -> Result<ReadTransaction> {
		let read = match &self.handle {
			Handle::Writer(database) => database.begin_read(),
			Handle::Reader(database) => database.begin_read(),
		};
		read.map_err(|error| self.failed(error))
	}

	fn failed(&self, error: impl Into<redb::Error>) -> Error {
		Error::file(&self.path, error.into())
	}

	fn get<T: Decode>(&self, table: Bytes, key: &[u8]) -> Result<Option<T>> {
		let read = self.begin_read()?;
		let table = read.open_table(table).map_err(|error| self.failed(error))?;
		let value = table.get(key).map_err(|error| self.failed(error))?;
		value.map(|value| self.decode(value.value())).transpose()
	}

	fn decode<T: Decode>(&self, mut bytes: &[u8]) -> Result<T> {
		T::decode(&mut bytes).map_err(|error| {
			let reason = format!("written by another version, delete it and index again: {error}");
			Error::file(&self.path, reason)
		})
	}

	/// All entries whose keys begin with `prefix`, in order.
	fn scan<T: Decode>(&self, table: Bytes, prefix: &[u8]) -> Result<Vec<(Vec<u8>, T)>> {
		let read = self.begin_read()?;
		let table = read.open_table(table).map_err(|error| self.failed(error))?;
		let range = table.range::<&[u8]>(prefix..).map_err(|error| self.failed(error))?;
		let mut entries = Vec::new();
		for entry in range {
			let (key, value) = entry.map_err(|error| self.failed(error))?;
			if !key.value().starts_with(prefix) {
				break;
			}
			entries.push((key.value().to_vec(), self.decode(value.value())?));
		}
		Ok(entries)
	}

	/// Hash of block 0 of the chain this database is about.
	pub fn genesis(&self) -> Result<Option<[u8; 32]>> {
		self.get(META, GENESIS)
	}

	/// The last block that was indexed.
	pub fn last_block(&self) -> Result<Option<u64>> {
		self.get(META, LAST_BLOCK)
	}

	/// Length of the chain's slots.
	pub fn slot_length(&self) -> Result<SlotLength> {
		let seconds = self.get::<u64>(META, SLOT_SECONDS)?.and_then(|s| u32::try_from(s).ok());
		seconds
			.and_then(SlotLength::new)
			.ok_or_else(|| Error::file(&self.path, "nothing is indexed yet"))
	}

	/// The pages of a settled slot.
	pub fn rows(&self, id: NetworkId, slot: Slot) -> Result<Option<Vec<Vec<RowLeaf>>>> {
		self.get(ROWS, &slot_key(id, slot))
	}

	/// The record of a settled slot.
	pub fn record(&self, id: NetworkId, slot: Slot) -> Result<Option<SlotRecord>> {
		self.get(RECORDS, &slot_key(id, slot))
	}

	/// All records of a network, by slot.
	pub fn records(&self, id: NetworkId) -> Result<Vec<SlotRecord>> {
		let entries = self.scan(RECORDS, &network_key(id))?;
		Ok(entries.into_iter().map(|(_, record)| record).collect())
	}

	/// All networks that have a record or a meter.
	pub fn networks(&self) -> Result<Vec<NetworkId>> {
		let entries: Vec<(Vec<u8>, [u8; 32])> = self.scan(OWNERS, &[])?;
		let mut networks: Vec<NetworkId> =
			entries.iter().filter_map(|(key, _)| parse_network(key)).collect();
		networks.dedup();
		Ok(networks)
	}

	/// The exports of a meter, along its axis.
	pub fn exports(&self, meter: MeterId) -> Result<Vec<Export>> {
		let entries = self.scan(EXPORTS, &meter_key(meter))?;
		Ok(entries.into_iter().map(|(_, export)| export).collect())
	}

	/// The owner of a meter, if the meter is known.
	pub fn owner(&self, meter: MeterId) -> Result<Option<[u8; 32]>> {
		self.get(OWNERS, &meter_key(meter))
	}

	/// How many meters a network has.
	pub fn meter_count(&self, id: NetworkId) -> Result<usize> {
		Ok(self.scan::<[u8; 32]>(OWNERS, &network_key(id))?.len())
	}

	/// Whether a meter is a connection point, whose exports fill units; by its last settled row.
	pub fn is_home(&self, meter: MeterId) -> Result<bool> {
		let Some(last) = self.exports(meter)?.pop() else { return Ok(false) };
		let pages = self.rows(meter.network, last.slot)?.unwrap_or_default();
		let rows = pages.get(meter.page() as usize);
		let leaf = rows.and_then(|rows| rows.iter().find(|leaf| leaf.row == meter.row()));
		Ok(leaf.is_some_and(|leaf| !matches!(leaf.class, Class::Sub | Class::Feeder)))
	}

	/// What moved a meter's money besides the slots' legs.
	pub fn moved(&self, meter: MeterId) -> Result<Vec<Moved>> {
		let entries = self.scan(MONEY, &meter_key(meter))?;
		Ok(entries.into_iter().map(|(_, moved)| moved).collect())
	}

	/// How many readings of a network counted.
	pub fn counts(&self, id: NetworkId) -> Result<Counts> {
		Ok(self.get(COUNTS, &network_key(id))?.unwrap_or_default())
	}
}

impl Batch<'_> {
	/// Keeps everything written.
	pub fn commit(self) -> Result<()> {
		self.transaction.commit().map_err(|error| self.store.failed(error))
	}

	fn put(&self, table: Bytes, key: &[u8], value: &impl Encode) -> Result<()> {
		let mut table = self.transaction.open_table(table).map_err(|e| self.store.failed(e))?;
		table.insert(key, value.encode().as_slice()).map_err(|e| self.store.failed(e))?;
		Ok(())
	}

	fn read<T: Decode>(&self, table: Bytes, key: &[u8]) -> Result<Option<T>> {
		let table = self.transaction.open_table(table).map_err(|e| self.store.failed(e))?;
		let value = table.get(key).map_err(|e| self.store.failed(e))?;
		value.map(|value| self.store.decode(value.value())).transpose()
	}

	/// Notes which chain this is, and the length of its slots.
	pub fn put_chain(&self, genesis: [u8; 32], length: SlotLength) -> Result<()> {
		self.put(META, SLOT_SECONDS, &length.seconds())?;
		self.put(META, GENESIS, &genesis)
	}

	/// Notes how far the index is.
	pub fn put_last_block(&self, number: u64) -> Result<()> {
		self.put(META, LAST_BLOCK, &number)
	}

	/// Keeps the pages of a cleared slot until it is swept.
	pub fn put_waiting(
		&self,
		id: NetworkId,
		slot: Slot,
		pages: &Vec<Vec<WaitingRow>>,
	) -> Result<()> {
		self.put(WAITING, &slot_key(id, slot), pages)
	}

	/// The pages of a cleared slot, also if they were put by this batch.
	pub fn waiting(&self, id: NetworkId, slot: Slot) -> Result<Option<Vec<Vec<WaitingRow>>>> {
		self.read(WAITING, &slot_key(id, slot))
	}

	/// Keeps a settled slot: its record, its rows, and where they lie on the export axes.
	pub fn put_slot(
		&self,
		id: NetworkId,
		record: &SlotRecord,
		pages: &Vec<Vec<RowLeaf>>,
	) -> Result<()> {
		let slot = record.header.clearing.slot;
		let key = slot_key(id, slot);
		self.put(RECORDS, &key, record)?;
		self.put(ROWS, &key, pages)?;
		for (page, rows) in (0u32..).zip(pages) {
			for leaf in rows.iter().filter(|leaf| leaf.export > 0) {
				let Some(meter) = MeterId::at(id, page, leaf.row) else { continue };
				let export = Export { slot, begin: leaf.export_before, quantity: leaf.export };
				let mut key = meter_key(meter);
				key.extend(export.begin.to_be_bytes());
				self.put(EXPORTS, &key, &export)?;
			}
		}
		let mut waiting = self.transaction.open_table(WAITING).map_err(|e| self.store.failed(e))?;
		waiting.remove(key.as_slice()).map_err(|e| self.store.failed(e))?;
		Ok(())
	}

	/// Notes a meter.
	pub fn put_owner(&self, meter: MeterId, owner: [u8; 32]) -> Result<()> {
		self.put(OWNERS, &meter_key(meter), &owner)
	}

	/// Notes money of a meter that moved by event `event` of block `block`. Noting it twice is the
	/// same as once.
	pub fn put_moved(&self, meter: MeterId, block: u64, event: u32, moved: Moved) -> Result<()> {
		let mut key = meter_key(meter);
		key.extend(block.to_be_bytes());
		key.extend(event.to_be_bytes());
		self.put(MONEY, &key, &moved)
	}

	/// Adds to the counts of a network.
	pub fn add_counts(&self, id: NetworkId, accepted: u32, rejected: u32) -> Result<()> {
		let counts: Counts = self.read(COUNTS, &network_key(id))?.unwrap_or_default();
		let counts = Counts {
			accepted: counts.accepted + u64::from(accepted),
			rejected: counts.rejected + u64::from(rejected),
		};
		self.put(COUNTS, &network_key(id), &counts)
	}
}

fn builder() -> Builder {
	let mut builder = Builder::new();
	builder.set_concurrency_mode(ConcurrencyMode::SingleWriter);
	builder
}

fn network_key(id: NetworkId) -> Vec<u8> {
	let mut key = id.community.to_be_bytes().to_vec();
	key.push(id.carrier.code());
	key
}

fn parse_network(key: &[u8]) -> Option<NetworkId> {
	let community = CommunityId::from_be_bytes(key.get(..4)?.try_into().ok()?);
	Some(NetworkId { community, carrier: Carrier::from_code(*key.get(4)?)? })
}

fn slot_key(id: NetworkId, slot: Slot) -> Vec<u8> {
	let mut key = network_key(id);
	key.extend(slot.to_be_bytes());
	key
}

fn meter_key(meter: MeterId) -> Vec<u8> {
	let mut key = network_key(meter.network);
	key.extend(meter.index.to_be_bytes());
	key
}
