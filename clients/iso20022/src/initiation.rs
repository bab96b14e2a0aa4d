// SPDX-License-Identifier: Apache-2.0
//! What orders to collect and orders to pay have in common.

use crate::{
	amount::Cents,
	day::instant,
	ident::{Bic, Iban},
	out::Out,
	text::{Id, Name},
};
use std::{collections::HashSet, fmt};

/// Which edition of the messages a bank takes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Edition {
	/// Of 2009: pain.001.001.03 and pain.008.001.02, as SEPA banks took them until 2025 and some do
	/// still.
	Of2009,
	/// Of 2019: pain.001.001.09 and pain.008.001.08, the SEPA rulebooks' since November 2023.
	#[default]
	Of2019,
}

impl Edition {
	/// Name of the element with a bank's BIC.
	pub(crate) fn bic(self) -> &'static str {
		match self {
			Self::Of2009 => "BIC",
			Self::Of2019 => "BICFI",
		}
	}
}

/// Whose account it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Party {
	/// The holder's name.
	pub name: Name,
	/// The account.
	pub iban: Iban,
	/// Its bank, where that is known: within the area the IBAN is enough.
	pub bic: Option<Bic>,
}

/// A file's own data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
	/// Its identification: a bank refuses the second file with the same one.
	pub message: Id,
	/// When it was made, in seconds since 1970.
	pub created_s: u64,
	/// Who made it.
	pub initiator: Name,
}

/// Why an order can't be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
	/// There is no payment in it, or an empty group.
	Empty,
	/// A payment of nothing, or of more than one payment can carry.
	Amount(String),
	/// Two payments with the same end-to-end id, or two groups with the same id.
	Twice(String),
	/// All payments together are more than a file can hold.
	TooMuch,
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Empty => write!(f, "there is no payment to write"),
			Self::Amount(id) => write!(f, "{id}: not between 0.01 and {} EUR", Cents::PAYMENT_MAX),
			Self::Twice(id) => write!(f, "{id} occurs twice"),
			Self::TooMuch => write!(f, "all payments together are too much"),
		}
	}
}

impl std::error::Error for Refusal {}

/// Number and sum of payments.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
	/// How many.
	pub count: usize,
	/// Together.
	pub sum: Cents,
}

impl Totals {
	/// Counts payments, each given by its end-to-end id and its amount.
	///
	/// Errors: `Empty`, `Amount`, `TooMuch`.
	pub(crate) fn of<'p>(payments: impl Iterator<Item = (&'p Id, Cents)>) -> Result<Self, Refusal> {
		let mut totals = Self::default();
		for (id, amount) in payments {
			if amount == Cents::ZERO || amount > Cents::PAYMENT_MAX {
				return Err(Refusal::Amount(id.to_string()));
			}
			totals.count = totals.count.saturating_add(1);
			totals.sum = totals.sum.checked_add(amount).ok_or(Refusal::TooMuch)?;
		}
		if totals.count == 0 {
			return Err(Refusal::Empty);
		}
		Ok(totals)
	}

	/// `NbOfTxs` and `CtrlSum`.
	pub(crate) fn write(&self, out: &mut Out) {
		out.leaf("NbOfTxs", &self.count.to_string());
		out.leaf("CtrlSum", &self.sum.to_string());
	}
}

/// Errors: `Twice`.
pub(crate) fn check_unique<'i>(ids: impl Iterator<Item = &'i Id>) -> Result<(), Refusal> {
	let mut seen = HashSet::new();
	for id in ids {
		if !seen.insert(id) {
			return Err(Refusal::Twice(id.to_string()));
		}
	}
	Ok(())
}

impl Header {
	/// The group header.
	pub(crate) fn write(&self, out: &mut Out, totals: &Totals) {
		out.within("GrpHdr", |out| {
			out.leaf("MsgId", &self.message);
			out.leaf("CreDtTm", &instant(self.created_s));
			totals.write(out);
			out.path(&["InitgPty", "Nm"], &self.initiator);
		});
	}
}

impl Party {
	/// Its bank, in an element of this name.
	pub(crate) fn write_bank(&self, out: &mut Out, name: &str, edition: Edition) {
		match &self.bic {
			Some(bic) => out.path(&[name, "FinInstnId", edition.bic()], bic.as_str()),
			None => out.path(&[name, "FinInstnId", "Othr", "Id"], "NOTPROVIDED"),
		}
	}

	/// Its account, in an element of this name.
	pub(crate) fn write_account(&self, out: &mut Out, name: &str) {
		out.path(&[name, "Id", "IBAN"], self.iban.as_str());
	}
}
