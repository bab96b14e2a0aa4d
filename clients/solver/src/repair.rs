// SPDX-License-Identifier: Apache-2.0
//! From a solution in floating point to whole W: every device follows its store as the solution
//! planned it, rounds so that the sum over its neighbours stays, and never leaves what its store can
//! still come back from.

mod burn;
mod device;
mod participation;

pub use burn::{burning, rest_in_turn};
pub use participation::{participation, parts_of};

use crate::model::Model;
use device::Follower;
use dispatch_core::{DeviceProblem, Plan, Problem};
use energy_primitives::Carrier;

/// A plan in whole W.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
	/// The plan.
	pub plan: Plan,
	/// Devices for which no powers near the solution were found: they do what they do if nobody
	/// plans.
	pub safe_rows: Vec<usize>,
}

/// Rounds a solution of a problem's program.
pub fn round(problem: &Problem, model: &Model, x: &[f64]) -> Rounded {
	let mut power_w = vec![0; problem.devices.len() * problem.slots];
	let mut safe_rows = Vec::new();
	for carrier in [Carrier::Electricity, Carrier::Heat] {
		// What rounding has added to each slot so far: handed from neighbour to neighbour, so that
		// no line sees more of it than its own first and last device leave open.
		let mut carry_w = vec![0.0; problem.slots];
		for row in in_order(problem, carrier) {
			let device = &problem.devices[row];
			let follower = Follower::of(device, &model.devices[row], x);
			let powers = follower.follow(&mut carry_w).unwrap_or_else(|| {
				safe_rows.push(row);
				device.safe_w.clone()
			});
			let from = row * problem.slots;
			power_w[from..from + problem.slots].copy_from_slice(&powers);
		}
	}
	let alpha_permille = participation(problem, &power_w);
	Rounded { plan: Plan { power_w, alpha_permille }, safe_rows }
}

/// Whole W of a device alone; `None` where no powers near the solution were found.
pub fn round_alone(device: &DeviceProblem, model: &Model, x: &[f64]) -> Option<Vec<i32>> {
	let columns = model.devices.first()?;
	Follower::of(device, columns, x).follow(&mut vec![0.0; columns.take.len()])
}

/// The rows of a carrier's devices in the order of its tree, each line's behind one another.
fn in_order(problem: &Problem, carrier: Carrier) -> Vec<usize> {
	let tree = match carrier {
		Carrier::Electricity => Some(&problem.electricity.tree),
		Carrier::Heat => problem.heat.as_ref().map(|heat| &heat.tree),
	};
	let path = |device: &DeviceProblem| {
		let mut path = vec![device.node];
		let mut node = device.node;
		while let Some(line) = tree.and_then(|tree| tree.get(usize::from(node))) {
			if line.parent >= node {
				break;
			}
			node = line.parent;
			path.push(node);
		}
		path.reverse();
		path
	};
	let mut rows: Vec<usize> =
		(0..problem.devices.len()).filter(|row| problem.devices[*row].carrier == carrier).collect();
	rows.sort_by_cached_key(|row| (path(&problem.devices[*row]), *row));
	rows
}
