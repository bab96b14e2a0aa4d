// SPDX-License-Identifier: Apache-2.0
//! What devices and offers may say. Every number has a bound, so that no sum over a problem leaves
//! its range.

use crate::{
	device::{DeviceLimits, OfferError, SideLimits},
	grid::NODES_MAX,
	offer::{Offer, SideOffer, StoreOffer},
	problem::{SideSlot, StoreProblem},
	profile::{expand, Run, SLOTS_MAX},
	rules::DispatchRules,
	scale::{carbon, div_floor, q8_floor, to_i64, with_carbon_floor},
	span::{Sides, Spans},
};
use alloc::{vec, vec::Vec};
use energy_primitives::{Carrier, SlotLength};

/// The most power of one side of a device, in W.
pub const POWER_MAX_W: u32 = 100_000_000;

/// The greatest distance of a coefficient from 0, in thousandths.
pub const PERMILLE_MAX: u32 = 10_000;

/// The greatest distance of an offered cost or end value from 0, in nano-currency per base
/// quantity: 100 EUR per kWh.
pub const COST_MAX_NANO: u32 = 100_000_000;

/// The most CO2 of a unit of fuel, in g.
pub const CARBON_MAX_G: u32 = 10_000;

/// Whether limits are within what the code can bear: at least one side, bounds in order and within
/// [`POWER_MAX_W`], [`PERMILLE_MAX`], [`COST_MAX_NANO`] and [`CARBON_MAX_G`], nothing into a store
/// that isn't there, nodes a tree can have, and reserve only of electricity.
pub fn check_limits(limits: &DeviceLimits) -> bool {
	let nodes = u32::from(limits.node) < NODES_MAX && u32::from(limits.other_node) < NODES_MAX;
	let mut sides = limits.take.iter().chain(&limits.give);
	let any = limits.take.is_some() || limits.give.is_some();
	let reserve = !limits.reserve || limits.carrier == Carrier::Electricity;
	nodes && any && reserve && sides.all(|side| check_side(side, limits.store_max > 0))
}

fn check_side(side: &SideLimits, store: bool) -> bool {
	let sound = |(low, high): (i32, i32)| {
		low <= high && low.unsigned_abs() <= PERMILLE_MAX && high.unsigned_abs() <= PERMILLE_MAX
	};
	sound(side.other_permille)
		&& sound(side.store_permille)
		&& (store || side.store_permille == (0, 0))
		&& side.power_max_w <= POWER_MAX_W
		&& side.cost_max_nano <= COST_MAX_NANO
		&& side.carbon_g_per_unit <= CARBON_MAX_G
}

/// Whether a horizon has a length the code can bear.
pub(crate) fn is_horizon(slots: usize, slot_s: u32) -> bool {
	let most = usize::try_from(SLOTS_MAX).unwrap_or(0);
	slots >= 1 && slots <= most && SlotLength::ALLOWED.contains(&slot_s)
}

/// An offer within its device's limits, one value per slot.
#[derive(Clone, Debug)]
pub(crate) struct Expanded {
	pub take: Option<Vec<SideSlot>>,
	pub give: Option<Vec<SideSlot>>,
	pub store: Option<StoreProblem>,
	pub safe_w: Vec<i32>,
}

/// Whether an offer covers `slots` slots of `slot_s` seconds, is within the device's limits, and
/// can be followed: its safe powers break none of its own bounds. Errors in order of precedence,
/// see
/// [`OfferError`].
pub fn check_offer(
	limits: &DeviceLimits,
	offer: &Offer,
	slots: usize,
	slot_s: u32,
) -> Result<(), OfferError> {
	let rules = DispatchRules::default();
	Expander { limits, slots, slot_s, rules: &rules }.expand(offer).map(|_| ())
}

/// Spreads offers of one device over the slots of a horizon and checks them on the way.
pub(crate) struct Expander<'a> {
	pub limits: &'a DeviceLimits,
	pub slots: usize,
	pub slot_s: u32,
	/// What carbon counts.
	pub rules: &'a DispatchRules,
}

