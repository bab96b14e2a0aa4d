// SPDX-License-Identifier: Apache-2.0
//! Legs: what every row and every named account gains (positive) or pays (negative) by a cleared
//! slot, in nano-currency.
//!
//! Under the ratio rule everybody in the market meets the blended prices, so a leg is linear in its
//! row's energy. Where supply is shared out everybody meets two prices, for its matched part (the one
//! the flow of the slot has) and for the grid's. No leg needs rounding.
//!
//! Every product of a price and a quantity stays below 2^96 and every sum here has at most a dozen
//! of them, so the saturating operations never saturate.

use crate::{
	clearing::{Class, Clearing},
	flow::matched_run,
	record::{Axes, RowLeaf},
	rule::Rule,
	tariff::Tariff,
};
use energy_primitives::{leg, NanoPrice};

/// The leg of a row, with the sums in front of it. Rows that stand outside, gaps, sub-meters and
/// feeders have none here.
pub fn row_leg(clearing: &Clearing, leaf: &RowLeaf, before: &Axes) -> i128 {
	settled(leaf).map_or(0, |own| Trade::new(clearing, &own, before).leg())
}

/// The most the row can leave to the grid account, in nano-currency: what its export and its import
/// cost, without what either brings in. Export costs below zero.
pub fn worst_leg(clearing: &Clearing, leaf: &RowLeaf, before: &Axes) -> u128 {
	settled(leaf).map_or(0, |own| Trade::new(clearing, &own, before).cost())
}

/// The sum of [`worst_leg`] over all rows of the slot, in nano-currency.
pub fn worst_case(clearing: &Clearing) -> u128 {
	let all = Trade::all(clearing).cost();
	all.saturating_sub(Trade::balancing(clearing).cost())
}

/// What a row has in the slot, if it is settled here.
fn settled(leaf: &RowLeaf) -> Option<Axes> {
	(leaf.class != Class::Outside).then(|| leaf.axes())
}

/// What a party moved in a slot, by price: (price, base quantities).
struct Trade {
	sold: [(NanoPrice, u64); 2],
	bought: [(NanoPrice, u64); 2],
}

impl Trade {
	/// Of a party with `own` energy, and `before` in front of it.
	fn new(clearing: &Clearing, own: &Axes, before: &Axes) -> Self {
		let Clearing { supply, demand, matched, .. } = *clearing;
		let (feed_in, retail) = clearing.grid_prices();
		let Axes { accepted_export, accepted_import, refused_export, refused_import } = *own;
		if clearing.rule == Rule::Ratio {
			let sold = [(clearing.sell_price, accepted_export), (feed_in, refused_export)];
			let bought = [(clearing.buy_price, accepted_import), (retail, refused_import)];
			return Self { sold, bought };
		}
		let part = |from: u64, own: u64, refused: u64, all: u64| {
			let (_, run) = matched_run(from, own, all, matched);
			(run, own.saturating_sub(run).saturating_add(refused))
		};
		let (sold, fed_in) = part(before.accepted_export, accepted_export, refused_export, supply);
		let (bought, drawn) = part(before.accepted_import, accepted_import, refused_import, demand);
		Self {
			sold: [(clearing.price_seller, sold), (feed_in, fed_in)],
			bought: [(clearing.price_buyer, bought), (retail, drawn)],
		}
	}

	/// Of the balancing account, behind all rows.
	fn balancing(clearing: &Clearing) -> Self {
		let own = clearing.balancing_row();
		let before = Axes {
			accepted_export: clearing.supply.saturating_sub(own.accepted_export),
			accepted_import: clearing.demand.saturating_sub(own.accepted_import),
			..Axes::default()
		};
		Self::new(clearing, &own, &before)
	}

	/// Of all rows and the balancing account together.
	fn all(clearing: &Clearing) -> Self {
		let own = Axes {
			accepted_export: clearing.supply,
			accepted_import: clearing.demand,
			refused_export: clearing.refused_supply,
			refused_import: clearing.refused_demand,
		};
		Self::new(clearing, &own, &Axes::default())
	}

	fn leg(&self) -> i128 {
		let sum = |parts: &[(NanoPrice, u64); 2]| {
			parts.iter().fold(0i128, |sum, (price, part)| sum.saturating_add(leg(*price, *part)))
		};
		sum(&self.sold).saturating_sub(sum(&self.bought))
	}

	fn cost(&self) -> u128 {
		let sold = self.sold.iter().map(|(price, part)| leg(*price, *part).saturating_neg());
		let bought = self.bought.iter().map(|(price, part)| leg(*price, *part));
		let costs = sold.chain(bought).map(|cost| u128::try_from(cost).unwrap_or(0));
		costs.fold(0, u128::saturating_add)
	}
}

impl Clearing {
	/// What a base quantity given to the grid brought on chain, and what one taken from it cost.
	pub const fn grid_prices(&self) -> (NanoPrice, NanoPrice) {
		self.mode.grid_prices(&self.tariff)
	}

