// SPDX-License-Identifier: Apache-2.0
//! The chain's calls, with our own types. Pallet and call are looked up by name when encoding.

pub mod ballots;
pub mod dispatch;

use crate::{
	extrinsic::Call,
	keys::AccountId,
	types::{MeterRegistration, MultiSignature, NamedAccount, NetworkParams, ReadingBatch},
};
use codec::Compact;
use energy_primitives::{CommunityId, MeterId, NetworkId, Slot, StatementId};
use metering_core::{
	correction::{Correction, Part},
	meter::DeviceKey,
	owner::Ownership,
	replacement::Replacement,
};
use settlement_core::{Cycle, Evidence, Limits, Tariff};

const COMMUNITIES: &str = "Communities";
const METERING: &str = "Metering";
const SETTLEMENT: &str = "Settlement";
const BANK: &str = "Bank";

/// Open a community that settles in `asset`.
pub fn open_community(asset: u32) -> Call {
	Call::new(COMMUNITIES, "open_community", (asset,))
}

/// Name the guarantor.
pub fn set_guarantor(community: CommunityId, guarantor: AccountId) -> Call {
	Call::new(COMMUNITIES, "set_guarantor", (community, guarantor))
}

/// Name the bank.
pub fn set_bank(community: CommunityId, bank: AccountId) -> Call {
	Call::new(COMMUNITIES, "set_bank", (community, bank))
}

/// Let a bank mint an asset, at most so much in one window.
pub fn approve_bank(asset: u32, bank: AccountId, mint_max: u128) -> Call {
	Call::new(BANK, "approve_bank", (asset, bank, mint_max))
}

/// Let the bank keep a meter's account at `keep` nano-currency, or no longer.
pub fn set_mandate(meter: MeterId, keep: Option<u64>) -> Call {
	Call::new(BANK, "set_mandate", (meter, keep))
}

/// Give up a statement's payment.
pub fn write_off(statement: StatementId) -> Call {
	Call::new(BANK, "write_off", (statement,))
}

/// Create a network.
pub fn create_network(network: NetworkId, params: NetworkParams) -> Call {
	Call::new(METERING, "create_network", (network, params))
}

/// Open a network.
pub fn open_network(network: NetworkId, first_slot: Slot) -> Call {
	Call::new(METERING, "open_network", (network, first_slot))
}

/// Register a meter.
pub fn register_meter(
	network: NetworkId,
	registration: &MeterRegistration,
	possession: [u8; 64],
) -> Call {
	Call::new(METERING, "register_meter", (network, registration, possession))
}

/// Take a meter out of service for good.
pub fn retire_meter(meter: MeterId) -> Call {
	Call::new(METERING, "retire_meter", (meter,))
}

/// Give a meter's device a new key.
pub fn rotate_key(meter: MeterId, device_key: DeviceKey, possession: [u8; 64]) -> Call {
	Call::new(METERING, "rotate_key", (meter, device_key, possession))
}

/// Put a new device in a meter's place.
pub fn replace_device(meter: MeterId, replacement: &Replacement, possession: [u8; 64]) -> Call {
	Call::new(METERING, "replace_device", (meter, replacement, possession))
}

/// Stop trusting a meter's key.
pub fn suspend_meter(meter: MeterId) -> Call {
	Call::new(METERING, "suspend_meter", (meter,))
}

/// Trust it again.
pub fn resume_meter(meter: MeterId) -> Call {
	Call::new(METERING, "resume_meter", (meter,))
}

/// Hand a meter over from a slot on.
pub fn change_owner(meter: MeterId, next: &Ownership<AccountId>, from_slot: Slot) -> Call {
	let Ownership { owner, member, link_tag } = next;
	Call::new(METERING, "change_owner", (meter, owner, member, link_tag, from_slot))
}

/// Correct a settled figure.
pub fn correct(meter: MeterId, slot: Slot, correction: Correction, evidence: &Evidence) -> Call {
	Call::new(METERING, "correct", (meter, slot, correction, evidence))
}

/// Consent to the correction that waits.
pub fn accept_correction(meter: MeterId, slot: Slot, correction: Correction) -> Call {
	Call::new(METERING, "accept_correction", (meter, slot, correction))
}

/// Spread a gap over its slots.
pub fn reallocate_gap(meter: MeterId, slot: Slot, parts: &[Part], evidence: &Evidence) -> Call {
	Call::new(METERING, "reallocate_gap", (meter, slot, parts, evidence))
}

/// Accept the loss of a disputed slot.
pub fn answer_dispute(network: NetworkId, slot: Slot) -> Call {
	Call::new(METERING, "answer_dispute", (network, slot))
}

/// Raise the signer's relay bond.
pub fn bond_relay(amount: u128) -> Call {
	Call::new(METERING, "bond_relay", (Compact(amount),))
}

/// Bring readings; sent as a general transaction.
pub fn submit_readings(relay: AccountId, batch: &ReadingBatch, signature: [u8; 64]) -> Call {
	let signature = MultiSignature::Sr25519(signature);
	Call::new(METERING, "submit_readings", (relay, batch, signature))
}

/// Name a network's grid and balancing accounts.
pub fn set_accounts(network: NetworkId, grid: AccountId, balancing: AccountId) -> Call {
	Call::new(SETTLEMENT, "set_accounts", (network, grid, balancing))
}

/// Announce tariffs, one per slot.
pub fn set_tariffs(network: NetworkId, from_slot: Slot, tariffs: &[Tariff]) -> Call {
	Call::new(SETTLEMENT, "set_tariffs", (network, from_slot, tariffs))
}

/// Set a meter's price limits.
pub fn place_order(meter: MeterId, limits: Limits) -> Call {
	Call::new(SETTLEMENT, "place_order", (meter, limits))
}

/// Pay in for a meter.
pub fn deposit(meter: MeterId, amount: u128) -> Call {
	Call::new(SETTLEMENT, "deposit", (meter, amount))
}

/// Pay in for a named account.
pub fn deposit_named(account: NamedAccount, amount: u128) -> Call {
	Call::new(SETTLEMENT, "deposit_named", (account, amount))
}

/// Set how far a named account may fall below zero.
pub fn set_limit(account: NamedAccount, limit: u128) -> Call {
	Call::new(SETTLEMENT, "set_limit", (account, limit))
}

/// Set how far a meter's account may fall below zero.
pub fn set_member_limit(meter: MeterId, limit: u64) -> Call {
	Call::new(SETTLEMENT, "set_member_limit", (meter, limit))
}

/// Choose when billing periods end.
pub fn set_billing(network: NetworkId, cycle: Cycle) -> Call {
	Call::new(SETTLEMENT, "set_billing", (network, cycle))
}

/// Pay an earlier owner of a meter out.
pub fn withdraw_line(meter: MeterId, epoch: u32) -> Call {
	Call::new(SETTLEMENT, "withdraw_line", (meter, epoch))
}

/// Send native currency, for the fees of owners who place orders.
pub fn transfer_native(to: AccountId, amount: u128) -> Call {
	// The address is the account itself: variant 0 of a multi-address.
	Call::new("Balances", "transfer_keep_alive", (0u8, to, Compact(amount)))
}

/// Send currency of an asset.
pub fn transfer_asset(asset: u32, to: AccountId, amount: u128) -> Call {
	Call::new("Assets", "transfer", (Compact(asset), (0u8, to), Compact(amount)))
}

/// Make a person a member of the operator's community.
pub fn add_member(community: CommunityId, person_tag: [u8; 32], account: AccountId) -> Call {
	Call::new(COMMUNITIES, "add_member", (community, person_tag, account))
}
