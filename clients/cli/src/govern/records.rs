// SPDX-License-Identifier: Apache-2.0
//! Records of the chain that are only read: by field name, and only the fields used here.

use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

/// A referendum.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Referendum {
	/// It is being decided on, or waits for that.
	Ongoing(Ongoing),
	/// It passed, in this block.
	Approved(u32, Option<Deposit>, Option<Deposit>),
	/// It did not pass.
	Rejected(u32, Option<Deposit>, Option<Deposit>),
	/// It was cancelled.
	Cancelled(u32, Option<Deposit>, Option<Deposit>),
	/// Nobody made the decision deposit in time.
	TimedOut(u32, Option<Deposit>, Option<Deposit>),
	/// It was cancelled, and its deposits taken.
	Killed(u32),
}

impl Referendum {
	/// What is held for it: submission and decision deposit.
	pub fn held(&self) -> (u128, u128) {
		let amount = |deposit: &Option<Deposit>| deposit.as_ref().map_or(0, |held| held.amount);
		match self {
			Self::Ongoing(ongoing) => {
				(ongoing.submission_deposit.amount, amount(&ongoing.decision_deposit))
			}
			Self::Approved(_, submission, decision)
			| Self::Rejected(_, submission, decision)
			| Self::Cancelled(_, submission, decision)
			| Self::TimedOut(_, submission, decision) => (amount(submission), amount(decision)),
			Self::Killed(_) => (0, 0),
		}
	}
}

/// A referendum that is not over.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Ongoing {
	/// Its track.
	pub track: u16,
	/// The deposit of who submitted it.
	pub submission_deposit: Deposit,
	/// The deposit without which nothing is decided.
	pub decision_deposit: Option<Deposit>,
	/// Since when it is decided on.
	pub deciding: Option<Deciding>,
	/// The votes.
	pub tally: Tally,
}

/// Somebody's deposit.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Deposit {
	/// Whose.
	pub who: AccountId32,
	/// In base units of the native currency.
	pub amount: u128,
}

/// How far a decision is.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Deciding {
	/// First block.
	pub since: u32,
	/// It passes in this block if nothing changes.
	pub confirming: Option<u32>,
}

/// Votes, with their convictions, and what they were cast with.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Tally {
	/// For it.
	pub ayes: u128,
	/// Against it.
	pub nays: u128,
	/// Cast for it, without convictions.
	pub support: u128,
}

/// An account of the chain.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Account {
	/// Its native currency.
	pub data: Balances,
}

/// Native currency of an account.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Balances {
	/// Held as deposits of all kinds.
	pub reserved: u128,
}
