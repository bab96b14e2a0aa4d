// SPDX-License-Identifier: Apache-2.0
//! What was done, one JSON object a line, in the folder of the bank's files. Every line is on disk
//! before the next step is taken, so whatever is interrupted goes on where it was.

use crate::error::{Error, Result};
use bank_core::{end_to_end_id, parse_end_to_end_id};
use commonwatt_iso20022::{debit::Sequence, Cents};
use energy_primitives::StatementId;
use serde::{Deserialize, Serialize};
use std::{
	collections::{BTreeMap, BTreeSet},
	fs::{File, OpenOptions},
	io::{Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
};

/// Its name in the folder.
pub const NAME: &str = "journal.jsonl";

/// A statement by its end-to-end id, and cents.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
	/// The statement.
	#[serde(with = "name")]
	pub id: StatementId,
	/// How much.
	pub cents: u64,
	/// Which group of the file it is in.
	pub group: Group,
}

/// A group of payments in a file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
	/// First debits of their mandates.
	First,
	/// Further ones.
	Recurrent,
	/// Only ones.
	OneOff,
	/// Credit transfers.
	Credits,
}

impl Group {
	/// Its letter in names.
	pub fn letter(self) -> char {
		match self {
			Self::First => 'F',
			Self::Recurrent => 'R',
			Self::OneOff => 'O',
			Self::Credits => 'C',
		}
	}

	/// The group of debits of this sequence type.
	pub fn of(sequence: Sequence) -> Self {
		match sequence {
			Sequence::First => Self::First,
			Sequence::Recurrent => Self::Recurrent,
			Sequence::OneOff => Self::OneOff,
		}
	}
}

/// A file for the bank, before it is written: all that makes it what it is, but for the table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
	/// Its identification.
	pub message: String,
	/// Whether it collects; otherwise it pays out.
	pub collects: bool,
	/// Which attempt of its payments.
	pub attempt: u32,
	/// When it was made, in seconds since 1970.
	pub created_s: u64,
	/// When the bank shall do it.
	pub due: String,
	/// Its payments, in order.
	pub payments: Vec<Payment>,
}

impl Begun {
	/// The identification of one of its groups.
	pub fn group(&self, group: Group) -> String {
		format!("{}-{}", self.message, group.letter())
	}

	/// The payments in a group, by its identification.
	pub fn payments_of<'b>(&'b self, group: &'b str) -> impl Iterator<Item = &'b Payment> {
		self.payments.iter().filter(move |payment| self.group(payment.group) == group)
	}

	/// The sum of its payments.
	pub fn sum(&self) -> Cents {
		self.payments.iter().map(|payment| Cents::new(payment.cents)).sum()
	}
}

/// What a bank's file said of money that moved.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
	/// A direct debit was collected.
	Collected,
	/// A credit transfer was paid.
	PaidOut,
	/// A direct debit came back.
	DebitReturned,
	/// A credit transfer came back.
	CreditReturned,
}

/// Money that moved for an attempt.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
	/// The statement.
	#[serde(with = "name")]
	pub id: StatementId,
	/// The attempt.
	pub attempt: u32,
	/// What happened.
	pub moved: Moved,
	/// How much.
	pub cents: u64,
}

/// Money that came without being asked for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
	/// The community whose bank it is.
	pub community: u32,
	/// Hash of the bank's reference, in hex.
	pub reference: String,
	/// How much.
	pub cents: u64,
}

/// A bank's file that was imported.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
	/// Its name.
	pub file: String,
	/// Hash of its bytes, in hex.
	pub hash: String,
	/// What it says of payments.
	pub movements: Vec<Movement>,
	/// What it says of deposits.
	pub deposits: Vec<Received>,
	/// What the bank took for itself, in cents.
	pub charges: u64,
}

