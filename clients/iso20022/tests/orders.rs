// SPDX-License-Identifier: Apache-2.0
//! Orders: written the same way every time, read back as they were meant, refused where a bank would.

mod support;

use commonwatt_iso20022::{
	debit::Sequence,
	initiation::{Edition, Refusal},
	sent::{Kind, Sent},
	Cents, Limits,
};
use support::{debits, id, transfers};

const EDITIONS: [Edition; 2] = [Edition::Of2009, Edition::Of2019];

#[test]
fn the_same_order_gives_the_same_bytes() {
	for edition in EDITIONS {
		assert_eq!(debits().write(edition), debits().write(edition));
		assert_eq!(transfers().write(edition), transfers().write(edition));
	}
	assert_ne!(debits().write(Edition::Of2009), debits().write(Edition::Of2019));
}

#[test]
fn debits_are_read_back_as_they_were_meant() {
	for edition in EDITIONS {
		let file = debits().write(edition).expect("an order");
		let sent = Sent::read(file.as_bytes(), &Limits::default()).expect("our own file");
		assert_eq!((sent.kind, sent.message.as_str()), (Kind::DirectDebits, "CW0E2-D1-9F3A0B2C44"));
		assert_eq!(sent.created, "2026-11-23T14:15:03Z");
		let told: Vec<_> = sent
			.payments
			.iter()
			.map(|p| (p.group.as_str(), p.end_to_end.as_str(), p.amount.get(), p.iban.as_str()))
			.collect();
		assert_eq!(
			told,
			[
				("CW0E2-D1-9F3A0B2C44-F", "CW0-E4-2-0", 1_230, "DE89370400440532013000"),
				("CW0E2-D1-9F3A0B2C44-R", "CW0-E5-2-0", 99_999_999_999, "AT611904300234573201"),
				("CW0E2-D1-9F3A0B2C44-R", "CW0-E6-2-1", 1, "NL91ABNA0417164300"),
			]
		);
		assert_eq!(sent.payments[0].instruction.as_deref(), Some("1-CW0-E4-2-0"));
		assert_eq!(sent.sum().to_string(), "1000000012.30");
	}
}

#[test]
fn transfers_are_read_back_as_they_were_meant() {
	for edition in EDITIONS {
		let file = transfers().write(edition).expect("an order");
		let sent = Sent::read(file.as_bytes(), &Limits::default()).expect("our own file");
		assert_eq!((sent.kind, sent.payments.len()), (Kind::CreditTransfers, 2));
		assert_eq!(sent.sum(), Cents::new(123_456));
	}
}

#[test]
fn a_bank_takes_no_empty_twice_told_or_boundless_order() {
	let edition = Edition::default();
	let mut order = debits();
	order.groups[0].debits.clear();
	assert_eq!(order.write(edition), Err(Refusal::Empty));
	order.groups.clear();
	assert_eq!(order.write(edition), Err(Refusal::Empty));
	let mut order = debits();
	order.groups[1].debits[1].end_to_end = id("CW0-E4-2-0");
	assert_eq!(order.write(edition), Err(Refusal::Twice("CW0-E4-2-0".into())));
	let mut order = debits();
	order.groups[1].id = order.groups[0].id.clone();
	assert_eq!(order.write(edition), Err(Refusal::Twice("CW0E2-D1-9F3A0B2C44-F".into())));
	for amount in [0, 100_000_000_000] {
		let mut order = transfers();
		order.transfers[0].amount = Cents::new(amount);
		assert_eq!(order.write(edition), Err(Refusal::Amount("CW0-E7-2-0".into())));
	}
	let mut order = transfers();
	order.transfers.clear();
	assert_eq!(order.write(edition), Err(Refusal::Empty));
}

#[test]
fn a_changed_order_is_not_read() {
	let file = debits().write(Edition::default()).expect("an order");
	let refused = |from: &str, to: &str| {
		assert!(file.contains(from), "{from}");
		let changed = file.replacen(from, to, 1);
		Sent::read(changed.as_bytes(), &Limits::default()).expect_err(to).reason
	};
	assert_eq!(refused(">12.30<", ">12.31<"), "it says 12.31 EUR, and the sum is 12.30 EUR");
	assert_eq!(refused(">1000000012.30<", ">12.30<").get(..8), Some("it says "));
	assert_eq!(refused("<NbOfTxs>3<", "<NbOfTxs>2<"), "it says 2, and there are 3");
	assert_eq!(refused("Ccy=\"EUR\"", "Ccy=\"USD\""), "the currency is USD, not EUR");
	assert_eq!(refused(" Ccy=\"EUR\"", ""), "the currency is missing");
	assert_eq!(refused("pain.008.001.08", "pain.009.001.01"), "neither a pain.001 nor a pain.008");
	assert_eq!(refused("<EndToEndId>CW0-E4-2-0</EndToEndId>", ""), {
		"<PmtId/EndToEndId> is missing or empty"
	});
}

#[test]
fn sequence_types_have_codes() {
	for sequence in Sequence::ALL {
		assert_eq!(Sequence::parse(sequence.code()), Some(sequence));
	}
	assert_eq!(Sequence::parse("FNAL"), None);
}
