// SPDX-License-Identifier: Apache-2.0
//! The genesis presets, as the node builds them.

mod common;

use common::{preset, preset_json};
use commonwatt_runtime::{
	configs::energy::settlement_account,
	constants::euro,
	genesis_config_presets::{
		currency_owner, preset_names, DEVELOPMENT, ENDOWMENT, EURO_ENDOWMENT, LOCAL_TESTNET,
	},
	AccountId, Assets, Babe, Balances, Grandpa, Runtime, RuntimeCall, RuntimeOrigin, Session, Sudo,
	Validators,
};
use frame_support::{
	assert_ok,
	traits::fungibles::{metadata::Inspect as _, roles::Inspect as _, Inspect as _},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};

#[test]
fn there_are_two_presets() {
	assert_eq!(preset_names(), [DEVELOPMENT, LOCAL_TESTNET]);
	for name in preset_names() {
		preset(&name).execute_with(|| {
			Validators::do_try_state().expect("the invariants hold");
		});
	}
}

#[test]
fn development_has_one_validator_and_local_testnet_four() {
	for (name, validators) in
		[(DEVELOPMENT, vec![Alice]), (LOCAL_TESTNET, vec![Alice, Bob, Charlie, Dave])]
	{
		let accounts: Vec<AccountId> =
			validators.iter().map(|account| account.to_account_id()).collect();
		preset(name).execute_with(|| {
			assert_eq!(Session::validators(), accounts);
			assert_eq!(Babe::authorities().len(), accounts.len());
			assert_eq!(Grandpa::grandpa_authorities().len(), accounts.len());
		});
	}
}

#[test]
fn well_known_accounts_are_endowed() {
	for name in [DEVELOPMENT, LOCAL_TESTNET] {
		preset(name).execute_with(|| {
			for account in [Alice, Bob, Charlie, Dave, Eve, Ferdie] {
				let who = account.to_account_id();
				assert_eq!(Balances::free_balance(&who), ENDOWMENT);
				assert_eq!(Assets::balance(euro::ASSET_ID, &who), EURO_ENDOWMENT);
			}
			assert_eq!(TechnicalCommitteeMembers::get().len(), 3);
		});
	}
}

type TechnicalCommitteeMembers =
	polkadot_sdk::pallet_collective::Members<Runtime, polkadot_sdk::pallet_collective::Instance1>;

#[test]
fn the_currency_is_the_euro_and_only_settlement_issues_it() {
	for name in [DEVELOPMENT, LOCAL_TESTNET] {
		preset(name).execute_with(|| {
			let id = euro::ASSET_ID;
			assert_eq!(Assets::name(id), b"EUR");
			assert_eq!(Assets::symbol(id), b"EUR");
			assert_eq!(Assets::decimals(id), 9);
			assert_eq!(Assets::minimum_balance(id), 1);
			assert_eq!(Assets::owner(id), Some(currency_owner()));
			assert_eq!(Assets::issuer(id), Some(settlement_account()));
			assert_eq!(Assets::admin(id), Some(settlement_account()));
			assert_eq!(Assets::freezer(id), Some(settlement_account()));
			assert_ne!(currency_owner(), settlement_account());
		});
	}
}

#[test]
fn an_account_lives_on_the_currency_alone() {
	preset(DEVELOPMENT).execute_with(|| {
		let newcomer = AccountId::new([9; 32]);
		assert_ok!(Assets::transfer(
			RuntimeOrigin::signed(Dave.to_account_id()),
			euro::ASSET_ID.into(),
			newcomer.clone().into(),
			1,
		));
		assert_eq!(frame_system::Pallet::<Runtime>::sufficients(&newcomer), 1);
	});
}

type SudoKey = polkadot_sdk::pallet_sudo::Key<Runtime>;

#[test]
fn sudo_lives_in_development_and_is_dead_elsewhere() {
	let try_sudo = |account: sp_keyring::Sr25519Keyring| {
		let call = RuntimeCall::System(frame_system::Call::set_storage { items: Vec::new() });
		Sudo::sudo(RuntimeOrigin::signed(account.to_account_id()), Box::new(call)).is_ok()
	};
	preset(DEVELOPMENT).execute_with(|| {
		assert_eq!(SudoKey::get(), Some(Alice.to_account_id()));
		assert!(try_sudo(Alice) && !try_sudo(Bob));
	});
	preset(LOCAL_TESTNET).execute_with(|| {
		assert_eq!(SudoKey::get(), None);
		for account in [Alice, Bob, Charlie, Dave, Eve, Ferdie] {
			assert!(!try_sudo(account));
			let who = RuntimeOrigin::signed(account.to_account_id());
			assert!(Sudo::set_key(who, account.to_account_id().into()).is_err());
		}
	});
}

#[test]
fn the_presets_are_plain_json_patches() {
	for name in preset_names() {
		let json = preset_json(&name);
		assert!(json.is_object());
		assert_eq!(json["sudo"]["key"].is_null(), name != DEVELOPMENT);
	}
}
