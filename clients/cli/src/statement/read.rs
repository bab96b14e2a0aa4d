// SPDX-License-Identifier: Apache-2.0
//! Statements, put together from the database.

use super::{
	model::{Corrected, Statement},
	slot::{slot_line, SlotLine, Standing},
};
use crate::{
	error::{Error, Result},
	store::{CorrectionRow, Store},
};
use energy_primitives::{leg, MemberAccount, MeterId, NetworkId, Slot, StatementId};
use metering_core::meter::MeterRole;
use settlement_core::{
	records_after, Axes, Note, NoteKind, PeriodRecord, RowLeaf, SlotRecord, StatementRow,
};
use sp_core::{Blake2Hasher, H256};
use std::ops::Range;

/// Which slots a statement is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Choice {
	/// The last closed billing period; the running one where none is closed.
	Newest,
	/// This billing period.
	Period(u32),
	/// From the first of these slots to the last.
	Slots(Slot, Slot),
}

/// What a statement is of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Span {
	/// A closed billing period: what the chain says of it.
	Closed(Box<Closed>),
	/// The running billing period, as far as it is settled.
	Running(u32),
	/// Some slots: no bill, nothing on the chain to compare with.
	Excerpt,
}

/// What the chain says of a closed billing period and an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Closed {
	/// Its number.
	pub period: u32,
	/// Its record.
	pub record: PeriodRecord,
	/// The account's row; `None` where the period did not touch it.
	pub row: Option<StatementRow>,
	/// What the account held at the end of the period before, if that is indexed.
	pub opening_before: Option<i128>,
	/// The digest of the period's slot records as they are indexed.
	pub records_after: H256,
}

/// A statement and what it is of.
#[derive(Clone, Debug)]
pub struct Found {
	/// The slots of the span, whoever owned the meter.
	pub slots: Range<Slot>,
	/// What it is.
	pub span: Span,
	/// The statement.
	pub statement: Statement,
	/// The account's position after each of the statement's notes, as the chain told it.
	pub told: Vec<i128>,
}

/// The statement of an account.
///
/// Errors: `Usage` for what does not exist, `File` for what is not indexed.
pub fn read(store: &Store, account: MemberAccount, choice: Choice) -> Result<Found> {
	let network = account.meter.network;
	let owned = owned_slots(store, account)?;
	let periods = store.periods(network)?;
	let last_closed = periods.last().map(|(period, _)| *period);
	let choice = match (choice, last_closed) {
		(Choice::Newest, Some(period)) => Choice::Period(period),
		(Choice::Newest, None) => Choice::Period(0),
		(choice, _) => choice,
	};
	let running = last_closed.map_or(0, |period| period.saturating_add(1));
	match choice {
		Choice::Period(period) if period == running => {
			let end_before = periods.last().map(|(_, record)| record.end_slot);
			running_period(store, account, owned, (period, end_before))
		}
		Choice::Period(period) => match store.period(network, period)? {
			Some(record) => closed_period(store, account, owned, (period, record)),
			None => Err(no_period(period, running)),
		},
		Choice::Slots(first, last) => excerpt(store, account, owned, first..last.saturating_add(1)),
		Choice::Newest => Err(Error::Usage("no period is indexed yet".into())),
	}
}

fn no_period(period: u32, running: u32) -> Error {
	Error::Usage(if period > running {
		format!("period {period} has not begun: the running one is {running}")
	} else {
		format!("period {period} was closed before the first block that is indexed")
	})
}

/// The owner of now, as the how-manieth.
pub fn owner_now(store: &Store, meter: MeterId) -> Result<u32> {
	Ok(store.owners(meter)?.last().map_or(0, |epoch| epoch.epoch))
}

/// The slots whose energy is this owner's.
fn owned_slots(store: &Store, account: MemberAccount) -> Result<Range<Slot>> {
	let MemberAccount { meter, epoch } = account;
	let name = meter.network.carrier.facts().name;
	let owners = store.owners(meter)?;
	let community = meter.network.community;
	if owners.is_empty() {
		let network = format!("the {name} network of community {community}");
		return Err(Error::Usage(format!("{network} has no meter {}", meter.index)));
	}
	match store.meter(meter)?.map(|facts| facts.role) {
		Some(MeterRole::Feeder | MeterRole::Sub { .. }) => {
			let reason = "no connection point: only connection points have an account";
			return Err(Error::Usage(format!("{name} meter {} is {reason}", meter.index)));
		}
		Some(MeterRole::Boundary) | None => {}
	}
	let from = owners.iter().find(|owner| owner.epoch == epoch).map(|owner| owner.from_slot);
	let from = from.ok_or_else(|| {
		let last = owners.last().map_or(0, |owner| owner.epoch);
		Error::Usage(format!("the meter has had no owner {epoch}: the last one is number {last}"))
	})?;
	let next = owners.iter().find(|owner| owner.epoch > epoch).map(|owner| owner.from_slot);
	Ok(from..next.unwrap_or(Slot::MAX))
}

