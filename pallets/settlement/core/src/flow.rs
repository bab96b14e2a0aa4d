// SPDX-License-Identifier: Apache-2.0
//! Flow: which base quantity went where. Nothing is recorded: all matched export of a slot lies on
//! one axis in meter order, all matched import on another, and a rotation joins them. Everything
//! is looked up by prefix sums.
//!
//! The balancing account's row stands last on both axes: what its import meets is lost, what its
//! export meets was found.

use crate::{
	clearing::{Class, Clearing},
	record::RowLeaf,
	rounding::scale_floor,
};
use alloc::vec::Vec;

/// A row as the flow sees it. Energy in base quantities.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FlowRow {
	/// The meter's index in its network.
	pub meter: u32,
	/// What the row counted as.
	pub class: Class,
	/// What it delivered.
	pub export: u64,
	/// What it took.
	pub import: u64,
	/// The first quantities of the import that were in the market.
	pub import_in_market: u64,
}

impl FlowRow {
	/// The row of the meter with this index in its network.
	pub fn new(meter: u32, leaf: &RowLeaf) -> Self {
		Self {
			meter,
			class: leaf.class,
			export: leaf.export.into(),
			import: leaf.import.into(),
			import_in_market: leaf.import_in_market.into(),
		}
	}
}

/// Who stands on an axis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Party {
	/// The meter with this index.
	Member(u32),
	/// The balancing account, with the network's loss.
	Balancing,
}

/// Where exported energy went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
	/// Used by the member with this meter, from base quantity `at` of its import in the slot on.
	Member {
		/// Index of the importing meter.
		meter: u32,
		/// Rank within that meter's import of the slot.
		at: u64,
	},
	/// Lost in the network.
	Lost,
	/// Given to the grid, from rank `at` of the slot's grid axis on.
	Grid {
		/// Rank among all export of the slot that went to the grid.
		at: u64,
	},
	/// Measured only after its slots were cleared: carried by the balancing account.
	Late,
}

/// Where imported energy came from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
	/// Exported by the member with this meter, from base quantity `at` of its export in the slot on.
	Member {
		/// Index of the exporting meter.
		meter: u32,
		/// Rank within that meter's export of the slot.
		at: u64,
	},
	/// Found in the network: the meters together took more than was delivered.
	Found,
	/// Delivered by the grid, from rank `at` of the slot's grid axis on.
	Grid {
		/// Rank among all import of the slot that came from the grid.
		at: u64,
	},
	/// Measured only after its slots were cleared: carried by the balancing account.
	Late,
}

/// A run of base quantities with one fate or source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Run<T> {
	/// How many base quantities, at least one.
	pub quantity: u64,
	/// What they share. Ranks count on from it.
	pub with: T,
}

/// Why rows make no flow.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FlowError {
	/// The rows are not in strictly rising meter order.
	Order,
	/// The rows' sums are not those of the clearing.
	Sums,
}

/// The run of matched ranks of a row: where it begins on the matched axis, and its length.
///
/// `before` is the sum of accepted energy of all rows in front, `energy` the row's own, `accepted`
/// the sum over all rows (`S` or `D`), `matched` is `M`. The row's first quantities are matched,
/// the rest met the grid. Rounded down at both ends, so neighbouring runs touch.
pub fn matched_run(before: u64, energy: u64, accepted: u64, matched: u64) -> (u64, u64) {
	let begin = scale_floor(before, matched, accepted);
	let end = scale_floor(before.saturating_add(energy), matched, accepted);
	(begin, end.saturating_sub(begin))
}

/// The importer's rank that the exporter's rank `rank` meets: shifted by `rotation` on a circle of
/// `matched`; both are below it. `None` where nothing is matched.
pub fn importer_rank(rank: u64, rotation: u64, matched: u64) -> Option<u64> {
	let shifted = u128::from(rank).saturating_add(u128::from(rotation));
	shifted.checked_rem(u128::from(matched)).and_then(|rank| u64::try_from(rank).ok())
}

/// The exporter's rank that the importer's rank `rank` meets: the inverse of [`importer_rank`].
pub fn exporter_rank(rank: u64, rotation: u64, matched: u64) -> Option<u64> {
	let back = matched.checked_sub(rotation)?;
	importer_rank(rank, back, matched)
}

