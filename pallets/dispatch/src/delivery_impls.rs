// SPDX-License-Identifier: Apache-2.0
//! What settlement tells: pages are noted, slots and periods become work of their own, and devices
//! are settled page by page of their plan.

use crate::{pallet::*, timeline, types::*, weights::WeightInfo};
use alloc::{collections::BTreeMap, vec::Vec};
use dispatch_core::{activation, deliver, energy_of, expand, DeliveryRules, Profile};
use energy_primitives::{
	Carrier, CommunityId, Delivery, NanoPrice, NetworkId, PageIndex, PlanLeg, PlanMoney, RowEnergy,
	Slot, SlotSum,
};
use frame_support::weights::Weight;

/// The prices of a slot and what devices said of it.
struct SlotFacts {
	work: SlotWork,
	metered: BTreeMap<u16, i64>,
	/// What each row was instructed; empty where nobody was.
	instructed: Vec<i64>,
}

impl SlotFacts {
	/// What a quantity brings, or costs below zero, in the slot itself.
	fn value(&self, energy: i64) -> i128 {
		let price = if energy >= 0 { self.work.sell_price } else { self.work.buy_price };
		i128::from(energy).saturating_mul(price.into())
	}
}

impl<T: Config> Pallet<T> {
	/// Settles one page of a plan in a slot. Returns what is left.
	pub(crate) fn deliver_page(work: SlotWork) -> Option<SlotWork> {
		let community = work.network.community;
		let page = PlanPages::<T>::get((community, work.round), work.next_page);
		let plan = Plans::<T>::get(community, work.round);
		let Some((page, plan)) = page.zip(plan) else {
			Self::end_slot(&work);
			return None;
		};
		let metered = Metered::<T>::get(work.network, work.slot).unwrap_or_default();
		let facts = SlotFacts {
			work,
			metered: metered.devices.into_iter().collect(),
			instructed: activation(&plan.alpha_permille, work.deviation_base),
		};
		let first = (work.next_page as usize).saturating_mul(PLAN_PAGE_ROWS as usize);
		for (row, entry) in (first..).zip(&page) {
			Self::deliver_row(&facts, &plan, row, entry);
		}
		Some(SlotWork { next_page: work.next_page.saturating_add(1), ..work })
	}

	/// Settles one device in a slot.
	fn deliver_row(
		facts: &SlotFacts,
		plan: &PlanRecord<T::AccountId>,
		row: usize,
		entry: &PlanRow,
	) {
		let community = facts.work.network.community;
		let carrier = facts.work.network.carrier;
		let Some(mut device) = Devices::<T>::get(community, entry.device) else { return };
		let has_left = device.retired_at.is_some_and(|slot| slot <= facts.work.slot);
		// A contract ends with whoever made it: it neither earns nor costs the next owner anything.
		if device.limits.carrier != carrier || has_left || !Self::is_still_owners(&device) {
			return;
		}
		let Some(at) = Self::offset(plan.first_slot, facts.work.slot) else { return };
		let energy = energy_of(&entry.power_w, Self::slot_s(), carrier);
		let planned = energy.get(at).copied().unwrap_or(0);
		let heard = facts.metered.get(&entry.device).copied();
		let metered = heard.unwrap_or(0);
		let instructed = facts.instructed.get(row).copied().unwrap_or(0);
		let mut record = Deliveries::<T>::get(community, entry.device);
		record.slots = record.slots.saturating_add(1);
		record.silent = record.silent.saturating_add(heard.is_none().into());
		record.planned_base = record.planned_base.saturating_add(planned);
		record.metered_base = record.metered_base.saturating_add(metered);
		if let Some(price) = entry.price.get(at).copied().flatten() {
			let rules = DeliveryRules::from(&plan.rules);
			let (sell, buy) = (facts.work.sell_price, facts.work.buy_price);
			let result = deliver(&rules, planned, metered, instructed, price, sell, buy);
			let kept = heard.is_some() && result.penalty == 0;
			record.kept = record.kept.saturating_add(kept.into());
			record.deviation_base = record.deviation_base.saturating_add(result.deviation);
			// Silence earns nothing.
			let gain = u128::try_from(result.plan_leg).unwrap_or(0);
			let earned = gain.saturating_add(result.activation);
			let claim = if heard.is_some() { earned } else { 0 };
			let owed = u128::try_from(result.plan_leg.saturating_neg()).unwrap_or(0);
			let short = self_short(facts, entry, plan, carrier, at, planned, Self::slot_s());
			record.short = record.short.saturating_add(if kept { short } else { short.min(0) });
			Self::add_claim(community, &mut record, claim);
			record.owed = record.owed.saturating_add(owed);
			record.penalty = record.penalty.saturating_add(result.penalty);
			for (leg, amount) in [(PlanLeg::Plan, owed), (PlanLeg::Deviation, result.penalty)] {
				Self::collect(community, &mut device, &mut record, facts.work.slot, leg, amount);
			}
			Devices::<T>::insert(community, entry.device, device);
		}
		Deliveries::<T>::insert(community, entry.device, record);
	}

