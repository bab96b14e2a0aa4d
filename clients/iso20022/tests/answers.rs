// SPDX-License-Identifier: Apache-2.0
//! What banks answer and book: files of common versions are read, altered ones are refused.

use commonwatt_iso20022::{
	booking::{Booking, BookingReport},
	status::{Status, StatusReport},
	Cents, Day, Limits,
};

const REJECTED: &str = include_str!("files/pain.002.001.03-rejected.xml");
const MIXED: &str = include_str!("files/pain.002.001.12-mixed.xml");
const BATCH: &str = include_str!("files/camt.054.001.02-batch.xml");
const RETURN: &str = include_str!("files/camt.054.001.08-return.xml");
const DAY: &str = include_str!("files/camt.053.001.08-day.xml");

fn status(file: &str) -> Result<StatusReport, String> {
	StatusReport::read(file.as_bytes(), &Limits::default()).map_err(|fault| fault.to_string())
}

fn bookings(file: &str) -> Result<BookingReport, String> {
	BookingReport::read(file.as_bytes(), &Limits::default()).map_err(|fault| fault.to_string())
}

/// The reason why `file` is refused once `from` stands as `to` in it.
fn altered(file: &str, from: &str, to: &str) -> String {
	assert!(file.contains(from), "{from}");
	let altered = file.replacen(from, to, 1);
	let refused = match file.contains("CstmrPmtStsRpt") {
		true => status(&altered).map(drop),
		false => bookings(&altered).map(drop),
	};
	let reason = refused.expect_err(to);
	reason.split_once(", ").map_or(reason.clone(), |(_, reason)| reason.to_owned())
}

#[test]
fn a_rejected_file_is_rejected_as_a_whole() {
	let report = status(REJECTED).expect("a status");
	assert_eq!(report.original, "CW0E2-D1-9F3A0B2C44");
	assert_eq!(report.original_kind, "pain.008.001.02");
	assert_eq!((report.original_count, report.original_sum.map(Cents::get)), {
		(Some(3), Some(100_000_001_230))
	});
	assert_eq!(report.status, Some(Status::Rejected));
	assert_eq!(report.reasons, ["DT01", "Collection date too early"]);
	assert!(report.groups.is_empty() && report.payments.is_empty());
}

#[test]
fn payments_have_their_own_status_or_that_of_their_group() {
	let report = status(MIXED).expect("a status");
	let told: Vec<_> = report
		.payments
		.iter()
		.map(|p| (p.end_to_end.as_deref(), p.instruction.as_deref(), p.status))
		.collect();
	assert_eq!(
		told,
		[
			(Some("CW0-E4-2-0"), Some("1-CW0-E4-2-0"), Status::Booked),
			(Some("CW0-E5-2-0"), Some("1-CW0-E5-2-0"), Status::Booked),
			(Some("CW0-E6-2-1"), Some("1-CW0-E6-2-1"), Status::Rejected),
		]
	);
	assert_eq!(report.payments[2].reasons, ["AC04"]);
	assert_eq!(report.payments[2].amount, Some(Cents::new(1)));
	assert_eq!(report.status, Some(Status::Partial));
}

#[test]
fn a_status_that_does_not_add_up_is_refused() {
	let counted = "<DtldNbOfTxs>1</DtldNbOfTxs>";
	assert_eq!(
		altered(MIXED, counted, "<DtldNbOfTxs>2</DtldNbOfTxs>"),
		"NbOfTxsPerSts/DtldNbOfTxs: it says 2, and there are 1"
	);
	assert_eq!(
		altered(MIXED, "<DtldCtrlSum>0.01<", "<DtldCtrlSum>0.02<"),
		"NbOfTxsPerSts/DtldCtrlSum: it says 0.02 EUR, and the sum is 0.01 EUR"
	);
	assert_eq!(altered(MIXED, ">RJCT</TxSts>", ">XXXX</TxSts>"), {
		"TxInfAndSts/TxSts: `XXXX` is no status"
	});
	assert_eq!(altered(MIXED, "Ccy=\"EUR\"", "Ccy=\"SEK\""), {
		"Amt/InstdAmt: the currency is SEK, not EUR"
	});
	assert_eq!(altered(REJECTED, ">3<", ">three<"), {
		"OrgnlGrpInfAndSts/OrgnlNbOfTxs: `three` is no number"
	});
	assert_eq!(altered(REJECTED, "pain.002", "pain.003"), "Document: no pain.002");
	let twice = "<GrpSts>RJCT</GrpSts><GrpSts>ACSC</GrpSts>";
	assert_eq!(altered(REJECTED, "<GrpSts>RJCT</GrpSts>", twice), {
		"OrgnlGrpInfAndSts/GrpSts: occurs twice where once is allowed"
	});
}

