// SPDX-License-Identifier: Apache-2.0
//! Accounts: notes, periods, owners, and what is found out if a number is wrong.

use super::*;
use crate::{
	error::Error,
	statement::{proof::Against, slot::Standing as Stood},
	store::CorrectionRow,
};
use metering_core::correction::{Correction, CorrectionReason};

/// Two closed periods of two slots each, and a running one of one slot. Home 1 uses 600 Wh in each
/// slot, and nobody makes any, so each costs 600 times the retail tariff.
fn scene() -> (Scene, [Slot; 3]) {
	const SLOT: i64 = -600 * 300_000;
	let mut scene = Scene::new(1);
	let settle = |scene: &mut Scene| scene.slot(&[Moved::In(600, 0)], 0);
	let deposit = note(NoteKind::Deposit, FIRST, 1_000_000_000);
	scene.note(1, 0, deposit.kind, deposit.slot, (deposit.amount, deposit.amount));
	settle(&mut scene);
	settle(&mut scene);
	let first = deposit.amount + 2 * SLOT;
	scene.close(0, FIRST, &[row(1, 0, (0, first), &[deposit])]);
	let second = scene.next;
	settle(&mut scene);
	scene.note(1, 0, NoteKind::Collected, second + 1, (50_000_000, first + SLOT + 50_000_000));
	scene.note(1, 0, NoteKind::PaidOut, second + 1, (-7, first + SLOT + 49_999_993));
	settle(&mut scene);
	let notes = [
		note(NoteKind::Collected, second + 1, 50_000_000),
		note(NoteKind::PaidOut, second + 1, -7),
	];
	let closing = first + 2 * SLOT + 49_999_993;
	scene.close(1, second, &[row(1, 0, (first, closing), &notes)]);
	let third = scene.next;
	scene.note(1, 0, NoteKind::Withdrawal, third, (-100, closing - 100));
	settle(&mut scene);
	(scene, [FIRST, second, third])
}

#[test]
fn periods_follow_each_other_to_the_nano() {
	let (scene, [_, second, third]) = scene();
	let newest = scene.read(1, 0, Choice::Newest);
	assert!(matches!(&newest.span, Span::Closed(closed) if closed.period == 1));
	assert_eq!(newest.slots, second..third);
	let (zero, one) = (scene.read(1, 0, Choice::Period(0)), scene.read(1, 0, Choice::Period(1)));
	let running = scene.read(1, 0, Choice::Period(2));
	assert_eq!(running.span, Span::Running(2));
	assert_eq!(zero.statement.opening, 0);
	assert_eq!(one.statement.opening, zero.statement.closing());
	assert_eq!(running.statement.opening, one.statement.closing());
	let noted = |found: &Found| found.statement.notes.len();
	assert_eq!([noted(&zero), noted(&one), noted(&running)], [1, 2, 1]);
	assert_eq!(one.statement.noted(|_| true), 49_999_993);
	for period in 0..=2 {
		let proof = scene.check(1, 0, Choice::Period(period));
		assert!(proof.holds(), "{:?}", proof.differences);
		assert_eq!(proof.against == Against::Notes, period == 2);
	}
	let line = scene.check(1, 0, Choice::Newest).line();
	assert!(line.contains("2 slots and 2 notes add up"), "{line}");
}

#[test]
fn a_wrong_number_of_the_chain_is_named() {
	let (mut scene, [_, second, _]) = scene();
	let right = match scene.read(1, 0, Choice::Period(1)).span {
		Span::Closed(closed) => (closed.record, closed.row.expect("touched")),
		other => panic!("{other:?}"),
	};
	let tell = |record: PeriodRecord, row: StatementRow| {
		let batch = scene.store.batch().expect("writable");
		batch.put_period(NETWORK, 1, &record, &[vec![row]]).expect("writable");
		batch.commit().expect("writable");
		let proof = scene.check(1, 0, Choice::Period(1));
		assert!(proof.holds() || proof.line().starts_with("DOES NOT ADD UP: "));
		proof.differences.join("; ")
	};
	let (record, row) = right;
	assert_eq!(tell(record, row), "");
	let closing = tell(record, StatementRow { closing: row.closing + 1, ..row });
	assert!(closing.starts_with("closing balance: ") && closing.ends_with("on chain"), "{closing}");
	let opening = tell(record, StatementRow { opening: row.opening - 1, ..row });
	assert!(opening.contains("opening balance: "), "{opening}");
	let mut notes = row.notes;
	notes.digest = H256::repeat_byte(1);
	let digest = tell(record, StatementRow { notes, ..row });
	assert!(digest.starts_with("notes: 2 of 49999993 nano, digest"), "{digest}");
	let count = tell(record, StatementRow { notes: NoteSum { count: 1, ..row.notes }, ..row });
	assert!(count.contains("notes: 1 of 50000000 nano"), "{count}");
	let other = PeriodRecord { records_after: H256::zero(), ..record };
	assert!(tell(other, row).starts_with("digest of the slots: "));
	assert_eq!(tell(record, row), "");

	// A note that the index lost, or that the chain never made.
	scene.note(1, 0, NoteKind::Deposit, second, (5, 5));
	let proof = scene.check(1, 0, Choice::Period(2));
	assert!(proof.differences[0].contains("which no slots"), "{:?}", proof.differences);
}

