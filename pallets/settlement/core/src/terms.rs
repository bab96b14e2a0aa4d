// SPDX-License-Identifier: Apache-2.0
//! The terms of a slot: what was known when it began, and its clearing goes by.

use crate::{rule::Rule, tariff::Tariff};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::NanoPrice;
use scale_info::TypeInfo;

/// How far the grid operator settles on chain.
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
pub enum GridMode {
	/// Everything: what the grid delivered and took is paid on chain, at its tariffs.
	#[codec(index = 0)]
	#[default]
	OnChain,
	/// Members deal with each other on chain. What the grid delivered and took is billed outside.
	#[codec(index = 1)]
	Outside,
	/// Nothing is settled on chain. All energy is billed by the grid operator outside.
	#[codec(index = 2)]
	Closed,
}

impl GridMode {
	/// What a base quantity given to the grid brings on chain, and what one taken from it costs.
	pub const fn grid_prices(self, tariff: &Tariff) -> (NanoPrice, NanoPrice) {
		match self {
			Self::OnChain => (tariff.feed_in, tariff.retail),
			Self::Outside | Self::Closed => (0, 0),
		}
	}
}

/// The terms of a slot, frozen when it began.
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
pub struct SlotTerms {
	/// The grid's tariffs and the fees.
	pub tariff: Tariff,
	/// How members deal with each other.
	pub rule: Rule,
	/// How far the grid operator settles on chain.
	pub mode: GridMode,
}

impl SlotTerms {
	/// Whether there is a local market: tariffs and fees leave room for one, and it is settled on
	/// chain.
	pub fn is_local(&self) -> bool {
		self.tariff.margin() >= 0 && self.mode != GridMode::Closed
	}

	/// Whether the fixed shares have to be gathered page by page before the slot can clear.
	pub fn gathers(&self) -> bool {
		self.is_local() && self.rule.is_static()
	}
}

/// The usual terms: the ratio rule, everything settled on chain.
impl From<Tariff> for SlotTerms {
	fn from(tariff: Tariff) -> Self {
		Self { tariff, rule: Rule::Ratio, mode: GridMode::OnChain }
	}
}
