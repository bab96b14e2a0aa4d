// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{SlotRecords, Sweeps},
	Error, Stage,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn push_does_one_step_and_weighs_what_it_did() {
	TestExt::open(300).execute_with(|| {
		World::complete(POWER, FIRST, 0, 0);
		let push = || Settlement::push(stranger(), POWER);
		let info = push().expect("clears");
		assert!(info.actual_weight.expect("known").all_lt(Settlement::step_weight_max()));
		let next_page = || match Sweeps::<Test>::get(POWER) {
			Some(Stage::Sweeping(sweep)) => Some(sweep.next_page),
			_ => None,
		};
		assert_eq!(next_page(), Some(0));
		assert_ok!(push());
		assert_eq!(next_page(), Some(1));
		assert_ok!(push());
		assert_eq!(next_page(), Some(2));
		assert_ok!(push());
		assert!(SlotRecords::<Test>::contains_key((POWER, FIRST)));
		assert_noop!(push(), Error::<Test>::NothingToDo);
	});
}

#[test]
fn push_never_clears_in_the_block_of_the_last_reading() {
	TestExt::open(1).execute_with(|| {
		World::read(POWER, FIRST, 0, vec![energy(0, 1, 0)]);
		World::complete(POWER, FIRST, 0, 0);
		assert_noop!(Settlement::push(stranger(), POWER), Error::<Test>::NothingToDo);
		assert!(one_step(POWER));
	});
}

#[test]
fn push_refuses_unknown_networks() {
	TestExt::new().execute_with(|| {
		assert_noop!(Settlement::push(stranger(), HEAT), Error::<Test>::UnknownNetwork);
		assert_noop!(Settlement::push(stranger(), POWER), Error::<Test>::NothingToDo);
	});
}