#[test]
fn a_silent_meter_pays_by_a_note() {
	let mut scene = Scene::new(2);
	scene.slot(&[Moved::In(100, 0), Moved::In(0, 50)], 0);
	scene.slot(&[Moved::Silent, Moved::In(0, 50)], 0);
	let end = scene.slot(&[Moved::Late(300, 0), Moved::In(0, 50)], 0);
	let before = i64::try_from(scene.statement(1).slots[0].leg).expect("small");
	scene.note(1, 0, NoteKind::Gap, end, (-90_000_000, before - 90_000_000));
	let statement = scene.statement(1);
	let stood: Vec<Stood> = statement.slots.iter().map(|line| line.standing).collect();
	assert_eq!(stood, [Stood::Market, Stood::Silent, Stood::Late]);
	assert_eq!(statement.slots[2].leg, 0, "its money is the note");
	assert_eq!(statement.bill(), i128::from(before) - 90_000_000);
	assert_eq!(statement.closing(), statement.bill());
	assert_eq!(statement.grid_alone(), -(100 + 300) * 300_000);
	assert!(scene.check(1, 0, Choice::Newest).holds());
}

#[test]
fn a_slot_that_was_taken_over_counts_and_is_given_back() {
	let mut scene = Scene::new(1);
	let slot = scene.slot(&[Moved::In(1_000, 0)], 0);
	scene.note(1, 0, NoteKind::TakenOver, slot, (300_000_000, 0));
	scene.slot(&[Moved::Outside(1_000, 0)], 0);
	let statement = scene.statement(1);
	assert!(statement.slots[0].taken_over && !statement.slots[1].taken_over);
	assert_eq!(statement.closing(), 0, "the account is where it was");
	assert_eq!(statement.bill(), -300_000_000, "and yet the member has to pay it");
	assert_eq!((statement.energy().used_outside, statement.saved()), (1_000, 0));
	assert!(scene.check(1, 0, Choice::Newest).holds());
}

#[test]
fn a_correction_is_compared_with_the_grid_at_the_tariff_of_its_slot() {
	let mut scene = Scene::new(1);
	let slot = scene.slot(&[Moved::In(1_000, 0)], 0);
	let correction = Correction { import: -40, export: 10, reason: CorrectionReason::LateValue };
	let leg = 40 * 300_000 + 10 * 80_000;
	let change =
		CorrectionRow { slot, version: 1, correction, leg, import_begin: 0, export_begin: 0 };
	let batch = scene.store.batch().expect("writable");
	batch.put_correction(meter(1), &change).expect("writable");
	batch.commit().expect("writable");
	let amount = i64::try_from(leg).expect("small");
	scene.note(1, 0, NoteKind::Correction, slot, (amount, amount - 300_000_000));
	let statement = scene.statement(1);
	assert_eq!((statement.corrected[0].made, statement.corrected[0].used), (10, -40));
	assert_eq!(statement.grid_alone(), -300_000_000 + leg);
	assert_eq!(statement.saved(), 0);
}

#[test]
fn credits_without_energy_of_their_own_save_nothing() {
	let mut scene = Scene::new(1);
	let slot = scene.slot(&[Moved::Late(500, 0)], 0);
	let late = scene.statement(1);
	assert_eq!((late.bill(), late.saved()), (0, 0), "nobody billed it here");
	scene.note(1, 0, NoteKind::CreditPaid, slot, (70, 70));
	// A gap that was spread over its slots.
	scene.note(1, 0, NoteKind::Correction, slot, (30, 100));
	let paid = scene.statement(1);
	assert_eq!((paid.bill(), paid.grid_alone(), paid.saved()), (100, 100, 0));
}

