// SPDX-License-Identifier: Apache-2.0
//! The problem written out as a linear programme, from the words of the reference and not from the
//! code: every variable, every row, in W, W·slot and nano-currency, as exact fractions.

mod network;
mod reserve;

use super::{
	fraction::{frac, whole, Fraction, ZERO},
	matrix::Matrix,
};
use dispatch_core::{Duals, GridProblem, Plan, Problem, Run, SideSlot};
use energy_primitives::Carrier;
use std::ops::Range;

/// The programme with a plan as its point and duals as its prices.
pub struct Model {
	pub matrix: Matrix,
	/// The columns of each device.
	pub devices: Vec<Range<usize>>,
	/// The rows about the change of each device.
	pub changes: Vec<Vec<usize>>,
	/// Whether some device could profit from both sides of a slot at once at these prices, which
	/// only the programme allows.
	pub both_sides: bool,
}

fn q8(value: i64) -> Fraction {
	frac(value, 256)
}

fn permille(value: i64) -> Fraction {
	frac(value, 1_000)
}

fn maximum(a: Fraction, b: Fraction) -> Fraction {
	if a > b {
		a
	} else {
		b
	}
}

fn minimum(a: Fraction, b: Fraction) -> Fraction {
	if a < b {
		a
	} else {
		b
	}
}

fn positive(a: Fraction) -> Fraction {
	maximum(a, ZERO)
}

fn at(values: &[i64], slot: usize) -> i64 {
	values.get(slot).copied().unwrap_or(0)
}

fn spread(lists: &[(u16, Vec<Run<i64>>)], index: usize, slot: usize) -> Fraction {
	let Some((_, runs)) = lists.iter().find(|(at, _)| usize::from(*at) == index) else {
		return ZERO;
	};
	let values: Vec<i64> =
		runs.iter().flat_map(|run| vec![run.value; usize::from(run.slots)]).collect();
	q8(values[slot])
}

/// A rule's price per base quantity as one per W·slot.
fn rule_price(nano: u32, carrier: Carrier, slot_s: u32, up: bool) -> Fraction {
	let joules = if carrier == Carrier::Electricity { 3_600 } else { 1_000 };
	let exact = frac(i128::from(nano) * 256 * i128::from(slot_s), joules);
	frac(if up { exact.ceil() } else { exact.floor() }, 256)
}

pub fn side_slot(side: &Option<Vec<SideSlot>>, slot: usize) -> SideSlot {
	side.as_ref().map(|slots| slots[slot]).unwrap_or_default()
}

fn is_below(grid: &GridProblem, mut node: usize, above: usize) -> bool {
	loop {
		if node == above {
			return true;
		}
		if node == 0 {
			return false;
		}
		node = usize::from(grid.tree[node].parent);
	}
}

/// Columns of a device's slot.
struct DeviceColumns {
	give: usize,
	take: usize,
	level: Option<usize>,
}

struct Writer<'a> {
	problem: &'a Problem,
	plan: &'a Plan,
	duals: &'a Duals,
	matrix: Matrix,
	/// By device and slot.
	columns: Vec<Vec<DeviceColumns>>,
	ranges: Vec<Range<usize>>,
	/// The rows about the change of a device and slot: (device, slot, rising, falling).
	changes: Vec<(usize, usize, usize, usize)>,
}

/// Writes the programme down.
pub fn model(problem: &Problem, plan: &Plan, duals: &Duals) -> Model {
	let mut writer = Writer {
		problem,
		plan,
		duals,
		matrix: Matrix::default(),
		columns: Vec::new(),
		ranges: Vec::new(),
		changes: Vec::new(),
	};
	for row in 0..problem.devices.len() {
		writer.device(row);
	}
	writer.grid(Carrier::Electricity);
	if problem.heat.is_some() {
		writer.grid(Carrier::Heat);
	}
	writer.reserve(true);
	writer.reserve(false);
	writer.price_changes();
	let mut changes = vec![Vec::new(); problem.devices.len()];
	for (row, _, rising, falling) in &writer.changes {
		changes[*row].extend([*rising, *falling]);
	}
	let both_sides = writer.both_sides();
	Model { matrix: writer.matrix, devices: writer.ranges, changes, both_sides }
}

