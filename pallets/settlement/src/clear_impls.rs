// SPDX-License-Identifier: Apache-2.0
//! Clearing: from a closed slot to its prices, and the legs of the named accounts at once.

use crate::{pallet::*, types::*};
use energy_primitives::{leg, ClosedSlot, NanoPrice, NetworkId};
use frame_support::defensive;
use settlement_core::{feeder_late_leg, named_legs, pot, Clearing, NamedLegs};

/// What clearing a slot does to its network's ledger.
struct Clear {
	/// The ledger afterwards.
	ledger: NetworkLedger,
	/// The loss that fell to the grid, a negative number.
	balancing_short: Option<i128>,
	/// What the balancing account paid the grid for late feeder energy, or got if negative.
	feeder_late: Option<i128>,
}

impl<T: Config> Pallet<T> {
	/// Clears a closed slot, if the grid account can bear whatever its rows leave to it.
	pub(crate) fn clear_slot(network: NetworkId, closed: ClosedSlot, announced: bool) -> Progress {
		let Some(clearing) = Self::clearing_of(network, &closed) else {
			defensive!("a closed slot has a tariff and adds up");
			Sweeps::<T>::insert(network, Stage::Closed { closed, announced });
			return Progress::Waiting;
		};
		let legs = named_legs(&clearing);
		let reserve = reserve_of(&clearing);
		let late = feeder_late_leg(closed.feeder_late, &clearing.tariff);
		let clear = Clear::of(Ledgers::<T>::get(network), &legs, late);
		let missing = reserve.saturating_sub(clear.ledger.grid_free());
		if missing > 0 || clear.ledger.grid_is_below() {
			if !announced {
				let missing = missing.saturating_add(clear.ledger.grid_below());
				Self::deposit_event(Event::GridShort { network, slot: closed.slot, missing });
			}
			Sweeps::<T>::insert(network, Stage::Closed { closed, announced: true });
			return Progress::Waiting;
		}
		Self::apply_clear(network, &clearing, &legs, clear);
		Self::begin_sweep(network, clearing, &closed, reserve);
		Progress::Done
	}

	fn clearing_of(network: NetworkId, closed: &ClosedSlot) -> Option<Clearing> {
		let tariff = Self::tariff_at(network, closed.slot)?;
		let book = Books::<T>::get((network, closed.slot)).book;
		settlement_core::clear(&book, closed, &tariff).ok()
	}

	fn apply_clear(network: NetworkId, clearing: &Clearing, legs: &NamedLegs, clear: Clear) {
		let slot = clearing.slot;
		let Clear { mut ledger, balancing_short, feeder_late } = clear;
		if let Some(leg) = balancing_short {
			Self::deposit_event(Event::BalancingShort { network, slot, leg });
		}
		if let Some(leg) = feeder_late {
			let owed = ledger.grid_owed;
			Self::deposit_event(Event::FeederLateSettled { network, slot, leg, owed });
		}
		ledger.widen(clearing.tariff.feed_in, clearing.tariff.retail);
		Ledgers::<T>::insert(network, ledger);
		if legs.fund != 0 {
			Purses::<T>::mutate(network.community, |purse| {
				purse.fund = purse.fund.saturating_add(legs.fund);
			});
		}
		let pushed = Extremes::<T>::mutate(network, |extremes| {
			extremes.push(slot, clearing.sell_price, clearing.buy_price)
		});
		if pushed.is_err() {
			defensive!("slots clear in order");
		}
		Books::<T>::remove((network, slot));
		Self::deposit_event(Event::SlotCleared {
			network,
			slot,
			sell_price: clearing.sell_price,
			buy_price: clearing.buy_price,
			matched: clearing.matched,
			grid_net: clearing.grid_net,
			loss: clearing.loss,
		});
	}
}

impl Clear {
	/// No sum here comes near the ends of an i128: prices have 32 bits and energy 64, so the
	/// saturating operations never saturate.
	fn of(mut ledger: NetworkLedger, legs: &NamedLegs, late: i128) -> Self {
		ledger.grid = ledger.grid.saturating_add(legs.grid);
		ledger.rounding = ledger.rounding.saturating_add(legs.rounding);
		ledger.suspense = ledger.suspense.saturating_add(legs.suspense);
		let bears = pot::covers(ledger.balancing, ledger.balancing_limit, legs.balancing);
		if bears {
			ledger.balancing = ledger.balancing.saturating_add(legs.balancing);
		} else {
			ledger.grid = ledger.grid.saturating_add(legs.balancing);
		}
		let feeder_late = (late != 0).then(|| ledger.settle_feeder_late(late));
		Self { ledger, balancing_short: (!bears).then_some(legs.balancing), feeder_late }
	}
}

impl NetworkLedger {
	/// Moves what the grid is paid for late feeder energy. The balancing account pays what it can
	/// and owes the rest. Returns what the grid got.
	fn settle_feeder_late(&mut self, late: i128) -> i128 {
		let due = u128::try_from(late).unwrap_or(0);
		let paid = due.min(self.balancing_free());
		self.grid_owed = self.grid_owed.saturating_add(due.saturating_sub(paid));
		let moved = if late > 0 { i128::try_from(paid).unwrap_or(i128::MAX) } else { late };
		self.grid = self.grid.saturating_add(moved);
		self.balancing = self.balancing.saturating_sub(moved);
		moved
	}

	/// How far the grid account would be below its limit, in nano-currency.
	fn grid_below(&self) -> u128 {
		let limit = i128::try_from(self.grid_limit).unwrap_or(i128::MAX);
		u128::try_from(self.grid.saturating_add(limit).saturating_neg()).unwrap_or(0)
	}

	fn grid_is_below(&self) -> bool {
		self.grid_below() > 0
	}

	/// Keeps the lowest feed-in and the highest retail tariff ever.
	fn widen(&mut self, feed_in: NanoPrice, retail: NanoPrice) {
		let (low, high) = self.tariff_extremes.unwrap_or((feed_in, retail));
		self.tariff_extremes = Some((low.min(feed_in), high.max(retail)));
	}
}

/// The most that the rows of a slot can leave to the grid account: everything they pay. The
/// balancing account's row is not among them, it has its leg already.
fn reserve_of(clearing: &Clearing) -> u128 {
	let tariff = &clearing.tariff;
	let all = payable(clearing.sell_price, clearing.supply, clearing.buy_price, clearing.demand)
		.saturating_add(payable(
			tariff.feed_in,
			clearing.refused_supply,
			tariff.retail,
			clearing.refused_demand,
		));
	let balancing =
		payable(clearing.sell_price, clearing.found(), clearing.buy_price, clearing.lost());
	all.saturating_sub(balancing)
}

/// What export and import cost at most, without what either brings in. Export costs below zero.
pub(crate) fn payable(sell: NanoPrice, export: u64, buy: NanoPrice, import: u64) -> u128 {
	let cost = |leg: i128| u128::try_from(leg).unwrap_or(0);
	cost(leg(sell, export).saturating_neg()).saturating_add(cost(leg(buy, import)))
}
