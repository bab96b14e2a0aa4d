// SPDX-License-Identifier: Apache-2.0
//! The bank's own table: whose account at which bank, and under which mandate it may be debited. It
//! stays on this machine: nothing of it ever goes to the chain.

use crate::{
	csvfile::{CsvFile, CsvRow},
	error::{Error, Result},
	relay::reading::carrier,
};
use commonwatt_iso20022::{
	debit::{Mandate, Sequence},
	initiation::Party,
	text::{Id, Name},
	Bic, Day, Iban,
};
use energy_primitives::{MemberAccount, MeterId, NetworkId};
use std::{collections::BTreeMap, path::Path};

/// Columns that must be there. Also known: `epoch`, `bic`, `mandate`, `signed`, `sequence`.
const COLUMNS: [&str; 5] = ["community", "network", "meter", "name", "iban"];

/// A member at its bank.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
	/// Line in the table.
	pub line: u64,
	/// The bank account.
	pub party: Party,
	/// Its consent to be debited, if there is one.
	pub consent: Option<Consent>,
}

/// A direct debit mandate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Consent {
	/// Reference and day.
	pub mandate: Mandate,
	/// Which of its debits comes next.
	pub sequence: Sequence,
}

/// The whole table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Table {
	members: BTreeMap<MemberAccount, Member>,
}

impl Table {
	/// Reads the table.
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
		Self::parse(&path.to_string_lossy(), text)
	}

	/// Reads the text of a file called `name`.
	pub fn parse(name: &str, text: &[u8]) -> Result<Self> {
		let file = CsvFile::parse(name, text, &COLUMNS)?;
		let mut members: BTreeMap<MemberAccount, Member> = BTreeMap::new();
		for row in file.rows() {
			let account = account(&file, row)?;
			if let Some(first) = members.get(&account) {
				let reason = format!("this owner of the meter is in line {} already", first.line);
				return Err(file.wrong(row, reason));
			}
			members.insert(account, member(&file, row)?);
		}
		Ok(Self { members })
	}

	/// The member whose account this is.
	pub fn get(&self, account: &MemberAccount) -> Option<&Member> {
		self.members.get(account)
	}

	/// All members, by meter and owner.
	pub fn members(&self) -> impl Iterator<Item = (&MemberAccount, &Member)> {
		self.members.iter()
	}
}

fn account(file: &CsvFile, row: &CsvRow) -> Result<MemberAccount> {
	let carrier = carrier(file.text(row, "network").trim());
	let carrier = carrier.map_err(|error| file.wrong(row, error.to_string()))?;
	let network = NetworkId { community: file.number(row, "community")?, carrier };
	let meter = MeterId { network, index: file.number(row, "meter")? };
	// Not said: the first owner. A later owner's money never goes to an earlier one's account.
	Ok(MemberAccount { meter, epoch: file.maybe(row, "epoch")?.unwrap_or(0) })
}

fn member(file: &CsvFile, row: &CsvRow) -> Result<Member> {
	let text = |column| file.text(row, column).trim();
	let wrong = |column: &str, reason: String| file.wrong(row, format!("`{column}`: {reason}"));
	let name = Name::plain(text("name")).map_err(|reason| wrong("name", reason))?;
	let iban = Iban::parse(text("iban")).map_err(|reason| wrong("iban", reason))?;
	let bic = match text("bic") {
		"" => None,
		bic => Some(Bic::parse(bic).map_err(|reason| wrong("bic", reason))?),
	};
	let party = Party { name, iban, bic };
	Ok(Member { line: row.line, party, consent: consent(file, row)? })
}