/// One line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Entry {
	/// The chain of all that follows.
	Chain {
		/// Hash of its block 0, in hex.
		genesis: String,
	},
	/// These statements are about to be exported by this folder's owner.
	Handed {
		/// Their end-to-end ids.
		ids: Vec<String>,
	},
	/// A file is about to be written.
	Begun(Begun),
	/// It is on disk.
	Written {
		/// Its identification.
		message: String,
		/// Its name.
		file: String,
		/// Hash of its bytes, in hex.
		hash: String,
	},
	/// A bank's file was checked, and all that it says is on chain.
	Imported(Imported),
	/// Currency that banks did not make, when chain and bank last agreed.
	Reconciled {
		/// The currency.
		asset: u32,
		/// Nano-currency.
		made_elsewhere: String,
	},
}

/// The journal of a folder, held by this process alone.
#[derive(Debug)]
pub struct Journal {
	file: File,
	path: PathBuf,
	entries: Vec<Entry>,
}

impl Journal {
	/// Opens the journal of a folder, made if there is none, for one chain.
	///
	/// A last line that a crash cut off is dropped: the step after it was never taken.
	pub fn open(folder: &Path, genesis: &[u8; 32]) -> Result<Self> {
		std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		let path = folder.join(NAME);
		let failed = |error: std::io::Error| Error::file(&path, error);
		let mut options = OpenOptions::new();
		let options = options.read(true).write(true).create(true).truncate(false);
		let mut file = options.open(&path).map_err(failed)?;
		let busy = |_| Error::Usage(format!("{}: another command is at work", path.display()));
		file.try_lock().map_err(busy)?;
		let mut bytes = Vec::new();
		file.read_to_end(&mut bytes).map_err(failed)?;
		let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
		file.set_len(whole as u64).map_err(failed)?;
		file.seek(SeekFrom::End(0)).map_err(failed)?;
		let entries = parse(&path.to_string_lossy(), bytes.get(..whole).unwrap_or_default())?;
		let mut journal = Self { file, path: path.clone(), entries };
		journal.check_chain(&hex::encode(genesis))?;
		Ok(journal)
	}

	fn check_chain(&mut self, genesis: &str) -> Result<()> {
		match self.entries.first() {
			None => self.write(Entry::Chain { genesis: genesis.into() }),
			Some(Entry::Chain { genesis: known }) if known == genesis => Ok(()),
			_ => Err(Error::Usage(format!("{}: of another chain", self.path.display()))),
		}
	}

	/// Adds a line; it is on disk when this returns.
	pub fn write(&mut self, entry: Entry) -> Result<()> {
		let failed = |error: std::io::Error| Error::file(&self.path, error);
		let mut line =
			serde_json::to_vec(&entry).map_err(|error| Error::file(&self.path, error))?;
		line.push(b'\n');
		self.file.write_all(&line).map_err(failed)?;
		self.file.sync_all().map_err(failed)?;
		self.entries.push(entry);
		Ok(())
	}

	/// What it says.
	pub fn known(&self) -> Known {
		Known::of(&self.entries)
	}
}

/// What a journal says, ordered.
#[derive(Clone, Debug, Default)]
pub struct Known {
	/// Statements that this folder's owner exported or was about to.
	pub handed: BTreeSet<StatementId>,
	/// Files, written or about to be, in order.
	pub begun: Vec<Begun>,
	/// Names of the files that are on disk, by their identification.
	pub written: BTreeMap<String, String>,
	/// Bank's files.
	pub imported: Vec<Imported>,
	/// Currency made elsewhere at the last agreement, by asset.
	pub made_elsewhere: BTreeMap<u32, i128>,
}

impl Known {
	/// Orders entries.
	pub fn of(entries: &[Entry]) -> Self {
		let mut known = Self::default();
		for entry in entries {
			match entry {
				Entry::Chain { .. } => {}
				Entry::Handed { ids } => {
					known.handed.extend(ids.iter().filter_map(|id| parse_end_to_end_id(id).ok()));
				}
				Entry::Begun(begun) => known.begun.push(begun.clone()),
				Entry::Written { message, file, .. } => {
					known.written.insert(message.clone(), file.clone());
				}
				Entry::Imported(imported) => known.imported.push(imported.clone()),
				Entry::Reconciled { asset, made_elsewhere } => {
					known.made_elsewhere.extend(made_elsewhere.parse().ok().map(|n| (*asset, n)));
				}
			}
		}
		known
	}

