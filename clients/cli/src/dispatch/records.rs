// SPDX-License-Identifier: Apache-2.0
//! What the chain keeps of collective dispatch, as far as it is used here. Records are decoded by
//! field name.

use crate::storage::Coded;
use codec::{Decode, Encode};
use dispatch_core::{Certificate, Contract, DeviceLimits, DispatchRules, Node, Offer, OfferBlob};
use energy_primitives::{MeterId, NanoPrice};
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

/// One carrier's network as the operator declares it.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct GridConfig {
	/// Lines from the transformer outwards.
	pub tree: Vec<Node>,
	/// What the contract with the upstream grid allows.
	pub contract: Contract,
}

/// A community's dispatch programme.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Programme {
	/// The electricity network.
	pub electricity: Coded<GridConfig>,
	/// The heat network.
	pub heat: Coded<Option<GridConfig>>,
	/// Whether rounds may start.
	pub running: bool,
}

/// A device that takes part.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct DeviceRecord {
	/// Whose it is.
	pub owner: AccountId32,
	/// What it can physically do.
	pub limits: Coded<DeviceLimits>,
	/// The meter that shows what it takes and gives.
	pub meter: Coded<MeterId>,
	/// The meter of the other carrier.
	pub other_meter: Coded<Option<MeterId>>,
	/// The connection point whose account its money goes to.
	pub account: Coded<MeterId>,
	/// What covers its dues, in nano-currency.
	pub deposit: u128,
	/// From this slot on it no longer takes part.
	pub retired_at: Option<u32>,
}

/// What a member offers.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct OfferRecord {
	/// Device by device.
	pub blob: Coded<OfferBlob>,
	/// The round it is for; every round where none is named.
	pub round: Option<u32>,
}

/// Where a round stands.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Phase {
	/// Owners offer.
	Offers,
	/// Offers are frozen; solvers commit.
	Commit,
	/// Solvers show what they have committed to.
	Reveal,
	/// Members may veto, or endorse.
	Voting,
	/// The round is over.
	Enacted,
}

impl Phase {
	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Offers => "offers",
			Self::Commit => "commit",
			Self::Reveal => "reveal",
			Self::Voting => "voting",
			Self::Enacted => "over",
		}
	}
}

/// Where an enacted plan comes from.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum PlanSource {
	/// The best one shown.
	Best,
	/// The next best one.
	Next,
	/// What devices do if nobody plans.
	Fallback,
}

impl PlanSource {
	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Best => "the best plan",
			Self::Next => "the next best plan",
			Self::Fallback => "the fallback",
		}
	}
}

/// A community's last round.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct RoundRecord {
	/// Its number, from 0.
	pub number: u32,
	/// Where it stands.
	pub phase: Phase,
	/// The first block after the present phase.
	pub ends: u32,
	/// First slot of the horizon.
	pub first_slot: u32,
	/// Slots of the horizon.
	pub slots: u8,
	/// Devices that take part in it.
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
	/// Whether nobody can stop it.
	pub emergency: bool,
	/// What is proven about the plan that stands to vote.
	pub certificate: Coded<Option<Certificate>>,
	/// Whether its plan holds, and which.
	pub enacted: Option<PlanSource>,
}

/// One carrier's network in a round.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct FrozenGrid {
	/// Lines and transformer.
	pub tree: Vec<Node>,
	/// What the contract with the upstream grid allows.
	pub contract: Contract,
	/// What a base quantity from the grid costs, in nano-currency.
	pub buy_nano: Vec<NanoPrice>,
	/// What a base quantity given to the grid brings.
	pub sell_nano: Vec<NanoPrice>,
	/// The load nobody plans, in W, without losses.
	pub passive_w: Vec<i64>,
}

/// What happens if no plan is better.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub struct FallbackRecord {
	/// What it costs, in nano-currency.
	pub cost_nano: i128,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Flow beyond capacities and contracts, W·slot.
	pub overload_w_slots: i128,
}

