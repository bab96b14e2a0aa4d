// SPDX-License-Identifier: Apache-2.0
//! Price rules: who is in a slot's market, how much of it is matched, and at which price. A network
//! has one of them at a time; everything after the price is the same for all.

use crate::{
	book::{Book, Standing},
	clearing::ClearingError,
	order::{Limits, Tick, TICK_MAX},
	ratio::Ratio,
	share::Share,
	tariff::Tariff,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::NanoPrice;
use scale_info::TypeInfo;

/// How the members of a network deal with each other.
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
pub enum Rule {
	/// The price follows supply and demand, within what members' limits allow.
	#[codec(index = 0)]
	#[default]
	Ratio,
	/// Members share what they make at a price they agreed on. Limits play no role.
	#[codec(index = 1)]
	Sharing(Sharing),
}

/// Sharing at an agreed price.
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
pub struct Sharing {
	/// By which key local supply is shared out.
	pub keys: Keys,
	/// What a shared base quantity brings its seller, in nano-currency. Where a slot's tariffs and
	/// fees leave no room for it, the nearest price that they do.
	pub price: NanoPrice,
}

/// By which key local supply is shared out.
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
pub enum Keys {
	/// In proportion to what everybody needs in the slot.
	#[codec(index = 0)]
	Dynamic,
	/// By fixed shares. What a member does not use of its share goes to the grid.
	#[codec(index = 1)]
	Static,
}

/// A price further from zero than the bound.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PriceOutOfBounds;

impl Rule {
	/// Checks an agreed price against `price_max`, the greatest distance from zero.
	///
	/// Errors: `PriceOutOfBounds`.
	pub fn check(&self, price_max: NanoPrice) -> Result<(), PriceOutOfBounds> {
		match self {
			Self::Sharing(Sharing { price, .. })
				if price.unsigned_abs() > price_max.unsigned_abs() =>
			{
				Err(PriceOutOfBounds)
			}
			_ => Ok(()),
		}
	}

	/// Whether local supply is shared out by fixed shares.
	pub const fn is_static(&self) -> bool {
		matches!(self, Self::Sharing(Sharing { keys: Keys::Static, .. }))
	}

	/// Where a member with these limits and this share stands in a slot with this tariff. It is
	/// supplied by the community, not by the grid operator outside.
	pub fn standing(&self, limits: &Limits, share: &Share, tariff: &Tariff) -> Standing {
		match self {
			Self::Ratio => limits.standing(tariff),
			Self::Sharing(_) if tariff.margin() < 0 => {
				Standing::Inside { sell: Tick::Never, buy: Tick::Never }
			}
			Self::Sharing(Sharing { keys, .. }) => {
				let buys = share.participation_percent > 0
					&& (*keys == Keys::Dynamic || share.share_ppm > 0);
				let buy = if buys { Tick::At(TICK_MAX) } else { Tick::Never };
				Standing::Inside { sell: Tick::At(0), buy }
			}
		}
	}

	pub(crate) fn price_rule(&self) -> &dyn PriceRule {
		match self {
			Self::Ratio => &Ratio,
			Self::Sharing(sharing) => sharing,
		}
	}
}

/// The market of a slot, with the network's loss in it. Energy in base quantities.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Accepted {
	pub(crate) tick: u8,
	pub(crate) supply: u64,
	pub(crate) demand: u64,
	/// At most the smaller of supply and demand.
	pub(crate) matched: u64,
}

/// What one price rule says of a slot with a local market.
pub(crate) trait PriceRule {
	/// Who is in the market, and how much of it is matched. `found` and `lost` are the network's
	/// loss as a row of the book, `gathered` the sum of the fixed shares if they were gathered.
	///
	/// Errors in order of precedence: `NotGathered`, `Overflow`, `WrongGather`.
	fn accept(
		&self,
		book: &Book,
		found: u64,
		lost: u64,
		gathered: Option<u64>,
	) -> Result<Accepted, ClearingError>;

	/// `p_s`: what a matched base quantity brings its seller, from the feed-in tariff up to the
	/// retail tariff less fees; rounded down. `None` where it leaves its range.
	fn seller_price(&self, accepted: &Accepted, tariff: &Tariff) -> Option<NanoPrice>;
}

/// The sum of a book's bins and `more`.
pub(crate) fn bin_sum(bins: &[u64], more: u64) -> Option<u64> {
	bins.iter().try_fold(more, |sum, bin| sum.checked_add(*bin))
}
