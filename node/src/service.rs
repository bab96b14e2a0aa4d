// SPDX-License-Identifier: Apache-2.0
//! Puts a node together: database, transaction pool, network, RPC, consensus.

use crate::{
	consensus::{self, GrandpaProtocol, Links, Services, VoterSettings},
	rpc,
};
use commonwatt_runtime::{apis::RuntimeApi, opaque::Block, Hash};
use futures::FutureExt;
use sc_client_api::{Backend, BlockBackend};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaPruningFilter, SharedVoterState};
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, service::NotificationMetrics, NetworkBackend};
use sc_network_sync::strategy::chain_sync::{GapSyncBodyPolicy, GapSyncBodyPolicyProvider};
use sc_service::{
	error::Error as ServiceError, BlocksPruning, Configuration, PartialComponents, TaskManager,
	WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

/// The client.
pub(crate) type FullClient =
	sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;
/// Its database.
pub(crate) type FullBackend = sc_service::TFullBackend<Block>;
/// Picks the best chain: the longest.
pub(crate) type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transaction pool.
pub(crate) type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;

/// A warp-synced node asks peers only for bodies that are this far from being pruned there.
const BODY_MARGIN_BLOCKS: u32 = 1_024;

type Parts = PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	FullPool,
	(Links, Option<Telemetry>),
>;

/// Builds what also the subcommands need.
pub(crate) fn new_partial(config: &Configuration) -> Result<Parts, ServiceError> {
	let telemetry = new_telemetry(config)?;
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			sc_service::new_wasm_executor(&config.executor),
			// Warp proofs need the justifications of authority set changes.
			vec![Arc::new(GrandpaPruningFilter)],
		)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let (import_queue, links) = consensus::import_queue(
		config,
		&client,
		&select_chain,
		&transaction_pool,
		&task_manager,
		telemetry.as_ref().map(Telemetry::handle),
	)?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: (links, telemetry),
	})
}

fn new_telemetry(
	config: &Configuration,
) -> Result<Option<(TelemetryWorker, Telemetry)>, sc_telemetry::Error> {
	let Some(endpoints) = config.telemetry_endpoints.clone().filter(|all| !all.is_empty()) else {
		return Ok(None);
	};
	let worker = TelemetryWorker::new(16)?;
	let telemetry = worker.handle().new_telemetry(endpoints);
	Ok(Some((worker, telemetry)))
}

/// Starts a node.
pub(crate) fn new_full<N: NetworkBackend<Block, Hash>>(
	config: Configuration,
) -> Result<TaskManager, ServiceError> {
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: (links, mut telemetry),
	} = new_partial(&config)?;

	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let registry = config.prometheus_registry().cloned();
	let mut net_config =
		FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, registry.clone());
	let protocol = grandpa_protocol(&config, &client, &mut net_config, &metrics)?;
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(warp_sync(&backend, &links)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: Some(gap_sync_body_policy(config.blocks_pruning)),
		})?;
	let services = Services {
		client,
		pool: transaction_pool,
		select_chain,
		keystore: keystore_container.keystore(),
		network,
		sync: sync_service,
		registry,
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	};
	start_offchain_workers(&config, &services, &backend, &task_manager)?;

	let author = config.role.is_authority().then_some(config.force_authoring);
	let voter_state = SharedVoterState::empty();
	let voter =
		VoterSettings::of(&config).map(|settings| (settings, protocol, voter_state.clone()));
	let rpc_deps = rpc_deps(&services, &backend, &links, voter_state);
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		config,
		client: services.client.clone(),
		backend,
		task_manager: &mut task_manager,
		keystore: services.keystore.clone(),
		transaction_pool: services.pool.clone(),
		rpc_builder: Box::new(move |executor| {
			rpc::create_full(rpc_deps.clone(), executor).map_err(Into::into)
		}),
		network: services.network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: services.sync.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	consensus::start(services, links, author, voter, &task_manager)?;
	Ok(task_manager)
}

