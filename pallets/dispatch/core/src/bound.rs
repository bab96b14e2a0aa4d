// SPDX-License-Identifier: Apache-2.0
//! A cost that no plan can be below, from any duals, after Neumaier and Shcherbina (Mathematical
//! Programming 99, 2004, 283-296): whatever the prices are, the sum of what every device and the
//! grid can do best at them, each for itself within its own limits, is at most what any plan costs.
//!
//! Everything is in 1000 x 256ths of a nano-currency until the end, so nothing is rounded before
//! it.

use crate::{
	flow::{capacity, contract, passive_below},
	plan::{Duals, Plan},
	prices::{DualError, GridPrices, Prices},
	problem::{GridProblem, Problem},
	scale::{div_ceil, div_floor, Weights, PERMILLE, Q8},
	span::Spans,
	terms::DeviceTerms,
};
use alloc::{vec, vec::Vec};
use energy_primitives::Carrier;

/// What duals prove.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Bound {
	/// No plan costs less, in nano-currency, Q8, rounded down.
	pub bound_q8: i128,
	/// The least each device costs at these prices, by row, in 1000 x 256ths.
	pub device_min: Vec<i128>,
}

impl Bound {
	/// No plan costs less, in nano-currency, rounded down.
	pub fn bound_nano(&self) -> i128 {
		div_floor(self.bound_q8, Q8)
	}
}

/// How far devices could move a carrier's net load, per slot, in thousandths of a W.
struct Reach {
	up: Vec<i64>,
	down: Vec<i64>,
}

/// The bound that duals prove for a problem.
pub fn bound(problem: &Problem, duals: &Duals) -> Result<Bound, DualError> {
	let prices = Prices::new(problem, duals)?;
	let slots = problem.slots;
	let empty = || Reach { up: vec![0; slots], down: vec![0; slots] };
	let (mut power, mut heat) = (empty(), empty());
	let weights = Weights::of(problem);
	let mut device_min = Vec::with_capacity(problem.devices.len());
	for (row, device) in problem.devices.iter().enumerate() {
		device_min.push(DeviceTerms::new(problem, &prices, &weights, row)?.least()?);
		let (own, other) = match device.carrier {
			Carrier::Electricity => (&mut power, &mut heat),
			Carrier::Heat => (&mut heat, &mut power),
		};
		extend(Spans::new(device, slots).ok_or(DualError::Overflow)?, own, other);
	}
	let mut sum = device_min.iter().try_fold(0i128, |sum, least| sum.checked_add(*least));
	let mut add =
		|part: Option<i128>| sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
	add(grid_least(
		&problem.electricity,
		&prices.electricity,
		Some(&prices),
		&power,
		&weights,
		problem,
	));
	if let Some(grid) = &problem.heat {
		add(grid_least(grid, &prices.heat, None, &heat, &weights, problem));
	}
	add(reserve_least(problem, &prices, &weights));
	let sum = sum.ok_or(DualError::Overflow)?;
	Ok(Bound { bound_q8: div_floor(sum, i128::from(PERMILLE)), device_min })
}

/// Adds what a device can put in at most, on both carriers.
fn extend(spans: Spans, own: &mut Reach, other: &mut Reach) {
	let own = own.up.iter_mut().zip(&mut own.down);
	let other = other.up.iter_mut().zip(&mut other.down);
	for (sides, (own, other)) in spans.iter().zip(own.zip(other)) {
		let (low, high) = sides.span_w();
		let (most_given, most_taken) =
			(i64::from(high.max(0)), i64::from(low.min(0).unsigned_abs()));
		// At most 2^31 times 2^31 each: only their sums could leave an i64, and stay at its end
		// then.
		*own.0 = own.0.saturating_add(most_given.wrapping_mul(PERMILLE));
		*own.1 = own.1.saturating_add(most_taken.wrapping_mul(PERMILLE));
		let given = most_given.wrapping_mul(i64::from(sides.give.other_permille));
		let taken = most_taken.wrapping_mul(i64::from(sides.take.other_permille));
		*other.0 = other.0.saturating_add(given.max(taken).max(0));
		*other.1 = other.1.saturating_add(given.min(taken).min(0).saturating_neg());
	}
}

