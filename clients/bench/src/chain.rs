// SPDX-License-Identifier: Apache-2.0
//! A chain in a temporary folder: the real WASM runtime, the real trie, ParityDB on disk.

use crate::{genesis, town::Order};
use codec::Encode;
use commonwatt_runtime::{
	apis::RuntimeApi, Block, Runtime, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic,
	VERSION,
};
use sc_client_api::{
	execution_extensions::ExecutionExtensions, BlockBackend, HeaderBackend, StorageProvider,
};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, StateAction};
use sc_executor::{HeapAllocStrategy, WasmExecutionMethod, WasmExecutor};
use sc_service::{ChainSpec, ClientConfig, TFullBackend, TFullClient, TaskManager};
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_core::{storage::StorageKey, Pair, H256};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{
	generic::Era, traits::Block as _, Digest, DigestItem, MultiAddress, MultiSignature,
};
use sp_state_machine::BasicExternalities;
use std::{
	collections::HashMap,
	error::Error,
	sync::Arc,
	time::{Duration, Instant},
};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
type Client = TFullClient<Block, RuntimeApi, Executor>;

const BLOCK_MS: u64 = 3_000;

/// A chain that grows block by block, at the pace of who calls it.
pub(crate) struct Chain {
	client: Arc<Client>,
	now_ms: u64,
	nonces: HashMap<Key, u32>,
	_tasks: TaskManager,
	_folder: tempfile::TempDir,
}

impl Chain {
	/// A new development chain whose clock stands at `now_ms`.
	pub(crate) fn new(handle: tokio::runtime::Handle, now_ms: u64) -> Result<Self> {
		Self::founded(handle, now_ms, || Ok(()))
	}

	/// The same with a first state that `found` changes by the runtime's own calls.
	pub(crate) fn founded(
		handle: tokio::runtime::Handle,
		now_ms: u64,
		found: impl FnOnce() -> Result<()>,
	) -> Result<Self> {
		let folder = tempfile::tempdir()?;
		let tasks = TaskManager::new(handle, None)?;
		let heap = HeapAllocStrategy::Static { extra_pages: 2_048 };
		let executor = Executor::builder()
			.with_execution_method(WasmExecutionMethod::default())
			.with_onchain_heap_alloc_strategy(heap)
			.with_offchain_heap_alloc_strategy(heap)
			.build();
		let backend: Arc<TFullBackend<Block>> =
			sc_service::new_db_backend(sc_client_db::DatabaseSettings {
				trie_cache_maximum_size: Some(64 * 1024 * 1024),
				state_pruning: None,
				source: sc_client_db::DatabaseSource::ParityDb { path: folder.path().into() },
				blocks_pruning: sc_client_db::BlocksPruning::KeepFinalized,
				pruning_filters: Vec::new(),
				metrics_registry: None,
			})?;
		let wasm = commonwatt_runtime::WASM_BINARY.ok_or("the runtime was built without WASM")?;
		let spec = sc_service::GenericChainSpec::<Option<()>>::builder(wasm, None)
			.with_genesis_config_preset_name("development")
			.build();
		let mut state = spec.as_storage_builder().build_storage()?;
		let mut founded = Ok(());
		BasicExternalities::execute_with_storage(&mut state, || {
			founded = genesis::at(now_ms, found);
		});
		founded?;
		let genesis =
			sc_service::GenesisBlockBuilder::new(&state, true, backend.clone(), executor.clone())?;
		let client = sc_service::new_client(
			backend,
			executor.clone(),
			genesis,
			None,
			None,
			ExecutionExtensions::new(None, Arc::new(executor)),
			Box::new(tasks.spawn_handle()),
			None,
			None,
			ClientConfig::default(),
		)?;
		let (client, nonces) = (Arc::new(client), HashMap::new());
		Ok(Self { client, now_ms, nonces, _tasks: tasks, _folder: folder })
	}

	/// Hash of the first block, which every signature contains.
	pub(crate) fn genesis(&self) -> [u8; 32] {
		self.client.info().genesis_hash.0
	}

	/// Lets time pass, so that the next block is not earlier than this.
	pub(crate) fn wait_until(&mut self, ms: u64) {
		self.now_ms = self.now_ms.max(ms.saturating_sub(BLOCK_MS));
	}

	/// Builds a block with these transactions, imports it as a node would that received it, and
	/// returns how long the import took: execution in WASM, trie, and database.
	pub(crate) fn import(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Result<Duration> {
		self.now_ms += BLOCK_MS;
		let parent = self.client.info().best_hash;
		let mut builder = sc_block_builder::BlockBuilderBuilder::new(&*self.client)
			.on_parent_block(parent)
			.fetch_parent_block_number(&*self.client)?
			.with_inherent_digests(self.digest())
			.build()?;
		let timestamp = pallet_timestamp::Call::<Runtime>::set { now: self.now_ms };
		builder.push(UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(timestamp)))?;
		for transaction in transactions {
			builder.push(transaction)?;
		}
		let block = builder.build()?.block;
		let hash = block.hash();
		let (header, body) = block.deconstruct();
		let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
		params.body = Some(body);
		params.state_action = StateAction::Execute;
		params.finalized = true;
		params.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		let begin = Instant::now();
		futures::executor::block_on((&*self.client).import_block(params))?;
		let took = begin.elapsed();
		self.client.block(hash)?.ok_or("the imported block is gone")?;
		Ok(took)
	}

	fn digest(&self) -> Digest {
		let slot = (self.now_ms / BLOCK_MS).into();
		let digest =
			PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot });
		Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())] }
	}

	/// The raw value of a storage key at the best block.
	pub(crate) fn storage(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>> {
		let best = self.client.info().best_hash;
		Ok(self.client.storage(best, &StorageKey(key))?.map(|data| data.0))
	}

	/// Length of all keys and values of a pallet at the best block.
	pub(crate) fn state_bytes(&self, pallet: &str) -> Result<u64> {
		let best = self.client.info().best_hash;
		let prefix = StorageKey(sp_io::hashing::twox_128(pallet.as_bytes()).to_vec());
		let pairs = self.client.storage_pairs(best, Some(&prefix), None)?;
		Ok(pairs.map(|(key, value)| (key.0.len() + value.0.len()) as u64).sum())
	}

	/// What someone orders, as a transaction signed by them.
	pub(crate) fn signed(&mut self, order: Order) -> UncheckedExtrinsic {
		let Order { by, call } = order;
		let nonce = self.nonces.entry(by).or_default();
		let extension = extension(*nonce);
		*nonce += 1;
		let genesis = H256(self.genesis());
		let implicit = (
			(),
			(),
			VERSION.spec_version,
			VERSION.transaction_version,
			genesis,
			genesis,
			(),
			(),
			(),
			None,
			(),
		);
		let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
		let signature: MultiSignature = payload.using_encoded(|bytes| by.pair().sign(bytes)).into();
		let who = MultiAddress::Id(by.to_account_id());
		UncheckedExtrinsic::new_signed(call, who, signature, extension)
	}
}

/// A general transaction: the call itself says why it may enter a block.
pub(crate) fn general(call: RuntimeCall) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_transaction(call, extension(0))
}

fn extension(nonce: u32) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}
