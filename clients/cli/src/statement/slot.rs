// SPDX-License-Identifier: Apache-2.0
//! What a meter did in one slot, and what that brought. Exact: energy in base quantities, money in
//! nano-currency, positive where the account gains.

use energy_primitives::{leg, NanoPrice, Slot};
use serde::Serialize;
use settlement_core::{
	flow::matched_run, row_leg, Axes, Class, Clearing, GridMode, RowLeaf, Tariff,
};
use std::ops::AddAssign;

/// How a meter stood to a slot.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
	/// In the local market with at least one direction.
	Market,
	/// At the grid's tariffs: there was no local market, or its limits kept it out.
	Tariffs,
	/// Billed by the grid operator outside the chain.
	Outside,
	/// Energy of several slots, measured late: a note settles it.
	Late,
	/// No figure for this slot.
	#[default]
	Silent,
}

/// What a meter did in a slot, and what that brought.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SlotLine {
	/// The slot.
	pub slot: Slot,
	/// How the meter stood to it.
	pub standing: Standing,
	/// What it delivered.
	pub export: u64,
	/// Of this, sold in the local market.
	pub sold: u64,
	/// Of what was sold, lost on the way: the balancing account bought it.
	pub lost: u64,
	/// What it took.
	pub import: u64,
	/// Of this, bought in the local market.
	pub bought: u64,
	/// What it got per base quantity delivered, matched or not.
	pub sell_price: NanoPrice,
	/// What it paid per base quantity taken, matched or not.
	pub buy_price: NanoPrice,
	/// What a matched base quantity brought its seller.
	pub local_price: NanoPrice,
	/// What a base quantity given to the grid brought on chain.
	pub grid_sell_price: NanoPrice,
	/// What a base quantity taken from the grid cost on chain.
	pub grid_buy_price: NanoPrice,
	/// The grid operator bills outside what it delivered and took: on chain it has no price.
	pub grid_outside: bool,
	/// The grid's tariffs and the fees of local trade.
	pub tariff: Tariff,
	/// What the account gained.
	pub leg: i128,
	/// The grid operator took the leg over, and bills it outside.
	pub taken_over: bool,
}

/// A slot's energy in money, direction by direction. The sum is the account's leg.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Money {
	/// For what was sold in the local market.
	pub sold_locally: i128,
	/// For what was sold to the grid.
	pub sold_to_grid: i128,
	/// For what was bought in the local market, at its seller's price.
	pub bought_locally: i128,
	/// For what was bought from the grid.
	pub bought_from_grid: i128,
	/// To the grid operator, on what was bought in the local market.
	pub network_fee: i128,
	/// To the common fund, on what was bought in the local market.
	pub fund_fee: i128,
	/// All of a slot's sellers have one price and all of its buyers another: what that differs by
	/// from whole quantities at the prices above. Below the worth of one base quantity per slot and
	/// direction, and the rounding of the price.
	pub one_price: i128,
}

/// What a row did in a slot: the only place that knows the rules of clearing. `before` are the sums
/// in front of the row.
pub fn slot_line(clearing: &Clearing, leaf: &RowLeaf, before: &Axes) -> SlotLine {
	let Clearing { supply, demand, matched, .. } = *clearing;
	let own = leaf.axes();
	let sold = matched_run(before.accepted_export, own.accepted_export, supply, matched);
	let bought = matched_run(before.accepted_import, own.accepted_import, demand, matched);
	let (sell_price, buy_price) = clearing.row_prices(leaf.class);
	let (grid_sell_price, grid_buy_price) = clearing.grid_prices();
	SlotLine {
		slot: clearing.slot,
		standing: standing(clearing.mode, leaf.class),
		export: leaf.export.into(),
		sold: sold.1,
		lost: lost(clearing, sold),
		import: leaf.import.into(),
		bought: bought.1,
		sell_price,
		buy_price,
		local_price: clearing.price_seller,
		grid_sell_price,
		grid_buy_price,
		grid_outside: clearing.mode != GridMode::OnChain,
		tariff: clearing.tariff,
		leg: row_leg(clearing, leaf, before),
		taken_over: false,
	}
}

