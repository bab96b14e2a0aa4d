// SPDX-License-Identifier: Apache-2.0
//! What a device costs at given prices: the terms of the Lagrangian that hold its variables. In
//! 1000 x 256ths of a nano-currency.

use crate::{
	prices::{DualError, Prices},
	problem::{DeviceProblem, Problem, SideSlot, StoreProblem},
	scale::{product, Weights, PERMILLE},
	span::{Sides, Spans, ZEROS},
	store::into_store,
};

/// No end value of a store of a problem is further from 0, in Q8.
const WORTH_MAX: u64 = 1 << 44;

/// No level, start or drain of a store of a problem is further from 0, in permille W·slot.
const LEVEL_MAX: u64 = 1 << 50;

/// What a power costs in one slot at given prices: a line on each side of 0, and one with a kink at
/// the last plan.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SlotTerm {
	low: i32,
	high: i32,
	/// Per W taken.
	take: i64,
	/// Per W given.
	give: i64,
	/// Per W away from the last plan.
	calm: i64,
	last: i32,
	/// Whatever the power is.
	fixed: i128,
}

impl SlotTerm {
	/// The cost of a power.
	#[inline]
	pub fn at(&self, power: i32) -> i128 {
		let rate = if power > 0 { self.give } else { self.take };
		let own = product(rate, power.saturating_abs()).wrapping_add(self.fixed);
		if self.calm == 0 {
			return own;
		}
		let change = power.abs_diff(self.last);
		own.wrapping_add(match i32::try_from(change) {
			Ok(change) => product(self.calm, change),
			Err(_) => i128::from(self.calm).wrapping_mul(i128::from(change)),
		})
	}

	/// Headroom earns the value of reserve: `high - power` upwards, `power - low` downwards.
	#[inline]
	fn add_reserve(&mut self, up: i64, down: i64) {
		let lean = up.wrapping_sub(down);
		self.give = self.give.wrapping_add(lean);
		self.take = self.take.wrapping_sub(lean);
		self.fixed = product(down, self.low).wrapping_sub(product(up, self.high));
	}

	/// The least cost of any allowed power. It is a line between its ends, 0 and the last plan.
	#[inline]
	pub fn least(&self) -> i128 {
		let mut least = self.at(self.low).min(self.at(self.high));
		if self.low < 0 && self.high > 0 {
			least = least.min(self.at(0));
		}
		if self.calm != 0 && self.last > self.low && self.last < self.high {
			least = least.min(self.at(self.last));
		}
		least
	}
}

/// Whether a store has a number per slot, within what offers allow, so that sums over it stay in
/// range.
fn is_bounded(store: &StoreProblem, slots: usize) -> bool {
	let small = |value: i64| value.unsigned_abs() <= LEVEL_MAX;
	store.level.len() == slots
		&& store.drain.len() == slots
		&& small(store.start)
		&& store.end_value_q8.unsigned_abs() <= WORTH_MAX
		&& store.drain.iter().all(|drain| small(*drain))
		&& store.level.iter().all(|(least, most)| small(*least) && small(*most))
}

/// A device at given prices: one number per slot in every list.
pub(crate) struct DeviceTerms<'a> {
	device: &'a DeviceProblem,
	spans: Spans<'a>,
	/// Price at its node on its own carrier.
	own: &'a [i64],
	/// Price at its node on the other carrier.
	other: &'a [i64],
	has_other: bool,
	/// Worth of a W·slot in its store.
	water: &'a [i64],
	/// Values of reserve, up and down.
	reserve: (&'a [i64], &'a [i64]),
	/// What change costs, and the last plan.
	calm: i64,
	last: &'a [i32],
}

impl<'a> DeviceTerms<'a> {
	/// The device in a row of the problem.
	pub fn new(
		problem: &'a Problem,
		prices: &'a Prices,
		weights: &Weights,
		row: usize,
	) -> Result<Self, DualError> {
		let device = problem.devices.get(row).ok_or(DualError::Shape)?;
		let zeros = ZEROS.get(..problem.slots).ok_or(DualError::Overflow)?;
		let spans = Spans::new(device, problem.slots).ok_or(DualError::Overflow)?;
		let (own, other) = prices.of(device);
		let filled = |values: &'a [i64]| if values.is_empty() { zeros } else { values };
		let store = device.store.as_ref();
		let last = device.last_w.as_deref().unwrap_or(&[]);
		if own.len() != problem.slots
			|| !store.is_none_or(|store| is_bounded(store, problem.slots))
			|| !(last.is_empty() || last.len() == problem.slots)
		{
			return Err(DualError::Overflow);
		}
		let calm = if last.is_empty() { 0 } else { weights.calm(device.carrier) };
		let reserve = match device.reserve {
			true => (prices.reserve_up.as_slice(), prices.reserve_down.as_slice()),
			false => (zeros, zeros),
		};
		let has_other = !other.is_empty();
		let (other, water) = (filled(other), filled(prices.store(row)));
		let calm = calm.saturating_mul(PERMILLE);
		Ok(Self { device, spans, own, other, has_other, water, reserve, calm, last })
	}

