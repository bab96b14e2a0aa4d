// SPDX-License-Identifier: Apache-2.0
//! Every governed act goes through a referendum on its own track, on the real runtime: submitted,
//! decided, enacted, and all deposits given back.

mod common;

use codec::Encode;
use common::{next_block, preset};
use commonwatt_runtime::{
	constants::currency::CWT,
	genesis_config_presets::{DEVELOPMENT, LOCAL_TESTNET},
	invariants,
	origins::Origin,
	AccountId, Balance, Balances, Bank, BlockNumber, Communities, ConvictionVoting, OriginCaller,
	Preimage, Referenda, Runtime, RuntimeCall, RuntimeOrigin, SafeMode, System, TxPause, Whitelist,
};
use dispatch_core::RuleBounds;
use frame_support::{assert_noop, assert_ok, traits::StorePreimage};
use frame_system::RawOrigin;
use polkadot_sdk::{
	frame_support::traits::schedule::DispatchTime,
	pallet_collective::{Instance1, RawOrigin as Collective},
	pallet_conviction_voting::{AccountVote, Conviction, Vote},
	pallet_referenda::ReferendumInfoFor,
};
use settlement_core::PriceBounds;
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError,
};

/// Longer than a referendum that all agree on takes on a chain for trying things: it is prepared,
/// confirmed and enacted.
const BLOCKS: BlockNumber = 40;

fn by(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(key.to_account_id())
}

fn committee(ayes: u32) -> RuntimeOrigin {
	Collective::<AccountId, Instance1>::Members(ayes, 3).into()
}

fn wait(blocks: BlockNumber) {
	for _ in 0..blocks {
		next_block(Vec::new());
		invariants::check().expect("all invariants hold");
	}
}

fn vote(aye: bool, balance: Balance) -> AccountVote<Balance> {
	AccountVote::Standard { vote: Vote { aye, conviction: Conviction::None }, balance }
}

/// Dave submits a call and pays the deposits.
fn submit(origin: OriginCaller, call: RuntimeCall) -> u32 {
	let encoded = call.encode();
	let proposal = if encoded.len() <= 128 {
		<Preimage as StorePreimage>::bound(call).expect("small")
	} else {
		assert_ok!(Preimage::note_preimage(by(Dave), encoded.clone()));
		frame_support::traits::Bounded::Lookup {
			hash: BlakeTwo256::hash(&encoded),
			len: encoded.len() as u32,
		}
	};
	let index = polkadot_sdk::pallet_referenda::ReferendumCount::<Runtime>::get();
	assert_ok!(Referenda::submit(by(Dave), Box::new(origin), proposal, DispatchTime::After(1)));
	assert_ok!(Referenda::place_decision_deposit(by(Dave), index));
	index
}

/// A referendum from its submission to its end, where all vote `aye` or all vote nay. Whatever comes
/// of it, those who gave deposits have them back, but for a submission that was refused.
fn referendum(origin: OriginCaller, call: RuntimeCall, aye: bool) {
	let before = Balances::free_balance(Dave.to_account_id());
	let size = call.encode();
	let index = submit(origin, call);
	for voter in [Alice, Bob, Charlie, Eve, Ferdie] {
		assert_ok!(ConvictionVoting::vote(by(voter), index, vote(aye, 900_000 * CWT)));
	}
	let track = track(index);
	wait(if aye { BLOCKS } else { 180 });
	assert_ok!(Referenda::refund_decision_deposit(by(Eve), index));
	if size.len() > 128 {
		assert_ok!(Preimage::unnote_preimage(by(Dave), BlakeTwo256::hash(&size)));
	}
	if aye {
		assert_ok!(Referenda::refund_submission_deposit(by(Eve), index));
		assert_eq!(Balances::free_balance(Dave.to_account_id()), before, "all of it is back");
	}
	for voter in [Alice, Bob, Charlie, Eve, Ferdie] {
		assert_ok!(ConvictionVoting::remove_vote(by(voter), Some(track), index));
		let who = voter.to_account_id();
		assert_ok!(ConvictionVoting::unlock(by(voter), track, who.clone().into()));
		assert!(Balances::locks(&who).is_empty(), "nobody's money stays locked");
	}
}

