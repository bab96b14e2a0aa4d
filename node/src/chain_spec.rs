// SPDX-License-Identifier: Apache-2.0
//! The built-in chain specifications. Their genesis comes from the runtime's presets.

use commonwatt_runtime::{
	constants::{
		currency::{TOKEN_DECIMALS, TOKEN_SYMBOL},
		SS58_PREFIX,
	},
	WASM_BINARY,
};
use sc_service::{ChainType, Properties};
use std::path::PathBuf;

/// A chain specification without extensions.
pub(crate) type ChainSpec = sc_service::GenericChainSpec;

/// What wallets show: without these, Polkadot.js Apps counts in "Unit".
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties
}

fn from_preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this node was built without the runtime's WASM")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_protocol_id(id)
		.with_chain_type(chain_type)
		.with_genesis_config_preset_name(preset)
		.with_properties(properties())
		.build())
}

/// One validator, Alice, for trying things out.
pub(crate) fn development() -> Result<ChainSpec, String> {
	from_preset(
		"Commonwatt Development",
		"commonwatt_dev",
		ChainType::Development,
		commonwatt_runtime::genesis_config_presets::DEVELOPMENT,
	)
}

/// Four validators, Alice to Dave, each its own process on this machine.
pub(crate) fn local_testnet() -> Result<ChainSpec, String> {
	from_preset(
		"Commonwatt Local Testnet",
		"commonwatt_local",
		ChainType::Local,
		commonwatt_runtime::genesis_config_presets::LOCAL_TESTNET,
	)
}

/// The specification that `--chain` names: `dev`, `local` (also where nothing is named), or a file.
pub(crate) fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => development(),
		"" | "local" => local_testnet(),
		path => ChainSpec::from_json_file(PathBuf::from(path)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_service::ChainSpec as _;

	#[test]
	fn every_specification_tells_wallets_token_and_prefix() {
		for id in ["dev", "local", ""] {
			let properties = load(id).expect("built in").properties();
			assert_eq!(properties["ss58Format"], 42);
			assert_eq!(properties["tokenSymbol"], "CWT");
			assert_eq!(properties["tokenDecimals"], 12);
		}
	}

	#[test]
	fn only_the_development_chain_is_of_that_type() {
		assert_eq!(load("dev").expect("built in").chain_type(), ChainType::Development);
		assert_eq!(load("local").expect("built in").chain_type(), ChainType::Local);
	}

	#[test]
	fn a_file_that_is_not_there_is_an_error() {
		assert!(load("no-such-file.json").is_err());
	}

	#[test]
	fn the_specifications_build_their_genesis() {
		for id in ["dev", "local"] {
			let raw = load(id).expect("built in").as_json(true).expect("genesis builds");
			assert!(raw.contains("\"raw\""));
		}
	}
}
