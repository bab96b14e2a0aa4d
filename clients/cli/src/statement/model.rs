// SPDX-License-Identifier: Apache-2.0
//! What a span of slots did to an account, from settled rows and the account's notes. Exact: energy
//! in base quantities, money in nano-currency, positive where the account gains.

use energy_primitives::{leg, MemberAccount, NanoPrice, Slot};
use serde::Serialize;
use settlement_core::{
	flow::matched_run, row_leg, Axes, Class, Clearing, GridMode, Note, NoteKind, RowLeaf, Tariff,
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

/// Energy over the slots.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Energy {
	/// Delivered.
	pub made: u64,
	/// Of this, used by neighbours.
	pub made_to_neighbours: u64,
	/// Of this, lost on the way and paid for like the rest.
	pub made_lost: u64,
	/// Of this, given to the grid.
	pub made_to_grid: u64,
	/// Of this, billed by the grid operator outside.
	pub made_outside: u64,
	/// Of this, measured late.
	pub made_late: u64,
	/// Taken.
	pub used: u64,
	/// Of this, from neighbours.
	pub used_from_neighbours: u64,
	/// Of this, from the grid.
	pub used_from_grid: u64,
	/// Of this, billed by the grid operator outside.
	pub used_outside: u64,
	/// Of this, measured late.
	pub used_late: u64,
}

/// A correction of a settled figure, by what it changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Corrected {
	/// The slot whose figure was wrong.
	pub slot: Slot,
	/// Change of what was delivered.
	pub made: i64,
	/// Change of what was taken.
	pub used: i64,
	/// What the change is worth at the grid's tariffs of that slot.
	pub grid_alone: i128,
}

/// What a span of slots did to an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
	/// Whose.
	pub account: MemberAccount,
	/// What it held before.
	pub opening: i128,
	/// Its slots, in order: those that belong to this owner.
	pub slots: Vec<SlotLine>,
	/// Everything else that changed it, in order.
	pub notes: Vec<Note>,
	/// The corrections among the notes.
	pub corrected: Vec<Corrected>,
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

impl Energy {
	fn add(&mut self, line: &SlotLine) {
		let (export, import) = (line.export, line.import);
		self.made += export;
		self.used += import;
		match line.standing {
			Standing::Market | Standing::Tariffs => {
				self.made_to_neighbours += line.sold.saturating_sub(line.lost);
				self.made_lost += line.lost;
				self.used_from_neighbours += line.bought;
				let (to, from) = if line.grid_outside {
					(&mut self.made_outside, &mut self.used_outside)
				} else {
					(&mut self.made_to_grid, &mut self.used_from_grid)
				};
				*to += line.to_grid();
				*from += line.from_grid();
			}
			Standing::Outside => {
				self.made_outside += export;
				self.used_outside += import;
			}
			Standing::Late => {
				self.made_late += export;
				self.used_late += import;
			}
			Standing::Silent => {}
		}
	}

	/// How much of what was taken neighbours had made, in millionths, rounded down; `None` for
	/// nothing taken.
	pub fn self_sufficiency_ppm(&self) -> Option<u64> {
		ppm(self.used_from_neighbours, self.used)
	}

	/// How much of what was delivered stayed in the community, losses included, in millionths,
	/// rounded down; `None` for nothing delivered.
	pub fn self_consumption_ppm(&self) -> Option<u64> {
		ppm(self.made_to_neighbours + self.made_lost, self.made)
	}
}

fn ppm(part: u64, whole: u64) -> Option<u64> {
	let share = (u128::from(part) * 1_000_000).checked_div(whole.into())?;
	u64::try_from(share).ok()
}

/// Whether a note is about energy that was used or made, and not about money paid in or out.
pub fn is_about_energy(kind: NoteKind) -> bool {
	matches!(kind, NoteKind::Gap | NoteKind::Correction | NoteKind::CreditPaid)
}

impl Statement {
	/// Marks the slots whose leg was taken over.
	pub fn mark_taken_over(&mut self) {
		for note in self.notes.iter().filter(|note| note.kind == NoteKind::TakenOver) {
			let at = self.slots.binary_search_by_key(&note.slot, |line| line.slot);
			if let Some(line) = at.ok().and_then(|at| self.slots.get_mut(at)) {
				line.taken_over = true;
			}
		}
	}

	/// All its energy.
	pub fn energy(&self) -> Energy {
		let mut energy = Energy::default();
		self.slots.iter().for_each(|line| energy.add(line));
		energy
	}

	/// The money of all its slots.
	pub fn money(&self) -> Money {
		let mut money = Money::default();
		self.slots.iter().for_each(|line| money += line.money());
		money
	}

	/// What the energy of the slots brought.
	pub fn legs(&self) -> i128 {
		self.slots.iter().map(|line| line.leg).sum()
	}

	/// The sum of the notes that `wanted` picks.
	pub fn noted(&self, wanted: impl Fn(NoteKind) -> bool) -> i128 {
		let notes = self.notes.iter().filter(|note| wanted(note.kind));
		notes.map(|note| i128::from(note.amount)).sum()
	}

	/// What the account holds in the end.
	pub fn closing(&self) -> i128 {
		self.opening + self.legs() + self.noted(|_| true)
	}

	/// What all energy of the span brought, whoever bills it in the end: slots, late figures,
	/// corrections.
	pub fn bill(&self) -> i128 {
		self.legs() + self.noted(is_about_energy)
	}

	/// What the same energy would have brought with the grid alone, at its tariffs: of the slot, of
	/// the slot in which a late figure came, of the slot that was corrected.
	pub fn grid_alone(&self) -> i128 {
		let slots: i128 = self.slots.iter().map(SlotLine::grid_alone).sum();
		slots + self.corrected.iter().map(|corrected| corrected.grid_alone).sum::<i128>()
	}

	/// What the community saved.
	pub fn saved(&self) -> i128 {
		self.bill() - self.grid_alone()
	}

	/// The slots in which a kWh from the network cost least and most, of those in the market; the
	/// first of equals.
	pub fn extremes(&self) -> Option<(&SlotLine, &SlotLine)> {
		let market = || self.slots.iter().filter(|line| line.standing == Standing::Market);
		let cheapest = market().min_by_key(|line| line.buy_price)?;
		let dearest = market().rev().max_by_key(|line| line.buy_price)?;
		Some((cheapest, dearest))
	}
}
