// SPDX-License-Identifier: Apache-2.0
//! Calls about who counts in votes, and about ballots.

use crate::extrinsic::Call;
use codec::{Decode, Encode};
use community_core::Choice;
use dispatch_core::DispatchRules;
use energy_primitives::{CommunityId, MeterId, NanoPrice, NetworkId};
use settlement_core::Rule;

const COMMUNITIES: &str = "Communities";

/// A change that members may vote about.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time")]
pub enum Change {
	/// How plans are made.
	#[codec(index = 0)]
	Dispatch(DispatchRules),
	/// What local trade pays per base quantity.
	#[codec(index = 1)]
	Fees {
		/// The network.
		network: NetworkId,
		/// To the grid operator, in nano-currency per base quantity.
		network_fee: NanoPrice,
		/// To the common fund.
		fund_fee: NanoPrice,
	},
	/// How members deal with each other.
	#[codec(index = 2)]
	PriceRule {
		/// The network.
		network: NetworkId,
		/// The rule.
		rule: Rule,
	},
	/// Between which prices the operator may set the grid's tariffs.
	#[codec(index = 3)]
	TariffBand {
		/// The network.
		network: NetworkId,
		/// What the grid pays at least, in nano-currency per base quantity.
		feed_in_min: NanoPrice,
		/// What it asks at most.
		retail_max: NanoPrice,
	},
}

/// Be counted in votes through a connection point.
pub fn enrol(community: CommunityId, meter: MeterId) -> Call {
	Call::new(COMMUNITIES, "enrol", (community, meter))
}

/// Propose a new rule.
pub fn propose(community: CommunityId, change: &Change) -> Call {
	Call::new(COMMUNITIES, "propose", (community, change))
}

/// Propose to count more members at once.
pub fn propose_growth(community: CommunityId, more: u32) -> Call {
	Call::new(COMMUNITIES, "propose_growth", (community, more))
}

/// Ask the members how the community's account shall vote in a referendum.
pub fn propose_referendum_vote(community: CommunityId, index: u32) -> Call {
	Call::new(COMMUNITIES, "propose_referendum_vote", (community, index))
}

/// Propose to take back what a ballot changed.
pub fn propose_roll_back(community: CommunityId, ballot: u32) -> Call {
	Call::new(COMMUNITIES, "propose_roll_back", (community, ballot))
}

/// Vote.
pub fn vote(community: CommunityId, ballot: u32, choice: Choice) -> Call {
	Call::new(COMMUNITIES, "vote", (community, ballot, choice))
}

/// Count a ballot whose time is over.
pub fn close(community: CommunityId, ballot: u32) -> Call {
	Call::new(COMMUNITIES, "close", (community, ballot))
}

/// Make a rule hold whose billing period has come.
pub fn enact(community: CommunityId, ballot: u32) -> Call {
	Call::new(COMMUNITIES, "enact", (community, ballot))
}

/// Let the community's account vote in a ballot's referendum, as answered until now.
pub fn recast(community: CommunityId, ballot: u32) -> Call {
	Call::new(COMMUNITIES, "recast", (community, ballot))
}
