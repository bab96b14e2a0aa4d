// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, Slot};
use frame_support::{assert_noop, assert_ok};
use metering_core::correction::{Correction, CorrectionReason, Part};
use sp_runtime::DispatchResult;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

fn operator_origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(operator())
}

fn reallocate(slot: Slot, exports: &[u32], claim: Claim) -> DispatchResult {
	let parts: Vec<Part> =
		exports.iter().map(|export| Part { import: 0, export: *export }).collect();
	let parts = parts.try_into().expect("few");
	Metering::reallocate_gap(operator_origin(), METER, slot, parts, claim)
}

/// 900 Wh given in slots 1 and 2 together, known and settled with slot 2.
fn gap() -> Claim {
	submit(FIRST, vec![reading(1, 1, FIRST, 0, 100)]);
	submit(FIRST + 2, vec![reading(1, 1, FIRST + 2, 0, 1_000)]);
	take_book();
	settle(METER, FIRST + 2, 2, 0, 900)
}

#[test]
fn a_gap_is_spread_once_and_the_difference_credited() {
	TestExt::new().execute_with(|| {
		let claim = gap();
		assert_ok!(reallocate(FIRST + 2, &[400, 500], claim.clone()));
		// The fixture's price is the last digit of the slot.
		let credit = 400 + 2 * 500;
		System::assert_last_event(
			Event::GapReallocated { meter: METER, slot: FIRST + 2, credit }.into(),
		);
		let again = reallocate(FIRST + 2, &[500, 400], claim.clone());
		assert_noop!(again, Error::<Test>::AlreadyReallocated);
		let correction = Correction { import: 0, export: 1, reason: CorrectionReason::LateValue };
		assert_noop!(
			Metering::correct(operator_origin(), METER, FIRST + 2, correction, claim),
			Error::<Test>::AlreadyReallocated
		);
		let counter = Metering::meter(METER).expect("known").counter;
		assert_eq!(counter.export, 1_000, "no unit comes or goes");
	});
}

#[test]
fn parts_that_are_not_the_gap_are_refused() {
	TestExt::new().execute_with(|| {
		let claim = gap();
		let stranger = RuntimeOrigin::signed(account(9));
		let none: Parts = Default::default();
		assert_noop!(
			Metering::reallocate_gap(stranger, METER, FIRST + 2, none.clone(), claim.clone()),
			Error::<Test>::NotOperator
		);
		let feeder = MeterId { index: 0, ..METER };
		let refused =
			Metering::reallocate_gap(operator_origin(), feeder, FIRST, none.clone(), claim.clone());
		assert_eq!(refused, Err(Error::<Test>::NotBoundary.into()));
		let missing = MeterId { index: 99, ..METER };
		let refused =
			Metering::reallocate_gap(operator_origin(), missing, FIRST, none, claim.clone());
		assert_eq!(refused, Err(Error::<Test>::MeterNotFound.into()));
		let refused = |slot, exports: &[u32], claim, error: Error<Test>| {
			assert_noop!(reallocate(slot, exports, claim), error);
		};
		refused(FIRST + 3, &[900], claim.clone(), Error::SlotNotSettled);
		refused(FIRST + 2, &[900], Claim(0, 1), Error::WrongRow);
		refused(FIRST + 2, &[900], claim.clone(), Error::WrongPartCount);
		refused(FIRST + 2, &[400, 501], claim.clone(), Error::WrongPartSum);
		let single = settle(METER, FIRST, 1, 0, 100);
		refused(FIRST, &[100], single, Error::NoGap);
		let huge = settle(METER, FIRST + 4, 2, 0, 9_500);
		refused(FIRST + 4, &[9_001, 499], huge, Error::AbovePowerCap);
		let old = settle(METER, FIRST + 5, 20, 0, 0);
		refused(FIRST + 5, &[0; 20], old, Error::SlotTooOld);
	});
}
