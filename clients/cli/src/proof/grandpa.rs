// SPDX-License-Identifier: Apache-2.0
//! Finality: enough of GRANDPA's voters have signed a block, or one that follows it.
//!
//! The rule is simpler than a node's: only voters count whose vote is for the block itself or for
//! one shown to descend from it, each once, and more than two thirds of all weight is asked for.

use super::{
	anchor::{block_hash, header_start},
	file::{Bytes, Finality, Hash},
};
use crate::error::{Error, Result};
use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, Pair, H256};
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
};
use subxt::config::substrate::SubstrateHeader;

/// GRANDPA's voters of a chain, as long as their set stays the same.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Authorities {
	/// Hash of block 0 of the chain.
	pub chain: Hash,
	/// As the how-manieth set of the chain, from 0.
	pub set_id: u64,
	/// The voters.
	pub voters: Vec<Voter>,
}

/// A voter.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
	/// Its ed25519 key.
	pub key: Hash,
	/// How much its vote weighs.
	pub weight: u64,
}

impl Authorities {
	/// Reads a file.
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		serde_json::from_slice(&text).map_err(|error| Error::file(path, error))
	}

	/// The least weight that is more than two thirds of all.
	fn threshold(&self) -> u128 {
		let total: u128 = self.voters.iter().map(|voter| u128::from(voter.weight)).sum();
		total * 2 / 3 + 1
	}

	/// Checks that these voters made the block with this hash final.
	pub fn check(&self, block: H256, finality: &Finality) -> Result<()> {
		let votes: Justification = finality.justification.decode("the justification")?;
		let signed = follow(block, &finality.headers)?;
		if votes.commit.target_hash != signed.0 {
			let reason = "the voters have signed another block than the proof leads to";
			return Err(Error::Verification(reason.into()));
		}
		let weight = self.weight(&votes);
		if weight < self.threshold() {
			return Err(Error::Verification(format!(
				"voters of set {} with weight {weight} have signed the block, {} is needed",
				self.set_id,
				self.threshold()
			)));
		}
		Ok(())
	}

	/// How much weight has signed the target or a descendant of it.
	fn weight(&self, votes: &Justification) -> u128 {
		let parents: BTreeMap<[u8; 32], [u8; 32]> = votes
			.ancestries
			.iter()
			.map(|header| (block_hash(&Bytes(header.encode())).0, header.parent_hash.0))
			.collect();
		let weights: BTreeMap<[u8; 32], u64> =
			self.voters.iter().map(|voter| (voter.key.0, voter.weight)).collect();
		let mut counted = BTreeSet::new();
		let mut sum = 0;
		for vote in &votes.commit.precommits {
			let Some(weight) = weights.get(&vote.voter) else { continue };
			let descends = descends(&parents, vote.target_hash, votes.commit.target_hash);
			let signed = vote.is_signed(votes.round, self.set_id);
			if descends && signed && counted.insert(vote.voter) {
				sum += u128::from(*weight);
			}
		}
		sum
	}
}

/// Number of the block that a justification is about.
pub fn signed_block(justification: &Bytes) -> Result<u32> {
	let votes: Justification = justification.decode("the justification")?;
	Ok(votes.commit.target_number)
}

/// The last of a chain of headers that begins after `block`; `block` itself without any.
fn follow(block: H256, headers: &[Bytes]) -> Result<H256> {
	headers.iter().try_fold(block, |parent, header| {
		if header_start(header)?.parent != parent {
			let reason = "the headers up to the signed block don't follow each other";
			return Err(Error::Verification(reason.into()));
		}
		Ok(block_hash(header))
	})
}

fn descends(parents: &BTreeMap<[u8; 32], [u8; 32]>, mut block: [u8; 32], from: [u8; 32]) -> bool {
	// Headers are named by their hashes, so they form no circle; no path is longer than the list.
	for _ in 0..=parents.len() {
		if block == from {
			return true;
		}
		match parents.get(&block) {
			Some(parent) => block = *parent,
			None => return false,
		}
	}
	false
}

/// What GRANDPA's voters sign and hand on.
#[derive(Decode)]
struct Justification {
	round: u64,
	commit: Commit,
	/// Headers between the votes and the target.
	ancestries: Vec<SubstrateHeader<subxt::utils::H256>>,
}

#[derive(Decode, Encode)]
struct Commit {
	target_hash: [u8; 32],
	target_number: u32,
	precommits: Vec<Vote>,
}

#[derive(Clone, Decode, Encode)]
struct Vote {
	target_hash: [u8; 32],
	target_number: u32,
	signature: [u8; 64],
	voter: [u8; 32],
}

