// SPDX-License-Identifier: Apache-2.0
//! Proofs that a slot's record holds a row, or has a header.
//!
//! A path must have exactly the length that its place in a tree of that size has, so that a leaf
//! can't be shown at another place or as a node.

use crate::record::{PageLeaf, RowLeaf, SlotHeader, SlotRecord};
use alloc::vec::Vec;
use binary_merkle_tree::{merkle_proof_raw, verify_proof, Leaf};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{MeterId, PageIndex, Slot, PAGE_ROWS};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, Hasher, H256};

/// Hashes from a leaf upwards: a tree of 2^32 leaves has 32 levels.
pub type Path = BoundedVec<H256, ConstU32<32>>;

/// How many siblings the path of a leaf has in a tree of `leaves`: an odd last node has none on its
/// level.
fn path_len(index: u32, leaves: u32) -> usize {
	let (mut index, mut width, mut len) = (index, leaves, 0usize);
	while width > 1 {
		let alone = index.is_multiple_of(2) && index.checked_add(1) == Some(width);
		len = len.saturating_add(usize::from(!alone));
		index >>= 1;
		width = width.div_ceil(2);
	}
	len
}

/// A path from a leaf's hash at `index` to `root` in a tree of `leaves`.
pub(crate) fn path_holds<H: Hasher<Out = H256>>(
	root: &H256,
	path: &[H256],
	leaves: u32,
	index: u32,
	leaf: H256,
) -> bool {
	// The library takes paths of any length; only the exact one ties the leaf to its place.
	index < leaves
		&& path.len() == path_len(index, leaves)
		&& verify_proof::<H, _, _>(root, path.iter().copied(), leaves, index, Leaf::Hash(leaf))
}

pub(crate) fn path_of<H: Hasher<Out = H256>>(leaves: Vec<H256>, index: u32) -> Option<Path> {
	// The library panics on an index past the end.
	let _ = leaves.get(usize::try_from(index).ok()?)?;
	merkle_proof_raw::<H, _>(leaves, index).proof.try_into().ok()
}

pub(crate) fn slot_leaves<H: Hasher<Out = H256>>(
	header: &SlotHeader,
	pages: &[PageLeaf],
) -> Vec<H256> {
	core::iter::once(header.hash::<H>()).chain(pages.iter().map(PageLeaf::hash::<H>)).collect()
}

/// A proof that a slot's record holds a row.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct RowProof {
	/// The row.
	pub leaf: RowLeaf,
	/// Its place among the rows of its page.
	pub place: u32,
	/// From the row up to the page's root.
	pub path: Path,
	/// The page it stands in.
	pub page: PageLeaf,
	/// From the page up to the slot's root.
	pub page_path: Path,
}

impl RowProof {
	/// The proof of the row at `place` of `page`, from all pages of the slot and the page's rows.
	/// `None` where there is no such page or row.
	pub fn new<H: Hasher<Out = H256>>(
		header: &SlotHeader,
		pages: &[PageLeaf],
		page: PageIndex,
		rows: &[RowLeaf],
		place: u32,
	) -> Option<Self> {
		let leaf = *rows.get(usize::try_from(place).ok()?)?;
		let path = path_of::<H>(rows.iter().map(RowLeaf::hash::<H>).collect(), place)?;
		let page_leaf = *pages.get(usize::try_from(page).ok()?)?;
		let page_path = path_of::<H>(slot_leaves::<H>(header, pages), page.checked_add(1)?)?;
		Some(Self { leaf, place, path, page: page_leaf, page_path })
	}

	/// Whether the slot with this root and number of pages holds the row.
	pub fn holds<H: Hasher<Out = H256>>(&self, root: &H256, pages: u32) -> bool {
		let (Some(leaves), Some(place)) = (pages.checked_add(1), self.page.page.checked_add(1))
		else {
			return false;
		};
		let (row, page) = (self.leaf.hash::<H>(), self.page.hash::<H>());
		path_holds::<H>(&self.page.root, &self.path, self.page.rows, self.place, row)
			&& path_holds::<H>(root, &self.page_path, leaves, place, page)
	}

	/// The index of the row's meter in its network; `None` past the last one.
	pub fn meter(&self) -> Option<u32> {
		self.page.page.checked_mul(PAGE_ROWS)?.checked_add(u32::from(self.leaf.row))
	}
}

/// What a settled slot says of a meter, provable as long as the chain lives: by the slot's record
/// while it stands in state, by the network's mountain range afterwards.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Evidence {
	/// The slot's record.
	pub record: SlotRecord,
	/// The meter's row in it.
	pub row: RowProof,
	/// From the record up to its peak of the mountain range; empty while the record is in state.
	pub mountain: Path,
}

impl Evidence {
	/// Whether the record, taken to be the chain's, is of this slot and holds the meter's row.
	pub fn shows<H: Hasher<Out = H256>>(&self, meter: MeterId, slot: Slot) -> bool {
		self.record.header.clearing.slot == slot
			&& self.row.meter() == Some(meter.index)
			&& self.row.holds::<H>(&self.record.root, self.record.pages)
	}
}

/// A proof that a slot's record has this header.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct HeaderProof {
	/// The header.
	pub header: SlotHeader,
	/// From the header up to the slot's root.
	pub path: Path,
}

impl HeaderProof {
	/// The proof of a slot's header, from all its pages.
	pub fn new<H: Hasher<Out = H256>>(header: &SlotHeader, pages: &[PageLeaf]) -> Option<Self> {
		let path = path_of::<H>(slot_leaves::<H>(header, pages), 0)?;
		Some(Self { header: *header, path })
	}

	/// Whether the slot with this root and number of pages has the header.
	pub fn holds<H: Hasher<Out = H256>>(&self, root: &H256, pages: u32) -> bool {
		let leaf = self.header.hash::<H>();
		pages
			.checked_add(1)
			.is_some_and(|leaves| path_holds::<H>(root, &self.path, leaves, 0, leaf))
	}
}
