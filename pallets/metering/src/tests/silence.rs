// SPDX-License-Identifier: Apache-2.0
//! Meters that stay silent are not waited for for ever, and are heard again.

use crate::{mock::*, *};
use energy_primitives::{MeterId, SlotSource};
use frame_support::traits::Hooks;
use metering_core::{grace::Pause, meter::MeterStatus};

#[test]
fn a_silent_meter_is_not_waited_for_after_a_number_of_slots_and_wakes_by_reading() {
	TestExt::new().execute_with(|| {
		let mut record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		record.params.grace_s = 0;
		Networks::<Test>::insert(ELECTRICITY, record);
		let silent = MeterId { network: ELECTRICITY, index: 2 };
		for slot in FIRST..FIRST + 4 {
			let n = u64::from(slot - FIRST) + 1;
			submit(slot, vec![reading(0, 0, slot, 0, 100 * n), reading(1, 1, slot, 100 * n, 0)]);
			pass(3);
			assert!(<Metering as SlotSource<AccountId>>::close_next(ELECTRICITY).is_some());
			let status = Metering::meter(silent).expect("known").device.status;
			assert_eq!(status, MeterStatus::Active, "four slots are allowed");
		}
		pass(3);
		System::assert_last_event(Event::MeterSilent { meter: silent }.into());
		assert_eq!(Metering::meter(silent).expect("known").device.status, MeterStatus::Silent);
		let record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		assert_eq!((record.progress.waited, record.progress.lagging), (2, 2));

		let slot = FIRST + 4;
		submit(slot, vec![reading(2, 2, slot, 600, 0)]);
		System::assert_has_event(Event::MeterAwake { meter: silent }.into());
		assert_eq!(Metering::meter(silent).expect("known").device.status, MeterStatus::Active);
		let gap = take_book().pop().expect("recorded").3;
		assert_eq!((gap.span, gap.import), (5, 600));
	});
}

#[test]
fn a_long_time_without_blocks_is_a_pause_and_old_pauses_are_forgotten() {
	TestExt::new().execute_with(|| {
		pass(3);
		let begin_s = Metering::now_s();
		pass(60);
		assert_eq!(Pauses::<Test>::get().len(), 0, "a minute is not a pause");
		pass(61);
		let expected = Pause { begin_s: begin_s + 60, end_s: begin_s + 121 };
		assert_eq!(Pauses::<Test>::get().to_vec(), vec![expected]);
		for _ in 0..20 {
			pass(100);
		}
		assert_eq!(Pauses::<Test>::get().len(), 16);
		Metering::integrity_test();
	});
}
