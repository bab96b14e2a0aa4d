// SPDX-License-Identifier: Apache-2.0
//! Clearing: from the book's sums to a few public coefficients. The network's price rule says who is
//! in the market and at which price; the rest is the same for every case.

use crate::{
	book::{Book, Overflow, Standing},
	order::Tick,
	record::Axes,
	rounding::{div_ceil, div_floor},
	rule::{bin_sum, Accepted, Rule},
	share::Allotment,
	tariff::Tariff,
	terms::{GridMode, SlotTerms},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{leg, ClosedSlot, NanoPrice, RowClass, RowEnergy, Slot};
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
	/// The rule has fixed shares, and they were not gathered.
	NotGathered,
	/// The gathered sum is more than local supply, or than the demand that takes part.
	WrongGather,
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
	/// The price rule.
	pub rule: Rule,
	/// How far the grid operator settled on chain.
	pub mode: GridMode,
	/// Whether tariffs, fees and the grid operator left room for local trade.
	pub local: bool,
	/// `t*`: the price tick; 0 where the price does not follow limits.
	pub tick: u8,
	/// `S`: accepted supply, a negative loss of the network included.
	pub supply: u64,
	/// `D`: accepted demand, a positive loss of the network included. With fixed shares what members
	/// can use of them.
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

/// Clears a slot: 256 steps, whatever the number of rows.
///
/// `gathered` is the sum of what members can use of their fixed shares ([`crate::Gather`]), where
/// [`SlotTerms::gathers`] asks for it. The result depends on sums only, so readings may come in any
/// order.
///
/// Errors in order of precedence: `Unbalanced`, `Overflow` of the sums, `NotGathered`,
/// `WrongGather`, `Overflow` of a price.
pub fn clear(
	book: &Book,
	closed: &ClosedSlot,
	terms: &SlotTerms,
	gathered: Option<u64>,
) -> Result<Clearing, ClearingError> {
	ensure_balanced(book, closed)?;
	let (found, lost) = as_row(closed.loss);
	let inside = Inside::of(book, found, lost).ok_or(ClearingError::Overflow)?;
	let accepted = if terms.is_local() {
		terms.rule.price_rule().accept(book, found, lost, gathered)?
	} else {
		Accepted::default()
	};
	let (refused_supply, refused_demand) =
		inside.without(&accepted).ok_or(ClearingError::Overflow)?;
	let prices = Prices::of(&accepted, terms).ok_or(ClearingError::Overflow)?;
	Ok(Clearing {
		slot: closed.slot,
		tariff: terms.tariff,
		rule: terms.rule,
		mode: terms.mode,
		local: terms.is_local(),
		tick: accepted.tick,
		supply: accepted.supply,
		demand: accepted.demand,
		matched: accepted.matched,
		refused_supply,
		refused_demand,
		outside_supply: book.outside_supply,
		outside_demand: book.outside_demand,
		grid_net: closed.grid_net,
		loss: closed.loss,
		price_seller: prices.seller,
		price_buyer: prices.buyer,
		sell_price: prices.sell,
		buy_price: prices.buy,
		rotation: rotation(closed.slot, accepted.matched),
	})
}

/// A loss as supply (found) and demand (lost) of the balancing account's row: one of them is 0.
const fn as_row(loss: i64) -> (u64, u64) {
	match loss {
		..0 => (loss.unsigned_abs(), 0),
		0.. => (0, loss.unsigned_abs()),
	}
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

/// All energy that does not stand outside, the loss included.
struct Inside {
	supply: u64,
	demand: u64,
}

impl Inside {
	fn of(book: &Book, found: u64, lost: u64) -> Option<Self> {
		Some(Self {
			supply: bin_sum(&book.supply, found)?.checked_add(book.never_supply)?,
			demand: bin_sum(&book.demand, lost)?.checked_add(book.never_demand)?,
		})
	}

	/// Supply and demand that are not in the market.
	fn without(&self, accepted: &Accepted) -> Option<(u64, u64)> {
		let supply = self.supply.checked_sub(accepted.supply)?;
		Some((supply, self.demand.checked_sub(accepted.demand)?))
	}
}

#[derive(Default)]
struct Prices {
	seller: NanoPrice,
	buyer: NanoPrice,
	sell: NanoPrice,
	buy: NanoPrice,
}

impl Prices {
	fn of(accepted: &Accepted, terms: &SlotTerms) -> Option<Self> {
		let SlotTerms { tariff, rule, mode } = terms;
		let (feed_in, retail) = mode.grid_prices(tariff);
		if *mode == GridMode::Closed {
			return Some(Self::default());
		}
		if !terms.is_local() {
			let (seller, buyer) = (tariff.feed_in, tariff.retail);
			return Some(Self { seller, buyer, sell: feed_in, buy: retail });
		}
		let seller = rule.price_rule().seller_price(accepted, tariff)?;
		let buyer = i64::from(seller).checked_add(tariff.fees())?;
		let buyer = NanoPrice::try_from(buyer).ok()?;
		let Accepted { supply, demand, matched, .. } = *accepted;
		let outside = *mode == GridMode::Outside;
		let sell = match supply.checked_sub(matched)? {
			0 if outside && supply == 0 => 0,
			0 => seller,
			rest => {
				let worth = blended_sum(matched, seller, rest, feed_in)?;
				NanoPrice::try_from(div_floor(worth, supply.into())?).ok()?
			}
		};
		let buy = match demand.checked_sub(matched)? {
			0 if outside && demand == 0 => 0,
			0 => buyer,
			rest => {
				let cost = blended_sum(matched, buyer, rest, retail)?;
				NanoPrice::try_from(div_ceil(cost, demand.into())?).ok()?
			}
		};
		Some(Self { seller, buyer, sell, buy })
	}
}

/// `matched * local + rest * grid`.
fn blended_sum(matched: u64, local: NanoPrice, rest: u64, grid: NanoPrice) -> Option<i128> {
	leg(local, matched).checked_add(leg(grid, rest))
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

	/// Base quantities of a row's import that were in the market, of a row that counted as `class`;
	/// rounded down, the rest is the grid's. The ratio rule asks for no allotment.
	pub fn import_in_market(&self, import: u32, class: Class, allotment: &Allotment) -> u32 {
		match self.rule {
			_ if !class.buys() => 0,
			Rule::Ratio => import,
			Rule::Sharing(sharing) => sharing.import_in_market(import, allotment, self.supply),
		}
	}

	/// `|L|` as demand of the balancing account's row, else 0.
	pub const fn lost(&self) -> u64 {
		as_row(self.loss).1
	}

	/// `|L|` as supply of the balancing account's row, else 0.
	pub const fn found(&self) -> u64 {
		as_row(self.loss).0
	}

	/// The balancing account's row, which stands behind all others: what it has in the market, and
	/// what is the grid's. Fixed shares leave none for what was lost.
	pub const fn balancing_row(&self) -> Axes {
		let (found, lost) = as_row(self.loss);
		let (sold, refused_export) = if self.local { (found, 0) } else { (0, found) };
		let buys = self.local && !self.rule.is_static();
		let (bought, refused_import) = if buys { (lost, 0) } else { (0, lost) };
		Axes { accepted_export: sold, accepted_import: bought, refused_export, refused_import }
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
