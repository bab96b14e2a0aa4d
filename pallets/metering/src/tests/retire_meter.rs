// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::MeterId;
use frame_support::{assert_noop, assert_ok};
use metering_core::{
	meter::{MeterRole, MeterStatus},
	reading::Rejection,
};

fn retire(who: u8, index: u32) -> sp_runtime::DispatchResult {
	let meter = MeterId { network: ELECTRICITY, index };
	Metering::retire_meter(RuntimeOrigin::signed(account(who)), meter)
}

#[test]
fn a_retired_meter_is_not_waited_for_and_not_heard() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(0, 0, FIRST, 0, 100), reading(1, 1, FIRST, 100, 0)]);
		assert_eq!(take_noticed(), vec![], "meter 2 is missing");
		assert_ok!(retire(1, 2));
		assert_eq!(take_noticed(), vec![ELECTRICITY], "nobody is missing any more");
		let meter = MeterId { network: ELECTRICITY, index: 2 };
		System::assert_last_event(Event::MeterRetired { meter }.into());
		assert_eq!(Metering::meter(meter).expect("known").device.status, MeterStatus::Retired);

		let next = FIRST + 1;
		submit(next, vec![reading(1, 1, next, 200, 0), reading(2, 2, next, 1, 0)]);
		let reason = Rejection::RetiredMeter;
		System::assert_has_event(
			Event::ReadingRejected { network: ELECTRICITY, slot: next, page: 0, row: 2, reason }
				.into(),
		);
	});
}

#[test]
fn key_and_point_of_a_retired_meter_are_free() {
	TestExt::new().execute_with(|| {
		assert_ok!(retire(1, 2));
		let meter = register(ELECTRICITY, 2, MeterRole::Boundary);
		assert_eq!(meter.index, 3, "a new meter, not the old one");
	});
}

#[test]
fn retiring_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let elsewhere = MeterId { network: HEAT, index: 0 };
		let heat = Metering::retire_meter(RuntimeOrigin::signed(operator()), elsewhere);
		assert_noop!(heat, Error::<Test>::NetworkNotFound);
		assert_noop!(retire(2, 1), Error::<Test>::NotOperator);
		assert_noop!(retire(1, 3), Error::<Test>::MeterNotFound);
		assert_ok!(retire(1, 0));
		assert_noop!(retire(1, 0), Error::<Test>::MeterRetired);
	});
}