impl Writer<'_> {
	fn power(&self, row: usize, slot: usize) -> i32 {
		self.plan.power_w[row * self.problem.slots + slot]
	}

	fn device(&mut self, row: usize) {
		let (problem, slots) = (self.problem, self.problem.slots);
		let device = &problem.devices[row];
		let from = self.matrix.columns.len();
		let mut columns = Vec::new();
		let mut level = device.store.as_ref().map(|store| permille(store.start));
		let calm = rule_price(problem.rules.calm_nano, device.carrier, problem.slot_s, false);
		for slot in 0..slots {
			let power = self.power(row, slot);
			let mut side = |name: &str, side: SideSlot, power: i32| {
				let bounds = (whole(side.least_w), whole(side.most_w));
				let name = format!("{name} {row} {slot}");
				self.matrix.column(name, q8(side.cost_q8), bounds, whole(power))
			};
			let (gives, takes) = (side_slot(&device.give, slot), side_slot(&device.take, slot));
			let give = side("give", gives, power.max(0));
			let take = side("take", takes, -power.min(0));
			let mut held = None;
			if let (Some(store), Some(level)) = (&device.store, &mut level) {
				let moved = whole(power.max(0)) * permille(gives.store_permille.into())
					+ whole(-power.min(0)) * permille(takes.store_permille.into());
				*level = *level + moved - permille(store.drain[slot]);
				let bounds = (permille(store.level[slot].0), permille(store.level[slot].1));
				let last = slot + 1 == slots;
				let worth = if last { -q8(store.end_value_q8) } else { ZERO };
				held =
					Some(self.matrix.column(format!("level {row} {slot}"), worth, bounds, *level));
			}
			columns.push(DeviceColumns { give, take, level: held });
			if let Some(last) = &device.last_w {
				self.change(row, slot, give, take, last[slot], calm);
			}
		}
		self.columns.push(columns);
		self.ranges.push(from..self.matrix.columns.len());
		self.store_rows(row);
	}

	/// `change >= |power - last|`.
	fn change(
		&mut self,
		row: usize,
		slot: usize,
		give: usize,
		take: usize,
		last: i32,
		calm: Fraction,
	) {
		let away = whole(self.power(row, slot)) - whole(last);
		let bounds = (ZERO, whole(1i64 << 33));
		let column = self.matrix.column(format!("change {row} {slot}"), calm, bounds, away.abs());
		let one = whole(1);
		let rising = vec![(column, one), (give, -one), (take, one)];
		let falling = vec![(column, one), (give, one), (take, -one)];
		let name = format!("change {row} {slot}");
		let rising = self.matrix.row(name.clone(), (Some(-whole(last)), None), rising, ZERO);
		let falling = self.matrix.row(name, (Some(whole(last)), None), falling, ZERO);
		self.changes.push((row, slot, rising, falling));
	}

	/// `level - level before - into the store = start - drain`.
	fn store_rows(&mut self, row: usize) {
		let device = &self.problem.devices[row];
		let Some(store) = &device.store else { return };
		for slot in 0..self.problem.slots {
			let columns = &self.columns[row][slot];
			let rate = |side: &Option<Vec<SideSlot>>| {
				permille(side_slot(side, slot).store_permille.into())
			};
			let mut terms = vec![
				(columns.level.unwrap(), whole(1)),
				(columns.give, -rate(&device.give)),
				(columns.take, -rate(&device.take)),
			];
			let mut right = -permille(store.drain[slot]);
			if slot == 0 {
				right = right + permille(store.start);
			} else {
				terms.push((self.columns[row][slot - 1].level.unwrap(), -whole(1)));
			}
			let price = -spread(&self.duals.stores_q8, row, slot);
			let name = format!("store {row} {slot}");
			self.matrix.row(name, (Some(right), Some(right)), terms, price);
		}
	}

	/// The best prices for the rows about changes: the bound is highest where they stop a device
	/// from wanting to move, or at their limit.
	fn price_changes(&mut self) {
		let reduced = self.matrix.reduced();
		for (row, slot, rising, falling) in self.changes.clone() {
			let device = &self.problem.devices[row];
			let calm = rule_price(
				self.problem.rules.calm_nano,
				device.carrier,
				self.problem.slot_s,
				false,
			);
			let columns = &self.columns[row][slot];
			let last = whole(device.last_w.as_ref().unwrap()[slot]);
			let (give, take) = (reduced[columns.give], reduced[columns.take]);
			let value = |price: Fraction| {
				let matrix = &self.matrix.columns;
				Matrix::least(&matrix[columns.give], give + price)
					+ Matrix::least(&matrix[columns.take], take - price)
					- price * last
			};
			let kept = |price: &Fraction| price.abs() <= calm;
			let candidates = [ZERO, calm, -calm, -give, take].into_iter().filter(kept);
			let best = candidates.max_by_key(|price| value(*price)).unwrap();
			self.matrix.rows[rising].price = positive(best);
			self.matrix.rows[falling].price = positive(-best);
		}
	}

	fn both_sides(&self) -> bool {
		let reduced = self.matrix.reduced();
		let rows = self.problem.devices.iter().zip(&self.columns);
		let mut slots =
			rows.flat_map(|(device, columns)| columns.iter().map(move |at| (device, at)));
		slots.any(|(device, columns)| {
			let (give, take) = (reduced[columns.give], reduced[columns.take]);
			let can = |column: usize| self.matrix.columns[column].high > ZERO;
			let both = can(columns.give) && can(columns.take);
			// A price on change can hide that both together would pay.
			let pays = give < ZERO && take < ZERO || device.last_w.is_some() && give + take < ZERO;
			both && pays
		})
	}
}
