// SPDX-License-Identifier: Apache-2.0
//! pain.008: collects money by SEPA core direct debit.

use crate::{
	amount::Cents,
	day::Day,
	ident::CreditorId,
	initiation::{check_unique, Edition, Header, Party, Refusal, Totals},
	out::Out,
	text::{Id, Remittance},
};

/// Which of a mandate's debits it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Sequence {
	/// The first of several.
	First,
	/// One of several.
	Recurrent,
	/// The only one.
	OneOff,
}

impl Sequence {
	/// All of them.
	pub const ALL: [Self; 3] = [Self::First, Self::Recurrent, Self::OneOff];

	/// As the files have it.
	pub fn code(self) -> &'static str {
		match self {
			Self::First => "FRST",
			Self::Recurrent => "RCUR",
			Self::OneOff => "OOFF",
		}
	}

	/// Reads its code.
	pub fn parse(code: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|sequence| sequence.code() == code)
	}
}

/// A debtor's consent to be debited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mandate {
	/// The creditor's reference of it.
	pub id: Id,
	/// When it was signed.
	pub signed: Day,
}

/// One debit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Debit {
	/// Between the creditor and its bank.
	pub instruction: Id,
	/// Comes back with every answer and every booking.
	pub end_to_end: Id,
	/// How much.
	pub amount: Cents,
	/// Why it may be debited.
	pub mandate: Mandate,
	/// Who is debited.
	pub debtor: Party,
	/// What for.
	pub remittance: Remittance,
}

/// Debits that are due at once and of one sequence type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DebitGroup {
	/// Its identification.
	pub id: Id,
	/// Which of their mandates' debits these are.
	pub sequence: Sequence,
	/// When they are due.
	pub collect_on: Day,
	/// The debits.
	pub debits: Vec<Debit>,
}

/// A file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DirectDebits {
	/// Its own data.
	pub header: Header,
	/// Who collects.
	pub creditor: Party,
	/// The creditor's identifier.
	pub creditor_id: CreditorId,
	/// What is collected.
	pub groups: Vec<DebitGroup>,
}

impl DirectDebits {
	/// The file. The same input gives the same bytes.
	///
	/// Errors: `Empty`, `Amount`, `TooMuch`, `Twice`.
	pub fn write(&self, edition: Edition) -> Result<String, Refusal> {
		let amounts =
			self.groups.iter().flat_map(|group| &group.debits).map(|d| (&d.end_to_end, d.amount));
		let totals = Totals::of(amounts.clone())?;
		check_unique(amounts.map(|(id, _)| id))?;
		check_unique(self.groups.iter().map(|group| &group.id))?;
		for group in &self.groups {
			group.totals()?;
		}
		let message = match edition {
			Edition::Of2009 => "pain.008.001.02",
			Edition::Of2019 => "pain.008.001.08",
		};
		Ok(Out::document(message, |out| {
			out.within("CstmrDrctDbtInitn", |out| {
				self.header.write(out, &totals);
				for group in &self.groups {
					out.within("PmtInf", |out| self.group(out, group, edition));
				}
			});
		}))
	}

	fn group(&self, out: &mut Out, group: &DebitGroup, edition: Edition) {
		out.leaf("PmtInfId", &group.id);
		out.leaf("PmtMtd", "DD");
		// Every debit is booked on its own, so that every booking names it.
		out.leaf("BtchBookg", "false");
		group.totals().unwrap_or_default().write(out);
		out.within("PmtTpInf", |out| {
			out.path(&["SvcLvl", "Cd"], "SEPA");
			out.path(&["LclInstrm", "Cd"], "CORE");
			out.leaf("SeqTp", group.sequence.code());
		});
		out.leaf("ReqdColltnDt", &group.collect_on.to_string());
		out.path(&["Cdtr", "Nm"], &self.creditor.name);
		self.creditor.write_account(out, "CdtrAcct");
		self.creditor.write_bank(out, "CdtrAgt", edition);
		out.leaf("ChrgBr", "SLEV");
		out.within("CdtrSchmeId", |out| {
			out.within("Id", |out| {
				out.within("PrvtId", |out| {
					out.within("Othr", |out| {
						out.leaf("Id", self.creditor_id.as_str());
						out.path(&["SchmeNm", "Prtry"], "SEPA");
					});
				});
			});
		});
		for debit in &group.debits {
			out.within("DrctDbtTxInf", |out| debit.write(out, edition));
		}
	}
}

impl DebitGroup {
	fn totals(&self) -> Result<Totals, Refusal> {
		Totals::of(self.debits.iter().map(|debit| (&debit.end_to_end, debit.amount)))
	}
}

impl Debit {
	fn write(&self, out: &mut Out, edition: Edition) {
		out.within("PmtId", |out| {
			out.leaf("InstrId", &self.instruction);
			out.leaf("EndToEndId", &self.end_to_end);
		});
		out.euros("InstdAmt", self.amount);
		out.within("DrctDbtTx", |out| {
			out.within("MndtRltdInf", |out| {
				out.leaf("MndtId", &self.mandate.id);
				out.leaf("DtOfSgntr", &self.mandate.signed.to_string());
			});
		});
		self.debtor.write_bank(out, "DbtrAgt", edition);
		out.path(&["Dbtr", "Nm"], &self.debtor.name);
		self.debtor.write_account(out, "DbtrAcct");
		out.path(&["RmtInf", "Ustrd"], &self.remittance);
	}
}
