// SPDX-License-Identifier: Apache-2.0
//! A plan holds: it is written where gateways and deliveries find it.

use crate::{
	freeze_impls::pages,
	judge_impls::{price_table, row_of, PriceTable},
	pallet::*,
	timeline,
	types::*,
};
use alloc::{vec, vec::Vec};
use dispatch_core::{energy_of, fallback, verify, Certificate, Outcome, Plan, Problem, Profile};
use energy_primitives::{Carrier, CommunityId, NanoPrice};
use frame_support::defensive;
use frame_system::pallet_prelude::BlockNumberFor;

/// What is to be enacted.
struct Chosen<AccountId> {
	plan: Plan,
	outcome: Outcome,
	certificate: Certificate,
	solver: Option<AccountId>,
	/// The prices of its contract; `None`: only what the last plan's contract says still holds.
	prices: Option<PriceTable>,
}

impl<T: Config> Pallet<T> {
	/// Enacts a plan of the running round from its first slot on that has not begun. Returns whether
	/// there is such a slot. What the same round had enacted before holds no longer.
	pub(crate) fn enact(
		community: CommunityId,
		round: &RoundRecord<BlockNumberFor<T>>,
		source: PlanSource,
	) -> bool {
		let Some((frozen, rows, problem)) = Self::load(community) else { return false };
		let Some(chosen) = Self::choose(community, round.certificate, &frozen, &problem, source)
		else {
			defensive!("every candidate was verified, and the fallback is feasible");
			return false;
		};
		let from = round.first_slot.max(Self::first_open_slot(community));
		let to = round.first_slot.saturating_add(round.slots.into());
		let before = Timelines::<T>::get(community);
		let mut after = timeline::without(&before, round.number);
		let holds = from < to;
		if holds {
			after = timeline::put(&after, Span { from, to, round: round.number });
			Self::put_plan(community, &frozen, &rows, &problem, source, &chosen);
		}
		Self::set_timeline(community, &before, after);
		if holds {
			Self::deposit_event(Event::PlanEnacted {
				community,
				round: round.number,
				source,
				from_slot: from,
				to_slot: to,
				certificate: chosen.certificate,
			});
		}
		holds
	}

	fn choose(
		community: CommunityId,
		judged: Option<Certificate>,
		frozen: &FrozenRecord,
		problem: &Problem,
		source: PlanSource,
	) -> Option<Chosen<T::AccountId>> {
		let candidate = match source {
			PlanSource::Best => Some(Leaders::<T>::get(community)?),
			PlanSource::Next => Some(Seconds::<T>::get(community)?),
			PlanSource::Fallback => None,
		};
		let plan = match &candidate {
			Some(candidate) => Self::decode_plan(problem, &candidate.plan)?,
			None => fallback(problem),
		};
		let outcome = verify(problem, &plan).ok()?;
		let (record, duals) = Self::prices_of(community, problem)?;
		let certificate = match judged.filter(|_| source == PlanSource::Best) {
			Some(judged) => judged,
			None => Self::certify(problem, &plan, outcome.cost_nano(), &record, &duals)?,
		};
		let prices = candidate.is_some().then(|| price_table(frozen, problem, &duals));
		let solver = candidate.map(|candidate| candidate.who);
		Some(Chosen { plan, outcome, certificate, solver, prices })
	}

