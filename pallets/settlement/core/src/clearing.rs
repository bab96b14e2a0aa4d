// SPDX-License-Identifier: Apache-2.0
//! Clearing: one price rule for every case, from the book's sums to a few public coefficients.
//!
//! The price is the supply/demand-ratio price of those who accept it: the greatest tick at which
//! it is not below its own tick is a unique fixed point, found in one pass over 256 ticks.

use crate::{
	book::{Book, Overflow, Standing},
	order::{Tick, TICK_MAX},
	rounding::{div_ceil, div_floor},
	tariff::Tariff,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{ClosedSlot, NanoPrice, RowClass, RowEnergy, Slot};
use scale_info::TypeInfo;

/// Multiplier of the rotation: 2^32 divided by the golden ratio, so that consecutive slots favour
/// indices far apart.
const ROTATION: u64 = 0x9E37_79B1;

/// Why a book can't be cleared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ClearingError {
	/// A sum or price left its range.
	Overflow,
	/// Book, grid and loss do not add up: `L` is not `Σe + G - Σm`.
	Unbalanced,
}

impl From<Overflow> for ClearingError {
	fn from(_: Overflow) -> Self {
		Self::Overflow
	}
}

/// What a row's energy counted as in a cleared slot.
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
pub enum Class {
	/// In the market with export and import.
	#[codec(index = 0)]
	Accepted,
	/// In the market with its export; its import met the retail tariff.
	#[codec(index = 1)]
	Seller,
	/// In the market with its import; its export met the feed-in tariff.
	#[codec(index = 2)]
	Buyer,
	/// Accepted the price with neither: grid tariffs.
	#[codec(index = 3)]
	NotAccepted,
	/// Billed by the grid operator outside the chain: no leg.
	#[codec(index = 4)]
	Outside,
	/// A delta over several slots: not in the book, settled with the balancing account.
	#[codec(index = 5)]
	Gap,
	/// A sub-meter: lineage only.
	#[codec(index = 6)]
	Sub,
	/// A feeder: the grid's own meter.
	#[codec(index = 7)]
	Feeder,
}

impl Class {
	/// Whether its export is in the market.
	pub const fn sells(self) -> bool {
		matches!(self, Self::Accepted | Self::Seller)
	}

	/// Whether its import is in the market.
	pub const fn buys(self) -> bool {
		matches!(self, Self::Accepted | Self::Buyer)
	}

	/// Whether its energy is part of the slot's balance: of the market, or of the grid axes.
	pub const fn is_in_slot(self) -> bool {
		matches!(
			self,
			Self::Accepted | Self::Seller | Self::Buyer | Self::NotAccepted | Self::Outside
		)
	}
}

/// A cleared slot: everything that is needed to settle any row of it. Energy in base quantities,
/// prices in nano-currency per base quantity.
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
pub struct Clearing {
	/// The slot.
	pub slot: Slot,
	/// The tariff it ran with.
	pub tariff: Tariff,
	/// Whether tariffs and fees left room for local trade.
	pub local: bool,
	/// `t*`: the price tick.
	pub tick: u8,
	/// `S`: accepted supply, a negative loss of the network included.
	pub supply: u64,
	/// `D`: accepted demand, a positive loss of the network included.
	pub demand: u64,
	/// `M`: what was matched locally, the smaller of supply and demand.
	pub matched: u64,
	/// `S°`: supply that did not accept the price.
	pub refused_supply: u64,
	/// `D°`: demand that did not accept the price.
	pub refused_demand: u64,
	/// Supply of rows that stand outside.
	pub outside_supply: u64,
	/// Demand of rows that stand outside.
	pub outside_demand: u64,
	/// `G`: what the grid delivered, net of what it took.
	pub grid_net: i64,
	/// `L`: positive where energy was lost; a row of the book, borne by the balancing account.
	pub loss: i64,
	/// `p_s`: what a matched base quantity brings its seller.
	pub price_seller: NanoPrice,
	/// `p_b`: what a matched base quantity costs its buyer, fees included.
	pub price_buyer: NanoPrice,
	/// `P_s`: the blended price of all accepted supply, rounded down.
	pub sell_price: NanoPrice,
	/// `P_b`: the blended price of all accepted demand, rounded up.
	pub buy_price: NanoPrice,
	/// `o`: the rank shift between matched export and matched import.
	pub rotation: u64,
}

