// SPDX-License-Identifier: Apache-2.0
//! Clearing: from a closed slot to its prices, and the legs of the named accounts at once.

use crate::{pallet::*, types::*};
use energy_primitives::{ClosedSlot, NanoPrice, NetworkId};
use frame_support::defensive;
use settlement_core::{
	feeder_late_leg, named_legs, pot, worst_case, Clearing, GridMode, NamedLegs, SlotTerms,
};

/// What clearing a slot does to its network's ledger.
struct Clear {
	clearing: Clearing,
	legs: NamedLegs,
	/// The most that rows can leave to the grid account.
	reserve: u128,
	/// The ledger afterwards.
	ledger: NetworkLedger,
	/// The loss that fell to the grid, a negative number.
	balancing_short: Option<i128>,
	/// What the balancing account paid the grid for late feeder energy, or got if negative.
	feeder_late: Option<i128>,
}

impl<T: Config> Pallet<T> {
	/// Takes a closed slot up: adds fixed shares up first where its rule has them and that is not
	/// done, else clears it.
	pub(crate) fn take_up(
		network: NetworkId,
		closed: ClosedSlot,
		gathered: Option<u64>,
	) -> Progress {
		let Some(terms) = Self::terms_at(network, closed.slot) else {
			defensive!("a network opens with a tariff, and tariffs never end");
			Sweeps::<T>::insert(network, Stage::Closed { closed, gathered });
			return Progress::Waiting;
		};
		if terms.gathers() && gathered.is_none() {
			return Self::begin_gathering(network, closed, terms);
		}
		Self::clear_slot(network, closed, &terms, gathered)
	}

	/// Clears a closed slot. If the grid account might not bear what its rows can leave to it, all
	/// of the slot is billed outside: nothing waits for ever.
	fn clear_slot(
		network: NetworkId,
		closed: ClosedSlot,
		terms: &SlotTerms,
		gathered: Option<u64>,
	) -> Progress {
		let planned = Self::clear_as(network, &closed, terms, gathered);
		let done = match planned {
			Some(plan) if plan.missing() == 0 => Some(plan),
			Some(plan) => {
				let (slot, missing) = (closed.slot, plan.missing());
				Self::deposit_event(Event::GridShort { network, slot, missing });
				let terms = SlotTerms { mode: GridMode::Closed, ..*terms };
				Self::clear_as(network, &closed, &terms, None)
			}
			None => None,
		};
		let Some(plan) = done else {
			defensive!("a closed slot adds up");
			Sweeps::<T>::insert(network, Stage::Closed { closed, gathered });
			return Progress::Waiting;
		};
		let (clearing, reserve) = (plan.clearing, plan.reserve);
		Self::apply_clear(network, plan);
		Self::begin_sweep(network, clearing, &closed, reserve);
		Progress::Done
	}

	/// What clearing a slot on these terms would do.
	fn clear_as(
		network: NetworkId,
		closed: &ClosedSlot,
		terms: &SlotTerms,
		gathered: Option<u64>,
	) -> Option<Clear> {
		let book = Books::<T>::get((network, closed.slot)).book;
		let clearing = settlement_core::clear(&book, closed, terms, gathered).ok()?;
		let late = feeder_late_leg(closed.feeder_late, &clearing.tariff);
		Some(Clear::of(Ledgers::<T>::get(network), clearing, late))
	}

	fn apply_clear(network: NetworkId, clear: Clear) {
		let Clear { clearing, legs, mut ledger, balancing_short, feeder_late, .. } = clear;
		let slot = clearing.slot;
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
			let (sell, buy) = clearing.gap_prices();
			extremes.push(slot, sell, buy)
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
	fn of(mut ledger: NetworkLedger, clearing: Clearing, late: i128) -> Self {
		let legs = named_legs(&clearing);
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
		let balancing_short = (!bears).then_some(legs.balancing);
		let reserve = worst_case(&clearing);
		Self { clearing, legs, reserve, ledger, balancing_short, feeder_late }
	}

	/// What the grid account lacks to bear the slot whatever its rows leave to it.
	fn missing(&self) -> u128 {
		let Self { reserve, ledger, .. } = self;
		reserve.saturating_sub(ledger.grid_free()).saturating_add(ledger.grid_below())
	}
}

impl NetworkLedger {
	/// Moves what the grid is paid for late feeder energy. The balancing account pays what it can
	/// and owes the rest; what the grid can't pay it owes outside. Returns what the grid got.
	fn settle_feeder_late(&mut self, late: i128) -> i128 {
		let due = late.unsigned_abs();
		let moved = if late > 0 {
			let paid = due.min(self.balancing_free());
			self.grid_owed = self.grid_owed.saturating_add(due.saturating_sub(paid));
			i128::try_from(paid).unwrap_or(i128::MAX)
		} else {
			i128::try_from(due.min(self.grid_free())).unwrap_or(i128::MAX).saturating_neg()
		};
		self.grid = self.grid.saturating_add(moved);
		self.balancing = self.balancing.saturating_sub(moved);
		moved
	}

	/// How far the grid account would be below its limit, in nano-currency.
	fn grid_below(&self) -> u128 {
		let limit = i128::try_from(self.grid_limit).unwrap_or(i128::MAX);
		u128::try_from(self.grid.saturating_add(limit).saturating_neg()).unwrap_or(0)
	}

	/// Keeps the lowest feed-in and the highest retail tariff ever.
	fn widen(&mut self, feed_in: NanoPrice, retail: NanoPrice) {
		let (low, high) = self.tariff_extremes.unwrap_or((feed_in, retail));
		self.tariff_extremes = Some((low.min(feed_in), high.max(retail)));
	}
}
