// SPDX-License-Identifier: Apache-2.0
//! Where a device's power may be: the two sides of a slot as one interval.

use crate::{
	problem::{DeviceProblem, SideSlot},
	profile::SLOTS_MAX,
};
use alloc::vec::Vec;

/// Slots of a side that can do nothing.
static IDLE: [SideSlot; SLOTS_MAX as usize] =
	[SideSlot { least_w: 0, most_w: 0, cost_q8: 0, other_permille: 0, store_permille: 0 };
		SLOTS_MAX as usize];

/// As many zeros as a horizon has slots.
pub(crate) static ZEROS: [i64; SLOTS_MAX as usize] = [0; SLOTS_MAX as usize];

/// The slots of a side; `None` unless there are exactly `slots` of them.
fn slots_of(side: Option<&Vec<SideSlot>>, slots: usize) -> Option<&[SideSlot]> {
	let side = side.map_or(IDLE.get(..slots)?, |side| side);
	(side.len() == slots).then_some(side)
}

/// One slot of a device, both sides; a missing side can do nothing.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sides {
	/// What it may take.
	pub take: SideSlot,
	/// What it may give.
	pub give: SideSlot,
}

impl Sides {
	/// Least and most power, positive given. Every power between them is allowed: 0 is outside only
	/// where a side has a least power, and then the other side has none.
	#[inline]
	pub fn span_w(&self) -> (i32, i32) {
		let low = if self.give.least_w > 0 {
			self.give.least_w
		} else {
			self.take.most_w.max(0).saturating_neg()
		};
		let high = if self.take.least_w > 0 {
			self.take.least_w.saturating_neg()
		} else {
			self.give.most_w.max(0)
		};
		(low, high)
	}

	/// The side a power is on. With 0 both say the same.
	#[inline]
	pub fn side(&self, power_w: i32) -> &SideSlot {
		if power_w > 0 {
			&self.give
		} else {
			&self.take
		}
	}
}

impl DeviceProblem {
	/// Both sides of a slot.
	pub fn sides(&self, slot: usize) -> Sides {
		let of = |side: &Option<Vec<SideSlot>>| {
			side.as_ref().and_then(|side| side.get(slot)).copied().unwrap_or_default()
		};
		Sides { take: of(&self.take), give: of(&self.give) }
	}

	/// Least and most power in a slot, in W, positive given.
	pub fn span_w(&self, slot: usize) -> (i32, i32) {
		self.sides(slot).span_w()
	}
}

/// All slots of both sides.
#[derive(Clone, Copy)]
pub(crate) struct Spans<'a> {
	take: &'a [SideSlot],
	give: &'a [SideSlot],
}

impl<'a> Spans<'a> {
	/// Of a device; `None` unless its sides have `slots` slots, and a horizon can have as many.
	pub fn new(device: &'a DeviceProblem, slots: usize) -> Option<Self> {
		Self::of(device.take.as_ref(), device.give.as_ref(), slots)
	}

	/// Of two sides.
	pub fn of(
		take: Option<&'a Vec<SideSlot>>,
		give: Option<&'a Vec<SideSlot>>,
		slots: usize,
	) -> Option<Self> {
		Some(Self { take: slots_of(take, slots)?, give: slots_of(give, slots)? })
	}

	/// Slot by slot.
	#[inline]
	pub fn iter(&self) -> impl Iterator<Item = Sides> + 'a {
		self.take.iter().zip(self.give).map(|(take, give)| Sides { take: *take, give: *give })
	}
}