fn closed_period(
	store: &Store,
	account: MemberAccount,
	owned: Range<Slot>,
	(period, record): (u32, PeriodRecord),
) -> Result<Found> {
	let row = store.statement(StatementId { account, period })?;
	let before = brought_forward(store, account, period)?;
	let count = row.map_or(0, |row| row.notes.count as usize);
	let notes = notes(store, account)?.into_iter().skip(before.notes).take(count);
	let (notes, told) = notes.unzip();
	let slots = record.first_slot..record.end_slot;
	let mut digest = record.records_before;
	let lines = slot_lines(store, account.meter, slots.clone(), &owned, |record| {
		digest = records_after::<Blake2Hasher>(digest, record);
	})?;
	let opening = row.map_or(before.position.unwrap_or(0), |row| row.opening.into());
	let (opening_before, records_after) = (before.position, digest);
	let closed = Closed { period, record, row, opening_before, records_after };
	let statement = whole(store, account, opening, lines, notes)?;
	Ok(Found { slots, span: Span::Closed(Box::new(closed)), statement, told })
}

/// What the periods before one leave to it.
struct Forward {
	/// How many of the account's notes they have.
	notes: usize,
	/// What the account held in the end; `None` where the period before is not indexed.
	position: Option<i128>,
}

fn brought_forward(store: &Store, account: MemberAccount, period: u32) -> Result<Forward> {
	let mut forward = Forward { notes: 0, position: None };
	let mut next = 0;
	for (earlier, _) in store.periods(account.meter.network)? {
		if earlier >= period {
			break;
		}
		// A period that did not touch the account has no row of it.
		let row = store.statement(StatementId { account, period: earlier })?;
		forward.notes += row.map_or(0, |row| row.notes.count as usize);
		forward.position = Some(row.map_or(0, |row| row.closing.into()));
		next = earlier.saturating_add(1);
	}
	if next != period {
		forward.position = None;
	} else if period == 0 {
		forward.position = Some(0);
	}
	Ok(forward)
}

fn running_period(
	store: &Store,
	account: MemberAccount,
	owned: Range<Slot>,
	(period, end_before): (u32, Option<Slot>),
) -> Result<Found> {
	let network = account.meter.network;
	let before = brought_forward(store, account, period)?;
	let first = match end_before {
		Some(end) => end,
		None => first_slot(store, network)?,
	};
	let end = store.last_slot(network)?.map_or(first, |last| last.saturating_add(1)).max(first);
	let (notes, told) = notes(store, account)?.into_iter().skip(before.notes).unzip();
	let lines = slot_lines(store, account.meter, first..end, &owned, |_| {})?;
	let statement = whole(store, account, before.position.unwrap_or(0), lines, notes)?;
	Ok(Found { slots: first..end, span: Span::Running(period), statement, told })
}

/// Some slots. What went before is summed up; notes belong to the slot they are about.
fn excerpt(
	store: &Store,
	account: MemberAccount,
	owned: Range<Slot>,
	slots: Range<Slot>,
) -> Result<Found> {
	let network = account.meter.network;
	let (begin, last) = (first_slot(store, network)?, store.last_slot(network)?.unwrap_or(0));
	if slots.is_empty() || slots.start < begin || slots.end > last.saturating_add(1) {
		return Err(Error::Usage(format!(
			"slots {} to {} are not all settled and indexed: {begin} to {last} are",
			slots.start,
			slots.end.saturating_sub(1)
		)));
	}
	let earlier = slot_lines(store, account.meter, begin..slots.start, &owned, |_| {})?;
	let legs: i128 = earlier.iter().map(|line| line.leg).sum();
	let all = notes(store, account)?;
	let noted = all.iter().filter(|(note, _)| note.slot < slots.start);
	let opening = legs + noted.map(|(note, _)| i128::from(note.amount)).sum::<i128>();
	let inside = all.into_iter().map(|(note, _)| note).filter(|note| slots.contains(&note.slot));
	let lines = slot_lines(store, account.meter, slots.clone(), &owned, |_| {})?;
	let statement = whole(store, account, opening, lines, inside.collect())?;
	Ok(Found { slots, span: Span::Excerpt, statement, told: Vec::new() })
}