impl Expander<'_> {
	/// The offer, one value per slot.
	pub fn expand(&self, offer: &Offer) -> Result<Expanded, OfferError> {
		if !is_horizon(self.slots, self.slot_s) {
			return Err(OfferError::WrongLength);
		}
		if !self.covers(&offer.take) || !self.covers(&offer.give) {
			return Err(OfferError::WrongLength);
		}
		let store = offer.store.as_ref().map(|store| self.store(store)).transpose()?;
		let safe_w = self.values(&offer.safe_w)?;
		self.check_presence(offer)?;
		let take = self.side(&offer.take, self.limits.take.as_ref())?;
		let give = self.side(&offer.give, self.limits.give.as_ref())?;
		let expanded = Expanded { take, give, store, safe_w };
		self.check_store(&expanded)?;
		let spans = Spans::of(expanded.take.as_ref(), expanded.give.as_ref(), self.slots)
			.ok_or(OfferError::WrongLength)?;
		if !spans.iter().all(is_clear) {
			return Err(OfferError::OutOfBounds);
		}
		if !is_followed(&expanded, spans) {
			return Err(OfferError::Infeasible);
		}
		Ok(expanded)
	}

	fn values<V: Copy + Default>(&self, profile: &[Run<V>]) -> Result<Vec<V>, OfferError> {
		expand(profile, self.slots).ok_or(OfferError::WrongLength)
	}

	/// Whether the profiles of a side cover the horizon exactly.
	fn covers(&self, side: &SideOffer) -> bool {
		covers(&side.power_w, self.slots)
			&& covers(&side.cost_nano, self.slots)
			&& covers(&side.other_permille, self.slots)
			&& covers(&side.store_permille, self.slots)
	}

	/// A store as offered.
	fn store(&self, store: &StoreOffer) -> Result<StoreProblem, OfferError> {
		let value = i64::from(store.end_value_nano);
		Ok(StoreProblem {
			start: store.start,
			level: self.values(&store.level)?,
			drain: self.values(&store.drain)?,
			end_value_q8: q8_floor(value, self.limits.carrier, self.slot_s),
		})
	}

	/// Only sides and a store the device has; its store, if it has one.
	fn check_presence(&self, offer: &Offer) -> Result<(), OfferError> {
		let limits = self.limits;
		let absent = |side: &SideOffer, limits: &Option<SideLimits>| {
			*side != SideOffer::default() && limits.is_none()
		};
		let no_store = limits.store_max == 0;
		if absent(&offer.take, &limits.take)
			|| absent(&offer.give, &limits.give)
			|| offer.store.is_some() == no_store
		{
			return Err(OfferError::NoSuchSide);
		}
		let end = offer.store.as_ref().map_or(0, |store| store.end_value_nano.unsigned_abs());
		(end <= COST_MAX_NANO).then_some(()).ok_or(OfferError::OutOfBounds)
	}

	/// A side within its limits, with its cost per W·slot; `None` where it never can do anything.
	fn side(
		&self,
		side: &SideOffer,
		limits: Option<&SideLimits>,
	) -> Result<Option<Vec<SideSlot>>, OfferError> {
		let Some(limits) = limits else { return Ok(None) };
		if *side == SideOffer::default() {
			return Ok(None);
		}
		let mut slots = vec![SideSlot::default(); self.slots];
		let extra = carbon(self.rules, limits.carbon_g_per_unit);
		fill(&mut slots, &side.power_w, |slots, (least, most)| {
			let most = within_i32(most, limits.power_max_w.min(POWER_MAX_W))?;
			let least = within_i32(least, most.unsigned_abs())?;
			slots.iter_mut().for_each(|slot| (slot.least_w, slot.most_w) = (least, most));
			Some(())
		})?;
		fill(&mut slots, &side.cost_nano, |slots, cost: i32| {
			let allowed = cost.unsigned_abs() <= limits.cost_max_nano;
			let cost = with_carbon_floor(cost.into(), extra, self.limits.carrier, self.slot_s);
			slots.iter_mut().for_each(|slot| slot.cost_q8 = cost);
			allowed.then_some(())
		})?;
		let within = |value: i32, (low, high): (i32, i32)| low <= value && value <= high;
		fill(&mut slots, &side.other_permille, |slots, other| {
			slots.iter_mut().for_each(|slot| slot.other_permille = other);
			within(other, limits.other_permille).then_some(())
		})?;
		fill(&mut slots, &side.store_permille, |slots, store| {
			slots.iter_mut().for_each(|slot| slot.store_permille = store);
			within(store, limits.store_permille).then_some(())
		})?;
		Ok(slots.iter().any(|slot| slot.most_w > 0).then_some(slots))
	}

	/// Levels within what the store can hold, and nothing that leaves it in a slot is more than it
	/// can hold and its sides can bring.
	fn check_store(&self, expanded: &Expanded) -> Result<(), OfferError> {
		let Some(store) = &expanded.store else { return Ok(()) };
		let most = self.store_max();
		let within = |level: i64| 0 <= level && level <= most;
		let levels =
			store.level.iter().all(|(low, high)| within(*low) && low <= high && *high <= most);
		let sides = self.limits.take.iter().chain(&self.limits.give);
		let flow = |side: &SideLimits| {
			let (low, high) = side.store_permille;
			let rate = i64::from(low.unsigned_abs().max(high.unsigned_abs()));
			i64::from(side.power_max_w).saturating_mul(rate)
		};
		let moved = sides.map(flow).max().unwrap_or(0).saturating_add(most);
		let drains = store.drain.iter().all(|drain| drain.unsigned_abs() <= moved.unsigned_abs());
		(within(store.start) && levels && drains).then_some(()).ok_or(OfferError::OutOfBounds)
	}

	/// What the store can hold, in permille W·slot, rounded down.
	fn store_max(&self) -> i64 {
		let joules = i128::from(self.limits.carrier.facts().joules_per_base).saturating_mul(1_000);
		let energy = i128::from(self.limits.store_max).saturating_mul(joules);
		to_i64(div_floor(energy, i128::from(self.slot_s)))
	}
}

