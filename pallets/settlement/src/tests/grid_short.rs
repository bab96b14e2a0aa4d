// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{
	mock::*,
	pallet::{SlotRecords, Sweeps},
	Stage,
};
use frame_support::assert_ok;

fn short() -> usize {
	let missing = 80_000_000;
	let event = Event::GridShort { network: POWER, slot: FIRST, missing };
	events().into_iter().filter(|e| *e == event).count()
}

#[test]
fn a_slot_waits_until_the_grid_can_bear_it() {
	TestExt::open(1).with_heat().execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0)]);
		World::complete(POWER, FIRST, 0, 0);
		World::complete(HEAT, FIRST, 0, 0);
		next_block();
		assert_eq!(short(), 1);
		next_block();
		// Said once, and other networks go on.
		assert_eq!(short(), 0);
		assert!(matches!(Sweeps::<Test>::get(POWER), Some(Stage::Closed { .. })));
		assert!(SlotRecords::<Test>::contains_key((HEAT, FIRST)));
		assert_eq!(position(0), 0);

		assert_ok!(Settlement::deposit_named(stranger(), G, 79_999_999));
		next_block();
		assert!(!SlotRecords::<Test>::contains_key((POWER, FIRST)));
		assert_ok!(Settlement::deposit_named(stranger(), G, 1));
		next_block();
		assert!(SlotRecords::<Test>::contains_key((POWER, FIRST)));
		assert_eq!((position(0), balance(G)), (80_000_000, 0));
	});
}

#[test]
fn a_higher_limit_lets_a_slot_go_on() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(short(), 1);
		assert_ok!(Settlement::set_limit(guarantor(), G, EUR));
		next_block();
		assert_eq!(balance(G), -80_000_000);
	});
}

#[test]
fn withdrawals_are_paid_while_a_slot_waits() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		assert_ok!(Settlement::withdraw(owner(), meter(0), EUR));
		World::read(POWER, FIRST, 0, vec![energy(0, 1_000, 0)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert_eq!(held(&OWNER), WEALTH + EUR);
	});
}

#[test]
fn what_meters_cannot_pay_is_covered_by_what_the_grid_earns() {
	TestExt::open(2).execute_with(|| {
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		World::read(POWER, FIRST, 0, vec![energy(0, 0, 1_000), energy(1, 0, 500)]);
		World::complete(POWER, FIRST, 0, 0);
		next_block();
		assert!(SlotRecords::<Test>::contains_key((POWER, FIRST)));
		assert_eq!(balance(G), 0);
	});
}