	/// Adds a claim of this period.
	fn add_claim(community: CommunityId, record: &mut DeliveryRecord, claim: u128) {
		record.claimed = record.claimed.saturating_add(claim);
		record.open = record.open.saturating_add(claim);
		if claim > 0 {
			OpenClaims::<T>::mutate(community, |open| *open = open.saturating_add(claim));
		}
	}

	/// Takes what a device owes: from its account, then from its deposit. What neither can bear
	/// lapses and is shown.
	fn collect(
		community: CommunityId,
		device: &mut DeviceRecordOf<T>,
		record: &mut DeliveryRecord,
		slot: Slot,
		leg: PlanLeg,
		amount: u128,
	) {
		if amount == 0 {
			return;
		}
		let paid = T::Money::charge(device.account, slot, leg, amount).min(amount);
		let rest = amount.saturating_sub(paid);
		let mut part = rest.min(device.deposit);
		if part > 0 && T::Money::forfeit(community, part).is_err() {
			part = 0;
		}
		device.deposit = device.deposit.saturating_sub(part);
		record.charged = record.charged.saturating_add(paid).saturating_add(part);
		record.dues_lapsed = record.dues_lapsed.saturating_add(rest.saturating_sub(part));
	}

	/// A slot is delivered: plans that end with it are over.
	fn end_slot(work: &SlotWork) {
		Metered::<T>::remove(work.network, work.slot);
		let community = work.network.community;
		let before = Timelines::<T>::get(community);
		let is_over = |span: &Span| Self::is_settled_until(community, span.to);
		let Some(until) = before.iter().filter(|span| is_over(span)).map(|span| span.to).max()
		else {
			return;
		};
		let after = timeline::prune(&before, until);
		for round in timeline::gone(&before, &after) {
			Self::deposit_event(Event::PlanDelivered { community, round });
		}
		Self::set_timeline(community, &before, after);
	}

	/// Remembers the load that nobody planned.
	fn note_passive(network: NetworkId, slot: Slot, sum: &SlotSum, devices: i64) {
		if sum.import == 0 && sum.export == 0 {
			return;
		}
		let net =
			i128::from(sum.import).saturating_sub(sum.export.into()).saturating_add(devices.into());
		let joules = net.saturating_mul(network.carrier.facts().joules_per_base.into());
		let load_w = joules.checked_div_euclid(Self::slot_s().into()).unwrap_or(0);
		let limit = if load_w < 0 { i32::MIN } else { i32::MAX };
		let load_w = i32::try_from(load_w).unwrap_or(limit);
		let (day, index) = Self::day_of(slot);
		Passive::<T>::mutate((network, day, index), |record| {
			let mut known = record.take().unwrap_or_default();
			if known.measured_w.is_full() {
				known.measured_w.remove(0);
			}
			// A place was made; qed
			let _ = known.measured_w.try_push(load_w);
			*record = Some(known);
		});
	}

	/// By how much the electricity network deviated from the plan, but for what devices with reserve
	/// did: what these were to make up for. Never more than the reserve that was planned.
	fn deviation_of(
		plan: &PlanRecord<T::AccountId>,
		slot: Slot,
		sum: &SlotSum,
		metered: &MeteredSlot,
	) -> i64 {
		let Some(at) = Self::offset(plan.first_slot, slot) else { return 0 };
		let taken = i128::from(sum.import).saturating_sub(sum.export.into());
		let net = if sum.measured { sum.grid_net.into() } else { taken };
		let planned = plan.net_base.get(at).copied().unwrap_or(0);
		let shares = |device: u16| {
			let row = plan.devices.binary_search(&device).ok();
			let alpha = row.and_then(|row| plan.alpha_permille.get(row));
			alpha.is_some_and(|alpha| *alpha > 0)
		};
		let sharing = metered.devices.iter().filter(|(device, _)| shares(*device));
		let gave = sharing.fold(0i128, |sum, (_, given)| sum.saturating_add((*given).into()));
		let reserve = plan.reserve_base.get(at).copied().unwrap_or(0);
		let deviation =
			net.saturating_sub(planned.into()).saturating_add(gave).saturating_sub(reserve.into());
		let cap_w = i32::try_from(plan.rules.reserve_w).unwrap_or(i32::MAX);
		let cap = energy_of(&[cap_w], Self::slot_s(), Carrier::Electricity);
		let cap = i128::from(cap.first().copied().unwrap_or(0));
		i64::try_from(deviation.clamp(cap.saturating_neg(), cap)).unwrap_or(0)
	}
}

