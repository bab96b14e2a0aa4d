// SPDX-License-Identifier: Apache-2.0
//! Columns of the devices, and the balance of their stores.

use super::{
	scale::{eur_of_q8, index, kw, kw_slots, Scale},
	Model, Rest, Variant,
};
use crate::lp::{Col, RowId};
use dispatch_core::{DeviceProblem, Problem, SideSlot, StoreProblem};

/// The power of one side in one slot: a fixed part and up to two columns above it, in kW.
#[derive(Clone, Copy, Debug, Default)]
pub struct SideColumns {
	/// What it does at least.
	pub base: f64,
	/// What it adds, in the order it gets dearer.
	pub parts: [Option<Col>; 2],
	/// Most it can do.
	pub most: f64,
	/// kW on the other carrier per kW.
	pub other: f64,
	/// kW into the store per kW.
	pub store: f64,
}

impl SideColumns {
	/// Its power in a solution.
	pub fn power(&self, x: &[f64]) -> f64 {
		let parts = self.columns().filter_map(|col| x.get(col)).sum::<f64>();
		(self.base + parts).clamp(self.base, self.most.max(self.base))
	}

	/// Its columns.
	pub fn columns(&self) -> impl Iterator<Item = Col> + '_ {
		self.parts.iter().flatten().copied()
	}
}

/// Columns and rows of a device.
#[derive(Clone, Debug, Default)]
pub struct DeviceColumns {
	/// What it takes, per slot.
	pub take: Vec<SideColumns>,
	/// What it gives, per slot.
	pub give: Vec<SideColumns>,
	/// What its store holds at the end of each slot; empty without one.
	pub level: Vec<Col>,
	/// Balance of its store in each slot.
	pub balance: Vec<RowId>,
}

/// What devices do at a node in a slot: columns with kW per kW, a fixed part, and the range of both.
#[derive(Clone, Debug, Default)]
pub struct NodeFlow {
	/// Columns and what they bring.
	pub terms: Vec<(Col, f64)>,
	/// What is fixed.
	pub fixed: f64,
	/// Least and most of all.
	pub range: (f64, f64),
	/// How far rounding to W can move what devices of the other carrier do here, in kW.
	pub blur: f64,
}

/// What devices do on both carriers, per node and slot.
pub type Flows = [Vec<Vec<NodeFlow>>; 2];

impl Model {
	/// Adds all devices.
	pub(super) fn add_devices(
		&mut self,
		problem: &Problem,
		variant: &Variant,
		scale: &Scale,
	) -> Flows {
		let empty = |nodes: usize| vec![vec![NodeFlow::default(); problem.slots]; nodes];
		let heat_nodes = problem.heat.as_ref().map_or(0, |heat| heat.tree.len());
		let mut flows = [empty(problem.electricity.tree.len()), empty(heat_nodes)];
		for (row, device) in problem.devices.iter().enumerate() {
			let rest = variant.rest.get(row).map_or(&[][..], Vec::as_slice);
			let calm = scale.calm[index(device.carrier)];
			let columns = self.add_device(device, problem.slots, rest, calm);
			for slot in 0..problem.slots {
				let sides = (columns.take[slot], columns.give[slot]);
				if variant.share_time {
					self.share_time(sides);
				}
				add_flow(&mut flows, device, slot, sides);
			}
			self.devices.push(columns);
		}
		flows
	}

	pub(super) fn add_device(
		&mut self,
		device: &DeviceProblem,
		slots: usize,
		rest: &[Rest],
		calm: f64,
	) -> DeviceColumns {
		let mut columns = DeviceColumns::default();
		for slot in 0..slots {
			let last = device.last_w.as_ref().and_then(|last| last.get(slot)).map(|w| kw(*w));
			let resting = rest.get(slot).copied().unwrap_or_default();
			let side = |slots: &Option<Vec<SideSlot>>, rests: bool| {
				let side = slots.as_ref().and_then(|slots| slots.get(slot)).copied();
				side.filter(|_| !rests).unwrap_or_default()
			};
			let take = side(&device.take, resting == Rest::Take);
			let give = side(&device.give, resting == Rest::Give);
			columns.take.push(self.add_side(&take, calm, last.map(|last| -last)));
			columns.give.push(self.add_side(&give, calm, last));
			// Counted once, on the side where the last plan lies; see `add_side`.
			self.program.constant += calm * last.map_or(0.0, f64::abs);
		}
		if let Some(store) = &device.store {
			self.add_store(store, &mut columns);
		}
		columns
	}

