// SPDX-License-Identifier: Apache-2.0
//! Shares: how much of a member's import takes part when local supply is shared out, and the fixed
//! part of the supply it may use.

use crate::{order::ChangePending, rounding::scale_floor};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Row, Slot};
use scale_info::TypeInfo;

/// A whole, in ppm.
pub const WHOLE_PPM: u32 = 1_000_000;

/// A whole, in percent.
const WHOLE_PERCENT: u8 = 100;

/// What a member takes part with where local supply is shared out.
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
pub struct Share {
	/// How much of its import takes part, from 0 to 100 %. The rest is the grid's.
	pub participation_percent: u8,
	/// Its fixed share of the local supply, in millionths. Without meaning where supply is shared
	/// out by need.
	pub share_ppm: u32,
}

impl Default for Share {
	fn default() -> Self {
		Self { participation_percent: WHOLE_PERCENT, share_ppm: 0 }
	}
}

/// Why a share can't be set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ShareError {
	/// More than all of the import would take part.
	Participation,
	/// The share is more than the whole supply.
	AboveWhole,
}

impl Share {
	/// Checks the bounds. That the shares of a network are no more than a whole together is not
	/// needed: in meter order, they end where the supply does.
	///
	/// Errors in order of precedence: `Participation`, `AboveWhole`.
	pub const fn check(&self) -> Result<(), ShareError> {
		if self.participation_percent > WHOLE_PERCENT {
			return Err(ShareError::Participation);
		}
		if self.share_ppm > WHOLE_PPM {
			return Err(ShareError::AboveWhole);
		}
		Ok(())
	}

	/// `m'`: how much of an import takes part, in base quantities; rounded down.
	pub fn participating(&self, import: u64) -> u64 {
		let percent = self.participation_percent.min(WHOLE_PERCENT);
		scale_floor(import, percent.into(), WHOLE_PERCENT.into())
	}
}

/// One row's share: what holds, and what holds from a slot on.
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
pub struct ShareRow {
	/// The meter's row in its page.
	pub row: Row,
	/// Share in slots before `from_slot`.
	pub now: Share,
	/// Share from `from_slot` on.
	pub next: Share,
	/// The first slot of `next`.
	pub from_slot: Slot,
}

impl ShareRow {
	/// A row's first share: the usual one before `from_slot`, a slot not begun.
	pub fn first(row: Row, share: Share, from_slot: Slot) -> Self {
		Self { row, now: Share::default(), next: share, from_slot }
	}

	/// The share that holds in `slot`.
	pub fn at(&self, slot: Slot) -> Share {
		if slot < self.from_slot {
			self.now
		} else {
			self.next
		}
	}

	/// The row with `share` from `from_slot` on, a slot not begun.
	///
	/// A change that holds in no slot begun is replaced: of two for the same billing period the
	/// later one counts. `next_to_begin` is the first slot not begun. Any other change waits until
	/// every slot before the last one is cleared, because both older shares would still be needed;
	/// `next_to_clear` is the first slot not cleared yet.
	///
	/// Errors: `ChangePending`.
	pub fn change(
		self,
		share: Share,
		from_slot: Slot,
		next_to_begin: Slot,
		next_to_clear: Slot,
	) -> Result<Self, ChangePending> {
		if self.from_slot >= next_to_begin {
			return Ok(Self { next: share, from_slot, ..self });
		}
		if next_to_clear < self.from_slot {
			return Err(ChangePending);
		}
		Ok(Self { row: self.row, now: self.next, next: share, from_slot })
	}

	/// Whether every slot from `next_to_clear` on has the usual share, so that the row need not be
	/// kept.
	pub fn is_idle(&self, next_to_clear: Slot) -> bool {
		self.at(next_to_clear) == Share::default() && self.next == Share::default()
	}
}

/// A row's share and where it lies among all fixed shares of its network, which stand side by side
/// in meter order.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Allotment {
	/// The share.
	pub share: Share,
	/// The sum of the shares in front of it, in ppm.
	pub from_ppm: u32,
	/// The sum with it; at most a million, whatever the shares.
	pub to_ppm: u32,
}

impl Allotment {
	/// What it is of a supply, in base quantities. Rounded down at both ends, so neighbouring ones
	/// touch and together they are never more than the supply.
	pub fn of(&self, supply: u64) -> u64 {
		let end = |ppm: u32| scale_floor(supply, ppm.into(), WHOLE_PPM.into());
		end(self.to_ppm).saturating_sub(end(self.from_ppm))
	}
}

/// The shares of one page in a slot.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PageShares {
	rows: Vec<(Row, Allotment)>,
	end: u32,
}

impl PageShares {
	/// The shares of a page, sorted by row, as they hold in `slot`. `before` is the sum of the
	/// shares of all pages in front, in ppm.
	///
	/// All rows count, whether they were read in the slot and stand inside or not: nobody's part
	/// depends on another's reading.
	pub fn new(shares: &[ShareRow], slot: Slot, before: u32) -> Self {
		let mut end = before.min(WHOLE_PPM);
		let rows = shares
			.iter()
			.map(|row| {
				let (share, from_ppm) = (row.at(slot), end);
				end = end.saturating_add(share.share_ppm).min(WHOLE_PPM);
				(row.row, Allotment { share, from_ppm, to_ppm: end })
			})
			.collect();
		Self { rows, end }
	}

	/// The row's share. Rows that none was set for have the usual one.
	pub fn of(&self, row: Row) -> Allotment {
		let found = self.rows.binary_search_by_key(&row, |(row, _)| *row).ok();
		found.and_then(|at| self.rows.get(at)).map(|(_, share)| *share).unwrap_or_default()
	}

	/// The sum of the shares up to the end of the page, in ppm: where the next one begins.
	pub fn end(&self) -> u32 {
		self.end
	}
}
