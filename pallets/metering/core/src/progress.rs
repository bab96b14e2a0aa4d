// SPDX-License-Identifier: Apache-2.0
//! Progress: who has spoken for which slot, counted without looking at the meters.
//!
//! A meter is done for slot `s` when its last slot is at least `s`. [`Progress::lagging`] counts
//! the meters that are not done for the next slot to close. Meters whose last slot is a later one
//! are counted per slot (`last_here`), so that moving on by one slot is one addition.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::Slot;
use scale_info::TypeInfo;

/// How far a network is.
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
pub struct Progress {
	/// The next slot to close; all earlier ones are closed.
	pub next_slot: Slot,
	/// Meters that slots wait for.
	pub waited: u32,
	/// Of these, how many are not done for `next_slot`.
	pub lagging: u32,
}

/// What a count `last_here` of a slot must change by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shift {
	/// The slot whose count changes.
	pub slot: Slot,
	/// One meter more, or one less.
	pub up: bool,
}

impl Progress {
	/// Whether every meter that is waited for is done for the next slot.
	pub const fn is_complete(&self) -> bool {
		self.lagging == 0
	}

	/// A meter whose last slot is `last` is waited for from now on.
	pub fn join(&mut self, last: Slot) -> Option<Shift> {
		self.waited = self.waited.saturating_add(1);
		self.count(last, true)
	}

	/// A meter whose last slot is `last` is no longer waited for.
	pub fn leave(&mut self, last: Slot) -> Option<Shift> {
		self.waited = self.waited.saturating_sub(1);
		self.count(last, false)
	}

	/// A meter that is waited for has spoken: its last slot moves from `from` to `to`.
	pub fn step(&mut self, from: Slot, to: Slot) -> [Option<Shift>; 2] {
		[self.count(from, false), self.count(to, true)]
	}

	/// The next slot is closed; `last_here` meters had it as their last.
	pub fn advance(&mut self, last_here: u32) {
		self.next_slot = self.next_slot.saturating_add(1);
		self.lagging = self.lagging.saturating_add(last_here);
	}

	fn count(&mut self, last: Slot, up: bool) -> Option<Shift> {
		if last >= self.next_slot {
			return Some(Shift { slot: last, up });
		}
		self.lagging =
			if up { self.lagging.saturating_add(1) } else { self.lagging.saturating_sub(1) };
		None
	}
}
