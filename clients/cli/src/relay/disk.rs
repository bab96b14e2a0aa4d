// SPDX-License-Identifier: Apache-2.0
//! The queue on disk. What is written here survives the death of the program and of the machine:
//! every write is on the disk before it returns.

use crate::{
	error::{Error, Result},
	relay::reading::Reading,
};
use codec::{Decode, Encode};
use energy_primitives::{Carrier, CommunityId, MeterId, NetworkId, Slot};
use redb::{
	backends::InMemoryBackend, Database, ReadableDatabase, ReadableTable, ReadableTableMetadata,
	Table, TableDefinition, WriteTransaction,
};
use std::path::{Path, PathBuf};

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;
type Open<'a> = Table<'a, &'static [u8], &'static [u8]>;

const META: Bytes = TableDefinition::new("meta");
const QUEUED: Bytes = TableDefinition::new("queued");
const REJECTED: Bytes = TableDefinition::new("rejected");

const GENESIS: &[u8] = b"genesis";
const LAST_BLOCK: &[u8] = b"last block";

/// Rejected readings that are kept for show; older ones make room.
const REJECTED_MAX: u64 = 100_000;

/// The database of a relay.
pub struct Disk {
	database: Database,
	path: PathBuf,
}

/// A reading that does not count, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RejectedReading {
	/// The reading.
	pub reading: Reading,
	/// The reason, by the chain's name.
	pub reason: String,
	/// When it was known, in milliseconds since 1970.
	pub at_ms: u64,
}

type QueuedValue = (u64, u64, [u8; 64], u64);
type RejectedValue = (MeterId, Slot, u64, u64, [u8; 64], String, u64);

