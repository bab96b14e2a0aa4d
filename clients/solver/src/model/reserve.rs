// SPDX-License-Identifier: Apache-2.0
//! Reserve: power that devices keep free in both directions.

use super::{
	devices::SideColumns,
	scale::{kw, kw_slots, Scale},
	Backing, Model,
};
use crate::lp::Col;
use dispatch_core::Problem;
use std::collections::BTreeMap;

/// Rounding to W leaves this much of a device's room open, in kW.
const BLUR: f64 = 0.002;

/// A device's power in a slot, and how far it reaches.
struct Reach {
	terms: Vec<(Col, f64)>,
	fixed: f64,
	least: f64,
	most: f64,
	/// kW·slot per kW that a store loses or gains at most.
	rate: f64,
}

impl Model {
	/// Adds reserve, where the rules ask for it.
	pub(super) fn add_reserve(&mut self, problem: &Problem, backing: &Backing, scale: &Scale) {
		if problem.rules.reserve_w == 0 {
			return;
		}
		match backing {
			Backing::Pooled => self.add_pooled(problem, scale),
			Backing::Chosen => {
				let shares = self.add_shares(problem);
				self.add_carried(problem, scale, |row| {
					shares.get(&row).map(|col| (Some(*col), 0.0))
				});
				self.shares = shares;
			}
			Backing::Fixed(parts) => self.add_carried(problem, scale, |row| {
				let part = parts.get(row).copied().unwrap_or(0);
				let share = kw(problem.rules.reserve_w) * f64::from(part) / 1e3;
				(part > 0).then_some((None, share + BLUR))
			}),
		}
	}

	/// What all devices together have left in a slot: all that a bound can see.
	fn add_pooled(&mut self, problem: &Problem, scale: &Scale) {
		let reserve = kw(problem.rules.reserve_w);
		for slot in 0..problem.slots {
			let carriers = (0..problem.devices.len()).filter(|row| problem.devices[*row].reserve);
			let reaches: Vec<Reach> = carriers.map(|row| self.reach(row, slot)).collect();
			let short = |model: &mut Self| model.program.column(scale.short, 0.0, f64::INFINITY);
			let (mut up, mut down) = (vec![(short(self), 1.0)], vec![(short(self), 1.0)]);
			let (mut up_needs, mut down_needs) = (reserve, reserve);
			for reach in &reaches {
				up_needs -= reach.most - reach.fixed;
				down_needs -= reach.fixed - reach.least;
				up.extend(reach.terms.iter().map(|(col, value)| (*col, -value)));
				down.extend(reach.terms.iter().copied());
			}
			self.reserve_up.push(self.program.row(up_needs, f64::INFINITY, up));
			self.reserve_down.push(self.program.row(down_needs, f64::INFINITY, down));
		}
	}

	/// Each device's share of the reserve, the same in all slots.
	fn add_shares(&mut self, problem: &Problem) -> BTreeMap<usize, Col> {
		let carriers = (0..problem.devices.len()).filter(|row| problem.devices[*row].reserve);
		let shares: BTreeMap<usize, Col> =
			carriers.map(|row| (row, self.program.column(0.0, 0.0, f64::INFINITY))).collect();
		let terms = shares.values().map(|col| (*col, 1.0)).collect();
		self.program.equal(kw(problem.rules.reserve_w), terms);
		shares
	}

	/// Each device can leave its plan by its share in every slot and both directions, for as long as
	/// its store must back it; what it can't is paid for. A share is a column or a number.
	fn add_carried(
		&mut self,
		problem: &Problem,
		scale: &Scale,
		share: impl Fn(usize) -> Option<(Option<Col>, f64)>,
	) {
		let spans = f64::from(problem.rules.reserve_slots.max(1));
		for (row, device) in problem.devices.iter().enumerate() {
			let Some((column, number)) = share(row) else { continue };
			for slot in 0..problem.slots {
				let reach = self.reach(row, slot);
				for sign in [1.0, -1.0] {
					let short = self.program.column(scale.short, 0.0, f64::INFINITY);
					let mut terms = vec![(short, -1.0)];
					terms.extend(column.map(|column| (column, 1.0)));
					let room = if sign > 0.0 { reach.most } else { -reach.least };
					let mut free = terms.clone();
					free.extend(reach.terms.iter().map(|(col, value)| (*col, sign * value)));
					let most = room - sign * reach.fixed - number;
					self.program.row(f64::NEG_INFINITY, most, free);
					let Some(store) = &device.store else { continue };
					let level = self.devices[row].level[slot];
					let (least, most) = store.level[slot];
					// Upwards a store is emptied, downwards filled.
					let wall = if sign > 0.0 { -kw_slots(least) } else { kw_slots(most) };
					let rate = spans * reach.rate;
					let mut backed: Vec<(Col, f64)> =
						terms.iter().map(|(col, value)| (*col, value * rate)).collect();
					backed.push((level, -sign));
					self.program.row(f64::NEG_INFINITY, wall - number * rate, backed);
				}
			}
		}
	}

	fn reach(&self, row: usize, slot: usize) -> Reach {
		let (take, give) = (&self.devices[row].take[slot], &self.devices[row].give[slot]);
		let signed = |side: &SideColumns, sign: f64| {
			side.columns().map(|col| (col, sign)).collect::<Vec<_>>()
		};
		// Where one side must work the other has no power.
		Reach {
			terms: [signed(take, -1.0), signed(give, 1.0)].concat(),
			fixed: give.base - take.base,
			least: if give.base > 0.0 { give.base } else { -take.most },
			most: if take.base > 0.0 { -take.base } else { give.most },
			rate: take.store.abs().max(give.store.abs()),
		}
	}
}
