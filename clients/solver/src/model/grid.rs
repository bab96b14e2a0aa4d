// SPDX-License-Identifier: Apache-2.0
//! Rows of the networks: what comes together at a node flows on to its parent, and at the
//! transformer the upstream grid takes or delivers the rest.

use super::{
	devices::{Flows, NodeFlow},
	scale::{eur_of_q8, kw, Scale},
	Model,
};
use crate::lp::{Col, RowId};
use dispatch_core::{GridProblem, Problem};

/// Rows of a node whose capacity can bind.
#[derive(Clone, Debug)]
pub struct NodeRows {
	/// The node.
	pub node: u16,
	/// The nearest node towards the transformer that has rows too, by its place in the list.
	pub parent: Option<usize>,
	/// Its balance, per slot.
	pub rows: Vec<RowId>,
}

/// Import and export of the electricity network per slot.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
	/// What the grid delivers, within the contract.
	pub import: Vec<Col>,
	/// What it takes, within the contract.
	pub export: Vec<Col>,
}

/// Rounding to W leaves this much of a network's sum open, in kW.
const BLUR: f64 = 0.004;

/// The most that is left free below a capacity, in kW, and as a part of it.
const MARGIN_MAX: (f64, f64) = (0.5, 0.02);

impl Model {
	/// Adds both networks.
	pub(super) fn add_grids(&mut self, problem: &Problem, flows: Flows, scale: &Scale) -> Exchange {
		let [electricity, heat] = flows;
		let exchange = self.add_grid(&problem.electricity, 0, electricity, scale.overload[0]);
		if let Some(grid) = &problem.heat {
			self.add_grid(grid, 1, heat, scale.overload[1]);
		}
		exchange
	}

	fn add_grid(
		&mut self,
		grid: &GridProblem,
		carrier: usize,
		mut flows: Vec<Vec<NodeFlow>>,
		overload: f64,
	) -> Exchange {
		add_passive(grid, &mut flows);
		let sums = subtree_sums(grid, &flows);
		let mut exchange = Exchange::default();
		// Per slot: what reaches the place of each node that has rows, and the upstream grid's.
		let kept = kept_nodes(grid, &sums);
		let holder = holders(grid, &kept);
		let mut lists: Vec<NodeRows> = kept
			.iter()
			.map(|node| NodeRows {
				node: *node as u16,
				parent: (*node > 0).then(|| holder[usize::from(grid.tree[*node].parent)]).flatten(),
				rows: Vec::new(),
			})
			.collect();
		for slot in 0..grid.passive_w.len() {
			let mut places = vec![NodeFlow::default(); kept.len() + 1];
			for (node, slots) in flows.iter().enumerate() {
				let place = holder[node].map_or(kept.len(), |at| at);
				places[place].terms.extend(slots[slot].terms.iter().copied());
				places[place].fixed += slots[slot].fixed;
			}
			for at in (0..kept.len()).rev() {
				let flow = self.add_line(grid, kept[at], sums[kept[at]][slot].blur, overload);
				places[at].terms.extend(flow.map(|(col, sign)| (col, -sign)));
				let parent = lists[at].parent.unwrap_or(kept.len());
				places[parent].terms.extend(flow);
				let NodeFlow { terms, fixed, .. } = std::mem::take(&mut places[at]);
				lists[at].rows.push(self.program.equal(-fixed, terms));
			}
			let NodeFlow { mut terms, fixed, .. } = std::mem::take(&mut places[kept.len()]);
			terms.extend(self.add_exchange(
				grid,
				slot,
				sums[0][slot].blur,
				overload,
				&mut exchange,
			));
			self.balance[carrier].push(self.program.equal(-fixed, terms));
		}
		self.nodes[carrier] = lists;
		exchange
	}