/// Whether runs cover exactly `slots` slots; none at all stand for the default value throughout.
fn covers<V>(runs: &[Run<V>], slots: usize) -> bool {
	let sum = runs.iter().fold(0usize, |sum, run| sum.saturating_add(usize::from(run.slots)));
	runs.is_empty() || (sum == slots && runs.iter().all(|run| run.slots > 0))
}

/// Hands each run's value to `set` with its slots; `None` from there is out of bounds.
fn fill<V: Copy + Default>(
	slots: &mut [SideSlot],
	runs: &[Run<V>],
	mut set: impl FnMut(&mut [SideSlot], V) -> Option<()>,
) -> Result<(), OfferError> {
	if runs.is_empty() {
		return set(slots, V::default()).ok_or(OfferError::OutOfBounds);
	}
	let mut rest = slots;
	for run in runs {
		let (now, later) =
			rest.split_at_mut_checked(usize::from(run.slots)).ok_or(OfferError::WrongLength)?;
		set(now, run.value).ok_or(OfferError::OutOfBounds)?;
		rest = later;
	}
	Ok(())
}

/// A number of at most `most`.
fn within_i32(value: u32, most: u32) -> Option<i32> {
	(value <= most).then(|| i32::try_from(value).ok()).flatten()
}

/// A side with a least power forbids the other one: the device can't do both.
fn is_clear(sides: Sides) -> bool {
	let Sides { take, give } = sides;
	(take.least_w == 0 || give.most_w == 0) && (give.least_w == 0 || take.most_w == 0)
}

/// Whether the safe powers keep all bounds of their offer.
fn is_followed(expanded: &Expanded, spans: Spans) -> bool {
	let mut level = expanded.store.as_ref().map_or(0, |store| store.start);
	spans.iter().zip(&expanded.safe_w).enumerate().all(|(slot, (sides, power))| {
		let (low, high) = sides.span_w();
		if *power < low || *power > high {
			return false;
		}
		let Some(store) = &expanded.store else { return true };
		let Some(next) = store.next(level, &sides, *power, slot) else { return false };
		level = next;
		let (least, most) = store.level.get(slot).copied().unwrap_or((0, 0));
		least <= level && level <= most
	})
}
