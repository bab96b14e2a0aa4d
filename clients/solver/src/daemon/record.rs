// SPDX-License-Identifier: Apache-2.0
//! Records of the dispatch pallet that only solvers read, as it encodes them.

use codec::Decode;
use commonwatt_cli::keys::AccountId;

/// What a solver committed to: who, the hash of what it will show, what its plan costs at most and
/// its bound is at least, and its deposit.
pub type Commitment = (AccountId, [u8; 32], Option<i128>, Option<i128>, u128);

/// Where an enacted plan comes from.
#[derive(Clone, Copy, Debug, Decode, Eq, PartialEq)]
pub enum PlanSource {
	/// The best one shown.
	#[codec(index = 0)]
	Best,
	/// The next best one.
	#[codec(index = 1)]
	Next,
	/// What devices do if nobody plans.
	#[codec(index = 2)]
	Fallback,
}

/// Why a claim was false.
#[derive(Clone, Copy, Debug, Decode)]
pub enum Fault {
	/// It can't be decoded, or is something else than was claimed.
	#[codec(index = 0)]
	Encoding,
	/// No device can follow the plan.
	#[codec(index = 1)]
	Plan,
	/// The plan costs more than was claimed.
	#[codec(index = 2)]
	Cost,
	/// Prices are for other constraints.
	#[codec(index = 3)]
	Prices,
	/// The bound is less than was claimed.
	#[codec(index = 4)]
	Bound,
}
