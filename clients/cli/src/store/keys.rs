// SPDX-License-Identifier: Apache-2.0
//! Keys: big-endian, so that their order is that of the numbers.

use energy_primitives::{Carrier, CommunityId, MemberAccount, MeterId, NetworkId, PageIndex, Slot};

pub(super) fn network_key(id: NetworkId) -> Vec<u8> {
	let mut key = id.community.to_be_bytes().to_vec();
	key.push(id.carrier.code());
	key
}

pub(super) fn parse_network(key: &[u8]) -> Option<NetworkId> {
	let community = CommunityId::from_be_bytes(key.get(..4)?.try_into().ok()?);
	Some(NetworkId { community, carrier: Carrier::from_code(*key.get(4)?)? })
}

/// The four bytes behind a network's: the slot or the meter's index.
pub(super) fn parse_number(key: &[u8]) -> Option<u32> {
	Some(u32::from_be_bytes(key.get(5..9)?.try_into().ok()?))
}

pub(super) fn slot_key(id: NetworkId, slot: Slot) -> Vec<u8> {
	let mut key = network_key(id);
	key.extend(slot.to_be_bytes());
	key
}

pub(super) fn page_key(id: NetworkId, slot: Slot, page: PageIndex) -> Vec<u8> {
	let mut key = slot_key(id, slot);
	key.extend(page.to_be_bytes());
	key
}

pub(super) fn meter_key(meter: MeterId) -> Vec<u8> {
	let mut key = network_key(meter.network);
	key.extend(meter.index.to_be_bytes());
	key
}

/// A meter's entry by one more number: a slot, an epoch, a generation.
pub(super) fn entry_key(meter: MeterId, number: u32) -> Vec<u8> {
	let mut key = meter_key(meter);
	key.extend(number.to_be_bytes());
	key
}

/// An account's entry by the block and the event that made it.
pub(super) fn event_key(account: MemberAccount, block: u64, event: u32) -> Vec<u8> {
	let mut key = entry_key(account.meter, account.epoch);
	key.extend(block.to_be_bytes());
	key.extend(event.to_be_bytes());
	key
}

/// A place on one of a meter's axes.
pub(super) fn axis_key(meter: MeterId, at: u64) -> Vec<u8> {
	let mut key = meter_key(meter);
	key.extend(at.to_be_bytes());
	key
}
