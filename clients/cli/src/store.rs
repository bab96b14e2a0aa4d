// SPDX-License-Identifier: Apache-2.0
//! The embedded database of the indexer: what finalised blocks said, by network, slot and meter.
//!
//! Keys are big-endian numbers one after the other, so that a range is a prefix; values are SCALE.
//! One file per direction: `write` (a batch of blocks, all or nothing), `read` (slots, records and
//! pages, billing periods), `meters` (what is known of a meter), `kept` (the values).

mod kept;
mod keys;
mod meters;
mod read;
mod write;

pub use kept::{
	CorrectionRow, Counts, Generation, LastBlock, LineRow, MeterFactsRow, NoteRow, OwnerEpoch,
	Piece, WaitingRow,
};
pub use write::Batch;

use crate::error::{Error, Result};
use codec::{Decode, Encode};
use energy_primitives::SlotLength;
use redb::{
	Builder, ConcurrencyMode, Database, ReadOnlyDatabase, ReadTransaction, ReadableDatabase,
	TableDefinition,
};
use sp_core::{Blake2Hasher, Hasher, H256};
use std::path::{Path, PathBuf};

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

const META: Bytes = TableDefinition::new("meta");
/// Network, slot: how many pages of a cleared slot wait for its record.
const CLEARED: Bytes = TableDefinition::new("cleared");
/// Network, slot: totals of a closed slot that waits for its record.
const CLOSED: Bytes = TableDefinition::new("closed");
/// Network, slot, page: the rows that wait.
const WAITING: Bytes = TableDefinition::new("waiting");
/// Network, slot.
const RECORDS: Bytes = TableDefinition::new("records");
/// Network, slot, page: what the record commits to of a page.
const PAGES: Bytes = TableDefinition::new("pages");
/// Network, slot, page.
const ROWS: Bytes = TableDefinition::new("rows");
/// Network: its first slot.
const NETWORKS: Bytes = TableDefinition::new("networks");
/// Network: the next slot whose record leaves state.
const FOLDED: Bytes = TableDefinition::new("folded");
/// Meter, place on its export axis.
const EXPORTS: Bytes = TableDefinition::new("exports");
/// Meter, place on its import axis.
const IMPORTS: Bytes = TableDefinition::new("imports");
/// Meter: who owns it now.
const OWNERS: Bytes = TableDefinition::new("owners");
/// Meter, epoch.
const EPOCHS: Bytes = TableDefinition::new("epochs");
/// Meter: what it stands for.
const METERS: Bytes = TableDefinition::new("meters");
/// Meter, generation.
const GENERATIONS: Bytes = TableDefinition::new("generations");
/// Meter, epoch of the earlier owner.
const LINES: Bytes = TableDefinition::new("lines");
/// Meter, slot, version.
const CORRECTIONS: Bytes = TableDefinition::new("corrections");
/// Meter, slot in which the gap ended.
const REALLOCATED: Bytes = TableDefinition::new("reallocated");
/// Meter, epoch, block, event.
const NOTES: Bytes = TableDefinition::new("notes");
/// Network, closed billing period.
const PERIODS: Bytes = TableDefinition::new("periods");
/// Network, closed billing period, page.
const STATEMENTS: Bytes = TableDefinition::new("statements");
/// Network.
const COUNTS: Bytes = TableDefinition::new("counts");

const TABLES: [(&str, Bytes); 22] = [
	("meta", META),
	("cleared", CLEARED),
	("closed", CLOSED),
	("waiting", WAITING),
	("records", RECORDS),
	("pages", PAGES),
	("rows", ROWS),
	("networks", NETWORKS),
	("folded", FOLDED),
	("exports", EXPORTS),
	("imports", IMPORTS),
	("owners", OWNERS),
	("epochs", EPOCHS),
	("meters", METERS),
	("generations", GENERATIONS),
	("lines", LINES),
	("corrections", CORRECTIONS),
	("reallocated", REALLOCATED),
	("notes", NOTES),
	("periods", PERIODS),
	("statements", STATEMENTS),
	("counts", COUNTS),
];

const GENESIS: &[u8] = b"genesis";
const LAST_BLOCK: &[u8] = b"last block";
const SLOT_SECONDS: &[u8] = b"slot seconds";
const FORMAT: &[u8] = b"format";

/// Changes whenever keys or values do.
const FORMAT_NOW: u32 = 3;

/// Memory for pages of the file, read and not yet written ones together.
const CACHE_BYTES: usize = 64 << 20;

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

