// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::Approvals;
use bank_core::MintCap;

#[test]
fn approve_bank_sets_a_cap() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), 5, STRANGER, 70 * EUR));
		assert_last(Event::BankApproved { asset: 5, bank: STRANGER, mint_max: 70 * EUR });
		let cap = MintCap { mint_max: 70 * EUR, window: 0, minted: 0 };
		assert_eq!(Approvals::<Test>::get(5, STRANGER), Some(cap));
		assert_eq!(Approvals::<Test>::get(ASSET, STRANGER), None, "for one currency only");
	});
}

#[test]
fn approve_bank_again_keeps_what_was_minted() {
	TestExt::new().execute_with(|| {
		collected(70 * EUR);
		let cap = |mint_max, minted| Some(MintCap { mint_max, window: 0, minted });
		assert_eq!(Approvals::<Test>::get(ASSET, BANK), cap(MINT_MAX, 70 * EUR));

		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 100 * EUR));
		assert_eq!(Approvals::<Test>::get(ASSET, BANK), cap(100 * EUR, 70 * EUR));
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 50 * EUR));
		assert_eq!(Approvals::<Test>::get(ASSET, BANK), cap(50 * EUR, 50 * EUR));
	});
}

#[test]
fn approve_bank_with_nothing_lets_a_bank_finish_what_was_begun() {
	TestExt::new().execute_with(|| {
		let paid = credit(8 * EUR);
		let failed = credit(5 * EUR);
		let debited = debit(3 * EUR);
		assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, 0));

		assert_ok!(Bank::pay_out(bank(), paid, 1, 8 * EUR));
		assert_ok!(Bank::fail(bank(), failed, 1));
		assert_noop!(Bank::collect(bank(), debited, 1, 3 * EUR), Error::<Test>::OverCap);
		let ids = vec![failed].try_into().expect("one fits");
		assert_noop!(Bank::export(bank(), COMMUNITY, ids), Error::<Test>::NotApproved);
	});
}

#[test]
fn approve_bank_fails_for_anyone_but_root() {
	TestExt::new().execute_with(|| {
		for origin in [RuntimeOrigin::none(), signed(STRANGER), bank(), signed(GUARANTOR)] {
			assert_noop!(
				Bank::approve_bank(origin, ASSET, STRANGER, EUR),
				DispatchError::BadOrigin
			);
		}
	});
}
