// SPDX-License-Identifier: Apache-2.0
//! Progress against a plain model that looks at every meter.

use metering_core::progress::{Progress, Shift};
use proptest::prelude::*;
use std::collections::BTreeMap;

const FIRST: u32 = 100;

#[derive(Clone, Debug)]
enum Op {
	Join(u32),
	Leave(usize),
	Step(usize, u32),
	Advance,
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		1 => (FIRST - 1..FIRST + 8).prop_map(Op::Join),
		1 => (0usize..10).prop_map(Op::Leave),
		4 => (0usize..10, 1u32..5).prop_map(|(meter, by)| Op::Step(meter, by)),
		3 => Just(Op::Advance),
	]
}

fn apply(counts: &mut BTreeMap<u32, u32>, shift: Option<Shift>) {
	if let Some(Shift { slot, up }) = shift {
		let count = counts.entry(slot).or_default();
		*count = if up { *count + 1 } else { count.checked_sub(1).expect("was counted") };
	}
}

proptest! {
	#[test]
	fn lagging_is_the_number_of_meters_not_done(ops in prop::collection::vec(op(), 0..80)) {
		let mut progress = Progress { next_slot: FIRST, waited: 0, lagging: 0 };
		let mut counts = BTreeMap::new();
		let mut meters: Vec<u32> = Vec::new();
		for op in ops {
			match op {
				Op::Join(last) => {
					meters.push(last);
					apply(&mut counts, progress.join(last));
				},
				Op::Leave(at) if at < meters.len() => {
					apply(&mut counts, progress.leave(meters.remove(at)));
				},
				Op::Step(at, by) if at < meters.len() => {
					// Readings are only taken for slots that are still open.
					let to = (meters[at] + by).max(progress.next_slot);
					if to > meters[at] {
						let shifts = progress.step(meters[at], to);
						meters[at] = to;
						shifts.into_iter().for_each(|shift| apply(&mut counts, shift));
					}
				},
				Op::Advance => {
					let here = counts.remove(&progress.next_slot).unwrap_or_default();
					progress.advance(here);
				},
				_ => {},
			}
			let lagging = meters.iter().filter(|last| **last < progress.next_slot).count();
			prop_assert_eq!(progress.lagging as usize, lagging);
			prop_assert_eq!(progress.waited as usize, meters.len());
			prop_assert_eq!(progress.is_complete(), lagging == 0);
		}
	}
}
