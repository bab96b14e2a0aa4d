// SPDX-License-Identifier: Apache-2.0
//! Arguments that several commands share, and what they mean.

use super::tags;
use crate::{
	chain::Chain,
	error::{Error, Result},
	keys::{account, account_id, AccountId},
	relay::{key, reading::carrier},
	telegram,
};
use clap::Args;
use energy_primitives::{Carrier, CommunityId, MeterId, NetworkId};
use metering_core::meter::{DeviceKey, MeterFacts};
use serde::{Deserialize, Serialize};
use std::{path::PathBuf, str::FromStr, time::Duration};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

const DAY_S: u64 = 86_400;

/// Where the chain is.
#[derive(Args, Debug)]
pub struct NodeArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	pub url: String,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	pub wait: u64,
}

impl NodeArgs {
	/// A connection.
	pub async fn connect(&self) -> Result<Chain> {
		Chain::connect(&self.url, Duration::from_secs(self.wait)).await
	}
}

/// Who signs.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct KeyArgs {
	/// Key of whoever signs: a phrase or `//path`. Others on this machine can see it, and the shell
	/// keeps it.
	#[arg(long, value_name = "SURI")]
	key: Option<String>,
	/// A file with this key.
	#[arg(long, value_name = "FILE")]
	key_file: Option<PathBuf>,
}

impl KeyArgs {
	/// The key pair.
	pub fn read(&self) -> Result<Keypair> {
		key(self.key.as_deref(), self.key_file.as_ref())
	}
}

/// Which network.
#[derive(Args, Clone, Debug)]
pub struct NetworkArgs {
	/// The community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	community: CommunityId,
	/// Its network: electricity or heat.
	#[arg(long, alias = "carrier", value_name = "CARRIER")]
	network: String,
}

impl NetworkArgs {
	/// The network.
	pub fn id(&self) -> Result<NetworkId> {
		Ok(NetworkId { community: self.community, carrier: carrier(&self.network)? })
	}
}

/// Which meter.
#[derive(Args, Clone, Debug)]
pub struct WhichArgs {
	#[command(flatten)]
	network: NetworkArgs,
	/// The meter, by its number in the network.
	#[arg(long, value_name = "INDEX")]
	meter: u32,
}

impl WhichArgs {
	/// The meter.
	pub fn id(&self) -> Result<MeterId> {
		Ok(MeterId { network: self.network.id()?, index: self.meter })
	}
}

/// A device's key, and the proof that it is held by the device.
#[derive(Args, Debug)]
pub struct ProofArgs {
	/// What `commonwatt device prove` printed.
	#[arg(long, value_name = "FILE", required_unless_present = "device_key")]
	proof: Option<PathBuf>,
	/// The device's ed25519 public key, 32 bytes in hex; instead of --proof.
	#[arg(long, value_name = "HEX", requires = "possession", conflicts_with = "proof")]
	device_key: Option<String>,
	/// Its proof of possession, 64 bytes in hex.
	#[arg(long, value_name = "HEX", requires = "device_key")]
	possession: Option<String>,
}

/// What `device prove` prints.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
	/// The device's public key, in hex.
	pub device_key: String,
	/// Its signature, in hex.
	pub possession: String,
}

impl ProofArgs {
	/// Key and signature.
	pub fn read(&self) -> Result<(DeviceKey, [u8; 64])> {
		let (key, possession) = match (&self.proof, &self.device_key, &self.possession) {
			(Some(path), ..) => {
				let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
				let proof: Proof = serde_json::from_slice(&text)
					.map_err(|error| Error::file(path, format!("no proof: {error}")))?;
				(proof.device_key, proof.possession)
			}
			(None, Some(key), Some(possession)) => (key.clone(), possession.clone()),
			_ => return Err(Error::Usage("--proof, or --device-key with --possession".into())),
		};
		Ok((tags::tag(&key)?, tags::signature(&possession)?))
	}
}

