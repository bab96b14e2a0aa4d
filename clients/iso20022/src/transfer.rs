// SPDX-License-Identifier: Apache-2.0
//! pain.001: pays money out by SEPA credit transfer.

use crate::{
	amount::Cents,
	day::Day,
	initiation::{check_unique, Edition, Header, Party, Refusal, Totals},
	out::Out,
	text::{Id, Remittance},
};

/// One transfer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Transfer {
	/// Between the debtor and its bank.
	pub instruction: Id,
	/// Comes back with every answer and every booking.
	pub end_to_end: Id,
	/// How much.
	pub amount: Cents,
	/// Who is paid.
	pub creditor: Party,
	/// What for.
	pub remittance: Remittance,
}

/// A file: transfers from one account on one day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreditTransfers {
	/// Its own data.
	pub header: Header,
	/// Identification of its only group.
	pub group: Id,
	/// Who pays.
	pub debtor: Party,
	/// When.
	pub pay_on: Day,
	/// What is paid.
	pub transfers: Vec<Transfer>,
}

impl CreditTransfers {
	/// The file. The same input gives the same bytes.
	///
	/// Errors: `Empty`, `Amount`, `TooMuch`, `Twice`.
	pub fn write(&self, edition: Edition) -> Result<String, Refusal> {
		let amounts = self.transfers.iter().map(|transfer| (&transfer.end_to_end, transfer.amount));
		let totals = Totals::of(amounts.clone())?;
		check_unique(amounts.map(|(id, _)| id))?;
		let message = match edition {
			Edition::Of2009 => "pain.001.001.03",
			Edition::Of2019 => "pain.001.001.09",
		};
		Ok(Out::document(message, |out| {
			out.within("CstmrCdtTrfInitn", |out| {
				self.header.write(out, &totals);
				out.within("PmtInf", |out| self.group(out, &totals, edition));
			});
		}))
	}

	fn group(&self, out: &mut Out, totals: &Totals, edition: Edition) {
		out.leaf("PmtInfId", &self.group);
		out.leaf("PmtMtd", "TRF");
		// Every transfer is booked on its own, so that every booking names it.
		out.leaf("BtchBookg", "false");
		totals.write(out);
		out.path(&["PmtTpInf", "SvcLvl", "Cd"], "SEPA");
		match edition {
			Edition::Of2009 => out.leaf("ReqdExctnDt", &self.pay_on.to_string()),
			Edition::Of2019 => out.path(&["ReqdExctnDt", "Dt"], &self.pay_on.to_string()),
		}
		out.path(&["Dbtr", "Nm"], &self.debtor.name);
		self.debtor.write_account(out, "DbtrAcct");
		self.debtor.write_bank(out, "DbtrAgt", edition);
		out.leaf("ChrgBr", "SLEV");
		for transfer in &self.transfers {
			out.within("CdtTrfTxInf", |out| transfer.write(out, edition));
		}
	}
}

impl Transfer {
	fn write(&self, out: &mut Out, edition: Edition) {
		out.within("PmtId", |out| {
			out.leaf("InstrId", &self.instruction);
			out.leaf("EndToEndId", &self.end_to_end);
		});
		out.within("Amt", |out| out.euros("InstdAmt", self.amount));
		// Unlike the debtor's bank this one may be left out.
		if self.creditor.bic.is_some() {
			self.creditor.write_bank(out, "CdtrAgt", edition);
		}
		out.path(&["Cdtr", "Nm"], &self.creditor.name);
		self.creditor.write_account(out, "CdtrAcct");
		out.path(&["RmtInf", "Ustrd"], &self.remittance);
	}
}
