// SPDX-License-Identifier: Apache-2.0
//! The month, from closed statements to a debt that is given up.

use super::{
	answers::{notice, status, Entry as Answer},
	*,
};
use crate::bank::{
	compare::{compare, BankSide, Comparison},
	ledger::Payee,
	select::Missing,
};
use bank_core::{write_off, LineState};
use commonwatt_iso20022::sent::{Kind, Sent};

fn agree(world: &World) -> Comparison {
	let mut bank = BankSide::default();
	for file in &world.known().imported {
		bank.add(0, file);
	}
	compare(&world.ledger, &world.totals, &bank)
}

fn state(world: &World, id: StatementId) -> (LineState, u32) {
	let line = world.ledger.lines[&id].line;
	(line.state, line.attempt)
}

/// The bank collected both debts and paid the credit.
fn first_booked() -> String {
	notice(&[
		Answer { amount: "12.30", name: "CW0-E4-2-0", reference: "1", ..Answer::default() }.xml(),
		Answer {
			amount: "345.67",
			name: "CW0-E5-2-0",
			instruction: &told(id(5, 0), 1),
			reference: "2",
			..Answer::default()
		}
		.xml(),
		Answer {
			side: "DBIT",
			amount: "500.00",
			name: "CW0-E7-2-0",
			reference: "3",
			..Answer::default()
		}
		.xml(),
	])
}

/// The debit came back after seven weeks, with a fee; the credit's account was closed.
fn came_back() -> String {
	notice(&[
		Answer {
			side: "DBIT",
			amount: "14.80",
			asked: Some("12.30"),
			name: "CW0-E4-2-0",
			reason: Some("MD06"),
			..Answer::default()
		}
		.xml(),
		Answer { amount: "500.00", name: "CW0-E7-2-0", reason: Some("AC04"), ..Answer::default() }
			.xml(),
	])
}

/// After the first export: three debits and a credit, in two files.
fn handed_over() -> (World, Vec<(String, String)>) {
	let mut world = World::default();
	let files = world.hand_over(false);
	world.written(&files);
	(world, files)
}

#[test]
fn what_is_due_is_handed_over_and_who_lacks_an_account_is_named() {
	let selection = select(&closed(), &Ledger::default(), &table(), false);
	assert_eq!(selection.ids, [id(4, 0), id(5, 0), id(5, 1), id(7, 0)]);
	let account = id(9, 0).account;
	assert_eq!(selection.missing, [Missing { account, reason: "no line in the table" }]);

	let (_, files) = handed_over();
	let sent: Vec<Sent> = files
		.iter()
		.map(|(_, text)| Sent::read(text.as_bytes(), &Limits::default()).expect("our own file"))
		.collect();
	let [credits, debits] = sent.as_slice() else { panic!("two files") };
	assert_eq!((credits.kind, credits.sum()), (Kind::CreditTransfers, Cents::new(50_000)));
	assert_eq!((debits.kind, debits.sum()), (Kind::DirectDebits, Cents::new(35_807)));
	let names: Vec<_> = debits.payments.iter().map(|p| p.end_to_end.as_str()).collect();
	assert_eq!(names, ["CW0-E4-2-0", "CW0-E5-2-0", "CW0-E5-2-1"]);
	assert_eq!(
		debits.payments[0].group,
		format!("{}-F", debits.message),
		"the first of its mandate"
	);
	assert_eq!(debits.payments[1].group, format!("{}-R", debits.message));
}

#[test]
fn a_crash_at_any_step_ends_in_the_same_files() {
	let (_, expected) = handed_over();
	// Exported on chain, and then: before anything is begun; with files begun; with one on disk.
	for step in 0..3 {
		let mut world = World::default();
		let ids = select(&closed(), &world.ledger, &table(), false).ids;
		let names = ids.iter().map(|id| end_to_end_id(*id)).collect();
		world.entries.push(Entry::Handed { ids: names });
		world.export(&ids);
		if step > 0 {
			let files = world.write_files(1_795_443_303).expect("files");
			world.written(&files[..step - 1]);
		}
		assert!(select(&closed(), &world.ledger, &table(), false).ids.is_empty());
		// The next run comes later; what was begun keeps its time.
		let later = if step == 0 { 1_795_443_303 } else { 1_795_999_999 };
		let files = world.write_files(later).expect("files");
		assert_eq!(files, expected[step.saturating_sub(1)..], "step {step}");
		world.written(&files);
		assert!(world.write_files(later).expect("files").is_empty(), "nothing twice");
	}
}