/// The accepted and the refused sums at the fixed point.
struct Accepted {
	tick: u8,
	supply: u64,
	demand: u64,
	refused_supply: u64,
	refused_demand: u64,
}

/// Clears a slot: 256 steps, whatever the number of rows.
///
/// The result depends on the book's sums only, so readings may come in any order.
///
/// Errors in order of precedence: `Unbalanced`, `Overflow`.
pub fn clear(book: &Book, closed: &ClosedSlot, tariff: &Tariff) -> Result<Clearing, ClearingError> {
	ensure_balanced(book, closed)?;
	let local = tariff.margin() >= 0;
	let accepted = accept(book, closed.loss, local).ok_or(ClearingError::Overflow)?;
	let matched = accepted.supply.min(accepted.demand);
	let prices = Prices::of(&accepted, tariff, local).ok_or(ClearingError::Overflow)?;
	Ok(Clearing {
		slot: closed.slot,
		tariff: *tariff,
		local,
		tick: accepted.tick,
		supply: accepted.supply,
		demand: accepted.demand,
		matched,
		refused_supply: accepted.refused_supply,
		refused_demand: accepted.refused_demand,
		outside_supply: book.outside_supply,
		outside_demand: book.outside_demand,
		grid_net: closed.grid_net,
		loss: closed.loss,
		price_seller: prices.seller,
		price_buyer: prices.buyer,
		sell_price: prices.sell,
		buy_price: prices.buy,
		rotation: rotation(closed.slot, matched),
	})
}

/// `o`: both factors have 32 bits, so the product fits.
fn rotation(slot: Slot, matched: u64) -> u64 {
	u64::from(slot).saturating_mul(ROTATION).checked_rem(matched).unwrap_or(0)
}

fn ensure_balanced(book: &Book, closed: &ClosedSlot) -> Result<(), ClearingError> {
	let net = i128::try_from(book.supply_total())
		.ok()
		.zip(i128::try_from(book.demand_total()).ok())
		.and_then(|(supply, demand)| supply.checked_sub(demand))
		.and_then(|net| net.checked_add(i128::from(closed.grid_net)))
		.ok_or(ClearingError::Overflow)?;
	if net != i128::from(closed.loss) {
		return Err(ClearingError::Unbalanced);
	}
	Ok(())
}

/// Who accepts the price. The loss is an inelastic row: its demand accepts up to the last tick,
/// its supply from the first.
fn accept(book: &Book, loss: i64, local: bool) -> Option<Accepted> {
	let (found, lost) = match loss {
		..0 => (loss.unsigned_abs(), 0),
		0.. => (0, loss.unsigned_abs()),
	};
	let sum =
		|bins: &[u64], more: u64| bins.iter().try_fold(more, |sum, bin| sum.checked_add(*bin));
	let supply_all = sum(&book.supply, found)?;
	let demand_all = sum(&book.demand, lost)?;
	let point = if local {
		fixed_point(book, found, demand_all)?
	} else {
		Point { tick: 0, supply: 0, demand: 0 }
	};
	let supply_all = supply_all.checked_add(book.never_supply)?;
	let demand_all = demand_all.checked_add(book.never_demand)?;
	Some(Accepted {
		tick: point.tick,
		supply: point.supply,
		demand: point.demand,
		refused_supply: supply_all.checked_sub(point.supply)?,
		refused_demand: demand_all.checked_sub(point.demand)?,
	})
}

/// A tick with the supply and demand that accept it.
struct Point {
	tick: u8,
	supply: u64,
	demand: u64,
}

/// `t* = max { t : t * S_t <= (255 - t) * D_t }`. The left side rises with `t` and the right one
/// falls, so the first tick that fails ends the search; tick 0 always holds.
fn fixed_point(book: &Book, found: u64, demand_all: u64) -> Option<Point> {
	let mut point = Point { tick: 0, supply: found, demand: demand_all };
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
		point = Point { tick, supply, demand };
		demand = demand.checked_sub(*buys_to)?;
	}
	Some(point)
}

struct Prices {
	seller: NanoPrice,
	buyer: NanoPrice,
	sell: NanoPrice,
	buy: NanoPrice,
}

