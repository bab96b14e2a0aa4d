// SPDX-License-Identifier: Apache-2.0
//! The size of any earlier electorate, against a plain set of numbers.

use community_core::{nodes_above, nodes_below, VOTERS_MAX};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};

fn left_below(tree: &HashMap<u32, u32>, snapshot: u32) -> u32 {
	nodes_below(snapshot).filter_map(|node| tree.get(&node)).sum()
}

fn leave(tree: &mut HashMap<u32, u32>, number: u32) {
	for node in nodes_above(number) {
		*tree.entry(node).or_default() += 1;
	}
}

#[test]
fn nobody_is_below_zero_and_the_last_number_has_its_node() {
	assert_eq!(nodes_below(0).count(), 0);
	assert_eq!(nodes_below(VOTERS_MAX).collect::<Vec<_>>(), [VOTERS_MAX]);
	assert_eq!(nodes_below(u32::MAX).collect::<Vec<_>>(), [VOTERS_MAX]);
	assert_eq!(nodes_above(VOTERS_MAX - 1).collect::<Vec<_>>(), [VOTERS_MAX]);
	assert_eq!(nodes_above(VOTERS_MAX).count(), 0);
	assert_eq!(nodes_above(u32::MAX).count(), 0);
}

#[test]
fn a_step_touches_few_nodes() {
	let most = |nodes: usize, other: usize| nodes.max(other);
	let deepest = (0..VOTERS_MAX).step_by(997).chain([0, 1, VOTERS_MAX - 1]);
	let (above, below) = deepest.fold((0, 0), |(above, below), number| {
		(most(above, nodes_above(number).count()), most(below, nodes_below(number).count()))
	});
	assert!(above <= 21 && below <= 20, "{above} {below}");
	assert_eq!(nodes_above(0).count(), 21);
	assert_eq!(nodes_below(VOTERS_MAX - 1).count(), 20);
}

proptest! {
	#[test]
	fn a_snapshot_counts_exactly_who_is_left(
		gone in prop::collection::btree_set(0..VOTERS_MAX, 0..60),
		small in prop::collection::btree_set(0u32..70, 0..60),
		asked in prop::collection::vec(0..=VOTERS_MAX, 20),
	) {
		let gone: BTreeSet<u32> = gone.into_iter().chain(small).collect();
		let mut tree = HashMap::new();
		for number in &gone {
			leave(&mut tree, *number);
		}
		for snapshot in asked.into_iter().chain(0..75).chain(gone.iter().copied()) {
			let expected = gone.iter().filter(|number| **number < snapshot).count();
			prop_assert_eq!(left_below(&tree, snapshot) as usize, expected);
		}
	}
}
