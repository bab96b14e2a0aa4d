// SPDX-License-Identifier: Apache-2.0
//! Whose energy was measured in a billing period: a bit per row of a page.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Quality, Row, RowClass, RowEnergy, Slot};
use scale_info::TypeInfo;

/// The connection points of a page that took part in a period.
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
pub struct Presence {
	/// Rows whose readings cover the period's first slot: their meters were there before it.
	from_start: [u8; 32],
	/// Rows with energy that a device vouched for.
	measured: [u8; 32],
}

impl Presence {
	/// Takes in a row of a slot of the period that began with `period_first`. Returns whether
	/// anything changed.
	///
	/// A meter's readings follow each other without a hole. So the first one in the period covers
	/// its first slot, unless the meter was registered later.
	pub fn add(&mut self, row: &RowEnergy, slot: Slot, period_first: Slot) -> bool {
		if row.class != RowClass::Boundary {
			return false;
		}
		let covered_from = slot.saturating_add(1).saturating_sub(row.span);
		let was_there = covered_from <= period_first && set(&mut self.from_start, row.row);
		let is_measured = row.quality != Quality::Substituted && (row.import > 0 || row.export > 0);
		let is_news = is_measured && set(&mut self.measured, row.row);
		was_there || is_news
	}

	/// Whether the row's meter was there for the whole period, and measured energy in it.
	pub fn took_part(&self, row: Row) -> bool {
		get(&self.from_start, row) && get(&self.measured, row)
	}
}

/// The byte of a row and its bit in it.
fn place(row: Row) -> (usize, u8) {
	(usize::from(row >> 3), 1 << (row & 7))
}

fn get(bits: &[u8; 32], row: Row) -> bool {
	let (byte, bit) = place(row);
	bits.get(byte).is_some_and(|byte| byte & bit != 0)
}

/// Sets a row's bit. Returns whether it was not set.
fn set(bits: &mut [u8; 32], row: Row) -> bool {
	let (byte, bit) = place(row);
	let Some(byte) = bits.get_mut(byte) else { return false };
	let is_new = *byte & bit == 0;
	*byte |= bit;
	is_new
}
