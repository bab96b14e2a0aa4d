// SPDX-License-Identifier: Apache-2.0
//! Files that say what can't be: nothing of them is booked.

use super::{
	answers::{notice, status, whole, Entry as Answer},
	*,
};

fn world() -> (World, String, String) {
	let mut world = World::default();
	let files = world.hand_over(false);
	world.written(&files);
	(world, files[0].0.clone(), files[1].0.clone())
}

/// Why a file is refused; nothing has changed then.
fn refused(world: &mut World, file: &str) -> String {
	let before = world.ledger.clone();
	let error = world.import(&[file]).expect_err("refused");
	assert_eq!(error.code(), 2, "{error}");
	assert_eq!(world.ledger, before);
	error.to_string()
}

fn booked(amount: &str, name: &str) -> String {
	Answer { amount, name, ..Answer::default() }.xml()
}

#[test]
fn one_wrong_booking_refuses_the_whole_file() {
	let (mut world, ..) = world();
	let good = booked("12.30", "CW0-E4-2-0");
	for (wrong, reason) in [
		(booked("345.66", "CW0-E5-2-0"), "345.66 EUR, and attempt 1 is about 345.67 EUR"),
		(booked("1.00", "CW0-E77-2-0"), "this chain never handed such a payment to a bank"),
		(booked("1.00", "CW0-E9-2-0"), "this chain never handed such a payment to a bank"),
		(booked("1.00", "CW0-X9"), "`CW0-X9` is no payment of ours"),
		(
			booked("500.00", "CW0-E7-2-0"),
			"that attempt 1 came back, and on chain it waits for the bank",
		),
		(
			Answer {
				amount: "345.67",
				name: "CW0-E5-2-0",
				instruction: &told(id(5, 0), 2),
				..Answer::default()
			}
			.xml(),
			"attempt 2 was never handed to the bank",
		),
		(
			Answer { amount: "1.00", text: "CW0-E4-0 or CW0-E5-0", ..Answer::default() }.xml(),
			"is for several accounts",
		),
		(
			Answer { amount: "1.00", text: "CW0-E4-0", reference: "", ..Answer::default() }.xml(),
			"without the bank's own reference",
		),
	] {
		let told = refused(&mut world, &notice(&[good.clone(), wrong]));
		assert!(told.starts_with("0.xml:1: ") && told.contains(reason), "{told}");
	}
	assert_eq!(world.import(&[&notice(&[good])]).expect("it is good").actions.len(), 1);
}

#[test]
fn another_deposit_under_the_same_reference_is_refused() {
	let (mut world, ..) = world();
	let deposit = |amount, text| Answer { amount, text, ..Answer::default() }.xml();
	let first = notice(&[deposit("10.00", "CW0-E4-0")]);
	assert_eq!(world.import(&[&first]).expect("a deposit").actions.len(), 1);
	for other in [deposit("10.01", "CW0-E4-0"), deposit("10.00", "CW0-E5-0")] {
		let told = refused(&mut world, &notice(&[other]));
		assert!(told.contains("stands for another deposit already, of 10.00 EUR"), "{told}");
	}
}

#[test]
fn a_status_against_what_is_booked_is_refused() {
	let (mut world, _, debits) = world();
	world.import(&[&notice(&[booked("12.30", "CW0-E4-2-0")])]).expect("booked");
	let told = refused(&mut world, &status(&debits, &[(id(4, 0), "", "RJCT")]));
	assert_eq!(told, {
		"0.xml:1: CW0-E4-2-0: the file says that attempt 1 was rejected, and on chain it is booked"
	});
	let told = refused(&mut world, &status(&debits, &[(id(4, 0), "", "PART")]));
	assert!(told.contains("one payment can't be PART"), "{told}");
	let foreign = status(&debits, &[(id(4, 0), "", "ACCP")]).replace("CW0-E4-2-0", "INVOICE 7");
	assert!(refused(&mut world, &foreign).contains("`INVOICE 7` is no payment of ours"));
}