/// `rate * most` where that is below 0: the least of a variable in `0..=most`.
fn least(rate: i64, most: i64) -> i128 {
	i128::from(rate.min(0)).saturating_mul(i128::from(most.max(0)))
}

/// The least a network costs at its prices: exchange with the grid, peak and ramp (where `shape`
/// has their prices), and flow beyond capacities; with the load nobody plans.
fn grid_least(
	grid: &GridProblem,
	prices: &GridPrices,
	shape: Option<&Prices>,
	reach: &Reach,
	weights: &Weights,
	problem: &Problem,
) -> Option<i128> {
	let carrier = if shape.is_some() { Carrier::Electricity } else { Carrier::Heat };
	let overload = weights.overload(carrier);
	let boxes = Exchange::boxes(grid, reach);
	let at = |values: Option<&Vec<i64>>, slot: usize| {
		values.and_then(|values| values.get(slot)).copied().unwrap_or(0)
	};
	let mut sum = 0i128;
	for (slot, exchange) in boxes.iter().enumerate() {
		let price = at(Some(&prices.root), slot);
		let next = slot.saturating_add(1);
		let ramp = |slot: usize| at(shape.map(|shape| &shape.ramp), slot);
		let turn = ramp(slot).saturating_sub(ramp(next));
		let peak = at(shape.map(|shape| &shape.peak), slot);
		let buy = at(Some(&grid.buy_q8), slot).saturating_sub(price).saturating_add(peak);
		let sell = price.saturating_sub(at(Some(&grid.sell_q8), slot));
		let passive = i128::from(at(Some(&grid.passive_w), slot)).checked_mul(1_000)?;
		let parts = [
			i128::from(price).checked_mul(passive)?,
			least(buy.saturating_add(turn), exchange.import),
			least(sell.saturating_sub(turn), exchange.export),
			least(overload.saturating_sub(price), exchange.shed),
			least(overload.saturating_add(price), exchange.spill),
		];
		sum = parts.iter().try_fold(sum, |sum, part| sum.checked_add(*part))?;
	}
	sum = sum.checked_add(nodes_least(grid, prices, reach, overload)?)?;
	match shape {
		Some(shape) => sum.checked_add(shape_least(shape, &boxes, weights, problem)?),
		None => Some(sum),
	}
}

/// The most of every exchange with the grid in a slot, in thousandths of a W.
struct Exchange {
	import: i64,
	export: i64,
	shed: i64,
	spill: i64,
}

impl Exchange {
	/// From the contract, and from what devices and load can need or leave at most.
	fn boxes(grid: &GridProblem, reach: &Reach) -> Vec<Self> {
		let (import_max, export_max) = contract(grid);
		let slots = grid.passive_w.iter().zip(reach.up.iter().zip(&reach.down));
		let of = |(passive, (up, down)): (&i64, (&i64, &i64))| {
			let passive = passive.saturating_mul(PERMILLE);
			let need = passive.saturating_add(*down).max(0);
			let left = up.saturating_sub(passive).max(0);
			Self {
				import: need.min(import_max),
				export: left.min(export_max),
				shed: need.saturating_sub(import_max).max(0),
				spill: left.saturating_sub(export_max).max(0),
			}
		};
		slots.map(of).collect()
	}
}

