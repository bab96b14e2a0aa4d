// SPDX-License-Identifier: Apache-2.0
//! Calls about collective dispatch.

use crate::{dispatch::records::GridConfig, extrinsic::Call};
use codec::Encode;
use dispatch_core::{DeviceLimits, OfferBlob};
use energy_primitives::{CommunityId, MeterId, NetworkId, Slot};

const DISPATCH: &str = "Dispatch";

/// Which days are like each other.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
pub enum DayClass {
	/// Monday to Friday.
	#[codec(index = 0)]
	Weekday,
	/// Saturday and Sunday.
	#[codec(index = 1)]
	Weekend,
}

/// Why a member stops a plan.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
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

/// Describe the networks of a community that plans together.
pub fn set_programme(
	community: CommunityId,
	electricity: &GridConfig,
	heat: Option<&GridConfig>,
) -> Call {
	Call::new(DISPATCH, "set_programme", (community, electricity, heat))
}

/// Say what load to expect that nobody plans.
pub fn declare_passive(network: NetworkId, day: DayClass, load_w: &[i32]) -> Call {
	Call::new(DISPATCH, "declare_passive", (network, day, load_w))
}

/// Let a device take part.
pub fn register_device(
	community: CommunityId,
	limits: &DeviceLimits,
	meter: MeterId,
	other_meter: Option<MeterId>,
) -> Call {
	Call::new(DISPATCH, "register_device", (community, limits, meter, other_meter))
}

/// Take a device out.
pub fn retire_device(community: CommunityId, device: u16) -> Call {
	Call::new(DISPATCH, "retire_device", (community, device))
}

/// Put money of a device's account aside for its dues.
pub fn lock_deposit(community: CommunityId, device: u16, amount: u128) -> Call {
	Call::new(DISPATCH, "lock_deposit", (community, device, amount))
}

/// Put it back.
pub fn unlock_deposit(community: CommunityId, device: u16, amount: u128) -> Call {
	Call::new(DISPATCH, "unlock_deposit", (community, device, amount))
}

/// Offer what devices can do.
pub fn offer(community: CommunityId, blob: &OfferBlob, standing: bool) -> Call {
	Call::new(DISPATCH, "offer", (community, blob, standing))
}

/// Begin a round.
pub fn start_round(community: CommunityId, first_slot: Slot) -> Call {
	Call::new(DISPATCH, "start_round", (community, first_slot))
}

/// Commit to a plan, to prices, or to both.
pub fn commit(
	community: CommunityId,
	round: u32,
	hash: [u8; 32],
	claimed_cost: Option<i128>,
	claimed_bound: Option<i128>,
) -> Call {
	Call::new(DISPATCH, "commit", (community, round, hash, claimed_cost, claimed_bound))
}

/// Show what was committed to.
pub fn reveal(community: CommunityId, round: u32, salt: [u8; 32], bytes: &[u8]) -> Call {
	Call::new(DISPATCH, "reveal", (community, round, salt, bytes))
}

/// Veto the plan that stands to vote.
pub fn veto(community: CommunityId, round: u32, reason: VetoReason) -> Call {
	Call::new(DISPATCH, "veto", (community, round, reason))
}

/// Endorse it.
pub fn endorse(community: CommunityId, round: u32) -> Call {
	Call::new(DISPATCH, "endorse", (community, round))
}

/// Stop planning together.
pub fn stop_programme(community: CommunityId) -> Call {
	Call::new(DISPATCH, "stop_programme", (community,))
}
