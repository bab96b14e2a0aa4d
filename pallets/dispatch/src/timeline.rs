// SPDX-License-Identifier: Apache-2.0
//! Which plan holds when: a later plan takes the time it covers from earlier ones.

use crate::types::{Span, Timeline, TIMELINE_MAX};
use alloc::vec::Vec;
use energy_primitives::Slot;

/// The timeline with one more plan, which holds in all of its own time. Where there is no room the
/// oldest stretches are forgotten: a plan must never wait for slots that nobody settles. An empty
/// stretch changes nothing.
pub fn put(timeline: &[Span], new: Span) -> Timeline {
	let mut spans: Vec<Span> = Vec::new();
	for old in timeline {
		let before = Span { to: old.to.min(new.from), ..*old };
		let after = Span { from: old.from.max(new.to), ..*old };
		spans.extend([before, after]);
	}
	spans.push(new);
	tidy(spans)
}

/// The timeline without what ends before `slot`.
pub fn prune(timeline: &[Span], slot: Slot) -> Timeline {
	tidy(timeline.iter().filter(|span| span.to > slot).copied().collect())
}

/// The timeline without one round's plan.
pub fn without(timeline: &[Span], round: u32) -> Timeline {
	tidy(timeline.iter().filter(|span| span.round != round).copied().collect())
}

/// The stretch a slot lies in.
pub fn at(timeline: &[Span], slot: Slot) -> Option<Span> {
	timeline.iter().find(|span| span.from <= slot && slot < span.to).copied()
}

/// The rounds of `before` that `after` no longer knows, each once.
pub fn gone(before: &[Span], after: &[Span]) -> Vec<u32> {
	let knows = |spans: &[Span], round: u32| spans.iter().any(|span| span.round == round);
	let mut rounds: Vec<u32> = before.iter().map(|span| span.round).collect();
	rounds.sort_unstable();
	rounds.dedup();
	rounds.retain(|round| !knows(after, *round));
	rounds
}

/// In order, without empty stretches, the latest that fit.
fn tidy(mut spans: Vec<Span>) -> Timeline {
	spans.retain(|span| span.from < span.to);
	spans.sort_unstable_by_key(|span| span.from);
	let excess = spans.len().saturating_sub(TIMELINE_MAX as usize);
	Timeline::truncate_from(spans.into_iter().skip(excess).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeMap;

	fn span(from: Slot, to: Slot, round: u32) -> Span {
		Span { from, to, round }
	}

	#[test]
	fn a_plan_in_the_middle_leaves_what_is_before_and_after() {
		let timeline = put(&[span(10, 20, 0)], span(13, 15, 1));
		assert_eq!(timeline.into_inner(), vec![span(10, 13, 0), span(13, 15, 1), span(15, 20, 0)]);
	}

	#[test]
	fn rounds_are_gone_when_their_last_stretch_is() {
		let before = [span(10, 13, 0), span(13, 15, 1), span(15, 20, 0)];
		let after = prune(&before, 15);
		assert_eq!(after.clone().into_inner(), vec![span(15, 20, 0)]);
		assert_eq!(gone(&before, &after), vec![1]);
		assert_eq!(gone(&after, &without(&after, 0)), vec![0]);
	}

	#[test]
	fn the_oldest_stretches_make_room() {
		let mut timeline = Timeline::default();
		for round in 0..TIMELINE_MAX + 2 {
			timeline = put(&timeline, span(round * 4, round * 4 + 4, round));
		}
		assert_eq!(timeline.len(), TIMELINE_MAX as usize);
		assert_eq!(timeline.first().map(|span| span.round), Some(2));
	}

	proptest! {
		/// Against a plain table of slots.
		#[test]
		fn the_last_plan_of_a_slot_holds(plans in prop::collection::vec((0..60u32, 0..30u32), 1..30)) {
			let mut table = BTreeMap::new();
			let mut timeline = Timeline::default();
			for (round, (from, length)) in plans.iter().enumerate() {
				let new = span(*from, from + length, round as u32);
				timeline = put(&timeline, new);
				(new.from..new.to).for_each(|slot| {
					table.insert(slot, round as u32);
				});
				for slot in 0..100 {
					let found = at(&timeline, slot).map(|span| span.round);
					prop_assert_eq!(found, table.get(&slot).copied());
				}
				prop_assert!(timeline.windows(2).all(|pair| pair[0].to <= pair[1].from));
			}
		}
	}
}
