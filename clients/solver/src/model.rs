// SPDX-License-Identifier: Apache-2.0
//! From the problem of a round to a linear program, and which column and row means what.
//!
//! In kW, kW·slot and EUR: the exact integers have widths that mislead solvers. A device has one
//! column per side and slot (two where the last plan lies inside its box), a store one per slot, a
//! node whose capacity can bind one flow per slot. What cannot bind is left out.

mod devices;
mod grid;
mod reserve;
mod scale;
mod shape;

pub use devices::{DeviceColumns, SideColumns};
pub use grid::NodeRows;
pub use scale::{eur_of_q8, kw, Scale};

use crate::lp::{Col, LinearProgram, RowId};
use dispatch_core::{DeviceProblem, Problem};
use std::collections::BTreeMap;

/// Which side of a device must rest in a slot.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Rest {
	/// Both may work.
	#[default]
	Neither,
	/// It takes nothing.
	Take,
	/// It gives nothing.
	Give,
}

/// How the program differs from the plain one.
#[derive(Clone, Debug, Default)]
pub struct Variant {
	/// Per device row and slot: which side rests. Empty where none does.
	pub rest: Vec<Vec<Rest>>,
	/// A device that takes in one part of a slot and gives in the other has no more time than the
	/// slot: what a bound can see.
	pub share_time: bool,
	/// How reserve counts.
	pub backing: Backing,
}

/// How reserve counts.
#[derive(Clone, Debug, Default)]
pub enum Backing {
	/// What all devices have left together: what a bound can see.
	#[default]
	Pooled,
	/// What each can give of a share of its own, the same in all slots, as far as its store backs
	/// it: what a plan is charged for. The program chooses the shares.
	Chosen,
	/// The same with given shares, in thousandths, by row.
	Fixed(Vec<u16>),
}

/// A linear program and its meaning.
#[derive(Clone, Debug, Default)]
pub struct Model {
	/// The program.
	pub program: LinearProgram,
	/// Columns and rows of the devices, in the order of the problem.
	pub devices: Vec<DeviceColumns>,
	/// Per carrier (electricity, heat): the balance at the upstream grid, one row per slot.
	pub balance: [Vec<RowId>; 2],
	/// Per carrier: rows of the nodes whose capacity can bind, parents first.
	pub nodes: [Vec<NodeRows>; 2],
	/// Import below the peak, per slot.
	pub peak: Vec<RowId>,
	/// Change of the exchange into each slot but the first.
	pub ramp: Vec<RowId>,
	/// Reserve upwards per slot; empty where the rules ask for none.
	pub reserve_up: Vec<RowId>,
	/// Reserve downwards per slot.
	pub reserve_down: Vec<RowId>,
	/// Share of the reserve by row of the device, in kW, where the program chooses it.
	pub shares: BTreeMap<usize, Col>,
}

impl Model {
	/// The program of a problem.
	pub fn of(problem: &Problem, variant: &Variant) -> Self {
		let mut model = Self::default();
		let scale = Scale::of(problem);
		let flows = model.add_devices(problem, variant, &scale);
		let exchange = model.add_grids(problem, flows, &scale);
		model.add_shape(problem, &exchange);
		model.add_reserve(problem, &variant.backing, &scale);
		model
	}

	/// The program of a device alone that pays and is paid a price in each slot: on its own carrier
	/// and on the other one, in EUR per kW·slot.
	pub fn alone(device: &DeviceProblem, own: &[f64], other: &[f64], variant: &Variant) -> Self {
		let mut model = Self::default();
		let rest = variant.rest.first().map_or(&[][..], Vec::as_slice);
		let columns = model.add_device(device, own.len(), rest, 0.0);
		for (slot, (own, other)) in own.iter().zip(other).enumerate() {
			let sides = [(&columns.take[slot], -1.0), (&columns.give[slot], 1.0)];
			for (side, sign) in sides {
				for col in side.columns() {
					model.program.cost[col] -= sign * own + side.other * other;
				}
			}
			if variant.share_time {
				model.share_time((columns.take[slot], columns.give[slot]));
			}
		}
		model.devices.push(columns);
		model
	}
}
