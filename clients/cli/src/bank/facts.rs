// SPDX-License-Identifier: Apache-2.0
//! What a bank's file says of our payments. Matched by end-to-end id and attempt; a file with one thing
//! in it that can't be so says nothing at all.

mod attempt;

use super::{
	journal::{Begun, Known, Payment},
	ledger::{nano, History, Ledger, Payee},
	names::{attempt_of_instruction, attempt_of_message, beneficiaries, Beneficiary},
};
use crate::error::{Error, Result};
use attempt::{moved, paid, running, status_of};
use bank_core::{end_to_end_id, parse_end_to_end_id, BankStatus, Direction, Line, ReferenceError};
use commonwatt_iso20022::{
	booking::{Booking, BookingReport},
	status::{PaymentStatus, Status, StatusReport},
	xml::{read, Fault},
	Cents, Limits,
};
use energy_primitives::StatementId;

/// A bank's file.
pub struct BankFile {
	/// Its name.
	pub name: String,
	/// Hash of its bytes, in hex.
	pub hash: String,
	content: Content,
}

enum Content {
	Status(StatusReport),
	Bookings(BookingReport),
}

/// What is said of an attempt.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fact {
	/// Line of the file.
	pub line: u64,
	/// Which statement.
	pub id: StatementId,
	/// Which attempt.
	pub attempt: u32,
	/// Which way its money goes.
	pub direction: Direction,
	/// What became of it.
	pub status: BankStatus,
	/// Why, in the bank's words.
	pub reason: String,
}

/// Money that came without being asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DepositFact {
	/// Line of the file.
	pub line: u64,
	/// Whose it is.
	pub payee: Payee,
	/// Hash of the bank's reference and of its account.
	pub reference: [u8; 32],
	/// How much.
	pub amount: Cents,
}

/// What a file says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Said {
	/// Of attempts.
	pub facts: Vec<Fact>,
	/// Of deposits.
	pub deposits: Vec<DepositFact>,
	/// Bookings that are about nothing of ours: line, amount with its sign, text.
	pub others: Vec<(u64, String)>,
	/// What the bank took for itself.
	pub charges: Cents,
	/// How many bookings are only announced.
	pub announced: usize,
}

impl BankFile {
	/// Reads a pain.002, camt.053 or camt.054.
	pub fn parse(name: &str, bytes: &[u8], limits: &Limits) -> Result<Self> {
		let wrong = |fault: Fault| Error::data(name, fault.line.into(), fault.to_string());
		let is_status = {
			let document = read(bytes, limits).map_err(wrong)?;
			matches!(document.message(), Some(("pain.002", _)))
		};
		let content = if is_status {
			StatusReport::read(bytes, limits).map(Content::Status)
		} else {
			BookingReport::read(bytes, limits).map(Content::Bookings)
		};
		let hash = hex::encode(sp_crypto_hashing::blake2_256(bytes));
		Ok(Self { name: name.into(), hash, content: content.map_err(wrong)? })
	}

	/// All statements that it may be about: what has to be known of the chain to understand it.
	pub fn statements(&self, known: &Known) -> Vec<StatementId> {
		let named = |id: &Option<String>| parse_end_to_end_id(id.as_deref()?).ok();
		let of = |message: &str| {
			let begun = known.message(message).map(|begun| begun.payments.iter().map(|p| p.id));
			begun.into_iter().flatten()
		};
		match &self.content {
			Content::Status(report) => {
				let own = report.payments.iter().filter_map(|payment| named(&payment.end_to_end));
				own.chain(of(&report.original)).collect()
			}
			Content::Bookings(report) => {
				let own = report.bookings.iter().filter_map(|booking| named(&booking.end_to_end));
				let groups = report.bookings.iter().filter_map(|booking| booking.group.as_deref());
				let batches = groups.filter_map(super::names::message_of_group).flat_map(of);
				own.chain(batches).collect()
			}
		}
	}

	/// What it says.
	///
	/// Errors, at the first line that is wrong: an id of ours that names no payment; an attempt that
	/// was never made; another amount; a file rejected as a whole that the journal does not know.
	pub fn said(&self, ledger: &Ledger, known: &Known) -> Result<Said> {
		let mut reader = Reader { file: &self.name, ledger, known, said: Said::default() };
		match &self.content {
			Content::Status(report) => reader.status(report)?,
			Content::Bookings(report) => {
				reader.said.announced = report.waiting;
				for booking in &report.bookings {
					reader.booking(booking)?;
				}
			}
		}
		Ok(reader.said)
	}
}

struct Reader<'a> {
	file: &'a str,
	ledger: &'a Ledger,
	known: &'a Known,
	said: Said,
}

impl<'a> Reader<'a> {
	fn wrong(&self, line: u32, reason: impl Into<String>) -> Error {
		Error::data(self.file, line.into(), reason)
	}

