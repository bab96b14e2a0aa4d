// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn retire_leaves_the_event_and_frees_record_and_deposit() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		let beneficiary = Some([5; 32]);
		assert_ok!(Certificates::retire(signed(ALICE), id, beneficiary));

		assert_last(Event::Retired {
			id,
			meter: METER,
			begin: 0,
			end: 300,
			owner: ALICE,
			beneficiary,
		});
		assert_eq!(Records::<Test>::get(id), None);
		assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (0, 1_000));
	});
}

#[test]
fn retire_ends_a_range_for_good() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, FINAL);
		assert_ok!(Certificates::retire(signed(ALICE), id, None));

		assert_eq!(Claimed::<Test>::get(METER), FINAL);
		let evidence = Box::new(Proof::Holds);
		assert_noop!(
			Certificates::claim(signed(ALICE), METER, LAST_FINAL, 1, evidence),
			Error::<Test>::PastSurplus
		);
		assert_noop!(
			Certificates::retire(signed(ALICE), id, None),
			Error::<Test>::CertificateNotFound
		);
	});
}

#[test]
fn retire_of_a_part_leaves_the_rest() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_ok!(Certificates::split(signed(ALICE), id, 100));
		assert_ok!(Certificates::retire(signed(ALICE), id, None));
		assert_eq!(range(1), (100, 300));
		assert_eq!(held(ALICE), DEPOSIT);
	});
}

#[test]
fn retire_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(
			Certificates::retire(RuntimeOrigin::root(), id, None),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn retire_fails_for_an_unknown_certificate() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Certificates::retire(signed(ALICE), UNKNOWN, None),
			Error::<Test>::CertificateNotFound
		);
	});
}

#[test]
fn retire_fails_for_anyone_else() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(Certificates::retire(signed(BOB), id, None), Error::<Test>::NotOwner);
	});
}
