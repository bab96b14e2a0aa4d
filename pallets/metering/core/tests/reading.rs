// SPDX-License-Identifier: Apache-2.0
//! What a reading may and may not do to a meter's counters.

use crate::strategies::*;
use codec::{Decode, Encode};
use energy_primitives::{Carrier, Quality, RowClass, SlotLength};
use metering_core::{
	meter::{CounterRow, DeviceRow, MeterStatus},
	reading::*,
};
use proptest::prelude::*;

fn device() -> DeviceRow {
	DeviceRow {
		key: [1; 32],
		power_cap_w: 36_000,
		register_modulus: 0,
		calibrated_until: FIRST + 100,
		class: RowClass::Boundary,
		status: MeterStatus::Active,
	}
}

fn counter() -> CounterRow {
	CounterRow {
		import: 500,
		export: 70,
		import_register: 1_500,
		export_register: 70,
		import_owed: 0,
		export_owed: 0,
		substituted: false,
		last_slot: FIRST + 10,
	}
}

fn at(slot: u32) -> Setting {
	let slot_length = SlotLength::QUARTER_HOUR;
	Setting { slot: FIRST + slot, first_slot: FIRST, carrier: Carrier::Electricity, slot_length }
}

#[test]
fn a_reading_after_one_slot_trades() {
	let (energy, after) = judge(&device(), &counter(), &reading(1_600, 75), &at(11)).expect("good");
	assert!(energy.trades());
	assert_eq!((energy.import, energy.export), (100, 5));
	assert_eq!((energy.import_before, energy.export_before), (500, 70));
	assert_eq!((after.import, after.export, after.last_slot), (600, 75, FIRST + 11));
	assert_eq!((after.import_register, after.export_register), (1_600, 75));
}

#[test]
fn a_reading_is_rejected_with_the_first_reason_that_applies() {
	let retired = DeviceRow { status: MeterStatus::Retired, ..device() };
	let judged = |device: DeviceRow, slot, import_register, export_register| {
		judge(&device, &counter(), &reading(import_register, export_register), &at(slot))
			.unwrap_err()
	};
	assert_eq!(judged(retired, 10, 0, 0), Rejection::RetiredMeter);
	let suspended = DeviceRow { status: MeterStatus::Suspended, ..device() };
	assert_eq!(judged(suspended, 10, 0, 0), Rejection::SuspendedMeter);
	assert_eq!(judged(device(), 10, 0, 0), Rejection::AlreadyRead);
	assert_eq!(judged(device(), 9, 0, 0), Rejection::AlreadyRead);
	let small = DeviceRow { register_modulus: 2_000, ..device() };
	assert_eq!(judged(small, 11, 2_000, 0), Rejection::RegisterAboveModulus);
	assert_eq!(judged(device(), 11, 1_499, u64::MAX), Rejection::RegisterBelowLast);
	assert_eq!(judged(device(), 11, 1_500, 69), Rejection::RegisterBelowLast);
	assert_eq!(judged(device(), 11, u64::MAX, 70), Rejection::RegisterBelowLast);
	assert_eq!(judged(device(), 11, 10_501, 70), Rejection::AbovePowerCap);
	assert_eq!(judged(device(), 11, 1_500, 1 << 40), Rejection::AbovePowerCap);
	let full = CounterRow { import: u64::MAX, ..counter() };
	let full = judge(&device(), &full, &reading(1_501, 70), &at(11));
	assert_eq!(full, Err(Rejection::CounterFull));
}

#[test]
fn a_silent_meter_is_heard() {
	let silent = DeviceRow { status: MeterStatus::Silent, ..device() };
	assert!(judge(&silent, &counter(), &reading(1_500, 70), &at(200)).is_ok());
}

#[test]
fn a_register_rolls_over_at_its_modulus() {
	let device = DeviceRow { register_modulus: 2_000, ..device() };
	let (energy, after) = judge(&device, &counter(), &reading(40, 75), &at(11)).expect("rolls");
	assert_eq!((energy.import, energy.export), (540, 5));
	assert_eq!((after.import, after.import_register), (1_040, 40));
	// Without a modulus the same figures are a register that fell.
	assert_eq!(register_delta(1_500, 40, 0), Err(Rejection::RegisterBelowLast));
	assert_eq!(register_delta(1_999, 0, 2_000), Ok(1));
	assert_eq!(register_delta(0, 1_999, 2_000), Ok(1_999));
	// Set back below 0 by a replacement: 30 carried over.
	assert_eq!(register_delta(0u64.wrapping_sub(30), 12, 2_000), Ok(42));
	assert_eq!(register_delta(0u64.wrapping_sub(30), 12, 0), Ok(42));
}

#[test]
fn what_is_owed_is_filled_before_the_axis_grows() {
	let owing = CounterRow { export_owed: 7, import_owed: 250, ..counter() };
	let (energy, after) = judge(&device(), &owing, &reading(1_600, 80), &at(11)).expect("good");
	assert_eq!((energy.export, energy.export_repaid), (10, 7));
	assert_eq!((energy.import, energy.import_repaid), (100, 100));
	assert_eq!((after.export, after.export_owed), (73, 0));
	assert_eq!((after.import, after.import_owed), (500, 150));
}

