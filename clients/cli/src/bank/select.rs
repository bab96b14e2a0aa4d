// SPDX-License-Identifier: Apache-2.0
//! Which statements are handed to the bank, and which payments go into which file. Pure: lines,
//! table and journal in, a plan out.

use super::{
	journal::{Begun, Group, Known, Payment},
	ledger::{cents, Ledger},
	names::Batch,
	table::Table,
};
use crate::error::{Error, Result};
use bank_core::{end_to_end_id, Direction, LineState, CENT};
use commonwatt_iso20022::{debit::Sequence, Cents};
use energy_primitives::{MemberAccount, NetworkId, Position, StatementId};
use std::collections::BTreeMap;

/// A closed statement, as far as the bank cares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Closed {
	/// Which.
	pub id: StatementId,
	/// What the account held at its end, in nano-currency.
	pub closing: Position,
	/// What the owner's mandate keeps on it; none without one.
	pub keep: Option<u64>,
}

/// Why a statement is not handed to the bank though there is something to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Missing {
	/// Which.
	pub account: MemberAccount,
	/// What the table lacks.
	pub reason: &'static str,
}

/// What is to be handed to the bank.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Selection {
	/// Statements to export.
	pub ids: Vec<StatementId>,
	/// Members that the table does not have, or not well enough.
	pub missing: Vec<Missing>,
	/// Statements that failed or came back and would be tried again only on demand.
	pub waiting: Vec<StatementId>,
}

/// What is to be handed to the bank of a period. The chain decides what is really due, and leaves the
/// rest out.
pub fn select(closed: &[Closed], ledger: &Ledger, table: &Table, retry: bool) -> Selection {
	let mut selection = Selection::default();
	for statement in closed {
		let line = ledger.lines.get(&statement.id).map(|history| history.line);
		let direction = match line {
			Some(line) => Some(line.direction),
			None => direction(statement),
		};
		let Some(direction) = direction else { continue };
		match line.map(|line| line.state) {
			None | Some(LineState::Open) => {}
			Some(LineState::Failed | LineState::Returned) if retry => {}
			Some(LineState::Failed | LineState::Returned) => {
				selection.waiting.push(statement.id);
				continue;
			}
			Some(LineState::Exported | LineState::Paid | LineState::WrittenOff) => continue,
		}
		match lack(statement.id.account, direction, table) {
			Some(missing) => selection.missing.push(missing),
			None => selection.ids.push(statement.id),
		}
	}
	selection
}

/// Which way a statement's money can go at most: what moved since its end only makes it less. None for
/// less than a cent.
fn direction(statement: &Closed) -> Option<Direction> {
	let keep = i128::from(statement.keep.unwrap_or(0));
	let above = i128::from(statement.closing).saturating_sub(keep);
	if above.unsigned_abs() < CENT {
		return None;
	}
	if above < 0 {
		return Some(Direction::Collect);
	}
	statement.keep.map(|_| Direction::PayOut)
}

fn lack(account: MemberAccount, direction: Direction, table: &Table) -> Option<Missing> {
	let missing = |reason| Some(Missing { account, reason });
	match (table.get(&account), direction) {
		(None, _) => missing("no line in the table"),
		(Some(member), Direction::Collect) if member.consent.is_none() => {
			missing("no mandate in the table")
		}
		_ => None,
	}
}

/// Days on which the bank shall act.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Days {
	/// When it collects.
	pub collect_on: String,
	/// When it pays out.
	pub pay_on: String,
}

/// Files to begin.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Beginning {
	/// The files, to collect or to pay out, by attempt.
	pub files: Vec<Begun>,
	/// Members whose payments wait for the bank and are in no file, because the table lacks something.
	pub missing: Vec<Missing>,
}

/// The files to begin: all payments of the period that wait for the bank and are in no file yet, one
/// file per direction and attempt.
///
/// `adopt`: also those that this folder knows nothing of.
///
/// Errors: there are such, and `adopt` is not set; a payment in a file is about another amount than on
/// chain.
pub fn begin(
	(genesis, network, period): (&[u8; 32], NetworkId, u32),
	(ledger, known, table): (&Ledger, &Known, &Table),
	(days, created_s): (&Days, u64),
	adopt: bool,
) -> Result<Beginning> {
	let mut files: BTreeMap<(bool, u32), Vec<(StatementId, u128)>> = BTreeMap::new();
	let (mut foreign, mut beginning) = (Vec::new(), Beginning::default());
	for (id, history) in &ledger.lines {
		let line = history.line;
		let is_ours = id.account.meter.network == network && id.period == period;
		if !is_ours || line.state != LineState::Exported {
			continue;
		}
		if let Some(payment) = known.payment(*id, line.attempt) {
			check_same(payment, line.amount)?;
			continue;
		}
		if !known.handed.contains(id) && !adopt {
			foreign.push(end_to_end_id(*id));
			continue;
		}
		match lack(id.account, line.direction, table) {
			Some(missing) => beginning.missing.push(missing),
			None => {
				let collects = line.direction == Direction::Collect;
				files.entry((collects, line.attempt)).or_default().push((*id, line.amount));
			}
		}
	}
	check_foreign(&foreign)?;
	for ((collects, attempt), payments) in files {
		let direction = if collects { Direction::Collect } else { Direction::PayOut };
		let batch = Batch { network, period, direction, attempt };
		let due = if collects { &days.collect_on } else { &days.pay_on };
		let message = batch.message(genesis, &payments);
		let payments = payments.into_iter().map(|payment| told(payment, collects, table));
		let payments = payments.collect::<Result<_>>()?;
		let due = due.clone();
		beginning.files.push(Begun { message, collects, attempt, created_s, due, payments });
	}
	Ok(beginning)
}

/// What is in a file must be what the chain says.
fn check_same(payment: &Payment, amount: u128) -> Result<()> {
	if cents(amount) == Some(Cents::new(payment.cents)) {
		return Ok(());
	}
	let (name, file) = (end_to_end_id(payment.id), Cents::new(payment.cents));
	let chain = cents(amount).unwrap_or_default();
	let reason = format!("{name}: {file} EUR in the bank's file, {chain} EUR on chain");
	Err(Error::Verification(reason))
}

fn check_foreign(foreign: &[String]) -> Result<()> {
	let Some(first) = foreign.first() else { return Ok(()) };
	Err(Error::Usage(format!(
		"{} payments wait for the bank that this folder's journal does not know, such as {first}: they \
		 may be in files elsewhere. Use the folder they were exported with; only if no such file ever \
		 went to the bank, say --adopt",
		foreign.len()
	)))
}

fn told((id, amount): (StatementId, u128), collects: bool, table: &Table) -> Result<Payment> {
	let misfit = || Error::misfit("Bank.Lines", format!("{}: no whole cents", end_to_end_id(id)));
	let consent = table.get(&id.account).and_then(|member| member.consent.as_ref());
	let sequence = consent.map(|consent| consent.sequence).unwrap_or(Sequence::Recurrent);
	let group = if collects { Group::of(sequence) } else { Group::Credits };
	Ok(Payment { id, cents: cents(amount).ok_or_else(misfit)?.get(), group })
}
