// SPDX-License-Identifier: Apache-2.0
//! What was delivered, and what is still to be settled.

use super::PerDevice;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{CommunityId, NanoPrice, NetworkId, PageIndex, Slot};
use scale_info::TypeInfo;

/// What meters of devices said of one slot.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct MeteredSlot {
	/// What each device gave less what it took, in base quantities, by its own meter.
	pub devices: PerDevice<(u16, i64)>,
	/// The same of all meters of devices in this network together, on either carrier.
	pub net: i64,
}

/// Work that blocks do bit by bit.
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
pub enum Work {
	/// A slot's deliveries.
	#[codec(index = 0)]
	Slot(SlotWork),
	/// The end of a billing period.
	#[codec(index = 1)]
	Period(PeriodWork),
	/// A plan that is no longer needed.
	#[codec(index = 2)]
	Forget {
		/// Whose.
		community: CommunityId,
		/// Of which round.
		round: u32,
	},
}

/// Deliveries of a slot.
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
pub struct SlotWork {
	/// Where.
	pub network: NetworkId,
	/// When.
	pub slot: Slot,
	/// By which plan.
	pub round: u32,
	/// The next page of the plan.
	pub next_page: PageIndex,
	/// What a base quantity brought its seller.
	pub sell_price: NanoPrice,
	/// What a base quantity cost its buyer.
	pub buy_price: NanoPrice,
	/// By how much the network deviated, but for what devices with reserve did: what these were to
	/// make up for, in Wh.
	pub deviation_base: i64,
}

/// Claims at the end of a billing period.
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
pub struct PeriodWork {
	/// Where.
	pub network: NetworkId,
	/// What is done now.
	pub stage: PeriodStage,
	/// The next device to look at.
	pub next: u32,
	/// Claims that come first: that nobody is worse off than without a plan.
	pub whole: u128,
	/// All other claims.
	pub rest: u128,
	/// What the fund has for the present stage.
	pub available: u128,
	/// What was paid so far.
	pub paid: u128,
}

/// What is done at the end of a billing period.
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
pub enum PeriodStage {
	/// Claims are added up.
	#[codec(index = 0)]
	Sum,
	/// Claims that come first are paid.
	#[codec(index = 1)]
	Whole,
	/// The others are paid.
	#[codec(index = 2)]
	Rest,
}

/// What a device delivered and what came of it. Base quantities are positive where given.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct DeliveryRecord {
	/// Slots it was planned in and that are settled.
	pub slots: u32,
	/// Of them: slots in which it kept to the plan.
	pub kept: u32,
	/// Slots in which its meter was silent.
	pub silent: u32,
	/// What was planned.
	pub planned_base: i64,
	/// What was metered.
	pub metered_base: i64,
	/// By how much it deviated, whichever way, beyond what it was instructed.
	pub deviation_base: u64,
	/// What plan legs and activation of all slots brought it in claims, in nano-currency.
	pub claimed: u128,
	/// What plan legs of all slots made it owe.
	pub owed: u128,
	/// What its deviations of all slots made it owe.
	pub penalty: u128,
	/// What it has paid of both, deposit included.
	pub charged: u128,
	/// What of its dues nobody could pay.
	pub dues_lapsed: u128,
	/// What it was paid of its claims.
	pub paid: u128,
	/// What of its claims the fund did not cover.
	pub claims_lapsed: u128,
	/// Claims of this billing period.
	pub open: u128,
	/// What the plan cost it this period against what it does if nobody plans, at the slots' own
	/// prices; negative: what it gained.
	pub short: i128,
	/// Of `open` and `short`: what is still to be paid after the claims that come first.
	pub rest: u128,
}
