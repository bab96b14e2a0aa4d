// SPDX-License-Identifier: Apache-2.0
//! Orders to try things with.

use commonwatt_iso20022::{
	debit::{Debit, DebitGroup, DirectDebits, Mandate, Sequence},
	initiation::{Header, Party},
	transfer::{CreditTransfers, Transfer},
	Bic, Cents, CreditorId, Day, Iban, Text,
};

/// An identification.
pub fn id(text: &str) -> Text<35> {
	Text::new(text).expect("an id")
}

fn party(name: &str, iban: &str, bic: Option<&str>) -> Party {
	Party {
		name: Text::plain(name).expect("a name"),
		iban: Iban::parse(iban).expect("an IBAN"),
		bic: bic.map(|bic| Bic::parse(bic).expect("a BIC")),
	}
}

fn day(text: &str) -> Day {
	Day::parse(text).expect("a day")
}

fn header(message: &str) -> Header {
	let initiator = Text::plain("Gemeinde Süd & Co").expect("a name");
	Header { message: id(message), created_s: 1_795_443_303, initiator }
}

fn community() -> Party {
	party("Gemeinde Süd & Co", "DE02120300000000202051", Some("BYLADEM1001"))
}

fn debit(end_to_end: &str, cents: u64, debtor: Party) -> Debit {
	Debit {
		instruction: id(&format!("1-{end_to_end}")),
		end_to_end: id(end_to_end),
		amount: Cents::new(cents),
		mandate: Mandate { id: id(&format!("M-{end_to_end}")), signed: day("2026-10-05") },
		debtor,
		remittance: Text::plain(&format!("Energy, statement {end_to_end}")).expect("a text"),
	}
}

/// A file of three debits in two groups.
pub fn debits() -> DirectDebits {
	let group = |id_: &str, sequence, debits| DebitGroup {
		id: id(id_),
		sequence,
		collect_on: day("2026-12-07"),
		debits,
	};
	let mueller = party("Jürgen Müller", "DE89 3704 0044 0532 0130 00", None);
	let oneill = party("Mary O'Neill", "AT61 1904 3002 3457 3201", Some("OPSKATWW"));
	let smit = party("A. Smit", "NL91 ABNA 0417 1643 00", None);
	DirectDebits {
		header: header("CW0E2-D1-9F3A0B2C44"),
		creditor: community(),
		creditor_id: CreditorId::parse("DE98ZZZ09999999999").expect("an id"),
		groups: vec![
			group(
				"CW0E2-D1-9F3A0B2C44-F",
				Sequence::First,
				vec![debit("CW0-E4-2-0", 1_230, mueller)],
			),
			group(
				"CW0E2-D1-9F3A0B2C44-R",
				Sequence::Recurrent,
				vec![debit("CW0-E5-2-0", 99_999_999_999, oneill), debit("CW0-E6-2-1", 1, smit)],
			),
		],
	}
}

/// A file of two transfers.
pub fn transfers() -> CreditTransfers {
	let transfer = |end_to_end: &str, cents, creditor| Transfer {
		instruction: id(&format!("1-{end_to_end}")),
		end_to_end: id(end_to_end),
		amount: Cents::new(cents),
		creditor,
		remittance: Text::plain(&format!("Energy, statement {end_to_end}")).expect("a text"),
	};
	let soen = party("Bjørn Søn", "NO93 8601 1117 947", Some("DNBANOKK"));
	let dupont = party("Zoé Dupont", "FR14 2004 1010 0505 0001 3M02 606", None);
	CreditTransfers {
		header: header("CW0E2-C1-0A1B2C3D4E"),
		group: id("CW0E2-C1-0A1B2C3D4E-C"),
		debtor: community(),
		pay_on: day("2026-11-24"),
		transfers: vec![transfer("CW0-E7-2-0", 123_400, soen), transfer("CW0-E8-2-0", 56, dupont)],
	}
}