impl Disk {
	/// Opens the database, a new one if there is none. It belongs to the chain with this first block:
	/// a reading for one chain is nothing on another.
	pub fn open(path: &Path, genesis: &[u8; 32]) -> Result<Self> {
		if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
			std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		}
		let database = Database::create(path).map_err(|error| Error::file(path, error))?;
		Self::with(database, path, genesis)
	}

	/// A database that is gone when the program ends: for readings that are kept elsewhere.
	pub fn in_memory(genesis: &[u8; 32]) -> Result<Self> {
		let path = Path::new("memory");
		let database = Database::builder().create_with_backend(InMemoryBackend::new());
		Self::with(database.map_err(|error| Error::file(path, error))?, path, genesis)
	}

	fn with(database: Database, path: &Path, genesis: &[u8; 32]) -> Result<Self> {
		let disk = Self { database, path: path.into() };
		let write = disk.begin()?;
		{
			let mut meta = disk.table(&write, META)?;
			let known = meta.get(GENESIS).map_err(|error| disk.failed(error))?;
			let known = known.map(|known| known.value().to_vec());
			if known.as_deref().is_some_and(|known| known != genesis) {
				return Err(Error::file(path, "this is the queue of another chain"));
			}
			meta.insert(GENESIS, genesis.as_slice()).map_err(|error| disk.failed(error))?;
			disk.table(&write, QUEUED)?;
			disk.table(&write, REJECTED)?;
		}
		disk.commit(write)?;
		Ok(disk)
	}

	/// All queued readings with the time they came.
	pub fn queued(&self) -> Result<Vec<(Reading, u64)>> {
		let read = self.database.begin_read().map_err(|error| self.failed(error))?;
		let table = read.open_table(QUEUED).map_err(|error| self.failed(error))?;
		let mut queued = Vec::new();
		for entry in table.iter().map_err(|error| self.failed(error))? {
			let (key, value) = entry.map_err(|error| self.failed(error))?;
			let place = parse_key(key.value()).ok_or_else(|| self.strange())?;
			let value: QueuedValue = self.decode(value.value())?;
			queued.push((reading(place, value.0, value.1, value.2), value.3));
		}
		Ok(queued)
	}

	/// Puts readings into the queue; one that stands in its place already is written over.
	pub fn add(&self, readings: &[(Reading, u64)]) -> Result<()> {
		let write = self.begin()?;
		{
			let mut table = self.table(&write, QUEUED)?;
			for (reading, arrived_ms) in readings {
				let value: QueuedValue = (
					reading.import_register,
					reading.export_register,
					reading.signature,
					*arrived_ms,
				);
				table
					.insert(key(reading).as_slice(), value.encode().as_slice())
					.map_err(|error| self.failed(error))?;
			}
		}
		self.commit(write)
	}

	/// Takes readings out of the queue: those the chain has, and those it will never have, which are
	/// kept apart with their reason.
	pub fn settle(&self, had: &[Reading], rejected: &[RejectedReading]) -> Result<()> {
		let write = self.begin()?;
		{
			let mut queued = self.table(&write, QUEUED)?;
			let gone = had.iter().chain(rejected.iter().map(|rejected| &rejected.reading));
			for reading in gone {
				queued.remove(key(reading).as_slice()).map_err(|error| self.failed(error))?;
			}
			let mut table = self.table(&write, REJECTED)?;
			let last = table.last().map_err(|error| self.failed(error))?;
			let last =
				last.and_then(|(key, _)| Some(u64::from_be_bytes(key.value().try_into().ok()?)));
			let next = last.map_or(0, |last| last + 1);
			for (number, rejected) in (next..).zip(rejected) {
				let value = rejected_value(rejected).encode();
				table
					.insert(number.to_be_bytes().as_slice(), value.as_slice())
					.map_err(|error| self.failed(error))?;
			}
			while table.len().map_err(|error| self.failed(error))? > REJECTED_MAX {
				table.pop_first().map_err(|error| self.failed(error))?;
			}
		}
		self.commit(write)
	}

	/// The newest rejected readings, newest first, at most `count`.
	pub fn rejected(&self, count: usize) -> Result<Vec<RejectedReading>> {
		let read = self.database.begin_read().map_err(|error| self.failed(error))?;
		let table = read.open_table(REJECTED).map_err(|error| self.failed(error))?;
		let entries = table.iter().map_err(|error| self.failed(error))?.rev().take(count);
		let mut rejected = Vec::new();
		for entry in entries {
			let (_, value) = entry.map_err(|error| self.failed(error))?;
			let (meter, slot, import, export, signature, reason, at_ms): RejectedValue =
				self.decode(value.value())?;
			let reading = reading((meter, slot), import, export, signature);
			rejected.push(RejectedReading { reading, reason, at_ms });
		}
		Ok(rejected)
	}

	/// The last block whose events are accounted for.
	pub fn last_block(&self) -> Result<Option<u64>> {
		let read = self.database.begin_read().map_err(|error| self.failed(error))?;
		let table = read.open_table(META).map_err(|error| self.failed(error))?;
		let value = table.get(LAST_BLOCK).map_err(|error| self.failed(error))?;
		value.map(|value| self.decode(value.value())).transpose()
	}

	/// Notes that the events of all blocks up to this one are accounted for.
	pub fn put_last_block(&self, number: u64) -> Result<()> {
		let write = self.begin()?;
		{
			let mut meta = self.table(&write, META)?;
			meta.insert(LAST_BLOCK, number.encode().as_slice())
				.map_err(|error| self.failed(error))?;
		}
		self.commit(write)
	}

	fn begin(&self) -> Result<WriteTransaction> {
		self.database.begin_write().map_err(|error| self.failed(error))
	}

	fn commit(&self, write: WriteTransaction) -> Result<()> {
		write.commit().map_err(|error| self.failed(error))
	}

	fn table<'a>(&self, write: &'a WriteTransaction, table: Bytes) -> Result<Open<'a>> {
		write.open_table(table).map_err(|error| self.failed(error))
	}

	fn decode<T: Decode>(&self, mut bytes: &[u8]) -> Result<T> {
		T::decode(&mut bytes).map_err(|_| self.strange())
	}

	fn failed(&self, error: impl Into<redb::Error>) -> Error {
		Error::file(&self.path, error.into())
	}

	fn strange(&self) -> Error {
		Error::file(&self.path, "written by another version")
	}
}

