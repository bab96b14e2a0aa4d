// SPDX-License-Identifier: Apache-2.0
//! Rows and columns of the networks: balance, capacities, peak and ramp.

use super::{
	at, is_below, maximum, minimum, permille, positive, q8, rule_price, side_slot, spread,
	Fraction, Writer,
};
use crate::support::fraction::{whole, ZERO};
use dispatch_core::{GridProblem, SideSlot};
use energy_primitives::Carrier;

impl Writer<'_> {
	/// What device columns put in at or below a node.
	fn injections(
		&self,
		grid: &GridProblem,
		carrier: Carrier,
		node: usize,
		slot: usize,
	) -> Vec<(usize, Fraction)> {
		let mut terms = Vec::new();
		for (device, columns) in self.problem.devices.iter().zip(&self.columns) {
			let columns = &columns[slot];
			let own = device.carrier == carrier;
			let home = usize::from(if own { device.node } else { device.other_node });
			if home >= grid.tree.len() || !is_below(grid, home, node) {
				continue;
			}
			let beside = |side: &Option<Vec<SideSlot>>| {
				permille(side_slot(side, slot).other_permille.into())
			};
			let (give, take) = if own {
				(whole(1), -whole(1))
			} else {
				(beside(&device.give), beside(&device.take))
			};
			terms.extend([(columns.give, give), (columns.take, take)]);
		}
		terms
	}

	fn sum(&self, terms: &[(usize, Fraction)]) -> Fraction {
		terms.iter().map(|(column, factor)| *factor * self.matrix.columns[*column].value).sum()
	}

	/// The most that devices could put in (or take out) in a slot, each by itself.
	fn reach(&self, carrier: Carrier, slot: usize) -> (Fraction, Fraction) {
		let (mut up, mut down) = (ZERO, ZERO);
		for device in &self.problem.devices {
			let (gives, takes) = (side_slot(&device.give, slot), side_slot(&device.take, slot));
			let (most_given, most_taken) = (whole(gives.most_w), whole(takes.most_w));
			if device.carrier == carrier {
				(up, down) = (up + most_given, down + most_taken);
				continue;
			}
			let given = most_given * permille(gives.other_permille.into());
			let taken = most_taken * permille(takes.other_permille.into());
			up = up + positive(maximum(given, taken));
			down = down + positive(-minimum(given, taken));
		}
		(up, down)
	}

	pub(super) fn grid(&mut self, carrier: Carrier) {
		let problem = self.problem;
		let electric = carrier == Carrier::Electricity;
		let (grid, roots, nodes) = if electric {
			let duals = self.duals;
			(&problem.electricity, &duals.electricity_q8, &duals.electricity_nodes_q8)
		} else {
			(problem.heat.as_ref().unwrap(), &self.duals.heat_q8, &self.duals.heat_nodes_q8)
		};
		let overload = rule_price(problem.rules.overload_nano, carrier, problem.slot_s, true);
		let mut exchanges = Vec::new();
		for slot in 0..problem.slots {
			let passive = whole(grid.passive_w[slot]);
			let (up, down) = self.reach(carrier, slot);
			let (need, left) = (positive(passive + down), positive(up - passive));
			let import_max = whole(grid.contract.import_max_w);
			let export_max = whole(grid.contract.export_max_w);
			let terms = self.injections(grid, carrier, 0, slot);
			let net = passive - self.sum(&terms);
			let (import, export) =
				(minimum(positive(net), import_max), minimum(positive(-net), export_max));
			let (buy, sell) = (q8(grid.buy_q8[slot]), q8(grid.sell_q8[slot]));
			let name = |what: &str| format!("{what} {carrier:?} {slot}");
			let mut put =
				|what, cost, most, value| self.matrix.column(name(what), cost, (ZERO, most), value);
			let imports = put("import", buy, minimum(need, import_max), import);
			let exports = put("export", -sell, minimum(left, export_max), export);
			let shed = put("shed", overload, positive(need - import_max), positive(net) - import);
			let spill =
				put("spill", overload, positive(left - export_max), positive(-net) - export);
			let mut balance = terms;
			let one = whole(1);
			balance.extend([(imports, one), (shed, one), (exports, -one), (spill, -one)]);
			let price = q8(at(roots, slot));
			self.matrix.row(name("balance"), (Some(passive), Some(passive)), balance, price);
			exchanges.push((imports, exports));
			for node in 0..grid.tree.len() {
				let price = spread(nodes, node, slot);
				self.capacity(grid, carrier, node, slot, price, overload, (up, down));
			}
		}
		if electric {
			self.peak(&exchanges);
			self.ramp(&exchanges);
		}
	}

	/// Flow up and down a node, with what may go beyond.
	fn capacity(
		&mut self,
		grid: &GridProblem,
		carrier: Carrier,
		node: usize,
		slot: usize,
		price: Fraction,
		overload: Fraction,
		(up, down): (Fraction, Fraction),
	) {
		let below = (0..grid.tree.len()).filter(|other| is_below(grid, *other, node));
		let part: i64 = below.map(|other| i64::from(grid.tree[other].passive_permille)).sum();
		let passive = whole(grid.passive_w[slot]) * permille(part);
		let (up_max, down_max) =
			(whole(grid.tree[node].up_max_w), whole(grid.tree[node].down_max_w));
		let terms = self.injections(grid, carrier, node, slot);
		let flow = self.sum(&terms) - passive;
		let name = |what: &str| format!("{what} {carrier:?} {node} {slot}");
		let most = (ZERO, positive(up - passive - up_max));
		let over = self.matrix.column(name("over up"), overload, most, positive(flow - up_max));
		let mut row = terms.clone();
		row.push((over, -whole(1)));
		self.matrix.row(name("up"), (None, Some(up_max + passive)), row, -positive(price));
		let most = (ZERO, positive(down + passive - down_max));
		let over =
			self.matrix.column(name("over down"), overload, most, positive(-flow - down_max));
		let mut row = terms;
		row.push((over, whole(1)));
		self.matrix.row(name("down"), (Some(passive - down_max), None), row, positive(-price));
	}

	fn peak(&mut self, exchanges: &[(usize, usize)]) {
		let columns = &self.matrix.columns;
		let of = |pick: &dyn Fn(usize) -> Fraction| {
			exchanges.iter().map(|(import, _)| pick(*import)).fold(ZERO, maximum)
		};
		let most = of(&|column| columns[column].high);
		let value = of(&|column| columns[column].value);
		let cost = whole(self.problem.rules.peak_nano_per_w);
		let peak = self.matrix.column("peak".into(), cost, (ZERO, most), value);
		for (slot, (import, _)) in exchanges.iter().enumerate() {
			let terms = vec![(*import, whole(1)), (peak, -whole(1))];
			let price = -positive(q8(at(&self.duals.peak_q8, slot)));
			self.matrix.row(format!("peak {slot}"), (None, Some(ZERO)), terms, price);
		}
	}

	fn ramp(&mut self, exchanges: &[(usize, usize)]) {
		let limit = whole(self.problem.rules.ramp_limit_w);
		let cost = whole(self.problem.rules.ramp_nano_per_w);
		for slot in 1..exchanges.len() {
			let ((import, export), (import_0, export_0)) = (exchanges[slot], exchanges[slot - 1]);
			let column = |at: usize| &self.matrix.columns[at];
			let value = |at: usize| column(at).value;
			let step = value(import) - value(export) - value(import_0) + value(export_0);
			let rise = column(import).high + column(export_0).high;
			let fall = column(export).high + column(import_0).high;
			let most = positive(maximum(rise, fall) - limit);
			let beyond = positive(step.abs() - limit);
			let over = self.matrix.column(format!("ramp {slot}"), cost, (ZERO, most), beyond);
			let one = whole(1);
			let terms = vec![
				(import, one),
				(export, -one),
				(import_0, -one),
				(export_0, one),
				(over, -one),
			];
			let price = q8(at(&self.duals.ramp_q8, slot));
			let name = format!("ramp {slot}");
			self.matrix.row(name.clone(), (None, Some(limit)), terms.clone(), -positive(price));
			let mut falling = terms;
			falling[4].1 = one;
			self.matrix.row(name, (Some(-limit), None), falling, positive(-price));
		}
	}
}
