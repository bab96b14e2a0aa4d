// SPDX-License-Identifier: Apache-2.0
//! Storage by name: keys are hashed as the metadata says; values are decoded with the types of the
//! core crates, or field by field where a record belongs to a pallet.

mod coded;

pub use coded::Coded;

use crate::{
	chain::Chain,
	error::{Error, Result},
};
use codec::{Decode, Encode};
use subxt::{
	ext::{frame_decode::storage::StorageHasher, scale_decode::DecodeAsType},
	metadata::Metadata,
	utils::H256,
};

/// Storage of a chain at one block, or at the best block of the moment.
#[derive(Clone, Copy)]
pub struct Storage<'a> {
	chain: &'a Chain,
	at: Option<H256>,
}

/// The encoded keys of a map entry, one per hasher.
pub type Keys = Vec<Vec<u8>>;

/// One encoded key.
pub fn key(part: impl Encode) -> Keys {
	vec![part.encode()]
}

/// Two encoded keys.
pub fn keys(first: impl Encode, second: impl Encode) -> Keys {
	vec![first.encode(), second.encode()]
}

impl<'a> Storage<'a> {
	/// Storage after the block `at`; none for the best block whenever asked.
	pub fn new(chain: &'a Chain, at: Option<H256>) -> Self {
		Self { chain, at }
	}

	/// The value of an entry, decoded as `T`; `None` where nothing is stored.
	pub async fn get<T: Decode>(
		&self,
		pallet: &str,
		entry: &str,
		keys: &[Vec<u8>],
	) -> Result<Option<T>> {
		let path = path(self.chain.metadata(), pallet, entry, keys)?;
		let Some(bytes) = self.chain.raw(&path, self.at).await? else {
			return Ok(None);
		};
		decode(pallet, entry, &bytes).map(Some)
	}

	/// The value of an entry, decoded field by field, names taken from the metadata.
	pub async fn record<T: DecodeAsType>(
		&self,
		pallet: &str,
		entry: &str,
		keys: &[Vec<u8>],
	) -> Result<Option<T>> {
		let metadata = self.chain.metadata();
		let path = path(metadata, pallet, entry, keys)?;
		let value_type = entry_of(metadata, pallet, entry)?.value_ty();
		let Some(bytes) = self.chain.raw(&path, self.at).await? else {
			return Ok(None);
		};
		T::decode_as_type(&mut bytes.as_slice(), value_type, metadata.types())
			.map(Some)
			.map_err(|error| Error::misfit(&format!("{pallet}.{entry}"), error))
	}

	/// Whether an entry holds anything.
	pub async fn has(&self, pallet: &str, entry: &str, keys: &[Vec<u8>]) -> Result<bool> {
		let path = path(self.chain.metadata(), pallet, entry, keys)?;
		Ok(self.chain.raw(&path, self.at).await?.is_some())
	}

	/// How many entries of a map begin with these keys.
	pub async fn count(&self, pallet: &str, entry: &str, keys: &[Vec<u8>]) -> Result<usize> {
		let prefix = path(self.chain.metadata(), pallet, entry, keys)?;
		Ok(self.chain.keys(&prefix, self.at).await?.len())
	}
}

/// A constant of a pallet, decoded as `T`; `None` where the pallet has none of this name.
pub fn constant<T: Decode>(metadata: &Metadata, pallet: &str, name: &str) -> Result<Option<T>> {
	let pallets = metadata.pallet_by_name(pallet);
	let Some(constant) = pallets.and_then(|pallet| pallet.constant_by_name(name)) else {
		return Ok(None);
	};
	decode(pallet, name, constant.value()).map(Some)
}

/// A constant that has to be there.
pub fn constant_or_misfit<T: Decode>(metadata: &Metadata, pallet: &str, name: &str) -> Result<T> {
	constant(metadata, pallet, name)?
		.ok_or_else(|| Error::misfit(&format!("{pallet}.{name}"), "no such constant"))
}

fn decode<T: Decode>(pallet: &str, entry: &str, mut bytes: &[u8]) -> Result<T> {
	let misfit = |reason: String| Error::misfit(&format!("{pallet}.{entry}"), reason);
	let value = T::decode(&mut bytes).map_err(|error| misfit(error.to_string()))?;
	if !bytes.is_empty() {
		return Err(misfit(format!("{} bytes are left over", bytes.len())));
	}
	Ok(value)
}

fn entry_of<'a>(
	metadata: &'a Metadata,
	pallet: &str,
	entry: &str,
) -> Result<&'a subxt::metadata::StorageEntryMetadata> {
	let storage = metadata.pallet_by_name(pallet).and_then(|pallet| pallet.storage());
	storage
		.and_then(|storage| storage.entry_by_name(entry))
		.ok_or_else(|| Error::misfit(&format!("{pallet}.{entry}"), "no such storage"))
}

/// The raw key of an entry, or of all entries that begin with `keys`.
fn path(metadata: &Metadata, pallet: &str, entry: &str, keys: &[Vec<u8>]) -> Result<Vec<u8>> {
	let known = entry_of(metadata, pallet, entry)?;
	if keys.len() > known.keys().len() {
		return Err(Error::misfit(&format!("{pallet}.{entry}"), "it has fewer keys"));
	}
	let mut path = Vec::new();
	path.extend(sp_crypto_hashing::twox_128(pallet.as_bytes()));
	path.extend(sp_crypto_hashing::twox_128(entry.as_bytes()));
	for (key, info) in keys.iter().zip(known.keys()) {
		hash_into(info.hasher, key, &mut path);
	}
	Ok(path)
}

fn hash_into(hasher: StorageHasher, key: &[u8], path: &mut Vec<u8>) {
	use sp_crypto_hashing::{blake2_128, blake2_256, twox_128, twox_256, twox_64};
	match hasher {
		StorageHasher::Blake2_128 => path.extend(blake2_128(key)),
		StorageHasher::Blake2_256 => path.extend(blake2_256(key)),
		StorageHasher::Blake2_128Concat => path.extend(blake2_128(key)),
		StorageHasher::Twox128 => path.extend(twox_128(key)),
		StorageHasher::Twox256 => path.extend(twox_256(key)),
		StorageHasher::Twox64Concat => path.extend(twox_64(key)),
		StorageHasher::Identity => {}
	}
	let keeps_key = matches!(
		hasher,
		StorageHasher::Blake2_128Concat | StorageHasher::Twox64Concat | StorageHasher::Identity
	);
	if keeps_key {
		path.extend(key);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn keys_are_hashed_as_the_metadata_says() {
		let hashed = |hasher| {
			let mut path = Vec::new();
			hash_into(hasher, b"key", &mut path);
			path
		};
		let twox = hashed(StorageHasher::Twox64Concat);
		assert_eq!(twox, [&sp_crypto_hashing::twox_64(b"key")[..], b"key"].concat());
		let blake = hashed(StorageHasher::Blake2_128Concat);
		assert_eq!(blake, [&sp_crypto_hashing::blake2_128(b"key")[..], b"key"].concat());
		assert_eq!(hashed(StorageHasher::Identity), b"key");
		assert_eq!(hashed(StorageHasher::Blake2_256).len(), 32);
		assert_eq!(hashed(StorageHasher::Twox128).len(), 16);
	}

	#[test]
	fn what_is_left_over_is_another_type() {
		assert_eq!(decode::<u32>("A", "B", &[1, 0, 0, 0]).expect("a number"), 1);
		for wrong in [&[1, 0, 0][..], &[1, 0, 0, 0, 0]] {
			assert_eq!(decode::<u32>("A", "B", wrong).expect_err("no number").code(), 4);
		}
	}
}
