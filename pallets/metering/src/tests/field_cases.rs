// SPDX-License-Identifier: Apache-2.0
//! What goes wrong with meters in the field, as users of other systems tell it, and what happens
//! here. `docs/metering.md` lists the cases.

use crate::{mock::*, *};
use energy_primitives::{MeterId, Row, Slot, SlotSource};
use frame_support::{assert_noop, assert_ok};
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::MeterRole::{Boundary, Feeder, Sub},
	reading::Rejection,
	replacement::{Closing, Replacement},
};
use sp_core::Pair as _;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

fn rejected(slot: Slot, row: Row, reason: Rejection) {
	let network = ELECTRICITY;
	System::assert_has_event(Event::ReadingRejected { network, slot, page: 0, row, reason }.into());
}

fn close() -> Option<Slot> {
	<Metering as SlotSource<AccountId>>::close_next(ELECTRICITY).map(|closed| closed.slot)
}

#[test]
fn a_swapped_meter_that_starts_at_0_is_no_huge_negative_use() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 4_000, 0)]);
		take_book();
		// Nobody told the chain: the registers fell, and nothing is booked.
		let fell = metering_core::reading::SignedReading {
			import_register: 3,
			..reading(1, 1, FIRST + 1, 0, 0)
		};
		submit(FIRST + 1, vec![fell, reading(2, 2, FIRST + 1, 5, 0)]);
		rejected(FIRST + 1, 1, Rejection::RegisterBelowLast);
		assert_eq!(take_book().len(), 1);
		// The operator does: counters go on.
		let replacement = Replacement {
			device_key: device(50).public().0,
			facts: registration(50, Boundary).facts(),
			import_register: 0,
			export_register: 0,
			closing: Closing::LastReading,
		};
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::replace_device(operator, METER, replacement, new_possession(50)));
		assert_eq!(Metering::meter(METER).expect("known").counter.import, 4_000);
	});
}

#[test]
fn a_sub_meter_that_reports_0_once_costs_nothing() {
	let meters = vec![Feeder, Boundary, Boundary, Sub { parent: 1 }];
	TestExt::new().with_meters(meters).execute_with(|| {
		submit(FIRST, vec![reading(3, 3, FIRST, 700, 0)]);
		let zero = metering_core::reading::SignedReading {
			import_register: 0,
			..reading(3, 3, FIRST + 1, 0, 0)
		};
		submit(FIRST + 1, vec![zero, reading(1, 1, FIRST + 1, 10, 0)]);
		rejected(FIRST + 1, 3, Rejection::RegisterBelowLast);
		take_book();
		submit(FIRST + 2, vec![reading(3, 3, FIRST + 2, 900, 0)]);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.import, energy.span), (200, 2), "the sum is right, as a gap");
	});
}

#[test]
fn garbage_once_is_no_spike() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 4_000_000_000, 0), reading(2, 2, FIRST, 7, 0)]);
		rejected(FIRST, 1, Rejection::AbovePowerCap);
		assert_eq!(take_book().len(), 1, "the rest counts");
		submit(FIRST, vec![reading(1, 1, FIRST, 400, 0)]);
		assert_eq!(take_book().pop().expect("recorded").3.import, 400);
	});
}

#[test]
fn a_negative_step_is_refused_and_the_next_good_reading_counts() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 100, 50)]);
		submit(FIRST + 1, vec![reading(1, 1, FIRST + 1, 101, 49), reading(2, 2, FIRST + 1, 1, 0)]);
		rejected(FIRST + 1, 1, Rejection::RegisterBelowLast);
		submit(FIRST + 1, vec![reading(1, 1, FIRST + 1, 101, 51)]);
		assert_eq!(Metering::meter(METER).expect("known").counter.export, 51);
	});
}

#[test]
fn a_device_whose_clock_runs_ahead_is_refused_and_holds_nobody_up() {
	TestExt::new().execute_with(|| {
		let ahead = batch(FIRST + 96, vec![reading(1, 1, FIRST + 96, 10, 0)]);
		assert!(matches!(Metering::check_batch(&ahead), Err(Error::SlotNotEnded)));
		// The year 2068.
		let far = batch(3_500_000, vec![reading(1, 1, 3_500_000, 10, 0)]);
		assert!(matches!(Metering::check_batch(&far), Err(Error::SlotNotEnded)));
		submit(FIRST, vec![reading(1, 1, FIRST, 10, 0)]);
	});
}

#[test]
fn a_device_whose_clock_fell_back_can_not_rewrite_a_slot() {
	TestExt::new().execute_with(|| {
		submit(FIRST + 5, vec![reading(1, 1, FIRST + 5, 10, 0)]);
		let back = batch(FIRST + 4, vec![reading(1, 1, FIRST + 4, 12, 0)]);
		assert!(matches!(Metering::check_batch(&back), Err(Error::NothingFresh)));
	});
}

