// SPDX-License-Identifier: Apache-2.0
//! What a plan costs, exactly: powers are checked against the offers, everything else follows.
//!
//! Flows and stores are kept in thousandths, so nothing is rounded on the way; money is summed in
//! 1000 x 256ths and rounded once, at the end, up: against whoever proposed the plan.

use crate::{
	flow::{contract, Flows},
	plan::{Outcome, Plan, PlanError},
	problem::{DeviceProblem, GridProblem, Problem},
	reserve::Backing,
	scale::{div_ceil, product, watts_ceil, Weights, PERMILLE},
	span::{Sides, Spans, ZEROS},
	store::into_store,
};
use alloc::{vec, vec::Vec};
use energy_primitives::Carrier;

/// Checks a plan and says what follows from it. The first error in the order of devices is
/// returned; of one device, its powers come before its store.
pub fn verify(problem: &Problem, plan: &Plan) -> Result<Outcome, PlanError> {
	check_shape(problem, plan)?;
	let mut sums = Sums::new(problem);
	let rows = problem.devices.iter().zip(plan.power_w.chunks_exact(problem.slots.max(1)));
	for ((row, (device, powers)), alpha) in rows.enumerate().zip(&plan.alpha_permille) {
		let row = u16::try_from(row).map_err(|_| PlanError::Shape)?;
		sums.add(problem, &Row { row, device, powers }, *alpha)?;
	}
	sums.outcome(problem).ok_or(PlanError::Overflow)
}

/// One number per device and slot, and factors that are a whole or nothing.
fn check_shape(problem: &Problem, plan: &Plan) -> Result<(), PlanError> {
	let devices = problem.devices.len();
	if ZEROS.len() < problem.slots {
		return Err(PlanError::Shape);
	}
	let numbers = devices.checked_mul(problem.slots).ok_or(PlanError::Overflow)?;
	if plan.power_w.len() != numbers || plan.alpha_permille.len() != devices {
		return Err(PlanError::Shape);
	}
	let sum = plan.alpha_permille.iter().fold(0u64, |sum, x| sum.saturating_add(u64::from(*x)));
	let idle = |(device, alpha): (&DeviceProblem, &u16)| device.reserve || *alpha == 0;
	let allowed = problem.devices.iter().zip(&plan.alpha_permille).all(idle);
	if !allowed || (sum != 0 && sum != 1_000) {
		return Err(PlanError::Participation);
	}
	Ok(())
}

/// A device and its powers.
struct Row<'a> {
	row: u16,
	device: &'a DeviceProblem,
	powers: &'a [i32],
}

impl Row<'_> {
	/// Adds what the powers put into the networks, and returns what the device asks for them, Q8.
	fn put_in(&self, spans: Spans, own: &mut [i64], other: &mut [i64]) -> Result<i128, PlanError> {
		let mut asked = 0i128;
		let slots = self.powers.iter().zip(spans.iter()).zip(own).enumerate();
		for (slot, ((&power, sides), sum)) in slots {
			let (low, high) = sides.span_w();
			if power < low || power > high {
				return Err(PlanError::Power { row: self.row, slot: slot_number(slot) });
			}
			let side = sides.side(power);
			// An i32 times an i32 or a thousand fits an i64.
			let given = i64::from(power).wrapping_mul(PERMILLE);
			*sum = sum.checked_add(given).ok_or(PlanError::Overflow)?;
			let size = power.saturating_abs();
			let beside = i64::from(size).wrapping_mul(i64::from(side.other_permille));
			if beside != 0 {
				let sum = other.get_mut(slot).ok_or(PlanError::Shape)?;
				*sum = sum.checked_add(beside).ok_or(PlanError::Overflow)?;
			}
			asked = asked.saturating_add(product(side.cost_q8, size));
		}
		Ok(asked)
	}

	/// Follows the store through the slots: `each` sees its level at the end of every slot. Returns
	/// what is left; 0 without a store.
	fn walk(
		&self,
		spans: Spans,
		mut each: impl FnMut(usize, &Sides, i32, i64) -> Option<()>,
	) -> Option<i64> {
		let Some(store) = &self.device.store else { return Some(0) };
		let mut level = store.start;
		let slots = spans.iter().zip(self.powers).zip(&store.drain).enumerate();
		for (slot, ((sides, power), drain)) in slots {
			level = level.checked_add(into_store(&sides, *power))?.checked_sub(*drain)?;
			each(slot, &sides, *power, level)?;
		}
		Some(level)
	}

	/// Checks the store's bounds and returns what is left at the end.
	fn keep_store(&self, spans: Spans) -> Result<i64, PlanError> {
		let Some(store) = &self.device.store else { return Ok(0) };
		if store.level.len() != self.powers.len() || store.drain.len() != self.powers.len() {
			return Err(PlanError::Shape);
		}
		let mut broken = None;
		let left = self.walk(spans, |slot, _, _, level| {
			let (least, most) = store.level.get(slot).copied()?;
			let kept = least <= level && level <= most;
			if !kept {
				broken = Some(slot);
			}
			kept.then_some(())
		});
		let error = |slot| PlanError::Store { row: self.row, slot: slot_number(slot) };
		left.ok_or(broken.map_or(PlanError::Overflow, error))
	}

	/// How much the powers change against the last plan, in W over all slots.
	fn change(&self) -> i128 {
		let Some(last) = &self.device.last_w else { return 0 };
		let changes = self.powers.iter().zip(last).map(|(now, last)| now.abs_diff(*last));
		i128::from(changes.fold(0u64, |sum, change| sum.saturating_add(u64::from(change))))
	}
}

