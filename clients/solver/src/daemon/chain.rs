// SPDX-License-Identifier: Apache-2.0
//! Rounds as they stand on the chain.

use super::record::Commitment;
use codec::Encode;
use commonwatt_cli::{
	chain::Chain,
	dispatch::{records::RoundRecord, state::State},
	error::{Error, Result},
	extrinsic::Call,
	keys::{account_id, AccountId},
	storage::{constant_or_misfit, key, Storage},
};
use dispatch_core::Problem;
use energy_primitives::CommunityId;
use std::time::Duration;

/// A key pair as the command line gives it.
type Pair = subxt_signer::sr25519::Keypair;

/// The rounds of a community, and an account that takes part.
pub struct Rounds {
	chain: Chain,
	community: CommunityId,
	pair: Pair,
	block_time: Duration,
}

impl Rounds {
	/// Of this community.
	pub fn new(chain: Chain, community: CommunityId, pair: Pair) -> Result<Self> {
		let millis: u64 = constant_or_misfit(chain.metadata(), "Babe", "ExpectedBlockTime")?;
		Ok(Self { chain, community, pair, block_time: Duration::from_millis(millis) })
	}

	/// The connection.
	pub fn chain(&self) -> &Chain {
		&self.chain
	}

	/// Which community.
	pub fn community(&self) -> CommunityId {
		self.community
	}

	/// Whose account takes part.
	pub fn account(&self) -> AccountId {
		account_id(&self.pair)
	}

	/// Time from block to block.
	pub fn block_time(&self) -> Duration {
		self.block_time
	}

	/// A name for what this account does in a round of this chain.
	pub fn label(&self, round: u32) -> String {
		let account = self.account();
		let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
		let genesis = self.chain.genesis();
		format!("{}-{}-{}-{round}", hex(&genesis[..4]), self.community, hex(&account[..4]))
	}

	/// A salt nobody can guess: signatures of this scheme are random.
	pub fn salt(&self, round: u32) -> [u8; 32] {
		let message = ("cw/salt", self.chain.genesis(), self.community, round).encode();
		sp_crypto_hashing::blake2_256(&self.pair.sign(&message).0)
	}

	/// Number of the best block.
	pub async fn now(&self) -> Result<u32> {
		let number = self.chain.header(None).await?.number;
		u32::try_from(number).map_err(|error| Error::misfit("a block's number", error))
	}

	/// Signs a call and waits until it is in a block.
	pub async fn send(&self, call: &Call) -> Result<()> {
		self.chain.sign_all(&self.pair, std::slice::from_ref(call)).await
	}

	/// The community's last round.
	pub async fn round(&self) -> Result<Option<RoundRecord>> {
		self.state().round().await
	}

	/// Whether this account has committed to this hash.
	pub async fn is_committed(&self, hash: &[u8; 32]) -> Result<bool> {
		let storage = Storage::new(&self.chain, None);
		let community = key(self.community);
		let queue = storage.get::<Vec<Commitment>>("Dispatch", "Queues", &community).await?;
		let queue = queue.unwrap_or_default();
		let account = self.account();
		Ok(queue.iter().any(|(who, committed, ..)| *who == account && committed == hash))
	}

	/// Exactly the problem the chain has frozen for a round; `None` if it is about another one by
	/// now.
	pub async fn problem(&self, round: u32) -> Result<Option<Problem>> {
		let frozen = self.state().frozen().await?;
		Ok(frozen.filter(|frozen| frozen.record.round == round).map(|frozen| frozen.problem))
	}

	fn state(&self) -> State<'_> {
		State::new(&self.chain, None, self.community)
	}
}
