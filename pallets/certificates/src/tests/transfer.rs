// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn transfer_changes_the_owner_and_nothing_else() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		let before = record(id);
		assert_ok!(Certificates::transfer(signed(ALICE), id, BOB));

		assert_last(Event::Transferred {
			id,
			meter: METER,
			begin: 0,
			end: 300,
			from: ALICE,
			to: BOB,
		});
		assert_eq!(record(id), crate::CertificateRecord { owner: BOB, ..before });
		assert_eq!(Claimed::<Test>::get(METER), 300);
	});
}

#[test]
fn transfer_leaves_the_deposit_with_the_giver_until_the_receiver_is_done() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_ok!(Certificates::transfer(signed(ALICE), id, PAUPER));
		assert_eq!((held(ALICE), held(PAUPER)), (DEPOSIT, 0));

		assert_ok!(Certificates::transfer(signed(PAUPER), id, BOB));
		assert_eq!((held(ALICE), held(BOB)), (DEPOSIT, 0));
		assert_ok!(Certificates::retire(signed(BOB), id, None));
		assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (0, 1_000));
		assert_eq!(Balances::free_balance(BOB), 1_000);
	});
}

#[test]
fn transfer_to_oneself_changes_nothing() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		let before = record(id);
		assert_ok!(Certificates::transfer(signed(ALICE), id, ALICE));
		assert_eq!(record(id), before);
	});
}

#[test]
fn transfer_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(
			Certificates::transfer(RuntimeOrigin::root(), id, BOB),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn transfer_fails_for_an_unknown_certificate() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Certificates::transfer(signed(ALICE), UNKNOWN, BOB),
			Error::<Test>::CertificateNotFound
		);
	});
}

#[test]
fn transfer_fails_for_anyone_else_and_for_the_former_owner() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(Certificates::transfer(signed(BOB), id, BOB), Error::<Test>::NotOwner);
		assert_ok!(Certificates::transfer(signed(ALICE), id, BOB));
		assert_noop!(Certificates::transfer(signed(ALICE), id, ALICE), Error::<Test>::NotOwner);
	});
}
