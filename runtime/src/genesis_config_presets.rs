// SPDX-License-Identifier: Apache-2.0
//! The first state of a chain: `development` (one validator) and `local_testnet` (four).
//!
//! The accounts of both are the well-known ones, with the same roles:
//!
//! | Account | Role |
//! |---|---|
//! | Alice | validator, community operator, committee; sudo in `development` |
//! | Bob | grid operator, committee |
//! | Charlie | guarantor, committee |
//! | Dave | payer |
//! | Eve | balancing account |
//! | Ferdie | relay |

use crate::{
	configs::energy::settlement_account,
	constants::{
		currency::CWT,
		euro::{ASSET_ID, DECIMALS, EUR},
		time::MINUTES,
	},
	AccountId, Assets, AssetsConfig, BabeConfig, Balance, BalancesConfig, CommunitiesConfig,
	OriginsConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys, SettlementConfig, SudoConfig,
	TechnicalCommitteeConfig, ValidatorsConfig, BABE_GENESIS_EPOCH_CONFIG,
};
use alloc::{format, string::ToString, vec, vec::Vec};
use core::num::NonZeroU32;
use frame_support::{
	build_struct_json_patch, genesis_builder_helper,
	traits::fungibles::{roles::ResetTeam, Inspect},
	PalletId,
};
use serde_json::Value;
use sp_genesis_builder::PresetId;
pub use sp_genesis_builder::{
	DEV_RUNTIME_PRESET as DEVELOPMENT, LOCAL_TESTNET_RUNTIME_PRESET as LOCAL_TESTNET,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::traits::AccountIdConversion;

/// What each well-known account has in the native token.
pub const ENDOWMENT: Balance = 1_000_000 * CWT;
/// What each well-known account has in the settlement currency.
pub const EURO_ENDOWMENT: Balance = 10_000_000 * EUR;

/// Owner of the settlement currency: an account without a key, standing for Root. Root acts for it
/// by `utility.dispatchAs`, or directly by the `force` calls of the assets pallet.
pub fn currency_owner() -> AccountId {
	PalletId(*b"cw/owner").into_account_truncating()
}

/// Builds the genesis state from JSON, and gives the settlement currency its roles.
///
/// The assets pallet's own genesis knows one account for all roles, but owner and issuer must
/// differ: Root owns the currency, and only settlement may mint, burn and freeze it.
pub fn build_state(json: Vec<u8>) -> sp_genesis_builder::Result {
	genesis_builder_helper::build_state::<RuntimeGenesisConfig>(json)?;
	if Assets::asset_exists(ASSET_ID) {
		let settlement = settlement_account();
		let [admin, issuer, freezer] = [settlement.clone(), settlement.clone(), settlement];
		Assets::reset_team(ASSET_ID, currency_owner(), admin, issuer, freezer)
			.map_err(|error| format!("roles of the settlement currency: {error:?}"))?;
	}
	Ok(())
}

/// How many times faster than on a live chain referenda go on chains for trying things: a decision
/// may take eight minutes, and one that nobody opposes half a minute to be confirmed.
pub const REFERENDA_PACE: u32 = 2_400;

const WELL_KNOWN: [Sr25519Keyring; 6] = [
	Sr25519Keyring::Alice,
	Sr25519Keyring::Bob,
	Sr25519Keyring::Charlie,
	Sr25519Keyring::Dave,
	Sr25519Keyring::Eve,
	Sr25519Keyring::Ferdie,
];

/// A validator's account and session keys: those the node makes for `--alice` and so on.
fn validator(
	account: Sr25519Keyring,
	grandpa: Ed25519Keyring,
) -> (AccountId, AccountId, SessionKeys) {
	let keys = SessionKeys { babe: account.public().into(), grandpa: grandpa.public().into() };
	(account.to_account_id(), account.to_account_id(), keys)
}

fn genesis(
	session: Vec<(AccountId, AccountId, SessionKeys)>,
	sudo: Option<AccountId>,
	record_window: u32,
	communities: CommunitiesConfig,
) -> Value {
	let accounts: Vec<_> = WELL_KNOWN.iter().map(|account| account.to_account_id()).collect();
	let committee = accounts.iter().take(3).cloned().collect();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: accounts.iter().cloned().map(|who| (who, ENDOWMENT)).collect(),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		validators: ValidatorsConfig {
			validators: session.iter().map(|(account, ..)| account.clone()).collect(),
		},
		session: SessionConfig { keys: session },
		assets: AssetsConfig {
			assets: vec![(ASSET_ID, currency_owner(), true, 1)],
			metadata: vec![(ASSET_ID, b"EUR".to_vec(), b"EUR".to_vec(), DECIMALS)],
			accounts: accounts.into_iter().map(|who| (ASSET_ID, who, EURO_ENDOWMENT)).collect(),
		},
		origins: OriginsConfig { pace: NonZeroU32::new(REFERENDA_PACE) },
		technical_committee: TechnicalCommitteeConfig { members: committee },
		sudo: SudoConfig { key: sudo },
		settlement: SettlementConfig { record_window },
		communities,
	})
}

/// One validator, Alice, who also holds the sudo key.
fn development() -> Value {
	genesis(
		vec![validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		Some(Sr25519Keyring::Alice.to_account_id()),
		// A day, so that folding and final figures can be tried.
		96,
		// A minute to vote, so that ballots can be tried.
		CommunitiesConfig {
			voting_period: MINUTES,
			repeat_period: MINUTES,
			enact_at_once: true,
			..CommunitiesConfig::default()
		},
	)
}

/// Four validators, so that one of them can be disabled, and no sudo key.
fn local_testnet() -> Value {
	let validators = vec![
		validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
		validator(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
		validator(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
		validator(Sr25519Keyring::Dave, Ed25519Keyring::Dave),
	];
	genesis(validators, None, 0, CommunitiesConfig::default())
}

/// The preset of this name, as a JSON patch of the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let preset = match id.as_str() {
		DEVELOPMENT => development(),
		LOCAL_TESTNET => local_testnet(),
		_ => return None,
	};
	Some(preset.to_string().into_bytes())
}

/// Names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![DEVELOPMENT.into(), LOCAL_TESTNET.into()]
}
