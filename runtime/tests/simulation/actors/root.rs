// SPDX-License-Identifier: Apache-2.0
//! What referenda decide on a live chain and the sudo key does here: banks, bounds, validators,
//! doubts, stop buttons.

use crate::{
	rng::Rng,
	run::Action,
	who::{Who, HOMES},
	world::{tag, ASSET, COMMUNITY},
};
use commonwatt_runtime::{
	constants::{currency::CWT, euro::EUR},
	AccountId, Communities, Runtime, RuntimeCall,
};
use dispatch_core::RuleBounds;
use polkadot_sdk::pallet_sudo::Call as Sudo;
use settlement_core::PriceBounds;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};

fn sudo(kind: &'static str, call: impl Into<RuntimeCall>) -> Action {
	Action::new(kind, Who::Root, RuntimeCall::Sudo(Sudo::sudo { call: Box::new(call.into()) }))
}

pub fn act(rng: &mut Rng) -> Vec<Action> {
	if !pallet_bank::Approvals::<Runtime>::contains_key(ASSET, Who::Bank.account()) {
		return vec![approve(2_000 * EUR)];
	}
	if polkadot_sdk::pallet_safe_mode::EnteredUntil::<Runtime>::exists() {
		let leave = polkadot_sdk::pallet_safe_mode::Call::force_exit {};
		return rng
			.chance(200)
			.then(|| sudo("leave safe mode", RuntimeCall::SafeMode(leave)))
			.into_iter()
			.collect();
	}
	if !rng.chance(40) {
		return Vec::new();
	}
	vec![match rng.below(100) {
		0..=9 => approve(u128::from(rng.below(4)) * 1_000 * EUR),
		10..=24 => {
			let person_tag = tag(1 + rng.below(u64::from(HOMES) + 1) as u8);
			let upheld = rng.chance(300);
			let community = COMMUNITY;
			let call = pallet_community::Call::resolve_challenge { community, person_tag, upheld };
			sudo("decide a doubt", call)
		}
		25..=32 => {
			let running = Communities::running_ballots(COMMUNITY);
			let ballot = rng.pick(&running).copied().unwrap_or(0);
			sudo("cancel a ballot", pallet_community::Call::cancel { community: COMMUNITY, ballot })
		}
		33..=47 => {
			let mut bounds = RuleBounds::default();
			bounds.most.peak_nano_per_w = rng.below(11_000_000) as u32;
			sudo("bounds of plans", pallet_dispatch::Call::set_bounds { bounds })
		}
		48..=57 => {
			let mut bounds = PriceBounds::widest(10_000_000_000);
			bounds.fund_fee.least = rng.range(-1, 4) * 1_000_000;
			bounds.tariff.most = rng.range(250, 900) * 1_000_000;
			sudo("bounds of prices", pallet_settlement::Call::set_fee_bounds { bounds })
		}
		58..=72 => {
			let validator = validator(rng);
			sudo("add a validator", pallet_validators::Call::add_validator { validator })
		}
		73..=82 => {
			let validator = validator(rng);
			sudo("remove a validator", pallet_validators::Call::remove_validator { validator })
		}
		83..=88 => {
			let enter = polkadot_sdk::pallet_safe_mode::Call::force_enter {};
			sudo("enter safe mode", RuntimeCall::SafeMode(enter))
		}
		89..=90 => {
			let leave = polkadot_sdk::pallet_safe_mode::Call::force_exit {};
			sudo("leave safe mode", RuntimeCall::SafeMode(leave))
		}
		91..=95 => presume(rng),
		_ => {
			let amount = [CWT, 20 * CWT, 1_000_000_000 * CWT][rng.below(3) as usize];
			let who = Who::Relay(rng.below(u64::from(crate::who::RELAYS)) as u8);
			Action::new("bond", who, pallet_metering::Call::bond_relay { amount })
		}
	}]
}

/// Somebody tries what only Root may.
fn presume(rng: &mut Rng) -> Action {
	let bank = Who::Bank.account();
	match rng.below(2) {
		0 => {
			let call = pallet_bank::Call::approve_bank { asset: ASSET, bank, mint_max: u128::MAX };
			Action::new("approve a bank", Who::Stranger, call)
		}
		_ => {
			let enter = polkadot_sdk::pallet_safe_mode::Call::force_enter {};
			Action::new("enter safe mode", Who::Stranger, RuntimeCall::SafeMode(enter))
		}
	}
}

fn approve(mint_max: u128) -> Action {
	let bank = Who::Bank.account();
	sudo("approve a bank", pallet_bank::Call::approve_bank { asset: ASSET, bank, mint_max })
}

/// One of those with session keys, or one without.
fn validator(rng: &mut Rng) -> AccountId {
	[Alice, Bob, Charlie, Dave, Eve][rng.below(5) as usize].to_account_id()
}
