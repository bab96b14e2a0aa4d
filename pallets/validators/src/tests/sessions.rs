// SPDX-License-Identifier: Apache-2.0
use super::*;
use frame_support::assert_ok;
use pallet_session::{historical::HistoricalSessions, NextKeys, SessionManager};
use sp_runtime::testing::UintAuthorityId;

fn new_session() -> Option<Vec<u64>> {
	<Validators as SessionManager<u64>>::new_session(Session::current_index() + 2)
}

fn set_keys(who: u64, key: u64) {
	NextKeys::<Test>::insert(who, MockKeys { dummy: UintAuthorityId(key) });
}

#[test]
fn new_session_is_none_when_nothing_changed() {
	TestExt::new().execute_with(|| {
		for _ in 0..3 {
			assert_eq!(new_session(), None);
			advance_sessions(1);
		}
	});
}

#[test]
fn new_session_hands_a_change_over_once() {
	TestExt::new().execute_with(|| {
		assert_ok!(Validators::add_validator(RuntimeOrigin::root(), 7));
		assert_eq!(new_session(), Some(vec![1, 2, 3, 4, 7]));
		advance_sessions(1);
		assert_eq!(new_session(), None);
	});
}

#[test]
fn new_session_hands_changed_keys_over() {
	TestExt::new().execute_with(|| {
		set_keys(3, 33);
		assert_eq!(new_session(), Some(vec![1, 2, 3, 4]));
		advance_sessions(1);
		assert_eq!(new_session(), None);
	});
}

#[test]
fn new_session_leaves_out_who_took_the_keys_back() {
	TestExt::new().execute_with(|| {
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(2)));
		advance_sessions(2);
		assert_eq!(Session::validators(), [1, 3, 4]);
		assert_eq!(listed(), [1, 2, 3, 4]);
		assert_eq!(new_session(), None);
	});
}

#[test]
fn new_session_is_none_when_nobody_has_keys() {
	TestExt::new().execute_with(|| {
		for who in 1..=4 {
			assert_ok!(Session::purge_keys(RuntimeOrigin::signed(who)));
		}
		assert_eq!(new_session(), None);
	});
}

#[test]
fn end_session_prunes_the_history() {
	TestExt::new().execute_with(|| {
		advance_sessions(7);
		let current = Session::current_index();
		assert!(HistoricalSessions::<Test>::contains_key(current - 4));
		// Depth 4, counted from the session that ended last.
		assert!(!HistoricalSessions::<Test>::contains_key(current - 6));
	});
}
