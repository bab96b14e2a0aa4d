// SPDX-License-Identifier: Apache-2.0
//! Each input is withheld in turn, for ever: slots go on closing all the same.

use crate::{mock::*, *};
use energy_primitives::{MeterId, Slot, SlotSource};
use frame_support::assert_ok;
use metering_core::correction::{Correction, CorrectionReason};

/// Longer than grace, silence and disputes of these tests together.
const SLOTS: Slot = 130;

fn operator_origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(operator())
}

fn close_all() {
	while let Some(closed) = <Metering as SlotSource<AccountId>>::close_next(ELECTRICITY) {
		<Metering as SlotSource<AccountId>>::drop_page(ELECTRICITY, closed.slot, 0);
		<Metering as SlotSource<AccountId>>::drop_slot(ELECTRICITY, closed.slot);
	}
}

/// Lets `SLOTS` slots pass in which only some meters speak, each for its slot as soon as it ended;
/// `loss` is what the feeder delivers beyond what meters 1 and 2 take.
fn live(speaks: impl Fn(u8, Slot) -> bool, loss: u64) {
	// The day before the tests began.
	let begin = FIRST + 96;
	let mut lost = 0;
	for slot in FIRST..begin + SLOTS {
		if slot >= begin {
			pass_to_end_of(slot);
		}
		let n = u64::from(slot - FIRST) + 1;
		lost += loss;
		let readings: Vec<_> = (0u8..3)
			.filter(|row| speaks(*row, slot))
			.map(|row| match row {
				0 => reading(0, 0, slot, 0, 100 * n + lost),
				row => reading(row, row.into(), slot, 50 * n, 0),
			})
			.collect();
		if !readings.is_empty() && next_slot() <= slot {
			submit(slot, readings);
		}
		pass(3);
		close_all();
	}
}

fn next_slot() -> Slot {
	<Metering as SlotSource<AccountId>>::next_slot(ELECTRICITY).expect("open")
}

/// Slots of the last day and a quarter may be open: grace of a day, and what ran meanwhile.
fn ensure_went_on(case: &str) {
	let open = FIRST + 96 + SLOTS - next_slot();
	assert!(open <= 96 + 24, "{case}: {open} slots are still open");
	assert!(Totals::<Test>::iter().count() <= 1 + open as usize, "{case}: totals pile up");
}

#[test]
fn nothing_withheld_closes_every_slot() {
	TestExt::new().execute_with(|| {
		live(|_, _| true, 0);
		assert_eq!(next_slot(), FIRST + 96 + SLOTS);
	});
}

#[test]
fn a_members_readings_withheld() {
	TestExt::new().execute_with(|| {
		live(|row, _| row != 2, 0);
		ensure_went_on("member");
	});
}

#[test]
fn the_feeders_readings_withheld() {
	TestExt::new().execute_with(|| {
		live(|row, _| row != 0, 0);
		ensure_went_on("feeder");
	});
}

#[test]
fn all_readings_withheld() {
	TestExt::new().execute_with(|| {
		live(|_, _| false, 0);
		ensure_went_on("all");
	});
}

#[test]
fn readings_withheld_every_other_slot() {
	TestExt::new().execute_with(|| {
		live(|row, slot| row != 1 || slot % 2 == 0, 0);
		ensure_went_on("every other");
	});
}

#[test]
fn the_operators_answer_to_a_dispute_withheld() {
	TestExt::new().execute_with(|| {
		live(|_, _| true, 4_000);
		System::assert_has_event(
			Event::SlotClosed {
				network: ELECTRICITY,
				slot: FIRST,
				grid_net: 4_100,
				loss: 4_000,
				no_feeder: false,
				contested: true,
			}
			.into(),
		);
		let open = FIRST + 96 + SLOTS - next_slot();
		assert!(open <= 96 + 24, "{open} slots are still open");
	});
}

#[test]
fn a_suspended_meters_new_key_withheld() {
	TestExt::new().execute_with(|| {
		let meter = MeterId { network: ELECTRICITY, index: 1 };
		assert_ok!(Metering::suspend_meter(operator_origin(), meter));
		live(|row, _| row != 1, 0);
		ensure_went_on("suspended");
	});
}

#[test]
fn the_owners_consent_withheld() {
	TestExt::new().execute_with(|| {
		let meter = MeterId { network: ELECTRICITY, index: 1 };
		let claim = settle(meter, FIRST, 1, 50, 0);
		let correction =
			Correction { import: 5_000, export: 0, reason: CorrectionReason::Other([1; 32]) };
		assert_ok!(Metering::correct(operator_origin(), meter, FIRST, correction, claim));
		live(|_, _| true, 0);
		assert_eq!(next_slot(), FIRST + 96 + SLOTS);
		assert!(PendingCorrections::<Test>::contains_key(meter), "one entry a meter, and it stays");
	});
}
