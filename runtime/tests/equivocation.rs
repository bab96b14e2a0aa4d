// SPDX-License-Identifier: Apache-2.0
//! A validator that signs two blocks for one slot, from the report to the set without it.

mod common;

use codec::Encode;
use common::{babe_slot, next_block_by, preset};
use commonwatt_runtime::{
	constants::time::EPOCH_BLOCKS, genesis_config_presets::LOCAL_TESTNET, AccountId, Babe, Grandpa,
	Header, Historical, RuntimeEvent, RuntimeOrigin, Session, System, Validators,
};
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	AuthorityId, EquivocationProof, BABE_ENGINE_ID, KEY_TYPE,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::{traits::Header as _, Digest, DigestItem};

/// A header of Alice's for this slot, with her seal.
fn sealed(slot: u64, state_root: H256) -> Header {
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: 0,
		slot: slot.into(),
	});
	let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())] };
	let mut header = Header::new(1, H256::zero(), state_root, H256::zero(), digest);
	let signature = Alice.sign(header.hash().as_ref());
	header.digest_mut().push(DigestItem::babe_seal(signature.into()));
	header
}

#[test]
fn who_signs_two_blocks_is_disabled_and_out_of_the_next_set() {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block_by(1, Vec::new());
		let slot = babe_slot(1);
		let offender = AuthorityId::from(Alice.public());
		let proof = EquivocationProof {
			slot: slot.into(),
			offender: offender.clone(),
			first_header: sealed(slot, H256::zero()),
			second_header: sealed(slot, H256::repeat_byte(1)),
		};
		let key_owner = Historical::prove((KEY_TYPE, offender)).expect("Alice is a validator");
		assert_ok!(Babe::report_equivocation_unsigned(
			RuntimeOrigin::none(),
			Box::new(proof.clone()),
			key_owner.clone(),
		));

		let dropped = pallet_validators::Event::OffenderDropped {
			validator: Alice.to_account_id(),
			session: 0,
		};
		let events = System::events();
		assert!(events.iter().any(|e| e.event == RuntimeEvent::Validators(dropped.clone())));
		assert_eq!(Session::disabled_validators(), [0]);
		let again =
			Babe::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), key_owner);
		assert!(again.is_err(), "reported once");

		for _ in 0..2 * EPOCH_BLOCKS {
			next_block_by(1, Vec::new());
		}
		let rest: Vec<AccountId> =
			[Bob, Charlie, Dave].iter().map(|who| who.to_account_id()).collect();
		assert_eq!(Session::validators(), rest);
		assert_eq!(Babe::authorities().len(), 3);
		assert_eq!(Grandpa::grandpa_authorities().len(), 3);
		assert!(Session::disabled_validators().is_empty());
		Validators::do_try_state().expect("the invariants hold");
	});
}
