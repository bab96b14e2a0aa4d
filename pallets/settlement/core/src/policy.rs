// SPDX-License-Identifier: Apache-2.0
//! What the members of a network decided by ballot: fees, the band of the tariffs, and who chooses
//! the price rule. A decision holds from its slot on until the next one of its kind.

use crate::{
	bounds::PriceBounds,
	order::ChangePending,
	tariff::{change_tariffs, value_at, Tariff},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Carrier, NanoPrice, Slot};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Most decisions of a kind that are in force or wait for their slot.
pub const DECISIONS_MAX: u32 = 4;

/// Decisions of a kind, each from its slot on.
pub type Decisions<V> = BoundedVec<(Slot, V), ConstU32<DECISIONS_MAX>>;

/// The fees of local trade, in nano-currency per base quantity; not negative.
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
pub struct Fees {
	/// To the grid operator.
	pub network_fee: NanoPrice,
	/// To the common fund.
	pub fund_fee: NanoPrice,
}

impl Fees {
	/// Those of a tariff.
	pub const fn of(tariff: &Tariff) -> Self {
		Self { network_fee: tariff.network_fee, fund_fee: tariff.fund_fee }
	}

	/// The tariff with these fees.
	pub const fn put(self, tariff: Tariff) -> Tariff {
		let Self { network_fee, fund_fee } = self;
		Tariff { network_fee, fund_fee, ..tariff }
	}
}

/// Between which prices the grid's tariffs lie, both ends included, in nano-currency per base
/// quantity.
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
pub struct Band {
	/// The least feed-in tariff.
	pub feed_in_min: NanoPrice,
	/// The greatest retail tariff, at least the other.
	pub retail_max: NanoPrice,
}

impl Band {
	/// The tariff within the band that is nearest to this one; a feed-in tariff stays at most the
	/// retail tariff.
	pub fn put(self, tariff: Tariff) -> Tariff {
		let nearest = |price: NanoPrice| price.max(self.feed_in_min).min(self.retail_max);
		Tariff { feed_in: nearest(tariff.feed_in), retail: nearest(tariff.retail), ..tariff }
	}
}

/// Why an operator can't announce a tariff.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PolicyError {
	/// It has other fees than the members decided.
	FeesByBallot,
	/// It is outside the band that the members decided.
	OutsideBand,
}

/// What the members of a network decided.
#[derive(
	Clone,
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
pub struct Policy {
	/// The fees of local trade.
	pub fees: Decisions<Fees>,
	/// The band of the grid's tariffs.
	pub band: Decisions<Band>,
	/// The members choose the price rule: the operator no longer does.
	pub rule_by_ballot: bool,
}

impl Policy {
	/// The tariff as it is stored if an operator may announce it for `slot`: with the fees that were
	/// decided, as they were decided. Bounds that are tighter meanwhile count for what the operator
	/// has to say: it names the fees that hold.
	///
	/// Errors in order of precedence: `FeesByBallot`, `OutsideBand`.
	pub fn admit(
		&self,
		slot: Slot,
		tariff: Tariff,
		bounds: &PriceBounds,
		carrier: Carrier,
	) -> Result<Tariff, PolicyError> {
		let fees = value_at(&self.fees, slot).unwrap_or(Fees::of(&tariff));
		if Fees::of(&bounds.tariff(carrier, fees.put(tariff))) != Fees::of(&tariff) {
			return Err(PolicyError::FeesByBallot);
		}
		let band = value_at(&self.band, slot);
		if band.is_some_and(|band| bounds.tariff(carrier, band.put(tariff)) != tariff) {
			return Err(PolicyError::OutsideBand);
		}
		Ok(fees.put(tariff))
	}

	/// The segments as the decisions have them, from the slot of each on.
	pub fn applied(&self, segments: &[(Slot, Tariff)]) -> Vec<(Slot, Tariff)> {
		let mut segments = segments.to_vec();
		for (from, fees) in &self.fees {
			segments = change_tariffs(&segments, *from, |tariff| fees.put(tariff));
		}
		for (from, band) in &self.band {
			segments = change_tariffs(&segments, *from, |tariff| band.put(tariff));
		}
		segments
	}
}

/// Notes a decision that holds from `from` on, and forgets what no slot from `needed` on asks for.
///
/// Errors: `ChangePending` where too many wait for their slots; nothing was changed then.
pub fn decide<V: Copy>(
	decisions: &mut Decisions<V>,
	from: Slot,
	value: V,
	needed: Slot,
) -> Result<(), ChangePending> {
	let mut kept: Vec<_> = decisions.iter().copied().filter(|(at, _)| *at < from).collect();
	let passed = kept.partition_point(|(at, _)| *at <= needed).saturating_sub(1);
	kept.drain(..passed);
	kept.push((from, value));
	*decisions = BoundedVec::try_from(kept).map_err(|_| ChangePending)?;
	Ok(())
}