#[test]
fn what_planning_brought_counts_and_a_deposit_does_not() {
	let mut scene = Scene::new(1);
	let slot = scene.slot(&[Moved::In(100, 0)], 0);
	let leg = -100 * 300_000;
	scene.note(1, 0, NoteKind::Plan, slot, (500, leg + 500));
	scene.note(1, 0, NoteKind::Deviation, slot, (-200, leg + 300));
	scene.note(1, 0, NoteKind::DeviceDeposit, slot, (-7, leg + 293));
	let statement = scene.statement(1);
	assert_eq!((statement.bill(), statement.saved()), (i128::from(leg) + 300, 300));
	assert_eq!(statement.closing(), i128::from(leg) + 293);
}

#[test]
fn two_owners_have_two_statements() {
	let mut scene = Scene::new(1);
	let moved = [Moved::In(100, 0)];
	scene.note(1, 0, NoteKind::Deposit, FIRST, (40_000_000, 40_000_000));
	scene.slot(&moved, 0);
	scene.sell(1, 1);
	scene.slot(&moved, 0);
	scene.note(1, 1, NoteKind::Deposit, FIRST + 1, (70_000_000, 70_000_000));
	scene.slot(&moved, 0);
	scene.note(1, 0, NoteKind::Withdrawal, FIRST + 2, (-9_000_000, 1_000_000));
	let notes = [
		note(NoteKind::Deposit, FIRST, 40_000_000),
		note(NoteKind::Withdrawal, FIRST + 2, -9_000_000),
	];
	let rows = [
		row(1, 0, (0, 1_000_000), &notes),
		row(1, 1, (0, 10_000_000), &[note(NoteKind::Deposit, FIRST + 1, 70_000_000)]),
	];
	scene.close(0, FIRST, &rows);
	let (old, new) = (scene.read(1, 0, Choice::Newest), scene.read(1, 1, Choice::Newest));
	assert_eq!((old.statement.slots.len(), new.statement.slots.len()), (1, 2));
	assert_eq!((old.statement.notes.len(), new.statement.notes.len()), (2, 1));
	assert_eq!((old.statement.closing(), new.statement.closing()), (1_000_000, 10_000_000));
	for epoch in [0, 1] {
		let proof = scene.check(1, epoch, Choice::Newest);
		assert!(proof.holds(), "{:?}", proof.differences);
	}
}

#[test]
fn a_period_with_nothing_says_so() {
	let mut scene = Scene::new(2);
	scene.slot(&[Moved::Silent, Moved::In(5, 0)], 0);
	scene.close(0, FIRST, &[]);
	let found = scene.read(1, 0, Choice::Period(0));
	assert_eq!((found.statement.closing(), found.statement.bill()), (0, 0));
	assert!(check(&found).holds());
	let empty = scene.read(1, 0, Choice::Period(1));
	assert_eq!((empty.slots.is_empty(), empty.statement.slots.len()), (true, 0));
	assert_eq!(empty.statement.extremes(), None);
	// A period that the chain says did nothing to an account that paid.
	let paid = scene.check(2, 0, Choice::Period(0));
	assert!(paid.differences[0].starts_with("closing balance: -1500000 nano"), "{paid:?}");
}

#[test]
fn some_slots_are_no_bill_and_begin_where_the_others_end() {
	let (scene, [first, second, third]) = scene();
	let part = scene.read(1, 0, Choice::Slots(second, third));
	assert_eq!((part.slots.clone(), part.span.clone()), (second..third + 1, Span::Excerpt));
	let whole = scene.read(1, 0, Choice::Slots(first, third));
	assert_eq!(whole.statement.closing(), part.statement.closing());
	assert_eq!(part.statement.opening, scene.read(1, 0, Choice::Period(1)).statement.opening);
	assert_eq!(part.statement.notes.len(), 3);
	let refused = |first, last| {
		let account = MemberAccount { meter: meter(1), epoch: 0 };
		read(&scene.store, account, Choice::Slots(first, last)).expect_err("not there")
	};
	for (from, to) in [(first - 1, third), (first, third + 1), (third, first), (0, Slot::MAX)] {
		assert!(matches!(refused(from, to), Error::Usage(_)), "{from} to {to}");
	}
}

#[test]
fn what_does_not_exist_is_refused_in_words() {
	let (scene, _) = scene();
	let refused = |index, epoch, period| {
		let account = MemberAccount { meter: meter(index), epoch };
		let error = read(&scene.store, account, Choice::Period(period)).expect_err("not there");
		assert_eq!(error.code(), 2);
		error.to_string()
	};
	assert_eq!(refused(1, 0, 3), "period 3 has not begun: the running one is 2");
	assert!(refused(1, 1, 0).contains("no owner 1: the last one is number 0"));
	assert!(refused(0, 0, 0).contains("no connection point"), "the feeder");
	assert!(refused(9, 0, 0).contains("has no meter 9"));
}
