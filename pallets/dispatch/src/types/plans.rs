// SPDX-License-Identifier: Apache-2.0
//! Enacted plans.

use super::{PerDevice, PerSlot, TIMELINE_MAX};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dispatch_core::{Certificate, DispatchRules, Profile};
use energy_primitives::{NanoPrice, Slot};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Where an enacted plan comes from.
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
pub enum PlanSource {
	/// The best one shown.
	#[codec(index = 0)]
	Best,
	/// The next best one, after plans were vetoed again and again.
	#[codec(index = 1)]
	Next,
	/// What devices do if nobody plans: the rest of the last plan, or their safe powers.
	#[codec(index = 2)]
	Fallback,
}

/// A device in an enacted plan.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct PlanRow {
	/// Its number.
	pub device: u16,
	/// Its part of a deviation of the whole network, in thousandths.
	pub alpha_permille: u16,
	/// Its power in each slot, in W; positive given, negative taken.
	pub power_w: PerSlot<i32>,
	/// What the contract pays for a planned base quantity; `None`: no contract in that slot.
	pub price: PerSlot<Option<NanoPrice>>,
	/// What it would do if nobody planned.
	pub safe_w: Profile<i32>,
	/// What its owner asks for a base quantity taken, in nano-currency.
	pub take_cost_nano: Profile<i32>,
	/// What its owner asks for a base quantity given, in nano-currency.
	pub give_cost_nano: Profile<i32>,
}

/// An enacted plan, but for its devices.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct PlanRecord<AccountId> {
	/// Where it comes from.
	pub source: PlanSource,
	/// Who found it; `None` for the fallback.
	pub solver: Option<AccountId>,
	/// First slot of its horizon.
	pub first_slot: Slot,
	/// Slots of its horizon.
	pub slots: u8,
	/// What is proven about it.
	pub certificate: Certificate,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Energy the electricity network takes from the grid in each slot by the plan, in Wh; negative
	/// gives.
	pub net_base: PerSlot<i64>,
	/// Energy of all devices together that carry reserve, in Wh; positive given.
	pub reserve_base: PerSlot<i64>,
	/// Who shares a deviation: participation factors by row, empty where nobody does.
	pub alpha_permille: PerDevice<u16>,
	/// Its devices in ascending order: rows of its pages.
	pub devices: PerDevice<u16>,
	/// The rules it was made under.
	pub rules: DispatchRules,
}

/// A stretch of time in which one plan holds.
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
pub struct Span {
	/// Its first slot.
	pub from: Slot,
	/// The slot after its last.
	pub to: Slot,
	/// The round whose plan holds.
	pub round: u32,
}

/// Which plan holds when: apart from each other, in ascending order.
pub type Timeline = BoundedVec<Span, ConstU32<TIMELINE_MAX>>;

/// What one device is to do in one slot.
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
pub struct Setpoint {
	/// Which slot.
	pub slot: Slot,
	/// Its power, in W; positive given, negative taken.
	pub power_w: i32,
	/// What the contract pays for a planned base quantity, in nano-currency; `None`: no contract.
	pub price: Option<NanoPrice>,
	/// Its part of a deviation of the whole network, in thousandths.
	pub alpha_permille: u16,
	/// The round whose plan this is.
	pub round: u32,
}
