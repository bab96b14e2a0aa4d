// SPDX-License-Identifier: Apache-2.0
//! What only a node can tell: a part of a block's state with its proof, and who signed the block.

use super::{
	anchor::{block_hash, header_start},
	file::{Anchor, Bytes, Finality, Hash},
	grandpa::{signed_block, Authorities, Voter},
};
use crate::{
	chain::Chain,
	error::{Error, Result},
};
use codec::{Decode, DecodeAll, Encode};
use sp_core::H256;
use std::time::Duration;
use subxt::{
	config::{substrate::SubstrateHeader, RpcConfigFor, SubstrateConfig},
	rpcs::{methods::legacy::LegacyRpcMethods, rpc_params, Error as RpcError, RpcClient},
};

/// How long the voters' next signatures are waited for: several blocks.
const PATIENCE: Duration = Duration::from_secs(60);

type Hash256 = subxt::utils::H256;

/// A node that is asked for proofs.
pub struct ProofNode {
	client: RpcClient,
	rpc: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
	url: String,
}

/// As the node sends it.
#[derive(Decode)]
struct FinalityProof {
	block: [u8; 32],
	justification: Vec<u8>,
	headers: Vec<SubstrateHeader<Hash256>>,
}

impl ProofNode {
	/// Connects beside a chain's own connection.
	pub async fn connect(chain: &Chain) -> Result<Self> {
		let url = chain.url().to_owned();
		let client = RpcClient::from_insecure_url(&url).await;
		let client = client
			.map_err(|error| Error::Unreachable { url: url.clone(), reason: error.to_string() })?;
		Ok(Self { rpc: LegacyRpcMethods::new(client.clone()), client, url })
	}

	fn failed(&self, what: &str, error: RpcError) -> Error {
		match error {
			RpcError::User(error) => Error::refused(what, error.message),
			other => Error::Unreachable { url: self.url.clone(), reason: other.to_string() },
		}
	}

	/// A block with its header, a proof of these keys of its state, and its finality where the node
	/// can show it.
	pub async fn anchor(&self, chain: &Chain, block: H256, keys: &[Vec<u8>]) -> Result<Anchor> {
		let at = Hash256::from(block.0);
		let header = chain.header(Some(at)).await?;
		let number = header.number;
		let header = Bytes(header.encode());
		if block_hash(&header) != block {
			let reason = "its hash is not that of its header";
			return Err(Error::misfit(&format!("block {block:?}"), reason));
		}
		let proof = self.rpc.state_get_read_proof(keys.iter().map(Vec::as_slice), Some(at)).await;
		let proof = proof.map_err(|error| self.failed("a proof of the state", error))?;
		let state = proof.proof.into_iter().map(|node| Bytes(node.0)).collect();
		let finality = self.finality(chain, block, number).await?;
		Ok(Anchor { header, state, finality })
	}

	/// What shows that a block is final; `None` where the node has nothing that covers it.
	///
	/// A node answers for blocks since the first change of its voters; before, the voters' next
	/// signatures are waited for.
	async fn finality(&self, chain: &Chain, block: H256, number: u64) -> Result<Option<Finality>> {
		match self.stored_finality(block, number).await? {
			Some(finality) => Ok(Some(finality)),
			None => self.next_finality(chain, block, number).await,
		}
	}

	async fn stored_finality(&self, block: H256, number: u64) -> Result<Option<Finality>> {
		let number = u32::try_from(number).unwrap_or(u32::MAX);
		let answer: std::result::Result<Option<String>, _> =
			self.client.request("grandpa_proveFinality", rpc_params![number]).await;
		let answer = match answer {
			Ok(answer) => answer,
			Err(RpcError::User(_)) => None,
			Err(error) => return Err(self.failed("a proof of finality", error)),
		};
		let Some(text) = answer else { return Ok(None) };
		let proof = FinalityProof::decode_all(&mut decode_hex(&text)?.as_slice());
		let proof = proof.map_err(|error| Error::misfit("a proof of finality", error))?;
		let headers: Vec<Bytes> = proof.headers.iter().map(|h| Bytes(h.encode())).collect();
		let leads_to = headers.last().map_or(block, block_hash);
		let covers = leads_to.0 == proof.block;
		let justification = Bytes(proof.justification);
		Ok(covers.then_some(Finality { justification, headers }))
	}

	async fn next_finality(
		&self,
		chain: &Chain,
		block: H256,
		number: u64,
	) -> Result<Option<Finality>> {
		let (name, end) = ("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
		let signed = self.client.subscribe::<String>(name, rpc_params![], end).await;
		let mut signed = match signed {
			Ok(signed) => signed,
			Err(RpcError::User(_)) => return Ok(None),
			Err(error) => return Err(self.failed("justifications", error)),
		};
		loop {
			let next = tokio::time::timeout(PATIENCE, signed.next()).await;
			let Ok(Some(Ok(text))) = next else { return Ok(None) };
			let justification = Bytes(decode_hex(&text)?);
			let target = signed_block(&justification)?;
			if u64::from(target) >= number {
				let headers = self.headers(chain, number + 1, target.into()).await?;
				let first = headers.first().map(header_start).transpose()?;
				let follows = first.is_none_or(|first| first.parent == block);
				return Ok(follows.then_some(Finality { justification, headers }));
			}
		}
	}

	async fn headers(&self, chain: &Chain, from: u64, to: u64) -> Result<Vec<Bytes>> {
		let mut headers = Vec::new();
		for number in from..=to {
			let hash = chain.block_hash(number).await?;
			headers.push(Bytes(chain.header(Some(hash)).await?.encode()));
		}
		Ok(headers)
	}

	/// GRANDPA's voters as of a block.
	pub async fn authorities(&self, chain: &Chain, block: H256) -> Result<Authorities> {
		let voters: Vec<([u8; 32], u64)> =
			self.call("GrandpaApi_grandpa_authorities", block).await?;
		let set_id: u64 = self.call("GrandpaApi_current_set_id", block).await?;
		let voters = voters.into_iter().map(|(key, weight)| Voter { key: Hash(key), weight });
		Ok(Authorities { chain: Hash(chain.genesis()), set_id, voters: voters.collect() })
	}

	async fn call<T: Decode>(&self, name: &str, block: H256) -> Result<T> {
		let at = Some(Hash256::from(block.0));
		let bytes = self.rpc.state_call(name, None, at).await;
		let bytes = bytes.map_err(|error| self.failed(name, error))?;
		T::decode_all(&mut bytes.as_slice()).map_err(|error| Error::misfit(name, error))
	}
}

fn decode_hex(text: &str) -> Result<Vec<u8>> {
	let bytes = hex::decode(text.trim_start_matches("0x"));
	bytes.map_err(|error| Error::misfit("a proof of finality", error))
}
