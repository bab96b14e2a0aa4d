// SPDX-License-Identifier: Apache-2.0
//! Whose money: the account of one of a meter's owners, and the name of a billing statement.

use crate::MeterId;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The account of one of a meter's owners. A meter that changes hands starts a new one.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct MemberAccount {
	/// The connection point.
	pub meter: MeterId,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
}

/// The name of a billing statement: whose, and for which period of the meter's network.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct StatementId {
	/// Whose account it is about.
	pub account: MemberAccount,
	/// The billing period, counted from 0 in each network.
	pub period: u32,
}
