// SPDX-License-Identifier: Apache-2.0
//! The flow of a slot from some of its pages.

use super::{PageProof, Unshown};
use crate::{
	clearing::{Class, Clearing},
	flow::{importer_rank, matched_run, Fate, Run},
	record::{Axes, RowLeaf, SlotRecord},
};
use alloc::vec::Vec;
use energy_primitives::{Row, PAGE_ROWS};

/// The sums over all rows of a slot, as its clearing has them: the balancing account's row is none
/// of them.
fn totals(clearing: &Clearing) -> Option<Axes> {
	let balancing = clearing.balancing_row();
	let sum = |all: u64, balancing: u64, outside: u64| {
		all.checked_sub(balancing).and_then(|members| members.checked_add(outside))
	};
	let (supply, demand) = (clearing.refused_supply, clearing.refused_demand);
	Some(Axes {
		accepted_export: sum(clearing.supply, balancing.accepted_export, 0)?,
		accepted_import: sum(clearing.demand, balancing.accepted_import, 0)?,
		refused_export: sum(supply, balancing.refused_export, clearing.outside_supply)?,
		refused_import: sum(demand, balancing.refused_import, clearing.outside_demand)?,
	})
}

/// The flow of a swept slot as far as some of its pages tell it.
#[derive(Clone, Copy, Debug)]
pub struct PartialFlow<'a> {
	clearing: &'a Clearing,
	pages: &'a [PageProof],
	/// Sums over all members of the slot.
	totals: Axes,
}

impl<'a> PartialFlow<'a> {
	/// The flow over these pages of the slot, taken to be those its record commits to.
	///
	/// Errors in order of precedence: `PageOrder`, `Sums`.
	pub fn new(record: &'a SlotRecord, pages: &'a [PageProof]) -> Result<Self, Unshown> {
		let clearing = &record.header.clearing;
		let slot = clearing.slot;
		let mut neighbours = pages.iter().zip(pages.iter().skip(1));
		let rising = neighbours.all(|(page, next)| page.page < next.page);
		if !rising || !pages.iter().all(PageProof::is_in_order) {
			return Err(Unshown::PageOrder { slot });
		}
		let totals = totals(clearing).ok_or(Unshown::Sums { slot })?;
		if !sums_fit(pages, record.pages, &totals) {
			return Err(Unshown::Sums { slot });
		}
		Ok(Self { clearing, pages, totals })
	}

