// SPDX-License-Identifier: Apache-2.0
//! Units: which whole units an export completes.

use core::ops::Range;
use energy_primitives::UNIT;

/// Serials of the units completed when a meter's lifetime export moves from `before` to `after`.
///
/// What has not filled a unit stays in the counter: nothing is rounded away.
pub fn issued(before: u64, after: u64) -> Range<u64> {
	issued_until(before)..issued_until(after)
}

/// Units a meter with this lifetime export has issued.
pub fn issued_until(export: u64) -> u64 {
	// UNIT is not 0.
	export.checked_div(UNIT).unwrap_or(0)
}
