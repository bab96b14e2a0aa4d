// SPDX-License-Identifier: Apache-2.0
//! camt.054 (notifications) and camt.053 (statements): what a bank booked on an account.

mod entry;

use crate::{
	amount::Cents,
	day::Day,
	sent::{cents, check_count, check_sum, required},
	xml::{read, Limits, Node, Result},
};

/// One payment that was booked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Booking {
	/// Line of the file.
	pub line: u32,
	/// Column of it.
	pub column: u32,
	/// The account's IBAN, where the file names it.
	pub account: Option<String>,
	/// The bank's own reference, the same whenever this booking is told; none where several payments
	/// share one.
	pub reference: Option<String>,
	/// The group of the order it belongs to.
	pub group: Option<String>,
	/// The order's instruction id.
	pub instruction: Option<String>,
	/// The order's end-to-end id; none where the other side gave none.
	pub end_to_end: Option<String>,
	/// Whether money came in.
	pub is_credit: bool,
	/// What the order was about.
	pub amount: Cents,
	/// What the bank took besides for itself or for others, and booked with it.
	pub charges: Cents,
	/// When it was booked.
	pub day: Option<Day>,
	/// Whether it gives an earlier payment back.
	pub is_return: bool,
	/// Why, as a code or a text.
	pub return_reason: Option<String>,
	/// What the other side wrote.
	pub text: String,
	/// How many payments it stands for, where the bank tells none of them.
	pub batch: Option<usize>,
}

/// A file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BookingReport {
	/// The bank's identification of it.
	pub message: String,
	/// What was booked, in order.
	pub bookings: Vec<Booking>,
	/// How many entries are only announced: nothing may be done about them.
	pub waiting: usize,
}

impl BookingReport {
	/// Reads a camt.053 or camt.054.
	///
	/// Errors: those of [`read`]; another message; a missing field; another currency; a count, a sum
	/// or a balance that is not that of the entries; payments that don't sum to their entry.
	pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self> {
		let document = read(bytes, limits)?;
		Self::of(&document.root, document.message().map(|(kind, _)| kind))
	}

	pub(crate) fn of(root: &Node<'_>, kind: Option<&str>) -> Result<Self> {
		let (top, part) = match kind {
			Some("camt.054") => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
			Some("camt.053") => ("BkToCstmrStmt", "Stmt"),
			_ => return Err(root.fault("neither a camt.053 nor a camt.054")),
		};
		let top = root.one(top)?;
		let header = top.one("GrpHdr")?;
		let message = required(header, &["MsgId"])?;
		let mut report = Self { message, bookings: Vec::new(), waiting: 0 };
		let is_whole = is_only_page(header)?;
		for part in top.all(part) {
			report.account(part, is_whole && is_only_page(part)?)?;
		}
		Ok(report)
	}

	fn account(&mut self, part: &Node<'_>, is_whole: bool) -> Result<()> {
		let account = part.one("Acct")?;
		if let Some(currency) = account.maybe("Ccy")?.filter(|currency| currency.text() != "EUR") {
			let reason = format!("the account is in {}, not in EUR", currency.text());
			return Err(currency.fault(reason));
		}
		let iban = account.text_at(&["Id", "IBAN"])?;
		let mut sums = Sums::default();
		for node in part.all("Ntry") {
			let entry = entry::Entry::read(node)?;
			sums.add(node, entry.amount, entry.is_credit, entry.is_booked)?;
			if entry.is_booked {
				self.bookings.extend(entry::bookings(node, &entry, iban.as_deref())?);
			} else {
				self.waiting = self.waiting.saturating_add(1);
			}
		}
		if is_whole {
			sums.check(part)?;
		}
		Ok(())
	}
}

/// Whether counts and sums are about this page alone.
fn is_only_page(node: &Node<'_>) -> Result<bool> {
	let pages = node.maybe("MsgPgntn")?.or(node.maybe("StmtPgntn")?).or(node.maybe("NtfctnPgntn")?);
	let Some(pages) = pages else {
		return Ok(true);
	};
	let number = pages.text_at(&["PgNb"])?;
	let last = pages.text_at(&["LastPgInd"])?;
	Ok(number.is_none_or(|number| number.trim_start_matches('0') == "1")
		&& last.is_none_or(|last| matches!(last.as_str(), "true" | "1")))
}

/// Counts and sums over the entries of one account.
#[derive(Default)]
struct Sums {
	credits: (usize, Cents),
	debits: (usize, Cents),
	booked: i128,
}

impl Sums {
	fn add(&mut self, node: &Node<'_>, amount: Cents, is_credit: bool, booked: bool) -> Result<()> {
		let (count, sum) = if is_credit { &mut self.credits } else { &mut self.debits };
		*count = count.saturating_add(1);
		*sum = sum.checked_add(amount).ok_or_else(|| node.fault("the sum is too much"))?;
		if booked {
			self.booked = self.booked.saturating_add(signed(amount, is_credit));
		}
		Ok(())
	}

	/// Compares with what the file says itself.
	fn check(&self, part: &Node<'_>) -> Result<()> {
		let all = (
			self.credits.0.saturating_add(self.debits.0),
			[self.credits.1, self.debits.1].into_iter().sum(),
		);
		let named =
			[("TtlNtries", all), ("TtlCdtNtries", self.credits), ("TtlDbtNtries", self.debits)];
		for (name, (count, sum)) in named {
			let Some(node) = part.deep(&["TxsSummry", name])? else {
				continue;
			};
			if let Some(node) = node.maybe("NbOfNtries")? {
				check_count(node, count)?;
			}
			if let Some(node) = node.maybe("Sum")? {
				check_sum(node, sum)?;
			}
		}
		self.check_balance(part)
	}

	/// Opening balance and entries must make the closing balance, where both are told.
	fn check_balance(&self, part: &Node<'_>) -> Result<()> {
		let (mut opening, mut closing) = (None, None);
		for balance in part.all("Bal") {
			match balance.text_at(&["Tp", "CdOrPrtry", "Cd"])?.as_deref() {
				Some("OPBD" | "PRCD") => opening = Some(balance_of(balance)?),
				Some("CLBD") => closing = Some((balance, balance_of(balance)?)),
				_ => {}
			}
		}
		let (Some(opening), Some((node, closing))) = (opening, closing) else {
			return Ok(());
		};
		if opening.saturating_add(self.booked) == closing {
			return Ok(());
		}
		Err(node.fault("opening balance and entries don't make the closing balance"))
	}
}

fn balance_of(balance: &Node<'_>) -> Result<i128> {
	Ok(signed(cents(balance.one("Amt")?)?, is_credit(balance)?))
}

fn signed(amount: Cents, is_credit: bool) -> i128 {
	let amount = i128::from(amount.get());
	if is_credit {
		amount
	} else {
		amount.saturating_neg()
	}
}

fn is_credit(node: &Node<'_>) -> Result<bool> {
	let mark = node.one("CdtDbtInd")?;
	match mark.text() {
		"CRDT" => Ok(true),
		"DBIT" => Ok(false),
		other => Err(mark.fault(format!("`{other}` is neither CRDT nor DBIT"))),
	}
}