	/// What one base quantity more of export and of import would have been worth to a row of this
	/// class: the prices by which its figures are corrected. Meaningful for rows with a leg only.
	///
	/// A fixed share does not grow with the import, so there it is the grid's price.
	pub const fn row_prices(&self, class: Class) -> (NanoPrice, NanoPrice) {
		let (feed_in, retail) = self.grid_prices();
		let sell = if class.sells() { self.sell_price } else { feed_in };
		let buys = class.buys() && !self.rule.is_static();
		(sell, if buys { self.buy_price } else { retail })
	}

	/// What a part of a gap would have brought in this slot, and cost: the blended prices. Where
	/// supply is shared out only a part of an import is, so there all of it costs the grid's price.
	pub const fn missed_prices(&self) -> (NanoPrice, NanoPrice) {
		match self.rule {
			Rule::Sharing(_) => (self.sell_price, self.grid_prices().1),
			Rule::Ratio => (self.sell_price, self.buy_price),
		}
	}

	/// The slot's prices for energy the books missed: the grid's tariffs, whatever the market was.
	///
	/// The feeder saw the energy, so in the slot it stood as the network's loss, and supply or
	/// demand were short of it: the blended prices had moved in favour of whoever withheld it. The
	/// tariffs never move, so silence never pays.
	pub const fn gap_prices(&self) -> (NanoPrice, NanoPrice) {
		(self.tariff.feed_in, self.tariff.retail)
	}

	/// `R`: what blending rounded away, in nano-currency; at least 0 and below the larger of
	/// supply and demand. Nothing where supply is shared out.
	pub fn rounding(&self) -> i128 {
		if self.rule != Rule::Ratio {
			return 0;
		}
		let Self { supply, demand, matched, tariff, .. } = self;
		let (feed_in, retail) = self.grid_prices();
		leg(self.buy_price, *demand)
			.saturating_sub(leg(self.sell_price, *supply))
			.saturating_sub(leg(retail, demand.saturating_sub(*matched)))
			.saturating_add(leg(feed_in, supply.saturating_sub(*matched)))
			.saturating_sub(i128::from(tariff.fees()).saturating_mul(i128::from(*matched)))
	}
}

/// The legs of a slot's named accounts, and the sum of the rows' legs still to come. Together
/// they are 0.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct NamedLegs {
	/// Grid operator and supplier of last resort: what the grid delivered and took at the
	/// tariffs, as far as it settles on chain, and the network fee.
	pub grid: i128,
	/// Balancing account: the network's loss, like the last row.
	pub balancing: i128,
	/// Common fund: its fee on what was matched.
	pub fund: i128,
	/// Rounding account; never below 0.
	pub rounding: i128,
	/// Suspense: the sum of the rows' legs, which the sweep moves to the rows.
	pub suspense: i128,
}

/// The legs of the named accounts of a cleared slot.
pub fn named_legs(clearing: &Clearing) -> NamedLegs {
	let Clearing { tariff, supply, demand, matched, refused_supply, refused_demand, .. } =
		*clearing;
	let (feed_in, retail) = clearing.grid_prices();
	let delivered =
		leg(retail, demand.saturating_sub(matched)).saturating_add(leg(retail, refused_demand));
	let taken =
		leg(feed_in, supply.saturating_sub(matched)).saturating_add(leg(feed_in, refused_supply));
	let balancing = Trade::balancing(clearing).leg();
	NamedLegs {
		grid: delivered.saturating_sub(taken).saturating_add(leg(tariff.network_fee, matched)),
		balancing,
		fund: leg(tariff.fund_fee, matched),
		rounding: clearing.rounding(),
		suspense: Trade::all(clearing).leg().saturating_sub(balancing),
	}
}

impl NamedLegs {
	/// The sum of all five: 0 for the legs of any cleared slot.
	pub fn sum(&self) -> i128 {
		self.grid
			.saturating_add(self.balancing)
			.saturating_add(self.fund)
			.saturating_add(self.rounding)
			.saturating_add(self.suspense)
	}
}

/// What a meter is paid for energy its books missed, in nano-currency: its export at the lowest
/// selling price of the span, its import at the highest buying price. The balancing account bears
/// the opposite.
pub fn gap_leg(
	export: u64,
	import: u64,
	sell_price_min: NanoPrice,
	buy_price_max: NanoPrice,
) -> i128 {
	leg(sell_price_min, export).saturating_sub(leg(buy_price_max, import))
}

/// What the grid operator is paid for feeder energy that became known late, at the tariff of its
/// sign: positive energy was delivered by the grid and is paid at the retail tariff. The balancing
/// account bears the opposite.
pub fn feeder_late_leg(energy: i64, tariff: &Tariff) -> i128 {
	let price = if energy > 0 { tariff.retail } else { tariff.feed_in };
	i128::from(energy).saturating_mul(price.into())
}
