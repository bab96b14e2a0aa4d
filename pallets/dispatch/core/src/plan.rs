// SPDX-License-Identifier: Apache-2.0
//! A plan: powers of devices, and everything that follows from them, exactly.

use crate::profile::Run;
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// Powers per device and slot, and who carries reserve.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Plan {
	/// Power of each device in each slot, in W, positive given, negative taken: devices in the
	/// order of the problem, `slots` numbers each.
	pub power_w: Vec<i32>,
	/// Participation factors of the devices, in thousandths, together 1000; all 0 where no device
	/// carries reserve.
	pub alpha_permille: Vec<u16>,
}

/// A price for every constraint, in nano-currency per W·slot, Q8. Any numbers give a valid bound;
/// good ones give a tight one.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Duals {
	/// Value of a W·slot in the electricity network at the transformer, per slot.
	pub electricity_q8: Vec<i64>,
	/// The same in the heat network; empty without one.
	pub heat_q8: Vec<i64>,
	/// Value of capacity at nodes of the electricity tree: (node, per slot). Positive: the flow up
	/// is at its limit; negative: the flow down.
	pub electricity_nodes_q8: Vec<(u16, Vec<Run<i64>>)>,
	/// The same for the heat tree.
	pub heat_nodes_q8: Vec<(u16, Vec<Run<i64>>)>,
	/// Value of the peak per slot, read as 0 where negative.
	pub peak_q8: Vec<i64>,
	/// Value of the ramp into each slot. Positive: import rises at its limit.
	pub ramp_q8: Vec<i64>,
	/// Value of reserve upwards per slot, read as 0 where negative.
	pub reserve_up_q8: Vec<i64>,
	/// Value of reserve downwards per slot, read as 0 where negative.
	pub reserve_down_q8: Vec<i64>,
	/// What a W·slot in a store is worth: (row of the device in the problem, per slot).
	pub stores_q8: Vec<(u16, Vec<Run<i64>>)>,
}

/// Why a plan is none, in order of precedence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PlanError {
	/// It does not have one number per device and slot, or not one factor per device.
	Shape,
	/// Factors don't sum to 1000 or 0, or a device that carries no reserve has one.
	Participation,
	/// A power is outside what the device offered.
	Power {
		/// The device's row in the problem.
		row: u16,
		/// The slot of the horizon.
		slot: u8,
	},
	/// A store would hold less or more than it may.
	Store {
		/// The device's row in the problem.
		row: u16,
		/// The slot of the horizon.
		slot: u8,
	},
	/// A sum leaves its range.
	Overflow,
}

/// What follows from a plan. Money in nano-currency, Q8.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Outcome {
	/// What the plan costs altogether.
	pub cost_q8: i128,
	/// Of it: what the upstream grids get, less what they pay.
	pub grid_q8: i128,
	/// Of it: what the devices ask.
	pub devices_q8: i128,
	/// Of it: peak and ramp.
	pub shape_q8: i128,
	/// Of it: the change against the last plan.
	pub calm_q8: i128,
	/// Of it: overload, unserved demand and missing reserve.
	pub penalty_q8: i128,
	/// Net power taken from the electricity grid per slot, in W; negative given.
	pub net_w: Vec<i64>,
	/// The same for heat.
	pub heat_net_w: Vec<i64>,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Greatest change from slot to slot, in W.
	pub ramp_w: i64,
	/// Flow beyond capacities and contracts, W·slot over all nodes of both carriers.
	pub overload_w_slots: i128,
	/// Reserve that lacks, W·slot over both directions.
	pub reserve_short_w_slots: i128,
}

impl Outcome {
	/// What the plan costs, in nano-currency, rounded up.
	pub fn cost_nano(&self) -> i128 {
		crate::scale::div_ceil(self.cost_q8, crate::scale::Q8)
	}
}