impl Vote {
	fn is_signed(&self, round: u64, set_id: u64) -> bool {
		const PRECOMMIT: u8 = 1;
		let message = (PRECOMMIT, self.target_hash, self.target_number, round, set_id).encode();
		let signature = ed25519::Signature::from_raw(self.signature);
		ed25519::Pair::verify(&signature, message, &ed25519::Public::from_raw(self.voter))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn voter(seed: u8) -> ed25519::Pair {
		ed25519::Pair::from_seed(&[seed; 32])
	}

	fn authorities(count: u8) -> Authorities {
		let voters = (0..count).map(|seed| Voter { key: Hash(voter(seed).public().0), weight: 1 });
		Authorities { chain: Hash([9; 32]), set_id: 4, voters: voters.collect() }
	}

	fn header(parent: [u8; 32], number: u32) -> Bytes {
		let (root, digest) = ([7u8; 32], Vec::<u8>::new());
		Bytes((parent, codec::Compact(number), root, root, digest).encode())
	}

	fn vote(seed: u8, target: [u8; 32], number: u32, round: u64, set_id: u64) -> Vote {
		let message = (1u8, target, number, round, set_id).encode();
		let (pair, target_hash, target_number) = (voter(seed), target, number);
		let signature = pair.sign(&message).0;
		Vote { target_hash, target_number, signature, voter: pair.public().0 }
	}

	fn finality(target: [u8; 32], votes: Vec<Vote>, ancestries: &[Bytes]) -> Finality {
		let commit = Commit { target_hash: target, target_number: 5, precommits: votes };
		let mut bytes = (3u64, commit, codec::Compact(ancestries.len() as u32)).encode();
		ancestries.iter().for_each(|header| bytes.extend(&header.0));
		Finality { justification: Bytes(bytes), headers: Vec::new() }
	}

	#[test]
	fn two_thirds_are_not_enough() {
		let block = block_hash(&header([1; 32], 5));
		let votes = |voters: &[u8]| {
			let votes = voters.iter().map(|seed| vote(*seed, block.0, 5, 3, 4)).collect();
			authorities(4).check(block, &finality(block.0, votes, &[]))
		};
		assert!(votes(&[0, 1, 2]).is_ok());
		assert!(votes(&[0, 1]).is_err());
		assert!(votes(&[0, 1, 1, 1]).is_err(), "a vote counts once");
		assert!(votes(&[0, 1, 8]).is_err(), "a stranger's does not");
		let three = |voters: &[u8]| {
			let votes = voters.iter().map(|seed| vote(*seed, block.0, 5, 3, 4)).collect();
			authorities(3).check(block, &finality(block.0, votes, &[]))
		};
		assert!(three(&[0, 1]).is_err(), "two thirds, not more");
		assert!(three(&[0, 1, 2]).is_ok());
	}

	#[test]
	fn votes_of_another_round_set_or_block_do_not_count() {
		let block = block_hash(&header([1; 32], 5));
		let check = |vote_of: &dyn Fn(u8) -> Vote| {
			let votes = (0..4).map(vote_of).collect();
			authorities(4).check(block, &finality(block.0, votes, &[]))
		};
		assert!(check(&|seed| vote(seed, block.0, 5, 3, 4)).is_ok());
		assert!(check(&|seed| vote(seed, block.0, 5, 2, 4)).is_err());
		assert!(check(&|seed| vote(seed, block.0, 5, 3, 5)).is_err());
		assert!(check(&|seed| vote(seed, [2; 32], 5, 3, 4)).is_err());
		let other = finality([2; 32], (0..4).map(|s| vote(s, [2; 32], 5, 3, 4)).collect(), &[]);
		assert!(authorities(4).check(block, &other).is_err(), "another block is final");
	}

	#[test]
	fn a_block_is_final_with_its_descendants() {
		let first = header([1; 32], 5);
		let second = header(block_hash(&first).0, 6);
		let third = header(block_hash(&second).0, 7);
		let (block, last) = (block_hash(&first), block_hash(&third));
		// Votes for a descendant of the signed block, shown by headers.
		let votes: Vec<Vote> = (0..3).map(|seed| vote(seed, last.0, 7, 3, 4)).collect();
		let headers = [second.clone(), third.clone()];
		assert!(authorities(4).check(block, &finality(block.0, votes.clone(), &headers)).is_ok());
		let fewer = &headers[1..];
		assert!(authorities(4).check(block, &finality(block.0, votes.clone(), fewer)).is_err());
		// A signed block after the anchor.
		let later = Finality { headers: headers.to_vec(), ..finality(last.0, votes, &[]) };
		assert!(authorities(4).check(block, &later).is_ok());
		let broken = Finality { headers: vec![third], ..later };
		assert!(authorities(4).check(block, &broken).is_err());
	}
}
