// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn remove_validator_drops_and_tells() {
	TestExt::new().execute_with(|| {
		assert_ok!(Validators::remove_validator(RuntimeOrigin::root(), 2));
		assert_eq!(listed(), [1, 3, 4]);
		System::assert_last_event(Event::ValidatorRemoved { validator: 2 }.into());
		advance_sessions(2);
		assert_eq!(Session::validators(), [1, 3, 4]);
	});
}

#[test]
fn remove_validator_fails_in_the_documented_order() {
	TestExt::with_validators(&[1, 2, 3]).execute_with(|| {
		let remove = |who| Validators::remove_validator(RuntimeOrigin::root(), who);
		assert_noop!(remove(4), Error::<Test>::NotListed);
		assert_noop!(remove(1), Error::<Test>::ListTooShort);
		assert_noop!(
			Validators::remove_validator(RuntimeOrigin::signed(1), 1),
			DispatchError::BadOrigin
		);
	});
}
