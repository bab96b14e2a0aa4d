// SPDX-License-Identifier: Apache-2.0
//! The pot: what a position, a limit and a guarantor can bear. Amounts in nano-currency.
//!
//! Everything here keeps two things: no account falls below its limit, and the guarantor covers
//! the sum of all limits. Then all creditors can withdraw in any order.

use crate::terms::GridMode;
use energy_primitives::Position;

/// What the sweep does with a row's leg.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepIn {
	/// The position becomes this.
	Applied(Position),
	/// The position stays; the grid operator takes the leg over and bills it outside.
	TakenOver,
}

/// Applies a row's leg, or hands it to the supplier of last resort.
///
/// A leg is taken over where it would push the position below its limit, and (so that no amount is
/// ever lost) where the position would leave 64 bits. A gain is never taken over otherwise.
pub fn step_in(position: Position, limit: u128, leg: i128) -> StepIn {
	let after = i128::from(position).saturating_add(leg);
	if !covers(position.into(), limit, leg) {
		return StepIn::TakenOver;
	}
	Position::try_from(after).map_or(StepIn::TakenOver, StepIn::Applied)
}

/// Whether an account bears a leg: a gain always, a payment down to its limit.
pub fn covers(position: i128, limit: u128, leg: i128) -> bool {
	leg >= 0 || position.saturating_add(leg) >= lowest(limit)
}

/// `-limit`; limits beyond an i128 don't exist, and such a one would only be read too small.
fn lowest(limit: u128) -> i128 {
	i128::try_from(limit).unwrap_or(i128::MAX).saturating_neg()
}

/// What a withdrawal pays: the request, at most the position, never out of a limit.
pub fn may_pay(position: i128, requested: u128) -> u128 {
	u128::try_from(position).unwrap_or(0).min(requested)
}

/// What an account may withdraw: its position less what is `reserved`, the sum of all limits for the
/// guarantor and nothing for others.
pub fn free(position: i128, reserved: u128) -> u128 {
	u128::try_from(position).unwrap_or(0).saturating_sub(reserved)
}

/// `W1`: the most one slot can cost the grid operator, rounded up to the most extreme tariff:
/// `energy_max` base quantities at `price_max`, the largest distance of a tariff from zero.
pub fn slot_worst_case(energy_max: u64, price_max: u32) -> u128 {
	u128::from(energy_max).saturating_mul(u128::from(price_max))
}

/// The limit the grid operator needs while `open_slots` slots are begun or open and not cleared:
/// these, one more, and one of reserve.
pub fn grid_limit_min(open_slots: u32, worst_case: u128) -> u128 {
	u128::from(open_slots).saturating_add(2).saturating_mul(worst_case)
}

/// How far the grid operator settles slots not begun yet. `free` is what its position and limit can
/// still bear, `worst_case` the most one slot can cost it, `now` the mode of the slots begun last.
///
/// Below what the open slots and one more can cost it settles outside; only with a slot of reserve
/// on top it comes back, so that it does not change its mind with every slot. What is closed stays
/// closed.
pub fn grid_mode(free: u128, open_slots: u32, worst_case: u128, now: GridMode) -> GridMode {
	let slots = u128::from(open_slots).saturating_add(1);
	match now {
		GridMode::Closed => now,
		_ if free < slots.saturating_mul(worst_case) => GridMode::Outside,
		_ if free >= grid_limit_min(open_slots, worst_case) => GridMode::OnChain,
		_ => now,
	}
}

/// Whether a row that stood outside comes back: only one that may pay more than the re-entry level
/// before it is below its limit does.
pub fn re_enters(headroom: i128, level: Position) -> bool {
	headroom > i128::from(level)
}
