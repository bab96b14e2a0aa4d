// SPDX-License-Identifier: Apache-2.0
//! The terms of a slot: price rule, shares, and how far the grid operator settles on chain. All of
//! them are known when the slot begins.

use crate::{
	pallet::*,
	types::*,
	utility_impls::{is_outside, place},
};
use energy_primitives::{ClosedSlot, MeterId, NetworkId, PageIndex, Slot, SlotSource};
use frame_support::{defensive, ensure, traits::Get, BoundedVec};
use settlement_core::{
	pot, value_at, Gather, GridMode, PageShares, Rule, Share, ShareRow, Sharing, SlotTerms, Tariff,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// The terms of a slot, within the chain's bounds; none where nobody announced a tariff.
	pub(crate) fn terms_at(network: NetworkId, slot: Slot) -> Option<SlotTerms> {
		let tariff = settlement_core::tariff_at(&Tariffs::<T>::get(network), slot)?;
		let rule = value_at(&Rules::<T>::get(network), slot).unwrap_or_default();
		let mode = value_at(&GridModes::<T>::get(network), slot).unwrap_or_default();
		let terms = SlotTerms { tariff, rule, mode };
		let bounds = value_at(&FeeBounds::<T>::get(), slot);
		Some(bounds.map_or(terms, |bounds| bounds.terms(network.carrier, terms)))
	}

	/// The tariff of a slot, as in its terms; none where nobody announced one.
	pub(crate) fn tariff_of(network: NetworkId, slot: Slot) -> Option<Tariff> {
		let tariff = settlement_core::tariff_at(&Tariffs::<T>::get(network), slot)?;
		let bounds = value_at(&FeeBounds::<T>::get(), slot);
		Some(bounds.map_or(tariff, |bounds| bounds.tariff(network.carrier, tariff)))
	}

	/// The shares of a page in a slot, where the rule has any.
	pub(crate) fn shares_at(
		network: NetworkId,
		page: PageIndex,
		slot: Slot,
		rule: &Rule,
		before: u32,
	) -> PageShares {
		match rule {
			Rule::Ratio => PageShares::default(),
			Rule::Sharing(_) => PageShares::new(&Shares::<T>::get(network, page), slot, before),
		}
	}

	/// The first slot of the next billing period that has not begun.
	pub(crate) fn next_period(network: NetworkId) -> Slot {
		if T::Metering::next_slot(network).is_none() {
			return 0;
		}
		let now = T::Metering::current_slot();
		let billing = Billings::<T>::get(network);
		if billing.end_slot > now {
			return billing.end_slot;
		}
		let cycle = billing.next_cycle.unwrap_or(billing.cycle);
		cycle.end_after(now, T::Metering::slot_length())
	}

	pub(crate) fn do_set_rule(who: T::AccountId, network: NetworkId, rule: Rule) -> DispatchResult {
		Self::ensure_operator(&who, network)?;
		ensure!(!Policies::<T>::get(network).rule_by_ballot, Error::<T>::RuleByBallot);
		Self::check_rule(network, &rule)?;
		Self::put_rule(network, rule)
	}

	/// Lets a rule hold from the next billing period on.
	pub(crate) fn put_rule(network: NetworkId, rule: Rule) -> DispatchResult {
		let from_slot = Self::next_period(network);
		let needed = Self::next_to_settle(network).unwrap_or(0);
		Rules::<T>::try_mutate(network, |rules| {
			rules.retain(|(from, _)| *from < from_slot);
			forget_before(rules, needed);
			rules.try_push((from_slot, rule)).map_err(|_| Error::<T>::ChangePending)
		})?;
		Self::deposit_event(Event::RuleSet { network, rule, from_slot });
		Ok(())
	}

	pub(crate) fn do_set_share(who: T::AccountId, meter: MeterId, share: Share) -> DispatchResult {
		Self::owner_of(meter)?;
		Self::ensure_operator(&who, meter.network)?;
		share.check().map_err(|_| Error::<T>::WrongShare)?;
		let (network, page, row) = place(meter);
		let from_slot = Self::next_period(network);
		let (begin, settle) =
			(Self::next_to_begin(network), Self::next_to_settle(network).unwrap_or(0));
		Shares::<T>::try_mutate_exists(network, page, |page| {
			let mut rows = page.take().unwrap_or_default();
			match rows.binary_search_by_key(&row, |share| share.row) {
				Ok(at) => {
					let entry = rows.get_mut(at).ok_or(Error::<T>::UnknownMeter)?;
					let changed = entry.change(share, from_slot, begin, settle);
					*entry = changed.map_err(|_| Error::<T>::ChangePending)?;
					if entry.is_idle(settle) {
						rows.remove(at);
					}
				}
				Err(at) => {
					let entry = ShareRow::first(row, share, from_slot);
					// One entry per row of the page, so there is room; qed
					rows.try_insert(at, entry).map_err(|_| Error::<T>::UnknownMeter)?;
				}
			}
			*page = (!rows.is_empty()).then_some(rows);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::ShareSet { meter, share, from_slot });
		Ok(())
	}

	/// Slots that have begun and are not settled.
	fn open_slots(network: NetworkId) -> u32 {
		let next = Self::next_to_settle(network);
		next.map_or(0, |next| T::Metering::current_slot().saturating_add(1).saturating_sub(next))
	}

	/// The most one slot can cost the grid account, in nano-currency.
	fn slot_worst_case(network: NetworkId) -> u128 {
		let energy_max = T::Metering::energy_max_per_slot(network);
		pot::slot_worst_case(energy_max, Self::price_max(network).unsigned_abs())
	}

	/// What the grid account may take out: what open slots can cost it stays covered.
	pub(crate) fn grid_may_take(network: NetworkId, ledger: &NetworkLedger) -> u128 {
		let open_slots = u128::from(Self::open_slots(network));
		let needed = open_slots.saturating_mul(Self::slot_worst_case(network));
		pot::free(ledger.grid, 0).min(ledger.grid_free().saturating_sub(needed))
	}

	/// Looks whether the grid account still covers what open slots can cost it. If not, slots that
	/// have not begun settle without it, until it does again.
	pub(crate) fn review_grid(network: NetworkId) {
		let Some(next) = Self::next_to_settle(network) else { return };
		let open_slots = Self::open_slots(network);
		let worst_case = Self::slot_worst_case(network);
		let free = Ledgers::<T>::get(network).grid_free();
		let mut modes = GridModes::<T>::get(network);
		let now = modes.last().map(|(_, mode)| *mode).unwrap_or_default();
		let mode = pot::grid_mode(free, open_slots, worst_case, now);
		if mode == now {
			return;
		}
		let from_slot = Self::next_to_begin(network);
		modes.retain(|(from, _)| *from < from_slot);
		forget_before(&mut modes, next);
		if modes.last().map(|(_, mode)| *mode).unwrap_or_default() != mode
			&& modes.try_push((from_slot, mode)).is_err()
		{
			// So many changes within the open slots: the next review comes with the next slot.
			return;
		}
		GridModes::<T>::insert(network, modes);
		Self::deposit_event(match mode {
			GridMode::OnChain => Event::GridInsideFrom { network, from_slot },
			_ => Event::GridOutsideFrom { network, from_slot },
		});
	}

	pub(crate) fn begin_gathering(
		network: NetworkId,
		closed: ClosedSlot,
		terms: SlotTerms,
	) -> Progress {
		let book = Books::<T>::get((network, closed.slot)).book;
		let Ok(gather) = Gather::new(&book, closed.loss) else {
			defensive!("the sums of a book fit 64 bits");
			return Progress::Waiting;
		};
		let page_count = T::Metering::page_count(network);
		let gather = GatherSweep { closed, terms, gather, page_count, next_page: 0 };
		Sweeps::<T>::insert(network, Stage::Gathering(gather));
		Progress::Done
	}

	/// Adds up what the next page's members can use of their fixed shares. Returns its number of rows.
	pub(crate) fn gather_page(network: NetworkId, mut stage: GatherSweep) -> u32 {
		let (slot, page) = (stage.closed.slot, stage.next_page);
		let rows = T::Metering::slot_page(network, slot, page);
		let outside = Outside::<T>::get(network, page);
		let before = stage.gather.shares_before;
		let shares = Self::shares_at(network, page, slot, &stage.terms.rule, before);
		let inside = rows.iter().filter(|row| !is_outside(&outside, row.row, slot));
		if let Rule::Sharing(sharing) = &stage.terms.rule {
			Self::gather_rows(&mut stage.gather, sharing, inside, &shares);
		}
		stage.next_page = page.saturating_add(1);
		let stage = if stage.next_page < stage.page_count {
			Stage::Gathering(stage)
		} else {
			Stage::Closed { closed: stage.closed, gathered: Some(stage.gather.matched) }
		};
		Sweeps::<T>::insert(network, stage);
		rows.len() as u32
	}

	fn gather_rows<'a>(
		gather: &mut Gather,
		sharing: &Sharing,
		rows: impl Iterator<Item = &'a energy_primitives::RowEnergy>,
		shares: &PageShares,
	) {
		if gather.page(sharing, rows, shares).is_err() {
			defensive!("2^32 meters of 32 bits fit 64 bits");
		}
	}
}

/// Drops entries that no slot from `needed` on needs.
pub(crate) fn forget_before<V, S: Get<u32>>(entries: &mut BoundedVec<(Slot, V), S>, needed: Slot) {
	let after = entries.partition_point(|(from, _)| *from <= needed);
	for _ in 1..after {
		entries.remove(0);
	}
}