fn slot_number(slot: usize) -> u8 {
	u8::try_from(slot).unwrap_or(u8::MAX)
}

/// What grows device by device.
struct Sums {
	weights: Weights,
	electricity: Flows,
	heat: Flows,
	/// What devices ask, in 1000 x 256ths.
	devices: i128,
	/// The change against the last plan, in 1000 x 256ths.
	calm: i128,
	/// Reserve that is carried, up and down, per slot, in thousandths of a W.
	reserve_up: Vec<i64>,
	reserve_down: Vec<i64>,
}

impl Sums {
	fn new(problem: &Problem) -> Self {
		let slots = problem.slots;
		Self {
			weights: Weights::of(problem),
			electricity: Flows::new(Some(&problem.electricity), slots),
			heat: Flows::new(problem.heat.as_ref(), slots),
			devices: 0,
			calm: 0,
			reserve_up: vec![0; slots],
			reserve_down: vec![0; slots],
		}
	}

	/// Adds one device.
	fn add(&mut self, problem: &Problem, row: &Row, alpha: u16) -> Result<(), PlanError> {
		let device = row.device;
		let (own, other) = match device.carrier {
			Carrier::Electricity => (&mut self.electricity, &mut self.heat),
			Carrier::Heat => (&mut self.heat, &mut self.electricity),
		};
		let spans = Spans::new(device, problem.slots).ok_or(PlanError::Shape)?;
		let own = own.row_mut(usize::from(device.node)).ok_or(PlanError::Shape)?;
		let other = other.row_mut(usize::from(device.other_node)).unwrap_or(&mut []);
		let asked = row.put_in(spans, own, other)?;
		let left = row.keep_store(spans)?;
		let part = i64::from(problem.rules.reserve_w).saturating_mul(i64::from(alpha));
		if part > 0 {
			self.add_reserve(problem, row, spans, part);
		}
		self.add_costs(row, asked, left).ok_or(PlanError::Overflow)
	}

	/// Adds what a device asks for its powers and what is left in its store, and its change.
	fn add_costs(&mut self, row: &Row, asked: i128, left: i64) -> Option<()> {
		let thousand = i128::from(PERMILLE);
		let value = row.device.store.as_ref().map_or(0, |store| store.end_value_q8);
		let worth = i128::from(value).checked_mul(i128::from(left))?;
		let asked = asked.checked_mul(thousand)?.checked_sub(worth)?;
		self.devices = self.devices.checked_add(asked)?;
		let calm = i128::from(self.weights.calm(row.device.carrier)).checked_mul(thousand)?;
		self.calm = self.calm.checked_add(row.change().checked_mul(calm)?)?;
		Some(())
	}

	/// Adds the reserve a device carries: its part of what is needed, as far as it is backed.
	fn add_reserve(&mut self, problem: &Problem, row: &Row, spans: Spans, part: i64) {
		let (up, down) = (&mut self.reserve_up, &mut self.reserve_down);
		let mut add = |slot: usize, backing: Backing| {
			add_to(up, slot, part.min(backing.up));
			add_to(down, slot, part.min(backing.down));
		};
		let slots = problem.rules.reserve_slots;
		if let Some(store) = &row.device.store {
			// The store was walked before, so this goes to the end, too.
			let _ = row.walk(spans, |slot, sides, power, level| {
				let bounds = store.level.get(slot).copied()?;
				add(slot, Backing::stored(sides, power, level, bounds, slots));
				Some(())
			});
			return;
		}
		for (slot, (sides, power)) in spans.iter().zip(row.powers).enumerate() {
			add(slot, Backing::free(&sides, *power));
		}
	}

