// SPDX-License-Identifier: Apache-2.0
//! Who may be the bank: the same for each of its calls.

use super::*;
use frame_support::pallet_prelude::DispatchResult;

/// Every call of a bank, for a statement.
fn calls(origin: RuntimeOrigin, id: StatementId) -> Vec<DispatchResult> {
	let community = id.account.meter.network.community;
	let ids = vec![id].try_into().expect("one fits");
	let payee = Payee::Member(id.account);
	vec![
		Bank::export(origin.clone(), community, ids),
		Bank::collect(origin.clone(), id, 1, EUR),
		Bank::pay_out(origin.clone(), id, 1, EUR),
		Bank::fail(origin.clone(), id, 1),
		Bank::return_payment(origin.clone(), id, 1, EUR),
		Bank::collect_deposit(origin.clone(), payee, [0; 32], EUR),
		Bank::collect_deposit(origin.clone(), Payee::Guarantor(community), [0; 32], EUR),
		Bank::reopen(origin, id),
	]
}

fn assert_all(origin: RuntimeOrigin, id: StatementId, error: impl Into<DispatchError>) {
	let error = error.into();
	for (call, result) in calls(origin, id).into_iter().enumerate() {
		assert_eq!(result, Err(error), "call {call}");
	}
}

#[test]
fn nobody_but_the_communitys_bank_may_do_anything() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		assert_storage_noop!({
			for who in [STRANGER, ALICE, GUARANTOR] {
				assert_all(signed(who), id, Error::<Test>::NotBank);
			}
			assert_all(RuntimeOrigin::root(), id, DispatchError::BadOrigin);
			assert_all(RuntimeOrigin::none(), id, DispatchError::BadOrigin);
		});
	});
}

#[test]
fn a_bank_may_do_nothing_for_another_community() {
	TestExt::new().execute_with(|| {
		let other = StatementId {
			account: MemberAccount { meter: meter_in(OTHER_COMMUNITY, 0), epoch: 0 },
			period: 0,
		};
		assert_storage_noop!(assert_all(bank(), other, Error::<Test>::NotBank));
	});
}

#[test]
fn a_bank_that_is_named_but_not_approved_may_do_nothing() {
	TestExt::new().execute_with(|| {
		let meter = meter_in(OTHER_COMMUNITY, 0);
		let account = MemberAccount { meter, epoch: 0 };
		let id = statement(account, 0);
		assert_all(signed(STRANGER), id, Error::<Test>::NotApproved);
		// Nor if it is approved for another currency.
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET + 1, STRANGER, EUR));
		assert_storage_noop!(assert_all(signed(STRANGER), id, Error::<Test>::NotApproved));
	});
}

#[test]
fn a_bank_that_is_approved_but_no_longer_named_may_do_nothing() {
	TestExt::new().execute_with(|| {
		let id = debit(EUR);
		World::with(|world| {
			world.communities.get_mut(&COMMUNITY).expect("it exists").bank = Some(STRANGER);
		});
		assert_all(bank(), id, Error::<Test>::NotBank);
		// The one that is named now finishes what the first one began.
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, STRANGER, MINT_MAX));
		assert_ok!(Bank::collect(signed(STRANGER), id, 1, EUR));
	});
}

#[test]
fn a_community_that_does_not_exist_has_no_bank() {
	TestExt::new().execute_with(|| {
		let account = MemberAccount { meter: meter_in(NO_COMMUNITY, 0), epoch: 0 };
		let id = statement(account, 0);
		assert_storage_noop!(assert_all(bank(), id, Error::<Test>::CommunityNotFound));
	});
}