	/// The columns of a side. `last` is what the last plan said, along this side: below 0 where it
	/// lay on the other. The distance to it is counted against the distance of standing still, so
	/// that both sides' sum is right where only one of them works.
	fn add_side(&mut self, side: &SideSlot, calm: f64, last: Option<f64>) -> SideColumns {
		let (least, most) = (kw(side.least_w), kw(side.most_w));
		let cost = eur_of_q8(side.cost_q8);
		let mut columns = SideColumns {
			base: least,
			most,
			other: f64::from(side.other_permille) / 1e3,
			store: f64::from(side.store_permille) / 1e3,
			..Default::default()
		};
		let calm = last.map_or(0.0, |_| calm);
		let bend = last.unwrap_or(0.0).max(0.0);
		self.program.constant += cost * least + calm * ((least - bend).abs() - bend);
		let middle = bend.clamp(least, most);
		let parts = [(middle - least, cost - calm), (most - middle, cost + calm)];
		for (part, (width, cost)) in columns.parts.iter_mut().zip(parts) {
			*part = (width > 0.0).then(|| self.program.column(cost, 0.0, width));
		}
		columns
	}

	fn add_store(&mut self, store: &StoreProblem, columns: &mut DeviceColumns) {
		let mut before: Option<Col> = None;
		let last = store.level.len().saturating_sub(1);
		for (slot, (least, most)) in store.level.iter().enumerate() {
			let worth = if slot == last { -eur_of_q8(store.end_value_q8) } else { 0.0 };
			let level = self.program.column(worth, kw_slots(*least), kw_slots(*most));
			let mut terms = vec![(level, 1.0)];
			let mut right = -kw_slots(store.drain.get(slot).copied().unwrap_or(0));
			match before {
				Some(before) => terms.push((before, -1.0)),
				None => right += kw_slots(store.start),
			}
			for side in [&columns.take[slot], &columns.give[slot]] {
				right += side.base * side.store;
				if side.store != 0.0 {
					terms.extend(side.columns().map(|col| (col, -side.store)));
				}
			}
			columns.level.push(level);
			columns.balance.push(self.program.equal(right, terms));
			before = Some(level);
		}
	}

	/// One slot is all the time both sides have.
	pub(super) fn share_time(&mut self, (take, give): (SideColumns, SideColumns)) {
		let both = [take, give].iter().all(|side| side.base == 0.0 && side.most > 0.0);
		if both {
			let part = |side: &SideColumns| {
				side.columns().map(|col| (col, 1.0 / side.most)).collect::<Vec<_>>()
			};
			let terms = [part(&take), part(&give)].concat();
			self.program.row(f64::NEG_INFINITY, 1.0, terms);
		}
	}
}

/// Adds what a device does in a slot to its nodes.
fn add_flow(
	flows: &mut Flows,
	device: &DeviceProblem,
	slot: usize,
	(take, give): (SideColumns, SideColumns),
) {
	let own = index(device.carrier);
	let at_own = [(take, -1.0), (give, 1.0)];
	let at_other = [(take, take.other), (give, give.other)];
	let ends = [(own, device.node, at_own), (1 - own, device.other_node, at_other)];
	for (carrier, node, sides) in ends {
		let node = flows[carrier].get_mut(usize::from(node));
		let Some(flow) = node.and_then(|slots| slots.get_mut(slot)) else { continue };
		let mut range = (f64::INFINITY, f64::NEG_INFINITY);
		for (side, factor) in sides {
			if factor != 0.0 {
				flow.terms.extend(side.columns().map(|col| (col, factor)));
				flow.fixed += side.base * factor;
			}
			for power in [side.base, side.most] {
				range = (range.0.min(power * factor), range.1.max(power * factor));
			}
		}
		// A side that must work leaves the other none: what both could do covers what one does.
		flow.range.0 += range.0;
		flow.range.1 += range.1;
		if carrier != own {
			flow.blur += 0.001 * take.other.abs().max(give.other.abs());
		}
	}
}
