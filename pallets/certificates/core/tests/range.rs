// SPDX-License-Identifier: Apache-2.0
//! Ranges: named edges, and any sequence against a list of who holds each base quantity.

use certificate_core::{Range, RangeError};
use proptest::prelude::*;

const RANGE: Range = Range { begin: 10, end: 20 };

#[test]
fn a_claim_begins_at_the_pointer_and_stays_below_the_surplus() {
	assert_eq!(Range::claim(10, 20, 10), Ok(RANGE));
	assert_eq!(Range::claim(10, 20, 1), Ok(Range { begin: 10, end: 11 }));
	assert_eq!(Range::claim(10, 20, 0), Err(RangeError::Empty));
	assert_eq!(Range::claim(10, 20, 11), Err(RangeError::PastSurplus));
	assert_eq!(Range::claim(10, 10, 1), Err(RangeError::PastSurplus));
	assert_eq!(Range::claim(0, u64::MAX, u64::MAX), Ok(Range { begin: 0, end: u64::MAX }));
	assert_eq!(Range::claim(1, u64::MAX, u64::MAX), Err(RangeError::PastSurplus));
	assert_eq!(
		Range::claim(10, 5, 1),
		Err(RangeError::PastSurplus),
		"the proof is of a slot whose surplus was claimed before"
	);
}

#[test]
fn a_split_lies_strictly_inside() {
	let parts = (Range { begin: 10, end: 13 }, Range { begin: 13, end: 20 });
	assert_eq!(RANGE.split(13), Ok(parts));
	for at in [10, 20] {
		assert_eq!(RANGE.split(at), Err(RangeError::Empty));
	}
	for at in [0, 9, 21, u64::MAX] {
		assert_eq!(RANGE.split(at), Err(RangeError::Outside));
	}
}

#[test]
fn a_merge_takes_what_follows() {
	let next = Range { begin: 20, end: 21 };
	assert_eq!(RANGE.merge(next), Ok(Range { begin: 10, end: 21 }));
	assert_eq!(next.merge(RANGE), Err(RangeError::Reversed));
	assert_eq!(RANGE.merge(Range { begin: 21, end: 22 }), Err(RangeError::NotAdjacent));
	assert_eq!(RANGE.merge(RANGE), Err(RangeError::NotAdjacent), "nothing follows itself");
}

/// Something that is done to the ranges of one axis.
#[derive(Clone, Copy, Debug)]
enum Op {
	Give(u64),
	Claim(u64),
	Split(usize, u64),
	Merge(usize, usize),
	Retire(usize),
}

fn op() -> impl Strategy<Value = Op> {
	let place = || 0usize..8;
	prop_oneof![
		2 => (0u64..20).prop_map(Op::Give),
		3 => (0u64..12).prop_map(Op::Claim),
		3 => (place(), 0u64..60).prop_map(|(range, at)| Op::Split(range, at)),
		3 => (place(), place()).prop_map(|(first, second)| Op::Merge(first, second)),
		1 => place().prop_map(Op::Retire),
	]
}

/// An axis as the chain keeps it: a pointer, and live ranges.
#[derive(Default)]
struct Axis {
	surplus: u64,
	claimed: u64,
	live: Vec<Range>,
}

impl Axis {
	fn apply(&mut self, op: Op) -> Result<(), RangeError> {
		match op {
			Op::Give(more) => self.surplus += more,
			Op::Claim(quantity) => {
				let range = Range::claim(self.claimed, self.surplus, quantity)?;
				self.claimed = range.end;
				self.live.push(range);
			}
			Op::Split(range, at) if range < self.live.len() => {
				let (head, tail) = self.live[range].split(at)?;
				self.live[range] = head;
				self.live.push(tail);
			}
			Op::Merge(first, second) if first.max(second) < self.live.len() => {
				self.live[first] = self.live[first].merge(self.live[second])?;
				self.live.remove(second);
			}
			Op::Retire(range) if range < self.live.len() => {
				self.live.remove(range);
			}
			_ => {}
		}
		Ok(())
	}

	/// How many live ranges hold each claimed base quantity; indexing checks that none lies beyond.
	fn holders(&self) -> Vec<u32> {
		let mut holders = vec![0; self.claimed as usize];
		for range in &self.live {
			(range.begin..range.end).for_each(|quantity| holders[quantity as usize] += 1);
		}
		holders
	}
}

proptest! {
	#[test]
	fn no_sequence_makes_ranges_overlap(ops in prop::collection::vec(op(), 0..120)) {
		let mut axis = Axis::default();
		for op in ops {
			let (before, claimed) = (axis.holders(), axis.claimed);
			let done = axis.apply(op);
			let after = axis.holders();
			prop_assert!(axis.claimed <= axis.surplus);
			prop_assert!(axis.live.iter().all(|range| range.begin < range.end));
			prop_assert!(after.iter().all(|holders| *holders <= 1), "a range is held twice");
			match op {
				// What was claimed is new to the last; nothing behind the pointer comes back.
				Op::Claim(quantity) if done.is_ok() => {
					prop_assert_eq!(axis.claimed, claimed + quantity);
					prop_assert_eq!(&after[..claimed as usize], &before[..]);
					prop_assert!(after[claimed as usize..].iter().all(|holders| *holders == 1));
				},
				Op::Retire(_) => {
					prop_assert!(after.iter().zip(&before).all(|(after, before)| after <= before));
				},
				_ => prop_assert_eq!(after, before),
			}
		}
	}

	#[test]
	fn parts_merge_to_the_whole(
		begin in any::<u64>(), length in 2..u64::MAX, at in any::<u64>(),
	) {
		let Some(end) = begin.checked_add(length) else { return Ok(()) };
		let whole = Range { begin, end };
		let at = begin + 1 + at % (length - 1);
		let (head, tail) = whole.split(at).expect("strictly inside");
		prop_assert_eq!(head.merge(tail), Ok(whole));
		prop_assert_eq!(tail.merge(head), Err(RangeError::Reversed));
	}
}