#[test]
fn payments_that_no_journal_knows_are_not_written_again() {
	let (world, files) = handed_over();
	let mut lost = World { ledger: world.ledger.clone(), ..World::default() };
	let error = lost.write_files(0).expect_err("they may be at the bank");
	assert_eq!(error.code(), 2);
	assert!(error.to_string().contains("--adopt"), "{error}");
	let period = (&GENESIS, NETWORK, PERIOD);
	let known = Known::default();
	let adopted = begin(period, (&lost.ledger, &known, &table()), (&days(), 0), true);
	let adopted: Vec<_> =
		adopted.expect("asked for").files.into_iter().map(|begun| begun.message).collect();
	let before: Vec<_> = files.into_iter().map(|(message, _)| message).collect();
	assert_eq!(adopted, before, "the bank refuses them if it has them");
}

#[test]
fn a_month_of_failures_ends_with_chain_and_bank_in_agreement() {
	let (mut world, files) = handed_over();
	let debits = files[1].0.clone();

	// The bank rejects one debit and takes the others.
	let rejected = status(
		&debits,
		&[(id(4, 0), &told(id(4, 0), 1), "ACCP"), (id(5, 1), &told(id(5, 1), 1), "RJCT")],
	);
	let plan = world.import(&[&rejected]).expect("a status");
	assert_eq!((plan.actions.len(), plan.waiting), (1, 2));
	assert_eq!(state(&world, id(5, 1)), (LineState::Failed, 1));

	// It books; the same files come again, together and in another order.
	assert_eq!(world.import(&[&first_booked()]).expect("bookings").actions.len(), 3);
	let before = world.ledger.clone();
	let again = world.import(&[&first_booked(), &rejected]).expect("the same again");
	assert_eq!((again.actions.len(), again.already), (0, 4));
	assert_eq!(world.ledger, before);

	// Seven weeks later a debit comes back with a fee, and the credit.
	let back = world.import(&[&came_back()]).expect("returns");
	assert_eq!(back.actions.len(), 2);
	assert_eq!(back.said[0].1.charges, Cents::new(250));
	assert_eq!(state(&world, id(4, 0)), (LineState::Returned, 1));
	assert_eq!(state(&world, id(7, 0)), (LineState::Returned, 1));

	// What failed is tried again on demand; the old status says nothing of the new attempt.
	assert_eq!(select(&closed(), &world.ledger, &table(), false).waiting.len(), 3);
	let ids = select(&closed(), &world.ledger, &table(), true).ids;
	assert_eq!(ids, [id(4, 0), id(5, 1), id(7, 0)]);
	world.entries.push(Entry::Handed { ids: vec![end_to_end_id(id(5, 1))] });
	world.export(&[id(5, 1)]);
	let second = world.write_files(1_795_999_999).expect("a file");
	assert!(second.len() == 1 && second[0].0.starts_with("CW0E2-D2-"), "{}", second[0].0);
	world.written(&second);
	assert_eq!(world.import(&[&rejected]).expect("old").actions, []);
	assert_eq!(state(&world, id(5, 1)), (LineState::Exported, 2));
	let collected = notice(&[Answer {
		amount: "0.10",
		name: "CW0-E5-2-1",
		instruction: &told(id(5, 1), 2),
		..Answer::default()
	}
	.xml()]);
	assert_eq!(world.import(&[&collected]).expect("booked").actions.len(), 1);

	// A household pays ahead; the guarantor gives the returned debt up.
	let deposit = notice(&[Answer {
		amount: "25.00",
		text: "ahead CW0-E7-0",
		reference: "D1",
		..Answer::default()
	}
	.xml()]);
	assert_eq!(world.import(&[&deposit]).expect("a deposit").actions.len(), 1);
	assert_eq!(world.import(&[&deposit]).expect("again").actions, []);
	let next = write_off(&world.ledger.lines[&id(4, 0)].line).expect("possible").expect("new");
	world.go_on(id(4, 0), next);
	let old = world.import(&[&came_back(), &first_booked(), &deposit]).expect("old files");
	assert_eq!((old.actions.len(), old.already), (0, 6));

	let comparison = agree(&world);
	assert_eq!(comparison.differences, Vec::<String>::new());
	let sums: Vec<_> = comparison.rows.iter().map(|row| (row.what, row.bank)).collect();
	assert_eq!(
		sums,
		[
			("collected", 35_807),
			("deposits", 2_500),
			("paid out", 50_000),
			("debits returned", 1_230),
			("credits returned", 50_000),
			("at the bank", 37_077),
		]
	);
	assert_eq!(comparison.charges, 250);
}