/// What the papers of a device say.
#[derive(Args, Debug)]
pub struct FactsArgs {
	/// The most power the connection can carry, in W: no delta above it is accepted.
	#[arg(long, value_name = "W", help_heading = "Papers of the device")]
	power_cap_w: u32,
	/// Wh (electricity) or kJ (heat) per count of the register.
	#[arg(
		long,
		default_value_t = 1,
		value_name = "QUANTITY",
		help_heading = "Papers of the device"
	)]
	resolution: u32,
	/// Accuracy class in millionths: 10000 for 1 %.
	#[arg(long, value_name = "PPM", help_heading = "Papers of the device")]
	accuracy_ppm: u32,
	/// Ratio of the measuring transformer. Registers are given and signed after it.
	#[arg(long, default_value_t = 1, value_name = "RATIO", help_heading = "Papers of the device")]
	transformer_ratio: u32,
	/// Where the register starts again at 0, such as `1000000 kWh`; left out: never.
	#[arg(long, value_name = "REGISTER", help_heading = "Papers of the device")]
	rolls_over_at: Option<String>,
	/// Last day of its calibration, such as 2034-12-31 (UTC). Later figures count, and are marked
	/// uncalibrated.
	#[arg(long, value_name = "DATE", help_heading = "Papers of the device")]
	calibrated_until: String,
	/// Import register when the device was installed, such as `12.3 kWh`.
	#[arg(long, value_name = "REGISTER", help_heading = "Papers of the device")]
	import_register: String,
	/// Export register when the device was installed.
	#[arg(long, value_name = "REGISTER", help_heading = "Papers of the device")]
	export_register: String,
}

/// Facts of a device and its opening registers, import and export.
pub struct Opened {
	/// The facts.
	pub facts: MeterFacts,
	/// Import register.
	pub import: u64,
	/// Export register.
	pub export: u64,
}

impl FactsArgs {
	/// The facts, and the opening registers.
	pub fn read(&self, carrier: Carrier) -> Result<Opened> {
		let rolls_over = self.rolls_over_at.as_deref().map(|text| register(carrier, text));
		let facts = MeterFacts {
			power_cap_w: self.power_cap_w,
			resolution: self.resolution,
			accuracy_ppm: self.accuracy_ppm,
			transformer_ratio: self.transformer_ratio,
			register_modulus: rolls_over.transpose()?.unwrap_or(0),
			calibrated_until_s: date(&self.calibrated_until)?.saturating_add(DAY_S),
		};
		let import = register(carrier, &self.import_register)?;
		let export = register(carrier, &self.export_register)?;
		Ok(Opened { facts, import, export })
	}
}

/// A register in base quantities.
pub fn register(carrier: Carrier, text: &str) -> Result<u64> {
	telegram::register(carrier, text).map_err(|error| Error::Usage(error.to_string()))
}

/// The first second of a day.
pub fn date(text: &str) -> Result<u64> {
	let wrong = || Error::Usage(format!("`{text}` is no day, such as 2034-12-31"));
	telegram::time::date(text).ok_or_else(wrong)
}

/// An account: an address, its public key in hex, or a development key such as `//Bob`.
pub fn address(text: &str) -> Result<AccountId> {
	if text.starts_with("//") {
		return account(text).map(|pair| account_id(&pair));
	}
	if text.starts_with("0x") {
		return tags::tag(text);
	}
	AccountId32::from_str(text)
		.map(|account| account.0)
		.map_err(|error| Error::Usage(format!("`{text}` is no address: {error}")))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_account_is_told_in_three_ways() {
		let alice = account_id(&account("//Alice").expect("a key"));
		for text in [
			"//Alice",
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			"0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
		] {
			assert_eq!(address(text).expect("an account"), alice);
		}
		for text in ["5Grwva", "0xd4", "Alice", ""] {
			assert_eq!(address(text).expect_err("none").code(), 2, "{text}");
		}
	}

	#[test]
	fn facts_are_read_in_the_units_of_the_meter() {
		let args = FactsArgs {
			power_cap_w: 24_000,
			resolution: 1,
			accuracy_ppm: 10_000,
			transformer_ratio: 1,
			rolls_over_at: Some("1000 MWh".into()),
			calibrated_until: "1970-01-02".into(),
			import_register: "12.3 kWh".into(),
			export_register: "0".into(),
		};
		let opened = args.read(Carrier::Electricity).expect("facts");
		assert_eq!((opened.import, opened.export), (12_300, 0));
		assert_eq!(opened.facts.register_modulus, 1_000_000_000);
		assert_eq!(opened.facts.calibrated_until_s, 2 * DAY_S, "the whole day");
		assert_eq!(args.read(Carrier::Heat).expect("facts").import, 44_280);
		let wrong = FactsArgs { calibrated_until: "2034".into(), ..args };
		assert!(wrong.read(Carrier::Heat).is_err());
	}
}