/// What the plan cost a device in a slot against what it does if nobody plans: what its owner asks
/// less what the slot itself brings, of the one less of the other.
fn self_short<AccountId>(
	facts: &SlotFacts,
	entry: &PlanRow,
	plan: &PlanRecord<AccountId>,
	carrier: Carrier,
	at: usize,
	planned: i64,
	slot_s: u32,
) -> i128 {
	let slots = usize::from(plan.slots);
	let value_at = |profile: &Profile<i32>| {
		expand(profile, slots).and_then(|values| values.get(at).copied()).unwrap_or(0)
	};
	let (take, give) = (value_at(&entry.take_cost_nano), value_at(&entry.give_cost_nano));
	let need = |energy: i64| {
		let asked = i128::from(if energy >= 0 { give } else { take });
		let asked = i128::from(energy.unsigned_abs()).saturating_mul(asked);
		asked.saturating_sub(facts.value(energy))
	};
	let safe_w = expand(&entry.safe_w, slots).unwrap_or_default();
	let safe = energy_of(&safe_w, slot_s, carrier).get(at).copied().unwrap_or(0);
	need(planned).saturating_sub(need(safe))
}

impl<T: Config> Delivery for Pallet<T> {
	fn page_swept(
		network: NetworkId,
		slot: Slot,
		page: PageIndex,
		rows: &[RowEnergy],
		_: NanoPrice,
		_: NanoPrice,
	) -> u32 {
		let meters = DeviceMeterRows::<T>::get(network, page);
		if meters.is_empty() {
			return 0;
		}
		let energy: BTreeMap<u8, i64> = rows
			.iter()
			.filter(|row| row.span == 1)
			.map(|row| (row.row, i64::from(row.export).saturating_sub(row.import.into())))
			.collect();
		let mut noted = Metered::<T>::get(network, slot).unwrap_or_default();
		let mut heard = 0u32;
		for entry in &meters {
			let Some(given) = energy.get(&entry.row).copied() else { continue };
			heard = heard.saturating_add(1);
			noted.net = noted.net.saturating_add(given);
			if entry.own {
				// A community has no more devices than fit; qed
				let _ = noted.devices.try_push((entry.device, given));
			}
		}
		Metered::<T>::insert(network, slot, noted);
		heard
	}

	fn slot_swept(network: NetworkId, slot: Slot, sum: SlotSum) {
		if !Programmes::<T>::contains_key(network.community) {
			return;
		}
		LastSettled::<T>::insert(network, slot);
		let metered = Metered::<T>::get(network, slot).unwrap_or_default();
		Self::note_passive(network, slot, &sum, metered.net);
		let span = Self::span_at(network.community, slot);
		let plan = span.and_then(|span| Plans::<T>::get(network.community, span.round));
		let Some((span, plan)) = span.zip(plan) else {
			Metered::<T>::remove(network, slot);
			return;
		};
		let shares = network.carrier == Carrier::Electricity && !plan.alpha_permille.is_empty();
		let deviation_base =
			if shares { Self::deviation_of(&plan, slot, &sum, &metered) } else { 0 };
		Self::push_work(Work::Slot(SlotWork {
			network,
			slot,
			round: span.round,
			next_page: 0,
			sell_price: sum.sell_price,
			buy_price: sum.buy_price,
			deviation_base,
		}));
	}

	fn period_ended(network: NetworkId) {
		if DeviceCount::<T>::get(network.community) == 0 {
			return;
		}
		Self::push_work(Work::Period(PeriodWork {
			network,
			stage: PeriodStage::Sum,
			next: 0,
			whole: 0,
			rest: 0,
			available: 0,
			paid: 0,
		}));
	}

	fn page_weight(planned: u32) -> (u64, u64) {
		parts(T::WeightInfo::page_swept(planned))
	}

	fn slot_weight() -> (u64, u64) {
		parts(T::WeightInfo::slot_swept().saturating_add(T::WeightInfo::period_ended()))
	}
}

fn parts(weight: Weight) -> (u64, u64) {
	(weight.ref_time(), weight.proof_size())
}