/// The track a running referendum is on.
fn track(index: u32) -> u16 {
	match ReferendumInfoFor::<Runtime>::get(index) {
		Some(polkadot_sdk::pallet_referenda::ReferendumInfo::Ongoing(status)) => status.track,
		other => panic!("it runs: {other:?}"),
	}
}

fn passes(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) {
	referendum(origin.into(), call.into(), true);
}

fn root() -> OriginCaller {
	OriginCaller::system(RawOrigin::Root)
}

fn community() {
	assert_ok!(Communities::open_community(by(Alice), 1));
}

#[test]
fn the_next_runtime_is_authorised_by_its_hash() {
	preset(DEVELOPMENT).execute_with(|| {
		let code_hash = H256([7; 32]);
		let call = commonwatt_runtime::origins::Call::authorize_upgrade { code_hash };
		passes(Origin::Upgrades, call);
		let authorized = System::authorized_upgrade().expect("authorised");
		assert_eq!(authorized.code_hash(), &code_hash);
		// Other code than that is refused.
		assert!(System::apply_authorized_upgrade(by(Ferdie), vec![1, 2, 3]).is_err());
	});
}

#[test]
fn what_is_voted_down_does_not_happen() {
	preset(DEVELOPMENT).execute_with(|| {
		let code_hash = H256([7; 32]);
		let call = commonwatt_runtime::origins::Call::authorize_upgrade { code_hash };
		referendum(Origin::Upgrades.into(), call.into(), false);
		assert!(System::authorized_upgrade().is_none());
	});
}

#[test]
fn bounds_of_rules_fees_and_tariffs_are_set() {
	preset(DEVELOPMENT).execute_with(|| {
		let mut bounds = RuleBounds::default();
		bounds.most.peak_nano_per_w = 150_000;
		passes(Origin::Bounds, pallet_dispatch::Call::set_bounds { bounds });
		assert_eq!(pallet_dispatch::Bounds::<Runtime>::get(), bounds);

		let mut prices = PriceBounds::widest(10_000_000_000);
		prices.network_fee.most = 5_000;
		passes(Origin::Bounds, pallet_settlement::Call::set_fee_bounds { bounds: prices });
		let stored = pallet_settlement::FeeBounds::<Runtime>::get();
		assert_eq!(stored.last().map(|(_, bounds)| *bounds), Some(prices));
	});
}

#[test]
fn banks_are_admitted_and_stopped() {
	preset(DEVELOPMENT).execute_with(|| {
		let bank = Ferdie.to_account_id();
		let approve = |mint_max| pallet_bank::Call::approve_bank {
			asset: 1,
			bank: Ferdie.to_account_id(),
			mint_max,
		};
		let cap = || pallet_bank::Approvals::<Runtime>::get(1, &bank).map(|cap| cap.mint_max);
		assert_noop!(Bank::approve_bank(by(Alice), 1, bank.clone(), 1), DispatchError::BadOrigin);
		passes(Origin::Institutions, approve(1_000));
		assert_eq!(cap(), Some(1_000));
		passes(Origin::Institutions, approve(0));
		assert_eq!(cap(), Some(0));
	});
}

#[test]
fn a_doubt_about_a_member_is_decided() {
	preset(DEVELOPMENT).execute_with(|| {
		community();
		let tag = [9; 32];
		assert_ok!(Communities::add_member(by(Alice), 0, tag, Eve.to_account_id()));
		let before = Balances::free_balance(Ferdie.to_account_id());
		assert_ok!(Communities::challenge(by(Ferdie), 0, tag));
		let call = pallet_community::Call::resolve_challenge {
			community: 0,
			person_tag: tag,
			upheld: true,
		};
		passes(Origin::Institutions, call);
		assert!(Communities::member(0, tag).is_none());
		assert!(Balances::free_balance(Ferdie.to_account_id()) > before, "who was right gains");
	});
}

