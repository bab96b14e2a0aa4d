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
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{PageIndex, Row, RowEnergy};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, Hasher, H256};

const ROW_TAG: u8 = 0x00;
const PAGE_TAG: u8 = 0x01;
const HEADER_TAG: u8 = 0x02;
const ROW_LEAF_BYTES: usize = 31;

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
	/// Slots the delta covers.
	pub span: u32,
	/// What the meter took.
	pub import: u32,
	/// What it delivered.
	pub export: u32,
	/// Lifetime import counter before the delta.
	pub import_before: u64,
	/// Lifetime export counter before the delta.
	pub export_before: u64,
}

impl RowLeaf {
	/// The leaf of a row that counted as `class`.
	pub fn new(energy: &RowEnergy, class: Class) -> Self {
		Self {
			row: energy.row,
			class,
			span: energy.span,
			import: energy.import,
			export: energy.export,
			import_before: energy.import_before,
			export_before: energy.export_before,
		}
	}

	/// The tagged bytes that are hashed: the tag and the SCALE encoding, without an allocation.
	fn bytes(&self) -> [u8; ROW_LEAF_BYTES] {
		let fields = [ROW_TAG, self.row, self.class as u8]
			.into_iter()
			.chain(self.span.to_le_bytes())
			.chain(self.import.to_le_bytes())
			.chain(self.export.to_le_bytes())
			.chain(self.import_before.to_le_bytes())
			.chain(self.export_before.to_le_bytes());
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
	/// Errors: `Overflow`.
	pub fn after(mut self, leaf: &RowLeaf) -> Result<Self, Overflow> {
		if !leaf.class.is_in_slot() {
			return Ok(self);
		}
		let export = match leaf.class.sells() {
			true => &mut self.accepted_export,
			false => &mut self.refused_export,
		};
		*export = export.checked_add(leaf.export.into()).ok_or(Overflow)?;
		let import = match leaf.class.buys() {
			true => &mut self.accepted_import,
			false => &mut self.refused_import,
		};
		*import = import.checked_add(leaf.import.into()).ok_or(Overflow)?;
		Ok(self)
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

/// A Merkle root that grows leaf by leaf in logarithmic space, so that a sweep needs to carry no
/// list of pages. The tree is that of `binary-merkle-tree`: an odd last node moves up unchanged.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct RootBuilder {
	leaves: u32,
	/// Roots of the full subtrees, from the largest down: one per bit set in `leaves`.
	peaks: BoundedVec<H256, ConstU32<32>>,
}

impl RootBuilder {
	/// The tree of a slot, with its header as the first leaf. The slot's pages follow in order, all
	/// of them from 0 on, empty ones too.
	pub fn for_slot<H: Hasher<Out = H256>>(header: &SlotHeader) -> Self {
		// A BoundedVec of 32 takes one.
		let peaks = BoundedVec::truncate_from(Vec::from([header.hash::<H>()]));
		Self { leaves: 1, peaks }
	}

	/// Appends a leaf's hash.
	///
	/// Errors: `Overflow` beyond 2^32 - 1 leaves; nothing was changed then.
	pub fn push<H: Hasher<Out = H256>>(&mut self, leaf: H256) -> Result<(), Overflow> {
		let leaves = self.leaves.checked_add(1).ok_or(Overflow)?;
		let mut node = leaf;
		for _ in 0..self.leaves.trailing_ones() {
			let left = self.peaks.pop().ok_or(Overflow)?;
			node = parent::<H>(&left, &node);
		}
		self.peaks.try_push(node).map_err(|_| Overflow)?;
		self.leaves = leaves;
		Ok(())
	}

	/// How many leaves the tree has.
	pub fn leaves(&self) -> u32 {
		self.leaves
	}

	/// The root; zero for no leaf.
	pub fn root<H: Hasher<Out = H256>>(&self) -> H256 {
		self.peaks
			.iter()
			.rev()
			.copied()
			.reduce(|right, left| parent::<H>(&left, &right))
			.unwrap_or_default()
	}
}

fn parent<H: Hasher<Out = H256>>(left: &H256, right: &H256) -> H256 {
	let mut pair = [0; 64];
	let bytes = left.as_bytes().iter().chain(right.as_bytes());
	pair.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
	H::hash(&pair)
}
