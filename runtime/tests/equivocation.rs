// SPDX-License-Identifier: Apache-2.0
//! Validators that sign twice, from the report to the set without them; also when the set or their
//! keys have changed since.

mod common;

use codec::Encode;
use common::{babe_slot, next_block_by, preset};
use commonwatt_runtime::{
	constants::time::EPOCH_BLOCKS, genesis_config_presets::LOCAL_TESTNET, invariants, AccountId,
	Babe, BlockNumber, Grandpa, Header, Historical, Runtime, RuntimeEvent, RuntimeOrigin, Session,
	SessionKeys, System, Validators,
};
use finality_grandpa::Precommit;
use frame_support::{assert_ok, dispatch::DispatchResultWithPostInfo, traits::KeyOwnerProofSystem};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	AuthorityId, EquivocationProof, BABE_ENGINE_ID, KEY_TYPE,
};
use sp_consensus_grandpa::localized_payload;
use sp_core::H256;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{traits::Header as _, Digest, DigestItem};
use sp_session::MembershipProof;

/// A header by the validator with this index and key for a slot, with its seal.
fn sealed(author: (u32, Sr25519Keyring), slot: u64, state_root: H256) -> Header {
	let (authority_index, key) = author;
	let pre_digest =
		PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot: slot.into() });
	let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())] };
	let mut header = Header::new(1, H256::zero(), state_root, H256::zero(), digest);
	let signature = key.sign(header.hash().as_ref());
	header.digest_mut().push(DigestItem::babe_seal(signature.into()));
	header
}

/// That a validator made two blocks for the slot of the first block, and whose key it is: evidence
/// to be gathered in the session in which it happened.
fn two_blocks(author: (u32, Sr25519Keyring)) -> (EquivocationProof<Header>, MembershipProof) {
	let slot = babe_slot(1);
	let offender = AuthorityId::from(author.1.public());
	let proof = EquivocationProof {
		slot: slot.into(),
		offender: offender.clone(),
		first_header: sealed(author, slot, H256::zero()),
		second_header: sealed(author, slot, H256::repeat_byte(1)),
	};
	(proof, Historical::prove((KEY_TYPE, offender)).expect("a validator"))
}

fn report_blocks(
	(proof, owner): (EquivocationProof<Header>, MembershipProof),
) -> DispatchResultWithPostInfo {
	Babe::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), owner)
}

type GrandpaProof = sp_consensus_grandpa::EquivocationProof<H256, BlockNumber>;

/// That a validator voted for two blocks in one round of a set, and whose key it is.
fn two_votes(key: Ed25519Keyring, set_id: u64) -> (GrandpaProof, MembershipProof) {
	let round = 1;
	let identity = sp_consensus_grandpa::AuthorityId::from(key.public());
	let vote = |target_hash| {
		let vote = Precommit { target_hash, target_number: 1 };
		let message = finality_grandpa::Message::Precommit(vote.clone());
		(vote, key.sign(&localized_payload(round, set_id, &message)).into())
	};
	let equivocation = finality_grandpa::Equivocation {
		round_number: round,
		identity: identity.clone(),
		first: vote(H256::zero()),
		second: vote(H256::repeat_byte(1)),
	};
	let proof = GrandpaProof::new(set_id, equivocation.into());
	let owner = Historical::prove((sp_core::crypto::key_types::GRANDPA, identity));
	(proof, owner.expect("a validator"))
}

fn report_votes((proof, owner): (GrandpaProof, MembershipProof)) -> DispatchResultWithPostInfo {
	Grandpa::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), owner)
}

/// Blocks of the validator with this index until the second session from now has begun, when what
/// was decided now holds.
fn two_sessions_by(author: u32) {
	let due = Session::current_index() + 2;
	for _ in 0..2 * EPOCH_BLOCKS {
		next_block_by(author, Vec::new());
	}
	assert!(Session::current_index() >= due);
	invariants::check().expect("all invariants hold");
}

fn is_dropped(who: Sr25519Keyring) -> bool {
	System::events().iter().any(|record| match &record.event {
		RuntimeEvent::Validators(pallet_validators::Event::OffenderDropped {
			validator, ..
		}) => *validator == who.to_account_id(),
		_ => false,
	})
}

fn accounts(who: &[Sr25519Keyring]) -> Vec<AccountId> {
	who.iter().map(|who| who.to_account_id()).collect()
}

/// Four validators, in the first block of the second of them.
fn four_validators(test: impl FnOnce()) {
	preset(LOCAL_TESTNET).execute_with(|| {
		next_block_by(1, Vec::new());
		test();
	});
}

