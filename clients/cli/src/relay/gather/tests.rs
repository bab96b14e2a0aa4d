// SPDX-License-Identifier: Apache-2.0
//! Batches of a small page.

use super::*;
use crate::relay::reading::tests::reading;
use energy_primitives::RowClass;
use metering_core::{meter::CounterRow, reading::reading_message};
use sp_core::{ed25519, Pair};

const GENESIS: [u8; 32] = [9; 32];

fn device(row: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&[row; 32])
}

/// A page of active meters whose last slot is `last_slot`.
pub(crate) fn page(meters: u8, last_slot: Slot) -> Page {
	let row = |row| DeviceRow {
		key: device(row).public().0,
		power_cap_w: 24_000,
		register_modulus: 0,
		calibrated_until: Slot::MAX,
		class: RowClass::Boundary,
		status: MeterStatus::Active,
	};
	let counter = CounterRow { last_slot, ..CounterRow::default() };
	Page {
		devices: (0..meters).map(row).collect(),
		counters: (0..meters).map(|_| counter).collect(),
	}
}

fn held(row: u8, slot: Slot, arrived_ms: u64) -> Held {
	let mut reading = reading(u32::from(row), slot);
	let message = reading_message(&GENESIS, slot, reading.import_register, reading.export_register);
	reading.signature = device(row).sign(&message).0;
	Held::new(reading, arrived_ms, false)
}

fn slots(held: impl IntoIterator<Item = Held>) -> Slots {
	let mut slots = Slots::new();
	for held in held {
		let row = held.reading.meter.row();
		slots.entry(held.reading.slot).or_default().insert(row, held);
	}
	slots
}

fn moment(page: &Page, now_ms: u64) -> Moment<'_> {
	Moment {
		network: reading(0, 0).meter.network,
		page,
		stage: Stage { first_slot: Some(100), next_slot: 100, meters: 4 },
		length: SlotLength::QUARTER_HOUR,
		genesis: GENESIS,
		chain_s: 200 * 900,
		best: 50,
		now_ms,
		batch_after_ms: 1_000,
	}
}

/// Slots and rows of the batches due.
fn due(slots: &mut Slots, at: &Moment<'_>) -> Vec<(Slot, Vec<Row>)> {
	let gathered = gather(slots, 0, at);
	assert_eq!(gathered.bad, []);
	gathered.due.into_iter().map(|due| (due.slot, due.rows)).collect()
}

#[test]
fn a_full_page_goes_at_once_and_others_after_a_while() {
	let page = page(3, 100);
	let mut some = slots([held(0, 101, 10_000), held(2, 101, 10_400)]);
	assert_eq!(due(&mut some, &moment(&page, 10_500)), []);
	assert_eq!(due(&mut some, &moment(&page, 11_000)), [(101, vec![0, 2])]);
	let mut all = slots([held(0, 101, 10_000), held(1, 101, 10_000), held(2, 101, 10_000)]);
	assert_eq!(due(&mut all, &moment(&page, 10_000)), [(101, vec![0, 1, 2])]);
}

#[test]
fn a_page_does_not_wait_for_meters_that_are_done_silent_or_retired() {
	let mut page = page(4, 100);
	page.counters[1].last_slot = 101;
	page.devices[2].status = MeterStatus::Silent;
	page.devices[3].status = MeterStatus::Retired;
	let mut one = slots([held(0, 101, 10_000)]);
	assert_eq!(due(&mut one, &moment(&page, 10_000)), [(101, vec![0])]);
}

#[test]
fn an_earlier_slot_of_a_meter_goes_first_until_a_block_has_it() {
	let mut page = page(2, 100);
	let backlog = [held(0, 101, 0), held(0, 102, 0), held(1, 102, 0), held(0, 103, 0)];
	let mut slots = slots(backlog);
	let expected = [(101, vec![0]), (102, vec![1])];
	assert_eq!(due(&mut slots, &moment(&page, 10_000)), expected, "meter 1 need not wait");
	for rows in slots.values_mut() {
		rows.values_mut().for_each(|held| held.flown = Some(50));
	}
	slots.get_mut(&102).expect("held").get_mut(&0).expect("held").flown = None;
	slots.get_mut(&103).expect("held").get_mut(&0).expect("held").flown = None;
	assert_eq!(due(&mut slots, &moment(&page, 10_000)), [], "101 is under way");
	page.counters[0].last_slot = 101;
	assert_eq!(due(&mut slots, &moment(&page, 10_000)), [(102, vec![0])]);
}

#[test]
fn what_no_block_took_is_submitted_again() {
	let page = page(3, 100);
	let mut one = slots([held(0, 101, 10_000)]);
	one.get_mut(&101).expect("held").get_mut(&0).expect("held").flown = Some(50);
	let mut at = moment(&page, 20_000);
	assert_eq!(due(&mut one, &at), []);
	at.best = 50 + RETRY_BLOCKS;
	assert_eq!(due(&mut one, &at), [(101, vec![0])]);
}

#[test]
fn a_slot_that_has_not_ended_or_is_closed_stays_where_it_is() {
	let page = page(1, 100);
	let mut slots = slots([held(0, 101, 0), held(0, 200, 0)]);
	let mut at = moment(&page, 10_000);
	at.stage.next_slot = 102;
	assert_eq!(due(&mut slots, &at), []);
	at.stage.first_slot = None;
	assert_eq!(due(&mut slots, &at), []);
}

#[test]
fn what_cannot_count_any_more_is_sorted_out_and_holds_nobody_up() {
	let mut page = page(3, 100);
	page.counters[0].import_register = 1_000_000;
	let mut forged = held(1, 101, 0);
	forged.reading.signature[0] ^= 1;
	let mut slots = slots([held(0, 101, 0), forged, held(1, 102, 0), held(2, 101, 0)]);
	let gathered = gather(&mut slots, 0, &moment(&page, 10_000));
	let reasons: Vec<_> = gathered.bad.iter().map(|(reading, why)| (reading.slot, *why)).collect();
	assert_eq!(reasons, [(101, Rejection::RegisterBelowLast), (101, Rejection::WrongSignature)]);
	let due: Vec<_> = gathered.due.into_iter().map(|due| (due.slot, due.rows)).collect();
	assert_eq!(due, [(101, vec![2]), (102, vec![1])]);
	// A verdict of the chain holds nobody up either.
	let verdict = slots.get_mut(&101).expect("held").get_mut(&2).expect("held");
	verdict.refused = Some((49, Rejection::WrongSignature));
	let again = gather(&mut slots, 0, &moment(&page, 10_000));
	assert!(again.due.iter().all(|due| due.slot == 102));
}

#[test]
fn the_reading_before_is_the_meters_own() {
	let slots = slots([held(0, 101, 0), held(0, 103, 0), held(1, 104, 0)]);
	let of = |index, slot| {
		let meter = reading(index, 0).meter;
		before(&slots, meter, slot).map(|reading| reading.slot)
	};
	assert_eq!((of(0, 104), of(0, 103), of(0, 101)), (Some(103), Some(101), None));
	assert_eq!((of(1, 104), of(1, 105)), (None, Some(104)));
}
