// SPDX-License-Identifier: Apache-2.0
//! Keys: accounts that sign transactions, owners of meters, and the devices that sign readings.
//!
//! A replay plays the devices too, so their keys are derived from a seed phrase: the same data set
//! replayed again finds its own meters on the chain.

use crate::error::{Error, Result};
use codec::Encode;
use energy_primitives::Carrier;
use sp_core::{ed25519, Pair};
use std::str::FromStr;
use subxt_signer::{sr25519::Keypair, DeriveJunction, SecretUri};

/// A public key or account, raw.
pub type AccountId = [u8; 32];

/// Reads a secret URI such as `//Alice` or `<phrase>//path`.
pub fn account(suri: &str) -> Result<Keypair> {
	let uri = SecretUri::from_str(suri)
		.map_err(|error| Error::Usage(format!("key `{}`: {error}", hidden(suri))))?;
	Keypair::from_uri(&uri)
		.map_err(|error| Error::Usage(format!("key `{}`: {error}", hidden(suri))))
}

/// The account of a key pair.
pub fn account_id(pair: &Keypair) -> AccountId {
	pair.public_key().0
}

/// The owner of the meters of the home called `name`: a hard derivation of `base`.
pub fn owner(base: &Keypair, name: &str) -> Keypair {
	base.derive([DeriveJunction::hard(name)])
}

/// The keys of a data set's devices.
#[derive(Clone, Debug)]
pub struct Devices {
	seed: [u8; 32],
}

impl Devices {
	/// The devices of the data set `set` under a seed phrase. Two sets never share a device.
	pub fn new(phrase: &str, set: &str) -> Self {
		let seed = (b"commonwatt/replay/device", phrase, set);
		Self { seed: sp_crypto_hashing::blake2_256(&seed.encode()) }
	}

	/// The key of one device.
	pub fn key(&self, carrier: Carrier, index: u32) -> ed25519::Pair {
		let seed = (self.seed, carrier, index);
		ed25519::Pair::from_seed(&sp_crypto_hashing::blake2_256(&seed.encode()))
	}
}

/// A secret URI as it may be shown: only a pure derivation path of the development phrase is no
/// secret.
fn hidden(suri: &str) -> &str {
	if suri.starts_with('/') {
		suri
	} else {
		"…"
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_development_keys_are_the_well_known_ones() {
		let alice = account("//Alice").expect("valid");
		let known = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
		assert_eq!(hex::encode(account_id(&alice)), known);
	}

	#[test]
	fn a_bad_key_is_refused_without_repeating_it() {
		let error = account("correct horse battery staple").expect_err("no phrase");
		assert_eq!(error.code(), 2);
		assert!(!error.to_string().contains("horse"));
	}

	#[test]
	fn devices_and_owners_are_derived_and_distinct() {
		let devices = Devices::new("demo", "winter");
		let again = Devices::new("demo", "winter");
		let key = |devices: &Devices, carrier, index| devices.key(carrier, index).public();
		let electricity = key(&devices, Carrier::Electricity, 7);
		assert_eq!(electricity, key(&again, Carrier::Electricity, 7));
		assert_ne!(electricity, key(&devices, Carrier::Heat, 7));
		assert_ne!(electricity, key(&devices, Carrier::Electricity, 8));
		assert_ne!(electricity, key(&Devices::new("demo", "summer"), Carrier::Electricity, 7));
		let base = account("//Commonwatt//home").expect("valid");
		let named = account("//Commonwatt//home//home-07").expect("valid");
		assert_eq!(account_id(&owner(&base, "home-07")), account_id(&named));
		assert_ne!(account_id(&owner(&base, "home-07")), account_id(&owner(&base, "home-08")));
	}
}
