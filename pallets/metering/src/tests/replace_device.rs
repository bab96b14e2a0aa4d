// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, Quality, Slot};
use frame_support::{assert_noop, assert_ok};
use metering_core::{
	meter::{MeterFacts, MeterStatus},
	reading::reading_message,
	replacement::{Closing, Replacement},
};
use sp_core::Pair;
use sp_runtime::DispatchResult;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

/// The slot that runs when the tests begin.
const NOW: Slot = FIRST + 96;

fn facts() -> MeterFacts {
	registration(50, metering_core::meter::MeterRole::Boundary).facts()
}

fn replacement(n: u16, opening: (u64, u64), closing: Closing) -> Replacement {
	Replacement {
		device_key: device(n).public().0,
		facts: facts(),
		import_register: opening.0,
		export_register: opening.1,
		closing,
	}
}

fn replace(n: u16, replacement: Replacement) -> DispatchResult {
	let operator = RuntimeOrigin::signed(operator());
	Metering::replace_device(operator, METER, replacement, new_possession(n))
}

/// Closing registers as device `n` signs them; imports count from 1 000 000.
fn signed(n: u16, slot: Slot, import: u64, export: u64) -> Closing {
	let (import_register, export_register) = (1_000_000 + import, export);
	let message = reading_message(&Metering::genesis(), slot, import_register, export_register);
	let signature = device(n).sign(&message).0;
	Closing::Signed { slot, import_register, export_register, signature }
}

fn word(import: u64, export: u64) -> Closing {
	Closing::Word { import_register: 1_000_000 + import, export_register: export }
}

/// A reading of a device whose registers began at 0.
fn fresh_reading(n: u16, slot: Slot, import: u64, export: u64) {
	let message = reading_message(&Metering::genesis(), slot, import, export);
	let signature = device(n).sign(&message).0;
	let reading = metering_core::reading::SignedReading {
		row: 1,
		import_register: import,
		export_register: export,
		signature,
	};
	submit(slot, vec![reading]);
}

#[test]
fn a_new_meter_that_starts_at_0_goes_on_where_the_old_one_stopped() {
	TestExt::new().execute_with(|| {
		for slot in FIRST..FIRST + 90 {
			let n = u64::from(slot - FIRST) + 1;
			submit(slot, vec![reading(1, 1, slot, 100 * n, 40 * n)]);
		}
		take_book();
		let closing = signed(1, FIRST + 90, 9_070, 3_620);
		assert_ok!(replace(50, replacement(50, (0, 0), closing)));
		System::assert_last_event(
			Event::DeviceReplaced {
				meter: METER,
				generation: 1,
				import_carried: 70,
				export_carried: 20,
				on_word: false,
			}
			.into(),
		);
		fresh_reading(50, FIRST + 90, 30, 20);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.import, energy.export, energy.span), (100, 40, 1));
		assert_eq!(energy.quality, Quality::Uncalibrated, "the fixture is not calibrated");
		let view = Metering::meter(METER).expect("known");
		assert_eq!((view.counter.import, view.counter.export), (9_100, 3_640));
		assert_eq!(view.units_issued, 3);
		assert_eq!(view.record.generation, 1);
	});
}

#[test]
fn the_operators_word_is_marked_and_its_export_fills_no_unit() {
	TestExt::new().execute_with(|| {
		for slot in FIRST..FIRST + 95 {
			let n = u64::from(slot - FIRST) + 1;
			submit(slot, vec![reading(1, 1, slot, 100 * n, 40 * n)]);
		}
		take_book();
		assert_noop!(
			replace(50, replacement(50, (0, 0), word(9_500 + 201, 3_800))),
			Error::<Test>::WordTooHigh
		);
		assert_ok!(replace(50, replacement(50, (0, 0), word(9_500 + 200, 3_800 + 80))));
		let before = Metering::meter(METER).expect("known").counter;
		assert_eq!((before.export, before.export_owed), (3_800, 80));
		fresh_reading(50, FIRST + 95, 10, 5);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.import, energy.export, energy.export_repaid), (210, 85, 80));
		assert_eq!(energy.quality, Quality::Substituted);
		let after = Metering::meter(METER).expect("known").counter;
		assert_eq!((after.import, after.export), (9_710, 3_805), "only what a device signed");
	});
}

