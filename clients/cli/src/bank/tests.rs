// SPDX-License-Identifier: Apache-2.0
//! A month with everything that goes wrong between a community and its bank, without a chain: lines
//! change by the same rules, files are real.

mod answers;
mod month;
mod refusals;

use super::{
	compare::Totals,
	facts::BankFile,
	journal::{Entry, Known},
	ledger::{nano, Deposit, DepositKey, History, Ledger},
	names::instruction,
	order::{write, House},
	plan::{plan, Action, Plan},
	select::{begin, select, Closed, Days},
	table::{tests::TABLE, Table},
};
use crate::error::Result;
use bank_core::{end_to_end_id, export, BankStatus, Direction, Due, Next};
use commonwatt_iso20022::{
	initiation::{Edition, Party},
	text::Name,
	Cents, CreditorId, Iban, Limits,
};
use energy_primitives::{Carrier, MemberAccount, MeterId, NetworkId, StatementId};

const GENESIS: [u8; 32] = [7; 32];
const PERIOD: u32 = 2;
const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };

/// A statement of this period.
fn id(index: u32, epoch: u32) -> StatementId {
	let account = MemberAccount { meter: MeterId { network: NETWORK, index }, epoch };
	StatementId { account, period: PERIOD }
}

fn cents(cents: u64) -> u128 {
	nano(Cents::new(cents))
}

fn table() -> Table {
	Table::parse("table.csv", TABLE.as_bytes()).expect("a table")
}

fn house() -> House {
	House {
		party: Party {
			name: Name::plain("Gemeinde Süd").expect("a name"),
			iban: Iban::parse("DE02120300000000202051").expect("an IBAN"),
			bic: None,
		},
		creditor_id: Some(CreditorId::parse("DE98ZZZ09999999999").expect("an id")),
		edition: Edition::Of2019,
	}
}

fn days() -> Days {
	Days { collect_on: "2026-12-07".into(), pay_on: "2026-11-24".into() }
}

/// Closed statements: three debts, a credit, a debt of somebody whom the table does not have, and two
/// of which nothing is due: a credit without a mandate, and less than a cent.
fn closed() -> Vec<Closed> {
	let closed = |index, epoch, closing, keep| Closed { id: id(index, epoch), closing, keep };
	vec![
		closed(4, 0, -12_300_000_001, None),
		closed(5, 0, -345_670_000_000, None),
		closed(5, 1, -100_000_000, Some(0)),
		closed(7, 0, 500_009_999_999, Some(0)),
		closed(8, 0, 500_000_000_000, None),
		closed(9, 0, -1_000_000_000, None),
		closed(10, 0, -9_999_999, None),
	]
}

/// What stands for chain and journal.
#[derive(Default)]
struct World {
	ledger: Ledger,
	totals: Totals,
	entries: Vec<Entry>,
}

impl World {
	fn known(&self) -> Known {
		// By way of its text, as after a crash.
		let text: Vec<String> =
			self.entries.iter().map(|entry| serde_json::to_string(entry).expect("JSON")).collect();
		let entries: Vec<Entry> =
			text.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
		assert_eq!(entries, self.entries);
		Known::of(&entries)
	}

	/// As the chain exports: what is due is what the statement says, in whole cents.
	fn export(&mut self, ids: &[StatementId]) {
		for id in ids {
			let closed = closed().into_iter().find(|closed| closed.id == *id).expect("closed");
			let amount = u128::from(closed.closing.unsigned_abs()) / cents(1) * cents(1);
			let direction = if closed.closing < 0 { Direction::Collect } else { Direction::PayOut };
			let due = Due { direction, amount };
			let history = self.ledger.lines.get(id);
			let next = export(history.map(|history| &history.line), due).expect("exported");
			self.go_on(*id, next);
		}
	}

	fn go_on(&mut self, id: StatementId, next: Next) {
		let history = self.ledger.lines.entry(id);
		let history = history.or_insert(History { line: next.line, past: Vec::new() });
		history.past.extend(next.past);
		history.line = next.line;
	}

	/// One run of `bank export`, up to the files: statements, journal, names and texts.
	fn hand_over(&mut self, retry: bool) -> Vec<(String, String)> {
		let ids = select(&closed(), &self.ledger, &table(), retry).ids;
		let names = ids.iter().map(|id| end_to_end_id(*id)).collect();
		self.entries.push(Entry::Handed { ids: names });
		self.export(&ids);
		self.write_files(1_795_443_303).expect("files")
	}

	/// The second half of a run: files begun, and all that are not written.
	fn write_files(&mut self, now_s: u64) -> Result<Vec<(String, String)>> {
		let period = (&GENESIS, NETWORK, PERIOD);
		let known = self.known();
		let files = begin(period, (&self.ledger, &known, &table()), (&days(), now_s), false)?;
		self.entries.extend(files.files.into_iter().map(Entry::Begun));
		let known = self.known();
		let open = known.begun.iter().filter(|begun| !known.written.contains_key(&begun.message));
		let mut texts = Vec::new();
		for begun in open {
			texts.push((begun.message.clone(), write(begun, &table(), &house())?));
		}
		Ok(texts)
	}

	/// The files are on disk.
	fn written(&mut self, files: &[(String, String)]) {
		for (message, _) in files {
			let (message, file) = (message.clone(), format!("{message}.xml"));
			self.entries.push(Entry::Written { message, file, hash: String::new() });
		}
	}

	/// One run of `bank import`.
	fn import(&mut self, files: &[&str]) -> Result<Plan> {
		let limits = Limits::default();
		let parsed: Result<Vec<BankFile>> = files
			.iter()
			.enumerate()
			.map(|(n, file)| BankFile::parse(&format!("{n}.xml"), file.as_bytes(), &limits))
			.collect();
		let plan = plan(&parsed?, &self.ledger, &self.known())?;
		for action in &plan.actions {
			self.apply(action);
		}
		self.entries.extend(plan.imported.iter().cloned().map(Entry::Imported));
		Ok(plan)
	}

	/// As the chain does what it is told.
	fn apply(&mut self, action: &Action) {
		match *action {
			Action::Book { id, attempt, status, .. } => {
				let history = self.ledger.lines.get_mut(&id).expect("a line");
				let direction = history.line.direction;
				let booked = history.book(attempt, status).expect("possible");
				assert!(booked.is_some(), "a plan has nothing in it that is done already");
				match (status, direction) {
					(BankStatus::Collected(amount), _) => self.totals.collected += amount,
					(BankStatus::PaidOut(amount), _) => self.totals.paid_out += amount,
					(BankStatus::Returned(amount), Direction::Collect) => {
						self.totals.debits_returned += amount;
					}
					(BankStatus::Returned(amount), Direction::PayOut) => {
						self.totals.credits_returned += amount;
					}
					(BankStatus::Failed, _) => {}
				}
			}
			Action::Deposit { payee, reference, amount } => {
				let key: DepositKey = (payee.community(), reference);
				let before = self.ledger.deposits.insert(key, Deposit { payee, amount });
				assert_eq!(before, None);
				self.totals.deposited += amount;
			}
		}
	}
}

/// The instruction of an attempt.
fn told(id: StatementId, attempt: u32) -> String {
	instruction(id, attempt)
}
