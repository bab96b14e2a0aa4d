// SPDX-License-Identifier: Apache-2.0
//! Whether a statement is what the chain says: everything is computed once more from slots and
//! notes, and compared number by number.

use super::{
	model::Statement,
	read::{Closed, Found, Span},
};
use serde::Serialize;
use settlement_core::NoteSum;
use sp_core::Blake2Hasher;

/// What a statement was compared with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
	/// The node's state at this block.
	Node {
		/// Its number.
		block: u64,
	},
	/// What the chain said when it closed the period, as the index keeps it.
	Index,
	/// Nothing but the positions the chain told with the notes.
	Notes,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Proof {
	/// With what.
	pub against: Against,
	/// Slots that were added up.
	pub slots: usize,
	/// Notes that were added up.
	pub notes: usize,
	/// What differs, in plain words.
	pub differences: Vec<String>,
}

/// Compares a statement with what the index keeps of the chain.
pub fn check(found: &Found) -> Proof {
	let statement = &found.statement;
	let (against, mut differences) = match &found.span {
		Span::Closed(closed) => (Against::Index, with_row(statement, closed)),
		Span::Running(_) | Span::Excerpt => (Against::Notes, Vec::new()),
	};
	differences.extend(with_told(statement, &found.told));
	let (slots, notes) = (statement.slots.len(), statement.notes.len());
	Proof { against, slots, notes, differences }
}

/// Names what differs from the row of a closed period.
fn with_row(statement: &Statement, closed: &Closed) -> Vec<String> {
	let mut differences = Vec::new();
	let mut compare = |what: &str, computed: String, chain: String| {
		if computed != chain {
			differences.push(format!("{what}: {computed} by slots and notes, {chain} on chain"));
		}
	};
	let nano = |amount: i128| format!("{amount} nano");
	let row = closed.row;
	let on_chain = |amount: Option<i64>| nano(amount.unwrap_or(0).into());
	// A period begins where the one before ended.
	if let Some(opening) = closed.opening_before {
		compare("opening balance", nano(opening), on_chain(row.map(|row| row.opening)));
	}
	let notes = note_sum(statement);
	let kept = row.map(|row| row.notes).unwrap_or_default();
	let text =
		|sum: &NoteSum| format!("{} of {} nano, digest {:?}", sum.count, sum.total, sum.digest);
	let computed = notes.as_ref().map_or("more than can be counted".into(), text);
	compare("notes", computed, text(&kept));
	compare("closing balance", nano(statement.closing()), on_chain(row.map(|row| row.closing)));
	let (computed, chain) = (closed.records_after, closed.record.records_after);
	compare("digest of the slots", format!("{computed:?}"), format!("{chain:?}"));
	differences
}

/// The notes as the chain sums them up.
fn note_sum(statement: &Statement) -> Option<NoteSum> {
	let mut sum = NoteSum::default();
	for note in &statement.notes {
		sum.add::<Blake2Hasher>(note).ok()?;
	}
	Some(sum)
}

/// Names the first note at which the account did not hold what was brought forward, some of the
/// slots in their order, and the notes so far.
fn with_told(statement: &Statement, told: &[i128]) -> Option<String> {
	let mut slots = statement.slots.iter();
	let mut position = statement.opening;
	for (note, told) in statement.notes.iter().zip(told) {
		position += i128::from(note.amount);
		while position != *told {
			let Some(line) = slots.next() else {
				return Some(format!(
					"the account held {told} nano after the {:?} note of slot {}, which no slots \
					 before it add up to",
					note.kind, note.slot
				));
			};
			position += line.leg;
		}
	}
	None
}

impl Proof {
	/// Whether everything adds up.
	pub fn holds(&self) -> bool {
		self.differences.is_empty()
	}

	/// What is said of it under a statement.
	pub fn line(&self) -> String {
		if !self.holds() {
			return format!("DOES NOT ADD UP: {}.", self.differences.join("; "));
		}
		let slots = counted(self.slots, "slot");
		let sum = format!("{slots} and {}", counted(self.notes, "note"));
		match self.against {
			Against::Node { block } => {
				format!("Checked against the chain at block {block}: {sum} add up.")
			}
			Against::Index => {
				format!("Checked against what the chain said at the close: {sum} add up.")
			}
			Against::Notes => {
				format!("{sum} add up among themselves; --url compares them with the chain.")
			}
		}
	}
}

/// `2 976 slots`, `1 note`.
fn counted(count: usize, what: &str) -> String {
	let digits = count.to_string();
	let mut spaced = String::new();
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			spaced.push(' ');
		}
		spaced.push(digit);
	}
	format!("{spaced} {what}{}", if count == 1 { "" } else { "s" })
}
