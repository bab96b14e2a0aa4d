// SPDX-License-Identifier: Apache-2.0
//! That a broken state is noticed.

use super::*;
use crate::{Approvals, BankTotals, Lines, PastAttempts, References, Totals, Waiting};
use bank_core::{Line, MintCap};

/// Asserts that the state is found to break `number`.
fn assert_broken(number: &str, breaks: impl FnOnce(StatementId)) {
	TestExt::new().externalities().execute_with(|| {
		let id = debit(EUR);
		check();
		breaks(id);
		let error = Bank::do_try_state().expect_err("it is broken");
		let sp_runtime::TryRuntimeError::Other(message) = error else { panic!("{error:?}") };
		assert!(message.starts_with(number), "{message}");
	});
}

#[test]
fn a_state_that_breaks_an_invariant_is_noticed() {
	assert_broken("B1", |_| Waiting::<Test>::remove(ALICES));
	assert_broken("B1", |_| {
		let id = credit(EUR);
		Lines::<Test>::mutate_extant(id, |line| line.amount += CENT);
		Waiting::<Test>::mutate(ALICES, |waiting| waiting.paying_out += CENT);
	});
	assert_broken("B1", |_| {
		Totals::<Test>::insert(COMMUNITY, BankTotals::default());
		World::with(|world| {
			world.communities.get_mut(&COMMUNITY).expect("it exists").in_payment = 1;
		});
	});
	assert_broken("B2", |id| Lines::<Test>::mutate_extant(id, |line| line.first_amount += 1));
	assert_broken("B3", |id| Lines::<Test>::mutate_extant(id, |line| line.attempt = 0));
	assert_broken("B3", |id| Lines::<Test>::mutate_extant(id, |line| line.attempt = 2));
	assert_broken("B3", |id| PastAttempts::<Test>::insert(id, 1, line(id)));
	assert_broken("B3", |id| {
		let past = Line { state: LineState::Failed, ..line(id) };
		PastAttempts::<Test>::insert(id, 1, past);
	});
	assert_broken("B4", |_| {
		let cap = MintCap { mint_max: 1, window: 0, minted: 2 };
		Approvals::<Test>::insert(ASSET, BANK, cap);
	});
	assert_broken("B6", |id| {
		Lines::<Test>::mutate_extant(id, |line| line.state = LineState::Paid);
		Waiting::<Test>::remove(ALICES);
	});
	assert_broken("B6", |_| {
		let record = crate::DepositRecord { payee: Payee::Member(ALICES), amount: EUR };
		References::<Test>::insert(COMMUNITY, [0; 32], record);
	});
	assert_broken("B6", |_| Totals::<Test>::mutate(COMMUNITY, |totals| totals.paid_out = EUR));
}
