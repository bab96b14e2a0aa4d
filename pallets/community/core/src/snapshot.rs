// SPDX-License-Identifier: Apache-2.0
//! How many of the first `n` voters still count, exactly and without looking at each.
//!
//! Voters are numbered in the order in which they are counted, and a number is never given again. So
//! a snapshot is one number: it holds whoever has a smaller one. Who stops counting is entered in a
//! binary indexed tree (Fenwick 1994) over the numbers: node `i`, from 1, holds how many left among
//! the `lowest set bit of i` numbers that end with number `i - 1`. Leaving touches at most 21 nodes,
//! and so does a count; a small electorate has small numbers, and few bits are set in them.

/// As many voters can ever be counted in a community.
pub const VOTERS_MAX: u32 = 1 << 20;

/// The nodes whose sum is how many of the first `snapshot` have left. Empty for 0.
pub fn nodes_below(snapshot: u32) -> impl Iterator<Item = u32> {
	let first = snapshot.min(VOTERS_MAX);
	core::iter::successors((first > 0).then_some(first), |node| {
		let next = node & node.saturating_sub(1);
		(next > 0).then_some(next)
	})
}

/// The nodes to which 1 is added when voter `number` leaves. Empty for a number that can't be given.
pub fn nodes_above(number: u32) -> impl Iterator<Item = u32> {
	let first = number.saturating_add(1);
	core::iter::successors((first <= VOTERS_MAX).then_some(first), |node| {
		let next = node.checked_add(node & node.wrapping_neg())?;
		(next <= VOTERS_MAX).then_some(next)
	})
}
