// SPDX-License-Identifier: Apache-2.0
//! Billing periods and statements.

use super::*;
use crate::{mock::*, Error, Notes, Statements, STATEMENT_PERIODS};
use energy_primitives::{MemberAccount, NetworkId};
use frame_support::{assert_noop, assert_ok};
use settlement_core::{Cycle, Note, NoteKind, NoteSum, StatementRow};
use sp_runtime::traits::BlakeTwo256;

/// Periods of four slots: the first one ends with slot 103.
fn four_slots() {
	assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(4)));
}

fn account(index: u32) -> MemberAccount {
	MemberAccount { meter: meter(index), epoch: 0 }
}

/// Settles the next slot with these rows, to the end of whatever follows.
fn settle(slot: u32, rows: Vec<energy_primitives::RowEnergy>) {
	World::set_current(slot + 1);
	World::read(POWER, slot, 0, rows);
	World::complete(POWER, slot, 0, 0);
	next_block();
	next_block();
	check();
}

fn statement(index: u32, period: u32) -> StatementRow {
	Settlement::statement(account(index), period).expect("a statement")
}

fn notes(list: &[Note]) -> NoteSum {
	let mut sum = NoteSum::default();
	list.iter().for_each(|note| sum.add::<BlakeTwo256>(note).expect("small"));
	sum
}

#[test]
fn a_statement_adds_up_from_slots_and_notes() {
	TestExt::open(2).execute_with(|| {
		four_slots();
		assert_ok!(Settlement::deposit(owner(), meter(1), 5 * EUR));
		for slot in FIRST..FIRST + 4 {
			settle(slot, vec![energy(0, 400, 0), energy(1, 0, 1_000)]);
		}
		let seller = statement(0, 0);
		// 400 Wh are matched, and the short side gets the ratio price in full.
		let record = Settlement::slot_record(POWER, FIRST).expect("settled");
		let sell = i64::from(record.header.clearing.sell_price);
		assert_eq!((seller.opening, seller.closing), (0, 4 * 400 * sell));
		assert_eq!(seller.notes, NoteSum::default());
		let buyer = statement(1, 0);
		let buy = i64::from(record.header.clearing.buy_price);
		assert_eq!(buyer.closing, 5 * EUR as i64 - 4 * 1_000 * buy);
		let deposit = Note { kind: NoteKind::Deposit, slot: FIRST, amount: 5 * EUR as i64 };
		assert_eq!(buyer.notes, notes(&[deposit]));
		assert_eq!(buyer.energy(), i128::from(-4 * 1_000 * buy));
	});
}

#[test]
fn a_period_closes_with_its_last_slot_and_the_next_one_opens_there() {
	TestExt::open(1).prepaid(5 * EUR).execute_with(|| {
		four_slots();
		events();
		for slot in FIRST..FIRST + 8 {
			settle(slot, vec![energy(0, 0, 1_000)]);
		}
		let (first, second) = (statement(0, 0), statement(0, 1));
		assert_eq!(first.closing, second.opening);
		assert_eq!(second.energy(), -4 * 300_000_000);
		let record = Settlement::period(POWER, 1).expect("closed");
		assert_eq!((record.first_slot, record.end_slot), (FIRST + 4, FIRST + 8));
		assert_eq!(record.statements, 1);
		assert_eq!(record.records_before, Settlement::period(POWER, 0).expect("").records_after);
		let closing = Event::PeriodClosing { network: POWER, period: 1, end_slot: FIRST + 8 };
		let (statements, root) = (1, record.root);
		let closed = Event::PeriodClosed { network: POWER, period: 1, statements, root };
		let seen = events();
		let at = |event| seen.iter().position(|other| *other == event).expect("announced");
		assert!(at(closing) < at(closed));
	});
}

#[test]
fn no_slot_is_cleared_while_statements_close() {
	TestExt::open(300).prepaid(EUR).execute_with(|| {
		four_slots();
		for slot in FIRST..FIRST + 3 {
			settle(slot, vec![energy(0, 0, 10)]);
		}
		World::set_current(FIRST + 6);
		for slot in FIRST + 3..FIRST + 5 {
			World::read(POWER, slot, 0, vec![energy(0, 0, 10)]);
			World::complete(POWER, slot, 0, 0);
		}
		// Slot 103: clear, two pages, finish; then two pages of statements.
		for _ in 0..4 {
			assert!(one_step(POWER));
		}
		assert!(Settlement::slot_record(POWER, FIRST + 3).is_some());
		for _ in 0..2 {
			assert!(one_step(POWER));
			assert!(Settlement::period(POWER, 0).is_none());
			check();
		}
		// Money paid in between counts in the new period of a page that is closed.
		assert_ok!(Settlement::deposit(owner(), meter(0), 7));
		assert!(one_step(POWER));
		assert_eq!(Settlement::period(POWER, 0).expect("closed").statements, 300);
		assert!(Settlement::slot_record(POWER, FIRST + 4).is_none());
		assert_eq!(statement(0, 0).closing + 7, position(0));
		assert_eq!(Notes::<Test>::get(POWER, 0).len(), 1);
	});
}

