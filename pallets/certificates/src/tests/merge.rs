// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn merge_makes_the_first_the_whole_and_frees_the_second() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		assert_ok!(Certificates::merge(signed(ALICE), first, second));

		assert_last(Event::Merged {
			first,
			second,
			meter: METER,
			begin: 0,
			at: 300,
			end: 310,
			owner: ALICE,
		});
		assert_eq!(range(first), (0, 310));
		assert_eq!(Records::<Test>::get(second), None);
		assert_eq!(Claimed::<Test>::get(METER), 310);
		assert_eq!(held(ALICE), DEPOSIT);
	});
}

#[test]
fn merge_gives_the_deposit_back_to_whoever_paid_it() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		for id in [first, second] {
			assert_ok!(Certificates::transfer(signed(ALICE), id, BOB));
		}
		assert_ok!(Certificates::merge(signed(BOB), first, second));
		assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (DEPOSIT, 1_000 - DEPOSIT));
		assert_eq!(Balances::free_balance(BOB), 1_000);
	});
}

#[test]
fn merge_dates_the_whole_like_its_later_part() {
	TestExt::new().execute_with(|| {
		let mut ids = Vec::new();
		for unix_s in [5, 9, 7] {
			World::with(|world| world.set_clock(unix_s));
			ids.push(claim(ALICE, METER, 10));
		}
		assert_ok!(Certificates::merge(signed(ALICE), ids[1], ids[2]));
		assert_eq!(record(ids[1]).issued_s, 9);
		assert_ok!(Certificates::merge(signed(ALICE), ids[0], ids[1]));
		assert_eq!(record(ids[0]).issued_s, 9);
	});
}

#[test]
fn merge_undoes_a_split() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		let whole = record(id);
		assert_ok!(Certificates::split(signed(ALICE), id, 100));
		assert_ok!(Certificates::merge(signed(ALICE), id, 1));
		assert_eq!(record(id), whole);
		assert_eq!(claim(ALICE, METER, 1), 2, "numbers are not used again");
	});
}

#[test]
fn merge_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		assert_noop!(
			Certificates::merge(RuntimeOrigin::root(), first, second),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn merge_fails_for_an_unknown_certificate() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		for (first, second) in [(UNKNOWN, id), (id, UNKNOWN)] {
			assert_noop!(
				Certificates::merge(signed(ALICE), first, second),
				Error::<Test>::CertificateNotFound
			);
		}
	});
}

#[test]
fn merge_fails_unless_both_are_ones_own() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		assert_ok!(Certificates::transfer(signed(ALICE), second, BOB));
		for who in [ALICE, BOB, CHARLIE] {
			assert_noop!(Certificates::merge(signed(who), first, second), Error::<Test>::NotOwner);
		}
	});
}

#[test]
fn merge_fails_for_two_meters() {
	TestExt::new().execute_with(|| {
		claim(ALICE, HEAT_METER, 300);
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, HEAT_METER, 10));
		assert_eq!((range(first), range(second)), ((0, 300), (300, 310)));
		assert_noop!(Certificates::merge(signed(ALICE), first, second), Error::<Test>::NotAdjacent);
	});
}

#[test]
fn merge_fails_where_the_ranges_do_not_touch() {
	TestExt::new().execute_with(|| {
		let ids = [claim(ALICE, METER, 300), claim(ALICE, METER, 10), claim(ALICE, METER, 10)];
		for (first, second) in [(ids[0], ids[2]), (ids[2], ids[0]), (ids[1], ids[1])] {
			assert_noop!(
				Certificates::merge(signed(ALICE), first, second),
				Error::<Test>::NotAdjacent
			);
		}
	});
}

#[test]
fn merge_fails_in_the_wrong_order() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		assert_noop!(
			Certificates::merge(signed(ALICE), second, first),
			Error::<Test>::ReversedRanges
		);
	});
}
