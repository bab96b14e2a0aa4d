// SPDX-License-Identifier: Apache-2.0
//! Readings that are replayed or altered, many of them among honest ones: no base quantity counts
//! twice, no unit is issued twice. `scripts/experiments/altered.sh` runs a million.

use crate::mock::*;
use energy_primitives::{MeterId, Slot, SlotSource};
use metering_core::{
	meter::MeterRole::{Boundary, Feeder},
	reading::SignedReading,
};

const METERS: u64 = 8;

/// How many, unless the environment says otherwise.
const COUNT: u64 = 4_000;

/// A plain generator (SplitMix64), so that a run can be repeated.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, sides: u64) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(z ^ (z >> 31)) % sides
	}
}

fn count() -> u64 {
	std::env::var("COMMONWATT_ALTERED").ok().and_then(|n| n.parse().ok()).unwrap_or(COUNT)
}

/// Changes something of a reading that once was good, or nothing at all.
fn alter(dice: &mut Dice, slot: Slot, reading: &SignedReading) -> (Slot, SignedReading) {
	let (mut slot, mut reading) = (slot, reading.clone());
	let small = dice.roll(3_000);
	match dice.roll(9) {
		0 => {}
		1 => slot += 1 + dice.roll(3) as Slot,
		2 => reading.export_register += small,
		3 => reading.import_register += small,
		4 => reading.export_register = reading.export_register.saturating_sub(small),
		5 => reading.row = dice.roll(METERS + 3) as u8,
		6 => reading.signature[dice.roll(64) as usize] ^= 1 << dice.roll(8),
		7 => reading.export_register = u64::MAX - small,
		_ => {
			(reading.import_register, reading.export_register) =
				(reading.export_register, reading.import_register)
		}
	}
	(slot, reading)
}

/// Hands a batch to the pallet as a block would, or as the pool would refuse it.
fn bring(slot: Slot, readings: Vec<SignedReading>) -> usize {
	let batch = batch(slot, readings);
	if Metering::check_batch(&batch).is_ok() {
		Metering::do_submit_readings(relay(), batch).expect("a fresh batch");
	}
	System::reset_events();
	take_book().len()
}

#[test]
fn nothing_replayed_or_altered_counts() {
	let meters = (0..METERS).map(|n| if n == 0 { Feeder } else { Boundary }).collect();
	TestExt::new().with_meters(meters).execute_with(|| {
		let mut dice = Dice(2_026);
		let mut said: Vec<(Slot, SignedReading)> = Vec::new();
		let mut exported = [0u64; METERS as usize];
		let (mut slot, mut bad) = (FIRST, 0);
		let relay = || RuntimeOrigin::signed(relay());
		while bad < count() {
			// An honest slot, after which everything said so far is tried again and again.
			pass_to_end_of(slot.max(FIRST + 95));
			let honest: Vec<_> = (0..METERS as usize)
				.map(|row| {
					exported[row] += dice.roll(1_500);
					let n = row as u16;
					reading(n as u8, n, slot, 0, exported[row])
				})
				.collect();
			assert_eq!(bring(slot, honest.clone()), METERS as usize);
			said.extend(honest.into_iter().map(|reading| (slot, reading)));
			for _ in 0..40 {
				let batch_slot = slot + dice.roll(3) as Slot - 1;
				let readings: Vec<_> = (0..10)
					.map(|_| {
						let at = dice.roll(said.len() as u64) as usize;
						alter(&mut dice, said[at].0, &said[at].1).1
					})
					.collect();
				bad += readings.len() as u64;
				assert_eq!(bring(batch_slot, readings), 0, "something bad counted");
				let at = dice.roll(said.len() as u64) as usize;
				let (other, altered) = alter(&mut dice, said[at].0, &said[at].1);
				bad += 1;
				assert_eq!(bring(other, vec![altered]), 0, "something bad counted");
			}
			let _ = Metering::bond_relay(relay(), 9_000);
			pass(3);
			while let Some(closed) = <Metering as SlotSource<AccountId>>::close_next(ELECTRICITY) {
				<Metering as SlotSource<AccountId>>::drop_page(ELECTRICITY, closed.slot, 0);
				<Metering as SlotSource<AccountId>>::drop_slot(ELECTRICITY, closed.slot);
			}
			said.drain(..said.len().saturating_sub(200));
			slot += 1;
		}
		for (index, exported) in (0u32..).zip(exported) {
			let view = Metering::meter(MeterId { network: ELECTRICITY, index }).expect("known");
			assert_eq!(view.counter.export, exported);
			let issued = if index == 0 { 0 } else { exported / 1_000 };
			assert_eq!(view.units_issued, issued, "a unit was issued twice, or not at all");
		}
		println!("tried {bad} bad readings in {} slots, 0 double issues", slot - FIRST);
	});
}
