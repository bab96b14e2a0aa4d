// SPDX-License-Identifier: Apache-2.0
//! What a small data set needs on a chain.

use super::*;
use crate::data::{Declared, Registers};
use settlement_core::Tariff;

fn meter(class: RowClass, power_cap_w: u32) -> Meter {
	Meter {
		name: "x".into(),
		class,
		parent: None,
		note: String::new(),
		power_cap_w,
		resolution: 1,
		accuracy_ppm: 10_000,
		import_start: 100,
		export_start: 200,
	}
}

fn network() -> Network {
	let tariff = Tariff { feed_in: -1_000, retail: 300_000, network_fee: 0, fund_fee: 0 };
	let entry = |index, import, export| Registers { index, import, export };
	Network {
		carrier: Carrier::Electricity,
		meters: vec![
			meter(RowClass::Feeder, 100_000),
			meter(RowClass::Boundary, 8_000),
			meter(RowClass::Boundary, 4_000),
		],
		slots: vec![
			vec![entry(0, 100, 1_250), entry(1, 1_100, 200), entry(2, 100, 210)],
			vec![entry(0, 110, 1_250), entry(1, 1_100, 220), entry(2, 100, 210)],
		],
		tariffs: vec![tariff; 2],
		orders: Vec::new(),
		declared: Declared::default(),
	}
}

#[test]
fn sums_and_losses_follow_from_the_registers() {
	let sums = slot_sums(&network());
	assert_eq!(
		sums[0],
		SlotSums { export: 10, import: 1_000, feeder_export: 1_050, feeder_import: 0 }
	);
	assert_eq!((sums[0].loss(), sums[1].loss()), (60, 10));
	let params = network_params(&network(), 600);
	assert_eq!(params.loss_limit_per_slot, 90);
	assert_eq!(params.loss_ppm, 70 * 1_000_000 / 1_080 * 3 / 2);
}

#[test]
fn declared_losses_win() {
	let declared = Declared { loss_ppm: Some(7), loss_limit_per_slot: Some(8) };
	let network = Network { declared, ..network() };
	let params = NetworkParams { grace_s: 1, loss_ppm: 7, loss_limit_per_slot: 8 };
	assert_eq!(network_params(&network, 1), params);
}

#[test]
fn limits_cover_every_open_slot_at_the_highest_price() {
	let params = NetworkParams { grace_s: 0, loss_ppm: 0, loss_limit_per_slot: 50 };
	let length = SlotLength::new(900).expect("allowed");
	let limits = limits_needed(&network(), &params, length, 10, 8);
	assert_eq!(limits, LimitsNeeded { grid: 10 * 3_050 * 10, balancing: 10 * 50 * 10 });
}

#[test]
fn sub_meters_are_marked_by_their_note() {
	let sub = |note: &str, class| Meter { note: note.into(), ..meter(class, 3_000) };
	let mark = |note, class| mark(Carrier::Electricity, &sub(note, class));
	let battery = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 12_000 };
	assert_eq!(mark("home battery", RowClass::Sub), Some(Mark::Storage(battery)));
	let gas = Some(Mark::Converter(ConverterInput::Fuel(2_030_100)));
	assert_eq!(mark("CHP generator", RowClass::Sub), gas);
	assert_eq!(mark("PV", RowClass::Sub), None);
	assert_eq!(mark("micro CHP", RowClass::Boundary), None);
}

#[test]
fn a_slot_costs_at_most_what_the_grid_asks() {
	// 1 000 Wh at 0.30; then 20 Wh given at a negative price.
	assert_eq!(slot_costs(&network())[1], [300_000_000, 20_000]);
}

#[test]
fn a_deposit_covers_the_data_set_at_the_grids_tariffs() {
	let terms = Terms {
		cycle: settlement_core::Cycle::Slots(1),
		members: Members::Ahead,
		length: SlotLength::new(900).expect("allowed"),
	};
	// 0.30002, rounded up, and five more; the feeder has no account.
	let deposit = Paying::Ahead(6_000_000_000);
	assert_eq!(paying(&network(), &terms, 0), [(1, deposit), (2, deposit)]);
}
