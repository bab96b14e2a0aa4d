// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::{mock::*, pallet::Sweeps, Error};
use frame_support::{assert_noop, assert_ok};

#[test]
fn withdraw_named_is_paid_between_slots() {
	TestExt::open(1).execute_with(|| {
		assert_ok!(Settlement::deposit_named(grid(), G, 5 * EUR));
		assert_ok!(Settlement::withdraw_named(grid(), G, 2 * EUR));
		next_block();
		assert_eq!(balance(G), 3 * EUR as i128);
		assert_eq!(held(&GRID), WEALTH - 3 * EUR);
		let amount = 2 * EUR;
		assert!(events().contains(&Event::NamedWithdrawn { account: G, to: GRID, amount }));
	});
}

#[test]
fn withdraw_named_leaves_the_guarantor_what_covers_the_limits() {
	TestExt::open(1).execute_with(|| {
		assert_noop!(
			Settlement::withdraw_named(guarantor(), B, 1_000 * EUR + 1),
			Error::<Test>::PositionTooLow
		);
		assert_ok!(Settlement::withdraw_named(guarantor(), B, 1_000 * EUR));
		// A limit that is raised in the same block comes first.
		assert_ok!(Settlement::set_limit(guarantor(), H, 400 * EUR));
		next_block();
		assert_eq!(balance(B), (GRID_LIMIT + 400 * EUR) as i128);
	});
}

#[test]
fn withdraw_named_lets_a_new_guarantor_begin_when_all_is_paid() {
	TestExt::open(1).execute_with(|| {
		World::set_guarantor(Some(OPERATOR));
		assert_noop!(Settlement::withdraw_named(operator(), B, 1), Error::<Test>::NotAccount);
		assert_ok!(Settlement::set_limit(guarantor(), G, 0));
		assert_ok!(Settlement::withdraw_named(guarantor(), B, GRID_LIMIT + 1_000 * EUR));
		next_block();
		assert_eq!(balance(B), 0);
		assert_ok!(Settlement::deposit_named(operator(), B, EUR));
		assert_ok!(Settlement::set_limit(operator(), G, EUR));
	});
}

#[test]
fn withdraw_named_waits_for_the_end_of_a_sweep() {
	TestExt::open(1).with_heat().execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, 5 * EUR));
		World::complete(HEAT, FIRST, 0, 0);
		assert!(one_step(HEAT));
		assert_ok!(Settlement::withdraw_named(balancing(), H, EUR));
		assert!(one_step(HEAT));
		assert_eq!(balance(H), 5 * EUR as i128);
		assert!(one_step(HEAT));
		next_block();
		assert_eq!(balance(H), 4 * EUR as i128);
	});
}

#[test]
fn withdraw_named_holds_new_clearings_back_for_a_while_only() {
	TestExt::open(1).with_heat().execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, 5 * EUR));
		World::complete(HEAT, FIRST, 0, 0);
		assert!(one_step(HEAT));
		assert_ok!(Settlement::withdraw_named(balancing(), H, EUR));
		let begun = System::block_number();
		World::complete(POWER, FIRST, 0, 0);
		assert!(!one_step(POWER));
		assert!(!Sweeps::<Test>::contains_key(POWER));
		System::set_block_number(begun + 10);
		assert!(one_step(POWER));
		assert!(Sweeps::<Test>::contains_key(POWER));
	});
}

#[test]
fn withdraw_named_never_holds_twice_in_a_row() {
	TestExt::open(1).with_heat().execute_with(|| {
		assert_ok!(Settlement::deposit_named(balancing(), H, 5 * EUR));
		assert_ok!(Settlement::withdraw_named(balancing(), H, EUR));
		next_block();
		World::complete(HEAT, FIRST, 0, 0);
		System::set_block_number(System::block_number() + 12);
		assert!(one_step(HEAT));
		assert_ok!(Settlement::withdraw_named(balancing(), H, EUR));
		World::complete(POWER, FIRST, 0, 0);
		assert!(one_step(POWER));
	});
}

#[test]
fn withdraw_named_refuses_others() {
	TestExt::new().execute_with(|| {
		assert_noop!(Settlement::withdraw_named(grid(), G, 0), Error::<Test>::ZeroAmount);
		assert_noop!(Settlement::withdraw_named(grid(), C, 1), Error::<Test>::WrongAccount);
		assert_noop!(Settlement::withdraw_named(grid(), G, 1), Error::<Test>::NoAccounts);
		World::set_guarantor(None);
		assert_noop!(Settlement::withdraw_named(guarantor(), B, 1), Error::<Test>::NoGuarantor);
		assert_ok!(Settlement::set_accounts(operator(), POWER, GRID, BALANCING));
		assert_noop!(Settlement::withdraw_named(balancing(), G, 1), Error::<Test>::NotAccount);
		assert_noop!(Settlement::withdraw_named(grid(), G, 1), Error::<Test>::PositionTooLow);
		assert_ok!(Settlement::deposit_named(grid(), G, 2));
		assert_ok!(Settlement::withdraw_named(grid(), G, 1));
		assert_noop!(Settlement::withdraw_named(grid(), G, 1), Error::<Test>::WithdrawalPending);
	});
}