#[test]
fn a_lump_sum_after_an_outage_is_a_gap_and_no_price_of_one_slot() {
	TestExt::new().execute_with(|| {
		submit(FIRST + 7, vec![reading(1, 1, FIRST + 7, 2_400, 0)]);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.span, energy.trades()), (8, false));
		let totals = Metering::slot_totals(ELECTRICITY, FIRST + 7);
		assert_eq!((totals.import, totals.gap_import), (0, 2_400));
	});
}

#[test]
fn a_backlog_in_slot_order_has_no_gap() {
	TestExt::new().execute_with(|| {
		for slot in FIRST..FIRST + 30 {
			let n = u64::from(slot - FIRST) + 1;
			submit(slot, vec![reading(1, 1, slot, 80 * n, 0)]);
		}
		assert!(take_book().iter().all(|row| row.3.trades() && row.3.import == 80));
	});
}

#[test]
fn a_replayed_telegram_counts_once() {
	TestExt::new().execute_with(|| {
		let telegram = reading(1, 1, FIRST, 100, 0);
		submit(FIRST, vec![telegram.clone(), telegram.clone(), telegram.clone()]);
		rejected(FIRST, 1, Rejection::AlreadyRead);
		assert_eq!(take_book().len(), 1);
		let again = batch(FIRST, vec![telegram]);
		assert!(matches!(Metering::check_batch(&again), Err(Error::NothingFresh)));
	});
}

#[test]
fn twenty_four_units_at_once_take_one_batch() {
	let meters = (0..25).map(|n| if n == 0 { Feeder } else { Boundary }).collect();
	TestExt::new().with_meters(meters).execute_with(|| {
		let readings = (1u8..25).map(|n| reading(n, n.into(), FIRST, 0, 1_000)).collect();
		submit(FIRST, readings);
		for index in 1..25 {
			let meter = MeterId { index, ..METER };
			assert_eq!(Metering::meter(meter).expect("known").units_issued, 1);
		}
	});
}

#[test]
fn values_of_the_day_before_come_in_time_within_the_grace_and_as_a_gap_after_it() {
	TestExt::new().execute_with(|| {
		let all = |slot: Slot, n: u64| {
			vec![reading(0, 0, slot, 0, 100 * n), reading(2, 2, slot, 100 * n, 0)]
		};
		for slot in FIRST..FIRST + 3 {
			submit(slot, all(slot, u64::from(slot - FIRST) + 1));
		}
		pass(3);
		assert_eq!(close(), None, "a day of grace: meter 1 is still waited for");
		submit(FIRST, vec![reading(1, 1, FIRST, 0, 0)]);
		pass(3);
		assert_eq!(close(), Some(FIRST));
		for _ in 0..86_400 / 59 + 1 {
			pass(59);
		}
		assert_eq!(close(), Some(FIRST + 1), "grace is over");
		let late = batch(FIRST + 1, vec![reading(1, 1, FIRST + 1, 9, 0)]);
		assert!(matches!(Metering::check_batch(&late), Err(Error::SlotClosed)));
		take_book();
		submit(FIRST + 2, vec![reading(1, 1, FIRST + 2, 30, 0)]);
		assert_eq!(take_book().pop().expect("recorded").3.span, 2);
	});
}

#[test]
fn a_value_replaced_after_the_slot_is_settled_is_a_credit_note() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 0, 300)]);
		let claim = settle(METER, FIRST, 1, 0, 300);
		let correction = Correction { import: 0, export: 5, reason: CorrectionReason::LateValue };
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::correct(operator, METER, FIRST, correction, claim));
		assert_eq!(take_notes(), vec![(METER, FIRST, 0, 5)]);
	});
}

#[test]
fn a_clock_jump_of_the_chain_uses_up_no_grace() {
	TestExt::new().execute_with(|| {
		pass(3);
		// Two days without a block: nobody could have brought readings.
		pass(2 * 86_400);
		assert_eq!(close(), None);
		pass(59);
		let ends_s = 86_400 - 3 - 59;
		for _ in 0..ends_s / 59 {
			pass(59);
		}
		assert_eq!(close(), None, "a minute of grace is left");
		pass(59);
		assert_eq!(close(), Some(FIRST));
	});
}

#[test]
fn nobody_elses_operator_touches_a_meter() {
	TestExt::new().execute_with(|| {
		let stranger = || RuntimeOrigin::signed(account(9));
		assert_noop!(Metering::retire_meter(stranger(), METER), Error::<Test>::NotOperator);
		assert_noop!(Metering::suspend_meter(stranger(), METER), Error::<Test>::NotOperator);
	});
}
