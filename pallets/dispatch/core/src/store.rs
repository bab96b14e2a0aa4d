// SPDX-License-Identifier: Apache-2.0
//! How a store fills and empties.

use crate::{problem::StoreProblem, span::Sides};

impl StoreProblem {
	/// What it holds at the end of a slot in which its device runs at `power_w`, in permille
	/// W·slot. Exact; `None` if it leaves its range.
	pub fn next(&self, level: i64, sides: &Sides, power_w: i32, slot: usize) -> Option<i64> {
		let drain = self.drain.get(slot).copied().unwrap_or(0);
		level.checked_add(into_store(sides, power_w))?.checked_sub(drain)
	}
}

/// What goes into the store in a slot at this power, in permille W·slot.
#[inline]
pub(crate) fn into_store(sides: &Sides, power_w: i32) -> i64 {
	// Both at most 2^31: the product fits.
	let size = i64::from(power_w.unsigned_abs());
	size.wrapping_mul(i64::from(sides.side(power_w).store_permille))
}
