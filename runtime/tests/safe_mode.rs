// SPDX-License-Identifier: Apache-2.0
//! Safe mode on the real runtime: the chain goes on, transfers stop, and the way out is open.

mod common;

use common::{next_block, preset};
use commonwatt_runtime::{
	configs::safety::SAFE_MODE_BLOCKS, genesis_config_presets::LOCAL_TESTNET, origins, AccountId,
	RuntimeCall, RuntimeOrigin, SafeMode, System,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use polkadot_sdk::pallet_collective::{Instance1, RawOrigin};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{traits::Dispatchable, DispatchError};

fn committee(ayes: u32) -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(ayes, 3).into()
}

fn transfer() -> DispatchResult {
	let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: Bob.to_account_id().into(),
		value: 1_000_000_000_000,
	});
	let origin = RuntimeOrigin::signed(Alice.to_account_id());
	call.dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn safe_mode_is_entered_lived_through_and_left_by_the_committee() {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block(Vec::new());
		assert_ok!(transfer());

		assert_noop!(SafeMode::force_enter(committee(1)), DispatchError::BadOrigin);
		assert_ok!(SafeMode::force_enter(committee(2)));
		for _ in 0..10 {
			next_block(Vec::new());
			assert!(SafeMode::is_entered());
			assert_eq!(transfer(), Err(frame_system::Error::<Runtime>::CallFiltered.into()));
		}

		let leave = RuntimeCall::SafeMode(polkadot_sdk::pallet_safe_mode::Call::force_exit {});
		assert_ok!(leave.dispatch(committee(2)));
		assert!(!SafeMode::is_entered());
		assert_ok!(transfer());
		next_block(Vec::new());
	});
}

#[test]
fn safe_mode_is_left_by_a_referendum_on_the_fast_track() {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block(Vec::new());
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		assert_ok!(SafeMode::force_exit(origins::Origin::FastTrack.into()));
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn safe_mode_ends_by_itself() {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block(Vec::new());
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		System::set_block_number(System::block_number() + SAFE_MODE_BLOCKS);
		next_block(Vec::new());
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn the_committee_can_vote_in_safe_mode() {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block(Vec::new());
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		let exit = RuntimeCall::SafeMode(polkadot_sdk::pallet_safe_mode::Call::force_exit {});
		let length_bound = codec::Encode::encoded_size(&exit) as u32;
		let propose =
			RuntimeCall::TechnicalCommittee(polkadot_sdk::pallet_collective::Call::propose {
				threshold: 2,
				proposal: Box::new(exit),
				length_bound,
			});
		assert_ok!(propose.dispatch(RuntimeOrigin::signed(Alice.to_account_id())));
	});
}

type Runtime = commonwatt_runtime::Runtime;
