// SPDX-License-Identifier: Apache-2.0
//! A file per call, one for who may be the bank, one for what the outside can ask, one for a month's
//! story, and one for any sequence of calls.

mod approve_bank;
mod banks;
mod collect;
mod collect_deposit;
mod export;
mod fail;
mod invariants;
mod month;
mod pay_claim;
mod pay_out;
mod reads;
mod reopen;
mod return_payment;
mod sequences;
mod set_mandate;
mod write_off;

pub(crate) use crate::{mock::*, Error, Event, Mandate, Payee};
pub(crate) use bank_core::{
	Direction::{Collect, PayOut},
	LineState, CENT,
};
pub(crate) use energy_primitives::{MemberAccount, StatementId};
pub(crate) use frame_support::{assert_noop, assert_ok, assert_storage_noop};
pub(crate) use sp_runtime::DispatchError;

/// Asserts that `event` was the last thing that happened.
pub(crate) fn assert_last(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub(crate) fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub(crate) fn bank() -> RuntimeOrigin {
	signed(BANK)
}

/// A statement of Alice's that asks for `amount`, exported.
pub(crate) fn debit(amount: u128) -> StatementId {
	let id = closed_at(ALICES, -(amount as i128));
	assert_eq!(export(id).amount, amount);
	id
}

/// A statement of Alice's that asks for `amount`, collected.
pub(crate) fn collected(amount: u128) -> StatementId {
	let id = debit(amount);
	assert_ok!(Bank::collect(bank(), id, 1, amount));
	id
}

/// A statement of Alice's of which `amount` is paid out, exported. She has a mandate by it.
pub(crate) fn credit(amount: u128) -> StatementId {
	if Bank::mandate(METER).is_none() {
		keep(ALICE, METER, 0);
	}
	let id = closed_at(ALICES, amount as i128);
	assert_eq!(export(id).amount, amount);
	id
}

/// A statement of Alice's of which `amount` was paid out.
pub(crate) fn paid_out(amount: u128) -> StatementId {
	let id = credit(amount);
	assert_ok!(Bank::pay_out(bank(), id, 1, amount));
	id
}
