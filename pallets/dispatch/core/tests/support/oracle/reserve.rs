// SPDX-License-Identifier: Apache-2.0
//! Rows and columns of reserve, and how far stores back it.

use super::{at, minimum, permille, positive, q8, rule_price, side_slot, Fraction, Writer};
use crate::support::fraction::{frac, whole, ZERO};
use dispatch_core::DeviceProblem;
use energy_primitives::Carrier;

impl Writer<'_> {
	/// Headroom of all reserve devices and what lacks cover what is needed.
	pub(super) fn reserve(&mut self, up: bool) {
		let needed = whole(self.problem.rules.reserve_w);
		let cost = rule_price(
			self.problem.rules.reserve_short_nano,
			Carrier::Electricity,
			self.problem.slot_s,
			true,
		);
		for slot in 0..self.problem.slots {
			let (mut terms, mut right, mut carried) = (Vec::new(), needed, ZERO);
			for (row, device) in self.problem.devices.iter().enumerate() {
				if !device.reserve {
					continue;
				}
				let (gives, takes) = (side_slot(&device.give, slot), side_slot(&device.take, slot));
				let high = if takes.least_w > 0 { -takes.least_w } else { gives.most_w };
				let low = if gives.least_w > 0 { gives.least_w } else { -takes.most_w };
				let sign = whole(if up { -1 } else { 1 });
				terms.push((self.columns[row][slot].give, sign));
				terms.push((self.columns[row][slot].take, -sign));
				right = right + sign * whole(if up { high } else { low });
				let part = needed * permille(self.plan.alpha_permille[row].into());
				let to = if up { high } else { low };
				carried = carried + minimum(part, self.backed(row, slot, to));
			}
			let price = if up { &self.duals.reserve_up_q8 } else { &self.duals.reserve_down_q8 };
			let name = format!("reserve {up} {slot}");
			let short = positive(needed - carried);
			let short = self.matrix.column(name.clone(), cost, (ZERO, needed), short);
			terms.push((short, whole(1)));
			let price = positive(q8(at(price, slot)));
			self.matrix.row(name, (Some(right), None), terms, price);
		}
	}

	/// How far the store backs a move of a device from its power towards `to`, in whole mW.
	fn backed(&self, row: usize, slot: usize, to: i32) -> Fraction {
		let device: &DeviceProblem = &self.problem.devices[row];
		let power = self.power(row, slot);
		let distance = (whole(to) - whole(power)).abs();
		let (Some(store), Some(level)) = (&device.store, self.columns[row][slot].level) else {
			return distance;
		};
		let level = self.matrix.columns[level].value;
		let (low, high) = (permille(store.level[slot].0), permille(store.level[slot].1));
		let sign = whole(if to > power { 1 } else { -1 });
		let rate = |power: Fraction| {
			let side = if power > ZERO { &device.give } else { &device.take };
			power.abs() * permille(side_slot(side, slot).store_permille.into())
		};
		let slots = whole(self.problem.rules.reserve_slots);
		let held = |moved: Fraction| {
			let now = whole(power);
			level + slots * (rate(now + sign * moved) - rate(now))
		};
		let fits = |moved: Fraction| (low..=high).contains(&held(moved));
		// Straight between these: the way is open as long as their ends are.
		let crosses = (power < 0 && to > 0) || (power > 0 && to < 0);
		let turn = if crosses { whole(power).abs() } else { distance };
		let (mut from, mut until) = (ZERO, turn);
		if fits(turn) {
			(from, until) = (turn, distance);
		}
		if fits(until) {
			return until;
		}
		// Bisected to less than a mW: the rates are whole thousandths.
		let (mut inside, mut outside) =
			((from * whole(1_000)).floor(), (until * whole(1_000)).ceil());
		while outside - inside > 1 {
			let middle = (inside + outside) / 2;
			if fits(frac(middle, 1_000)) {
				inside = middle;
			} else {
				outside = middle;
			}
		}
		frac(inside, 1_000)
	}
}