#[test]
fn validators_are_removed_and_admitted() {
	preset(LOCAL_TESTNET).execute_with(|| {
		let dave = || Dave.to_account_id();
		let listed = || pallet_validators::Validators::<Runtime>::get().contains(&dave());
		assert!(listed());
		passes(Origin::Validators, pallet_validators::Call::remove_validator { validator: dave() });
		assert!(!listed());
		passes(Origin::Validators, pallet_validators::Call::add_validator { validator: dave() });
		assert!(listed());
	});
}

#[test]
fn root_can_choose_another_committee() {
	preset(DEVELOPMENT).execute_with(|| {
		let members = vec![Dave.to_account_id(), Eve.to_account_id(), Ferdie.to_account_id()];
		let call = polkadot_sdk::pallet_collective::Call::<Runtime, Instance1>::set_members {
			new_members: members.clone(),
			prime: None,
			old_count: 3,
		};
		passes(root(), call);
		let mut chosen = polkadot_sdk::pallet_collective::Members::<Runtime, Instance1>::get();
		chosen.sort();
		let mut members = members;
		members.sort();
		assert_eq!(chosen, members);
	});
}

#[test]
fn the_fast_track_does_only_what_the_committee_allowed() {
	preset(DEVELOPMENT).execute_with(|| {
		assert_ok!(SafeMode::force_enter(committee(2)));
		let exit: RuntimeCall =
			polkadot_sdk::pallet_safe_mode::Call::<Runtime>::force_exit {}.into();
		let call_hash = BlakeTwo256::hash_of(&exit);
		let dispatch = || {
			polkadot_sdk::pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage {
				call: Box::new(exit.clone()),
			}
		};
		passes(Origin::FastTrack, dispatch());
		assert!(SafeMode::is_entered(), "it waits for the committee's word");
		assert_ok!(Whitelist::whitelist_call(committee(2), call_hash));
		passes(Origin::FastTrack, dispatch());
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn safe_mode_is_left_on_the_fast_track_while_all_else_stands_still() {
	preset(DEVELOPMENT).execute_with(|| {
		assert_ok!(SafeMode::force_enter(committee(2)));
		passes(Origin::FastTrack, polkadot_sdk::pallet_safe_mode::Call::<Runtime>::force_exit {});
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn a_paused_call_is_released_on_the_fast_track() {
	preset(DEVELOPMENT).execute_with(|| {
		let name = || {
			let text = |it: &str| it.as_bytes().to_vec().try_into().expect("short");
			(text("Balances"), text("transfer_keep_alive"))
		};
		assert_ok!(TxPause::pause(committee(2), name()));
		passes(
			Origin::FastTrack,
			polkadot_sdk::pallet_tx_pause::Call::<Runtime>::unpause { ident: name() },
		);
		assert!(!polkadot_sdk::pallet_tx_pause::PausedCalls::<Runtime>::contains_key(name()));
	});
}

#[test]
fn a_track_opens_nothing_beside_its_own_matter() {
	preset(DEVELOPMENT).execute_with(|| {
		let validator = Alice.to_account_id();
		let bank = || pallet_bank::Call::approve_bank {
			asset: 1,
			bank: Ferdie.to_account_id(),
			mint_max: 1,
		};
		passes(Origin::Bounds, bank());
		passes(Origin::Validators, bank());
		passes(Origin::Upgrades, bank());
		assert!(pallet_bank::Approvals::<Runtime>::get(1, Ferdie.to_account_id()).is_none());
		passes(Origin::Institutions, pallet_validators::Call::remove_validator { validator });
		assert_eq!(pallet_validators::Validators::<Runtime>::get().len(), 1);
		let call = polkadot_sdk::frame_system::Call::<Runtime>::set_code { code: vec![0] };
		passes(Origin::Upgrades, call);
	});
}