fn first_slot(store: &Store, network: NetworkId) -> Result<Slot> {
	let nothing = || Error::Usage("no slot of this network is settled and indexed yet".into());
	store.first_slot(network)?.ok_or_else(nothing)
}

/// An account's notes, each with what the account held then.
fn notes(store: &Store, account: MemberAccount) -> Result<Vec<(Note, i128)>> {
	let rows = store.notes(account.meter)?.into_iter();
	let ours = rows.filter(|row| row.epoch == account.epoch);
	Ok(ours.map(|row| (row.note, row.position.into())).collect())
}

/// What a meter did in the slots of a range that its owner has a right to. `see` sees the records
/// of all of the range.
fn slot_lines(
	store: &Store,
	meter: MeterId,
	slots: Range<Slot>,
	owned: &Range<Slot>,
	mut see: impl FnMut(&SlotRecord),
) -> Result<Vec<SlotLine>> {
	let (network, mut lines) = (meter.network, Vec::new());
	for slot in slots {
		let missing = || {
			let name = network.carrier.facts().name;
			let reason = format!("{name} slot {slot} is missing: index again, from before it");
			Error::file(store.path(), reason)
		};
		let record = store.record(network, slot)?.ok_or_else(missing)?;
		see(&record);
		if owned.contains(&slot) {
			let row = row(store, meter, slot)?;
			let silent = SlotLine { slot, standing: Standing::Silent, ..SlotLine::default() };
			let line = |(leaf, before)| slot_line(&record.header.clearing, &leaf, &before);
			lines.push(row.map_or(silent, line));
		}
	}
	Ok(lines)
}

/// A meter's row of a slot, and the sums in front of it.
fn row(store: &Store, meter: MeterId, slot: Slot) -> Result<Option<(RowLeaf, Axes)>> {
	let page = store.page(meter.network, slot, meter.page())?.unwrap_or_default();
	let leaf = store.page_leaf(meter.network, slot, meter.page())?;
	let mut before = leaf.map(|leaf| leaf.start).unwrap_or_default();
	for row in page {
		if row.row == meter.row() {
			return Ok(Some((row, before)));
		}
		let overflow = |_| Error::Verification(format!("slot {slot}: its energy overflows"));
		before = before.after(&row).map_err(overflow)?;
	}
	Ok(None)
}

fn whole(
	store: &Store,
	account: MemberAccount,
	opening: i128,
	slots: Vec<SlotLine>,
	notes: Vec<Note>,
) -> Result<Statement> {
	let corrected = corrected(store, account.meter, &notes)?;
	let mut statement = Statement { account, opening, slots, notes, corrected };
	statement.mark_taken_over();
	Ok(statement)
}

/// What the corrections among the notes changed. A gap that was spread over its slots changes no
/// energy.
fn corrected(store: &Store, meter: MeterId, notes: &[Note]) -> Result<Vec<Corrected>> {
	let (mut rows, mut found) = (store.corrections(meter)?, Vec::new());
	for note in notes.iter().filter(|note| note.kind == NoteKind::Correction) {
		let fits = |row: &CorrectionRow| row.slot == note.slot && row.leg == note.amount.into();
		let Some(at) = rows.iter().position(fits) else { continue };
		let row = rows.swap_remove(at);
		let (made, used) = (row.correction.export, row.correction.import);
		let Some(record) = store.record(meter.network, row.slot)? else { continue };
		let tariff = record.header.clearing.tariff;
		let worth = |price, quantity: i64| {
			let worth = leg(price, quantity.unsigned_abs());
			if quantity < 0 {
				-worth
			} else {
				worth
			}
		};
		let (made, used) = (i64::from(made), i64::from(used));
		let grid_alone = worth(tariff.feed_in, made) - worth(tariff.retail, used);
		let amount = note.amount.into();
		found.push(Corrected { slot: row.slot, made, used, amount, grid_alone });
	}
	Ok(found)
}
