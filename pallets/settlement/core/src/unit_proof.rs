// SPDX-License-Identifier: Apache-2.0
//! What became of a unit, shown by a few pages of the slots it was exported in.
//!
//! The sums in front of a page are part of what the slot's record commits to, so whoever holds the
//! exporter's page and those of the importers it met looks the flow up as if it had all rows. This
//! is the flow of [`crate::flow::SlotFlow`], and it takes nothing from anybody on trust but the
//! record of each slot.
//!
//! A unit is a stretch of its meter's export axis. The rows of the meter's slots cover the axis
//! without holes, but for what upward corrections appended: such a stretch lies between two rows of
//! which the second says, by its span, that the meter had no reading between them.

mod partial_flow;

pub use partial_flow::PartialFlow;

use crate::{
	clearing::{Class, Clearing},
	flow::{Fate, Run},
	proof::{path_holds, path_of, slot_leaves, Path},
	record::{Axes, PageLeaf, RowLeaf, SlotHeader, SlotRecord},
	terms::GridMode,
};
use alloc::vec::Vec;
use core::fmt;
use energy_primitives::{NanoPrice, PageIndex, Row, Slot};
use sp_core::{Hasher, H256};

/// A page of a swept slot with all its rows, and the way from it to the slot's root.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageProof {
	/// Which page.
	pub page: PageIndex,
	/// The sums in front of its first row.
	pub start: Axes,
	/// All its rows in order.
	pub rows: Vec<RowLeaf>,
	/// From the page up to the slot's root.
	pub path: Path,
}

/// A slot's record with some of its pages, in rising order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SlotProof {
	/// The record.
	pub record: SlotRecord,
	/// The pages.
	pub pages: Vec<PageProof>,
}

/// A part of a unit with one fate. Prices in nano-currency per base quantity.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Segment {
	/// The slot it was exported in; of what a correction appended, the meter's last one before.
	pub slot: Slot,
	/// Base quantities, at least one.
	pub quantity: u64,
	/// Where it went.
	pub fate: Fate,
	/// What the exporter got; `None` where the chain settled it late or not at all.
	pub seller_price: Option<NanoPrice>,
	/// What its user paid, fees included; the balancing account where it was lost.
	pub buyer_price: Option<NanoPrice>,
	/// A correction appended it to the axis.
	pub appended: bool,
}

/// Why pages don't show what became of a range of a meter's export.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unshown {
	/// The range is empty or reversed.
	Range,
	/// The slots are not in strictly rising order.
	SlotOrder {
		/// The slot that comes too late.
		slot: Slot,
	},
	/// The pages of a slot are not in strictly rising order, or the rows of a page are not.
	PageOrder {
		/// The slot.
		slot: Slot,
	},
	/// A page is not one the slot's record commits to.
	WrongPage {
		/// The slot.
		slot: Slot,
		/// The page.
		page: PageIndex,
	},
	/// Rows, sums or counters of a slot contradict each other.
	Sums {
		/// The slot.
		slot: Slot,
	},
	/// The meter's row of a slot is not among the pages.
	NoRow {
		/// The slot.
		slot: Slot,
	},
	/// The meter is a sub-meter or a feeder: its exports make no units.
	NoUnits,
	/// A part of the range lies in no slot of the proof.
	Hole {
		/// Where on the export axis it begins.
		at: u64,
	},
	/// The page with an importer's row is missing.
	MissingPage {
		/// The slot.
		slot: Slot,
		/// The rank of the importer's base quantity among all that were matched.
		rank: u64,
	},
	/// The export axis doesn't reach the end of the range in the slots of the proof.
	NotExported {
		/// How far it reaches.
		to: u64,
	},
}

impl fmt::Display for Unshown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Range => f.write_str("the range is empty, reversed or beyond what was exported"),
			Self::SlotOrder { slot } => write!(f, "slot {slot} is out of order"),
			Self::PageOrder { slot } => write!(f, "pages or rows of slot {slot} are out of order"),
			Self::WrongPage { slot, page } => {
				write!(f, "page {page} of slot {slot} is not the one its record commits to")
			}
			Self::Sums { slot } => write!(f, "the sums of slot {slot} contradict each other"),
			Self::NoRow { slot } => write!(f, "the exporter's row of slot {slot} is missing"),
			Self::NoUnits => f.write_str("a sub-meter or feeder makes no units"),
			Self::Hole { at } => write!(f, "no slot shows its export from base quantity {at} on"),
			Self::MissingPage { slot, rank } => {
				write!(f, "the page of slot {slot} with the user of rank {rank} is missing")
			}
			Self::NotExported { to } => {
				write!(f, "its export is shown up to base quantity {to} only")
			}
		}
	}
}

impl PageProof {
	/// The proof of a page with these rows, from all pages of the slot. `None` where there is no
	/// such page.
	pub fn new<H: Hasher<Out = H256>>(
		header: &SlotHeader,
		pages: &[PageLeaf],
		page: PageIndex,
		rows: Vec<RowLeaf>,
	) -> Option<Self> {
		let start = pages.get(usize::try_from(page).ok()?)?.start;
		// The header is the first leaf.
		let path = path_of::<H>(slot_leaves::<H>(header, pages), page.checked_add(1)?)?;
		Some(Self { page, start, rows, path })
	}

	/// Whether the slot with this root and number of pages has the page, with exactly these rows.
	pub fn holds<H: Hasher<Out = H256>>(&self, root: &H256, pages: u32) -> bool {
		let leaf = PageLeaf::new::<H>(self.page, self.start, &self.rows);
		let (Ok((leaf, _)), Some(leaves), Some(place)) =
			(leaf, pages.checked_add(1), self.page.checked_add(1))
		else {
			return false;
		};
		path_holds::<H>(root, &self.path, leaves, place, leaf.hash::<H>())
	}

