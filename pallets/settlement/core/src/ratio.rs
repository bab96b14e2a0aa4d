// SPDX-License-Identifier: Apache-2.0
//! The ratio rule: the price is the supply/demand-ratio price of those who accept it. The greatest
//! tick at which it is not below its own tick is a unique fixed point, found in one pass over 256
//! ticks.

use crate::{
	book::Book,
	clearing::ClearingError,
	order::TICK_MAX,
	rounding::{div_ceil, div_floor},
	rule::{bin_sum, Accepted, PriceRule},
	tariff::Tariff,
};
use energy_primitives::NanoPrice;

/// The price follows supply and demand.
pub(crate) struct Ratio;

impl PriceRule for Ratio {
	/// The loss is an inelastic row: its demand accepts up to the last tick, its supply from the
	/// first.
	fn accept(
		&self,
		book: &Book,
		found: u64,
		lost: u64,
		_: Option<u64>,
	) -> Result<Accepted, ClearingError> {
		bin_sum(&book.demand, lost)
			.and_then(|demand_all| fixed_point(book, found, demand_all))
			.ok_or(ClearingError::Overflow)
	}

	/// Kept inside its tick, so that no accepted limit is passed.
	fn seller_price(&self, accepted: &Accepted, tariff: &Tariff) -> Option<NanoPrice> {
		let margin = i128::from(tariff.margin());
		let demand = i128::from(accepted.demand);
		let both = i128::from(accepted.supply).checked_add(demand)?;
		let above = match (margin, both) {
			(0, _) => 0,
			(_, 0) => div_floor(margin, 2)?,
			_ => {
				let ratio = div_floor(margin.checked_mul(demand)?, both)?;
				ratio.min(tick_end(margin, accepted.tick)?)
			}
		};
		NanoPrice::try_from(i128::from(tariff.feed_in).checked_add(above)?).ok()
	}
}

/// `t* = max { t : t * S_t <= (255 - t) * D_t }`. The left side rises with `t` and the right one
/// falls, so the first tick that fails ends the search; tick 0 always holds.
fn fixed_point(book: &Book, found: u64, demand_all: u64) -> Option<Accepted> {
	let mut point = Accepted { tick: 0, supply: found, demand: demand_all, matched: 0 };
	let (mut supply, mut demand) = (found, demand_all);
	for (tick, (sells_from, buys_to)) in
		(0..=TICK_MAX).zip(book.supply.iter().zip(book.demand.iter()))
	{
		supply = supply.checked_add(*sells_from)?;
		let left = u128::from(tick).checked_mul(u128::from(supply))?;
		let right = u128::from(TICK_MAX.checked_sub(tick)?).checked_mul(u128::from(demand))?;
		if left > right {
			break;
		}
		point = Accepted { tick, supply, demand, matched: supply.min(demand) };
		demand = demand.checked_sub(*buys_to)?;
	}
	Some(point)
}

/// The last whole nano inside a tick, above the feed-in tariff.
fn tick_end(margin: i128, tick: u8) -> Option<i128> {
	if tick == TICK_MAX {
		return Some(margin);
	}
	let end = margin.checked_mul(i128::from(tick).checked_add(1)?)?;
	div_ceil(end, i128::from(TICK_MAX))?.checked_sub(1)
}