	/// What flows up a line: within its capacity, and beyond it at a price.
	fn add_line(
		&mut self,
		grid: &GridProblem,
		node: usize,
		blur: f64,
		overload: f64,
	) -> [(Col, f64); 3] {
		let line = &grid.tree[node];
		let free = |capacity: u32| below(kw(capacity), blur);
		let within = self.program.column(0.0, -free(line.down_max_w), free(line.up_max_w));
		let up = self.program.column(overload, 0.0, f64::INFINITY);
		let down = self.program.column(overload, 0.0, f64::INFINITY);
		[(within, 1.0), (up, 1.0), (down, -1.0)]
	}

	/// What the upstream grid does in a slot: delivers, takes, and both beyond the contract.
	fn add_exchange(
		&mut self,
		grid: &GridProblem,
		slot: usize,
		blur: f64,
		overload: f64,
		exchange: &mut Exchange,
	) -> [(Col, f64); 4] {
		let price = |prices: &[i64]| eur_of_q8(prices.get(slot).copied().unwrap_or(0));
		let (buy, sell) = (price(&grid.buy_q8), price(&grid.sell_q8));
		let most = |contract: u32| below(kw(contract), blur);
		let import = self.program.column(buy, 0.0, most(grid.contract.import_max_w));
		let export = self.program.column(-sell, 0.0, most(grid.contract.export_max_w));
		let shed = self.program.column(overload, 0.0, f64::INFINITY);
		let spill = self.program.column(overload, 0.0, f64::INFINITY);
		exchange.import.push(import);
		exchange.export.push(export);
		[(import, 1.0), (export, -1.0), (shed, 1.0), (spill, -1.0)]
	}
}

/// A capacity less what rounding may add.
fn below(capacity: f64, blur: f64) -> f64 {
	let margin = (BLUR + blur).min(MARGIN_MAX.0).min(capacity * MARGIN_MAX.1);
	capacity - margin
}

/// The load nobody plans, at the nodes that carry it.
fn add_passive(grid: &GridProblem, flows: &mut [Vec<NodeFlow>]) {
	for (line, slots) in grid.tree.iter().zip(flows) {
		let part = f64::from(line.passive_permille) / 1e3;
		for (flow, passive) in slots.iter_mut().zip(&grid.passive_w) {
			let load = kw(*passive) * part;
			flow.fixed -= load;
			flow.range.0 -= load;
			flow.range.1 -= load;
		}
	}
}

/// Range and blur of everything at and behind each node.
fn subtree_sums(grid: &GridProblem, flows: &[Vec<NodeFlow>]) -> Vec<Vec<NodeFlow>> {
	let plain = |flow: &NodeFlow| NodeFlow { terms: Vec::new(), ..flow.clone() };
	let mut sums: Vec<Vec<NodeFlow>> =
		flows.iter().map(|slots| slots.iter().map(plain).collect()).collect();
	for node in (1..grid.tree.len()).rev() {
		let slots = sums[node].clone();
		for (sum, flow) in sums[usize::from(grid.tree[node].parent)].iter_mut().zip(slots) {
			sum.range.0 += flow.range.0;
			sum.range.1 += flow.range.1;
			sum.blur += flow.blur;
		}
	}
	sums
}

/// Nodes whose capacity can bind in some slot.
fn kept_nodes(grid: &GridProblem, sums: &[Vec<NodeFlow>]) -> Vec<usize> {
	let binds = |node: &usize| {
		let line = &grid.tree[*node];
		sums[*node].iter().any(|sum| {
			sum.range.1 > below(kw(line.up_max_w), sum.blur)
				|| -sum.range.0 > below(kw(line.down_max_w), sum.blur)
		})
	};
	(0..grid.tree.len()).filter(binds).collect()
}

/// Per node: the place in `kept` of the nearest kept node at or above it.
fn holders(grid: &GridProblem, kept: &[usize]) -> Vec<Option<usize>> {
	let mut holders: Vec<Option<usize>> = Vec::with_capacity(grid.tree.len());
	for (node, line) in grid.tree.iter().enumerate() {
		let above = if node > 0 { holders[usize::from(line.parent)] } else { None };
		holders.push(kept.iter().position(|kept| *kept == node).or(above));
	}
	holders
}