fn consent(file: &CsvFile, row: &CsvRow) -> Result<Option<Consent>> {
	let text = |column| file.text(row, column).trim();
	let (mandate, signed, sequence) = (text("mandate"), text("signed"), text("sequence"));
	if mandate.is_empty() && signed.is_empty() && sequence.is_empty() {
		return Ok(None);
	}
	let wrong = |column: &str, reason: &str| file.wrong(row, format!("`{column}` {reason}"));
	let id = Id::new(mandate).map_err(|reason| wrong("mandate", &reason))?;
	let signed = Day::parse(signed)
		.ok_or_else(|| wrong("signed", &format!("is `{signed}`: no day such as 2026-10-05")))?;
	let code = if sequence.is_empty() { Sequence::Recurrent.code() } else { sequence };
	let sequence = Sequence::parse(code)
		.ok_or_else(|| wrong("sequence", &format!("is `{code}`: not FRST, RCUR or OOFF")))?;
	Ok(Some(Consent { mandate: Mandate { id, signed }, sequence }))
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use energy_primitives::Carrier;

	/// A table of five members.
	pub const TABLE: &str = "\
community,network,meter,epoch,name,iban,bic,mandate,signed,sequence
0,electricity,4,,Jürgen Müller,DE89 3704 0044 0532 0130 00,,M-4,2026-10-05,FRST
0,electricity,5,0,Mary O'Neill,AT61 1904 3002 3457 3201,OPSKATWW,M-5,2026-10-05,RCUR
0,electricity,5,1,A. Smit,NL91 ABNA 0417 1643 00,,M-5-1,2026-10-06,
0,electricity,7,,Bjørn Søn,NO93 8601 1117 947,,,,
0,heat,4,,Jürgen Müller,DE89 3704 0044 0532 0130 00,,H-4,2026-10-05,OOFF
";

	fn refused(from: &str, to: &str) -> String {
		assert!(TABLE.contains(from), "{from}");
		let text = TABLE.replacen(from, to, 1);
		let error = Table::parse("table.csv", text.as_bytes()).expect_err(to);
		assert_eq!(error.code(), 2);
		error.to_string()
	}

	#[test]
	fn members_are_found_by_meter_and_owner() {
		let table = Table::parse("table.csv", TABLE.as_bytes()).expect("a table");
		let account = |carrier, index, epoch| {
			let network = NetworkId { community: 0, carrier };
			MemberAccount { meter: MeterId { network, index }, epoch }
		};
		let member = |account| table.get(&account);
		let first = member(account(Carrier::Electricity, 4, 0)).expect("there");
		assert_eq!((&*first.party.name, first.line), ("Juergen Mueller", 2));
		let consent = first.consent.as_ref().expect("a mandate");
		assert_eq!((&*consent.mandate.id, consent.sequence), ("M-4", Sequence::First));
		let next = member(account(Carrier::Electricity, 5, 1)).expect("there");
		assert_eq!(next.consent.as_ref().map(|c| c.sequence), Some(Sequence::Recurrent));
		assert!(member(account(Carrier::Electricity, 7, 0)).is_some_and(|m| m.consent.is_none()));
		assert!(member(account(Carrier::Electricity, 4, 1)).is_none(), "another owner");
		assert_eq!(table.members().count(), 5);
	}

	#[test]
	fn what_is_wrong_is_told_with_its_line() {
		assert_eq!(refused("0130 00,,M-4", "0130 01,,M-4"), {
			"table.csv:2: `iban`: the check digits are wrong"
		});
		assert_eq!(refused("OPSKATWW", "OPSKAT"), {
			"table.csv:3: `bic`: a BIC has 8 or 11 characters"
		});
		assert_eq!(refused("5,1,A.", "5,,A."), {
			"table.csv:4: this owner of the meter is in line 3 already"
		});
		assert_eq!(refused("M-4,2026-10-05", "M-4,2026-02-30"), {
			"table.csv:2: `signed` is `2026-02-30`: no day such as 2026-10-05"
		});
		assert_eq!(refused("FRST", "FNAL"), {
			"table.csv:2: `sequence` is `FNAL`: not FRST, RCUR or OOFF"
		});
		assert_eq!(refused("M-4,", ","), "table.csv:2: `mandate` is empty");
		assert_eq!(refused("0,heat", "0,water"), "table.csv:6: no network is called `water`");
		assert_eq!(refused("A. Smit", "Ωμέγα"), {
			"table.csv:4: `name`: `Ω` is not in the SEPA character set"
		});
		assert_eq!(refused(",iban", ",account"), "table.csv:1: column `iban` is missing");
	}
}