	/// Reserve that lacks in both directions, over all slots, in thousandths.
	fn reserve_short(&self, problem: &Problem) -> i128 {
		let needed = i128::from(problem.rules.reserve_w).saturating_mul(i128::from(PERMILLE));
		let lack = |carried: &i64| needed.saturating_sub(i128::from(*carried)).max(0);
		self.reserve_up.iter().chain(&self.reserve_down).map(lack).sum()
	}

	/// The outcome, once all devices are in.
	fn outcome(mut self, problem: &Problem) -> Option<Outcome> {
		let short = self.reserve_short(problem);
		let weights = self.weights;
		let power = Settled::new(
			&problem.electricity,
			&mut self.electricity,
			weights.overload(Carrier::Electricity),
		)?;
		let heat = match &problem.heat {
			Some(grid) => Settled::new(grid, &mut self.heat, weights.overload(Carrier::Heat))?,
			None => Settled::default(),
		};
		let peak = power.billed.iter().copied().max().unwrap_or(0).max(0);
		let (ramp, beyond) = power.ramp(problem.rules.ramp_limit_w);
		let shape = i128::from(weights.peak_q8)
			.checked_mul(i128::from(peak))?
			.checked_add(i128::from(weights.ramp_q8).checked_mul(beyond)?)?;
		let grid = power.bill.checked_add(heat.bill)?;
		let penalty = power
			.penalty
			.checked_add(heat.penalty)?
			.checked_add(i128::from(weights.reserve_short_q8).checked_mul(short)?)?;
		let parts = [grid, self.devices, shape, self.calm, penalty];
		let cost = parts.iter().try_fold(0i128, |sum, part| sum.checked_add(*part))?;
		let up = |value: i128| div_ceil(value, i128::from(PERMILLE));
		let watts = |net: &[i64]| net.iter().copied().map(watts_ceil).collect();
		Some(Outcome {
			cost_q8: up(cost),
			grid_q8: up(grid),
			devices_q8: up(self.devices),
			shape_q8: up(shape),
			calm_q8: up(self.calm),
			penalty_q8: up(penalty),
			net_w: watts(&power.net),
			heat_net_w: watts(&heat.net),
			peak_w: watts_ceil(peak),
			ramp_w: watts_ceil(ramp),
			overload_w_slots: up(power.beyond.checked_add(heat.beyond)?),
			reserve_short_w_slots: up(short),
		})
	}
}

fn add_to(values: &mut [i64], slot: usize, part: i64) {
	if let Some(value) = values.get_mut(slot) {
		*value = value.saturating_add(part);
	}
}

/// One carrier's network under a plan. Powers in thousandths of a W, money in 1000 x 256ths.
#[derive(Default)]
struct Settled {
	/// Taken from the grid per slot, negative given.
	net: Vec<i64>,
	/// Of it: within the contract.
	billed: Vec<i64>,
	bill: i128,
	/// Flow beyond capacities and contract.
	beyond: i128,
	/// What that costs.
	penalty: i128,
}

impl Settled {
	fn new(grid: &GridProblem, flows: &mut Flows, overload_q8: i64) -> Option<Self> {
		flows.sum_up(grid)?;
		let (import_max, export_max) = contract(grid);
		let net: Vec<i64> = flows.row(0)?.iter().map(|flow| flow.saturating_neg()).collect();
		let clipped = |net: &i64| (*net).min(import_max).max(export_max.saturating_neg());
		let billed: Vec<i64> = net.iter().map(clipped).collect();
		let mut bill = 0i128;
		for (power, (buy, sell)) in billed.iter().zip(grid.buy_q8.iter().zip(&grid.sell_q8)) {
			let price = if *power > 0 { *buy } else { *sell };
			bill = bill.checked_add(i128::from(price).checked_mul(i128::from(*power))?)?;
		}
		let outside = |(net, billed): (&i64, &i64)| i128::from(net.abs_diff(*billed));
		let beyond = net.iter().zip(&billed).map(outside).sum::<i128>();
		let beyond = beyond.checked_add(flows.overload(&grid.tree))?;
		let penalty = beyond.checked_mul(i128::from(overload_q8))?;
		Some(Self { net, billed, bill, beyond, penalty })
	}

	/// The greatest change from slot to slot, and all change beyond the limit.
	fn ramp(&self, limit_w: u32) -> (i64, i128) {
		let limit = u64::from(limit_w).saturating_mul(PERMILLE.unsigned_abs());
		let steps = self.billed.iter().zip(self.billed.iter().skip(1));
		let (mut most, mut beyond) = (0u64, 0i128);
		for step in steps.map(|(before, now)| now.abs_diff(*before)) {
			most = most.max(step);
			beyond = beyond.saturating_add(i128::from(step.saturating_sub(limit)));
		}
		(i64::try_from(most).unwrap_or(i64::MAX), beyond)
	}
}
