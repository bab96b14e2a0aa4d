// SPDX-License-Identifier: Apache-2.0
//! Duals made ready: checked, spread over the slots, and summed along the tree, so that every
//! device finds the prices at its own nodes.

use crate::{
	flow::Flows,
	plan::Duals,
	problem::{DeviceProblem, GridProblem, Problem},
	profile::{expand, Run},
	scale::{div_floor, Q8},
	span::ZEROS,
};
use alloc::{vec, vec::Vec};
use energy_primitives::{Carrier, NanoPrice};

/// Why duals can't be used, in order of precedence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DualError {
	/// A list does not have one number per slot, or names a node or store that isn't there, or
	/// names them out of order.
	Shape,
	/// A number is further from 0 than [`DUAL_MAX`].
	OutOfRange,
	/// The problem itself is beyond what [`crate::build`] makes.
	Overflow,
}

/// The greatest distance of a dual from 0: 4 billion nano-currency per W·slot.
pub const DUAL_MAX: u64 = 1 << 40;

/// Prices of one carrier.
pub(crate) struct GridPrices {
	/// Price at the transformer, per slot.
	pub root: Vec<i64>,
	/// Value of capacity per node and slot.
	pub nodes: Vec<(u16, Vec<i64>)>,
	/// Price at each node, per slot: the transformer's less what stands on the way.
	pub at: Flows,
}

/// Duals, one number per slot.
pub(crate) struct Prices {
	pub electricity: GridPrices,
	pub heat: GridPrices,
	pub peak: Vec<i64>,
	pub ramp: Vec<i64>,
	pub reserve_up: Vec<i64>,
	pub reserve_down: Vec<i64>,
	/// By row in the problem, in order; others are 0.
	pub stores: Vec<(u16, Vec<i64>)>,
}

fn in_range(values: &[i64]) -> Result<(), DualError> {
	let allowed = values.iter().all(|value| value.unsigned_abs() <= DUAL_MAX);
	allowed.then_some(()).ok_or(DualError::OutOfRange)
}

/// A list with one number per slot; an empty one is 0 throughout if `optional`.
fn list(values: &[i64], slots: usize, optional: bool) -> Result<Vec<i64>, DualError> {
	if optional && values.is_empty() {
		return Ok(vec![0; slots]);
	}
	if values.len() != slots {
		return Err(DualError::Shape);
	}
	in_range(values)?;
	Ok(values.to_vec())
}

/// The same without negative numbers, which are read as 0.
fn positive(values: &[i64], slots: usize) -> Result<Vec<i64>, DualError> {
	let mut values = list(values, slots, true)?;
	values.iter_mut().for_each(|value| *value = (*value).max(0));
	Ok(values)
}

/// Runs by index, in ascending order of an index below `count`.
fn by_index(
	lists: &[(u16, Vec<Run<i64>>)],
	count: usize,
	slots: usize,
) -> Result<Vec<(u16, Vec<i64>)>, DualError> {
	let indices = lists.iter().map(|(index, _)| usize::from(*index));
	let ascending = indices.clone().zip(indices.clone().skip(1)).all(|(a, b)| a < b);
	if !ascending || indices.clone().any(|index| index >= count) {
		return Err(DualError::Shape);
	}
	let spread = |(index, runs): &(u16, Vec<Run<i64>>)| {
		let values = expand(runs, slots).ok_or(DualError::Shape)?;
		in_range(&values)?;
		Ok((*index, values))
	};
	lists.iter().map(spread).collect()
}

impl GridPrices {
	fn new(
		grid: Option<&GridProblem>,
		root: &[i64],
		nodes: &[(u16, Vec<Run<i64>>)],
		slots: usize,
	) -> Result<Self, DualError> {
		let Some(grid) = grid else {
			let none = root.is_empty() && nodes.is_empty();
			let nothing = Self { root: Vec::new(), nodes: Vec::new(), at: Flows::new(None, slots) };
			return none.then_some(nothing).ok_or(DualError::Shape);
		};
		let root = list(root, slots, false)?;
		let nodes = by_index(nodes, grid.tree.len(), slots)?;
		let mut at = Flows::new(Some(grid), slots);
		at.fill_down(&grid.tree, &root, &nodes).ok_or(DualError::Overflow)?;
		Ok(Self { root, nodes, at })
	}
}

