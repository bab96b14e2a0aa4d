// SPDX-License-Identifier: Apache-2.0
//! The link tag: a salted Merkle root over attributes that tie a meter to a person. Only the root is
//! on the chain. Any one attribute can be disclosed, to a bank or an authority, without the others;
//! whoever forgets the salt has cut the link for good.
//!
//! ```text
//! salt_i = HMAC-SHA-256(salt, name_i)
//! leaf_i = blake2-256("commonwatt/link/v1" ++ salt_i ++ SCALE(name_i) ++ SCALE(value_i))
//! ```
//!
//! Leaves stand in the order of the names and are filled up to a power of two with
//! `HMAC-SHA-256(salt, 0xff ++ place)`, so that the tree doesn't tell how many there are. A node is
//! blake2-256 of its two children.

use super::tags::hmac;
use crate::error::{Error, Result};
use codec::Encode;
use metering_core::meter::Tag;
use serde::{Deserialize, Serialize};
use settlement_core::{subtree_path, RootBuilder};
use sp_core::{Blake2Hasher, H256};
use std::{collections::BTreeMap, path::Path};

/// The most attributes, and so the longest path: 6 hashes.
const ATTRIBUTES_MAX: usize = 64;

/// The attributes of one meter under one salt.
pub struct Link {
	salt: [u8; 32],
	attributes: BTreeMap<String, String>,
	leaves: Vec<H256>,
}

/// What proves one attribute under a link tag, and says nothing of the others.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
	/// Name of the attribute.
	pub name: String,
	/// What it is.
	pub value: String,
	/// The leaf's own salt, in hex.
	pub salt: String,
	/// Its place among the leaves.
	pub place: u32,
	/// Hashes from the leaf up to the root, in hex.
	pub path: Vec<String>,
}

impl Link {
	/// Reads a JSON object of texts.
	pub fn read(attributes: &Path, salt: [u8; 32]) -> Result<Self> {
		let text = std::fs::read(attributes).map_err(|error| Error::file(attributes, error))?;
		let map = serde_json::from_slice(&text)
			.map_err(|error| Error::file(attributes, format!("no object of texts: {error}")))?;
		Self::new(map, salt)
	}

	/// The link of these attributes.
	pub fn new(attributes: BTreeMap<String, String>, salt: [u8; 32]) -> Result<Self> {
		if attributes.is_empty() || attributes.len() > ATTRIBUTES_MAX {
			return Err(Error::Usage(format!("a link has 1 to {ATTRIBUTES_MAX} attributes")));
		}
		let own = attributes.iter().map(|(name, value)| leaf(&leaf_salt(&salt, name), name, value));
		let filling = (0u32..)
			.map(|place| H256(hmac(&salt, &[&[0xff], place.to_le_bytes().as_slice()].concat())));
		let width = attributes.len().next_power_of_two();
		let leaves = own.chain(filling).take(width).collect();
		Ok(Self { salt, attributes, leaves })
	}

	/// The root.
	pub fn tag(&self) -> Result<Tag> {
		Ok(tree(&self.leaves)?.root::<Blake2Hasher>().0)
	}

	/// The proof of one attribute.
	pub fn disclose(&self, name: &str) -> Result<Disclosure> {
		let missing = || Error::Usage(format!("there is no attribute `{name}`"));
		let place = self.attributes.keys().position(|known| known == name).ok_or_else(missing)?;
		let place = u32::try_from(place).map_err(|_| missing())?;
		let path = subtree_path::<Blake2Hasher>(&self.leaves, place).ok_or_else(missing)?;
		Ok(Disclosure {
			name: name.into(),
			value: self.attributes.get(name).cloned().unwrap_or_default(),
			salt: hex::encode(leaf_salt(&self.salt, name)),
			place,
			path: path.iter().map(|hash| hex::encode(hash.0)).collect(),
		})
	}
}

impl Disclosure {
	/// Whether the meter with this link tag has the attribute.
	pub fn holds(&self, tag: &Tag) -> Result<bool> {
		let salt = super::tags::tag(&self.salt)?;
		let mut node = leaf(&salt, &self.name, &self.value);
		let mut place = self.place;
		for sibling in &self.path {
			let sibling = super::tags::tag(sibling)?;
			let pair = if place.is_multiple_of(2) { [node.0, sibling] } else { [sibling, node.0] };
			node = H256(sp_crypto_hashing::blake2_256(&pair.concat()));
			place >>= 1;
		}
		Ok(place == 0 && node.0 == *tag)
	}
}

fn leaf_salt(salt: &[u8; 32], name: &str) -> [u8; 32] {
	hmac(salt, name.as_bytes())
}

fn leaf(salt: &[u8; 32], name: &str, value: &str) -> H256 {
	const DOMAIN: &[u8] = b"commonwatt/link/v1";
	let message = [DOMAIN, salt, &name.encode(), &value.encode()].concat();
	H256(sp_crypto_hashing::blake2_256(&message))
}

fn tree(leaves: &[H256]) -> Result<RootBuilder> {
	let mut tree = RootBuilder::default();
	for leaf in leaves {
		let pushed = tree.push::<Blake2Hasher>(*leaf);
		pushed.map_err(|_| Error::Usage("too many attributes".into()))?;
	}
	Ok(tree)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn link(count: usize, salt: u8) -> Link {
		let attributes = (0..count).map(|at| (format!("name {at:02}"), format!("value {at}")));
		Link::new(attributes.collect(), [salt; 32]).expect("attributes")
	}

	#[test]
	fn every_attribute_can_be_shown_alone() {
		for count in [1, 2, 3, 5, 8, 64] {
			let link = link(count, 1);
			let tag = link.tag().expect("a root");
			for at in 0..count {
				let shown = link.disclose(&format!("name {at:02}")).expect("it is there");
				assert!(shown.holds(&tag).expect("hex"), "{at} of {count}");
				let text = serde_json::to_string(&shown).expect("JSON");
				assert!(at == 0 || !text.contains("value 0"), "nothing else is told: {text}");
				let other = Disclosure { value: "forged".into(), ..shown.clone() };
				assert!(!other.holds(&tag).expect("hex"));
				let elsewhere = Disclosure { place: shown.place ^ 1, ..shown.clone() };
				assert!(count == 1 || !elsewhere.holds(&tag).expect("hex"));
				let beyond = Disclosure { place: shown.place + 64, ..shown };
				assert!(!beyond.holds(&tag).expect("hex"));
			}
		}
	}

	#[test]
	fn the_tag_hangs_on_salt_and_attributes() {
		let tag = |count, salt| link(count, salt).tag().expect("a root");
		assert_eq!(tag(3, 1), tag(3, 1));
		assert_ne!(tag(3, 1), tag(3, 2));
		assert_ne!(tag(3, 1), tag(4, 1));
		assert!(Link::new(BTreeMap::new(), [0; 32]).is_err());
		assert!(link(3, 1).disclose("name").is_err());
	}
}