impl Prices {
	fn of(accepted: &Accepted, tariff: &Tariff, local: bool) -> Option<Self> {
		let (feed_in, retail) = (tariff.feed_in, tariff.retail);
		if !local {
			return Some(Self { seller: feed_in, buyer: retail, sell: feed_in, buy: retail });
		}
		let seller = seller_price(accepted, tariff)?;
		let buyer = i128::from(seller).checked_add(i128::from(tariff.fees()))?;
		let buyer = NanoPrice::try_from(buyer).ok()?;
		let (supply, demand) = (accepted.supply, accepted.demand);
		let sell = if supply <= demand {
			seller
		} else {
			let worth = blended_sum(demand, seller, supply, feed_in)?;
			NanoPrice::try_from(div_floor(worth, i128::from(supply))?).ok()?
		};
		let buy = if demand <= supply {
			buyer
		} else {
			let cost = blended_sum(supply, buyer, demand, retail)?;
			NanoPrice::try_from(div_ceil(cost, i128::from(demand))?).ok()?
		};
		Some(Self { seller, buyer, sell, buy })
	}
}

/// `short * matched + (long - short) * grid`.
fn blended_sum(short: u64, matched: NanoPrice, long: u64, grid: NanoPrice) -> Option<i128> {
	let rest = i128::from(long).checked_sub(i128::from(short))?;
	let local = i128::from(short).checked_mul(i128::from(matched))?;
	local.checked_add(rest.checked_mul(i128::from(grid))?)
}

/// `p_s`, rounded down and kept inside its tick, so that no accepted limit is passed.
fn seller_price(accepted: &Accepted, tariff: &Tariff) -> Option<NanoPrice> {
	let margin = i128::from(tariff.margin());
	let demand = i128::from(accepted.demand);
	let both = i128::from(accepted.supply).checked_add(demand)?;
	let above = match (margin, both) {
		(0, _) => 0,
		(_, 0) => div_floor(margin, 2)?,
		_ => div_floor(margin.checked_mul(demand)?, both)?.min(tick_end(margin, accepted.tick)?),
	};
	NanoPrice::try_from(i128::from(tariff.feed_in).checked_add(above)?).ok()
}

/// The last whole nano inside a tick, above the feed-in tariff.
fn tick_end(margin: i128, tick: u8) -> Option<i128> {
	if tick == TICK_MAX {
		return Some(margin);
	}
	let end = margin.checked_mul(i128::from(tick).checked_add(1)?)?;
	div_ceil(end, i128::from(TICK_MAX))?.checked_sub(1)
}

impl Clearing {
	/// What a one-slot delta of a connection point with this standing counted as. Export and
	/// import are accepted separately.
	pub fn class(&self, standing: Standing) -> Class {
		let (sell, buy) = match standing {
			Standing::Outside => return Class::Outside,
			Standing::Inside { sell, buy } => (sell, buy),
		};
		let sells = self.local && matches!(sell, Tick::At(tick) if tick <= self.tick);
		let buys = self.local && matches!(buy, Tick::At(tick) if tick >= self.tick);
		match (sells, buys) {
			(true, true) => Class::Accepted,
			(true, false) => Class::Seller,
			(false, true) => Class::Buyer,
			(false, false) => Class::NotAccepted,
		}
	}

	/// What a row counted as: like [`Clearing::class`], for any row of the slot's pages.
	pub fn class_of(&self, energy: &RowEnergy, standing: Standing) -> Class {
		match energy.class {
			RowClass::Feeder => Class::Feeder,
			RowClass::Sub => Class::Sub,
			RowClass::Boundary if energy.span != 1 => Class::Gap,
			RowClass::Boundary => self.class(standing),
		}
	}

	/// `|L|` as demand of the balancing account's row, else 0.
	pub const fn lost(&self) -> u64 {
		if self.loss > 0 {
			self.loss.unsigned_abs()
		} else {
			0
		}
	}

	/// `|L|` as supply of the balancing account's row, else 0.
	pub const fn found(&self) -> u64 {
		if self.loss < 0 {
			self.loss.unsigned_abs()
		} else {
			0
		}
	}

	/// Base quantities rows took from the grid: unmatched, refused and outside demand.
	pub const fn grid_import(&self) -> u128 {
		// Three u64 never leave a u128, and no more than the demand is matched.
		(self.demand.saturating_sub(self.matched) as u128)
			.saturating_add(self.refused_demand as u128)
			.saturating_add(self.outside_demand as u128)
	}

	/// Base quantities rows gave to the grid: unmatched, refused and outside supply.
	pub const fn grid_export(&self) -> u128 {
		(self.supply.saturating_sub(self.matched) as u128)
			.saturating_add(self.refused_supply as u128)
			.saturating_add(self.outside_supply as u128)
	}
}
