// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, SlotSource};
use frame_support::{assert_noop, assert_ok};
use metering_core::reading::Rejection;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 2 };

fn operator_origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(operator())
}

#[test]
fn a_stolen_key_counts_for_nothing_at_once_and_nobody_waits_for_it() {
	TestExt::new().execute_with(|| {
		assert_ok!(Metering::suspend_meter(operator_origin(), METER));
		System::assert_last_event(Event::MeterSuspended { meter: METER }.into());
		submit(
			FIRST,
			vec![
				reading(0, 0, FIRST, 0, 100),
				reading(1, 1, FIRST, 100, 0),
				reading(2, 2, FIRST, 0, 9_000),
			],
		);
		System::assert_has_event(
			Event::ReadingRejected {
				network: ELECTRICITY,
				slot: FIRST,
				page: 0,
				row: 2,
				reason: Rejection::SuspendedMeter,
			}
			.into(),
		);
		assert_eq!(take_book().len(), 2);
		pass(3);
		assert!(<Metering as SlotSource<AccountId>>::close_next(ELECTRICITY).is_some());
	});
}

#[test]
fn a_resumed_meter_is_waited_for_and_what_it_measured_meanwhile_is_a_gap() {
	TestExt::new().execute_with(|| {
		assert_ok!(Metering::suspend_meter(operator_origin(), METER));
		assert_ok!(Metering::resume_meter(operator_origin(), METER));
		System::assert_last_event(Event::MeterResumed { meter: METER }.into());
		let record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		assert_eq!((record.progress.waited, record.progress.lagging), (3, 3));
		submit(FIRST + 3, vec![reading(2, 2, FIRST + 3, 0, 50)]);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.span, energy.export), (4, 50));
	});
}

#[test]
fn a_batch_of_suspended_meters_only_is_not_fresh() {
	TestExt::new().execute_with(|| {
		assert_ok!(Metering::suspend_meter(operator_origin(), METER));
		let batch = batch(FIRST, vec![reading(2, 2, FIRST, 0, 50)]);
		assert!(matches!(Metering::check_batch(&batch), Err(Error::NothingFresh)));
	});
}

#[test]
fn a_suspension_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let stranger = || RuntimeOrigin::signed(account(9));
		let missing = MeterId { index: 99, ..METER };
		let elsewhere = MeterId { network: HEAT, index: 0 };
		assert_noop!(Metering::suspend_meter(stranger(), METER), Error::<Test>::NotOperator);
		assert_noop!(Metering::resume_meter(stranger(), METER), Error::<Test>::NotOperator);
		let none = Metering::suspend_meter(operator_origin(), elsewhere);
		assert_eq!(none, Err(Error::<Test>::NetworkNotFound.into()));
		let none = Metering::suspend_meter(operator_origin(), missing);
		assert_eq!(none, Err(Error::<Test>::MeterNotFound.into()));
		let none = Metering::resume_meter(operator_origin(), missing);
		assert_eq!(none, Err(Error::<Test>::MeterNotFound.into()));
		let active = Metering::resume_meter(operator_origin(), METER);
		assert_eq!(active, Err(Error::<Test>::NotSuspended.into()));
		assert_ok!(Metering::suspend_meter(operator_origin(), METER));
		let again = Metering::suspend_meter(operator_origin(), METER);
		assert_eq!(again, Err(Error::<Test>::AlreadySuspended.into()));
		assert_ok!(Metering::retire_meter(operator_origin(), METER));
		let retired = Metering::suspend_meter(operator_origin(), METER);
		assert_eq!(retired, Err(Error::<Test>::MeterRetired.into()));
	});
}
