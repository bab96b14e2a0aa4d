// SPDX-License-Identifier: Apache-2.0
use super::*;
use pallet_session::historical::HistoricalSessions;

#[test]
fn genesis_list_is_the_first_set_and_is_provable() {
	TestExt::with_validators(&[2, 3, 4]).execute_with(|| {
		assert_eq!(Session::validators(), [2, 3, 4]);
		for session in 0..2 {
			let (_, count) = HistoricalSessions::<Test>::get(session).expect("root is stored");
			assert_eq!(count, 3);
		}
	});
}

#[test]
fn genesis_without_a_list_keeps_the_set_of_the_session() {
	TestExt::with_validators(&[]).execute_with(|| {
		advance_sessions(3);
		assert_eq!(Session::validators(), [1, 2, 3, 4]);
	});
}

#[test]
#[should_panic(expected = "V1")]
fn genesis_refuses_a_validator_listed_twice() {
	TestExt::with_validators(&[1, 2, 2, 3]).execute_with(|| ());
}

#[test]
#[should_panic(expected = "V2")]
fn genesis_refuses_a_list_below_the_minimum() {
	TestExt::with_validators(&[1, 2]).execute_with(|| ());
}
