// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::MeterId;
use frame_support::{assert_noop, assert_ok};
use metering_core::correction::{Correction, CorrectionReason};

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

fn propose(import: i32) {
	let correction = Correction { import, export: 0, reason: CorrectionReason::LateValue };
	let operator = RuntimeOrigin::signed(operator());
	assert_ok!(Metering::correct(operator, METER, FIRST, correction, Claim(500, 0)));
}

#[test]
fn the_owners_consent_settles_a_large_correction_once() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(2_000);
		let owner = || RuntimeOrigin::signed(account(100));
		assert_ok!(Metering::accept_correction(owner(), METER));
		assert_eq!(take_notes(), vec![(METER, FIRST, 2_000, 0)]);
		assert_eq!(Metering::meter(METER).expect("known").counter.import, 2_500);
		assert_noop!(Metering::accept_correction(owner(), METER), Error::<Test>::NothingPending);
	});
}

#[test]
fn consent_is_judged_again_on_what_holds_now() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(8_000);
		// A smaller one needed no consent and came first.
		propose(600);
		let owner = RuntimeOrigin::signed(account(100));
		assert_noop!(Metering::accept_correction(owner, METER), Error::<Test>::AbovePowerCap);
	});
}

#[test]
fn nobody_else_consents() {
	TestExt::new().execute_with(|| {
		let operator = RuntimeOrigin::signed(operator());
		assert_noop!(Metering::accept_correction(operator, METER), Error::<Test>::NotOwner);
		let missing = MeterId { index: 99, ..METER };
		let owner = RuntimeOrigin::signed(account(100));
		assert_noop!(Metering::accept_correction(owner, missing), Error::<Test>::MeterNotFound);
	});
}