	/// The sums after its last row; `None` where they overflow.
	fn end(&self) -> Option<Axes> {
		self.rows.iter().try_fold(self.start, |axes, row| axes.after(row).ok())
	}

	/// The row with this place in the page, and the sums in front of it.
	fn find(&self, row: Row) -> Option<(&RowLeaf, Axes)> {
		let mut axes = self.start;
		for leaf in &self.rows {
			if leaf.row == row {
				return Some((leaf, axes));
			}
			axes = axes.after(leaf).ok()?;
		}
		None
	}

	fn is_in_order(&self) -> bool {
		let mut neighbours = self.rows.iter().zip(self.rows.iter().skip(1));
		neighbours.all(|(row, next)| row.row < next.row)
	}
}

/// What became of the base quantities `[from, to)` of a meter's export axis, from slots whose
/// records are taken to be the chain's.
///
/// Errors in order of precedence: `Range`, `SlotOrder`; then slot by slot `PageOrder`, `WrongPage`,
/// `Sums`, `NoRow`, `NoUnits`, `Hole`, `MissingPage`; `NotExported` at last.
pub fn life<H: Hasher<Out = H256>>(
	meter: u32,
	(from, to): (u64, u64),
	slots: &[SlotProof],
) -> Result<Vec<Segment>, Unshown> {
	if from >= to {
		return Err(Unshown::Range);
	}
	let slot_of = |slot: &SlotProof| slot.record.header.clearing.slot;
	let mut neighbours = slots.iter().zip(slots.iter().skip(1));
	if let Some((_, late)) = neighbours.find(|(slot, next)| slot_of(slot) >= slot_of(next)) {
		return Err(Unshown::SlotOrder { slot: slot_of(late) });
	}
	let mut walk = Walk { meter, next: from, to, last: None, segments: Vec::new() };
	for slot in slots {
		slot.check::<H>()?;
		walk.pass(&PartialFlow::new(&slot.record, &slot.pages)?)?;
	}
	if walk.next < to {
		return Err(Unshown::NotExported { to: walk.next });
	}
	Ok(walk.segments)
}

impl SlotProof {
	/// Whether every page is one the record commits to. Errors: `WrongPage`.
	fn check<H: Hasher<Out = H256>>(&self) -> Result<(), Unshown> {
		let slot = self.record.header.clearing.slot;
		let wrong =
			self.pages.iter().find(|page| !page.holds::<H>(&self.record.root, self.record.pages));
		match wrong {
			Some(page) => Err(Unshown::WrongPage { slot, page: page.page }),
			None => Ok(()),
		}
	}
}

/// A walk along a meter's export axis, slot by slot.
struct Walk {
	meter: u32,
	/// What is not shown yet begins here.
	next: u64,
	to: u64,
	/// The meter's last row that was passed: its slot, and where the axis stood after it.
	last: Option<(Slot, u64)>,
	segments: Vec<Segment>,
}

impl Walk {
	fn pass(&mut self, flow: &PartialFlow<'_>) -> Result<(), Unshown> {
		let slot = flow.clearing().slot;
		let (leaf, _) = flow.row(self.meter).ok_or(Unshown::NoRow { slot })?;
		if matches!(leaf.class, Class::Sub | Class::Feeder) {
			return Err(Unshown::NoUnits);
		}
		let sums = Unshown::Sums { slot };
		let begin = leaf.export_before;
		let end = begin.checked_add(leaf.export_counted().into()).ok_or(sums)?;
		if leaf.export_repaid > leaf.export || self.last.is_some_and(|(_, last)| last > begin) {
			return Err(sums);
		}
		if self.next < begin.min(self.to) {
			self.appended(leaf, slot)?;
		}
		if (begin..end).contains(&self.next) && self.next < self.to {
			let from = self.next.checked_sub(begin).ok_or(sums)?;
			let until = end.min(self.to);
			let to = until.checked_sub(begin).ok_or(sums)?;
			for run in flow.fates_of_export(self.meter, from, to)? {
				self.segments.push(segment(flow.clearing(), leaf, run));
			}
			self.next = until;
		}
		self.last = Some((slot, end));
		Ok(())
	}

	/// The axis between the last row and this one: a correction appended it, if the meter had no
	/// reading between them.
	fn appended(&mut self, leaf: &RowLeaf, slot: Slot) -> Result<(), Unshown> {
		let hole = Unshown::Hole { at: self.next };
		let (last_slot, last_end) = self.last.ok_or(hole)?;
		if self.next < last_end || slot.checked_sub(leaf.span) != Some(last_slot) {
			return Err(hole);
		}
		let until = leaf.export_before.min(self.to);
		self.segments.push(Segment {
			slot: last_slot,
			quantity: until.checked_sub(self.next).ok_or(hole)?,
			fate: Fate::Late,
			seller_price: None,
			buyer_price: None,
			appended: true,
		});
		self.next = until;
		Ok(())
	}
}

fn segment(clearing: &Clearing, leaf: &RowLeaf, run: Run<Fate>) -> Segment {
	let billed = leaf.class != Class::Outside && clearing.mode == GridMode::OnChain;
	let (seller_price, buyer_price) = match run.with {
		Fate::Member { .. } | Fate::Lost => {
			(Some(clearing.price_seller), Some(clearing.price_buyer))
		}
		Fate::Grid { .. } => (billed.then_some(clearing.tariff.feed_in), None),
		Fate::Late => (None, None),
	};
	Segment {
		slot: clearing.slot,
		quantity: run.quantity,
		fate: run.with,
		seller_price,
		buyer_price,
		appended: false,
	}
}