/// The least that flow beyond capacities costs, with what capacity is worth.
fn nodes_least(
	grid: &GridProblem,
	prices: &GridPrices,
	reach: &Reach,
	overload: i64,
) -> Option<i128> {
	let below = passive_below(&grid.tree);
	let mut sum = 0i128;
	for (node, values) in &prices.nodes {
		let node = usize::from(*node);
		let part = below.get(node).copied().unwrap_or(0);
		let (up, down) = capacity(grid.tree.get(node)?);
		let slots = values.iter().zip(&grid.passive_w).zip(reach.up.iter().zip(&reach.down));
		for ((value, passive), (most, least_flow)) in slots {
			let passive = passive.checked_mul(part)?;
			let (cap, beyond) = if *value >= 0 {
				(up, most.checked_sub(passive)?.checked_sub(up)?)
			} else {
				(down, least_flow.checked_add(passive)?.checked_add(down)?)
			};
			let row = i128::from(*value).checked_mul(i128::from(passive.checked_add(cap)?))?;
			let size = to_signed(value.unsigned_abs());
			let over = least(overload.saturating_sub(size), beyond);
			sum = sum.checked_sub(row)?.checked_add(over)?;
		}
	}
	Some(sum)
}

fn to_signed(value: u64) -> i64 {
	i64::try_from(value).unwrap_or(i64::MAX)
}

/// The least that peak and ramp cost.
fn shape_least(
	shape: &Prices,
	boxes: &[Exchange],
	weights: &Weights,
	problem: &Problem,
) -> Option<i128> {
	let worth = shape.peak.iter().fold(0i64, |sum, value| sum.saturating_add(*value));
	let highest = boxes.iter().map(|exchange| exchange.import).max().unwrap_or(0);
	let mut sum = least(weights.peak_q8.saturating_sub(worth), highest);
	let limit = i64::from(problem.rules.ramp_limit_w).saturating_mul(PERMILLE);
	let steps = boxes.iter().zip(boxes.iter().zip(&shape.ramp).skip(1));
	for (before, (now, value)) in steps {
		let size = to_signed(value.unsigned_abs());
		let rise = now.import.saturating_add(before.export);
		let fall = now.export.saturating_add(before.import);
		let beyond = rise.max(fall).saturating_sub(limit);
		let free = i128::from(size).checked_mul(i128::from(limit))?;
		let over = least(weights.ramp_q8.saturating_sub(size), beyond);
		sum = sum.checked_sub(free)?.checked_add(over)?;
	}
	Some(sum)
}

/// The least that reserve costs: what is needed at its value, and what may lack.
fn reserve_least(problem: &Problem, prices: &Prices, weights: &Weights) -> Option<i128> {
	let needed = i64::from(problem.rules.reserve_w).saturating_mul(PERMILLE);
	let mut sum = 0i128;
	for value in prices.reserve_up.iter().chain(&prices.reserve_down) {
		let row = i128::from(*value).checked_mul(i128::from(needed))?;
		let short = least(weights.reserve_short_q8.saturating_sub(*value), needed);
		sum = sum.checked_add(row)?.checked_add(short)?;
	}
	Some(sum)
}

/// How much better each device could do alone at the prices of the bound than in the plan, by row,
/// in nano-currency, rounded up. The plan must have passed [`crate::verify`], and the bound must be
/// of these duals.
pub fn regrets_nano(
	problem: &Problem,
	plan: &Plan,
	duals: &Duals,
	bound: &Bound,
) -> Result<Vec<u128>, DualError> {
	let rows = problem.devices.len();
	let numbers = rows.checked_mul(problem.slots).ok_or(DualError::Overflow)?;
	if plan.power_w.len() != numbers || bound.device_min.len() != rows {
		return Err(DualError::Shape);
	}
	let prices = Prices::new(problem, duals)?;
	let unit = i128::from(PERMILLE).saturating_mul(Q8);
	let powers = plan.power_w.chunks_exact(problem.slots.max(1));
	let weights = Weights::of(problem);
	let rows = powers.zip(&bound.device_min).enumerate();
	let regret = |(row, (powers, least)): (usize, (&[i32], &i128))| {
		let cost = DeviceTerms::new(problem, &prices, &weights, row)?.at(powers)?;
		let more = cost.checked_sub(*least).ok_or(DualError::Overflow)?;
		Ok(div_ceil(more.max(0), unit).unsigned_abs())
	};
	rows.map(regret).collect()
}
