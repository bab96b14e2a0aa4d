// SPDX-License-Identifier: Apache-2.0
//! What a ballot decides: one person one vote, a quorum, and a majority or two thirds.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Of a hundred voters so many have to vote.
pub const QUORUM_PERCENT: u32 = 20;
/// So many have to vote at least, however few voters there are.
pub const QUORUM_MIN: u32 = 5;

/// What a voter answers.
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
pub enum Choice {
	/// Yes.
	#[codec(index = 0)]
	Aye,
	/// No.
	#[codec(index = 1)]
	Nay,
	/// Neither: it counts for the quorum only.
	#[codec(index = 2)]
	Abstain,
}

/// What voters have answered so far.
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
pub struct Tally {
	/// How many said yes.
	pub ayes: u32,
	/// How many said no.
	pub nays: u32,
	/// How many said neither.
	pub abstains: u32,
}

impl Tally {
	/// How many have voted. Stops at the largest number.
	pub const fn turnout(&self) -> u32 {
		self.ayes.saturating_add(self.nays).saturating_add(self.abstains)
	}

	/// The tally after one more vote. Stops at the largest number, far above all voters.
	pub const fn with(mut self, choice: Choice) -> Self {
		let count = match choice {
			Choice::Aye => &mut self.ayes,
			Choice::Nay => &mut self.nays,
			Choice::Abstain => &mut self.abstains,
		};
		*count = count.saturating_add(1);
		self
	}
}

/// How many of those who took a side have to say yes.
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
pub enum Threshold {
	/// More than say no.
	#[codec(index = 0)]
	Majority,
	/// At least two of three.
	#[codec(index = 1)]
	TwoThirds,
}

impl Threshold {
	/// Whether enough say yes. A tie fails, and nothing passes without a yes.
	pub const fn is_met(self, tally: &Tally) -> bool {
		let (ayes, nays) = (tally.ayes as u64, tally.nays as u64);
		match self {
			Self::Majority => ayes > nays,
			// 3 * ayes >= 2 * (ayes + nays), without a product that could overflow.
			Self::TwoThirds => ayes > 0 && ayes >= nays.saturating_mul(2),
		}
	}
}

/// What a ballot comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
	/// Enough voted, and enough of them for it.
	Passed,
	/// Fewer voted than have to.
	NoQuorum,
	/// Enough voted, and not enough of them for it.
	Rejected,
}

/// How many of `voters` have to vote: a fifth, rounded up in favour of how things are, and at least
/// five. (rules.md 9)
pub const fn quorum(voters: u32) -> u32 {
	let share = (voters as u64).saturating_mul(QUORUM_PERCENT as u64).div_ceil(100);
	// At most a fifth of a u32.
	let share = share as u32;
	if share > QUORUM_MIN {
		share
	} else {
		QUORUM_MIN
	}
}

/// What a ballot of `voters` comes to. A vote for neither side counts for the quorum.
pub const fn decide(tally: &Tally, voters: u32, threshold: Threshold) -> Outcome {
	if tally.turnout() < quorum(voters) {
		Outcome::NoQuorum
	} else if threshold.is_met(tally) {
		Outcome::Passed
	} else {
		Outcome::Rejected
	}
}