fn standing(mode: GridMode, class: Class) -> Standing {
	match (class, mode) {
		(Class::Sub | Class::Feeder, _) => Standing::Silent,
		(Class::Gap, _) => Standing::Late,
		(Class::Outside, _) | (_, GridMode::Closed) => Standing::Outside,
		(Class::NotAccepted, GridMode::Outside) => Standing::Outside,
		(Class::NotAccepted, GridMode::OnChain) => Standing::Tariffs,
		(Class::Accepted | Class::Seller | Class::Buyer, _) => Standing::Market,
	}
}

/// How many of a run of matched export ranks meet what was lost. The balancing account's import
/// stands last on its axis, and export ranks are turned by the slot's rotation.
fn lost(clearing: &Clearing, (begin, run): (u64, u64)) -> u64 {
	let Clearing { demand, matched, rotation, .. } = *clearing;
	let lost = clearing.balancing_row().accepted_import;
	let (lost_from, lost_run) = matched_run(demand.saturating_sub(lost), lost, demand, matched);
	if lost_run == 0 || run == 0 {
		return 0;
	}
	let (matched, lost_from) = (u128::from(matched), u128::from(lost_from));
	let turned = (u128::from(begin) + u128::from(rotation)).checked_rem(matched).unwrap_or(0);
	let end = turned + u128::from(run);
	// Round the circle: from its place to the end of the axis, and what is left from the start.
	let first = end.min(matched).saturating_sub(turned.max(lost_from));
	let second = end.saturating_sub(matched).saturating_sub(lost_from);
	u64::try_from(first + second).unwrap_or(run)
}

impl SlotLine {
	/// Whether the slot's prices hold for it.
	pub fn is_priced(&self) -> bool {
		matches!(self.standing, Standing::Market | Standing::Tariffs)
	}

	/// What it delivered and did not sell in the local market.
	pub fn to_grid(&self) -> u64 {
		self.export.saturating_sub(self.sold)
	}

	/// What it took and did not buy in the local market.
	pub fn from_grid(&self) -> u64 {
		self.import.saturating_sub(self.bought)
	}

	/// Its money, direction by direction.
	pub fn money(&self) -> Money {
		if !self.is_priced() {
			return Money::default();
		}
		let Tariff { network_fee, fund_fee, .. } = self.tariff;
		let mut money = Money {
			sold_locally: leg(self.local_price, self.sold),
			sold_to_grid: leg(self.grid_sell_price, self.to_grid()),
			bought_locally: -leg(self.local_price, self.bought),
			bought_from_grid: -leg(self.grid_buy_price, self.from_grid()),
			network_fee: -leg(network_fee, self.bought),
			fund_fee: -leg(fund_fee, self.bought),
			one_price: 0,
		};
		money.one_price = self.leg - money.sum();
		money
	}

	/// What its energy would have brought with the grid alone; 0 where the grid operator bills it
	/// outside anyway.
	pub fn grid_alone(&self) -> i128 {
		let (export, import) = match self.standing {
			Standing::Outside | Standing::Silent => (0, 0),
			Standing::Market if self.grid_outside => (self.sold, self.bought),
			_ => (self.export, self.import),
		};
		leg(self.tariff.feed_in, export) - leg(self.tariff.retail, import)
	}
}

impl Money {
	/// The account's leg.
	pub fn sum(&self) -> i128 {
		self.sold_locally
			+ self.sold_to_grid
			+ self.bought_locally
			+ self.bought_from_grid
			+ self.network_fee
			+ self.fund_fee
			+ self.one_price
	}
}

impl AddAssign for Money {
	fn add_assign(&mut self, other: Self) {
		self.sold_locally += other.sold_locally;
		self.sold_to_grid += other.sold_to_grid;
		self.bought_locally += other.bought_locally;
		self.bought_from_grid += other.bought_from_grid;
		self.network_fee += other.network_fee;
		self.fund_fee += other.fund_fee;
		self.one_price += other.one_price;
	}
}
