// SPDX-License-Identifier: Apache-2.0
//! When a slot closes, and what it then says of grid and loss.

use crate::{mock::*, *};
use energy_primitives::{ClosedSlot, Slot, SlotSource};
use frame_support::assert_ok;
use metering_core::meter::MeterRole::{Boundary, Feeder};

fn close() -> Option<ClosedSlot> {
	let closed = <Metering as SlotSource<AccountId>>::close_next(ELECTRICITY);
	if let Some(ClosedSlot { slot, .. }) = closed {
		// What settlement does once it has swept the slot.
		<Metering as SlotSource<AccountId>>::drop_page(ELECTRICITY, slot, 0);
		<Metering as SlotSource<AccountId>>::drop_slot(ELECTRICITY, slot);
	}
	closed
}

fn closed(slot: Slot, grid_net: i64, loss: i64) -> Option<ClosedSlot> {
	let (no_feeder, contested, feeder_late) = (false, false, 0);
	Some(ClosedSlot { slot, grid_net, loss, no_feeder, contested, feeder_late })
}

/// Feeder delivers 100 + loss, meter 1 takes `at`, meter 2 gives `at - 100`.
fn speak(slot: Slot, at: u64, loss: u64) {
	let n = u64::from(slot - FIRST) + 1;
	submit(
		slot,
		vec![
			reading(0, 0, slot, 0, 100 * n + loss),
			reading(1, 1, slot, at * n, 0),
			reading(2, 2, slot, 0, (at - 100) * n),
		],
	);
}

#[test]
fn a_slot_closes_when_every_meter_has_spoken_but_not_in_the_same_block() {
	TestExt::new().execute_with(|| {
		assert_eq!(close(), None);
		speak(FIRST, 300, 7);
		assert_eq!(close(), None, "readings came in this block");
		pass(3);
		assert_eq!(close(), closed(FIRST, 107, 7));
		assert_eq!(close(), None);
	});
}

#[test]
fn slots_close_in_order_even_if_later_ones_are_complete() {
	TestExt::new().execute_with(|| {
		speak(FIRST, 300, 0);
		speak(FIRST + 1, 300, 0);
		speak(FIRST + 2, 300, 0);
		pass(3);
		for slot in FIRST..FIRST + 3 {
			assert_eq!(close(), closed(slot, 100, 0));
		}
		assert_eq!(close(), None);
	});
}

#[test]
fn a_silent_meter_holds_a_slot_up_until_its_grace_is_over() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(0, 0, FIRST, 0, 100), reading(1, 1, FIRST, 90, 0)]);
		pass(3);
		pass(86_399);
		// The chain stood still for a day, in which nobody could submit.
		assert_eq!(close(), None);
		pass(30);
		assert_eq!(close(), None, "grace did not run while the chain stood still");
		for _ in 0..1_440 {
			pass(60);
		}
		assert_eq!(
			close(),
			closed(FIRST, 100, 10),
			"its loss is within what meter 2 could have taken"
		);
	});
}

#[test]
fn a_slot_without_its_feeder_is_billed_by_the_members_and_made_up_for_later() {
	TestExt::new().execute_with(|| {
		let mut record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		record.params.grace_s = 0;
		Networks::<Test>::insert(ELECTRICITY, record);
		submit(FIRST, vec![reading(1, 1, FIRST, 300, 0), reading(2, 2, FIRST, 0, 200)]);
		pass(3);
		let first = close().expect("grace is 0");
		assert!(
			first.no_feeder && first.grid_net == 100 && first.loss == 0 && first.feeder_late == 0
		);
		let next = FIRST + 1;
		submit(
			next,
			vec![
				reading(0, 0, next, 0, 230),
				reading(1, 1, next, 600, 0),
				reading(2, 2, next, 0, 400),
			],
		);
		pass(3);
		let second = close().expect("complete");
		assert!(second.no_feeder, "the feeder's reading covers two slots");
		assert_eq!((second.grid_net, second.feeder_late), (100, 30));
		speak(FIRST + 2, 300, 33);
		pass(3);
		assert_eq!(close(), closed(FIRST + 2, 103, 3));
	});
}

#[test]
fn without_a_feeder_meter_the_members_net_is_the_grids() {
	TestExt::new().with_meters(vec![Boundary, Boundary]).execute_with(|| {
		submit(FIRST, vec![reading(0, 0, FIRST, 50, 0), reading(1, 1, FIRST, 0, 80)]);
		pass(3);
		let slot = close().expect("complete");
		assert!(slot.no_feeder);
		assert_eq!((slot.grid_net, slot.loss, slot.feeder_late), (-30, 0, 0));
	});
}

#[test]
fn two_feeders_are_added_up() {
	TestExt::new().with_meters(vec![Feeder, Feeder, Boundary]).execute_with(|| {
		submit(
			FIRST,
			vec![
				reading(0, 0, FIRST, 0, 80),
				reading(1, 1, FIRST, 30, 0),
				reading(2, 2, FIRST, 49, 0),
			],
		);
		pass(3);
		assert_eq!(close(), closed(FIRST, 50, 1));
	});
}

#[test]
fn a_running_slot_does_not_close() {
	TestExt::new().preparing().execute_with(|| {
		let first = FIRST + 96;
		assert_ok!(Metering::open_network(RuntimeOrigin::signed(operator()), ELECTRICITY, first));
		pass(899);
		assert_eq!(close(), None);
	});
}
