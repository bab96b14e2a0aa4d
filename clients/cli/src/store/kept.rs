// SPDX-License-Identifier: Apache-2.0
//! The values of the database that no core crate has.

use codec::{Decode, Encode};
use energy_primitives::{Position, RowEnergy, Slot};
use metering_core::{
	correction::Correction,
	meter::{Mark, MeterRole},
};
use settlement_core::{Allotment, Limits, Note, Share};

/// How far the index is.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct LastBlock {
	/// Its number.
	pub number: u64,
	/// Its hash: another chain, or another branch of the same, has another.
	pub hash: [u8; 32],
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
	/// Its share where supply is shared, and where it lies among all fixed shares, in ppm.
	pub share: Share,
	/// The sum of the fixed shares in front of it.
	pub share_from_ppm: u32,
	/// The sum with it.
	pub share_to_ppm: u32,
	/// What the meter had given to the grid before.
	pub surplus_before: u64,
}

impl WaitingRow {
	/// The share as the rule reads it.
	pub fn allotment(&self) -> Allotment {
		let (from_ppm, to_ppm) = (self.share_from_ppm, self.share_to_ppm);
		Allotment { share: self.share, from_ppm, to_ppm }
	}
}

/// A stretch of one of a meter's two axes.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Piece {
	/// The slot whose reading it was, or whose figure was corrected.
	pub slot: Slot,
	/// Where on the axis it begins.
	pub begin: u64,
	/// How long it is: what lengthens the counter, so without what filled a debt.
	pub quantity: u32,
	/// An upward correction of the slot's figure appended it: it is no part of the slot's flow, its
	/// fate and source are late.
	pub appended: bool,
}

impl Piece {
	/// Where it ends on the axis.
	pub fn end(&self) -> u64 {
		self.begin.saturating_add(self.quantity.into())
	}
}

/// What is known of a meter, from its registration.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct MeterFactsRow {
	/// What it stands for.
	pub role: MeterRole,
	/// Storage or converter.
	pub mark: Option<Mark>,
	/// Whose energy it measured first.
	pub owner: [u8; 32],
	/// The block in which it was registered.
	pub block: u64,
}

/// A device of a meter, from its second one on.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Generation {
	/// As the how-manieth device, the first being 0.
	pub generation: u32,
	/// The block of the swap.
	pub block: u64,
	/// Import of the device before that the next reading brought along.
	pub import_carried: u32,
	/// Export of it.
	pub export_carried: u32,
	/// On the operator's word: that export fills no unit.
	pub on_word: bool,
}

/// An owner of a meter.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct OwnerEpoch {
	/// As the how-manieth, the first being 0.
	pub epoch: u32,
	/// The account.
	pub owner: [u8; 32],
	/// First slot that is this owner's; 0 for the first owner.
	pub from_slot: Slot,
}

/// What stayed with an earlier owner when a meter changed hands.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct LineRow {
	/// As the how-manieth owner, the first being 0.
	pub epoch: u32,
	/// The earlier owner.
	pub owner: [u8; 32],
	/// What stood in the line when it was closed, in nano-currency.
	pub position: Position,
	/// What was paid out of it so far.
	pub withdrawn: u128,
}

/// A correction of a settled figure.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct CorrectionRow {
	/// The slot whose figure was wrong.
	pub slot: Slot,
	/// As the how-manieth correction of it, from 1.
	pub version: u32,
	/// What it changed by, and why.
	pub correction: Correction,
	/// What the owner gained (the grid, for a feeder), in nano-currency.
	pub leg: i128,
	/// Where on the import axis an upward part lies.
	pub import_begin: u64,
	/// Where on the export axis an upward part lies.
	pub export_begin: u64,
}

/// A change of an account that is no leg of a slot.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct NoteRow {
	/// The block that made it.
	pub block: u64,
	/// As the how-manieth owner of the meter the account stands for.
	pub epoch: u32,
	/// Why, about which slot, and how much.
	pub note: Note,
	/// What the account held then.
	pub position: Position,
}

/// Readings of a network by what became of them.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, PartialEq)]
pub struct Counts {
	/// Readings that count.
	pub accepted: u64,
	/// Readings that do not.
	pub rejected: u64,
}
