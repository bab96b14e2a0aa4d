// SPDX-License-Identifier: Apache-2.0
//! The record of a swept slot: a two-level Merkle commitment to every row.
//!
//! ```text
//! slot root ── header                       tag 0x02
//!           ├─ page 0 ── page root ── row   tag 0x01, tag 0x00
//!           └─ page 1 ...
//! ```
//!
//! Leaves are tagged and none is as long as a pair of hashes, so a leaf never passes as a node.
//! The counts of leaves stand beside the roots.

use crate::{
	book::Overflow,
	clearing::{Class, Clearing},
	flow::matched_run,
	tree::RootBuilder,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{PageIndex, Quality, Row, RowEnergy};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};

const ROW_TAG: u8 = 0x00;
const PAGE_TAG: u8 = 0x01;
const HEADER_TAG: u8 = 0x02;
const RECORD_TAG: u8 = 0x03;
const ROW_LEAF_BYTES: usize = 61;

/// One row of a swept slot, as committed to. Energy in base quantities.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct RowLeaf {
	/// The meter's row in its page.
	pub row: Row,
	/// What the row counted as.
	pub class: Class,
	/// How good the figure is.
	pub quality: Quality,
	/// Slots the delta covers.
	pub span: u32,
	/// What the meter took.
	pub import: u32,
	/// What it delivered.
	pub export: u32,
	/// The first quantities of the import that were in the market; the rest was the grid's. None
	/// unless the row counted as a buyer.
	pub import_in_market: u32,
	/// The last quantities of the import that lengthen no counter: they fill what was owing.
	pub import_repaid: u32,
	/// The same of the export.
	pub export_repaid: u32,
	/// Lifetime import counter before the delta.
	pub import_before: u64,
	/// Lifetime export counter before the delta.
	pub export_before: u64,
	/// Of a storage: how far its import axis was used up before.
	pub storage_tail: Option<u64>,
	/// What the meter had given to the grid before.
	pub surplus_before: u64,
}

impl RowLeaf {
	/// The leaf of a row that counted as `class`, with `import_in_market` as
	/// [`Clearing::import_in_market`] has it.
	pub fn new(
		energy: &RowEnergy,
		class: Class,
		import_in_market: u32,
		surplus_before: u64,
	) -> Self {
		Self {
			row: energy.row,
			class,
			quality: energy.quality,
			span: energy.span,
			import: energy.import,
			export: energy.export,
			import_in_market,
			import_repaid: energy.import_repaid,
			export_repaid: energy.export_repaid,
			import_before: energy.import_before,
			export_before: energy.export_before,
			storage_tail: energy.storage_tail,
			surplus_before,
		}
	}

	/// Exported base quantities that lengthen the meter's export counter: the first ones.
	pub const fn export_counted(&self) -> u32 {
		self.export.saturating_sub(self.export_repaid)
	}

	/// Imported base quantities that lengthen the meter's import counter: the first ones.
	pub const fn import_counted(&self) -> u32 {
		self.import.saturating_sub(self.import_repaid)
	}

	/// What the row adds to its meter's surplus: exported base quantities that went to the grid and
	/// lengthen the counter. `before` are the sums in front of the row.
	pub fn surplus(&self, before: &Axes, clearing: &Clearing) -> u64 {
		if !self.class.is_in_slot() {
			return 0;
		}
		let in_market = self.axes().accepted_export;
		let (_, matched) =
			matched_run(before.accepted_export, in_market, clearing.supply, clearing.matched);
		// The matched ones come first, the repaid ones last.
		u64::from(self.export_counted()).saturating_sub(matched)
	}

	/// What the row itself adds to the sums. Nothing if it is no part of the slot's balance.
	pub fn axes(&self) -> Axes {
		if !self.class.is_in_slot() {
			return Axes::default();
		}
		let (export, import) = (u64::from(self.export), u64::from(self.import));
		let accepted_export = if self.class.sells() { export } else { 0 };
		let accepted_import = if self.class.buys() { self.import_in_market.into() } else { 0 };
		Axes {
			accepted_export,
			accepted_import,
			refused_export: export.saturating_sub(accepted_export),
			refused_import: import.saturating_sub(accepted_import),
		}
	}

	/// The tagged bytes that are hashed, all fields in order and little endian; no allocation.
	fn bytes(&self) -> [u8; ROW_LEAF_BYTES] {
		let (has_tail, tail) = match self.storage_tail {
			Some(tail) => (1, tail),
			None => (0, 0),
		};
		let fields = [ROW_TAG, self.row, self.class as u8, self.quality as u8]
			.into_iter()
			.chain(self.span.to_le_bytes())
			.chain(self.import.to_le_bytes())
			.chain(self.export.to_le_bytes())
			.chain(self.import_in_market.to_le_bytes())
			.chain(self.import_repaid.to_le_bytes())
			.chain(self.export_repaid.to_le_bytes())
			.chain(self.import_before.to_le_bytes())
			.chain(self.export_before.to_le_bytes())
			.chain([has_tail])
			.chain(tail.to_le_bytes())
			.chain(self.surplus_before.to_le_bytes());
		let mut bytes = [0; ROW_LEAF_BYTES];
		bytes.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
		bytes
	}

