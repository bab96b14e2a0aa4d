// SPDX-License-Identifier: Apache-2.0
//! From what stands in state to the problem of a round, so that the chain and every solver have
//! exactly the same one.

use crate::{
	device::{DeviceLimits, OfferError, DEVICES_MAX},
	grid::{is_tree, Contract, Node, NODES_MAX},
	limits::{check_limits, is_horizon, Expander},
	offer::Offer,
	problem::{DeviceProblem, GridProblem, Problem},
	rules::{DispatchRules, RuleBounds},
	scale::{carbon, div_ceil, to_i64, with_carbon_ceil, with_carbon_floor},
};
use alloc::vec::Vec;
use energy_primitives::{Carrier, NanoPrice};

/// The greatest distance of the load nobody plans from 0, in W.
pub const PASSIVE_MAX_W: i64 = 1_000_000_000_000;

/// One carrier's network, as it stands in state.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GridInput {
	/// The tree.
	pub tree: Vec<Node>,
	/// The contract with the upstream grid.
	pub contract: Contract,
	/// Retail tariff per slot, in nano-currency per base quantity.
	pub buy_nano: Vec<NanoPrice>,
	/// Feed-in tariff per slot.
	pub sell_nano: Vec<NanoPrice>,
	/// The load nobody plans per slot, in W, without losses; negative where more is made than used.
	pub passive_w: Vec<i64>,
}

/// A device, as it stands in state.
#[derive(Clone, Debug)]
pub struct DeviceInput<'a> {
	/// Its number in the community.
	pub device: u16,
	/// Its physical limits.
	pub limits: &'a DeviceLimits,
	/// Its offer; without one it is left out.
	pub offer: Option<&'a Offer>,
	/// What the last plan said of these slots.
	pub last_w: Option<Vec<i32>>,
}

/// Why there is no problem, in order of precedence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BuildError {
	/// No slots, more than [`crate::SLOTS_MAX`], or a slot length that is none.
	Horizon,
	/// A rule is beyond the widest bounds.
	Rules,
	/// A network has no tree, not one number per slot, or a load beyond [`PASSIVE_MAX_W`].
	Grid(Carrier),
	/// More devices than [`DEVICES_MAX`].
	TooMany,
	/// A device's limits are unsound, or it is at a node or in a network that isn't there, or its
	/// last plan does not cover the horizon.
	Device(u16),
	/// A device's offer does not fit it.
	Offer(u16, OfferError),
}

/// Builds the problem of a round.
///
/// Rounding: what devices ask is rounded down, what the grid asks up, what it pays down, carbon
/// with them; losses up, capacities down. The grid never pays more than it asks.
pub fn build(
	slot_s: u32,
	slots: usize,
	rules: &DispatchRules,
	electricity: &GridInput,
	heat: Option<&GridInput>,
	devices: &[DeviceInput],
) -> Result<Problem, BuildError> {
	if !is_horizon(slots, slot_s) {
		return Err(BuildError::Horizon);
	}
	if !RuleBounds::default().allow(rules) {
		return Err(BuildError::Rules);
	}
	let frame = Frame { slot_s, slots, rules };
	let electricity = frame.grid(electricity, Carrier::Electricity)?;
	let heat = heat.map(|heat| frame.grid(heat, Carrier::Heat)).transpose()?;
	let offering = || devices.iter().filter(|device| device.offer.is_some());
	if offering().count() > usize::try_from(DEVICES_MAX).unwrap_or(0) {
		return Err(BuildError::TooMany);
	}
	let mut rows = Vec::with_capacity(offering().count());
	for device in devices {
		if let Some(offer) = device.offer {
			rows.push(frame.device(device, offer, &electricity, heat.as_ref())?);
		}
	}
	Ok(Problem { slot_s, slots, rules: *rules, electricity, heat, devices: rows })
}

/// What all parts of a problem share.
struct Frame<'a> {
	slot_s: u32,
	slots: usize,
	rules: &'a DispatchRules,
}