#[test]
fn what_the_old_device_measured_last_is_left_to_the_balancing_account_if_nobody_knows() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 100, 0)]);
		assert_ok!(replace(50, replacement(50, (777, 5), Closing::LastReading)));
		let counter = Metering::meter(METER).expect("known").counter;
		assert_eq!((counter.import_register, counter.export_register), (777, 5));
	});
}

#[test]
fn a_device_can_be_replaced_while_the_network_is_prepared_and_while_suspended() {
	TestExt::new().preparing().execute_with(|| {
		assert_noop!(
			replace(50, replacement(50, (0, 0), word(0, 0))),
			Error::<Test>::ClosingSlotOutOfRange
		);
		assert_ok!(replace(50, replacement(50, (0, 0), Closing::LastReading)));
	});
	TestExt::new().execute_with(|| {
		assert_ok!(Metering::suspend_meter(RuntimeOrigin::signed(operator()), METER));
		let stolen = signed(1, NOW, 10, 0);
		assert_noop!(replace(50, replacement(50, (0, 0), stolen)), Error::<Test>::WrongClosing);
		assert_ok!(replace(50, replacement(50, (0, 0), Closing::LastReading)));
		let status = Metering::meter(METER).expect("known").device.status;
		assert_eq!(status, MeterStatus::Active);
	});
}

#[test]
fn the_networks_sums_follow_the_new_devices_papers() {
	TestExt::new().execute_with(|| {
		let before = Networks::<Test>::get(ELECTRICITY).expect("exists");
		let mut next = replacement(50, (0, 0), Closing::LastReading);
		next.facts = MeterFacts { power_cap_w: 72_000, resolution: 11, ..facts() };
		assert_ok!(replace(50, next));
		let after = Networks::<Test>::get(ELECTRICITY).expect("exists");
		assert_eq!(after.energy_max, before.energy_max + 9_000);
		assert_eq!(after.resolution_sum, before.resolution_sum + 10);
	});
}

#[test]
fn a_replacement_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		submit(FIRST + 5, vec![reading(1, 1, FIRST + 5, 100, 0)]);
		let last = || replacement(50, (0, 0), Closing::LastReading);
		let call = |who, meter, replacement, possession| {
			Metering::replace_device(RuntimeOrigin::signed(who), meter, replacement, possession)
		};
		let missing = MeterId { index: 99, ..METER };
		assert_noop!(call(account(9), METER, last(), [0; 64]), Error::<Test>::NotOperator);
		assert_noop!(call(operator(), missing, last(), [0; 64]), Error::<Test>::MeterNotFound);
		assert_noop!(call(operator(), METER, last(), [0; 64]), Error::<Test>::WrongPossession);
		let refused = |replacement: Replacement, error: Error<Test>| {
			assert_noop!(replace(50, replacement), error);
		};
		let with = |facts| Replacement { facts, ..last() };
		refused(with(MeterFacts { power_cap_w: 0, ..facts() }), Error::NoPower);
		refused(with(MeterFacts { register_modulus: u64::MAX, ..facts() }), Error::ModulusTooLarge);
		let above = MeterFacts { register_modulus: 5, ..facts() };
		let full = Replacement { import_register: 5, ..with(above) };
		refused(full, Error::RegisterAboveModulus);
		let taken = Replacement { device_key: device(2).public().0, ..last() };
		refused(taken, Error::DeviceKeyAlreadyExists);
		let closing = |closing| replacement(50, (0, 0), closing);
		refused(closing(signed(1, FIRST + 5, 100, 0)), Error::ClosingSlotOutOfRange);
		refused(closing(signed(1, NOW + 1, 100, 0)), Error::ClosingSlotOutOfRange);
		refused(closing(signed(2, NOW, 100, 0)), Error::WrongClosing);
		refused(closing(signed(1, NOW, 99, 0)), Error::RegisterBelowLast);
		refused(closing(signed(1, FIRST + 6, 9_101, 0)), Error::AbovePowerCap);
		assert_ok!(Metering::retire_meter(RuntimeOrigin::signed(operator()), METER));
		refused(last(), Error::MeterRetired);
	});
}