/// Registers GRANDPA's protocol with the network to be built.
fn grandpa_protocol<N: NetworkBackend<Block, Hash>>(
	config: &Configuration,
	client: &FullClient,
	net_config: &mut FullNetworkConfiguration<Block, Hash, N>,
	metrics: &NotificationMetrics,
) -> Result<GrandpaProtocol, ServiceError> {
	let genesis = client
		.block_hash(0)?
		.ok_or_else(|| ServiceError::Other("the chain has no genesis block".into()))?;
	let name = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (protocol_config, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, N>(
		name.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(protocol_config);
	Ok(GrandpaProtocol { name, notifications })
}

/// Lets a new node start from a recent state that GRANDPA's justifications prove.
fn warp_sync(backend: &Arc<FullBackend>, links: &Links) -> WarpSyncConfig<Block> {
	WarpSyncConfig::WithProvider(Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		links.grandpa.shared_authority_set().clone(),
		Vec::new(),
	)))
}

/// Which bodies a warp-synced node fetches: those that its peers, pruning like itself, still have.
fn gap_sync_body_policy(pruning: BlocksPruning) -> GapSyncBodyPolicyProvider {
	let policy = match pruning {
		BlocksPruning::KeepAll | BlocksPruning::KeepFinalized => GapSyncBodyPolicy::All,
		BlocksPruning::Some(kept) => match kept.checked_sub(BODY_MARGIN_BLOCKS) {
			Some(window) => GapSyncBodyPolicy::BodiesWithinWindow(window),
			None => GapSyncBodyPolicy::HeadersOnly,
		},
	};
	Arc::new(move || Ok(policy))
}

fn start_offchain_workers(
	config: &Configuration,
	services: &Services,
	backend: &FullBackend,
	task_manager: &TaskManager,
) -> Result<(), ServiceError> {
	if !config.offchain_worker.enabled {
		return Ok(());
	}
	let pool = OffchainTransactionPoolFactory::new(services.pool.clone());
	let options = sc_offchain::OffchainWorkerOptions {
		runtime_api_provider: services.client.clone(),
		keystore: Some(services.keystore.clone()),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(pool),
		network_provider: Arc::new(services.network.clone()),
		is_validator: config.role.is_authority(),
		enable_http_requests: false,
		custom_extensions: |_| Vec::new(),
	};
	let workers = sc_offchain::OffchainWorkers::new(options)?
		.run(services.client.clone(), task_manager.spawn_handle())
		.boxed();
	task_manager.spawn_handle().spawn("offchain-workers-runner", "offchain-worker", workers);
	Ok(())
}

fn rpc_deps(
	services: &Services,
	backend: &Arc<FullBackend>,
	links: &Links,
	voter_state: SharedVoterState,
) -> rpc::FullDeps {
	let authority_set = links.grandpa.shared_authority_set().clone();
	rpc::FullDeps {
		client: services.client.clone(),
		pool: services.pool.clone(),
		select_chain: services.select_chain.clone(),
		babe: links.babe_worker.clone(),
		keystore: services.keystore.clone(),
		grandpa: rpc::GrandpaDeps {
			voter_state,
			proofs: FinalityProofProvider::new_for_service(
				backend.clone(),
				Some(authority_set.clone()),
			),
			authority_set,
			justifications: links.grandpa.justification_stream(),
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_node_fetches_only_bodies_that_its_peers_still_have() {
		let policy = |pruning| gap_sync_body_policy(pruning)().expect("never fails");
		assert_eq!(policy(BlocksPruning::KeepFinalized), GapSyncBodyPolicy::All);
		assert_eq!(policy(BlocksPruning::KeepAll), GapSyncBodyPolicy::All);
		assert_eq!(policy(BlocksPruning::Some(100)), GapSyncBodyPolicy::HeadersOnly);
		assert_eq!(
			policy(BlocksPruning::Some(10_000)),
			GapSyncBodyPolicy::BodiesWithinWindow(10_000 - BODY_MARGIN_BLOCKS)
		);
	}
}