	fn status(&mut self, report: &StatusReport) -> Result<()> {
		let begun = self.known.message(&report.original);
		if let Some(begun) = begun {
			self.check_original(report, begun)?;
		}
		for payment in &report.payments {
			self.payment(report, payment)?;
		}
		let whole = report.groups.is_empty().then_some((None, report.status, &report.reasons));
		let groups = report.groups.iter().filter(|group| !group.has_payments).map(|group| {
			let reasons = if group.reasons.is_empty() { &report.reasons } else { &group.reasons };
			(Some(group.id.as_str()), group.status.or(report.status), reasons)
		});
		let told: Vec<_> = whole.into_iter().chain(groups).collect();
		for (group, status, reasons) in told {
			match status {
				Some(status @ (Status::Rejected | Status::Booked)) => {
					self.all_of(report, group, status, &reasons.join(" "))?;
				}
				Some(Status::Pending | Status::Partial) | None => {}
			}
		}
		Ok(())
	}

	/// The bank must have seen the file that was written.
	fn check_original(&self, report: &StatusReport, begun: &Begun) -> Result<()> {
		let (count, sum) = (begun.payments.len(), begun.sum());
		let message = &report.original;
		if let Some(said) = report.original_count.filter(|said| *said != count) {
			let reason = format!("{message} has {count} payments, and the bank found {said}");
			return Err(self.wrong(1, reason));
		}
		if let Some(said) = report.original_sum.filter(|said| *said != sum) {
			let reason = format!("{message} is about {sum} EUR, and the bank found {said} EUR");
			return Err(self.wrong(1, reason));
		}
		Ok(())
	}

	/// The bank tells one status for a whole file or group, and no payment of it.
	fn all_of(
		&mut self,
		report: &StatusReport,
		group: Option<&str>,
		status: Status,
		reason: &str,
	) -> Result<()> {
		let message = &report.original;
		let Some(begun) = self.known.message(message) else {
			let reason = format!(
				"the bank tells one status for all of {message}, and no journal says what is in it: \
				 name its folder with --journal"
			);
			return Err(self.wrong(1, reason));
		};
		let payments: Vec<&Payment> = match group {
			Some(group) => begun.payments_of(group).collect(),
			None => begun.payments.iter().collect(),
		};
		if payments.is_empty() {
			let group = group.unwrap_or_default();
			return Err(self.wrong(1, format!("{message} has no group {group}")));
		}
		for payment in payments {
			let line = self.line(1, payment.id, begun.attempt)?;
			self.fact(1, payment.id, line, status_of(line, status), reason.into());
		}
		Ok(())
	}

	fn payment(&mut self, report: &StatusReport, payment: &PaymentStatus) -> Result<()> {
		let Some(name) = &payment.end_to_end else {
			return Err(self.wrong(payment.line, "a status without an end-to-end id"));
		};
		let id = parse_end_to_end_id(name);
		let id =
			id.map_err(|_| self.wrong(payment.line, format!("`{name}` is no payment of ours")))?;
		let history = self.history(payment.line, id)?;
		let attempt = payment.instruction.as_deref().and_then(|t| attempt_of_instruction(t, id));
		let attempt = attempt
			.or(payment.group.as_deref().and_then(attempt_of_message))
			.or(attempt_of_message(&report.original))
			.unwrap_or_else(|| running(history));
		let line = self.line(payment.line, id, attempt)?;
		if let Some(said) = payment.amount {
			self.check_amount(payment.line, id, line, said)?;
		}
		match payment.status {
			Status::Pending => {}
			Status::Partial => {
				return Err(self.wrong(payment.line, format!("{name}: one payment can't be PART")));
			}
			Status::Rejected | Status::Booked => {
				let status = status_of(line, payment.status);
				self.fact(payment.line, id, line, status, payment.reasons.join(" "));
			}
		}
		Ok(())
	}

	fn booking(&mut self, booking: &Booking) -> Result<()> {
		let charges = self.said.charges.checked_add(booking.charges);
		self.said.charges = charges.unwrap_or(self.said.charges);
		let Some(name) = &booking.end_to_end else {
			return match booking
				.group
				.as_deref()
				.filter(|group| attempt_of_message(group).is_some())
			{
				Some(group) => self.batch(booking, group),
				None => self.deposit(booking),
			};
		};
		match parse_end_to_end_id(name) {
			Ok(id) => self.booked(booking, id),
			Err(ReferenceError::Foreign) => self.deposit(booking),
			// What a household writes as a purpose may stand here too.
			Err(ReferenceError::Malformed) if !beneficiaries(name).is_empty() => {
				self.deposit(booking)
			}
			Err(ReferenceError::Malformed) => {
				Err(self.wrong(booking.line, format!("`{name}` is no payment of ours")))
			}
		}
	}

