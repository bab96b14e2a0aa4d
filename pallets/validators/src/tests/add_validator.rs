// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn add_validator_appends_and_tells() {
	TestExt::new().execute_with(|| {
		assert_ok!(Validators::add_validator(RuntimeOrigin::root(), 5));
		assert_eq!(listed(), [1, 2, 3, 4, 5]);
		System::assert_last_event(Event::ValidatorAdded { validator: 5 }.into());
	});
}

#[test]
fn add_validator_takes_effect_two_sessions_later() {
	TestExt::new().execute_with(|| {
		assert_ok!(Validators::add_validator(RuntimeOrigin::root(), 5));
		advance_sessions(1);
		assert_eq!(Session::validators(), [1, 2, 3, 4]);
		advance_sessions(1);
		assert_eq!(Session::validators(), [1, 2, 3, 4, 5]);
	});
}

#[test]
fn add_validator_fails_in_the_documented_order() {
	TestExt::with_validators(&[1, 2, 3, 4, 5]).execute_with(|| {
		let add = |who| Validators::add_validator(RuntimeOrigin::root(), who);
		assert_noop!(add(5), Error::<Test>::AlreadyListed);
		assert_noop!(add(9), Error::<Test>::NoSessionKeys);
		assert_noop!(add(6), Error::<Test>::ListFull);
		assert_noop!(
			Validators::add_validator(RuntimeOrigin::signed(1), 6),
			DispatchError::BadOrigin
		);
	});
}
