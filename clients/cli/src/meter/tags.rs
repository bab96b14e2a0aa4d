// SPDX-License-Identifier: Apache-2.0
//! Tags: what stands on the chain for things that must not be read there.

use crate::error::{Error, Result};
use metering_core::meter::Tag;
use sp_core::{ed25519, Pair};
use std::path::Path;

/// HMAC-SHA-256 as in RFC 2104.
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
	const BLOCK: usize = 64;
	let mut padded = [0u8; BLOCK];
	let short = sp_crypto_hashing::sha2_256(key);
	let key = if key.len() > BLOCK { &short[..] } else { key };
	padded.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
	let inner = [padded.map(|byte| byte ^ 0x36).as_slice(), message].concat();
	let inner = sp_crypto_hashing::sha2_256(&inner);
	sp_crypto_hashing::sha2_256(&[padded.map(|byte| byte ^ 0x5c).as_slice(), &inner].concat())
}

/// The tag of a metering point under the key of whoever keeps the area's list of them: the same
/// point gives the same tag, so it can't be registered twice, and nobody without the key can try
/// out numbers. Spaces and the case of letters don't matter.
pub fn point_tag(key: &[u8; 32], point: &str) -> Result<Tag> {
	let point: String = point.split_whitespace().collect::<String>().to_ascii_uppercase();
	if point.is_empty() {
		return Err(Error::Usage("the metering point is empty".into()));
	}
	Ok(hmac(key, &[b"commonwatt/point/v1", point.as_bytes()].concat()))
}

/// 32 random bytes of the system's.
pub fn random() -> [u8; 32] {
	ed25519::Pair::generate().1
}

/// A secret of 32 bytes, in hex, from a file.
pub fn read_secret(path: &Path) -> Result<[u8; 32]> {
	let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
	tag(&text).map_err(|_| Error::file(path, "a secret is 32 bytes in hex"))
}

/// Writes a secret of 32 bytes into a new file that only its owner can read.
pub fn write_secret(path: &Path, secret: &[u8; 32]) -> Result<()> {
	use std::{io::Write, os::unix::fs::OpenOptionsExt};
	let mut options = std::fs::OpenOptions::new();
	let file = options.write(true).create_new(true).mode(0o600).open(path);
	let written = file.and_then(|mut file| writeln!(file, "{}", hex::encode(secret)));
	written.map_err(|error| Error::file(path, error))
}

/// 32 bytes in hex, with or without `0x`.
pub fn tag(text: &str) -> Result<Tag> {
	bytes(text).map_err(|_| Error::Usage(format!("`{}` is not 32 bytes in hex", text.trim())))
}

/// A signature of 64 bytes in hex, with or without `0x`.
pub fn signature(text: &str) -> Result<[u8; 64]> {
	bytes(text).map_err(|_| Error::Usage(format!("`{}` is not 64 bytes in hex", text.trim())))
}

fn bytes<const N: usize>(text: &str) -> std::result::Result<[u8; N], hex::FromHexError> {
	let text = text.trim();
	let mut bytes = [0; N];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes).map(|()| bytes)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_vectors_of_rfc_4231() {
		let vectors: [(&[u8], &[u8], &str); 3] = [
			(
				&[0x0b; 20],
				b"Hi There",
				"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
			),
			(
				b"Jefe",
				b"what do ya want for nothing?",
				"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
			),
			(
				&[0xaa; 131],
				b"Test Using Larger Than Block-Size Key - Hash Key First",
				"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
			),
		];
		for (key, message, expected) in vectors {
			assert_eq!(hex::encode(hmac(key, message)), expected);
		}
	}

	#[test]
	fn a_point_has_one_tag_per_key() {
		let tag = |key, point| point_tag(&[key; 32], point).expect("a point");
		let written = tag(1, "AT 0010 0000 0000 7");
		assert_eq!(written, tag(1, " at0010000000007\n"));
		assert_ne!(written, tag(2, "AT0010000000007"));
		assert_ne!(written, tag(1, "AT0010000000008"));
		assert!(point_tag(&[1; 32], "  ").is_err());
	}

	#[test]
	fn secrets_are_written_once_and_for_their_owner() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().join("seed");
		write_secret(&path, &[7; 32]).expect("written");
		assert_eq!(read_secret(&path).expect("read"), [7; 32]);
		let mode = std::fs::metadata(&path).expect("there").permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
		assert!(write_secret(&path, &[8; 32]).is_err(), "never over another one");
		std::fs::write(&path, "short").expect("written");
		assert!(!read_secret(&path).expect_err("no secret").to_string().contains("short"));
	}
}
