// SPDX-License-Identifier: Apache-2.0
//! A block's header, and what a proof of its state says of the keys a unit needs.

use super::file::{Anchor, Bytes};
use crate::error::{Error, Result};
use codec::{Decode, Encode};
use energy_primitives::{NetworkId, Slot};
use settlement_core::{Mountain, Path, SlotRecord};
use sp_core::{Blake2Hasher, H256};
use sp_crypto_hashing::{blake2_256, twox_128, twox_64};
use sp_trie::{read_trie_value, LayoutV1, MemoryDB, StorageProof};

/// The part of a header that proofs need. What follows is hashed and not looked at.
#[derive(Clone, Copy, Debug, Decode, Eq, PartialEq)]
pub struct HeaderStart {
	/// Hash of the block before.
	pub parent: H256,
	/// The block's number.
	#[codec(compact)]
	pub number: u32,
	/// Root of its state.
	pub state_root: H256,
}

/// A header's hash: that of its block.
pub fn block_hash(header: &Bytes) -> H256 {
	H256(blake2_256(&header.0))
}

/// The beginning of a header.
pub fn header_start(header: &Bytes) -> Result<HeaderStart> {
	HeaderStart::decode(&mut header.0.as_slice())
		.map_err(|_| Error::Verification("a header of the proof is none".into()))
}

/// The key of a map's entry whose key is hashed with twox64 and kept.
fn map_key(pallet: &str, entry: &str, key: impl Encode) -> Vec<u8> {
	let key = key.encode();
	let hash = twox_64(&key);
	[&twox_128(pallet.as_bytes())[..], &twox_128(entry.as_bytes()), &hash, &key].concat()
}

/// Where the state keeps the record of a slot.
pub fn record_key(network: NetworkId, slot: Slot) -> Vec<u8> {
	map_key("Settlement", "SlotRecords", (network, slot))
}

/// Where the state keeps a network's mountain range.
pub fn mountain_key(network: NetworkId) -> Vec<u8> {
	map_key("Settlement", "Mountains", network)
}

/// Where the state keeps the hash of block 0, for ever.
pub fn genesis_key() -> Vec<u8> {
	map_key("System", "BlockHash", 0u32)
}

/// Where the state keeps the time, in milliseconds since 1970.
pub fn clock_key() -> Vec<u8> {
	[twox_128(b"Timestamp"), twox_128(b"Now")].concat()
}

/// The part of a state that a proof shows.
pub struct ProvenState {
	nodes: MemoryDB<Blake2Hasher>,
	root: H256,
}

impl ProvenState {
	/// The part of the state with this root that the anchor's nodes show.
	pub fn new(root: H256, anchor: &Anchor) -> Self {
		let nodes = anchor.state.iter().map(|node| node.0.clone());
		Self { nodes: StorageProof::new(nodes).into_memory_db(), root }
	}

	/// The value under a key; `None` where the state is shown to have none.
	///
	/// Errors: `Verification` where the proof doesn't lead from the root to the key.
	pub fn get(&self, key: &[u8], what: &str) -> Result<Option<Vec<u8>>> {
		let value =
			read_trie_value::<LayoutV1<Blake2Hasher>, _>(&self.nodes, &self.root, key, None, None);
		value.map_err(|_| {
			let root = self.root;
			Error::Verification(format!("the proof does not show {what} in the state {root:?}"))
		})
	}

	fn decoded<T: Decode>(&self, key: &[u8], what: &str) -> Result<T> {
		let value = self.get(key, what)?;
		let value = value.ok_or_else(|| Error::Verification(format!("the state has no {what}")))?;
		Bytes(value).decode(what)
	}

	/// Hash of block 0.
	pub fn genesis(&self) -> Result<H256> {
		self.decoded(&genesis_key(), "hash of block 0")
	}

	/// The chain's clock in seconds since 1970.
	pub fn now_s(&self) -> Result<u64> {
		Ok(self.decoded::<u64>(&clock_key(), "time")? / 1_000)
	}

	/// Checks that the chain keeps this record for the slot it is about: in its state, or folded
	/// into the network's mountain range.
	pub fn check_record(
		&self,
		network: NetworkId,
		record: &SlotRecord,
		mountain: Option<&Path>,
	) -> Result<()> {
		let slot = record.header.clearing.slot;
		let is_ours = match mountain {
			None => {
				let what = format!("record of slot {slot}");
				self.decoded::<SlotRecord>(&record_key(network, slot), &what)? == *record
			}
			Some(path) => {
				let range: Mountain = self.decoded(&mountain_key(network), "mountain range")?;
				range.holds::<Blake2Hasher>(record, path)
			}
		};
		if is_ours {
			return Ok(());
		}
		Err(Error::Verification(format!("the chain keeps another record of slot {slot}")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use energy_primitives::Carrier;

	#[test]
	fn keys_name_pallet_entry_and_key() {
		let network = NetworkId { community: 3, carrier: Carrier::Heat };
		let key = record_key(network, 7);
		assert_eq!(key.len(), 16 + 16 + 8 + 9);
		assert_eq!(key[40..], [3, 0, 0, 0, 1, 7, 0, 0, 0]);
		assert_ne!(key[..40], record_key(network, 8)[..40]);
		assert_eq!(mountain_key(network)[..16], key[..16]);
		assert_eq!(genesis_key().len(), 16 + 16 + 8 + 4);
		// Known to everybody who has looked at a Substrate chain's storage.
		assert_eq!(
			hex::encode(clock_key()),
			"f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"
		);
	}

	#[test]
	fn an_empty_proof_shows_nothing() {
		let anchor = Anchor { header: Bytes(Vec::new()), state: Vec::new(), finality: None };
		let state = ProvenState::new(H256::repeat_byte(1), &anchor);
		assert_eq!(state.get(b"key", "a key").expect_err("no root").code(), 5);
		assert_eq!(header_start(&anchor.header).expect_err("no header").code(), 5);
	}
}
