// SPDX-License-Identifier: Apache-2.0
//! How far a device could leave its plan for as long as reserve may be needed.

use crate::{scale::PERMILLE, span::Sides};

/// What a device can give more and less than planned in a slot, in thousandths of a W, at least 0.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Backing {
	/// More, or taken less.
	pub up: i64,
	/// Less, or taken more.
	pub down: i64,
}

impl Backing {
	/// From the room in its sides, where there is no store.
	pub fn free(sides: &Sides, power_w: i32) -> Self {
		let (low, high) = sides.span_w();
		let room = |to: i32| i64::from(to.abs_diff(power_w)).saturating_mul(PERMILLE);
		Self { up: room(high), down: room(low) }
	}

	/// From the room in its sides and in its store: what that holds at the end of the slot must
	/// stay within the slot's bounds if the change lasts `slots` slots.
	pub fn stored(
		sides: &Sides,
		power_w: i32,
		level: i64,
		(least, most): (i64, i64),
		slots: u8,
	) -> Self {
		let (low, high) = sides.span_w();
		let room = (least.saturating_sub(level), most.saturating_sub(level));
		let walk = |to: i32| reach(sides, power_w, to, room, slots);
		Self { up: walk(high), down: walk(low) }
	}
}

/// How far power can go from `from` towards `to` until `slots` slots of the change would bring the
/// store out of its room (least and most change, around 0). Rounded down to whole thousandths.
fn reach(sides: &Sides, from: i32, to: i32, room: (i64, i64), slots: u8) -> i64 {
	let up = to >= from;
	let crosses = (from < 0) != (to < 0) && from != 0 && to != 0;
	let turn = if crosses { 0 } else { to };
	let (first, left) = leg(sides, from, turn, up, room, slots);
	let whole = i64::from(turn.abs_diff(from)).saturating_mul(PERMILLE);
	if !crosses || first < whole {
		return first;
	}
	first.saturating_add(leg(sides, turn, to, up, left, slots).0)
}

/// The same on one side of 0, and the room that is left after it.
fn leg(
	sides: &Sides,
	from: i32,
	to: i32,
	up: bool,
	room: (i64, i64),
	slots: u8,
) -> (i64, (i64, i64)) {
	let distance = i64::from(to.abs_diff(from)).saturating_mul(PERMILLE);
	let gives = from > 0 || to > 0;
	let side = if gives { &sides.give } else { &sides.take };
	// More size in the direction of travel: giving more, or taking more.
	let grows = gives == up;
	let rate = i64::from(side.store_permille).saturating_mul(i64::from(slots));
	let slope = if grows { rate } else { rate.saturating_neg() };
	let limit = if slope < 0 { room.0.saturating_neg() } else { room.1 };
	let most = match slope {
		0 => i64::MAX,
		_ => limit.max(0).saturating_mul(PERMILLE).checked_div(slope.saturating_abs()).unwrap_or(0),
	};
	let moved = distance.min(most);
	let used = slope.saturating_mul(moved).checked_div(PERMILLE).unwrap_or(0);
	(moved, (room.0.saturating_sub(used), room.1.saturating_sub(used)))
}
