// SPDX-License-Identifier: Apache-2.0
//! pain.002: what a bank says it did with a file of ours, and with each payment in it.

use crate::{
	amount::Cents,
	sent::{check_count, check_sum, count, euros, required},
	xml::{read, Limits, Node, Result},
};

/// What became of a payment, or of all in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
	/// Not done, and it won't be: RJCT, CANC.
	Rejected,
	/// Under way: RCVD, PDNG, ACTC, ACCP, ACSP, ACWC, ACWP, ACFC, PATC.
	Pending,
	/// The money moved: ACSC, ACCC.
	Booked,
	/// Some were done and some were not: PART.
	Partial,
}

/// What is said of one payment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentStatus {
	/// Line of the file.
	pub line: u32,
	/// Column of it.
	pub column: u32,
	/// The group it was in.
	pub group: Option<String>,
	/// Its instruction id.
	pub instruction: Option<String>,
	/// Its end-to-end id.
	pub end_to_end: Option<String>,
	/// Its own status, or else its group's, or else the file's.
	pub status: Status,
	/// Codes and texts of why.
	pub reasons: Vec<String>,
	/// Its amount, if the bank repeats it.
	pub amount: Option<Cents>,
}

/// What is said of a group as a whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupStatus {
	/// The group.
	pub id: String,
	/// What is said of all in it, if anything.
	pub status: Option<Status>,
	/// Codes and texts of why.
	pub reasons: Vec<String>,
	/// Whether payments are listed.
	pub has_payments: bool,
}

/// A file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusReport {
	/// The bank's identification of it.
	pub message: String,
	/// The file of ours that it is about.
	pub original: String,
	/// What kind of message that was, such as pain.008.
	pub original_kind: String,
	/// How many payments the bank found there, if it says so.
	pub original_count: Option<usize>,
	/// Their sum, if it says so.
	pub original_sum: Option<Cents>,
	/// What is said of all of it.
	pub status: Option<Status>,
	/// Codes and texts of why.
	pub reasons: Vec<String>,
	/// Its groups, as far as they are told.
	pub groups: Vec<GroupStatus>,
	/// Its payments, as far as they are told.
	pub payments: Vec<PaymentStatus>,
}

impl StatusReport {
	/// Reads a pain.002.
	///
	/// Errors: those of [`read`]; another message; a missing field; a status that is none; another
	/// currency; counts or sums that are not those of the payments listed.
	pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self> {
		let document = read(bytes, limits)?;
		if !matches!(document.message(), Some(("pain.002", _))) {
			return Err(document.root.fault("no pain.002"));
		}
		Self::of(&document.root)
	}

	pub(crate) fn of(root: &Node<'_>) -> Result<Self> {
		let top = root.one("CstmrPmtStsRpt")?;
		let original = top.one("OrgnlGrpInfAndSts")?;
		let mut report = Self {
			message: required(top.one("GrpHdr")?, &["MsgId"])?,
			original: required(original, &["OrgnlMsgId"])?,
			original_kind: required(original, &["OrgnlMsgNmId"])?,
			original_count: original.maybe("OrgnlNbOfTxs")?.map(count).transpose()?,
			original_sum: original.maybe("OrgnlCtrlSum")?.map(crate::sent::cents).transpose()?,
			status: status(original, "GrpSts")?,
			reasons: reasons(original)?,
			groups: Vec::new(),
			payments: Vec::new(),
		};
		for group in top.all("OrgnlPmtInfAndSts") {
			report.group(group)?;
		}
		check_details(original, &report.payments)?;
		Ok(report)
	}

	fn group(&mut self, group: &Node<'_>) -> Result<()> {
		let id = required(group, &["OrgnlPmtInfId"])?;
		let (own, reasons) = (status(group, "PmtInfSts")?, reasons(group)?);
		let before = self.payments.len();
		for payment in group.all("TxInfAndSts") {
			let inherited = own.or(self.status);
			self.payments.push(PaymentStatus::of(payment, &id, inherited)?);
		}
		let payments = self.payments.get(before..).unwrap_or_default();
		check_details(group, payments)?;
		let has_payments = !payments.is_empty();
		self.groups.push(GroupStatus { id, status: own, reasons, has_payments });
		Ok(())
	}
}

impl PaymentStatus {
	fn of(payment: &Node<'_>, group: &str, inherited: Option<Status>) -> Result<Self> {
		let own = status(payment, "TxSts")?.or(inherited);
		let amount = payment.deep(&["OrgnlTxRef", "Amt", "InstdAmt"])?;
		Ok(Self {
			line: payment.line(),
			column: payment.column(),
			group: Some(group.to_owned()),
			instruction: payment.text_at(&["OrgnlInstrId"])?,
			end_to_end: payment.text_at(&["OrgnlEndToEndId"])?,
			status: own.ok_or_else(|| payment.fault("nothing says what became of it"))?,
			reasons: reasons(payment)?,
			amount: amount.map(euros).transpose()?,
		})
	}
}

fn status(node: &Node<'_>, name: &str) -> Result<Option<Status>> {
	let Some(node) = node.maybe(name)? else {
		return Ok(None);
	};
	code(node.text()).map(Some).ok_or_else(|| node.fault(format!("`{}` is no status", node.text())))
}

fn code(code: &str) -> Option<Status> {
	Some(match code {
		"RJCT" | "CANC" => Status::Rejected,
		"ACSC" | "ACCC" => Status::Booked,
		"PART" => Status::Partial,
		"RCVD" | "PDNG" | "ACTC" | "ACCP" | "ACSP" | "ACWC" | "ACWP" | "ACFC" | "PATC" => {
			Status::Pending
		}
		_ => return None,
	})
}

/// Codes and texts of why, in order.
fn reasons(node: &Node<'_>) -> Result<Vec<String>> {
	let mut found = Vec::new();
	for reason in node.all("StsRsnInf") {
		found.extend(reason.text_at(&["Rsn", "Cd"])?);
		found.extend(reason.text_at(&["Rsn", "Prtry"])?);
		found.extend(reason.all("AddtlInf").map(|text| text.text().to_owned()));
	}
	found.retain(|text| !text.is_empty());
	Ok(found)
}

/// Number and sum per status must be those of the payments of that status, if any are listed: many
/// banks only list what they reject.
fn check_details(node: &Node<'_>, payments: &[PaymentStatus]) -> Result<()> {
	for detail in node.all("NbOfTxsPerSts") {
		let Some(said) = status(detail, "DtldSts")? else {
			continue;
		};
		let code = required(detail, &["DtldSts"])?;
		let same = |other: &str| self::code(other) == Some(said);
		// Several codes mean the same here, and only the sum of their details could be checked.
		let is_alone =
			node.all("NbOfTxsPerSts").filter_map(|d| d.text_at(&["DtldSts"]).ok().flatten());
		if is_alone.filter(|other| same(other)).count() != 1 || code.is_empty() {
			continue;
		}
		let listed: Vec<_> = payments.iter().filter(|payment| payment.status == said).collect();
		if listed.is_empty() {
			continue;
		}
		check_count(detail.one("DtldNbOfTxs")?, listed.len())?;
		let amounts: Option<Vec<Cents>> = listed.iter().map(|payment| payment.amount).collect();
		if let (Some(sum), Some(amounts)) = (detail.maybe("DtldCtrlSum")?, amounts) {
			check_sum(sum, amounts.into_iter().sum())?;
		}
	}
	Ok(())
}
