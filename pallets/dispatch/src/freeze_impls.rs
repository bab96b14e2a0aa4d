// SPDX-License-Identifier: Apache-2.0
//! Offers are frozen: from then on a round is about one problem, the same for everybody.

use crate::{
	device_impls::is_connected,
	pallet::*,
	types::*,
	utility_impls::{electricity, heat},
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use dispatch_core::{
	bound, build, check_offer, expand, fallback, verify, BuildError, DeviceInput, Duals, GridInput,
	Offer, OfferBlob, Problem,
};
use energy_primitives::{
	CommunityId, DeviceMeters, Electorate, NanoPrice, NetworkId, PageIndex, PlanMoney, Slot,
};
use frame_support::defensive;
use frame_system::pallet_prelude::BlockNumberFor;

/// What the plans of today say of a device in the slots of a new round.
#[derive(Clone, Default)]
struct LastRow {
	power_w: Vec<Option<i32>>,
	price: Vec<Option<NanoPrice>>,
}

impl<T: Config> Pallet<T> {
	/// Freezes the offers of a round and begins to take commitments. Without devices or tariffs the
	/// round is over.
	pub(crate) fn freeze(
		community: CommunityId,
		mut round: RoundRecord<BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		match Self::gather(community, &round) {
			Ok((frozen, rows, reference)) => {
				let rules = &frozen.rules;
				round.devices = u32::try_from(rows.len()).unwrap_or(u32::MAX);
				round.snapshot = T::Electorate::snapshot(community);
				let voters = T::Electorate::voters(community, round.snapshot);
				let part = u64::from(voters).saturating_mul(rules.veto_permille.into());
				let needed = u32::try_from(part.div_ceil(1_000)).unwrap_or(u32::MAX);
				round.votes_needed = needed.max(VOTES_MIN);
				round.phase = Phase::Commit;
				round.ends = Self::after(rules.commit_blocks);
				Rounds::<T>::insert(community, round);
				Self::deposit_event(Event::RoundFrozen {
					community,
					round: round.number,
					devices: round.devices,
					fallback_cost: frozen.fallback.cost_nano,
				});
				Self::put_frozen(community, frozen, rows);
				BestDuals::<T>::insert(community, reference);
				round.ends
			}
			Err(reason) => {
				Self::skip(community, round, reason);
				Self::after(1)
			}
		}
	}

	/// The inputs of a round, and the reference prices with their bound.
	fn gather(
		community: CommunityId,
		round: &RoundRecord<BlockNumberFor<T>>,
	) -> Result<(FrozenRecord, Vec<FrozenRow>, PriceRecord<T::AccountId>), SkipReason> {
		let programme = Programmes::<T>::get(community).ok_or(SkipReason::NoProblem)?;
		let grid = |network, config| Self::frozen_grid(network, config, round);
		let heat_grid = programme.heat.as_ref().map(|config| grid(heat(community), config));
		let mut frozen = FrozenRecord {
			round: round.number,
			first_slot: round.first_slot,
			slots: round.slots,
			rules: Self::rules(community),
			electricity: grid(electricity(community), &programme.electricity)
				.ok_or(SkipReason::NoTariff)?,
			heat: heat_grid.map(|grid| grid.ok_or(SkipReason::NoTariff)).transpose()?,
			devices: PerDevice::default(),
			fallback: FallbackRecord { cost_nano: 0, peak_w: 0, overload_w_slots: 0 },
		};
		let mut rows = Self::frozen_rows(community, &programme, round);
		if rows.is_empty() {
			return Err(SkipReason::NoOffers);
		}
		let problem = Self::problem_without_faults(&frozen, &mut rows)?;
		frozen.devices = PerDevice::truncate_from(rows.iter().map(|row| row.device).collect());
		let outcome = verify(&problem, &fallback(&problem)).map_err(|_| SkipReason::NoProblem)?;
		frozen.fallback = FallbackRecord {
			cost_nano: outcome.cost_nano(),
			peak_w: outcome.peak_w,
			overload_w_slots: outcome.overload_w_slots,
		};
		let proven = bound(&problem, &reference(&problem)).map_err(|_| SkipReason::NoProblem)?;
		let bound_nano = proven.bound_nano();
		let prices = PriceRecord {
			who: None,
			bound_nano,
			distance: 0,
			best_bound_nano: bound_nano,
			duals: RevealBytes::default(),
		};
		Ok((frozen, rows, prices))
	}

	/// One network in the slots of a round; `None` without a tariff.
	fn frozen_grid(
		network: NetworkId,
		config: &GridConfig,
		round: &RoundRecord<BlockNumberFor<T>>,
	) -> Option<FrozenGrid> {
		let end = round.first_slot.checked_add(round.slots.into())?;
		let slots = round.first_slot..end;
		let tariffs: Option<Vec<_>> =
			slots.clone().map(|slot| T::Money::tariff(network, slot)).collect();
		let tariffs = tariffs?;
		let passive = slots.map(|slot| Self::passive_w(network, slot)).collect();
		Some(FrozenGrid {
			tree: config.tree.clone(),
			contract: config.contract,
			buy_nano: PerSlot::truncate_from(tariffs.iter().map(|(_, buy)| *buy).collect()),
			sell_nano: PerSlot::truncate_from(tariffs.iter().map(|(sell, _)| *sell).collect()),
			passive_w: PerSlot::truncate_from(passive),
		})
	}

	/// The devices that take part: in service, still their owner's, connected, and with an offer
	/// that they can follow. In ascending order.
	fn frozen_rows(
		community: CommunityId,
		programme: &Programme,
		round: &RoundRecord<BlockNumberFor<T>>,
	) -> Vec<FrozenRow> {
		let slots = usize::from(round.slots);
		let mut last = Self::last_plans(community, round.first_slot, slots);
		let mut offers: BTreeMap<T::AccountId, OfferBlob> = BTreeMap::new();
		let mut rows = Vec::new();
		for (device, record) in Devices::<T>::iter_prefix(community) {
			let owner = &record.owner;
			let is_owners =
				T::Meters::meter(record.meter).is_some_and(|facts| facts.owner == *owner);
			if record.retired_at.is_some() || !is_owners || !is_connected(programme, &record.limits)
			{
				continue;
			}
			let blob = offers
				.entry(owner.clone())
				.or_insert_with(|| Self::offers_for(community, owner, round.number));
			let Some(offer) = offer_of(blob, device) else { continue };
			if check_offer(&record.limits, &offer, slots, Self::slot_s()).is_err() {
				continue;
			}
			let (last_w, last_price) = stretch(last.remove(&device), &offer, slots);
			rows.push(FrozenRow { device, limits: record.limits, offer, last_w, last_price });
		}
		rows.sort_unstable_by_key(|row| row.device);
		rows
	}

	/// What an account offers for a round.
	fn offers_for(community: CommunityId, owner: &T::AccountId, round: u32) -> OfferBlob {
		let record = Offers::<T>::get(community, owner);
		let record = record.filter(|record| record.round.is_none_or(|only| only == round));
		record.map(|record| record.blob).unwrap_or_default()
	}

	/// What the plans of today say of all devices in these slots.
	fn last_plans(
		community: CommunityId,
		first_slot: Slot,
		slots: usize,
	) -> BTreeMap<u16, LastRow> {
		let mut last: BTreeMap<u16, LastRow> = BTreeMap::new();
		let end = first_slot.saturating_add(u32::try_from(slots).unwrap_or(u32::MAX));
		for span in Timelines::<T>::get(community) {
			let (from, to) = (span.from.max(first_slot), span.to.min(end));
			let Some(plan) = Plans::<T>::get(community, span.round).filter(|_| from < to) else {
				continue;
			};
			for row in Self::plan_rows(community, span.round, plan.devices.len()) {
				let entry = last.entry(row.device).or_insert_with(|| LastRow {
					power_w: vec![None; slots],
					price: vec![None; slots],
				});
				for slot in from..to {
					let places =
						Self::offset(first_slot, slot).zip(Self::offset(plan.first_slot, slot));
					let Some((here, there)) = places else { continue };
					if let Some(power_w) = entry.power_w.get_mut(here) {
						*power_w = row.power_w.get(there).copied();
					}
					if let Some(price) = entry.price.get_mut(here) {
						*price = row.price.get(there).copied().flatten();
					}
				}
			}
		}
		last
	}

	/// The rows of an enacted plan.
	pub(crate) fn plan_rows(
		community: CommunityId,
		round: u32,
		devices: usize,
	) -> impl Iterator<Item = PlanRow> {
		pages(devices)
			.filter_map(move |page| PlanPages::<T>::get((community, round), page))
			.flatten()
	}

	/// Writes the inputs of a round over those of the last one.
	fn put_frozen(community: CommunityId, frozen: FrozenRecord, rows: Vec<FrozenRow>) {
		let before = Frozen::<T>::get(community).map_or(0, |frozen| frozen.devices.len());
		let after = rows.len();
		let mut rows = rows.into_iter();
		for page in pages(after) {
			let part = rows.by_ref().take(PLAN_PAGE_ROWS as usize).collect();
			FrozenPages::<T>::insert(community, page, PageOf::truncate_from(part));
		}
		for page in pages(before).skip(pages(after).count()) {
			FrozenPages::<T>::remove(community, page);
		}
		Frozen::<T>::insert(community, frozen);
	}

	/// The inputs of the last round that was frozen, and the problem they make.
	pub(crate) fn load(community: CommunityId) -> Option<(FrozenRecord, Vec<FrozenRow>, Problem)> {
		let frozen = Frozen::<T>::get(community)?;
		let rows: Vec<FrozenRow> = pages(frozen.devices.len())
			.filter_map(|page| FrozenPages::<T>::get(community, page))
			.flatten()
			.collect();
		let problem = Self::problem_of(&frozen, &rows).ok();
		if problem.is_none() {
			defensive!("what was frozen made a problem");
		}
		Some((frozen, rows, problem?))
	}

	/// The problem of a round without devices that make none, so that none of them stops the others.
	fn problem_without_faults(
		frozen: &FrozenRecord,
		rows: &mut Vec<FrozenRow>,
	) -> Result<Problem, SkipReason> {
		// Each was checked already: a second fault is not expected, a third one impossible.
		for _ in 0..3 {
			match Self::problem_of(frozen, rows) {
				Ok(problem) => return Ok(problem),
				Err(BuildError::Device(device) | BuildError::Offer(device, _)) => {
					rows.retain(|row| row.device != device);
				}
				Err(_) => break,
			}
		}
		Err(SkipReason::NoProblem)
	}

	/// The problem of a round.
	fn problem_of(frozen: &FrozenRecord, rows: &[FrozenRow]) -> Result<Problem, BuildError> {
		let inputs: Vec<DeviceInput> = rows
			.iter()
			.map(|row| DeviceInput {
				device: row.device,
				limits: &row.limits,
				offer: Some(&row.offer),
				last_w: row.last_w.as_ref().map(|last_w| last_w.to_vec()),
			})
			.collect();
		let electricity = grid_input(&frozen.electricity);
		let heat = frozen.heat.as_ref().map(grid_input);
		let slots = usize::from(frozen.slots);
		build(Self::slot_s(), slots, &frozen.rules, &electricity, heat.as_ref(), &inputs)
	}
}

/// The pages of this many rows.
pub(crate) fn pages(rows: usize) -> core::ops::Range<PageIndex> {
	let rows = u32::try_from(rows).unwrap_or(u32::MAX);
	0..rows.div_ceil(PLAN_PAGE_ROWS)
}

fn grid_input(grid: &FrozenGrid) -> GridInput {
	GridInput {
		tree: grid.tree.to_vec(),
		contract: grid.contract,
		buy_nano: grid.buy_nano.to_vec(),
		sell_nano: grid.sell_nano.to_vec(),
		passive_w: grid.passive_w.to_vec(),
	}
}

/// The public reference: half between buying and selling, and nothing scarce.
pub(crate) fn reference(problem: &Problem) -> Duals {
	let half = |buy: &[i64], sell: &[i64]| -> Vec<i64> {
		let both = buy.iter().zip(sell);
		both.map(|(buy, sell)| buy.saturating_add(*sell).div_euclid(2)).collect()
	};
	let heat_q8 = problem.heat.as_ref().map(|grid| half(&grid.buy_q8, &grid.sell_q8));
	Duals {
		electricity_q8: half(&problem.electricity.buy_q8, &problem.electricity.sell_q8),
		heat_q8: heat_q8.unwrap_or_default(),
		peak_q8: vec![0; problem.slots],
		ramp_q8: vec![0; problem.slots],
		reserve_up_q8: vec![0; problem.slots],
		reserve_down_q8: vec![0; problem.slots],
		..Duals::default()
	}
}

fn offer_of(blob: &OfferBlob, device: u16) -> Option<Offer> {
	let at = blob.binary_search_by_key(&device, |(device, _)| *device).ok()?;
	blob.get(at).map(|(_, offer)| offer.clone())
}

/// The last plan over all slots of a round: where it ends, the safe powers.
fn stretch(
	last: Option<LastRow>,
	offer: &Offer,
	slots: usize,
) -> (Option<PerSlot<i32>>, PerSlot<Option<NanoPrice>>) {
	let Some((last, safe_w)) = last.zip(expand(&offer.safe_w, slots)) else {
		return (None, PerSlot::default());
	};
	let both = last.power_w.iter().zip(&safe_w);
	let last_w = both.map(|(last_w, safe_w)| last_w.unwrap_or(*safe_w)).collect();
	(Some(PerSlot::truncate_from(last_w)), PerSlot::truncate_from(last.price))
}
