// SPDX-License-Identifier: Apache-2.0
//! Flows through a radial tree: what is put in at each node, summed up to the transformer.
//! Thousandths of a W, positive towards the transformer.

use crate::{
	grid::Node,
	problem::GridProblem,
	scale::{to_i64, PERMILLE},
};
use alloc::{vec, vec::Vec};

/// One number per node and slot, node after node.
pub(crate) struct Flows {
	slots: usize,
	values: Vec<i64>,
}

impl Flows {
	/// Zeros for every node of a tree; no node at all without one.
	pub fn new(grid: Option<&GridProblem>, slots: usize) -> Self {
		let nodes = grid.map_or(0, |grid| grid.tree.len());
		Self { slots, values: vec![0; nodes.saturating_mul(slots)] }
	}

	/// The slots of a node; `None` for a node that isn't there.
	pub fn row(&self, node: usize) -> Option<&[i64]> {
		let from = node.checked_mul(self.slots)?;
		self.values.get(from..from.checked_add(self.slots)?)
	}

	/// The slots of a node; `None` for a node that isn't there.
	pub fn row_mut(&mut self, node: usize) -> Option<&mut [i64]> {
		let from = node.checked_mul(self.slots)?;
		self.values.get_mut(from..from.checked_add(self.slots)?)
	}

	/// Takes off what nobody plans and adds every node's flow to its parent's. `None` if a sum
	/// leaves its range.
	pub fn sum_up(&mut self, grid: &GridProblem) -> Option<()> {
		for (at, node) in grid.tree.iter().enumerate().rev() {
			let split = at.checked_mul(self.slots)?;
			let (above, own) = self.values.split_at_mut_checked(split)?;
			let part = i64::from(node.passive_permille);
			for (flow, passive) in own.iter_mut().zip(&grid.passive_w) {
				*flow = flow.checked_sub(passive.checked_mul(part)?)?;
			}
			if at > 0 {
				let from = usize::from(node.parent).checked_mul(self.slots)?;
				let parent = above.get_mut(from..from.checked_add(self.slots)?)?;
				for (sum, flow) in parent.iter_mut().zip(own) {
					*sum = sum.checked_add(*flow)?;
				}
			}
		}
		Some(())
	}

	/// The price at every node: `root` at the transformer, less the values of the nodes on the way.
	/// `None` if one leaves its range.
	pub fn fill_down(
		&mut self,
		tree: &[Node],
		root: &[i64],
		nodes: &[(u16, Vec<i64>)],
	) -> Option<()> {
		let mut values = nodes.iter().peekable();
		for (at, node) in tree.iter().enumerate() {
			let split = at.checked_mul(self.slots)?;
			let (above, below) = self.values.split_at_mut_checked(split)?;
			let own = below.get_mut(..self.slots)?;
			let from = usize::from(node.parent).checked_mul(self.slots)?;
			let parent =
				if at == 0 { root } else { above.get(from..from.checked_add(self.slots)?)? };
			own.copy_from_slice(parent.get(..self.slots)?);
			if values.peek().is_some_and(|(index, _)| usize::from(*index) == at) {
				let (_, value) = values.next()?;
				for (price, value) in own.iter_mut().zip(value) {
					*price = price.checked_sub(*value)?;
				}
			}
		}
		Some(())
	}

	/// Flow beyond the capacities of all nodes, over all slots.
	pub fn overload(&self, tree: &[Node]) -> i128 {
		let beyond = |(at, node): (usize, &Node)| -> i128 {
			let (up, down) = capacity(node);
			let excess =
				|flow: &i64| flow.saturating_sub(up).max(down.saturating_sub(*flow)).max(0);
			self.row(at).unwrap_or(&[]).iter().map(|flow| i128::from(excess(flow))).sum()
		};
		tree.iter().enumerate().map(beyond).sum()
	}
}

/// The greatest flow up (positive) and down (negative) of a node.
pub(crate) fn capacity(node: &Node) -> (i64, i64) {
	let permille = |watts: u32| i64::from(watts).saturating_mul(PERMILLE);
	(permille(node.up_max_w), permille(node.down_max_w).saturating_neg())
}

/// The greatest import and export of a contract.
pub(crate) fn contract(grid: &GridProblem) -> (i64, i64) {
	let permille = |watts: u32| i64::from(watts).saturating_mul(PERMILLE);
	(permille(grid.contract.import_max_w), permille(grid.contract.export_max_w))
}

/// The load nobody plans below each node, in thousandths of it.
pub(crate) fn passive_below(tree: &[Node]) -> Vec<i64> {
	let mut below: Vec<i64> = tree.iter().map(|node| i64::from(node.passive_permille)).collect();
	for (at, node) in tree.iter().enumerate().skip(1).rev() {
		let own = below.get(at).copied().unwrap_or(0);
		if let Some(parent) = below.get_mut(usize::from(node.parent)) {
			*parent = to_i64(i128::from(*parent).saturating_add(i128::from(own)));
		}
	}
	below
}
