// SPDX-License-Identifier: Apache-2.0
//! The file: JSON around SCALE bytes in hexadecimal. Everything in it may be forged; nothing is
//! believed before `check` has followed it up to something the reader trusts.

use crate::error::{Error, Result};
use codec::{Decode, DecodeAll, Encode};
use energy_primitives::{PageIndex, UnitId, PAGE_ROWS};
use serde::{Deserialize, Serialize};
use settlement_core::{Axes, PageProof, Path, RowLeaf, SlotProof, SlotRecord};
use sp_core::H256;
use std::{fmt, path::Path as FilePath};

/// What a file of this version calls itself.
pub const FORMAT: &str = "commonwatt/unit-proof/1";

/// A file is not larger: 1000 slots with a few pages each have room.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Bytes, written as `0x` and hexadecimal digits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bytes(pub Vec<u8>);

/// A 32-byte hash, written likewise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Hash(pub [u8; 32]);

/// The proof of a unit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnitProof {
	/// [`FORMAT`].
	pub format: String,
	/// The unit.
	pub unit: String,
	/// Hash of block 0 of its chain.
	pub chain: Hash,
	/// What its slots are anchored in.
	pub anchor: Anchor,
	/// The slots it was exported in.
	pub slots: Vec<SlotEntry>,
}

/// A finalised block, and what its state says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
	/// The block's header, SCALE.
	pub header: Bytes,
	/// Nodes of the state's trie.
	pub state: Vec<Bytes>,
	/// What shows that the block is final, if the node knew.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub finality: Option<Finality>,
}

/// What shows that a block is final.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finality {
	/// Signatures of GRANDPA's voters for this block or a later one, SCALE.
	pub justification: Bytes,
	/// The headers from the block after the anchor to the one they signed.
	pub headers: Vec<Bytes>,
}

/// A slot of the unit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SlotEntry {
	/// Its record, SCALE.
	pub record: Bytes,
	/// From the record up to its peak of the mountain range; none while the record is in state.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub mountain: Option<Vec<Hash>>,
	/// The pages that tell the unit's flow.
	pub pages: Vec<PageEntry>,
}

/// A page with all its rows.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PageEntry {
	/// Which page.
	pub page: PageIndex,
	/// The sums in front of it: accepted export and import, refused export and import.
	pub start: [u64; 4],
	/// Its rows, SCALE.
	pub rows: Vec<Bytes>,
	/// From the page up to the slot's root.
	pub path: Vec<Hash>,
}

impl UnitProof {
	/// Reads a file.
	pub fn read(path: &FilePath) -> Result<Self> {
		let size = std::fs::metadata(path).map_err(|error| Error::file(path, error))?.len();
		if size > FILE_BYTES_MAX {
			return Err(Error::Verification("the file is too large to be a proof".into()));
		}
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		let proof: Self = serde_json::from_slice(&text)
			.map_err(|error| Error::Verification(format!("the file is no proof: {error}")))?;
		if proof.format != FORMAT {
			let format = &proof.format;
			return Err(Error::Verification(format!("the file's format is `{format}`")));
		}
		Ok(proof)
	}

	/// Writes a file. Returns its size in bytes.
	pub fn write(&self, path: &FilePath) -> Result<usize> {
		let text = serde_json::to_string(self).map_err(|error| Error::file(path, error))?;
		std::fs::write(path, &text).map_err(|error| Error::file(path, error))?;
		Ok(text.len())
	}

	/// The unit it says it is about.
	pub fn unit(&self) -> Result<UnitId> {
		self.unit.parse().map_err(|error| {
			Error::Verification(format!("the proof's unit `{}`: {error}", self.unit))
		})
	}
}

impl SlotEntry {
	/// The entry of a slot.
	pub fn new(slot: &SlotProof, mountain: Option<Path>) -> Self {
		let hashes = |path: &Path| path.iter().map(|hash| Hash(hash.0)).collect();
		let page = |page: &PageProof| {
			let Axes { accepted_export, accepted_import, refused_export, refused_import } =
				page.start;
			PageEntry {
				page: page.page,
				start: [accepted_export, accepted_import, refused_export, refused_import],
				rows: page.rows.iter().map(|row| Bytes(row.encode())).collect(),
				path: hashes(&page.path),
			}
		};
		Self {
			record: Bytes(slot.record.encode()),
			mountain: mountain.as_ref().map(hashes),
			pages: slot.pages.iter().map(page).collect(),
		}
	}

	/// What it says, and the record's path in the mountain range.
	pub fn decode(&self) -> Result<(SlotProof, Option<Path>)> {
		let record: SlotRecord = self.record.decode("a record")?;
		let pages = self.pages.iter().map(PageEntry::decode).collect::<Result<_>>()?;
		let mountain = self.mountain.as_deref().map(path).transpose()?;
		Ok((SlotProof { record, pages }, mountain))
	}
}

impl PageEntry {
	fn decode(&self) -> Result<PageProof> {
		if self.rows.len() > PAGE_ROWS as usize {
			let page = self.page;
			return Err(Error::Verification(format!("page {page} has more rows than a page")));
		}
		let row = |bytes: &Bytes| bytes.decode::<RowLeaf>("a row");
		let [accepted_export, accepted_import, refused_export, refused_import] = self.start;
		Ok(PageProof {
			page: self.page,
			start: Axes { accepted_export, accepted_import, refused_export, refused_import },
			rows: self.rows.iter().map(row).collect::<Result<_>>()?,
			path: path(&self.path)?,
		})
	}
}

fn path(hashes: &[Hash]) -> Result<Path> {
	let hashes: Vec<H256> = hashes.iter().map(|hash| H256(hash.0)).collect();
	Path::try_from(hashes).map_err(|_| Error::Verification("a path is too long".into()))
}

impl Bytes {
	/// The bytes as one value, to the last of them.
	pub fn decode<T: Decode>(&self, what: &str) -> Result<T> {
		let wrong = |error| Error::Verification(format!("{what} of the proof is none: {error}"));
		T::decode_all(&mut self.0.as_slice()).map_err(wrong)
	}
}

impl Serialize for Bytes {
	fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
		to.serialize_str(&format!("0x{}", hex::encode(&self.0)))
	}
}

impl<'de> Deserialize<'de> for Bytes {
	fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
		let text = std::borrow::Cow::<str>::deserialize(from)?;
		let digits = text.strip_prefix("0x");
		let bytes = digits.and_then(|digits| hex::decode(digits).ok());
		bytes.map(Self).ok_or_else(|| {
			serde::de::Error::custom("bytes are written as 0x and pairs of hexadecimal digits")
		})
	}
}

impl Serialize for Hash {
	fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
		to.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Hash {
	fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
		let text = std::borrow::Cow::<str>::deserialize(from)?;
		text.parse().map_err(serde::de::Error::custom)
	}
}

impl fmt::Display for Hash {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "0x{}", hex::encode(self.0))
	}
}

impl std::str::FromStr for Hash {
	type Err = &'static str;

	fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let mut bytes = [0; 32];
		hex::decode_to_slice(digits, &mut bytes).map_err(|_| "a hash has 64 hexadecimal digits")?;
		Ok(Self(bytes))
	}
}
