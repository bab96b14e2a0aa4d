// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::MeterId;
use frame_support::{assert_noop, assert_ok};
use metering_core::correction::{Correction, CorrectionReason};

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

fn correction(import: i32) -> Correction {
	Correction { import, export: 0, reason: CorrectionReason::LateValue }
}

fn propose(import: i32) {
	let operator = RuntimeOrigin::signed(operator());
	assert_ok!(Metering::correct(operator, METER, FIRST, correction(import), Claim(500, 0)));
}

fn accept(who: AccountId, meter: MeterId, import: i32) -> sp_runtime::DispatchResult {
	Metering::accept_correction(RuntimeOrigin::signed(who), meter, FIRST, correction(import))
}

#[test]
fn the_owners_consent_settles_a_large_correction_once() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(2_000);
		assert_ok!(accept(account(100), METER, 2_000));
		assert_eq!(take_notes(), vec![(METER, FIRST, 2_000, 0)]);
		assert_eq!(Metering::meter(METER).expect("known").counter.import, 2_500);
		assert_noop!(accept(account(100), METER, 2_000), Error::<Test>::NothingPending);
	});
}

#[test]
fn consent_is_to_what_was_seen_and_to_nothing_else() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(2_000);
		// The operator proposes another one just before the owner signs.
		propose(8_000);
		assert_noop!(accept(account(100), METER, 2_000), Error::<Test>::OtherPending);
		let owner = RuntimeOrigin::signed(account(100));
		assert_noop!(
			Metering::accept_correction(owner, METER, FIRST + 1, correction(8_000)),
			Error::<Test>::OtherPending
		);
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
		assert_noop!(accept(account(100), METER, 8_000), Error::<Test>::AbovePowerCap);
	});
}

#[test]
fn small_corrections_add_up_to_a_large_one() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(500);
		propose(400);
		assert_eq!(take_notes().len(), 2, "a tenth of 9 000 Wh so far");
		propose(1);
		assert_eq!(take_notes(), vec![]);
		assert!(PendingCorrections::<Test>::contains_key(METER));
	});
}

#[test]
fn nobody_else_consents() {
	TestExt::new().execute_with(|| {
		assert_noop!(accept(operator(), METER, 1), Error::<Test>::NotOwner);
		let missing = MeterId { index: 99, ..METER };
		assert_noop!(accept(account(100), missing, 1), Error::<Test>::MeterNotFound);
	});
}

#[test]
fn consent_is_free_for_the_owner_as_often_as_the_quota_allows() {
	use frame_support::dispatch::CheckIfFeeless;

	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 500, 0)]);
		settle(METER, FIRST, 1, 500, 0);
		propose(2_000);
		let call = |import| {
			let correction = correction(import);
			Call::<Test>::accept_correction { meter: METER, slot: FIRST, correction }
		};
		let is_free = |who, import| call(import).is_feeless(&RuntimeOrigin::signed(who));
		assert!(!is_free(account(100), 2_000), "no free call is left");
		set_free_calls(1);
		assert!(!is_free(account(101), 2_000), "somebody else");
		assert!(!is_free(account(100), 2_001), "it would fail");
		assert!(is_free(account(100), 2_000));
		assert!(PendingCorrections::<Test>::contains_key(METER), "asking changes nothing");
		assert_ok!(accept(account(100), METER, 2_000));
		propose(2_500);
		assert!(!is_free(account(100), 2_500), "it was the last one");
	});
}

#[test]
fn an_owners_account_exists_from_registration_on() {
	TestExt::new().execute_with(|| {
		assert!(System::sufficients(&account(100)) > 0);
		assert_eq!(System::sufficients(&account(99)), 0);
	});
}