#[test]
fn a_leg_that_was_taken_over_is_taken_back_by_a_note() {
	TestExt::open(2).prepaid(100_000_000).execute_with(|| {
		four_slots();
		for slot in FIRST..FIRST + 4 {
			settle(slot, vec![energy(0, 0, 1_000), energy(1, 0, 1)]);
		}
		let row = statement(0, 0);
		assert_eq!((row.closing, row.notes.count), (100_000_000, 3));
		// Two slots counted: the second had begun when the first was settled.
		assert_eq!(row.energy(), -2 * 300_000_000);
	});
}

#[test]
fn withdrawals_and_gaps_stand_in_the_statement() {
	TestExt::open(2).prepaid(10 * EUR).execute_with(|| {
		four_slots();
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		assert_ok!(Settlement::withdraw(owner(), meter(0), 4 * EUR));
		for slot in FIRST..FIRST + 3 {
			settle(slot, vec![energy(1, 0, 10)]);
		}
		settle(FIRST + 3, vec![gap(0, 0, 1_000, 4), energy(1, 0, 10)]);
		let row = statement(0, 0);
		let amount = 10 * EUR as i64;
		let paid_in = Note { kind: NoteKind::Deposit, slot: FIRST, amount };
		let paid_out =
			Note { kind: NoteKind::Withdrawal, slot: FIRST + 1, amount: -4 * EUR as i64 };
		let silent = Note { kind: NoteKind::Gap, slot: FIRST + 3, amount: -300_000_000 };
		assert_eq!(row.notes, notes(&[paid_in, paid_out, silent]));
		assert_eq!(row.energy(), 0, "a gap is no slot's energy");
	});
}

#[test]
fn an_owner_who_leaves_has_a_statement_of_its_own() {
	TestExt::open(1).prepaid(5 * EUR).execute_with(|| {
		four_slots();
		settle(FIRST, vec![energy(0, 0, 1_000)]);
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 2));
		World::hand_over(meter(0), STRANGER);
		settle(FIRST + 1, vec![energy(0, 0, 1_000)]);
		assert_ok!(Settlement::deposit(stranger(), meter(0), 5 * EUR));
		settle(FIRST + 2, vec![energy(0, 0, 2_000)]);
		settle(FIRST + 3, vec![]);
		let old = statement(0, 0);
		assert_eq!((old.epoch, old.closing), (0, 5 * EUR as i64 - 2 * 300_000_000));
		let new = MemberAccount { meter: meter(0), epoch: 1 };
		let new = Settlement::statement(new, 0).expect("a statement");
		assert_eq!((new.opening, new.closing), (0, 5 * EUR as i64 - 600_000_000));
		// The old owner takes the rest out; the next period shows it.
		assert_ok!(Settlement::withdraw_line(owner(), meter(0), 0));
		for slot in FIRST + 4..FIRST + 8 {
			settle(slot, vec![]);
		}
		let last = statement(0, 1);
		assert_eq!((last.opening, last.closing), (old.closing, 0));
		assert!(Settlement::statement(account(0), 2).is_none());
	});
}

#[test]
fn statements_leave_state_after_their_time_and_the_root_stays() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1)));
		for slot in FIRST..=FIRST + STATEMENT_PERIODS {
			settle(slot, vec![]);
		}
		assert_eq!(Statements::<Test>::iter_prefix((POWER, 0)).count(), 0);
		assert!(Settlement::period(POWER, 0).is_some());
		assert_eq!(Statements::<Test>::iter_prefix((POWER, 1)).count(), 1);
	});
}

#[test]
fn set_billing_holds_from_the_next_period() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		four_slots();
		settle(FIRST, vec![]);
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(2)));
		let cycle = Cycle::Slots(2);
		let set = Event::BillingSet { network: POWER, cycle, from_slot: FIRST + 4 };
		assert!(events().contains(&set));
		for slot in FIRST + 1..FIRST + 6 {
			settle(slot, vec![]);
		}
		assert_eq!(Settlement::period(POWER, 0).expect("closed").end_slot, FIRST + 4);
		assert_eq!(Settlement::period(POWER, 1).expect("closed").end_slot, FIRST + 6);
	});
}

#[test]
fn set_billing_is_for_the_operator_of_a_network_that_exists() {
	TestExt::open(1).execute_with(|| {
		let unknown = NetworkId { community: 3, ..POWER };
		let month = Cycle::default();
		for (origin, network, cycle, error) in [
			(operator(), unknown, month, Error::<Test>::UnknownNetwork),
			(stranger(), POWER, month, Error::<Test>::NotOperator),
			(operator(), POWER, Cycle::Slots(0), Error::<Test>::SenselessCycle),
			(
				operator(),
				POWER,
				Cycle::Day { utc_offset_min: 2_000 },
				Error::<Test>::SenselessCycle,
			),
		] {
			assert_noop!(Settlement::set_billing(origin, network, cycle), error);
		}
	});
}
