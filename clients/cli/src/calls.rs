// SPDX-License-Identifier: Apache-2.0
//! The chain's calls, with our own types. Pallet and call are looked up by name when encoding.

use crate::{
	extrinsic::Call,
	keys::AccountId,
	types::{MeterRegistration, MultiSignature, NamedAccount, NetworkParams, ReadingBatch},
};
use codec::Compact;
use energy_primitives::{CommunityId, MeterId, NetworkId, Slot};
use settlement_core::{Limits, Tariff};

const COMMUNITIES: &str = "Communities";
const METERING: &str = "Metering";
const SETTLEMENT: &str = "Settlement";

/// Open a community that settles in `asset`.
pub fn open_community(asset: u32) -> Call {
	Call::new(COMMUNITIES, "open_community", (asset,))
}

/// Name the guarantor.
pub fn set_guarantor(community: CommunityId, guarantor: AccountId) -> Call {
	Call::new(COMMUNITIES, "set_guarantor", (community, guarantor))
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

/// Send native currency, for the fees of owners who place orders.
pub fn transfer_native(to: AccountId, amount: u128) -> Call {
	// The address is the account itself: variant 0 of a multi-address.
	Call::new("Balances", "transfer_keep_alive", (0u8, to, Compact(amount)))
}

/// Make a person a member of the operator's community.
pub fn add_member(community: CommunityId, person_tag: [u8; 32], account: AccountId) -> Call {
	Call::new(COMMUNITIES, "add_member", (community, person_tag, account))
}
