// SPDX-License-Identifier: Apache-2.0
//! What the chain knows of payments: every statement's line with its past attempts, and the deposits
//! that were booked. Changed here as the chain will change it, so that a whole file can be checked
//! before anything is sent.

use bank_core::{book, BankStatus, Booked, Line, LineError, LineState, CENT};
use codec::{Decode, Encode};
use commonwatt_iso20022::Cents;
use energy_primitives::{CommunityId, MemberAccount, StatementId};
use std::collections::BTreeMap;

/// A statement's payment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct History {
	/// As it stands.
	pub line: Line,
	/// Attempts that are over, in order.
	pub past: Vec<Line>,
}

/// Whose money a deposit is, as the chain encodes it.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub enum Payee {
	/// One of a meter's owners.
	#[codec(index = 0)]
	Member(MemberAccount),
	/// A community's guarantor.
	#[codec(index = 1)]
	Guarantor(CommunityId),
}

impl Payee {
	/// The community whose bank books the deposit.
	pub fn community(self) -> CommunityId {
		match self {
			Self::Member(account) => account.meter.network.community,
			Self::Guarantor(community) => community,
		}
	}
}

/// A deposit that was booked, as the chain keeps it.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Deposit {
	/// Whose money it is.
	pub payee: Payee,
	/// Nano-currency.
	pub amount: u128,
}

/// A deposit's name on chain: whose bank's, and a hash of the bank's own reference.
pub type DepositKey = (CommunityId, [u8; 32]);

/// All of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ledger {
	/// Payments by their statements.
	pub lines: BTreeMap<StatementId, History>,
	/// Deposits by their references.
	pub deposits: BTreeMap<DepositKey, Deposit>,
}

impl History {
	/// The attempt with this number, if it was ever handed to the bank.
	pub fn attempt(&self, attempt: u32) -> Option<&Line> {
		let is_named = self.line.attempt == attempt
			&& !matches!(self.line.state, LineState::Open | LineState::WrittenOff);
		if is_named {
			return Some(&self.line);
		}
		self.past.iter().find(|past| past.attempt == attempt)
	}

	/// All attempts that were ever handed to the bank, in order.
	pub fn attempts(&self) -> impl Iterator<Item = &Line> {
		let last = self.attempt(self.line.attempt);
		self.past.iter().filter(|past| past.attempt != self.line.attempt).chain(last)
	}

	/// The last attempt that was handed to the bank.
	pub fn last(&self) -> Option<&Line> {
		self.attempts().last()
	}

	/// Books what the bank says of an attempt. `None` where nothing changes.
	pub fn book(&mut self, attempt: u32, status: BankStatus) -> Result<Option<Booked>, LineError> {
		let line = *self.attempt(attempt).ok_or(LineError::UnknownAttempt)?;
		let booked = book(&line, attempt, status)?;
		if let Some(booked) = booked {
			if attempt == self.line.attempt {
				self.line = booked.line;
			}
		}
		Ok(booked)
	}
}

/// Whole cents in an amount of the chain's; `None` where it is none.
pub fn cents(nano: u128) -> Option<Cents> {
	let is_whole = nano.is_multiple_of(CENT);
	u64::try_from(nano / CENT).ok().filter(|_| is_whole).map(Cents::new)
}

/// An amount as the chain counts it.
pub fn nano(cents: Cents) -> u128 {
	u128::from(cents.get()).saturating_mul(CENT)
}