	/// The leaf's hash.
	pub fn hash<H: Hasher<Out = H256>>(&self) -> H256 {
		H::hash(&self.bytes())
	}
}

/// Sums of energy of all rows in front of a place, in meter order, without the balancing account's
/// row: with them, anyone who holds a page looks its flows up.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Axes {
	/// `A`: export that was in the market.
	pub accepted_export: u64,
	/// `B`: import that was in the market.
	pub accepted_import: u64,
	/// Export that was not, outside rows included: it went to the grid.
	pub refused_export: u64,
	/// Import that was not, outside rows included: it came from the grid.
	pub refused_import: u64,
}

impl Axes {
	/// The sums after one more row. Rows that are no part of the slot's balance change nothing.
	///
	/// Errors: `Overflow`, also for a row with more import in the market than import.
	pub fn after(self, leaf: &RowLeaf) -> Result<Self, Overflow> {
		if leaf.import_in_market > leaf.import {
			return Err(Overflow);
		}
		self.plus(&leaf.axes()).ok_or(Overflow)
	}

	/// The sums of both; `None` beyond 64 bits.
	fn plus(&self, more: &Self) -> Option<Self> {
		Some(Self {
			accepted_export: self.accepted_export.checked_add(more.accepted_export)?,
			accepted_import: self.accepted_import.checked_add(more.accepted_import)?,
			refused_export: self.refused_export.checked_add(more.refused_export)?,
			refused_import: self.refused_import.checked_add(more.refused_import)?,
		})
	}
}

/// One page of a swept slot, as committed to.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct PageLeaf {
	/// Which page.
	pub page: PageIndex,
	/// The sums in front of its first row.
	pub start: Axes,
	/// How many rows it has.
	pub rows: u32,
	/// Root over its rows; zero for none.
	pub root: H256,
}

impl PageLeaf {
	/// The leaf of a page with these rows, and the sums at the start of the next.
	///
	/// Errors: `Overflow`.
	pub fn new<H: Hasher<Out = H256>>(
		page: PageIndex,
		start: Axes,
		rows: &[RowLeaf],
	) -> Result<(Self, Axes), Overflow> {
		let mut tree = RootBuilder::default();
		let mut end = start;
		for row in rows {
			tree.push::<H>(row.hash::<H>())?;
			end = end.after(row)?;
		}
		Ok((Self { page, start, rows: tree.leaves(), root: tree.root::<H>() }, end))
	}

	/// The leaf's hash.
	pub fn hash<H: Hasher<Out = H256>>(&self) -> H256 {
		(PAGE_TAG, self).using_encoded(H::hash)
	}
}

/// What a slot's record says besides its rows.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct SlotHeader {
	/// The clearing: sums, prices, tick, rotation.
	pub clearing: Clearing,
	/// Base quantities rows gave to the grid in all earlier slots.
	pub grid_export_before: u64,
	/// Base quantities rows took from the grid in all earlier slots.
	pub grid_import_before: u64,
	/// No feeder meter spoke for exactly this slot.
	pub no_feeder: bool,
	/// The loss stayed disputed until the deadline.
	pub contested: bool,
}

impl SlotHeader {
	/// The leaf's hash.
	pub fn hash<H: Hasher<Out = H256>>(&self) -> H256 {
		(HEADER_TAG, self).using_encoded(H::hash)
	}

	/// Where the next slot begins on the two grid axes, export and import. `None` beyond 64 bits.
	pub fn grid_after(&self) -> Option<(u64, u64)> {
		let export = u64::try_from(self.clearing.grid_export()).ok()?;
		let import = u64::try_from(self.clearing.grid_import()).ok()?;
		Some((
			self.grid_export_before.checked_add(export)?,
			self.grid_import_before.checked_add(import)?,
		))
	}
}

/// The record of a swept slot.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct SlotRecord {
	/// What it says besides its rows.
	pub header: SlotHeader,
	/// How many pages the slot has; the tree has one leaf more, the header.
	pub pages: u32,
	/// Root over the header and all pages in order.
	pub root: H256,
}

impl SlotRecord {
	/// The hash by which the record stands in its network's mountain range.
	pub fn hash<H: Hasher<Out = H256>>(&self) -> H256 {
		(RECORD_TAG, self).using_encoded(H::hash)
	}
}
