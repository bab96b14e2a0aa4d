// SPDX-License-Identifier: Apache-2.0
//! Rounds and their inputs.

use super::{PerDevice, PerSlot, PlanSource};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dispatch_core::{Certificate, Contract, DeviceLimits, DispatchRules, Offer, Tree};
use energy_primitives::{NanoPrice, Slot};
use scale_info::TypeInfo;

/// Where a round stands.
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
pub enum Phase {
	/// Owners offer what their devices can do.
	#[codec(index = 0)]
	Offers,
	/// Offers are frozen; solvers commit to a plan by its hash.
	#[codec(index = 1)]
	Commit,
	/// Solvers show what they have committed to.
	#[codec(index = 2)]
	Reveal,
	/// Members may veto, or endorse.
	#[codec(index = 3)]
	Voting,
	/// The round is over.
	#[codec(index = 4)]
	Enacted,
}

/// A community's last round.
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
pub struct RoundRecord<BlockNumber> {
	/// Its number, from 0.
	pub number: u32,
	/// Where it stands.
	pub phase: Phase,
	/// The first block after the present phase.
	pub ends: BlockNumber,
	/// First slot of the horizon.
	pub first_slot: Slot,
	/// Slots of the horizon.
	pub slots: u8,
	/// Devices that take part in it, once offers are frozen.
	pub devices: u32,
	/// Exactly the voters with a number below this may vote.
	pub snapshot: u32,
	/// Members that stop the plan, or endorse it.
	pub votes_needed: u32,
	/// Vetoes so far.
	pub vetoes: u32,
	/// Endorsements so far.
	pub endorsements: u32,
	/// Whether the plan needs endorsement.
	pub needs_endorsement: bool,
	/// Whether the plan only keeps limits that would break without it: nobody can stop it.
	pub emergency: bool,
	/// Whether the plan is about to hold before the vote ends, because its gap is small.
	pub at_once: bool,
	/// What is proven about the plan that stands to vote.
	pub certificate: Option<Certificate>,
	/// Whether its plan holds, and which.
	pub enacted: Option<PlanSource>,
}

/// One carrier's network in a round: what [`dispatch_core::GridInput`] is made of.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct FrozenGrid {
	/// Lines and transformer.
	pub tree: Tree,
	/// What the contract with the upstream grid allows.
	pub contract: Contract,
	/// What a base quantity from the grid costs, in nano-currency.
	pub buy_nano: PerSlot<NanoPrice>,
	/// What a base quantity given to the grid brings.
	pub sell_nano: PerSlot<NanoPrice>,
	/// The load nobody plans, in W, without losses.
	pub passive_w: PerSlot<i64>,
}

/// What happens in a round if no plan is better.
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
pub struct FallbackRecord {
	/// What it costs, in nano-currency, rounded up.
	pub cost_nano: i128,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Flow beyond capacities and contracts, W·slot.
	pub overload_w_slots: i128,
}

/// The inputs of a round, but for its devices.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct FrozenRecord {
	/// Which round.
	pub round: u32,
	/// First slot of the horizon.
	pub first_slot: Slot,
	/// Slots of the horizon.
	pub slots: u8,
	/// The rules that hold in it.
	pub rules: DispatchRules,
	/// The electricity network.
	pub electricity: FrozenGrid,
	/// The heat network.
	pub heat: Option<FrozenGrid>,
	/// The devices, in the order of a plan's rows.
	pub devices: PerDevice<u16>,
	/// What happens if no plan is better.
	pub fallback: FallbackRecord,
}

/// A device in a round: what [`dispatch_core::DeviceInput`] is made of.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct FrozenRow {
	/// Its number.
	pub device: u16,
	/// What it can physically do.
	pub limits: DeviceLimits,
	/// What its owner offers.
	pub offer: Offer,
	/// What the last plan says of these slots, in W, its safe powers where that ends; `None` where
	/// no plan covers any of them.
	pub last_w: Option<PerSlot<i32>>,
	/// What the last plan's contract pays for a base quantity in each slot; empty without one.
	pub last_price: PerSlot<Option<NanoPrice>>,
}

/// Why a member stops a plan.
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
pub enum VetoReason {
	/// A device of its own could do better.
	#[codec(index = 0)]
	Regret,
	/// The peak is too high.
	#[codec(index = 1)]
	Peak,
	/// It would be too cold, too warm or too late.
	#[codec(index = 2)]
	Comfort,
	/// Something else.
	#[codec(index = 3)]
	Other,
}

/// Why a round ended without a plan.
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
pub enum SkipReason {
	/// No device offered anything.
	#[codec(index = 0)]
	NoOffers,
	/// Nobody announced a tariff for the horizon.
	#[codec(index = 1)]
	NoTariff,
	/// The inputs make no problem.
	#[codec(index = 2)]
	NoProblem,
	/// The horizon is over before a plan was found.
	#[codec(index = 3)]
	TooLate,
	/// The programme was stopped.
	#[codec(index = 4)]
	Stopped,
}
