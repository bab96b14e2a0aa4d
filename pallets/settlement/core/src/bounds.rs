// SPDX-License-Identifier: Apache-2.0
//! The chain's bounds of fees and prices: whatever an operator announced or members decided, what
//! holds in a slot lies within them.

use crate::{
	rule::{Rule, Sharing},
	tariff::Tariff,
	terms::SlotTerms,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Carrier, NanoPrice};
use scale_info::TypeInfo;

const JOULES_PER_KWH: i128 = 3_600_000;

/// From where to where a price may go, both ends included, in nano-currency per kWh.
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
pub struct PriceRange {
	/// The least.
	pub least: i64,
	/// The most.
	pub most: i64,
}

impl PriceRange {
	/// Whether it holds a price, and none further from zero than `max_per_kwh`.
	fn is_sound(&self, max_per_kwh: u64) -> bool {
		let near = |end: i64| end.unsigned_abs() <= max_per_kwh;
		self.least <= self.most && near(self.least) && near(self.most)
	}

	/// The ends per base quantity of a carrier, both rounded down: so the least never passes the
	/// most.
	pub fn per_base(&self, carrier: Carrier) -> (NanoPrice, NanoPrice) {
		let joules = i128::from(carrier.facts().joules_per_base);
		let scaled = |end: i64| {
			// 64 bits times the joules of a base quantity fit an i128, and the divisor is no 0.
			let price = i128::from(end).saturating_mul(joules).div_euclid(JOULES_PER_KWH);
			let (lowest, highest) = (NanoPrice::MIN.into(), NanoPrice::MAX.into());
			NanoPrice::try_from(price.clamp(lowest, highest)).unwrap_or(0)
		};
		(scaled(self.least), scaled(self.most))
	}

	/// The price of the range that is nearest to this one.
	pub fn nearest(&self, carrier: Carrier, price: NanoPrice) -> NanoPrice {
		let (least, most) = self.per_base(carrier);
		price.max(least).min(most)
	}
}

/// The bounds of what operators announce and members decide, for all networks of the chain.
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
pub struct PriceBounds {
	/// The local network fee, to the grid operator; never negative.
	pub network_fee: PriceRange,
	/// The contribution to the common fund; never negative.
	pub fund_fee: PriceRange,
	/// The price at which members share.
	pub sharing: PriceRange,
	/// From the least feed-in to the greatest retail tariff.
	pub tariff: PriceRange,
}

impl PriceBounds {
	/// Everything a chain allows where no price is further from zero than `max_per_kwh`.
	pub fn widest(max_per_kwh: u64) -> Self {
		let most = i64::try_from(max_per_kwh).unwrap_or(i64::MAX);
		let fee = PriceRange { least: 0, most };
		let price = PriceRange { least: most.saturating_neg(), most };
		Self { network_fee: fee, fund_fee: fee, sharing: price, tariff: price }
	}

	/// Whether each range holds a price, none is further from zero than `max_per_kwh`, and no fee
	/// is negative.
	pub fn is_sound(&self, max_per_kwh: u64) -> bool {
		let all = [self.network_fee, self.fund_fee, self.sharing, self.tariff];
		let fees = [self.network_fee, self.fund_fee];
		all.iter().all(|range| range.is_sound(max_per_kwh)) && fees.iter().all(|fee| fee.least >= 0)
	}

	/// The tariff within the bounds that is nearest to this one. A feed-in tariff that was at most
	/// the retail tariff still is.
	pub fn tariff(&self, carrier: Carrier, tariff: Tariff) -> Tariff {
		Tariff {
			feed_in: self.tariff.nearest(carrier, tariff.feed_in),
			retail: self.tariff.nearest(carrier, tariff.retail),
			network_fee: self.network_fee.nearest(carrier, tariff.network_fee),
			fund_fee: self.fund_fee.nearest(carrier, tariff.fund_fee),
		}
	}

	/// The rule within the bounds that is nearest to this one.
	pub fn rule(&self, carrier: Carrier, rule: Rule) -> Rule {
		match rule {
			Rule::Ratio => rule,
			Rule::Sharing(Sharing { keys, price }) => {
				let price = self.sharing.nearest(carrier, price);
				Rule::Sharing(Sharing { keys, price })
			}
		}
	}

	/// A slot's terms within the bounds.
	pub fn terms(&self, carrier: Carrier, terms: SlotTerms) -> SlotTerms {
		let SlotTerms { tariff, rule, mode } = terms;
		SlotTerms { tariff: self.tariff(carrier, tariff), rule: self.rule(carrier, rule), mode }
	}
}
