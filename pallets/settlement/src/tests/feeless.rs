// SPDX-License-Identifier: Apache-2.0
//! Calls that cost a household nothing.

use super::*;
use crate::{mock::*, Call};
use frame_support::{assert_ok, dispatch::CheckIfFeeless};
use settlement_core::Limits;

const ORDER: Limits = Limits { buy_max: Some(200_000), sell_min: None };

fn is_free(call: &Call<Test>, origin: RuntimeOrigin) -> bool {
	call.is_feeless(&origin)
}

#[test]
fn owners_have_some_calls_a_day_free() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		let deposit = Call::<Test>::deposit { meter: meter(0), amount: 1 };
		for _ in 0..3 {
			assert!(is_free(&deposit, owner()));
			assert_ok!(Settlement::deposit(owner(), meter(0), 1));
		}
		assert!(!is_free(&deposit, owner()), "the fourth of the day");
		World::set_current(FIRST + 96);
		assert!(is_free(&deposit, owner()), "a new day");
	});
}

#[test]
fn every_call_of_a_household_can_be_free() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let order = Call::<Test>::place_order { meter: meter(0), limits: ORDER };
		let withdraw = Call::<Test>::withdraw { meter: meter(0), amount: EUR };
		assert!(is_free(&order, owner()) && is_free(&withdraw, owner()));
		assert!(Settlement::open_line(meter(1), OWNER, 0, FIRST + 1));
		let line = Call::<Test>::withdraw_line { meter: meter(1), epoch: 0 };
		assert!(!is_free(&line, owner()), "its slots are not settled yet");
		World::set_current(FIRST + 1);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert!(is_free(&line, owner()));
		assert_eq!(position(0), EUR as i64, "asking changes nothing");
	});
}

#[test]
fn a_call_that_would_fail_is_never_free() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		let too_much = Call::<Test>::withdraw { meter: meter(0), amount: EUR + 1 };
		assert!(!is_free(&too_much, owner()));
		let unknown = Call::<Test>::place_order { meter: meter(7), limits: ORDER };
		assert!(!is_free(&unknown, owner()));
	});
}

#[test]
fn strangers_and_other_calls_pay() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		let deposit = Call::<Test>::deposit { meter: meter(0), amount: 1 };
		assert!(!is_free(&deposit, stranger()));
		assert!(!is_free(&deposit, RuntimeOrigin::none()));
		assert_ok!(Settlement::deposit(stranger(), meter(0), 1));
		let absorb = Call::<Test>::absorb { community: 0 };
		assert!(!is_free(&absorb, owner()));
	});
}