/// One direction of a slot: prefix sums by row, one longer than the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Axis {
	/// Matched ranks in front of each row.
	matched: Vec<u64>,
	/// Grid ranks in front of each row.
	grid: Vec<u64>,
}

impl Axis {
	/// From (energy, how much of it was in the market, whether it is in the slot) per row.
	fn new(
		rows: impl Iterator<Item = (u64, u64, bool)>,
		accepted_sum: u64,
		matched: u64,
	) -> Option<Self> {
		let mut axis = Self { matched: Vec::from([0]), grid: Vec::from([0]) };
		let (mut before, mut rank, mut grid) = (0u64, 0u64, 0u64);
		for (energy, in_market, in_slot) in rows {
			let (_, run) = matched_run(before, in_market, accepted_sum, matched);
			before = before.checked_add(in_market)?;
			rank = rank.checked_add(run)?;
			if in_slot {
				let refused = energy.checked_sub(in_market)?;
				grid = grid.checked_add(refused)?.checked_add(in_market.checked_sub(run)?)?;
			}
			axis.matched.push(rank);
			axis.grid.push(grid);
		}
		(before == accepted_sum && rank == matched).then_some(axis)
	}

	/// The row a matched rank falls into, the rank within it, and how many ranks are left there.
	fn row_of(&self, rank: u64) -> Option<(usize, u64, u64)> {
		let after = self.matched.partition_point(|begin| *begin <= rank);
		let row = after.checked_sub(1)?;
		let within = rank.checked_sub(*self.matched.get(row)?)?;
		let left = self.matched.get(after)?.checked_sub(rank)?;
		Some((row, within, left))
	}

	/// Matched run and first grid rank of a row.
	fn run(&self, row: usize) -> Option<(u64, u64, u64)> {
		let begin = *self.matched.get(row)?;
		let end = *self.matched.get(row.checked_add(1)?)?;
		Some((begin, end.checked_sub(begin)?, *self.grid.get(row)?))
	}
}

/// The flow of one slot: made once from all its rows, then asked for any run of energy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SlotFlow {
	rows: Vec<FlowRow>,
	balancing: FlowRow,
	exports: Axis,
	imports: Axis,
	rotation: u64,
	matched: u64,
}

/// A run with the row and rank of its counterpart, or none where it met the grid.
enum Met {
	Row { row: usize, at: u64 },
	Grid { at: u64 },
}

impl SlotFlow {
	/// The flow of a cleared slot with these rows, in meter order over all pages; the balancing
	/// account's row is added. Rows of other classes than the slot's own may be among them.
	///
	/// Errors in order of precedence: `Order`, `Sums`.
	pub fn new(rows: &[FlowRow], clearing: &Clearing) -> Result<Self, FlowError> {
		let mut neighbours = rows.iter().zip(rows.iter().skip(1));
		if !neighbours.all(|(row, next)| row.meter < next.meter) {
			return Err(FlowError::Order);
		}
		let balancing = balancing_row(clearing);
		let all = || rows.iter().copied().chain([balancing]);
		let matched = clearing.matched;
		let sold = |row: FlowRow| if row.class.sells() { row.export } else { 0 };
		let bought = |row: FlowRow| if row.class.buys() { row.import_in_market } else { 0 };
		let exports = all().map(|row| (row.export, sold(row), row.class.is_in_slot()));
		let imports = all().map(|row| (row.import, bought(row), row.class.is_in_slot()));
		let exports = Axis::new(exports, clearing.supply, matched).ok_or(FlowError::Sums)?;
		let imports = Axis::new(imports, clearing.demand, matched).ok_or(FlowError::Sums)?;
		let rotation = clearing.rotation;
		Ok(Self { rows: rows.to_vec(), balancing, exports, imports, rotation, matched })
	}

	/// The rows, without the balancing account's.
	pub fn rows(&self) -> &[FlowRow] {
		&self.rows
	}

