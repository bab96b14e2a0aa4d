// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, Slot};
use frame_support::{assert_noop, assert_ok};
use metering_core::correction::{Correction, CorrectionReason, Standing};
use sp_runtime::DispatchResult;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

fn operator_origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(operator())
}

fn correction(import: i32, export: i32) -> Correction {
	Correction { import, export, reason: CorrectionReason::DeviceFault }
}

fn correct(slot: Slot, change: (i32, i32), claim: Claim) -> DispatchResult {
	Metering::correct(operator_origin(), METER, slot, correction(change.0, change.1), claim)
}

/// The meter took 500 and gave 1 300 in the first slot, and that is settled.
fn settled() -> Claim {
	submit(FIRST, vec![reading(1, 1, FIRST, 500, 1_300)]);
	take_book();
	settle(METER, FIRST, 1, 500, 1_300)
}

#[test]
fn a_correction_is_settled_at_the_prices_of_its_slot_and_the_slot_stays_as_it_was() {
	TestExt::new().execute_with(|| {
		let claim = settled();
		assert_ok!(correct(FIRST, (-100, 900), claim));
		assert_eq!(take_notes(), vec![(METER, FIRST, -100, 900)]);
		System::assert_last_event(
			Event::Corrected {
				meter: METER,
				slot: FIRST,
				version: 1,
				correction: correction(-100, 900),
				leg: 900 * 100 + 100 * 300,
				import_begin: 500,
				export_begin: 1_300,
			}
			.into(),
		);
		let counter = Metering::meter(METER).expect("known").counter;
		assert_eq!((counter.import, counter.import_owed), (500, 100), "never shortened");
		assert_eq!(counter.export, 2_200, "added energy fills units: one and two");
		let rows = SlotEnergy::<Test>::get((ELECTRICITY, FIRST), 0);
		assert_eq!((rows[0].import, rows[0].export), (500, 1_300));
	});
}

#[test]
fn corrections_of_a_figure_are_versions_that_build_on_each_other() {
	TestExt::new().execute_with(|| {
		let claim = settled();
		assert_ok!(correct(FIRST, (0, -300), claim.clone()));
		assert_ok!(correct(FIRST, (0, -600), claim.clone()));
		let standing = Standing { version: 2, import: 500, export: 400, reallocated: false };
		assert_eq!(Metering::correction(METER, FIRST), Some(standing));
		assert_noop!(correct(FIRST, (0, -401), claim), Error::<Test>::BelowZero);
		// What is owed is filled by the next export, which fills no unit.
		submit(FIRST + 1, vec![reading(1, 1, FIRST + 1, 500, 2_600)]);
		let energy = take_book().pop().expect("recorded").3;
		assert_eq!((energy.export, energy.export_repaid), (1_300, 900));
		assert_eq!(Metering::meter(METER).expect("known").counter.export, 1_700);
	});
}

#[test]
fn a_large_or_old_correction_waits_for_the_owner() {
	TestExt::new().execute_with(|| {
		let claim = settled();
		// A tenth of 9 000 Wh.
		assert_ok!(correct(FIRST, (901, 0), claim.clone()));
		System::assert_last_event(
			Event::CorrectionProposed { meter: METER, slot: FIRST, correction: correction(901, 0) }
				.into(),
		);
		assert_eq!(take_notes(), vec![]);
		assert_eq!(Metering::meter(METER).expect("known").counter.import, 500);
		pass_to_end_of(FIRST + 200);
		assert_ok!(correct(FIRST, (1, 0), claim));
		assert_eq!(take_notes(), vec![], "201 slots later");
		let pending = PendingCorrections::<Test>::get(METER).expect("waits");
		assert_eq!(pending.correction, correction(1, 0), "the last proposal counts");
	});
}

#[test]
fn a_correction_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let claim = settled();
		let stranger = RuntimeOrigin::signed(account(9));
		assert_noop!(
			Metering::correct(stranger, METER, FIRST, correction(1, 0), claim.clone()),
			Error::<Test>::NotOperator
		);
		let missing = MeterId { index: 99, ..METER };
		let none =
			Metering::correct(operator_origin(), missing, FIRST, correction(1, 0), claim.clone());
		assert_eq!(none, Err(Error::<Test>::MeterNotFound.into()));
		assert_noop!(correct(FIRST + 1, (1, 0), claim.clone()), Error::<Test>::SlotNotSettled);
		assert_noop!(correct(FIRST, (1, 0), Claim(1, 1)), Error::<Test>::WrongRow);
		assert_noop!(correct(FIRST, (0, 0), claim.clone()), Error::<Test>::NothingChanges);
		assert_noop!(correct(FIRST, (-501, 0), claim.clone()), Error::<Test>::BelowZero);
		assert_noop!(correct(FIRST, (8_501, 0), claim), Error::<Test>::AbovePowerCap);
	});
}
