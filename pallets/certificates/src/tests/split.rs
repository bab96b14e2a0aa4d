// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn split_makes_two_certificates_and_holds_a_second_deposit() {
	TestExt::new().execute_with(|| {
		let first = claim(ALICE, METER, 300);
		World::with(|world| world.set_clock(5));
		assert_ok!(Certificates::split(signed(ALICE), first, 100));

		assert_last(Event::Split {
			first,
			second: 1,
			meter: METER,
			begin: 0,
			at: 100,
			end: 300,
			owner: ALICE,
		});
		assert_eq!((range(first), range(1)), ((0, 100), (100, 300)));
		assert_eq!((record(1).meter, record(1).owner), (METER, ALICE));
		assert_eq!((record(first).issued_s, record(1).issued_s), (0, 0), "not a new issue");
		assert_eq!(Claimed::<Test>::get(METER), 300);
		assert_eq!(held(ALICE), 2 * DEPOSIT);
	});
}

#[test]
fn split_of_a_received_certificate_takes_the_deposit_from_the_owner() {
	TestExt::new().execute_with(|| {
		let first = claim(ALICE, METER, 300);
		assert_ok!(Certificates::transfer(signed(ALICE), first, BOB));
		assert_ok!(Certificates::split(signed(BOB), first, 299));

		assert_eq!((record(first).depositor, record(1).depositor), (ALICE, BOB));
		assert_eq!((held(ALICE), held(BOB)), (DEPOSIT, DEPOSIT));
	});
}

#[test]
fn split_counts_on_the_meters_axis() {
	TestExt::new().execute_with(|| {
		claim(ALICE, METER, 300);
		let later = claim(ALICE, METER, 10);
		assert_ok!(Certificates::split(signed(ALICE), later, 309));
		assert_eq!((range(later), range(2)), ((300, 309), (309, 310)));
	});
}

#[test]
fn split_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(Certificates::split(RuntimeOrigin::root(), id, 100), DispatchError::BadOrigin);
	});
}

#[test]
fn split_fails_for_an_unknown_certificate() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Certificates::split(signed(ALICE), UNKNOWN, 1),
			Error::<Test>::CertificateNotFound
		);
	});
}

#[test]
fn split_fails_for_anyone_else() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_noop!(Certificates::split(signed(BOB), id, 100), Error::<Test>::NotOwner);
	});
}

#[test]
fn split_fails_where_a_part_would_be_empty() {
	TestExt::new().execute_with(|| {
		claim(ALICE, METER, 300);
		let id = claim(ALICE, METER, 10);
		for at in [300, 310] {
			assert_noop!(Certificates::split(signed(ALICE), id, at), Error::<Test>::EmptyRange);
		}
	});
}

#[test]
fn split_fails_outside_the_range() {
	TestExt::new().execute_with(|| {
		claim(ALICE, METER, 300);
		let id = claim(ALICE, METER, 10);
		for at in [0, 299, 311, u64::MAX] {
			assert_noop!(Certificates::split(signed(ALICE), id, at), Error::<Test>::OutsideRange);
		}
	});
}

#[test]
fn split_fails_when_the_numbers_are_used_up() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		NextCertificate::<Test>::put(u64::MAX);
		assert_noop!(Certificates::split(signed(ALICE), id, 100), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn split_fails_when_the_deposit_cannot_be_held() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_ok!(Certificates::transfer(signed(ALICE), id, PAUPER));
		assert_noop!(
			Certificates::split(signed(PAUPER), id, 100),
			DispatchError::Token(TokenError::FundsUnavailable)
		);
	});
}
