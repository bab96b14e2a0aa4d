// SPDX-License-Identifier: Apache-2.0
//! How fast an electorate may grow: by a fifth in a billing period. Who lets more people in at once
//! could decide alone, so the rest waits for the next period, or for those who count already to
//! admit them by ballot.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// To a hundred voters so many may be added in a billing period.
pub const GROWTH_PERCENT: u32 = 20;
/// So many may be added in any period, however few voters there are.
pub const GROWTH_MIN: u32 = 5;

/// How far an electorate has grown.
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
pub struct Growth {
	/// The billing period that `base` and `grown` are about.
	pub period: u32,
	/// How many voters there were before the first one was added in it.
	pub base: u32,
	/// How many were added in it without a ballot.
	pub grown: u32,
	/// How many more may be added by ballot, in any period.
	pub admitted: u32,
}

/// How many may be added to `base` voters in a billing period without a ballot: a fifth, rounded
/// down in favour of those who count already, and at least five. (rules.md 9)
pub const fn per_period(base: u32) -> u32 {
	let share = (base as u64).saturating_mul(GROWTH_PERCENT as u64) / 100;
	// At most a fifth of a u32.
	let share = share as u32;
	if share > GROWTH_MIN {
		share
	} else {
		GROWTH_MIN
	}
}

/// How many `voters` may admit by one ballot at most: as many as they are, and at least five.
pub const fn growth_ballot_max(voters: u32) -> u32 {
	if voters > GROWTH_MIN {
		voters
	} else {
		GROWTH_MIN
	}
}

impl Growth {
	/// One more voter in `period`, while `voters` count. `None` where it has to wait.
	///
	/// What a ballot admitted is used only where the period's own share is used up. A period before
	/// the last one seen counts as that one.
	pub fn add(mut self, period: u32, voters: u32) -> Option<Self> {
		if period > self.period {
			self = Self { period, base: voters, grown: 0, admitted: self.admitted };
		}
		if self.grown < per_period(self.base) {
			self.grown = self.grown.checked_add(1)?;
		} else {
			self.admitted = self.admitted.checked_sub(1)?;
		}
		Some(self)
	}

	/// How many can still be added in `period`, while `voters` count.
	pub const fn room(&self, period: u32, voters: u32) -> u32 {
		let (base, grown) =
			if period > self.period { (voters, 0) } else { (self.base, self.grown) };
		per_period(base).saturating_sub(grown).saturating_add(self.admitted)
	}

	/// After a ballot that admits `more`. Stops at the largest number.
	pub const fn admit(mut self, more: u32) -> Self {
		self.admitted = self.admitted.saturating_add(more);
		self
	}
}
