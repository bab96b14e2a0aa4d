// SPDX-License-Identifier: Apache-2.0
//! The problem of a round: everything expanded to one value per slot. Built from what stands in
//! state by [`crate::build`]; solvers get the same.

use crate::{
	device::DeviceKind,
	grid::{Contract, Node},
	rules::DispatchRules,
};
use alloc::vec::Vec;
use energy_primitives::Carrier;

/// One slot of one side of a device.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct SideSlot {
	/// Least power, in W.
	pub least_w: i32,
	/// Most power, in W.
	pub most_w: i32,
	/// Its cost with carbon, in nano-currency per W·slot, Q8, rounded down.
	pub cost_q8: i64,
	/// What goes with 1 W on the other carrier, in thousandths.
	pub other_permille: i32,
	/// What goes with 1 W into the store, in thousandths.
	pub store_permille: i32,
}

/// A store, in permille W·slot.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct StoreProblem {
	/// What it holds at the beginning.
	pub start: i64,
	/// Least and most at the end of each slot.
	pub level: Vec<(i64, i64)>,
	/// What leaves it by itself in each slot.
	pub drain: Vec<i64>,
	/// What 1 W·slot left at the end is worth, in nano-currency, Q8, rounded down.
	pub end_value_q8: i64,
}

/// A device of the round. Its power in a slot is one signed number in W: positive is given to its
/// network, negative taken from it. So it never does both.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct DeviceProblem {
	/// Its number in the community.
	pub device: u16,
	/// What it is.
	pub kind: DeviceKind,
	/// Its carrier.
	pub carrier: Carrier,
	/// Its node there.
	pub node: u16,
	/// Its node on the other carrier.
	pub other_node: u16,
	/// What it may take, per slot; `None` where it can't.
	pub take: Option<Vec<SideSlot>>,
	/// What it may give, per slot; `None` where it can't.
	pub give: Option<Vec<SideSlot>>,
	/// Its store.
	pub store: Option<StoreProblem>,
	/// What it does if nobody plans, in W.
	pub safe_w: Vec<i32>,
	/// What the last plan said of these slots, in W; `None` where there is none.
	pub last_w: Option<Vec<i32>>,
	/// Whether it may carry reserve.
	pub reserve: bool,
}

/// One carrier's network in the round.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct GridProblem {
	/// The tree, capacities already reduced by the rules' margin.
	pub tree: Vec<Node>,
	/// The contract with the upstream grid.
	pub contract: Contract,
	/// What a W·slot from the grid costs with carbon, in nano-currency, Q8, rounded up.
	pub buy_q8: Vec<i64>,
	/// What a W·slot given to the grid brings, in nano-currency, Q8, rounded down.
	pub sell_q8: Vec<i64>,
	/// The load nobody plans, in W, with losses; negative where more is made than used.
	pub passive_w: Vec<i64>,
}

/// The problem of a round.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Problem {
	/// Length of a slot, in seconds.
	pub slot_s: u32,
	/// Slots of the horizon.
	pub slots: usize,
	/// The rules of the round.
	pub rules: DispatchRules,
	/// The electricity network. Peak, ramp and reserve are about it.
	pub electricity: GridProblem,
	/// The heat network, if the community has one.
	pub heat: Option<GridProblem>,
	/// The devices, in the order of a plan's rows.
	pub devices: Vec<DeviceProblem>,
}
