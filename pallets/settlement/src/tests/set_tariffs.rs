// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, Error};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use settlement_core::Tariff;

fn tariffs(list: Vec<Tariff>) -> BoundedVec<Tariff, crate::TariffsPerCall> {
	list.try_into().expect("fits")
}

fn feed_in(feed_in: i32) -> Tariff {
	Tariff { feed_in, ..TARIFF }
}

#[test]
fn set_tariffs_holds_slot_by_slot() {
	TestExt::open(1).execute_with(|| {
		let list = tariffs(vec![feed_in(1), feed_in(-2)]);
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST + 1, list));
		let at = |slot| Settlement::tariff_at(POWER, slot).map(|tariff| tariff.feed_in);
		assert_eq!(at(FIRST - 1), None);
		assert_eq!(at(FIRST), Some(TARIFF.feed_in));
		assert_eq!(at(FIRST + 1), Some(1));
		assert_eq!(at(FIRST + 2), Some(-2));
		// What held before holds again behind the new ones.
		assert_eq!(at(FIRST + 3), Some(TARIFF.feed_in));
		let event = Event::TariffsSet { network: POWER, from_slot: FIRST + 1, count: 2 };
		assert_eq!(events(), vec![event]);
	});
}

#[test]
fn set_tariffs_leaves_slots_that_began_alone() {
	TestExt::open(1).execute_with(|| {
		World::set_current(FIRST + 5);
		let set =
			|slot| Settlement::set_tariffs(operator(), POWER, slot, tariffs(vec![feed_in(1)]));
		assert_noop!(set(FIRST + 5), Error::<Test>::Frozen);
		assert_ok!(set(FIRST + 6));
	});
}

#[test]
fn set_tariffs_may_lie_in_the_past_while_the_network_prepares() {
	TestExt::new().execute_with(|| {
		World::set_current(FIRST + 500);
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST, tariffs(vec![TARIFF])));
	});
}

#[test]
fn set_tariffs_refuses_what_is_no_tariff() {
	TestExt::new().execute_with(|| {
		let set = |tariff| Settlement::set_tariffs(operator(), POWER, FIRST, tariffs(vec![tariff]));
		let retail = 10_000_001;
		assert_noop!(set(Tariff { retail, ..TARIFF }), Error::<Test>::PriceOutOfBounds);
		assert_noop!(set(feed_in(300_001)), Error::<Test>::FeedInAboveRetail);
		assert_noop!(set(Tariff { fund_fee: -1, ..TARIFF }), Error::<Test>::NegativeFee);
		// The bounds themselves are allowed, below zero too.
		let widest = Tariff { feed_in: -10_000_000, retail: 10_000_000, ..TARIFF };
		assert_ok!(set(widest));
	});
}

#[test]
fn set_tariffs_refuses_who_may_not_and_what_does_not_fit() {
	TestExt::new().execute_with(|| {
		let one = || tariffs(vec![TARIFF]);
		assert_noop!(
			Settlement::set_tariffs(operator(), HEAT, FIRST, one()),
			Error::<Test>::UnknownNetwork
		);
		assert_noop!(
			Settlement::set_tariffs(owner(), POWER, FIRST, one()),
			Error::<Test>::NotOperator
		);
		assert_noop!(
			Settlement::set_tariffs(operator(), POWER, FIRST, tariffs(vec![])),
			Error::<Test>::NoTariffs
		);
		assert_noop!(
			Settlement::set_tariffs(operator(), POWER, u32::MAX, one()),
			Error::<Test>::SlotTooFar
		);
	});
}

#[test]
fn set_tariffs_refuses_more_than_a_network_can_hold() {
	TestExt::new().execute_with(|| {
		let day = |call: u32| {
			let list = (0..192).map(|at| feed_in((call * 192 + at) as i32)).collect();
			Settlement::set_tariffs(operator(), POWER, FIRST + call * 192, tariffs(list))
		};
		for call in 0..5 {
			assert_ok!(day(call));
		}
		assert_noop!(day(5), Error::<Test>::TooManyTariffs);
	});
}