impl Store {
	/// Opens a database to write to, a new one if there is none.
	pub fn open(path: &Path) -> Result<Self> {
		if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
			std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		}
		let database = builder().create(path).map_err(|error| Error::file(path, error))?;
		let store = Self { handle: Handle::Writer(database), path: path.into() };
		let batch = store.batch()?;
		batch.make_tables()?;
		batch.commit()?;
		store.check_format()?;
		Ok(store)
	}

	/// Opens a database to read from; an indexer may write to it meanwhile.
	pub fn open_existing(path: &Path) -> Result<Self> {
		if !path.is_file() {
			return Err(Error::file(path, "there is no database; `commonwatt index` makes one"));
		}
		let database = builder().open_read_only(path).map_err(|error| Error::file(path, error))?;
		let store = Self { handle: Handle::Reader(database), path: path.into() };
		store.check_format()?;
		Ok(store)
	}

	fn check_format(&self) -> Result<()> {
		match (self.genesis()?, self.get::<u32>(META, FORMAT)?) {
			(None, _) | (Some(_), Some(FORMAT_NOW)) => Ok(()),
			_ => Err(self.wrong_version("its format is another")),
		}
	}

	fn wrong_version(&self, reason: impl ToString) -> Error {
		let reason = reason.to_string();
		let hint = format!("written by another version, delete it and index again: {reason}");
		Error::file(&self.path, hint)
	}

	/// Where it is.
	pub fn path(&self) -> &Path {
		&self.path
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
		T::decode(&mut bytes).map_err(|error| self.wrong_version(error))
	}

	/// Visits the entries whose keys begin with `prefix`, from `from` on, until `visit` says no.
	fn walk<T: Decode>(
		&self,
		table: Bytes,
		prefix: &[u8],
		from: &[u8],
		mut visit: impl FnMut(&[u8], T) -> bool,
	) -> Result<()> {
		let read = self.begin_read()?;
		let table = read.open_table(table).map_err(|error| self.failed(error))?;
		let range = table.range::<&[u8]>(from..).map_err(|error| self.failed(error))?;
		for entry in range {
			let (key, value) = entry.map_err(|error| self.failed(error))?;
			if !key.value().starts_with(prefix) || !visit(key.value(), self.decode(value.value())?)
			{
				break;
			}
		}
		Ok(())
	}

	/// All values whose keys begin with `prefix`, in order.
	fn scan<T: Decode>(&self, table: Bytes, prefix: &[u8]) -> Result<Vec<T>> {
		let mut values = Vec::new();
		self.walk(table, prefix, prefix, |_, value| {
			values.push(value);
			true
		})?;
		Ok(values)
	}

	/// The last entry at or before `key` whose key begins with `prefix`.
	fn last_before<T: Decode>(
		&self,
		table: Bytes,
		prefix: &[u8],
		key: &[u8],
	) -> Result<Option<(Vec<u8>, T)>> {
		let read = self.begin_read()?;
		let table = read.open_table(table).map_err(|error| self.failed(error))?;
		let mut range = table.range::<&[u8]>(prefix..=key).map_err(|error| self.failed(error))?;
		let Some(entry) = range.next_back() else { return Ok(None) };
		let (key, value) = entry.map_err(|error| self.failed(error))?;
		Ok(Some((key.value().to_vec(), self.decode(value.value())?)))
	}

	/// Hash of block 0 of the chain this database is about.
	pub fn genesis(&self) -> Result<Option<[u8; 32]>> {
		self.get(META, GENESIS)
	}

	/// The last block that was indexed.
	pub fn last_block(&self) -> Result<Option<LastBlock>> {
		self.get(META, LAST_BLOCK)
	}

	/// Length of the chain's slots.
	pub fn slot_length(&self) -> Result<SlotLength> {
		let seconds = self.get::<u64>(META, SLOT_SECONDS)?.and_then(|s| u32::try_from(s).ok());
		seconds
			.and_then(SlotLength::new)
			.ok_or_else(|| Error::file(&self.path, "nothing is indexed yet"))
	}

	/// A hash over everything kept, table by table: two databases that read the same blocks have the
	/// same.
	pub fn fingerprint(&self) -> Result<H256> {
		let read = self.begin_read()?;
		let mut sum = H256::zero();
		for (name, table) in TABLES {
			let table = read.open_table(table).map_err(|error| self.failed(error))?;
			let range = table.range::<&[u8]>(..).map_err(|error| self.failed(error))?;
			for entry in range {
				let (key, value) = entry.map_err(|error| self.failed(error))?;
				sum = (sum, name, key.value(), value.value()).using_encoded(Blake2Hasher::hash);
			}
		}
		Ok(sum)
	}
}

fn builder() -> Builder {
	let mut builder = Builder::new();
	builder.set_concurrency_mode(ConcurrencyMode::SingleWriter);
	builder.set_cache_size(CACHE_BYTES);
	builder
}
