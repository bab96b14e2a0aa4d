// SPDX-License-Identifier: Apache-2.0
//! A Merkle tree that grows leaf by leaf and keeps the roots of its full subtrees only.

use crate::{book::Overflow, record::SlotHeader};
use alloc::vec::Vec;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, Hasher, H256};

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

	/// The path from the leaf at `index` to the root of its full subtree: one sibling per level.
	/// Which subtree that is follows from the number of leaves.
	///
	/// A path stays good until its subtree is joined with the next one.
	pub fn holds<H: Hasher<Out = H256>>(&self, index: u32, leaf: H256, path: &[H256]) -> bool {
		let Some((peak, height, mut place)) = subtree_of(self.leaves, index) else { return false };
		if path.len() != height as usize {
			return false;
		}
		let mut node = leaf;
		for sibling in path {
			node = match place.is_multiple_of(2) {
				true => parent::<H>(&node, sibling),
				false => parent::<H>(sibling, &node),
			};
			place >>= 1;
		}
		self.peaks.get(peak).is_some_and(|peak| *peak == node)
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

/// Which of the full subtrees of a tree of `leaves` holds the leaf at `index`, counted from the
/// largest; its height, and the leaf's place in it. `None` past the last leaf.
fn subtree_of(leaves: u32, index: u32) -> Option<(usize, u32, u32)> {
	let (mut peak, mut begin) = (0usize, 0u32);
	for height in (0..u32::BITS).rev() {
		let size = 1u32 << height;
		if leaves & size == 0 {
			continue;
		}
		let place = index.checked_sub(begin)?;
		if place < size {
			return Some((peak, height, place));
		}
		begin = begin.checked_add(size)?;
		peak = peak.saturating_add(1);
	}
	None
}

/// The path of the leaf at `index` as [`RootBuilder::holds`] wants it, from all leaves. `None` past
/// the last leaf.
pub fn subtree_path<H: Hasher<Out = H256>>(leaves: &[H256], index: u32) -> Option<Vec<H256>> {
	let (_, height, place) = subtree_of(u32::try_from(leaves.len()).ok()?, index)?;
	let begin = usize::try_from(index.checked_sub(place)?).ok()?;
	let size = 1usize.checked_shl(height)?;
	let mut level = leaves.get(begin..begin.checked_add(size)?)?.to_vec();
	let (mut place, mut path) = (usize::try_from(place).ok()?, Vec::new());
	while level.len() > 1 {
		path.push(*level.get(place ^ 1)?);
		let pairs = level.chunks_exact(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
		level = pairs.map(|(left, right)| parent::<H>(left, right)).collect();
		place >>= 1;
	}
	Some(path)
}

fn parent<H: Hasher<Out = H256>>(left: &H256, right: &H256) -> H256 {
	let mut pair = [0; 64];
	let bytes = left.as_bytes().iter().chain(right.as_bytes());
	pair.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
	H::hash(&pair)
}
