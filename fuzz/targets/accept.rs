// SPDX-License-Identifier: Apache-2.0
//! Any reading for any meter: judging never panics, never lets a counter fall, accounts for every
//! base quantity, and takes nothing twice.
#![no_main]

use codec::Decode;
use energy_primitives::{Carrier, SlotLength};
use libfuzzer_sys::fuzz_target;
use metering_core::{
	meter::{CounterRow, DeviceRow},
	reading::{judge, Rejection, Setting, SignedReading},
};

type Input = (DeviceRow, CounterRow, (u64, u64), u32, u32, bool, u8);

fuzz_target!(|bytes: &[u8]| {
	let Ok(input) = Input::decode(&mut &bytes[..]) else { return };
	let (device, counter, (import_register, export_register), slot, first_slot, heat, length) = input;
	let lengths = SlotLength::ALLOWED;
	let slot_length = SlotLength::new(lengths[usize::from(length) % lengths.len()]).expect("allowed");
	let carrier = if heat { Carrier::Heat } else { Carrier::Electricity };
	let at = Setting { slot, first_slot, carrier, slot_length };
	let reading = SignedReading { row: 0, import_register, export_register, signature: [0; 64] };
	let Ok((energy, after)) = judge(&device, &counter, &reading, &at) else { return };
	assert!(after.import >= counter.import && after.export >= counter.export);
	let counted = |before: u64, after: u64, owed: (u32, u32), energy: u32| {
		assert_eq!(after - before + u64::from(owed.0 - owed.1), u64::from(energy));
	};
	counted(counter.import, after.import, (counter.import_owed, after.import_owed), energy.import);
	counted(counter.export, after.export, (counter.export_owed, after.export_owed), energy.export);
	assert!(u64::from(energy.import.max(energy.export)) <= at.energy_max(&device, energy.span));
	assert_eq!(judge(&device, &after, &reading, &at), Err(Rejection::AlreadyRead));
});
