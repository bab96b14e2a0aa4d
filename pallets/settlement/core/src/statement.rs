// SPDX-License-Identifier: Apache-2.0
//! Statements: what a billing period did to an account, in a form that anyone can check.
//!
//! ```text
//! closing = opening + the account's legs of all slots of the period + its notes
//! ```
//!
//! The legs follow from the slot records, of which the period keeps a running digest; the notes are
//! everything else that changed the account, summed up and hashed one after the other. So a
//! statement costs a sweep nothing, and no line can be added or left out afterwards.

use crate::{book::Overflow, record::SlotRecord, tree::RootBuilder};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{PageIndex, Position, Row, Slot};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};

const STATEMENT_TAG: u8 = 0x04;
const STATEMENT_PAGE_TAG: u8 = 0x05;

/// Why an account changed by something else than a slot's energy.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum NoteKind {
	/// Settlement currency was paid in.
	#[codec(index = 0)]
	Deposit,
	/// Settlement currency was paid out.
	#[codec(index = 1)]
	Withdrawal,
	/// Energy of slots in which the meter was silent.
	#[codec(index = 2)]
	Gap,
	/// The grid operator took a slot's leg over and bills it outside: takes back that leg.
	#[codec(index = 3)]
	TakenOver,
	/// A settled figure was corrected, or a gap spread over its slots.
	#[codec(index = 4)]
	Correction,
	/// A credit that had waited for the balancing account.
	#[codec(index = 5)]
	CreditPaid,
	/// A bank collected money for the account.
	#[codec(index = 6)]
	Collected,
	/// Money was given to a bank to pay it out.
	#[codec(index = 7)]
	PaidOut,
	/// A bank could not pay out: the money came back.
	#[codec(index = 8)]
	PayOutFailed,
	/// Money that had been paid out came back from the bank it went to.
	#[codec(index = 9)]
	PaymentReturned,
	/// The guarantor paid what the account owed.
	#[codec(index = 10)]
	WrittenOff,
	/// What a planned device gained or lost by the plan's price, or was paid for its part in it.
	#[codec(index = 11)]
	Plan,
	/// A planned device did something else than planned.
	#[codec(index = 12)]
	Deviation,
	/// A device's deposit, or its return.
	#[codec(index = 13)]
	DeviceDeposit,
}

/// One change of an account that is no leg of a slot.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Note {
	/// Why.
	pub kind: NoteKind,
	/// The slot it is about; for money paid in or out, the one that ran then.
	pub slot: Slot,
	/// What the account gained, negative where it lost, in nano-currency.
	pub amount: Position,
}

/// An account's notes of a period.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct NoteSum {
	/// Their sum, in nano-currency.
	pub total: Position,
	/// How many.
	pub count: u32,
	/// A hash chain over them in their order; zero for none.
	pub digest: H256,
}

impl NoteSum {
	/// Adds the next note.
	///
	/// Errors: `Overflow`; nothing was changed then.
	pub fn add<H: Hasher<Out = H256>>(&mut self, note: &Note) -> Result<(), Overflow> {
		let total = self.total.checked_add(note.amount).ok_or(Overflow)?;
		self.count = self.count.checked_add(1).ok_or(Overflow)?;
		self.digest = (self.digest, note).using_encoded(H::hash);
		self.total = total;
		Ok(())
	}
}

/// What a closed period did to one account. Nano-currency.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct StatementRow {
	/// The meter's row in its page.
	pub row: Row,
	/// As the how-manieth owner of the meter, from 0.
	pub epoch: u32,
	/// What the account held when the period began.
	pub opening: Position,
	/// What it held when the last slot of the period was settled.
	pub closing: Position,
	/// What changed it besides the energy of the period's slots.
	pub notes: NoteSum,
}

impl StatementRow {
	/// What the energy of the period's slots brought, negative where it cost, in nano-currency.
	pub fn energy(&self) -> i128 {
		// Three terms of 64 bits never leave an i128.
		i128::from(self.closing)
			.saturating_sub(self.opening.into())
			.saturating_sub(self.notes.total.into())
	}

	/// Whether nothing happened and nothing stands: no statement is made.
	pub fn is_empty(&self) -> bool {
		self.opening == 0 && self.closing == 0 && self.notes == NoteSum::default()
	}

	/// The leaf's hash.
	pub fn hash<H: Hasher<Out = H256>>(&self) -> H256 {
		(STATEMENT_TAG, self).using_encoded(H::hash)
	}
}

/// The hash that stands for a page's statements in the period's root.
///
/// Errors: `Overflow`, which a page's bounds exclude.
pub fn page_hash<H: Hasher<Out = H256>>(
	page: PageIndex,
	rows: &[StatementRow],
) -> Result<H256, Overflow> {
	let mut tree = RootBuilder::default();
	for row in rows {
		tree.push::<H>(row.hash::<H>())?;
	}
	Ok((STATEMENT_PAGE_TAG, page, tree.leaves(), tree.root::<H>()).using_encoded(H::hash))
}

/// The digest of a network's slot records after one more: a hash chain from zero on.
pub fn records_after<H: Hasher<Out = H256>>(before: H256, record: &SlotRecord) -> H256 {
	(before, record.hash::<H>()).using_encoded(H::hash)
}

/// A closed billing period of a network.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct PeriodRecord {
	/// Its first slot.
	pub first_slot: Slot,
	/// The first slot after it.
	pub end_slot: Slot,
	/// The digest of all slot records before it.
	pub records_before: H256,
	/// The digest after its last slot.
	pub records_after: H256,
	/// Pages the network had.
	pub pages: u32,
	/// Statements in them.
	pub statements: u32,
	/// Root over the statements of all pages.
	pub root: H256,
}
