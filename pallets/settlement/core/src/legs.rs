// SPDX-License-Identifier: Apache-2.0
//! Legs: what every row and every named account gains (positive) or pays (negative) by a cleared
//! slot, in nano-currency. A row's leg is linear in its energy and needs no rounding.
//!
//! Every product of a price and a quantity stays below 2^96 and every sum here has at most six
//! of them, so the saturating operations never saturate.

use crate::{
	clearing::{Class, Clearing},
	tariff::Tariff,
};
use energy_primitives::{leg, NanoPrice, RowEnergy};

/// The leg of a row that counted as `class`: each direction at the blended price where it was
/// accepted, at the grid's tariff where it was not. Rows that stand outside, gaps, sub-meters and
/// feeders have none here.
pub fn row_leg(clearing: &Clearing, energy: &RowEnergy, class: Class) -> i128 {
	if !class.is_in_slot() || matches!(class, Class::Outside) {
		return 0;
	}
	let (sell_price, buy_price) = clearing.row_prices(class);
	gap_leg(energy.export.into(), energy.import.into(), sell_price, buy_price)
}

impl Clearing {
	/// The two prices a row of this class had in the slot, for its export and its import.
	/// Meaningful for rows with a leg only.
	pub fn row_prices(&self, class: Class) -> (NanoPrice, NanoPrice) {
		let sell = if class.sells() { self.sell_price } else { self.tariff.feed_in };
		let buy = if class.buys() { self.buy_price } else { self.tariff.retail };
		(sell, buy)
	}

	/// `R`: what blending rounded away, in nano-currency; at least 0 and below the larger of
	/// supply and demand.
	pub fn rounding(&self) -> i128 {
		let Self { supply, demand, matched, tariff, .. } = self;
		leg(self.buy_price, *demand)
			.saturating_sub(leg(self.sell_price, *supply))
			.saturating_sub(leg(tariff.retail, demand.saturating_sub(*matched)))
			.saturating_add(leg(tariff.feed_in, supply.saturating_sub(*matched)))
			.saturating_sub(i128::from(tariff.fees()).saturating_mul(i128::from(*matched)))
	}
}

/// The legs of a slot's named accounts, and the sum of the rows' legs still to come. Together
/// they are 0.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct NamedLegs {
	/// Grid operator and supplier of last resort: what the grid delivered and took at the
	/// tariffs, and the network fee.
	pub grid: i128,
	/// Balancing account: the network's loss at the blended prices.
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
	let delivered = leg(tariff.retail, demand.saturating_sub(matched))
		.saturating_add(leg(tariff.retail, refused_demand));
	let taken = leg(tariff.feed_in, supply.saturating_sub(matched))
		.saturating_add(leg(tariff.feed_in, refused_supply));
	let balancing = leg(clearing.sell_price, clearing.found())
		.saturating_sub(leg(clearing.buy_price, clearing.lost()));
	NamedLegs {
		grid: delivered.saturating_sub(taken).saturating_add(leg(tariff.network_fee, matched)),
		balancing,
		fund: leg(tariff.fund_fee, matched),
		rounding: clearing.rounding(),
		suspense: all_rows(clearing).saturating_sub(balancing),
	}
}

/// The legs of all rows of the book, the balancing account's among them.
fn all_rows(clearing: &Clearing) -> i128 {
	let tariff = &clearing.tariff;
	leg(clearing.sell_price, clearing.supply)
		.saturating_sub(leg(clearing.buy_price, clearing.demand))
		.saturating_add(leg(tariff.feed_in, clearing.refused_supply))
		.saturating_sub(leg(tariff.retail, clearing.refused_demand))
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