#[test]
fn a_batch_is_told_payment_by_payment() {
	let report = bookings(BATCH).expect("bookings");
	let told: Vec<_> = report
		.bookings
		.iter()
		.map(|b| (b.end_to_end.as_deref(), b.amount.get(), b.reference.as_deref()))
		.collect();
	assert_eq!(
		told,
		[
			(Some("CW0-E5-2-0"), 1_230, None),
			(Some("CW0-E6-2-1"), 3_270, None),
			(None, 2_500, Some("2026120700000002")),
		]
	);
	assert!(report.bookings.iter().all(|booking| booking.is_credit && !booking.is_return));
	assert_eq!(report.bookings[1].instruction.as_deref(), Some("1-CW0-E6-2-1"));
	assert_eq!(report.bookings[2].text, "prepaid CW0-E4-0 thanks");
	assert_eq!(report.bookings[2].day, Day::parse("2026-12-07"));
}

#[test]
fn a_return_tells_its_reason_and_keeps_charges_apart() {
	let report = bookings(RETURN).expect("bookings");
	let [debit, credit] = report.bookings.as_slice() else { panic!("two") };
	assert_eq!((debit.amount.get(), debit.charges.get(), debit.is_credit), (1_230, 250, false));
	assert_eq!((debit.is_return, debit.return_reason.as_deref()), (true, Some("MD06")));
	assert_eq!((credit.amount.get(), credit.charges.get(), credit.is_credit), (123_400, 0, true));
	assert_eq!((credit.is_return, credit.reference.as_deref()), (true, Some("2027012500000002")));
	assert_eq!(report.waiting, 1, "what is only announced");
}

#[test]
fn an_entry_without_details_is_a_sum_of_its_group() {
	let report = bookings(DAY).expect("bookings");
	let [Booking { group, batch, amount, is_credit, .. }] = report.bookings.as_slice() else {
		panic!("one")
	};
	assert_eq!(group.as_deref(), Some("CW0E2-C1-0A1B2C3D4E-C"));
	assert_eq!((*batch, amount.get(), *is_credit), (Some(2), 123_456, false));
}

#[test]
fn bookings_that_do_not_add_up_are_refused() {
	assert_eq!(altered(BATCH, ">12.30<", ">12.31<"), {
		"Btch/TtlAmt: it says 45.00 EUR, and the sum is 45.01 EUR"
	});
	assert_eq!(altered(BATCH, "<NbOfTxs>2<", "<NbOfTxs>3<"), {
		"Btch/NbOfTxs: it says 3, and there are 2"
	});
	assert_eq!(altered(BATCH, "<Sum>70.00<", "<Sum>70.01<"), {
		"TtlNtries/Sum: it says 70.01 EUR, and the sum is 70.00 EUR"
	});
	assert_eq!(altered(BATCH, "<NbOfNtries>2<", "<NbOfNtries>1<"), {
		"TtlNtries/NbOfNtries: it says 1, and there are 2"
	});
	assert_eq!(altered(RETURN, ">2.50<", ">2.49<"), {
		"Ntfctn/Ntry: it is 14.80 EUR, and its payments are 12.30 EUR"
	});
	assert_eq!(altered(RETURN, ">14.80<", ">12.29<"), {
		"Ntfctn/Ntry: it is 12.29 EUR, and its payments are 12.30 EUR"
	});
	assert_eq!(altered(DAY, ">1134.56<", ">1134.55<"), {
		"Stmt/Bal: opening balance and entries don't make the closing balance"
	});
	assert_eq!(altered(DAY, ">DBIT<", ">CRDT<"), {
		"Stmt/Bal: opening balance and entries don't make the closing balance"
	});
}

#[test]
fn what_is_not_in_euros_or_in_form_is_refused() {
	assert_eq!(altered(BATCH, "<Ccy>EUR<", "<Ccy>CHF<"), {
		"Acct/Ccy: the account is in CHF, not in EUR"
	});
	assert_eq!(altered(RETURN, "Ccy=\"EUR\">14.80", "Ccy=\"USD\">14.80"), {
		"Ntry/Amt: the currency is USD, not EUR"
	});
	assert_eq!(altered(RETURN, ">14.80<", ">-14.80<"), {
		"Ntry/Amt: `-14.80`: not an amount such as 12.30"
	});
	assert_eq!(altered(RETURN, ">14.80<", ">14.801<"), "Ntry/Amt: `14.801`: parts of a cent");
	assert_eq!(altered(RETURN, ">DBIT<", ">DEBT<"), {
		"Ntry/CdtDbtInd: `DEBT` is neither CRDT nor DBIT"
	});
	assert_eq!(altered(RETURN, "2027-01-25</Dt>", "2027-02-30</Dt>"), {
		"Ntry/BookgDt: `2027-02-30` is no day"
	});
	assert_eq!(altered(RETURN, "camt.054", "camt.052"), {
		"Document: neither a camt.053 nor a camt.054"
	});
	for length in [0, 100, RETURN.len() / 2, RETURN.len() - 20] {
		assert!(bookings(&RETURN[..length]).is_err(), "cut off at {length}");
	}
}
