// SPDX-License-Identifier: Apache-2.0
//! Realistic inputs, shared by the property tests.

use energy_primitives::{Carrier, RowClass, Slot, SlotLength};
use metering_core::{
	meter::{CounterRow, DeviceRow, MeterStatus},
	reading::{Setting, SignedReading},
};
use proptest::prelude::*;

pub const FIRST: Slot = 1_900_000;

pub fn slot_length() -> impl Strategy<Value = SlotLength> {
	prop::sample::select(&SlotLength::ALLOWED[..])
		.prop_map(|s| SlotLength::new(s).expect("allowed"))
}

pub fn carrier() -> impl Strategy<Value = Carrier> {
	prop_oneof![Just(Carrier::Electricity), Just(Carrier::Heat)]
}

pub fn class() -> impl Strategy<Value = RowClass> {
	prop_oneof![Just(RowClass::Boundary), Just(RowClass::Feeder), Just(RowClass::Sub)]
}

prop_compose! {
	/// A meter in service with some history, a few slots behind.
	pub fn meter()(
		class in class(),
		power_cap_w in 1u32..200_000,
		import in 0u64..1 << 40,
		export in 0u64..1 << 40,
		opening in (0u64..1 << 30, 0u64..1 << 30),
		behind in 0u32..200,
	) -> (DeviceRow, CounterRow) {
		let device = DeviceRow {
			key: [1; 32],
			power_cap_w,
			register_modulus: 0,
			calibrated_until: Slot::MAX,
			class,
			status: MeterStatus::Active,
		};
		let counter = CounterRow {
			import,
			export,
			import_register: import + opening.0,
			export_register: export + opening.1,
			import_owed: 0,
			export_owed: 0,
			substituted: false,
			last_slot: FIRST + 200 - behind,
		};
		(device, counter)
	}
}

prop_compose! {
	pub fn setting()(ahead in 0u32..400, carrier in carrier(), slot_length in slot_length()) -> Setting {
		Setting { slot: FIRST + ahead, first_slot: FIRST, carrier, slot_length }
	}
}

pub fn reading(import_register: u64, export_register: u64) -> SignedReading {
	SignedReading { row: 3, import_register, export_register, signature: [0; 64] }
}