/// The inputs of a round, but for its devices.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct FrozenRecord {
	/// Which round.
	pub round: u32,
	/// First slot of the horizon.
	pub first_slot: u32,
	/// Slots of the horizon.
	pub slots: u8,
	/// The rules that hold in it.
	pub rules: Coded<DispatchRules>,
	/// The electricity network.
	pub electricity: Coded<FrozenGrid>,
	/// The heat network.
	pub heat: Coded<Option<FrozenGrid>>,
	/// The devices, in the order of a plan's rows.
	pub devices: Coded<Vec<u16>>,
	/// What happens if no plan is better.
	pub fallback: Coded<FallbackRecord>,
}

/// A device in a round.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct FrozenRow {
	/// Its number.
	pub device: u16,
	/// What it can physically do.
	pub limits: Coded<DeviceLimits>,
	/// What its owner offers.
	pub offer: Coded<Offer>,
	/// What the last plan says of these slots, in W.
	pub last_w: Coded<Option<Vec<i32>>>,
}

/// A plan that was verified and not enacted yet.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Candidate {
	/// Whose it is.
	pub who: AccountId32,
	/// What it costs, in nano-currency.
	pub cost_nano: i128,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Flow beyond capacities and contracts, W·slot.
	pub overload_w_slots: i128,
	/// The plan, encoded.
	pub plan: Vec<u8>,
}

/// The prices of a round.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct PriceRecord {
	/// Who found them; none for the public reference.
	pub who: Option<AccountId32>,
	/// The bound they prove, in nano-currency.
	pub bound_nano: i128,
	/// The best bound anybody proved.
	pub best_bound_nano: i128,
	/// The prices, encoded; empty for the reference.
	pub duals: Vec<u8>,
}

/// What a solver committed to.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Commitment {
	/// Who.
	pub who: AccountId32,
	/// Hash of what it will show.
	pub hash: Coded<[u8; 32]>,
	/// What its plan costs at most.
	pub claimed_cost: Coded<Option<i128>>,
	/// What its bound is at least.
	pub claimed_bound: Coded<Option<i128>>,
}

/// An enacted plan, but for its devices.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct PlanRecord {
	/// Where it comes from.
	pub source: PlanSource,
	/// Who found it.
	pub solver: Option<AccountId32>,
	/// First slot of its horizon.
	pub first_slot: u32,
	/// Slots of its horizon.
	pub slots: u8,
	/// What is proven about it.
	pub certificate: Coded<Certificate>,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Its devices in ascending order.
	pub devices: Coded<Vec<u16>>,
}

/// A device in an enacted plan.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct PlanRow {
	/// Its number.
	pub device: u16,
	/// Its part of a deviation of the whole network, in thousandths.
	pub alpha_permille: u16,
	/// Its power in each slot, in W.
	pub power_w: Coded<Vec<i32>>,
	/// What the contract pays for a planned base quantity.
	pub price: Coded<Vec<Option<NanoPrice>>>,
}

/// A stretch of time in which one plan holds.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Span {
	/// Its first slot.
	pub from: u32,
	/// The slot after its last.
	pub to: u32,
	/// The round whose plan holds.
	pub round: u32,
}

/// What a device delivered, and what came of it.
#[derive(Clone, Copy, Debug, Default, DecodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct DeliveryRecord {
	/// Slots it was planned in and that are settled.
	pub slots: u32,
	/// Of them: slots in which it kept to the plan.
	pub kept: u32,
	/// Slots in which its meter was silent.
	pub silent: u32,
	/// What was planned, in base quantities, positive given.
	pub planned_base: i64,
	/// What was metered.
	pub metered_base: i64,
	/// By how much it deviated.
	pub deviation_base: u64,
	/// What plan legs and activation brought it in claims, in nano-currency.
	pub claimed: u128,
	/// What plan legs made it owe.
	pub owed: u128,
	/// What its deviations made it owe.
	pub penalty: u128,
	/// What it has paid of both.
	pub charged: u128,
	/// What of its dues nobody could pay.
	pub dues_lapsed: u128,
	/// What it was paid.
	pub paid: u128,
	/// What of its claims the fund did not cover.
	pub claims_lapsed: u128,
	/// Claims of this billing period.
	pub open: u128,
	/// What the plan cost it this period against what it does if nobody plans.
	pub short: i128,
	/// Claims of a period that ended, not paid yet.
	pub rest: u128,
}