	fn booked(&mut self, booking: &Booking, id: StatementId) -> Result<()> {
		let history = self.history(booking.line, id)?;
		let is_back = booking.is_credit != (history.line.direction == Direction::Collect);
		let told = booking.instruction.as_deref().and_then(|text| attempt_of_instruction(text, id));
		let told = told.or(booking.group.as_deref().and_then(attempt_of_message));
		let attempt =
			told.unwrap_or_else(|| if is_back { paid(history) } else { running(history) });
		let line = self.line(booking.line, id, attempt)?;
		self.check_amount(booking.line, id, line, booking.amount)?;
		let status = moved(line, is_back);
		let reason = booking.return_reason.clone().unwrap_or_default();
		self.fact(booking.line, id, line, status, reason);
		Ok(())
	}

	/// One booking for all payments of a group.
	fn batch(&mut self, booking: &Booking, group: &str) -> Result<()> {
		let begun = super::names::message_of_group(group).and_then(|name| self.known.message(name));
		let Some(begun) = begun else {
			let reason = format!(
				"the bank books {group} as one sum, and no journal says what is in it: name its folder \
				 with --journal, or ask the bank for single bookings"
			);
			return Err(self.wrong(booking.line, reason));
		};
		let payments: Vec<&Payment> = begun.payments_of(group).collect();
		let sum: Cents = payments.iter().map(|payment| Cents::new(payment.cents)).sum();
		let is_count = booking.batch.is_none_or(|count| count == payments.len());
		if sum != booking.amount || !is_count || booking.is_credit != begun.collects {
			let count = payments.len();
			let reason = format!("{group} is {count} payments of {sum} EUR; this is not all of it");
			return Err(self.wrong(booking.line, reason));
		}
		for payment in payments {
			let line = self.line(booking.line, payment.id, begun.attempt)?;
			self.fact(booking.line, payment.id, line, moved(line, false), String::new());
		}
		Ok(())
	}

	/// A booking that is no answer to an order: a deposit if it says whose.
	fn deposit(&mut self, booking: &Booking) -> Result<()> {
		let name = booking.end_to_end.as_deref().unwrap_or_default();
		let text = format!("{name} {}", booking.text);
		let whose = beneficiaries(&text);
		let is_deposit = booking.is_credit && !booking.is_return;
		match whose.as_slice() {
			[whose] if is_deposit => self.deposit_of(booking, *whose),
			[_, ..] if is_deposit => {
				Err(self.wrong(booking.line, format!("`{}` is for several accounts", text.trim())))
			}
			_ => {
				let sign = if booking.is_credit { '+' } else { '-' };
				let other = format!("{sign}{} EUR {}", booking.amount, text.trim());
				self.said.others.push((booking.line.into(), other.trim_end().into()));
				Ok(())
			}
		}
	}

	fn deposit_of(&mut self, booking: &Booking, whose: Beneficiary) -> Result<()> {
		let Some(reference) = &booking.reference else {
			let reason =
				"a deposit without the bank's own reference (AcctSvcrRef): a repetition of it \
			              could not be told";
			return Err(self.wrong(booking.line, reason));
		};
		let account = booking.account.as_deref().unwrap_or_default();
		let named = ["commonwatt/deposit", account, reference].join("\n");
		self.said.deposits.push(DepositFact {
			line: booking.line.into(),
			payee: match whose {
				Beneficiary::Member(account) => Payee::Member(account),
				Beneficiary::Guarantor(community) => Payee::Guarantor(community),
			},
			reference: sp_crypto_hashing::blake2_256(named.as_bytes()),
			amount: booking.amount,
		});
		Ok(())
	}

	fn history(&self, line: u32, id: StatementId) -> Result<&'a History> {
		self.ledger.lines.get(&id).ok_or_else(|| {
			let name = end_to_end_id(id);
			self.wrong(line, format!("{name}: this chain never handed such a payment to a bank"))
		})
	}

	fn line(&self, line: u32, id: StatementId, attempt: u32) -> Result<&'a Line> {
		self.history(line, id)?.attempt(attempt).ok_or_else(|| {
			let name = end_to_end_id(id);
			self.wrong(line, format!("{name}: attempt {attempt} was never handed to the bank"))
		})
	}

	fn check_amount(&self, at: u32, id: StatementId, line: &Line, said: Cents) -> Result<()> {
		if nano(said) == line.amount {
			return Ok(());
		}
		let (name, attempt) = (end_to_end_id(id), line.attempt);
		let asked = super::ledger::cents(line.amount).unwrap_or_default();
		let reason = format!("{name}: {said} EUR, and attempt {attempt} is about {asked} EUR");
		Err(self.wrong(at, reason))
	}

	fn fact(&mut self, at: u32, id: StatementId, line: &Line, status: BankStatus, reason: String) {
		let Line { attempt, direction, .. } = *line;
		self.said.facts.push(Fact { line: at.into(), id, attempt, direction, status, reason });
	}
}
