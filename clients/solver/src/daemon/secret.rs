// SPDX-License-Identifier: Apache-2.0
//! What a solver has committed to and not shown yet. Whoever loses it loses a part of the deposit,
//! so it is written to a file first.

use super::chain::Rounds;
use codec::{Decode, Encode};
use commonwatt_cli::{
	error::{Error, Result},
	keys::AccountId,
};
use energy_primitives::CommunityId;
use std::{
	fs,
	io::ErrorKind,
	path::{Path, PathBuf},
};

/// What will be shown.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Secret {
	/// The salt of the hash.
	pub salt: [u8; 32],
	/// The plan and the prices, encoded.
	pub bytes: Vec<u8>,
}

/// What is committed to: Blake2-256 over everything that is shown, and by whom.
fn commitment(
	community: CommunityId,
	round: u32,
	who: &AccountId,
	salt: &[u8; 32],
	bytes: &[u8],
) -> [u8; 32] {
	let parts = ("cw/commit", community, round, who, salt, bytes);
	sp_crypto_hashing::blake2_256(&parts.encode())
}

impl Secret {
	/// The hash that commits to it.
	pub fn hash(&self, rounds: &Rounds, round: u32) -> [u8; 32] {
		commitment(rounds.community(), round, &rounds.account(), &self.salt, &self.bytes)
	}

	/// Writes it to a folder, which is made if it is not there.
	pub fn write(&self, folder: &Path, label: &str) -> Result<()> {
		fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		let (path, new) = (path(folder, label), folder.join(format!("{label}.new")));
		fs::write(&new, self.encode()).map_err(|error| Error::file(&new, error))?;
		fs::rename(&new, &path).map_err(|error| Error::file(path, error))
	}

	/// Reads it back; `None` where there is none.
	pub fn read(folder: &Path, label: &str) -> Result<Option<Self>> {
		let path = path(folder, label);
		let bytes = match fs::read(&path) {
			Ok(bytes) => bytes,
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
			Err(error) => return Err(Error::file(path, error)),
		};
		let secret = Self::decode(&mut bytes.as_slice());
		secret.map(Some).map_err(|error| Error::file(path, error))
	}

	/// Removes it once it is shown.
	pub fn forget(folder: &Path, label: &str) -> Result<()> {
		let path = path(folder, label);
		fs::remove_file(&path).map_err(|error| Error::file(path, error))
	}
}

fn path(folder: &Path, label: &str) -> PathBuf {
	folder.join(format!("{label}.reveal"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_secret_is_written_read_and_forgotten() {
		let folder = tempfile::tempdir().unwrap();
		let folder = folder.path().join("new");
		let secret = Secret { salt: [7; 32], bytes: vec![1, 2, 3] };
		assert_eq!(Secret::read(&folder, "a").unwrap(), None);
		secret.write(&folder, "a").unwrap();
		assert_eq!(Secret::read(&folder, "a").unwrap(), Some(secret));
		assert_eq!(Secret::read(&folder, "b").unwrap(), None);
		Secret::forget(&folder, "a").unwrap();
		assert_eq!(Secret::read(&folder, "a").unwrap(), None);
	}

	#[test]
	fn the_hash_is_over_length_prefixed_parts() {
		let hash = commitment(1, 2, &[3; 32], &[4; 32], &[5, 6]);
		let mut by_hand = vec![9 << 2];
		by_hand.extend(b"cw/commit");
		by_hand.extend([1, 0, 0, 0, 2, 0, 0, 0]);
		by_hand.extend([3; 32]);
		by_hand.extend([4; 32]);
		by_hand.extend([2 << 2, 5, 6]);
		assert_eq!(hash, sp_crypto_hashing::blake2_256(&by_hand));
	}
}