	fn put_plan(
		community: CommunityId,
		frozen: &FrozenRecord,
		rows: &[FrozenRow],
		problem: &Problem,
		source: PlanSource,
		chosen: &Chosen<T::AccountId>,
	) {
		let key = (community, frozen.round);
		let mut left = rows.iter().enumerate();
		for page in pages(rows.len()) {
			let part = left.by_ref().take(PLAN_PAGE_ROWS as usize);
			let part = part.map(|(row, inputs)| plan_row(problem.slots, chosen, row, inputs));
			PlanPages::<T>::insert(key, page, PageOf::truncate_from(part.collect()));
		}
		let plan = &chosen.plan;
		let shares = plan.alpha_permille.iter().any(|alpha| *alpha > 0);
		let alpha = if shares { plan.alpha_permille.clone() } else { Vec::new() };
		let net_w: Vec<i32> = chosen.outcome.net_w.iter().map(|net_w| to_i32(*net_w)).collect();
		let net_base = energy_of(&net_w, problem.slot_s, Carrier::Electricity);
		let record = PlanRecord {
			source,
			solver: chosen.solver.clone(),
			first_slot: frozen.first_slot,
			slots: frozen.slots,
			certificate: chosen.certificate,
			peak_w: chosen.outcome.peak_w,
			net_base: PerSlot::truncate_from(net_base),
			reserve_base: PerSlot::truncate_from(reserve_base(problem, plan)),
			alpha_permille: PerDevice::truncate_from(alpha),
			devices: frozen.devices.clone(),
			rules: frozen.rules,
		};
		Plans::<T>::insert(community, frozen.round, record);
	}

	/// Forgets a plan that no slot needs any more, unless its round was enacted again meanwhile.
	pub(crate) fn forget_plan(community: CommunityId, round: u32) {
		if Timelines::<T>::get(community).iter().any(|span| span.round == round) {
			return;
		}
		let Some(plan) = Plans::<T>::take(community, round) else { return };
		for page in pages(plan.devices.len()) {
			PlanPages::<T>::remove((community, round), page);
		}
	}
}

/// One device of an enacted plan.
fn plan_row<AccountId>(
	slots: usize,
	chosen: &Chosen<AccountId>,
	row: usize,
	inputs: &FrozenRow,
) -> PlanRow {
	let power_w = row_of(&chosen.plan, slots, row);
	let here = (inputs.limits.carrier, inputs.limits.node);
	let price: Vec<Option<NanoPrice>> = match &chosen.prices {
		Some(table) => table.get(&here).into_iter().flatten().copied().map(Some).collect(),
		None => kept_prices(power_w, inputs),
	};
	let has = |present: bool, cost: &Profile<i32>| match present {
		true => cost.clone(),
		false => Profile::default(),
	};
	PlanRow {
		device: inputs.device,
		alpha_permille: chosen.plan.alpha_permille.get(row).copied().unwrap_or(0),
		power_w: PerSlot::truncate_from(power_w.to_vec()),
		price: PerSlot::truncate_from(price),
		safe_w: inputs.offer.safe_w.clone(),
		take_cost_nano: has(inputs.limits.take.is_some(), &inputs.offer.take.cost_nano),
		give_cost_nano: has(inputs.limits.give.is_some(), &inputs.offer.give.cost_nano),
	}
}

/// Without a plan of its own a round changes no contract: what the last plan pays holds on where its
/// power does.
fn kept_prices(power_w: &[i32], inputs: &FrozenRow) -> Vec<Option<NanoPrice>> {
	let last_w = inputs.last_w.iter().flatten();
	let slots = power_w.iter().zip(last_w).zip(&inputs.last_price);
	slots.map(|((now, last), price)| price.filter(|_| now == last)).collect()
}

/// What devices that share deviations are planned to give together, per slot.
fn reserve_base(problem: &Problem, plan: &Plan) -> Vec<i64> {
	let mut sum = vec![0i64; problem.slots];
	for (row, device) in problem.devices.iter().enumerate() {
		if plan.alpha_permille.get(row).is_none_or(|alpha| *alpha == 0) {
			continue;
		}
		let power_w = row_of(plan, problem.slots, row);
		let energy = energy_of(power_w, problem.slot_s, device.carrier);
		for (sum, energy) in sum.iter_mut().zip(energy) {
			*sum = sum.saturating_add(energy);
		}
	}
	sum
}

fn to_i32(value: i64) -> i32 {
	i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}
