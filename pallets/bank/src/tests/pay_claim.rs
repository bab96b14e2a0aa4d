// SPDX-License-Identifier: Apache-2.0
use super::*;

/// The guarantor covers Bob's limit and nothing else, and 10 EUR of a returned debit wait.
fn claimed() {
	let id = collected(10 * EUR);
	World::with(|world| world.accounts.get_mut(&ALICES).expect("it exists").limit = 0);
	set_deposit(LIMIT.into());
	assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
	assert_eq!(Bank::claim(COMMUNITY), 10 * EUR);
}

#[test]
fn pay_claim_pays_what_the_guarantor_can() {
	TestExt::new().execute_with(|| {
		claimed();
		set_deposit(u128::from(LIMIT) + 4 * EUR);
		assert_ok!(Bank::pay_claim(signed(STRANGER), COMMUNITY));
		assert_last(Event::ClaimPaid { community: COMMUNITY, paid: 4 * EUR, left: 6 * EUR });
		assert_eq!((deposit(), Bank::claim(COMMUNITY)), (LIMIT.into(), 6 * EUR));
		assert_eq!(Bank::totals(COMMUNITY).debits_returned, 4 * EUR);

		set_deposit(DEPOSIT);
		assert_ok!(Bank::pay_claim(signed(STRANGER), COMMUNITY));
		assert_last(Event::ClaimPaid { community: COMMUNITY, paid: 6 * EUR, left: 0 });
		assert_eq!(deposit(), DEPOSIT - 6 * EUR);
	});
}

#[test]
fn pay_claim_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		claimed();
		assert_noop!(Bank::pay_claim(RuntimeOrigin::none(), COMMUNITY), DispatchError::BadOrigin);
	});
}

#[test]
fn pay_claim_fails_where_nothing_waits() {
	TestExt::new().execute_with(|| {
		for community in [COMMUNITY, NO_COMMUNITY] {
			assert_noop!(
				Bank::pay_claim(signed(STRANGER), community),
				Error::<Test>::NothingClaimed
			);
		}
	});
}

#[test]
fn pay_claim_fails_where_nothing_can_be_paid() {
	TestExt::new().execute_with(|| {
		claimed();
		assert_noop!(Bank::pay_claim(signed(STRANGER), COMMUNITY), Error::<Test>::NotCovered);
	});
}
