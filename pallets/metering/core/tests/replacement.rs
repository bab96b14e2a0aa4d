// SPDX-License-Identifier: Apache-2.0
//! A new device neither makes nor loses energy.

use crate::strategies::*;
use energy_primitives::{Carrier, RowClass, SlotLength};
use metering_core::{
	meter::{CounterRow, DeviceRow, MeterFacts},
	reading::{judge, Rejection, Setting},
	replacement::*,
};
use proptest::prelude::*;

const NONE: Carried = Carried { import: 0, export: 0, on_word: false };

fn facts() -> MeterFacts {
	MeterFacts {
		power_cap_w: 200_000,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
	}
}

fn at(slot: u32) -> Setting {
	let slot_length = SlotLength::QUARTER_HOUR;
	Setting { slot, first_slot: FIRST, carrier: Carrier::Electricity, slot_length }
}

fn replacement(opening: (u64, u64), closing: Closing) -> Replacement {
	Replacement {
		device_key: [2; 32],
		facts: facts(),
		import_register: opening.0,
		export_register: opening.1,
		closing,
	}
}

fn boundary(power_cap_w: u32) -> DeviceRow {
	DeviceRow {
		key: [1; 32],
		power_cap_w,
		register_modulus: 0,
		calibrated_until: 0,
		class: RowClass::Boundary,
		status: metering_core::meter::MeterStatus::Active,
	}
}

fn counter() -> CounterRow {
	CounterRow {
		import: 1_000,
		export: 2_000,
		import_register: 1_500,
		export_register: 2_500,
		last_slot: FIRST + 10,
		..CounterRow::default()
	}
}

#[test]
fn the_operators_word_is_at_most_the_mean_and_fills_no_unit() {
	let device = boundary(200_000);
	let word = |import: u64, export: u64| Closing::Word {
		import_register: 1_500 + import,
		export_register: 2_500 + export,
	};
	// 1 000 Wh in 10 slots: at most 200 in 2.
	let judged = |closing| carried(&device, &counter(), &NONE, &closing, &at(FIRST + 12), 2, 10);
	let expected = Carried { import: 200, export: 400, on_word: true };
	assert_eq!(judged(word(200, 400)), Ok(expected));
	assert_eq!(judged(word(201, 0)), Err(ReplacementError::WordTooHigh));
	assert_eq!(judged(word(0, 401)), Err(ReplacementError::WordTooHigh));
	let (device, counter) =
		swap(&device, &counter(), &replacement((0, 0), word(200, 400)), &NONE, &expected, 9)
			.expect("fits");
	assert_eq!((counter.export_owed, counter.import_owed), (400, 0));
	assert!(counter.substituted);
	let (energy, after) =
		judge(&device, &counter, &reading(50, 30), &at(FIRST + 12)).expect("good");
	assert_eq!((energy.import, energy.export), (250, 430));
	assert_eq!((energy.export_repaid, after.export), (400, 2_030), "30 were signed by a device");
}

#[test]
fn closing_registers_that_no_device_could_show_are_refused() {
	let device = boundary(4_000);
	let judged = |closing| carried(&device, &counter(), &NONE, &closing, &at(FIRST + 12), 2, 10);
	let word = |import_register| Closing::Word { import_register, export_register: 2_500 };
	let below = ReplacementError::Register(Rejection::RegisterBelowLast);
	assert_eq!(judged(word(1_499)), Err(below));
	let above = ReplacementError::Register(Rejection::AbovePowerCap);
	assert_eq!(judged(word(1_500 + 2_001)), Err(above));
	assert_eq!(judged(Closing::LastReading), Ok(Carried::default()));
}

#[test]
fn a_second_swap_before_a_reading_keeps_what_the_first_carried() {
	let device = boundary(200_000);
	let first = Carried { import: 100, export: 40, on_word: true };
	let opening = replacement((7, 7), Closing::LastReading);
	let (device, counter) = swap(&device, &counter(), &opening, &NONE, &first, 0).expect("fits");
	assert_eq!(counter.export_owed, 40);
	let judged = |closing: &Closing| {
		carried(&device, &counter, &first, closing, &at(FIRST + 12), 2, 10).expect("plausible")
	};
	let last = judged(&Closing::LastReading);
	assert_eq!(last, Carried { on_word: false, ..first });
	let (_, again) = swap(&device, &counter, &opening, &first, &last, 0).expect("fits");
	assert_eq!((again.import_register, again.export_owed), (7u64.wrapping_sub(100), 40));
	let word = judged(&Closing::Word { import_register: 17, export_register: 12 });
	assert_eq!(word, Carried { import: 110, export: 45, on_word: true });
	let (_, again) = swap(&device, &counter, &opening, &first, &word, 0).expect("fits");
	assert_eq!(again.export_owed, 45, "owed once");
}

proptest! {
	#[test]
	fn the_sum_of_the_parts_is_the_whole(
		(device, counter) in meter(),
		old in (0u64..20_000, 0u64..20_000),
		new in (0u64..20_000, 0u64..20_000),
		opening in (0u64..1 << 40, 0u64..1 << 40),
	) {
		let device = DeviceRow { power_cap_w: 200_000, ..device };
		let setting = at(FIRST + 300);
		let closing = Closing::Signed {
			slot: FIRST + 300,
			import_register: counter.import_register + old.0,
			export_register: counter.export_register + old.1,
			signature: [0; 64],
		};
		let carried = carried(&device, &counter, &NONE, &closing, &setting, 90, 1).expect("plausible");
		let swapped = replacement(opening, closing);
		let (after_device, after) = swap(&device, &counter, &swapped, &NONE, &carried, 0).expect("fits");
		prop_assert_eq!((after.import, after.export), (counter.import, counter.export));
		let shown = reading(opening.0 + new.0, opening.1 + new.1);
		let (energy, last) = judge(&after_device, &after, &shown, &setting).expect("good");
		prop_assert_eq!(u64::from(energy.import), old.0 + new.0);
		prop_assert_eq!(u64::from(energy.export), old.1 + new.1);
		prop_assert_eq!(last.import - counter.import, old.0 + new.0);
		prop_assert_eq!(last.export - counter.export, old.1 + new.1);
	}
}
