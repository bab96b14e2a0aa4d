// SPDX-License-Identifier: Apache-2.0
//! What a person sees of meters in all their states.

use super::*;
use crate::storage::Coded;
use energy_primitives::NetworkId;
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::{MeterFacts, StorageFacts},
	owner::Owners,
	storage::StorageBooks,
};

const LENGTH: SlotLength = SlotLength::QUARTER_HOUR;

fn seen(carrier: Carrier) -> Seen {
	let owner = Ownership { owner: [1; 32], member: None, link_tag: [0; 32] };
	let facts = MeterFacts {
		power_cap_w: 24_000,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
	};
	Seen {
		meter: MeterId { network: NetworkId { community: 0, carrier }, index: 4 },
		length: LENGTH,
		record: MeterRecord {
			owners: Coded(Owners::first(owner)),
			role: Coded(MeterRole::Boundary),
			mark: Coded(None),
			facts: Coded(facts),
			generation: 2,
			point_tag: Coded(None),
		},
		device: DeviceRow {
			key: [9; 32],
			power_cap_w: 24_000,
			register_modulus: 0,
			calibrated_until: 96,
			class: RowClass::Boundary,
			status: MeterStatus::Active,
		},
		counter: CounterRow {
			import: 1_041_401,
			export: 2_003,
			import_register: 0u64.wrapping_sub(12),
			export_register: 5_000,
			export_owed: 7,
			..CounterRow::default()
		},
		last_slot: 4,
		storage: None,
		corrections: Vec::new(),
		pending: None,
	}
}

fn line(seen: &Seen, label: &str) -> String {
	let lines = seen.lines();
	let found = lines.iter().find(|(name, _)| *name == label);
	found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[test]
fn counters_are_told_in_kwh_with_what_is_owed() {
	let seen = seen(Carrier::Electricity);
	assert_eq!(line(&seen, "imported"), "1041.401 kWh, register -0.012 kWh");
	assert_eq!(line(&seen, "exported"), "2.003 kWh, register 5.000 kWh, owes 0.007 kWh");
	assert!(line(&seen, "units").starts_with("2, the last one EL-0-4-1-"));
	assert_eq!(line(&seen, "last slot"), "4 (1970-01-01 01:00 UTC)");
	assert!(line(&seen, "device key").ends_with("09, generation 2"));
	assert_eq!(line(&seen, "next figure"), "");
}

#[test]
fn heat_is_told_in_kj() {
	let mut seen = seen(Carrier::Heat);
	seen.counter.export = 999;
	seen.counter.substituted = true;
	assert_eq!(line(&seen, "exported"), "999 kJ, register 5000 kJ, owes 7 kJ");
	assert_eq!(line(&seen, "units"), "none yet");
	assert!(line(&seen, "next figure").starts_with("substituted"));
}

#[test]
fn owners_corrections_and_marks_are_told_where_there_are_any() {
	let mut seen = seen(Carrier::Electricity);
	for label in ["next owner", "corrected", "proposed", "storage", "point tag", "link tag"] {
		assert_eq!(line(&seen, label), "");
	}
	let next = Ownership { owner: [2; 32], member: Some([3; 32]), link_tag: [4; 32] };
	let owners = seen.record.owners.0.change(next, 96, 5).expect("in time");
	seen.record.owners = Coded(owners);
	assert!(line(&seen, "next owner").ends_with("from slot 96 (1970-01-02 00:00 UTC)"));
	let standing = Standing { version: 2, import: 120, export: 0, reallocated: true };
	seen.corrections = vec![(8, standing)];
	assert_eq!(
		line(&seen, "corrected"),
		"slot 8 (1970-01-01 02:00 UTC): import 0.120 kWh, export 0.000 kWh, version 2, gap spread"
	);
	let correction = Correction { import: 700, export: 0, reason: CorrectionReason::WrongFactor };
	seen.pending = Some(PendingCorrection { slot: 8, correction: Coded(correction) });
	assert!(line(&seen, "proposed").contains("import +0.700 kWh"));
	let facts = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 12_000 };
	seen.record.mark = Coded(Some(Mark::Storage(facts)));
	let books = StorageBooks { tail: 1_000_000, delivered: 900_000, unattributed: 5 };
	seen.storage = Some(StorageRow { row: 4, facts: Coded(facts), books: Coded(books) });
	assert_eq!(line(&seen, "storage"), "gives back 9/10, holds 12.000 kWh");
	let stock = "41.401 kWh; given back 900.000 kWh, lost 100.000 kWh, without origin 0.005 kWh";
	assert_eq!(line(&seen, "in store"), stock);
	seen.record.mark = Coded(Some(Mark::Converter(ConverterInput::Fuel(2_030_100))));
	assert_eq!(line(&seen, "converter"), "of fuel F02030100, not metered");
}
