// SPDX-License-Identifier: Apache-2.0
//! The balance of a slot, and which losses are plausible.

use metering_core::{
	loss::{balance, Balance, LossEntry, LossTerms, LossWindow},
	totals::SlotTotals,
};
use proptest::prelude::*;

fn totals(export: u64, import: u64, feeder_export: u64, feeder_import: u64) -> SlotTotals {
	SlotTotals {
		export,
		import,
		feeder_export,
		feeder_import,
		feeders_present: 1,
		..SlotTotals::default()
	}
}

#[test]
fn loss_is_what_came_in_and_nobody_took() {
	let good = balance(&totals(200, 300, 120, 0), 1);
	assert_eq!(good, Balance { grid_net: 120, loss: 20, no_feeder: false });
	let exporting = balance(&totals(500, 100, 0, 380), 1);
	assert_eq!(exporting, Balance { grid_net: -380, loss: 20, no_feeder: false });
	let gain = balance(&totals(200, 300, 90, 0), 1);
	assert_eq!(gain.loss, -10, "the meters saw more than came in");
}

#[test]
fn without_every_feeder_the_members_net_is_the_grids() {
	for feeders in [0, 2] {
		let missing = balance(&totals(200, 300, 120, 0), feeders);
		assert_eq!(missing, Balance { grid_net: 100, loss: 0, no_feeder: true });
		assert_eq!(LossEntry::of(&totals(200, 300, 120, 0), &missing, 999), LossEntry::default());
	}
}

#[test]
fn a_missing_meter_widens_the_band_and_its_gap_is_netted() {
	let terms =
		LossTerms { resolution_sum: 0, accuracy_ppm: 0, technical_ppm: 0, limit_per_slot: 1_000 };
	let missing = SlotTotals { present_max: 700, ..totals(0, 300, 400, 0) };
	let entry = LossEntry::of(&missing, &balance(&missing, 1), 1_000);
	assert_eq!((entry.loss, entry.missing_max), (100, 300));
	let window = LossWindow::default().with(&entry);
	assert!(terms.accept(100, &window));
	let full = LossWindow { missing_max: 0, ..window };
	assert!(!terms.accept(100, &full));
	let arrived = SlotTotals { gap_import: 100, ..totals(0, 300, 300, 0) };
	let entry = LossEntry::of(&arrived, &balance(&arrived, 1), 0);
	assert_eq!(full.with(&entry).loss, 0, "the missing meter had taken it");
}

#[test]
fn the_band_is_rounded_up_and_its_edge_is_plausible() {
	let terms = LossTerms {
		resolution_sum: 3,
		accuracy_ppm: 10_000,
		technical_ppm: 50_000,
		limit_per_slot: 50,
	};
	let window = LossWindow { loss: 0, measured: 101, fed_in: 61, missing_max: 0 };
	assert_eq!(terms.band(&window), 3 + 2 + 4);
	for sign in [1, -1] {
		assert!(terms.accept(0, &LossWindow { loss: 9 * sign, ..window }));
		assert!(!terms.accept(0, &LossWindow { loss: 10 * sign, ..window }));
	}
	assert!(terms.accept(50, &window) && terms.accept(-50, &window));
	assert!(!terms.accept(51, &window) && !terms.accept(-51, &window));
	assert!(!terms.accept(i64::MIN, &window));
}

proptest! {
	#[test]
	fn energy_is_conserved(
		export in 0u64..1 << 40, import in 0u64..1 << 40,
		feeder_export in 0u64..1 << 40, feeder_import in 0u64..1 << 40, feeders in 0u32..3
	) {
		let b = balance(&totals(export, import, feeder_export, feeder_import), feeders);
		let members = i128::from(export) - i128::from(import);
		prop_assert_eq!(i128::from(b.loss), members + i128::from(b.grid_net));
	}

	#[test]
	fn what_enters_the_window_leaves_it(entries in prop::collection::vec(
		(any::<i32>(), any::<u32>(), any::<u32>(), any::<u32>()), 1..20
	)) {
		let entries: Vec<LossEntry> = entries
			.into_iter()
			.map(|(loss, measured, fed_in, missing_max)| LossEntry {
				loss: loss.into(),
				measured: measured.into(),
				fed_in: fed_in.into(),
				missing_max: missing_max.into(),
			})
			.collect();
		let full = entries.iter().fold(LossWindow::default(), |window, entry| window.with(entry));
		let empty = entries.iter().fold(full, |window, entry| window.without(entry));
		prop_assert_eq!(empty, LossWindow::default());
	}
}
