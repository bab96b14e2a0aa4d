// SPDX-License-Identifier: Apache-2.0
//! Units follow from the counter: none twice, none missing.

use energy_primitives::UNIT;
use metering_core::unit::{issued, issued_until};
use proptest::prelude::*;

#[test]
fn an_export_completes_the_units_it_fills() {
	assert_eq!(issued(0, 999), 0..0);
	assert_eq!(issued(999, 1_000), 0..1);
	assert_eq!(issued(1_000, 3_500), 1..3);
	assert_eq!(issued_until(u64::MAX), u64::MAX / UNIT);
}

proptest! {
	#[test]
	fn units_of_consecutive_exports_are_consecutive(
		deltas in prop::collection::vec(0u64..5_000, 1..40)
	) {
		let (mut before, mut next) = (0, 0);
		for delta in deltas {
			let units = issued(before, before + delta);
			prop_assert_eq!(units.start, next);
			next = units.end;
			before += delta;
		}
		prop_assert_eq!(next, before / UNIT);
	}
}
