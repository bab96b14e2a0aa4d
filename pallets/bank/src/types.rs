// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps beside the lines.

use bank_core::Direction;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{CommunityId, MemberAccount};
use frame_support::traits::ConstU32;
use scale_info::TypeInfo;

/// Most statements in one export.
pub type ExportsMax = ConstU32<64>;

/// Hash of the bank's own reference of a deposit.
pub type DepositReference = [u8; 32];

/// What an owner allows the bank to do with its account.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Mandate {
	/// What the bank keeps on the account, in nano-currency: what is above when a statement closes
	/// is paid out, what is missing is collected.
	pub keep: u64,
}

/// Whose money a deposit is.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Payee {
	/// One of a meter's owners.
	#[codec(index = 0)]
	Member(MemberAccount),
	/// The guarantor of a community.
	#[codec(index = 1)]
	Guarantor(CommunityId),
}

impl Payee {
	/// The community whose bank booked the deposit.
	pub const fn community(&self) -> CommunityId {
		match self {
			Self::Member(account) => account.meter.network.community,
			Self::Guarantor(community) => *community,
		}
	}
}

/// A deposit that was booked.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct DepositRecord {
	/// Whose money it is.
	pub payee: Payee,
	/// How much, in nano-currency.
	pub amount: u128,
}

/// What was booked between a community and its banks since the community exists, in nano-currency.
///
/// What banks made on chain less what they took off it is at every moment
/// `deposited + collected - paid_out - debits_returned + credits_returned`. What lies at the bank is
/// that less its claim: the bank has paid returned debits back that the guarantor could not cover yet.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BankTotals {
	/// Direct debits that were booked.
	pub collected: u128,
	/// Deposits that were booked.
	pub deposited: u128,
	/// Credit transfers that were booked.
	pub paid_out: u128,
	/// Of the direct debits that came back, what the guarantor has paid.
	pub debits_returned: u128,
	/// Credit transfers that came back.
	pub credits_returned: u128,
	/// Debts that the guarantor took over.
	pub written_off: u128,
}

/// Money of an account that was handed to the bank and of which nothing was heard yet, in
/// nano-currency.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OnItsWay {
	/// Being collected.
	pub collecting: u128,
	/// Being paid out.
	pub paying_out: u128,
}

impl OnItsWay {
	/// The sum of one direction.
	pub(crate) const fn of(&mut self, direction: Direction) -> &mut u128 {
		match direction {
			Direction::Collect => &mut self.collecting,
			Direction::PayOut => &mut self.paying_out,
		}
	}
}
