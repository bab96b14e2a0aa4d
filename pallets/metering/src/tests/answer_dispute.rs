// SPDX-License-Identifier: Apache-2.0
//! A feeder that disagrees with the sum of the meters.

use crate::{mock::*, *};
use energy_primitives::{ClosedSlot, Slot, SlotSource};
use frame_support::{assert_noop, assert_ok};

fn close() -> Option<ClosedSlot> {
	<Metering as SlotSource<AccountId>>::close_next(ELECTRICITY)
}

fn answer(who: u8, slot: Slot) -> sp_runtime::DispatchResult {
	Metering::answer_dispute(RuntimeOrigin::signed(account(who)), ELECTRICITY, slot)
}

/// The feeder delivers `delivered`, the members take 100 and nothing.
fn speak(slot: Slot, delivered: u64) {
	let n = u64::from(slot - FIRST) + 1;
	submit(
		slot,
		vec![
			reading(0, 0, slot, 0, delivered),
			reading(1, 1, slot, 100 * n, 0),
			reading(2, 2, slot, 0, 0),
		],
	);
	pass(3);
}

/// A slot that has just ended, with a network opened on it.
fn fresh_slot() -> TestExt {
	TestExt::new().preparing()
}

fn open_at(slot: Slot) {
	assert_ok!(Metering::open_network(RuntimeOrigin::signed(operator()), ELECTRICITY, slot));
}

const SLOT: Slot = FIRST + 95;

/// Registers in these tests count from the first slot of the network.
fn speak_fresh(delivered: u64) {
	submit(
		SLOT,
		vec![
			reading(0, 0, SLOT, 0, delivered),
			reading(1, 1, SLOT, 100, 0),
			reading(2, 2, SLOT, 0, 0),
		],
	);
	pass(3);
}

#[test]
fn a_disputed_slot_waits_for_the_operators_answer() {
	fresh_slot().execute_with(|| {
		open_at(SLOT);
		speak_fresh(2_000);
		assert_eq!(close(), None);
		let deadline_s = Metering::slot_length_const().end_s(SLOT + 8);
		let disputed =
			Event::SlotDisputed { network: ELECTRICITY, slot: SLOT, loss: 1_900, deadline_s };
		System::assert_last_event(disputed.into());
		let events = System::events().len();
		assert_eq!(close(), None);
		assert_eq!(System::events().len(), events, "it is reported once");

		assert_noop!(answer(2, SLOT), Error::<Test>::NotOperator);
		assert_noop!(answer(1, SLOT + 1), Error::<Test>::NotDisputed);
		take_noticed();
		assert_ok!(answer(1, SLOT));
		assert_noop!(answer(1, SLOT), Error::<Test>::NotDisputed);
		assert_eq!(take_noticed(), vec![ELECTRICITY]);
		let slot = close().expect("answered");
		assert!(!slot.contested && slot.loss == 1_900 && slot.grid_net == 2_000);
	});
}

#[test]
fn a_disputed_slot_clears_contested_at_its_deadline() {
	fresh_slot().execute_with(|| {
		open_at(SLOT);
		speak_fresh(2_000);
		assert_eq!(close(), None);
		pass_to_end_of(SLOT + 8);
		assert!(close().expect("the deadline has passed").contested);
	});
}

#[test]
fn an_unknown_network_has_no_dispute() {
	TestExt::new().execute_with(|| {
		let operator = RuntimeOrigin::signed(operator());
		assert_noop!(
			Metering::answer_dispute(operator, HEAT, FIRST),
			Error::<Test>::NetworkNotFound
		);
	});
}

#[test]
fn one_answer_settles_every_slot_whose_day_holds_the_excess() {
	TestExt::new().execute_with(|| {
		speak(FIRST, 2_000);
		assert!(close().expect("1900 Wh of 2000 are missing, the deadline passed").contested);
		speak(FIRST + 1, 2_101);
		assert!(!close().expect("the excess is settled").contested);
	});
}

#[test]
fn small_losses_add_up_over_a_day() {
	TestExt::new().execute_with(|| {
		// 3 % in every slot is within 5 % technical loss and 1 % accuracy; 8 % is not, in the long run.
		let mut delivered = 0;
		for slot in FIRST..FIRST + 10 {
			delivered += 103;
			speak(slot, delivered);
			assert!(!close().expect("plausible").contested);
		}
		let mut contested = 0;
		for slot in FIRST + 10..FIRST + 40 {
			delivered += 108;
			speak(slot, delivered);
			let closed = close().expect("closes, if contested: its deadline has passed");
			contested += u32::from(closed.contested);
		}
		assert!(contested >= 1, "a steady excess is noticed");
		assert!(contested <= 15, "but not in every slot");
	});
}

#[test]
fn one_slot_alone_may_not_lose_more_than_the_declared_limit() {
	fresh_slot().execute_with(|| {
		let mut record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		record.params.loss_ppm = 1_000_000;
		Networks::<Test>::insert(ELECTRICITY, record);
		open_at(SLOT);
		speak_fresh(5_101);
		assert_eq!(close(), None, "5001 Wh are lost, 5000 are allowed");
	});
}