	/// Hands what each slot costs to `each`. An error if a number of the device is beyond what the
	/// code can bear; what was handed out means nothing then.
	#[inline]
	fn for_each_slot(&self, mut each: impl FnMut(&SlotTerm)) -> Result<(), DualError> {
		let mut seen = Magnitude::default();
		let prices = self.own.iter().zip(self.other).zip(self.water);
		let reserve = self.reserve.0.iter().zip(self.reserve.1);
		let slots = self.spans.iter().zip(prices).zip(reserve).enumerate();
		for (slot, ((sides, ((own, other), water)), (up, down))) in slots {
			seen.add(&sides.take);
			seen.add(&sides.give);
			let mut term = slot_term(&sides, *own, *other, *water);
			if *up != 0 || *down != 0 {
				term.add_reserve(up.wrapping_mul(PERMILLE), down.wrapping_mul(PERMILLE));
			}
			if self.calm != 0 {
				(term.calm, term.last) = (self.calm, self.last.get(slot).copied().unwrap_or(0));
			}
			each(&term);
		}
		seen.is_bearable(self.has_other).then_some(()).ok_or(DualError::Overflow)
	}

	/// What does not depend on powers and levels: what the store begins with and loses.
	fn fixed(&self) -> i128 {
		let Some(store) = &self.device.store else { return 0 };
		let first = self.water.first().copied().unwrap_or(0);
		let start = i128::from(first).wrapping_mul(i128::from(store.start));
		let drains = self.water.iter().zip(&store.drain).filter(|(_, drain)| **drain != 0);
		drains.fold(start.wrapping_neg(), |sum, (water, drain)| {
			sum.wrapping_add(i128::from(*water).wrapping_mul(i128::from(*drain)))
		})
	}

	/// What a W·slot in the store at the end of each slot costs: its worth now less its worth
	/// later.
	fn level_rates(&self) -> impl Iterator<Item = i64> + '_ {
		let end = self.device.store.as_ref().map_or(0, |store| store.end_value_q8);
		let later = self.water.iter().skip(1).copied().chain([end]);
		self.water.iter().zip(later).map(|(now, later)| now.saturating_sub(later))
	}

	/// The least it can cost.
	pub fn least(&self) -> Result<i128, DualError> {
		let mut sum = self.fixed();
		self.for_each_slot(|term| sum = sum.wrapping_add(term.least()))?;
		let Some(store) = &self.device.store else { return Ok(sum) };
		for (rate, (least, most)) in self.level_rates().zip(&store.level) {
			if rate != 0 {
				let level = if rate > 0 { *least } else { *most };
				sum = sum.wrapping_add(i128::from(rate).wrapping_mul(i128::from(level)));
			}
		}
		Ok(sum)
	}

	/// What it costs with these powers.
	pub fn at(&self, powers: &[i32]) -> Result<i128, DualError> {
		let mut sum = self.fixed();
		let mut rest = powers.iter();
		self.for_each_slot(|term| {
			let power = rest.next().copied().unwrap_or(0);
			sum = sum.wrapping_add(term.at(power));
		})?;
		let Some(store) = &self.device.store else { return Ok(sum) };
		let mut level = store.start;
		let slots = self.level_rates().zip(self.spans.iter()).zip(powers.iter().zip(&store.drain));
		for ((rate, sides), (power, drain)) in slots {
			let next = level.checked_add(into_store(&sides, *power));
			level = next.and_then(|next| next.checked_sub(*drain)).ok_or(DualError::Overflow)?;
			if rate != 0 {
				sum = sum.wrapping_add(i128::from(rate).wrapping_mul(i128::from(level)));
			}
		}
		Ok(sum)
	}
}

/// The bits in use by the numbers of a device, over all slots.
#[derive(Default)]
struct Magnitude {
	cost: u64,
	other: u32,
	store: u32,
}

impl Magnitude {
	#[inline]
	fn add(&mut self, side: &SideSlot) {
		self.cost |= side.cost_q8.unsigned_abs();
		self.other |= side.other_permille.unsigned_abs();
		self.store |= side.store_permille.unsigned_abs();
	}

	/// Whether costs are below 2^45 and coefficients below 2^14, and nothing goes to a network that
	/// isn't there.
	fn is_bearable(&self, has_other: bool) -> bool {
		self.cost < 1 << 45 && (self.other | self.store) < 1 << 14 && (has_other || self.other == 0)
	}
}

/// What a slot costs without reserve and change.
///
/// Duals are at most 2^40 and at most 65 stand on a path, so prices are below 2^47. With what
/// [`Magnitude`] allows every sum here stays below 2^63.
#[inline]
fn slot_term(sides: &Sides, own: i64, other: i64, water: i64) -> SlotTerm {
	let rate = |side: &SideSlot| {
		let beside = i64::from(side.other_permille).wrapping_mul(other);
		let stored = i64::from(side.store_permille).wrapping_mul(water);
		side.cost_q8.wrapping_mul(PERMILLE).wrapping_sub(beside).wrapping_sub(stored)
	};
	let price = own.wrapping_mul(PERMILLE);
	let (low, high) = sides.span_w();
	let take = rate(&sides.take).wrapping_add(price);
	let give = rate(&sides.give).wrapping_sub(price);
	SlotTerm { low, high, take, give, ..SlotTerm::default() }
}