#[test]
fn who_makes_two_blocks_is_disabled_and_out_of_the_next_set() {
	four_validators(|| {
		let evidence = two_blocks((0, Alice));
		assert_ok!(report_blocks(evidence.clone()));
		assert!(is_dropped(Alice));
		assert_eq!(Session::disabled_validators(), [0]);
		assert!(report_blocks(evidence).is_err(), "reported once");

		two_sessions_by(1);
		assert_eq!(Session::validators(), accounts(&[Bob, Charlie, Dave]));
		assert_eq!(Babe::authorities().len(), 3);
		assert_eq!(Grandpa::grandpa_authorities().len(), 3);
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn who_votes_for_two_blocks_is_disabled_and_out_of_the_next_set() {
	four_validators(|| {
		let evidence = two_votes(Ed25519Keyring::Dave, Grandpa::current_set_id());
		assert_ok!(report_votes(evidence.clone()));
		assert!(is_dropped(Dave));
		assert_eq!(Session::disabled_validators(), [3]);
		assert!(report_votes(evidence).is_err(), "reported once");

		two_sessions_by(1);
		assert_eq!(Session::validators(), accounts(&[Alice, Bob, Charlie]));
		assert_eq!(Grandpa::grandpa_authorities().len(), 3);
	});
}

#[test]
fn two_votes_are_reported_after_the_set_has_changed() {
	four_validators(|| {
		let first_set = Grandpa::current_set_id();
		let evidence = two_votes(Ed25519Keyring::Dave, first_set);
		assert_ok!(Validators::remove_validator(RuntimeOrigin::root(), Alice.to_account_id()));
		two_sessions_by(1);
		assert_eq!(Session::validators(), accounts(&[Bob, Charlie, Dave]));
		assert!(Grandpa::current_set_id() > first_set, "another set");

		assert_ok!(report_votes(evidence));
		assert!(is_dropped(Dave));
		two_sessions_by(0);
		assert_eq!(Session::validators(), accounts(&[Bob, Charlie]));
	});
}

#[test]
fn two_blocks_are_reported_after_the_set_has_changed() {
	four_validators(|| {
		let evidence = two_blocks((3, Dave));
		assert_ok!(Validators::remove_validator(RuntimeOrigin::root(), Alice.to_account_id()));
		two_sessions_by(1);
		assert_ok!(report_blocks(evidence));
		assert!(is_dropped(Dave));
	});
}

#[test]
fn whose_key_it_was_is_known_from_the_first_session_on() {
	four_validators(|| {
		for session in [0, 1] {
			let known = pallet_session::historical::HistoricalSessions::<Runtime>::get(session);
			assert!(known.is_some(), "session {session}");
		}
	});
}

#[test]
fn a_vote_of_another_set_or_round_proves_nothing() {
	four_validators(|| {
		let (proof, owner) = two_votes(Ed25519Keyring::Dave, Grandpa::current_set_id());
		let (other_set, _) = two_votes(Ed25519Keyring::Dave, 7);
		assert!(report_votes((other_set, owner.clone())).is_err(), "no such set yet");
		let (_, others) = two_votes(Ed25519Keyring::Bob, Grandpa::current_set_id());
		assert!(report_votes((proof, others)).is_err(), "not the owner of this key");
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn a_validator_makes_new_keys_and_answers_for_the_old_ones() {
	let mut chain = preset(LOCAL_TESTNET);
	chain.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	chain.execute_with(|| {
		next_block_by(1, Vec::new());
		let evidence = two_blocks((3, Dave));
		let dave = Dave.to_account_id();
		let made = SessionKeys::generate(&dave.encode(), None);
		let proof = made.proof.encode();
		let stolen = Session::set_keys(
			RuntimeOrigin::signed(Charlie.to_account_id()),
			made.keys.clone(),
			proof.clone(),
		);
		assert!(stolen.is_err(), "the proof names Dave's account");
		assert_ok!(Session::set_keys(RuntimeOrigin::signed(dave), made.keys.clone(), proof));
		two_sessions_by(1);
		let authors: Vec<_> = Babe::authorities().iter().map(|(key, _)| key.clone()).collect();
		assert_eq!(authors.len(), 4);
		assert!(authors.contains(&made.keys.babe));
		assert!(!authors.contains(&AuthorityId::from(Dave.public())), "the old key is out");

		assert_ok!(report_blocks(evidence));
		assert!(is_dropped(Dave));
	});
}