	/// The file with this identification.
	pub fn message(&self, message: &str) -> Option<&Begun> {
		self.begun.iter().find(|begun| begun.message == message)
	}

	/// The payment of an attempt, if it is in a file already.
	pub fn payment(&self, id: StatementId, attempt: u32) -> Option<&Payment> {
		let files = self.begun.iter().filter(|begun| begun.attempt == attempt);
		files.flat_map(|begun| &begun.payments).find(|payment| payment.id == id)
	}
}

/// Reads the lines of a journal; the text ends with a whole line.
fn parse(name: &str, text: &[u8]) -> Result<Vec<Entry>> {
	let mut entries = Vec::new();
	for (place, line) in text.split(|byte| *byte == b'\n').enumerate() {
		if line.is_empty() {
			continue;
		}
		let entry = serde_json::from_slice(line);
		let number = place as u64 + 1;
		entries.push(entry.map_err(|error| Error::data(name, number, error.to_string()))?);
	}
	Ok(entries)
}

/// Statements as their end-to-end ids.
mod name {
	use super::{end_to_end_id, parse_end_to_end_id, StatementId};
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(id: &StatementId, to: S) -> Result<S::Ok, S::Error> {
		to.serialize_str(&end_to_end_id(*id))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<StatementId, D::Error> {
		let text = String::deserialize(from)?;
		parse_end_to_end_id(&text)
			.map_err(|_| D::Error::custom(format!("`{text}` is no statement")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn begun() -> Begun {
		let id = parse_end_to_end_id("CW0-E4-2-0").expect("an id");
		Begun {
			message: "CW0E2-D1-9F3A0B".into(),
			collects: true,
			attempt: 1,
			created_s: 7,
			due: "2026-12-07".into(),
			payments: vec![Payment { id, cents: 1_230, group: Group::First }],
		}
	}

	#[test]
	fn what_was_written_is_there_again() {
		let folder = tempfile::tempdir().expect("a folder");
		let genesis = [7; 32];
		let mut journal = Journal::open(folder.path(), &genesis).expect("new");
		journal.write(Entry::Handed { ids: vec!["CW0-E4-2-0".into()] }).expect("written");
		journal.write(Entry::Begun(begun())).expect("written");
		let busy = Journal::open(folder.path(), &genesis).expect_err("held");
		assert!(busy.to_string().ends_with("another command is at work"), "{busy}");
		drop(journal);
		let known = Journal::open(folder.path(), &genesis).expect("again").known();
		assert_eq!(known.begun, [begun()]);
		assert!(known.handed.contains(&begun().payments[0].id) && known.written.is_empty());
		let payment = &begun().payments[0];
		assert_eq!(known.payment(payment.id, 1), Some(payment));
		assert_eq!(known.payment(payment.id, 2), None);
		assert_eq!(known.message("CW0E2-D1-9F3A0B").map(Begun::sum), Some(Cents::new(1_230)));
		let error = Journal::open(folder.path(), &[8; 32]).expect_err("another chain");
		assert_eq!(error.code(), 2);
	}

	#[test]
	fn a_line_that_a_crash_cut_off_is_dropped_and_a_broken_one_is_told() {
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().join(NAME);
		let open = || Journal::open(folder.path(), &[7; 32]);
		open().expect("new").write(Entry::Begun(begun())).expect("written");
		let whole = std::fs::read(&path).expect("there");
		for cut in 1..20 {
			std::fs::write(&path, &whole[..whole.len() - cut]).expect("written");
			let mut journal = open().expect("cut off");
			assert!(journal.known().begun.is_empty(), "{cut}");
			journal.write(Entry::Begun(begun())).expect("written");
			assert_eq!(std::fs::read(&path).expect("there"), whole);
		}
		std::fs::write(&path, [&whole[..], b"{\"event\":\"burnt\"}\n"].concat()).expect("written");
		let error = open().expect_err("unknown").to_string();
		assert!(error.contains("journal.jsonl:3: unknown variant"), "{error}");
	}
}