impl Frame<'_> {
	fn grid(&self, grid: &GridInput, carrier: Carrier) -> Result<GridProblem, BuildError> {
		let lengths = [grid.buy_nano.len(), grid.sell_nano.len(), grid.passive_w.len()];
		let nodes = usize::try_from(NODES_MAX).unwrap_or(0);
		let bounded = |load: &i64| load.unsigned_abs() <= PASSIVE_MAX_W.unsigned_abs();
		if !is_tree(&grid.tree)
			|| grid.tree.len() > nodes
			|| lengths.iter().any(|length| *length != self.slots)
			|| !grid.passive_w.iter().all(bounded)
		{
			return Err(BuildError::Grid(carrier));
		}
		let burnt =
			if carrier == Carrier::Electricity { self.rules.grid_carbon_g_per_unit } else { 0 };
		let extra = carbon(self.rules, burnt);
		let buy = |nano: &i32| with_carbon_ceil((*nano).into(), extra, carrier, self.slot_s);
		let buy_q8: Vec<i64> = grid.buy_nano.iter().map(buy).collect();
		let sell = |(nano, buy): (&i32, &i64)| {
			with_carbon_floor((*nano).into(), 0, carrier, self.slot_s).min(*buy)
		};
		let sell_q8 = grid.sell_nano.iter().zip(&buy_q8).map(sell).collect();
		Ok(GridProblem {
			tree: grid.tree.iter().map(|node| self.node(node)).collect(),
			contract: grid.contract,
			buy_q8,
			sell_q8,
			passive_w: grid.passive_w.iter().map(|load| self.with_losses(*load)).collect(),
		})
	}

	/// A node with the part of its capacity that plans may use, rounded down.
	fn node(&self, node: &Node) -> Node {
		let part = u64::from(self.rules.capacity_permille);
		let usable = |watts: u32| {
			let scaled = u64::from(watts).saturating_mul(part).checked_div(1_000).unwrap_or(0);
			u32::try_from(scaled).unwrap_or(u32::MAX)
		};
		Node { down_max_w: usable(node.down_max_w), up_max_w: usable(node.up_max_w), ..*node }
	}

	/// A load with its losses, rounded up: losses are taken from the grid, whatever flows.
	fn with_losses(&self, load_w: i64) -> i64 {
		let lost =
			i128::from(load_w.unsigned_abs()).saturating_mul(i128::from(self.rules.loss_permille));
		to_i64(i128::from(load_w).saturating_add(div_ceil(lost, 1_000)))
	}

	fn device(
		&self,
		input: &DeviceInput,
		offer: &Offer,
		electricity: &GridProblem,
		heat: Option<&GridProblem>,
	) -> Result<DeviceProblem, BuildError> {
		let limits = input.limits;
		let expander =
			Expander { limits, slots: self.slots, slot_s: self.slot_s, rules: self.rules };
		let last = input.last_w.as_ref();
		let (own, other) = match limits.carrier {
			Carrier::Electricity => (Some(electricity), heat),
			Carrier::Heat => (heat, Some(electricity)),
		};
		let at = |grid: Option<&GridProblem>, node: u16| {
			grid.is_some_and(|grid| usize::from(node) < grid.tree.len())
		};
		let both = [&limits.take, &limits.give]
			.into_iter()
			.flatten()
			.any(|side| side.other_permille != (0, 0));
		if !check_limits(limits)
			|| !at(own, limits.node)
			|| (both && !at(other, limits.other_node))
			|| last.is_some_and(|last| last.len() != self.slots)
		{
			return Err(BuildError::Device(input.device));
		}
		let offered =
			expander.expand(offer).map_err(|error| BuildError::Offer(input.device, error))?;
		Ok(DeviceProblem {
			device: input.device,
			kind: limits.kind,
			carrier: limits.carrier,
			node: limits.node,
			other_node: limits.other_node,
			take: offered.take,
			give: offered.give,
			store: offered.store,
			safe_w: offered.safe_w,
			last_w: input.last_w.clone(),
			reserve: limits.reserve,
		})
	}
}
