// SPDX-License-Identifier: Apache-2.0
//! What is proven about the best plan, whether it needs members' consent, and how a round ends.

use crate::{freeze_impls::reference, pallet::*, types::*};
use alloc::{collections::BTreeMap, vec::Vec};
use dispatch_core::{
	accept, bound, decode_reveal, energy_of, node_prices_q8, price_nano, regrets_nano, reward,
	Certificate, Duals, Plan, Problem, Verdict,
};
use energy_primitives::{Carrier, CommunityId, DeviceMeters, Electorate, NanoPrice, PlanMoney};
use frame_support::{defensive, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> Pallet<T> {
	/// Ends the wait for plans, and puts the best one to vote. Without one, or with one that is worse
	/// than nothing, the fallback holds from the next block on.
	pub(crate) fn judge(
		community: CommunityId,
		mut round: RoundRecord<BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		Self::end_reveal(community, round.number);
		round.phase = Phase::Voting;
		round.ends = Self::after(1);
		let judged =
			Self::verdict(community).filter(|(_, verdict, _)| *verdict != Verdict::Refused);
		let Some((certificate, verdict, frozen)) = judged else {
			Leaders::<T>::remove(community);
			Rounds::<T>::insert(community, round);
			return round.ends;
		};
		let leader = Leaders::<T>::get(community);
		let overload = frozen.fallback.overload_w_slots;
		round.emergency =
			overload > 0 && leader.is_some_and(|leader| leader.overload_w_slots < overload);
		round.certificate = Some(certificate);
		round.ends = Self::after(frozen.rules.veto_blocks);
		round.needs_endorsement = verdict == Verdict::Endorsement;
		round.at_once = verdict == Verdict::Automatic { wait: false };
		Rounds::<T>::insert(community, round);
		Self::deposit_event(Event::VotingStarted {
			community,
			round: round.number,
			certificate,
			needs_endorsement: round.needs_endorsement,
			votes_needed: round.votes_needed,
		});
		if round.at_once {
			Self::after(1)
		} else {
			round.ends
		}
	}

	/// The next step of a vote: a plan that is proven good holds while it goes on, unless members
	/// stop it; else the vote is over.
	pub(crate) fn vote_on(
		community: CommunityId,
		mut round: RoundRecord<BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		if Self::now() >= round.ends {
			return Self::conclude(community, round);
		}
		if round.at_once && Self::enact(community, &round, PlanSource::Best) {
			round.enacted = Some(PlanSource::Best);
		}
		round.at_once = false;
		Rounds::<T>::insert(community, round);
		round.ends
	}

	/// What is proven about the best plan, and what it needs to hold; `None` without one.
	fn verdict(community: CommunityId) -> Option<(Certificate, Verdict, FrozenRecord)> {
		let leader = Leaders::<T>::get(community)?;
		let (frozen, _, problem) = Self::load(community)?;
		let plan = Self::decode_plan(&problem, &leader.plan)?;
		let (prices, duals) = Self::prices_of(community, &problem)?;
		let cost_nano = leader.cost_nano;
		let certificate = Self::certify(&problem, &plan, cost_nano, &prices, &duals)?;
		let open = OpenClaims::<T>::get(community);
		let claims = open.saturating_add(expected_claims(&frozen, &problem, &plan, &duals));
		let fund = T::Money::fund(community);
		let cost = frozen.fallback.cost_nano;
		let verdict = accept(&certificate, cost, claims, fund, &frozen.rules);
		Some((certificate, verdict, frozen))
	}

	/// The plan of a candidate.
	pub(crate) fn decode_plan(problem: &Problem, bytes: &[u8]) -> Option<Plan> {
		let plan = decode_reveal(bytes, problem.devices.len(), problem.slots).ok()?.plan;
		if plan.is_none() {
			defensive!("a candidate's plan was encoded here");
		}
		plan
	}

	/// The prices of the running round.
	pub(crate) fn prices_of(
		community: CommunityId,
		problem: &Problem,
	) -> Option<(PriceRecord<T::AccountId>, Duals)> {
		let prices = BestDuals::<T>::get(community)?;
		if prices.duals.is_empty() {
			return Some((prices, reference(problem)));
		}
		let shown = decode_reveal(&prices.duals, problem.devices.len(), problem.slots).ok()?;
		Some((prices, shown.duals?))
	}

	/// What is proven about a verified plan of this cost by these prices, and by the best bound of
	/// the round.
	pub(crate) fn certify(
		problem: &Problem,
		plan: &Plan,
		cost_nano: i128,
		prices: &PriceRecord<T::AccountId>,
		duals: &Duals,
	) -> Option<Certificate> {
		let proven = bound(problem, duals).ok()?;
		let regrets = regrets_nano(problem, plan, duals, &proven).ok()?;
		Some(Certificate {
			cost_nano,
			bound_nano: prices.best_bound_nano,
			regret_max_nano: regrets.into_iter().max().unwrap_or(0),
		})
	}

	/// Ends the vote: the plan holds, or what comes instead of it.
	pub(crate) fn conclude(
		community: CommunityId,
		round: RoundRecord<BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		let stopped = round.vetoes >= round.votes_needed;
		let source = if stopped {
			Self::deposit_event(Event::PlanStopped { community, round: round.number });
			Self::instead_of_stopped(community)
		} else if round.certificate.is_none()
			|| (round.needs_endorsement && round.endorsements < round.votes_needed)
		{
			PlanSource::Fallback
		} else {
			PlanSource::Best
		};
		Self::finish(community, round, source)
	}

	/// What holds instead of a plan that members stopped. After two stopped rounds within a day it is
	/// the next best plan, and members are asked whether their rules are still what they want.
	fn instead_of_stopped(community: CommunityId) -> PlanSource {
		let current = T::Meters::current_slot();
		let mut stopped = VetoedRounds::<T>::get(community);
		if stopped.is_full() {
			stopped.remove(0);
		}
		if stopped.try_push(current).is_err() {
			defensive!("a place was made");
		}
		let first = stopped.first().copied().unwrap_or(current);
		let is_storm = stopped.is_full() && current.saturating_sub(first) <= T::StormSlots::get();
		VetoedRounds::<T>::insert(community, stopped);
		if !is_storm {
			return PlanSource::Fallback;
		}
		T::Electorate::open_review(community);
		match Seconds::<T>::contains_key(community) {
			true => PlanSource::Next,
			false => PlanSource::Fallback,
		}
	}

	/// Enacts what holds in the end, pays its solver and ends the round.
	fn finish(
		community: CommunityId,
		mut round: RoundRecord<BlockNumberFor<T>>,
		source: PlanSource,
	) -> BlockNumberFor<T> {
		if round.enacted == Some(source) || Self::enact(community, &round, source) {
			round.enacted = Some(source);
			Self::reward(community, round.number, source);
			Self::close(community, round);
		} else {
			round.enacted = None;
			Self::skip(community, round, SkipReason::TooLate);
		}
		Self::after(1)
	}

	/// Pays the solver of an enacted plan, as far as the fund allows.
	fn reward(community: CommunityId, round: u32, source: PlanSource) {
		let Some(frozen) = Frozen::<T>::get(community) else { return };
		let second = Seconds::<T>::get(community);
		let (winner, other) = match source {
			PlanSource::Best => (Leaders::<T>::get(community), second.map(|plan| plan.cost_nano)),
			PlanSource::Next => (second, None),
			PlanSource::Fallback => return,
		};
		let Some(winner) = winner else { return };
		let other = other.unwrap_or(frozen.fallback.cost_nano);
		let amount = u128::from(reward(winner.cost_nano, other, &frozen.rules));
		let amount = amount.min(T::Money::fund(community));
		if amount > 0 && T::Money::reward(community, &winner.who, amount).is_ok() {
			let who = winner.who;
			Self::deposit_event(Event::SolverRewarded { community, round, who, amount });
		}
	}
}

/// What contracts pay for a base quantity in each slot, by carrier and line.
pub(crate) type PriceTable = BTreeMap<(Carrier, u16), Vec<NanoPrice>>;

/// What contracts pay at each line that has a device: the price there, within the tariffs.
pub(crate) fn price_table(frozen: &FrozenRecord, problem: &Problem, duals: &Duals) -> PriceTable {
	let mut table = PriceTable::new();
	for (row, device) in problem.devices.iter().enumerate() {
		let carrier = device.carrier;
		table.entry((carrier, device.node)).or_insert_with(|| {
			let grid = grid_of(frozen, carrier);
			let tariffs = grid.sell_nano.iter().zip(&grid.buy_nano);
			let values = node_prices_q8(problem, duals, row, false);
			let price = |(q8, (sell, buy)): (i64, (&NanoPrice, &NanoPrice))| {
				let (low, high) = ((*sell).min(*buy), (*buy).max(*sell));
				price_nano(q8, carrier, problem.slot_s, low, high)
			};
			values.into_iter().zip(tariffs).map(price).collect()
		});
	}
	table
}

/// What devices would claim of the fund by a plan, less what others would pay into it, where the
/// price of each slot is half between the tariffs: in nano-currency, rounded up.
fn expected_claims(frozen: &FrozenRecord, problem: &Problem, plan: &Plan, duals: &Duals) -> u128 {
	let table = price_table(frozen, problem, duals);
	let mut twice = 0i128;
	for (row, device) in problem.devices.iter().enumerate() {
		let Some(prices) = table.get(&(device.carrier, device.node)) else { continue };
		let grid = grid_of(frozen, device.carrier);
		let power_w = row_of(plan, problem.slots, row);
		let energy = energy_of(power_w, problem.slot_s, device.carrier);
		let tariffs = grid.sell_nano.iter().zip(&grid.buy_nano);
		for ((planned, price), (sell, buy)) in energy.into_iter().zip(prices).zip(tariffs) {
			let above = i128::from(*price)
				.saturating_mul(2)
				.saturating_sub(i128::from(*sell))
				.saturating_sub(i128::from(*buy));
			twice = twice.saturating_add(i128::from(planned).saturating_mul(above));
		}
	}
	u128::try_from(twice).unwrap_or(0).div_ceil(2)
}

/// The network of a carrier; electricity where there is no other.
fn grid_of(frozen: &FrozenRecord, carrier: Carrier) -> &FrozenGrid {
	match (carrier, &frozen.heat) {
		(Carrier::Heat, Some(heat)) => heat,
		_ => &frozen.electricity,
	}
}

/// One device's powers in a plan.
pub(crate) fn row_of(plan: &Plan, slots: usize, row: usize) -> &[i32] {
	let from = row.saturating_mul(slots);
	plan.power_w.get(from..from.saturating_add(slots)).unwrap_or_default()
}