	/// Prices and totals of the slot.
	pub const fn clearing(&self) -> &'a Clearing {
		self.clearing
	}

	/// The row of a meter and the sums in front of it, if its page is here and has one.
	pub fn row(&self, meter: u32) -> Option<(&'a RowLeaf, Axes)> {
		let (page, row) = (meter.checked_div(PAGE_ROWS)?, meter.checked_rem(PAGE_ROWS)?);
		let at = self.pages.binary_search_by_key(&page, |page| page.page).ok()?;
		self.pages.get(at)?.find(Row::try_from(row).ok()?)
	}

	/// Where the base quantities `[from, to)` of a meter's export of this slot went, in order.
	///
	/// Errors in order of precedence: `NoRow`, `NoUnits`, `Range` for a range beyond its export,
	/// `Sums`, `MissingPage`.
	pub fn fates_of_export(
		&self,
		meter: u32,
		from: u64,
		to: u64,
	) -> Result<Vec<Run<Fate>>, Unshown> {
		let slot = self.clearing.slot;
		let (leaf, before) = self.row(meter).ok_or(Unshown::NoRow { slot })?;
		let export = u64::from(leaf.export);
		if matches!(leaf.class, Class::Sub | Class::Feeder) {
			return Err(Unshown::NoUnits);
		}
		if from > to || to > export {
			return Err(Unshown::Range);
		}
		if leaf.class == Class::Gap {
			return Ok(run_of(to.saturating_sub(from), Fate::Late).into_iter().collect());
		}
		let place = self.place(leaf, &before).ok_or(Unshown::Sums { slot })?;
		self.meet(&place, from, to)
	}

	/// Where a row's export lies on the matched axis and on the grid's.
	fn place(&self, leaf: &RowLeaf, before: &Axes) -> Option<Place> {
		let Clearing { supply, matched, .. } = *self.clearing;
		let in_market = leaf.axes().accepted_export;
		let (begin, run) = matched_run(before.accepted_export, in_market, supply, matched);
		let unmatched = before.accepted_export.checked_sub(begin)?;
		Some(Place { begin, run, grid: unmatched.checked_add(before.refused_export)? })
	}

	fn meet(&self, place: &Place, from: u64, to: u64) -> Result<Vec<Run<Fate>>, Unshown> {
		let Clearing { slot, rotation, matched, .. } = *self.clearing;
		let sums = Unshown::Sums { slot };
		let mut met = Vec::new();
		let mut next = from;
		while next < to.min(place.run) {
			let rank = place.begin.checked_add(next).ok_or(sums)?;
			let rank = importer_rank(rank, rotation, matched).ok_or(sums)?;
			let (fate, left) = self.importer(rank)?;
			let quantity = to.min(place.run).saturating_sub(next).min(left);
			met.extend(run_of(quantity, fate));
			// No importer's run is empty where a rank falls into it.
			next = next.checked_add(quantity.max(1)).ok_or(sums)?;
		}
		if next < to {
			let at = next.checked_sub(place.run).and_then(|rest| place.grid.checked_add(rest));
			met.extend(run_of(to.saturating_sub(next), Fate::Grid { at: at.ok_or(sums)? }));
		}
		Ok(met)
	}

	/// Who imported the base quantity of this matched rank, and how many more from it on.
	fn importer(&self, rank: u64) -> Result<(Fate, u64), Unshown> {
		let Clearing { slot, demand, matched, .. } = *self.clearing;
		let begin_of = |sum: u64| matched_run(0, sum, demand, matched).1;
		if rank >= begin_of(self.totals.accepted_import) {
			// The balancing account stands last.
			return Ok((Fate::Lost, matched.saturating_sub(rank)));
		}
		let missing = Unshown::MissingPage { slot, rank };
		let after = self.pages.partition_point(|page| begin_of(page.start.accepted_import) <= rank);
		let page = after.checked_sub(1).and_then(|at| self.pages.get(at)).ok_or(missing)?;
		let mut axes = page.start;
		for leaf in &page.rows {
			let begin = begin_of(axes.accepted_import);
			axes = axes.after(leaf).map_err(|_| Unshown::Sums { slot })?;
			let end = begin_of(axes.accepted_import);
			if let (Some(at), true) = (rank.checked_sub(begin), rank < end) {
				let meter = page.page.checked_mul(PAGE_ROWS);
				let meter = meter.and_then(|first| first.checked_add(leaf.row.into()));
				let meter = meter.ok_or(Unshown::Sums { slot })?;
				return Ok((Fate::Member { meter, at }, end.saturating_sub(rank)));
			}
		}
		Err(missing)
	}
}

/// A row's export: where its matched run begins and how long it is, and its first grid rank.
struct Place {
	begin: u64,
	run: u64,
	grid: u64,
}

fn run_of<T>(quantity: u64, with: T) -> Option<Run<T>> {
	(quantity > 0).then_some(Run { quantity, with })
}

/// Whether the sums of the pages follow from each other, from zero to those of the clearing.
fn sums_fit(pages: &[PageProof], page_count: u32, totals: &Axes) -> bool {
	let mut end = (0, Axes::default());
	for page in pages {
		let (next, sums) = end;
		let follows =
			if page.page == next { page.start == sums } else { is_at_most(&sums, &page.start) };
		let (Some(after), Some(next)) = (page.end(), page.page.checked_add(1)) else {
			return false;
		};
		if !follows {
			return false;
		}
		end = (next, after);
	}
	let (next, sums) = end;
	if next == page_count {
		sums == *totals
	} else {
		next < page_count && is_at_most(&sums, totals)
	}
}

fn is_at_most(sums: &Axes, later: &Axes) -> bool {
	sums.accepted_export <= later.accepted_export
		&& sums.accepted_import <= later.accepted_import
		&& sums.refused_export <= later.refused_export
		&& sums.refused_import <= later.refused_import
}
