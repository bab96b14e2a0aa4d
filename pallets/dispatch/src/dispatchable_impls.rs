// SPDX-License-Identifier: Apache-2.0
//! Calls of operators, and bounds. Calls about devices, plans and votes have files of their own.

use crate::{pallet::*, types::*, utility_impls::electricity};
use dispatch_core::{is_tree, RuleBounds};
use energy_primitives::{CommunityId, DeviceMeters, NetworkId, PlanMoney, Slot};
use frame_support::{ensure, pallet_prelude::DispatchResult};

/// How many days ahead a round may begin.
const AHEAD_DAYS: u32 = 7;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_programme(
		who: T::AccountId,
		community: CommunityId,
		electricity: GridConfig,
		heat: Option<GridConfig>,
	) -> DispatchResult {
		Self::ensure_operator(&who, community)?;
		let programme = Programme { electricity, heat, running: true };
		let networks = Self::networks_of(community, &programme);
		ensure!(
			networks.iter().all(|network| T::Meters::exists(*network)),
			Error::<T>::NetworkNotFound
		);
		let is_sound = |grid: &GridConfig| is_tree(&grid.tree);
		ensure!(
			is_sound(&programme.electricity) && programme.heat.as_ref().is_none_or(is_sound),
			Error::<T>::NoTree
		);
		let runs = Programmes::<T>::get(community).is_some_and(|programme| programme.running);
		ensure!(runs || Self::schedule(community, Self::after(1)), Error::<T>::TooManyProgrammes);

		Programmes::<T>::insert(community, programme);
		Self::deposit_event(Event::ProgrammeSet { community });
		Ok(())
	}

	pub(crate) fn do_stop_programme(who: T::AccountId, community: CommunityId) -> DispatchResult {
		Self::ensure_operator(&who, community)?;
		let programme = Programmes::<T>::get(community).filter(|programme| programme.running);
		let programme = programme.ok_or(Error::<T>::NoProgramme)?;

		for commitment in Queues::<T>::take(community) {
			Self::give_back(&commitment);
		}
		if let Some(round) = Self::running_round(community) {
			let reason = SkipReason::Stopped;
			match round.enacted {
				None => Self::skip(community, round, reason),
				Some(_) => Self::close(community, round),
			}
		}
		Due::<T>::mutate(|due| due.retain(|(_, other)| *other != community));
		Programmes::<T>::insert(community, Programme { running: false, ..programme });
		Self::deposit_event(Event::ProgrammeStopped { community });
		Ok(())
	}

	pub(crate) fn do_declare_passive(
		who: T::AccountId,
		network: NetworkId,
		day: DayClass,
		load_w: &[i32],
	) -> DispatchResult {
		Self::ensure_operator(&who, network.community)?;
		ensure!(T::Meters::exists(network), Error::<T>::NetworkNotFound);
		let per_day = T::Meters::slot_length().per_day();
		ensure!(load_w.len() == per_day as usize, Error::<T>::WrongLength);

		ensure!(Self::declare(network, day, load_w), Error::<T>::AlreadyMeasured);
		Self::deposit_event(Event::PassiveDeclared { network, day });
		Ok(())
	}

	/// Notes the load that is expected where nothing was measured yet. Returns whether there was such
	/// a slot.
	pub(crate) fn declare(network: NetworkId, day: DayClass, load_w: &[i32]) -> bool {
		let mut changed = false;
		for (index, declared_w) in (0u16..).zip(load_w) {
			let key = (network, day, index);
			let record = Passive::<T>::get(key).unwrap_or_default();
			if record.measured_w.is_empty() {
				Passive::<T>::insert(key, PassiveRecord { declared_w: *declared_w, ..record });
				changed = true;
			}
		}
		changed
	}

	pub(crate) fn do_start_round(
		who: T::AccountId,
		community: CommunityId,
		first_slot: Slot,
	) -> DispatchResult {
		Self::ensure_operator(&who, community)?;
		let programme = Programmes::<T>::get(community).filter(|programme| programme.running);
		let programme = programme.ok_or(Error::<T>::NoProgramme)?;
		ensure!(Self::running_round(community).is_none(), Error::<T>::RoundRunning);
		let ahead = T::Meters::slot_length().per_day().saturating_mul(AHEAD_DAYS);
		let last = T::Meters::current_slot().saturating_add(ahead);
		let is_open = !Self::is_frozen(community, &programme, first_slot) && first_slot <= last;
		ensure!(is_open, Error::<T>::SlotIsFrozen);
		let networks = Self::networks_of(community, &programme);
		let known = networks.iter().all(|network| T::Money::tariff(*network, first_slot).is_some());
		ensure!(known, Error::<T>::NoTariff);

		let ends = Self::begin_round(community, first_slot);
		Self::reschedule(community, ends);
		Ok(())
	}

	pub(crate) fn do_set_bounds(bounds: RuleBounds) -> DispatchResult {
		ensure!(bounds.is_sound(), Error::<T>::SenselessBounds);
		Bounds::<T>::put(bounds);
		Self::deposit_event(Event::BoundsSet);
		Ok(())
	}

	/// The load that is expected in a slot and that nobody plans, in W, rounded up: rather too much
	/// load than too little.
	pub(crate) fn passive_w(network: NetworkId, slot: Slot) -> i64 {
		let (day, index) = Self::day_of(slot);
		let Some(record) = Passive::<T>::get((network, day, index)) else { return 0 };
		let days = i64::try_from(record.measured_w.len()).unwrap_or(i64::MAX);
		let sum: i64 = record.measured_w.iter().map(|load_w| i64::from(*load_w)).sum();
		// -floor(-sum / days) is the ceiling.
		let mean = sum.saturating_neg().checked_div_euclid(days).map(i64::saturating_neg);
		mean.unwrap_or(record.declared_w.into())
	}

	/// Whether the electricity network of a community is open.
	pub(crate) fn is_open(community: CommunityId) -> bool {
		T::Meters::is_frozen(electricity(community), T::Meters::current_slot())
	}
}
