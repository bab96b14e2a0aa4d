// SPDX-License-Identifier: Apache-2.0
//! Whether a reading can count, by what the chain shows: the judgement of the chain itself, before
//! anything is paid for it.

use crate::relay::reading::{Reading, Refusal};
use energy_primitives::{MeterId, Slot, SlotLength};
use metering_core::{
	meter::{CounterRow, DeviceRow},
	reading::{judge, Rejection, Setting},
};

/// The two columns of a page that a reading is judged by.
#[derive(Clone, Debug, Default)]
pub struct Page {
	/// Keys, caps and status.
	pub devices: Vec<DeviceRow>,
	/// Counters and last registers.
	pub counters: Vec<CounterRow>,
}

impl Page {
	/// The rows of a meter, if there is one.
	pub fn rows(&self, row: u8) -> Option<(&DeviceRow, &CounterRow)> {
		Some((self.devices.get(usize::from(row))?, self.counters.get(usize::from(row))?))
	}
}

/// How far a network is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stage {
	/// Its first slot, once it is open.
	pub first_slot: Option<Slot>,
	/// The next slot to close: earlier ones take no readings any more.
	pub next_slot: Slot,
	/// Meters registered so far.
	pub meters: u32,
}

impl Stage {
	/// Whether a meter of the network is registered.
	pub fn has(&self, meter: MeterId) -> bool {
		meter.index < self.meters
	}

	/// Whether the network takes readings of `slot` at `now_s`; its first slot if it does.
	pub fn takes(&self, slot: Slot, length: SlotLength, now_s: u64) -> Result<Slot, Refusal> {
		let first_slot = self.first_slot.ok_or(Refusal::NotOpen)?;
		if !length.has_ended(slot, now_s) {
			return Err(Refusal::SlotNotEnded);
		}
		if slot < self.next_slot {
			return Err(Refusal::SlotClosed);
		}
		Ok(first_slot)
	}
}

/// Whether the chain needs a reading.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
	/// The chain does not have it.
	Wanted,
	/// It is the last one the chain has of this meter.
	Held,
}

/// Judges a reading, all but its signature. `before` is the meter's last reading before this one
/// that is known and not on the chain yet.
///
/// A power cap over several slots is left to the chain: a reading of the slots between may come by
/// another way, and each slot rounds in the meter's favour.
pub fn check(
	reading: &Reading,
	page: &Page,
	at: &Setting,
	before: Option<&Reading>,
) -> Result<Need, Rejection> {
	let (device, counter) = page.rows(reading.meter.row()).ok_or(Rejection::UnknownMeter)?;
	if reading.is_last_of(counter) {
		return Ok(Need::Held);
	}
	let counter = match before {
		Some(before) if before.slot > counter.done_slot(at.first_slot) => CounterRow {
			last_slot: before.slot,
			import_register: before.import_register,
			export_register: before.export_register,
			..*counter
		},
		_ => *counter,
	};
	match judge(device, &counter, &reading.signed(), at) {
		Err(Rejection::AbovePowerCap) if at.slot > counter.done_slot(at.first_slot) + 1 => {
			Ok(Need::Wanted)
		}
		judged => judged.map(|_| Need::Wanted),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::{gather::tests::page, reading::tests::reading};
	use energy_primitives::Carrier;
	use metering_core::meter::MeterStatus;

	const LENGTH: SlotLength = SlotLength::QUARTER_HOUR;

	fn setting(slot: Slot) -> Setting {
		Setting { slot, first_slot: 100, carrier: Carrier::Heat, slot_length: LENGTH }
	}

	#[test]
	fn slots_take_readings_from_their_end_until_they_close() {
		let stage = Stage { first_slot: Some(100), next_slot: 103, meters: 2 };
		let at = |slot, now_s| stage.takes(slot, LENGTH, now_s);
		assert_eq!(at(103, 104 * 900), Ok(100));
		assert_eq!(at(103, 104 * 900 - 1), Err(Refusal::SlotNotEnded));
		assert_eq!(at(102, 104 * 900), Err(Refusal::SlotClosed));
		let closed = Stage { first_slot: None, next_slot: 0, meters: 2 };
		assert_eq!(closed.takes(103, LENGTH, u64::MAX), Err(Refusal::NotOpen));
	}

	#[test]
	fn a_reading_is_judged_as_on_chain() {
		let mut page = page(2, 100);
		page.counters[0].import_register = 1_000;
		let at = |slot| reading(0, slot);
		assert_eq!(check(&at(101), &page, &setting(101), None), Ok(Need::Wanted));
		assert_eq!(check(&at(100), &page, &setting(100), None), Err(Rejection::AlreadyRead));
		let below = Reading { import_register: 999, ..at(101) };
		assert_eq!(check(&below, &page, &setting(101), None), Err(Rejection::RegisterBelowLast));
		let much = Reading { import_register: 1_000_000, ..at(101) };
		assert_eq!(check(&much, &page, &setting(101), None), Err(Rejection::AbovePowerCap));
		let later = Reading { slot: 102, ..much };
		assert_eq!(
			check(&later, &page, &setting(102), None),
			Ok(Need::Wanted),
			"left to the chain"
		);
		assert_eq!(
			check(&reading(2, 101), &page, &setting(101), None),
			Err(Rejection::UnknownMeter)
		);
		page.devices[0].status = MeterStatus::Retired;
		assert_eq!(check(&at(101), &page, &setting(101), None), Err(Rejection::RetiredMeter));
	}

	#[test]
	fn what_the_chain_has_is_no_error() {
		let mut page = page(1, 100);
		let held = reading(0, 100);
		page.counters[0].import_register = held.import_register;
		page.counters[0].export_register = held.export_register;
		assert_eq!(check(&held, &page, &setting(100), None), Ok(Need::Held));
		let other = Reading { export_register: 8, ..held };
		assert_eq!(check(&other, &page, &setting(100), None), Err(Rejection::AlreadyRead));
	}

	#[test]
	fn a_reading_stands_on_the_one_before_it() {
		let page = page(1, 100);
		let before = Reading { import_register: 5_000, ..reading(0, 101) };
		let below = Reading { import_register: 4_999, ..reading(0, 102) };
		let judged = check(&below, &page, &setting(102), Some(&before));
		assert_eq!(judged, Err(Rejection::RegisterBelowLast));
		let above = Reading { import_register: 5_001, ..below };
		assert_eq!(check(&above, &page, &setting(102), Some(&before)), Ok(Need::Wanted));
	}
}