#[test]
fn what_chain_and_bank_tell_differently_is_named() {
	let (mut world, _) = handed_over();
	world.import(&[&first_booked()]).expect("bookings");
	assert!(agree(&world).differences.is_empty());

	// The bank booked what nobody told the chain.
	let told_chain = world.entries.clone();
	let mut silent =
		World { ledger: world.ledger.clone(), totals: world.totals, entries: told_chain };
	let back = notice(&[Answer {
		side: "DBIT",
		amount: "345.67",
		name: "CW0-E5-2-0",
		reason: Some("MD06"),
		..Answer::default()
	}
	.xml()]);
	let (ledger, totals) = (silent.ledger.clone(), silent.totals);
	silent.import(&[&back]).expect("a return");
	(silent.ledger, silent.totals) = (ledger, totals);
	assert_eq!(
		agree(&silent).differences,
		["CW0-E5-2-0, attempt 1, debit returned: chain nothing, bank 345.67 EUR"]
	);

	// The chain booked what the bank never told, and a total that is not that of the lines.
	let mut alone =
		World { ledger: world.ledger.clone(), totals: world.totals, ..World::default() };
	alone.totals.deposited += cents(1);
	let differences = agree(&alone).differences;
	assert_eq!(differences.len(), 4, "{differences:?}");
	assert_eq!(differences[0], {
		"CW0-E4-2-0, attempt 1, collected: chain 12.30 EUR, bank nothing"
	});
	assert_eq!(differences[3], {
		"on chain, deposits: the total is 0.01 EUR, and the lines make 0.00 EUR"
	});
}

#[test]
fn a_claim_of_the_banks_is_no_difference() {
	let (mut world, _) = handed_over();
	world.import(&[&first_booked()]).expect("bookings");
	world.import(&[&came_back()]).expect("returns");
	// The guarantor could pay only a part of the returned debit.
	world.totals.debits_returned -= cents(1_000);
	world.totals.claim += cents(1_000);
	let comparison = agree(&world);
	assert_eq!((comparison.differences.len(), comparison.claim), (0, 1_000));
}

#[test]
fn deposits_go_to_members_and_to_the_guarantor() {
	let mut world = World::default();
	let file = notice(&[
		Answer { amount: "10.00", name: "cw0-e4-0", reference: "1", ..Answer::default() }.xml(),
		Answer { amount: "99.99", text: "CW0-B", reference: "2", ..Answer::default() }.xml(),
		Answer { amount: "5.00", text: "rent", reference: "3", ..Answer::default() }.xml(),
		Answer { side: "DBIT", amount: "3.00", text: "fee CW0-B", ..Answer::default() }.xml(),
	]);
	let plan = world.import(&[&file]).expect("deposits");
	let told: Vec<_> = plan
		.actions
		.iter()
		.map(|action| match action {
			Action::Deposit { payee, amount, .. } => (*payee, *amount),
			Action::Book { .. } => panic!("no payment"),
		})
		.collect();
	let member = Payee::Member(id(4, 0).account);
	assert_eq!(told, [(member, cents(1_000)), (Payee::Guarantor(0), cents(9_999))]);
	let others: Vec<_> = plan.said[0].1.others.iter().map(|(_, text)| text.as_str()).collect();
	assert_eq!(others, ["+5.00 EUR rent", "-3.00 EUR fee CW0-B"]);
}