impl Prices {
	/// Checks duals and makes them ready.
	pub fn new(problem: &Problem, duals: &Duals) -> Result<Self, DualError> {
		let slots = problem.slots;
		if ZEROS.len() < slots {
			return Err(DualError::Shape);
		}
		let (power, heat) = (Some(&problem.electricity), problem.heat.as_ref());
		let has_store = |(row, _): &(u16, Vec<Run<i64>>)| {
			problem.devices.get(usize::from(*row)).is_some_and(|device| device.store.is_some())
		};
		if !duals.stores_q8.iter().all(has_store) {
			return Err(DualError::Shape);
		}
		let mut ramp = list(&duals.ramp_q8, slots, true)?;
		// Nothing is known of the slot before the horizon.
		ramp.iter_mut().take(1).for_each(|value| *value = 0);
		Ok(Self {
			electricity: GridPrices::new(
				power,
				&duals.electricity_q8,
				&duals.electricity_nodes_q8,
				slots,
			)?,
			heat: GridPrices::new(heat, &duals.heat_q8, &duals.heat_nodes_q8, slots)?,
			peak: positive(&duals.peak_q8, slots)?,
			ramp,
			reserve_up: positive(&duals.reserve_up_q8, slots)?,
			reserve_down: positive(&duals.reserve_down_q8, slots)?,
			stores: by_index(&duals.stores_q8, problem.devices.len(), slots)?,
		})
	}

	/// The prices at a device's node on its own carrier and on the other one; empty where it has
	/// none.
	pub fn of(&self, device: &DeviceProblem) -> (&[i64], &[i64]) {
		let (own, other) = match device.carrier {
			Carrier::Electricity => (&self.electricity, &self.heat),
			Carrier::Heat => (&self.heat, &self.electricity),
		};
		(
			own.at.row(usize::from(device.node)).unwrap_or(&[]),
			other.at.row(usize::from(device.other_node)).unwrap_or(&[]),
		)
	}

	/// What a W·slot in the store of a row is worth per slot; empty where nothing is said.
	pub fn store(&self, row: usize) -> &[i64] {
		let found = self.stores.binary_search_by_key(&row, |(at, _)| usize::from(*at));
		let values = found.ok().and_then(|at| self.stores.get(at));
		values.map_or(&[], |(_, values)| values)
	}
}

/// The price at a device's node per slot, in nano-currency per W·slot, Q8: on its own carrier, or
/// on the other one. Empty for a row, node or network that isn't there, and for duals that can't be
/// used.
pub fn node_prices_q8(problem: &Problem, duals: &Duals, row: usize, other: bool) -> Vec<i64> {
	let Some(device) = problem.devices.get(row) else { return Vec::new() };
	let node = if other { device.other_node } else { device.node };
	let on_heat = (device.carrier == Carrier::Heat) != other;
	let (grid, root, nodes) = if on_heat {
		(problem.heat.as_ref(), &duals.heat_q8, &duals.heat_nodes_q8)
	} else {
		(Some(&problem.electricity), &duals.electricity_q8, &duals.electricity_nodes_q8)
	};
	let prices = GridPrices::new(grid, root, nodes, problem.slots);
	prices
		.ok()
		.and_then(|prices| Some(prices.at.row(usize::from(node))?.to_vec()))
		.unwrap_or_default()
}

/// A price per W·slot, Q8, as nano-currency per base quantity, rounded down, within the slot's
/// feed-in and retail tariff.
pub fn price_nano(
	price_q8: i64,
	carrier: Carrier,
	slot_s: u32,
	low: NanoPrice,
	high: NanoPrice,
) -> NanoPrice {
	let joules = i128::from(carrier.facts().joules_per_base);
	let divisor = Q8.saturating_mul(i128::from(slot_s));
	let price = div_floor(i128::from(price_q8).saturating_mul(joules), divisor);
	let kept = price.min(i128::from(high)).max(i128::from(low));
	NanoPrice::try_from(kept).unwrap_or(low)
}

/// How far duals are from the public reference, the middle between buying and selling: the sum over
/// slots and carriers of `|2 price - buy - sell|`, so twice the distance, and no half is lost.
pub fn reference_distance(problem: &Problem, duals: &Duals) -> u128 {
	let of = |grid: &GridProblem, prices: &[i64]| {
		let mut sum = 0u128;
		for (price, (buy, sell)) in prices.iter().zip(grid.buy_q8.iter().zip(&grid.sell_q8)) {
			let middle = i128::from(*buy).saturating_add(i128::from(*sell));
			let apart = i128::from(*price).saturating_mul(2).saturating_sub(middle);
			sum = sum.saturating_add(apart.unsigned_abs());
		}
		sum
	};
	let heat = problem.heat.as_ref().map_or(0, |grid| of(grid, &duals.heat_q8));
	of(&problem.electricity, &duals.electricity_q8).saturating_add(heat)
}
