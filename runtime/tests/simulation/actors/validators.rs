// SPDX-License-Identifier: Apache-2.0
//! A validator that votes twice in a round, and whoever reports it.

use crate::rng::Rng;
use codec::{Decode, Encode};
use commonwatt_runtime::{Grandpa, Historical, RuntimeCall, Session};
use frame_support::traits::KeyOwnerProofSystem;
use sp_consensus_grandpa::{AuthorityId, EquivocationProof, KEY_TYPE};
use sp_core::{Pair, H256};
use sp_keyring::{
	Ed25519Keyring::{Alice, Bob, Charlie, Dave},
	Sr25519Keyring as Sr,
};

/// A report, when it is due and now and then: GRANDPA's, because its signatures are the same each time.
///
/// The author of a block can't report itself: it would be disabled in its own block, which BABE does
/// not allow. Its node fails to build such a block, and the next author reports it.
pub fn act(author: u32, due: bool, rng: &mut Rng) -> Option<RuntimeCall> {
	if !due && !rng.chance(4) {
		return None;
	}
	let all = [(Alice, Sr::Alice), (Bob, Sr::Bob), (Charlie, Sr::Charlie), (Dave, Sr::Dave)];
	let (offender, account) = all[rng.below(4) as usize];
	let account = account.to_account_id();
	if Session::validators().get(author as usize) == Some(&account) {
		return None;
	}
	let set_id = Grandpa::current_set_id();
	let round = 1u64;
	let vote = |hash: u8| {
		let target = (H256::repeat_byte(hash), 1u32);
		// A vote is signed with its kind, its round and its set.
		let signature = offender.pair().sign(&(0u8, target, round, set_id).encode());
		(target, signature)
	};
	let identity: AuthorityId = offender.public().into();
	let proof = (set_id, 0u8, round, &identity, vote(1), vote(2)).encode();
	let proof = EquivocationProof::decode(&mut &proof[..]).expect("this is how one is encoded");
	let key_owner_proof = Historical::prove((KEY_TYPE, identity))?;
	let call = pallet_grandpa::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(proof),
		key_owner_proof,
	};
	Some(RuntimeCall::Grandpa(call))
}