#[test]
fn a_file_rejected_as_a_whole_needs_the_journal() {
	let (mut world, _, debits) = world();
	let file = whole(&debits, "<OrgnlNbOfTxs>3</OrgnlNbOfTxs>", "RJCT");
	let mut lost = World { ledger: world.ledger.clone(), ..World::default() };
	assert!(refused(&mut lost, &file).contains("name its folder with --journal"));
	let plan = world.import(&[&file]).expect("the journal knows it");
	assert_eq!(plan.actions.len(), 3);
	assert!(plan.actions.iter().all(|action| {
		matches!(action, Action::Book { status: BankStatus::Failed, attempt: 1, .. })
	}));
	assert_eq!(world.import(&[&file]).expect("again").actions, []);
}

#[test]
fn a_status_about_another_file_than_was_written_is_refused() {
	let (mut world, _, debits) = world();
	for (found, reason) in [
		("<OrgnlNbOfTxs>4</OrgnlNbOfTxs>", "has 3 payments, and the bank found 4"),
		("<OrgnlCtrlSum>358.08</OrgnlCtrlSum>", "358.07 EUR, and the bank found 358.08 EUR"),
	] {
		let told = refused(&mut world, &whole(&debits, found, "RJCT"));
		assert!(told.contains(reason), "{told}");
	}
}

#[test]
fn a_batch_is_booked_by_the_journal_or_not_at_all() {
	let (mut world, credits, debits) = world();
	let entry = |group: &str, side: &str, amount: &str, count: u32| {
		notice(&[format!(
			"<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
			 <NtryDtls><Btch><PmtInfId>{group}</PmtInfId><NbOfTxs>{count}</NbOfTxs></Btch></NtryDtls>\
			 </Ntry>"
		)])
	};
	let recurrent = format!("{debits}-R");
	for file in [
		entry(&recurrent, "CRDT", "345.76", 2),
		entry(&recurrent, "CRDT", "345.77", 3),
		entry(&recurrent, "DBIT", "345.77", 2),
	] {
		assert!(refused(&mut world, &file).contains("this is not all of it"));
	}
	let mut lost = World { ledger: world.ledger.clone(), ..World::default() };
	let good = entry(&recurrent, "CRDT", "345.77", 2);
	assert!(refused(&mut lost, &good).contains("ask the bank for single bookings"));
	assert_eq!(world.import(&[&good]).expect("all of it").actions.len(), 2);
	let paid = entry(&format!("{credits}-C"), "DBIT", "500.00", 1);
	assert_eq!(world.import(&[&paid]).expect("all of it").actions.len(), 1);
}

#[test]
fn broken_and_hostile_files_are_refused_with_their_place() {
	let (mut world, ..) = world();
	let good = notice(&[booked("12.30", "CW0-E4-2-0")]);
	for (file, reason) in [
		(good.replace("Ccy=\"EUR\"", "Ccy=\"USD\""), "the currency is USD, not EUR"),
		(good.replace("</Document>", ""), "the file ends in the middle of <Document>"),
		(good[..good.len() - 40].to_owned(), "not closed"),
		(format!("<!DOCTYPE a [<!ENTITY x \"y\">]>{good}"), "a document type definition"),
		(good.replace("12.30", "&x;"), "the entity `&x;` is not allowed"),
		(good.replace("camt.054", "camt.052"), "neither a camt.053 nor a camt.054"),
		("".into(), "the file is empty"),
	] {
		let told = refused(&mut world, &file);
		assert!(told.starts_with("0.xml:1: column ") && told.contains(reason), "{told}");
	}
	let limits = Limits { bytes: 100, ..Limits::default() };
	let error = BankFile::parse("a.xml", good.as_bytes(), &limits).map(drop).expect_err("huge");
	assert!(error.to_string().contains("at most 100 are read"), "{error}");
}