fn reading(place: (MeterId, Slot), import: u64, export: u64, signature: [u8; 64]) -> Reading {
	let (meter, slot) = place;
	Reading { meter, slot, import_register: import, export_register: export, signature }
}

fn rejected_value(rejected: &RejectedReading) -> RejectedValue {
	let RejectedReading { reading, reason, at_ms } = rejected;
	(
		reading.meter,
		reading.slot,
		reading.import_register,
		reading.export_register,
		reading.signature,
		reason.clone(),
		*at_ms,
	)
}

/// Community, carrier, meter and slot, big-endian: a network's readings stand together.
fn key(reading: &Reading) -> Vec<u8> {
	let MeterId { network, index } = reading.meter;
	let mut key = network.community.to_be_bytes().to_vec();
	key.push(network.carrier.code());
	key.extend(index.to_be_bytes());
	key.extend(reading.slot.to_be_bytes());
	key
}

fn parse_key(key: &[u8]) -> Option<(MeterId, Slot)> {
	let number = |from: usize| Some(u32::from_be_bytes(key.get(from..from + 4)?.try_into().ok()?));
	let community: CommunityId = number(0)?;
	let network = NetworkId { community, carrier: Carrier::from_code(*key.get(4)?)? };
	Some((MeterId { network, index: number(5)? }, number(9)?))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::reading::tests::reading;

	fn open(folder: &tempfile::TempDir) -> Disk {
		Disk::open(&folder.path().join("new/relay.redb"), &[7; 32]).expect("a database")
	}

	#[test]
	fn what_is_queued_is_there_after_a_restart() {
		let folder = tempfile::tempdir().expect("a folder");
		let (first, second) = (reading(0, 5), reading(256, 4));
		open(&folder).add(&[(second.clone(), 11), (first.clone(), 10)]).expect("written");
		let disk = open(&folder);
		assert_eq!(disk.queued().expect("read"), [(first.clone(), 10), (second.clone(), 11)]);
		disk.settle(&[first], &[]).expect("written");
		assert_eq!(disk.queued().expect("read"), [(second, 11)]);
		assert_eq!(disk.rejected(9).expect("read"), []);
		assert_eq!(disk.last_block().expect("read"), None);
		disk.put_last_block(70).expect("written");
		assert_eq!(disk.last_block().expect("read"), Some(70));
	}

	#[test]
	fn the_rejected_are_kept_apart_newest_first() {
		let folder = tempfile::tempdir().expect("a folder");
		let disk = open(&folder);
		let rejected = |index, reason: &str| RejectedReading {
			reading: reading(index, 5),
			reason: reason.into(),
			at_ms: u64::from(index),
		};
		let all = [rejected(1, "AbovePowerCap"), rejected(2, "SlotClosed")];
		disk.add(&[(reading(1, 5), 0), (reading(2, 5), 0), (reading(3, 5), 0)]).expect("written");
		disk.settle(&[], &all).expect("written");
		assert_eq!(disk.queued().expect("read"), [(reading(3, 5), 0)]);
		let [first, second] = all;
		assert_eq!(disk.rejected(9).expect("read"), [second.clone(), first]);
		assert_eq!(disk.rejected(1).expect("read"), [second]);
	}

	#[test]
	fn a_queue_belongs_to_one_chain() {
		let folder = tempfile::tempdir().expect("a folder");
		drop(open(&folder));
		let path = folder.path().join("new/relay.redb");
		let error = Disk::open(&path, &[8; 32]).err().expect("refused");
		assert!(error.to_string().contains("another chain"), "{error}");
	}
}