	/// Where the base quantities `[from, to)` of a party's export of this slot went, in order.
	/// `None` for an unknown party, a sub-meter or feeder, or a range beyond its export.
	pub fn fates_of_export(&self, party: Party, from: u64, to: u64) -> Option<Vec<Run<Fate>>> {
		let (row, facts) = self.find(party)?;
		let range = checked_range(facts.class, facts.export, from, to)?;
		if facts.class == Class::Gap {
			return Some(late(range, Fate::Late));
		}
		let (begin, run, grid) = self.exports.run(row)?;
		let met = self.meet(range, (begin, run, grid), &self.imports, importer_rank)?;
		let fate = |met: Met| match met {
			Met::Grid { at } => Fate::Grid { at },
			Met::Row { row, at } => {
				self.rows.get(row).map_or(Fate::Lost, |row| Fate::Member { meter: row.meter, at })
			}
		};
		Some(met.into_iter().map(|(quantity, met)| Run { quantity, with: fate(met) }).collect())
	}

	/// Where the base quantities `[from, to)` of a party's import of this slot came from, in order.
	/// `None` for an unknown party, a sub-meter or feeder, or a range beyond its import.
	pub fn sources_of_import(&self, party: Party, from: u64, to: u64) -> Option<Vec<Run<Source>>> {
		let (row, facts) = self.find(party)?;
		let range = checked_range(facts.class, facts.import, from, to)?;
		if facts.class == Class::Gap {
			return Some(late(range, Source::Late));
		}
		let (begin, run, grid) = self.imports.run(row)?;
		let met = self.meet(range, (begin, run, grid), &self.exports, exporter_rank)?;
		let source = |met: Met| match met {
			Met::Grid { at } => Source::Grid { at },
			Met::Row { row, at } => self
				.rows
				.get(row)
				.map_or(Source::Found, |row| Source::Member { meter: row.meter, at }),
		};
		Some(met.into_iter().map(|(quantity, met)| Run { quantity, with: source(met) }).collect())
	}

	fn find(&self, party: Party) -> Option<(usize, &FlowRow)> {
		match party {
			Party::Balancing => Some((self.rows.len(), &self.balancing)),
			Party::Member(meter) => {
				let row = self.rows.binary_search_by_key(&meter, |row| row.meter).ok()?;
				self.rows.get(row).map(|facts| (row, facts))
			}
		}
	}

	/// Splits a range of a row into runs that meet one counterpart each. The row's matched part
	/// (its begin and length on the axis) comes first, the rest lies on the grid axis.
	fn meet(
		&self,
		(from, to): (u64, u64),
		(begin, run, grid): (u64, u64, u64),
		other: &Axis,
		counter_rank: fn(u64, u64, u64) -> Option<u64>,
	) -> Option<Vec<(u64, Met)>> {
		let mut met = Vec::new();
		let mut next = from;
		while next < to.min(run) {
			let rank = counter_rank(begin.checked_add(next)?, self.rotation, self.matched)?;
			let (row, at, left) = other.row_of(rank)?;
			let quantity = to.min(run).checked_sub(next)?.min(left);
			met.push((quantity, Met::Row { row, at }));
			next = next.checked_add(quantity)?;
		}
		if next < to {
			let at = grid.checked_add(next.checked_sub(run)?)?;
			met.push((to.checked_sub(next)?, Met::Grid { at }));
		}
		Some(met)
	}
}

/// The balancing account's row, behind all members'.
fn balancing_row(clearing: &Clearing) -> FlowRow {
	FlowRow {
		meter: u32::MAX,
		class: if clearing.local { Class::Accepted } else { Class::NotAccepted },
		export: clearing.found(),
		import: clearing.lost(),
		import_in_market: clearing.balancing_row().accepted_import,
	}
}

fn checked_range(class: Class, energy: u64, from: u64, to: u64) -> Option<(u64, u64)> {
	let has_flow = class.is_in_slot() || class == Class::Gap;
	(has_flow && from <= to && to <= energy).then_some((from, to))
}

fn late<T>((from, to): (u64, u64), with: T) -> Vec<Run<T>> {
	let quantity = to.saturating_sub(from);
	(quantity > 0).then_some(Run { quantity, with }).into_iter().collect()
}
