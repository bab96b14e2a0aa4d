// SPDX-License-Identifier: Apache-2.0
use energy_primitives::{Quality, Row, RowClass, RowEnergy, Slot};
use proptest::{collection::vec, prelude::*};
use settlement_core::Presence;
use std::collections::BTreeSet;

fn row(row: Row, span: u32, energy: u32) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Boundary,
		quality: Quality::Measured,
		span,
		import: energy,
		export: 0,
		import_repaid: 0,
		export_repaid: 0,
		import_before: 0,
		export_before: 0,
		storage_tail: None,
	}
}

#[test]
fn a_row_takes_part_with_readings_from_the_start_and_energy() {
	let mut page = Presence::default();
	assert!(page.add(&row(0, 1, 0), 10, 10));
	assert!(!page.took_part(0), "no energy");
	assert!(!page.add(&row(0, 1, 0), 11, 10), "nothing new");
	assert!(page.add(&row(0, 1, 5), 12, 10));
	assert!(page.took_part(0) && !page.add(&row(0, 1, 5), 13, 10));
	assert!(page.add(&row(255, 1, 5), 11, 10));
	assert!(!page.took_part(255), "it came later");
	assert!(page.add(&row(7, 2, 5), 11, 10) && page.took_part(7), "it was silent");
	assert!(page.add(&row(8, u32::MAX, 5), 11, 10) && page.took_part(8));
}

#[test]
fn others_do_not_take_part() {
	let mut page = Presence::default();
	for class in [RowClass::Feeder, RowClass::Sub] {
		assert!(!page.add(&RowEnergy { class, ..row(3, 1, 5) }, 10, 10));
	}
	let vouched = RowEnergy { quality: Quality::Substituted, ..row(4, 1, 5) };
	assert!(page.add(&vouched, 10, 10) && !page.took_part(4));
	let expired = RowEnergy { quality: Quality::Uncalibrated, export: 1, ..row(5, 1, 0) };
	assert!(page.add(&expired, 10, 10) && page.took_part(5));
	assert!(!page.took_part(3));
}

proptest! {
	/// Against two sets of rows.
	#[test]
	fn bits_are_sets(rows in vec((any::<Row>(), 1u32..9, 0u32..2, 10u32..20), 0..300)) {
		let first: Slot = 10;
		let mut page = Presence::default();
		let (mut whole, mut measured) = (BTreeSet::new(), BTreeSet::new());
		for (index, span, energy, slot) in rows {
			let from_start = i64::from(slot) + 1 - i64::from(span) <= i64::from(first);
			let mut is_new = from_start && whole.insert(index);
			is_new |= energy > 0 && measured.insert(index);
			prop_assert_eq!(page.add(&row(index, span, energy), slot, first), is_new);
		}
		for index in 0..=Row::MAX {
			let expected = whole.contains(&index) && measured.contains(&index);
			prop_assert_eq!(page.took_part(index), expected);
		}
	}
}
