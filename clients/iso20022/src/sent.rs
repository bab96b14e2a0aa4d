// SPDX-License-Identifier: Apache-2.0
//! Orders read back: what a file of our own says, checked.

use crate::{
	amount::Cents,
	xml::{read, Fault, Limits, Node, Result},
};

/// What an order is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
	/// pain.008.
	DirectDebits,
	/// pain.001.
	CreditTransfers,
}

/// A payment in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SentPayment {
	/// The group it is in.
	pub group: String,
	/// Between customer and bank.
	pub instruction: Option<String>,
	/// Through to the other side.
	pub end_to_end: String,
	/// How much.
	pub amount: Cents,
	/// The other side's account.
	pub iban: String,
}

/// A file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sent {
	/// What it is.
	pub kind: Kind,
	/// Its identification.
	pub message: String,
	/// When it was made, as it stands there.
	pub created: String,
	/// Its payments, in order.
	pub payments: Vec<SentPayment>,
}

/// The names that differ between the two messages.
struct Names {
	top: &'static str,
	payment: &'static str,
	amount: &'static [&'static str],
	account: &'static str,
}

const DEBITS: Names = Names {
	top: "CstmrDrctDbtInitn",
	payment: "DrctDbtTxInf",
	amount: &["InstdAmt"],
	account: "DbtrAcct",
};

const TRANSFERS: Names = Names {
	top: "CstmrCdtTrfInitn",
	payment: "CdtTrfTxInf",
	amount: &["Amt", "InstdAmt"],
	account: "CdtrAcct",
};

impl Sent {
	/// Reads a pain.001 or pain.008.
	///
	/// Errors: those of [`read`]; another message; a missing field; another currency; a count or a sum
	/// that is not that of the payments.
	pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self> {
		let document = read(bytes, limits)?;
		let (kind, names) = match document.message() {
			Some(("pain.008", _)) => (Kind::DirectDebits, DEBITS),
			Some(("pain.001", _)) => (Kind::CreditTransfers, TRANSFERS),
			_ => return Err(document.root.fault("neither a pain.001 nor a pain.008")),
		};
		let top = document.root.one(names.top)?;
		let header = top.one("GrpHdr")?;
		let mut payments = Vec::new();
		for group in top.all("PmtInf") {
			let before = payments.len();
			let id = required(group, &["PmtInfId"])?;
			for payment in group.all(names.payment) {
				payments.push(SentPayment::of(payment, &id, &names)?);
			}
			check_totals(group, payments.get(before..).unwrap_or_default())?;
		}
		header.one("NbOfTxs")?;
		check_totals(header, &payments)?;
		let message = required(header, &["MsgId"])?;
		Ok(Self { kind, message, created: required(header, &["CreDtTm"])?, payments })
	}

	/// The sum of its payments.
	pub fn sum(&self) -> Cents {
		self.payments.iter().map(|payment| payment.amount).sum()
	}
}

impl SentPayment {
	fn of(payment: &Node<'_>, group: &str, names: &Names) -> Result<Self> {
		let amount = payment.deep(names.amount)?;
		let amount = amount.ok_or_else(|| payment.fault("there is no amount"))?;
		Ok(Self {
			group: group.into(),
			instruction: payment.text_at(&["PmtId", "InstrId"])?,
			end_to_end: required(payment, &["PmtId", "EndToEndId"])?,
			amount: euros(amount)?,
			iban: required(payment, &[names.account, "Id", "IBAN"])?,
		})
	}
}

/// The text at the end of a path.
pub(crate) fn required(node: &Node<'_>, path: &[&str]) -> Result<String> {
	let missing = || node.fault(format!("<{}> is missing or empty", path.join("/")));
	node.text_at(path)?.ok_or_else(missing)
}

/// An amount, which must be in euros.
pub(crate) fn euros(node: &Node<'_>) -> Result<Cents> {
	match node.currency() {
		Some("EUR") => {}
		Some(other) => return Err(node.fault(format!("the currency is {other}, not EUR"))),
		None => return Err(node.fault("the currency is missing")),
	}
	cents(node)
}

/// An amount without a currency of its own, such as a control sum.
pub(crate) fn cents(node: &Node<'_>) -> Result<Cents> {
	Cents::parse(node.text()).map_err(|reason| node.fault(format!("`{}`: {reason}", node.text())))
}

/// A number of payments.
pub(crate) fn count(node: &Node<'_>) -> Result<usize> {
	let digits = node.text().bytes().all(|byte| byte.is_ascii_digit());
	let number = node.text().parse().ok().filter(|_| digits);
	number.ok_or_else(|| node.fault(format!("`{}` is no number", node.text())))
}

/// A complaint if `node` doesn't say `found`.
pub(crate) fn check_count(node: &Node<'_>, found: usize) -> Result<()> {
	let said = count(node)?;
	(said == found)
		.then_some(())
		.ok_or_else(|| node.fault(format!("it says {said}, and there are {found}")))
}

/// A complaint if `node` doesn't say `found`.
pub(crate) fn check_sum(node: &Node<'_>, found: Cents) -> Result<()> {
	let said = cents(node)?;
	(said == found)
		.then_some(())
		.ok_or_else(|| node.fault(format!("it says {said} EUR, and the sum is {found} EUR")))
}

/// Both where they are given.
fn check_totals(node: &Node<'_>, payments: &[SentPayment]) -> std::result::Result<(), Fault> {
	if let Some(node) = node.maybe("NbOfTxs")? {
		check_count(node, payments.len())?;
	}
	if let Some(node) = node.maybe("CtrlSum")? {
		check_sum(node, payments.iter().map(|payment| payment.amount).sum())?;
	}
	Ok(())
}
