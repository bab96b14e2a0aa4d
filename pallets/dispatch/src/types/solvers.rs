// SPDX-License-Identifier: Apache-2.0
//! What solvers promise and show.

use super::RevealBytes;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::fungible;
use scale_info::TypeInfo;

/// What a solver committed to.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Commitment<AccountId, Balance> {
	/// Who.
	pub who: AccountId,
	/// Hash of what it will show.
	pub hash: [u8; 32],
	/// What its plan costs at most, in nano-currency; `None`: it shows no plan.
	pub claimed_cost: Option<i128>,
	/// What its bound is at least, in nano-currency; `None`: it shows no prices.
	pub claimed_bound: Option<i128>,
	/// The native deposit it stands for.
	pub deposit: Balance,
}

/// [`Commitment`] of a runtime.
pub type CommitmentOf<T> = Commitment<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// Native currency of a runtime.
pub type BalanceOf<T> = <<T as crate::Config>::Currency as fungible::Inspect<
	<T as frame_system::Config>::AccountId,
>>::Balance;

/// A plan that was verified and not enacted yet.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Candidate<AccountId> {
	/// Whose it is.
	pub who: AccountId,
	/// What it costs, in nano-currency, rounded up.
	pub cost_nano: i128,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Flow beyond capacities and contracts, W·slot.
	pub overload_w_slots: i128,
	/// The plan: [`dispatch_core::encode_reveal`] with nothing else.
	pub plan: RevealBytes,
}

/// The prices of a round.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct PriceRecord<AccountId> {
	/// Who found them; `None`: they are the public reference, half between buying and selling.
	pub who: Option<AccountId>,
	/// The bound they prove, in nano-currency, rounded down.
	pub bound_nano: i128,
	/// How far they are from the public reference: [`dispatch_core::reference_distance`].
	pub distance: u128,
	/// The best bound anybody proved. Prices a little less tight may be nearer to the reference.
	pub best_bound_nano: i128,
	/// The prices: [`dispatch_core::encode_reveal`] with nothing else; empty for the reference.
	pub duals: RevealBytes,
}

/// What is wrong with what a solver showed.
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
pub enum Fault {
	/// It can't be decoded, or is something else than was claimed.
	#[codec(index = 0)]
	Encoding,
	/// No device can follow the plan, or it is for other devices.
	#[codec(index = 1)]
	Plan,
	/// The plan costs more than was claimed.
	#[codec(index = 2)]
	Cost,
	/// Prices are for other constraints, or beyond any sense.
	#[codec(index = 3)]
	Prices,
	/// The bound is less than was claimed.
	#[codec(index = 4)]
	Bound,
}