#[test]
fn every_figure_says_how_good_it_is() {
	let quality = |counter: CounterRow, slot| {
		judge(&device(), &counter, &reading(1_500, 70), &at(slot)).expect("good").0.quality
	};
	assert_eq!(quality(counter(), 100), Quality::Measured);
	assert_eq!(quality(counter(), 101), Quality::Uncalibrated);
	let word = CounterRow { substituted: true, ..counter() };
	assert_eq!(quality(word, 101), Quality::Substituted);
	let (_, after) = judge(&device(), &word, &reading(1_500, 70), &at(11)).expect("good");
	assert!(!after.substituted, "only the first figure holds the operator's word");
}

#[test]
fn messages_bind_chain_slot_and_registers() {
	let message = reading_message(&[1; 32], 2, 3, 4);
	assert_eq!(message.len(), 21 + 32 + 4 + 8 + 8);
	for other in [
		reading_message(&[9; 32], 2, 3, 4),
		reading_message(&[1; 32], 9, 3, 4),
		reading_message(&[1; 32], 2, 9, 4),
		reading_message(&[1; 32], 2, 3, 9),
	] {
		assert_ne!(message, other);
	}
	assert_ne!(batch_message(&[1; 32], b"a"), batch_message(&[1; 32], b"b"));
	assert_ne!(batch_message(&[1; 32], b"a"), batch_message(&[2; 32], b"a"));
	let possession = possession_message(&[1; 32], &[2; 32], &[3; 32], &[4; 32]);
	assert!(possession.ends_with(&[4; 32]));
}

#[test]
fn a_signed_reading_takes_81_bytes() {
	let reading = reading(7, 8);
	assert_eq!(reading.encoded_size(), 81);
	assert_eq!(SignedReading::decode(&mut &reading.encode()[..]), Ok(reading));
}

proptest! {
	#[test]
	fn an_accepted_reading_is_exact_and_within_the_cap(
		(device, counter) in meter(), at in setting(), import in 0u64..500_000, export in 0u64..500_000
	) {
		let reading = reading(counter.import_register + import, counter.export_register + export);
		let Ok((energy, after)) = judge(&device, &counter, &reading, &at) else { return Ok(()) };
		prop_assert_eq!(after.import - counter.import, import);
		prop_assert_eq!(after.export - counter.export, export);
		prop_assert_eq!(u64::from(energy.import), import);
		prop_assert_eq!(after.last_slot, at.slot);
		prop_assert_eq!(energy.span, at.slot - counter.done_slot(FIRST));
		// An independent form of the cap: energy in J is at most power times time.
		let joules = u128::from(import.max(export).saturating_sub(1))
			* u128::from(at.carrier.facts().joules_per_base);
		let most = u128::from(device.power_cap_w)
			* u128::from(at.slot_length.seconds())
			* u128::from(energy.span);
		prop_assert!(joules < most || import.max(export) == 0);
	}

	#[test]
	fn a_rollover_changes_no_energy(
		(device, counter) in meter(), at in setting(), import in 0u64..500_000, modulus in 1u64 << 20..1 << 40
	) {
		let device = DeviceRow { register_modulus: modulus, ..device };
		let folded = CounterRow {
			import_register: counter.import_register % modulus,
			export_register: counter.export_register % modulus,
			..counter
		};
		let plain = reading(counter.import_register + import, counter.export_register);
		let rolled = reading(
			(counter.import_register + import) % modulus,
			counter.export_register % modulus,
		);
		let never = DeviceRow { register_modulus: 0, ..device };
		let expected = judge(&never, &counter, &plain, &at).map(|(energy, _)| energy);
		prop_assert_eq!(judge(&device, &folded, &rolled, &at).map(|(energy, _)| energy), expected);
	}

	#[test]
	fn no_reading_counts_twice((device, counter) in meter(), at in setting(), import in 0u64..100) {
		let reading = reading(counter.import_register + import, counter.export_register);
		if let Ok((_, after)) = judge(&device, &counter, &reading, &at) {
			prop_assert_eq!(judge(&device, &after, &reading, &at), Err(Rejection::AlreadyRead));
		}
	}

	#[test]
	fn parts_of_a_gap_add_up_to_the_whole(
		(device, counter) in meter(), first in 0u64..50, second in 0u64..50
	) {
		let device = DeviceRow { power_cap_w: 200_000, ..device };
		let setting = |ahead| Setting { slot: FIRST + 300 + ahead, ..at(0) };
		let registers = |sum| reading(counter.import_register + sum, counter.export_register);
		let whole = judge(&device, &counter, &registers(first + second), &setting(2)).expect("good");
		let (_, middle) = judge(&device, &counter, &registers(first), &setting(1)).expect("good");
		let parts = judge(&device, &middle, &registers(first + second), &setting(2)).expect("good");
		prop_assert_eq!(parts.1, whole.1);
	}
}
