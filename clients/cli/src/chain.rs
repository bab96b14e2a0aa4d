// SPDX-License-Identifier: Apache-2.0
//! The connection to a node: blocks, raw storage, events, submission. What the bytes mean is
//! decided elsewhere.

mod state;

use crate::{
	error::{Error, Result},
	extrinsic::{Call, Composer},
	keys::{account_id, AccountId},
};
use codec::{Compact, Decode, Encode};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use subxt::{
	config::{substrate::SubstrateHeader, RpcConfigFor, SubstrateConfig},
	events::Phase,
	ext::frame_metadata::RuntimeMetadataPrefixed,
	metadata::Metadata,
	rpcs::{
		client::RpcSubscription,
		methods::legacy::{LegacyRpcMethods, NumberOrHex, TransactionStatus},
		Error as RpcError, RpcClient,
	},
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;

/// Header of a block.
pub type Header = SubstrateHeader<H256>;

/// Headers as they come.
pub type Heads = RpcSubscription<Header>;

/// How long a transaction may wait for its block before the node is taken to be stuck.
const INCLUSION_MAX: Duration = Duration::from_secs(120);

/// How long a node may go without a new block before it is taken to be gone.
const SILENCE_MAX: Duration = Duration::from_secs(120);

/// How often a node that is not there is asked again.
const RETRY: Duration = Duration::from_millis(500);

/// A node, and the runtime of its best block.
#[derive(Clone)]
pub struct Chain {
	rpc: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
	composer: Composer,
	genesis: H256,
	spec_version: u32,
	url: String,
}

/// An event, its fields still encoded.
#[derive(Clone, Debug)]
pub struct Event {
	/// Name of the pallet.
	pub pallet: String,
	/// Name of the event.
	pub name: String,
	/// Its fields, SCALE encoded one after the other.
	pub fields: Vec<u8>,
	/// Index of the transaction that caused it, if one did.
	pub transaction: Option<u32>,
}

impl Event {
	/// Whether this is the event `pallet.name`.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}

	/// The fields as a tuple of their types; later fields may be left out.
	pub fn decode<T: Decode>(&self) -> Result<T> {
		T::decode(&mut self.fields.as_slice())
			.map_err(|error| Error::misfit(&format!("event {}.{}", self.pallet, self.name), error))
	}
}

/// The transactions of a signer among a block's. They are told by who paid their fee, or was let off
/// it: the block's body, full of readings, need not be fetched.
pub fn transactions_of(events: &[Event], signer: AccountId) -> Result<BTreeSet<Option<u32>>> {
	let mut ours = BTreeSet::new();
	for event in events {
		let paid = event.is("TransactionPayment", "TransactionFeePaid")
			&& event.decode::<AccountId>()? == signer;
		// The event tells an origin, which ends with the account.
		let free = event.is("SkipFeelessPayment", "FeeSkipped") && event.fields.ends_with(&signer);
		if paid || free {
			ours.insert(event.transaction);
		}
	}
	Ok(ours)
}

impl Chain {
	/// Connects, waiting at most `patience` for the node to be there.
	pub async fn connect(url: &str, patience: Duration) -> Result<Self> {
		let begun = Instant::now();
		loop {
			match Self::try_connect(url).await {
				Err(Error::Unreachable { .. }) if begun.elapsed() < patience => {
					tokio::time::sleep(RETRY).await;
				}
				done => return done,
			}
		}
	}

	async fn try_connect(url: &str) -> Result<Self> {
		let lost = |error| failed(url, "a connection", error);
		let client = RpcClient::from_insecure_url(url).await.map_err(lost)?;
		let rpc = LegacyRpcMethods::new(client);
		let genesis = rpc.genesis_hash().await.map_err(lost)?;
		let (composer, spec_version) = read_runtime(&rpc, url, genesis, None).await?;
		Ok(Self { rpc, composer, genesis, spec_version, url: url.into() })
	}

	/// This connection, speaking the language of the runtime at `block`.
	pub async fn at_runtime_of(&self, block: H256) -> Result<Self> {
		let version = self.rpc.state_get_runtime_version(Some(block)).await;
		let version = version.map_err(|error| self.failed("the runtime's version", error))?;
		if version.spec_version == self.spec_version {
			return Ok(self.clone());
		}
		let (composer, spec_version) =
			read_runtime(&self.rpc, &self.url, self.genesis, Some(block)).await?;
		Ok(Self { composer, spec_version, ..self.clone() })
	}

	/// Where the node is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Hash of block 0, which every signature contains.
	pub fn genesis(&self) -> [u8; 32] {
		self.genesis.0
	}

	/// Builds transactions for this chain.
	pub fn composer(&self) -> &Composer {
		&self.composer
	}

	/// Its metadata.
	pub fn metadata(&self) -> &Metadata {
		self.composer.metadata()
	}

	/// A raw storage value; `None` where there is none. `at` none means the best block.
	pub async fn raw(&self, key: &[u8], at: Option<H256>) -> Result<Option<Vec<u8>>> {
		let value = self.rpc.state_get_storage(key, at).await;
		value.map_err(|error| self.failed("storage", error))
	}

	/// All keys that begin with `prefix`.
	pub async fn keys(&self, prefix: &[u8], at: Option<H256>) -> Result<Vec<Vec<u8>>> {
		const AT_ONCE: u32 = 500;
		let mut keys: Vec<Vec<u8>> = Vec::new();
		loop {
			let start = keys.last().map(Vec::as_slice);
			let more = self.rpc.state_get_keys_paged(prefix, AT_ONCE, start, at).await;
			let more = more.map_err(|error| self.failed("storage keys", error))?;
			let full = more.len() == AT_ONCE as usize;
			keys.extend(more);
			if !full {
				return Ok(keys);
			}
		}
	}

	/// Hash of the last finalised block.
	pub async fn finalized(&self) -> Result<H256> {
		let head = self.rpc.chain_get_finalized_head().await;
		head.map_err(|error| self.failed("the finalised head", error))
	}

	/// Header of a block, of the best one by default.
	pub async fn header(&self, hash: Option<H256>) -> Result<Header> {
		let header = self.rpc.chain_get_header(hash).await;
		let header = header.map_err(|error| self.failed("a header", error))?;
		header.ok_or_else(|| Error::refused("a header", "the node does not have this block"))
	}

	/// Hash of the best chain's block with this number.
	pub async fn block_hash(&self, number: u64) -> Result<H256> {
		let hash = self.rpc.chain_get_block_hash(Some(NumberOrHex::Number(number))).await;
		let hash = hash.map_err(|error| self.failed("a block", error))?;
		hash.ok_or_else(|| Error::refused(format!("block {number}"), "the node does not have it"))
	}

	/// New best blocks, from now on.
	pub async fn new_heads(&self) -> Result<Heads> {
		let heads = self.rpc.chain_subscribe_new_heads().await;
		heads.map_err(|error| self.failed("new blocks", error))
	}

	/// Newly finalised blocks, from now on.
	pub async fn finalized_heads(&self) -> Result<Heads> {
		let heads = self.rpc.chain_subscribe_finalized_heads().await;
		heads.map_err(|error| self.failed("finalised blocks", error))
	}

	/// The next header of a subscription.
	pub async fn next(&self, heads: &mut Heads) -> Result<Header> {
		match tokio::time::timeout(SILENCE_MAX, heads.next()).await {
			Ok(Some(Ok(header))) => Ok(header),
			Ok(Some(Err(error))) => Err(self.failed("new blocks", error)),
			Ok(None) => Err(self.gone("the connection was closed")),
			Err(_) => Err(self.gone("no new block for two minutes")),
		}
	}

	/// The next nonce of an account, waiting transactions counted.
	pub async fn nonce(&self, account: AccountId) -> Result<u64> {
		let nonce = self.rpc.system_account_next_index(&AccountId32(account)).await;
		nonce.map_err(|error| self.failed("a nonce", error))
	}

	/// Hands a batch of readings to the node's pool. Its own refusals are numbers of the metering
	/// pallet's errors and are told by name.
	pub async fn submit(&self, transaction: &[u8]) -> Result<()> {
		let hash = self.rpc.author_submit_extrinsic(transaction).await;
		hash.map(drop).map_err(|error| match self.failed("readings", error) {
			Error::Refused { what, reason } => {
				let named = custom_error(&reason).and_then(|number| self.metering_error(number));
				Error::Refused { what, reason: named.unwrap_or(reason) }
			}
			other => other,
		})
	}

	fn metering_error(&self, number: u8) -> Option<String> {
		let pallet = self.metadata().pallet_by_name("Metering")?;
		let error = pallet.error_variant_by_index(number)?;
		Some(format!("Metering.{}: {}", error.name, error.docs.join(" ").trim()))
	}

	/// Signs calls, submits them, and waits until all of them are in a block. Fails with the first
	/// that fails.
	pub async fn sign_all(&self, signer: &Keypair, calls: &[Call]) -> Result<()> {
		let first = self.nonce(account_id(signer)).await?;
		let mut waiting = Vec::new();
		for (nonce, call) in (first..).zip(calls) {
			let transaction = self.composer.signed(call, signer, nonce)?;
			let status = self.rpc.author_submit_and_watch_extrinsic(&transaction).await;
			let status = status.map_err(|error| self.failed(&call.title(), error))?;
			waiting.push((call.title(), status));
		}
		for (title, mut status) in waiting {
			let included = self.included(&title, &mut status);
			let block = tokio::time::timeout(INCLUSION_MAX, included).await;
			let block = block.map_err(|_| Error::refused(&title, "no block took it"))??;
			self.check_success(&title, account_id(signer), block).await?;
		}
		Ok(())
	}

	/// Waits for the block of a watched transaction.
	async fn included(
		&self,
		title: &str,
		status: &mut RpcSubscription<TransactionStatus<H256>>,
	) -> Result<H256> {
		loop {
			match status.next().await {
				Some(Ok(TransactionStatus::InBlock(block))) => return Ok(block),
				Some(Ok(TransactionStatus::Finalized(block))) => return Ok(block),
				Some(Ok(TransactionStatus::Invalid)) => return Err(refused(title, "invalid")),
				Some(Ok(TransactionStatus::Dropped)) => return Err(refused(title, "dropped")),
				Some(Ok(TransactionStatus::Usurped(_))) => {
					return Err(refused(title, "another transaction took its nonce"))
				}
				Some(Ok(_)) => {}
				Some(Err(error)) => return Err(self.failed(title, error)),
				None => return Err(self.gone("the connection was closed")),
			}
		}
	}

	/// Fails if a transaction of the signer failed in this block.
	async fn check_success(&self, title: &str, signer: AccountId, block: H256) -> Result<()> {
		let events = self.events(block).await?;
		let ours = transactions_of(&events, signer)?;
		let failed = events.iter().find(|event| {
			event.is("System", "ExtrinsicFailed") && ours.contains(&event.transaction)
		});
		match failed {
			Some(event) => Err(refused(title, &self.dispatch_error(&event.fields))),
			None => Ok(()),
		}
	}

	/// What a dispatch error means, in the words of the pallet that made it.
	pub fn dispatch_error(&self, encoded: &[u8]) -> String {
		let metadata = self.composer.arc_metadata();
		// Pallet errors begin with variant 3, the pallet's index and the error's.
		if let [3, pallet, error, ..] = encoded {
			let pallet = metadata.pallet_by_error_index(*pallet);
			let error = pallet.as_ref().and_then(|pallet| pallet.error_variant_by_index(*error));
			if let (Some(pallet), Some(error)) = (&pallet, error) {
				return format!("{}.{}: {}", pallet.name(), error.name, error.docs.join(" "));
			}
		}
		let decoded = subxt::error::DispatchError::decode_from(encoded, metadata);
		decoded
			.map_or_else(|_| format!("error {}", hex::encode(encoded)), |error| error.to_string())
	}

	/// The events of a block.
	pub async fn events(&self, block: H256) -> Result<Vec<Event>> {
		let key = [sp_crypto_hashing::twox_128(b"System"), sp_crypto_hashing::twox_128(b"Events")]
			.concat();
		let bytes = self.raw(&key, Some(block)).await?.unwrap_or_default();
		let events = self.composer.client().events().from_bytes(bytes);
		let mut decoded = Vec::new();
		for event in events.iter() {
			let event = event.map_err(|error| Error::misfit("events", error))?;
			let transaction = match event.phase() {
				Phase::ApplyExtrinsic(index) => Some(index),
				_ => None,
			};
			decoded.push(Event {
				pallet: event.pallet_name().to_owned(),
				name: event.event_name().to_owned(),
				fields: event.field_bytes().to_vec(),
				transaction,
			});
		}
		Ok(decoded)
	}

	fn failed(&self, what: &str, error: RpcError) -> Error {
		failed(&self.url, what, error)
	}

	fn gone(&self, reason: &str) -> Error {
		Error::Unreachable { url: self.url.clone(), reason: reason.into() }
	}
}

fn refused(what: &str, reason: &str) -> Error {
	Error::refused(what, reason)
}

/// Sorts an error of the connection: the node answered with an error, or did not answer.
fn failed(url: &str, what: &str, error: RpcError) -> Error {
	match error {
		RpcError::User(error) => {
			let detail = error.data.map(|data| format!(": {}", data.get())).unwrap_or_default();
			Error::refused(what, format!("{}{detail}", error.message))
		}
		RpcError::Deserialization(error) => Error::misfit(what, error),
		RpcError::Decode(error) => Error::misfit(what, error),
		other => {
			let mut reason = other.to_string();
			for noise in ["RPC error: ", "client error: "] {
				reason = reason.replace(noise, "");
			}
			Error::Unreachable { url: url.into(), reason }
		}
	}
}

/// The number in a pool's "Custom error: 7".
fn custom_error(reason: &str) -> Option<u8> {
	let (_, number) = reason.split_once("Custom error: ")?;
	let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
	number.get(..digits)?.parse().ok()
}

async fn read_runtime(
	rpc: &LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
	url: &str,
	genesis: H256,
	at: Option<H256>,
) -> Result<(Composer, u32)> {
	let lost = |error| failed(url, "the runtime", error);
	let version = rpc.state_get_runtime_version(at).await.map_err(lost)?;
	let versions = rpc.state_call("Metadata_metadata_versions", None, at).await.map_err(lost)?;
	let misfit = |error| Error::misfit("metadata", error);
	let versions = Vec::<u32>::decode(&mut versions.as_slice()).map_err(misfit)?;
	let newest = versions.into_iter().filter(|version| *version <= 16).max().unwrap_or(14);
	let bytes = rpc
		.state_call("Metadata_metadata_at_version", Some(&newest.encode()), at)
		.await
		.map_err(lost)?;
	type Opaque = Option<(Compact<u32>, RuntimeMetadataPrefixed)>;
	let metadata = Opaque::decode(&mut bytes.as_slice()).map_err(misfit)?;
	let (_, metadata) = metadata.ok_or_else(|| Error::misfit("metadata", "there is none"))?;
	let metadata = Metadata::decode_from(&metadata.encode()).map_err(misfit)?;
	let (spec, transaction) = (version.spec_version, version.transaction_version);
	Ok((Composer::new(metadata.arc(), genesis, spec, transaction)?, spec))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_pools_custom_error_is_found() {
		assert_eq!(custom_error("Invalid Transaction: \"Custom error: 27\""), Some(27));
		assert_eq!(custom_error("Invalid Transaction"), None);
		assert_eq!(custom_error("Custom error: 300"), None);
	}
}
