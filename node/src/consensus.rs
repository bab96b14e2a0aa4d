// SPDX-License-Identifier: Apache-2.0
//! BABE authors blocks, GRANDPA finalises them: how both are imported, started and undone.

use crate::service::{FullBackend, FullClient, FullPool, FullSelectChain};
use commonwatt_runtime::{opaque::Block, BlockNumber};
use sc_consensus::DefaultImportQueue;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{SharedVoterState, VotingRulesBuilder};
use sc_network::{service::traits::NetworkService, NotificationService, ProtocolName};
use sc_network_sync::SyncingService;
use sc_service::{config::Role, error::Error as ServiceError, Configuration, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::{BabeCreateInherentDataProviders, InherentDataProvider};
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

type GrandpaImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, FullSelectChain>;
type BabeImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	GrandpaImport,
	BabeCreateInherentDataProviders<Block>,
	FullSelectChain,
>;

/// At least one justification is kept per this many blocks, for light clients.
const JUSTIFICATION_PERIOD_BLOCKS: u32 = 512;

/// How long GRANDPA gives a message to reach everybody: a tenth of the time between blocks.
const GOSSIP_DURATION: Duration = Duration::from_millis(300);

/// What importing blocks leaves for authoring and finalising them.
pub(crate) struct Links {
	block_import: BabeImport,
	babe: BabeLink<Block>,
	inherents: BabeCreateInherentDataProviders<Block>,
	/// Answers about epochs.
	pub(crate) babe_worker: BabeWorkerHandle<Block>,
	/// GRANDPA's authorities and justifications.
	pub(crate) grandpa: GrandpaLink,
}

/// The parts of a running node that consensus uses.
pub(crate) struct Services {
	/// The client.
	pub(crate) client: Arc<FullClient>,
	/// The transaction pool.
	pub(crate) pool: Arc<FullPool>,
	/// Picks the best chain.
	pub(crate) select_chain: FullSelectChain,
	/// The node's keys.
	pub(crate) keystore: KeystorePtr,
	/// The network.
	pub(crate) network: Arc<dyn NetworkService>,
	/// Syncing.
	pub(crate) sync: Arc<SyncingService<Block>>,
	/// Where metrics go.
	pub(crate) registry: Option<Registry>,
	/// Where telemetry goes.
	pub(crate) telemetry: Option<TelemetryHandle>,
}

/// GRANDPA's own protocol on the network.
pub(crate) struct GrandpaProtocol {
	/// Its name.
	pub(crate) name: ProtocolName,
	/// Its messages.
	pub(crate) notifications: Box<dyn NotificationService>,
}

/// What the command line says about voting.
pub(crate) struct VoterSettings {
	name: String,
	role: Role,
}

impl VoterSettings {
	/// The settings; `None` where GRANDPA is switched off.
	pub(crate) fn of(config: &Configuration) -> Option<Self> {
		let settings = Self { name: config.network.node_name.clone(), role: config.role };
		(!config.disable_grandpa).then_some(settings)
	}
}

/// BABE around GRANDPA around the client, and the queue in which blocks wait for them.
pub(crate) fn import_queue(
	config: &Configuration,
	client: &Arc<FullClient>,
	select_chain: &FullSelectChain,
	pool: &Arc<FullPool>,
	task_manager: &TaskManager,
	telemetry: Option<TelemetryHandle>,
) -> Result<(DefaultImportQueue<Block>, Links), ServiceError> {
	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD_BLOCKS,
		client,
		select_chain.clone(),
		telemetry.clone(),
	)?;

	let babe_config = sc_consensus_babe::configuration(&**client)?;
	let slot_duration = babe_config.slot_duration();
	let inherents: BabeCreateInherentDataProviders<Block> = Arc::new(move |_, ()| async move {
		let time = sp_timestamp::InherentDataProvider::from_system_time();
		let slot = InherentDataProvider::from_timestamp_and_slot_duration(*time, slot_duration);
		Ok((slot, time))
	});
	let (block_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_import.clone(),
		client.clone(),
		inherents.clone(),
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(pool.clone()),
	)?;
	let (queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(grandpa_import)),
			client: client.clone(),
			slot_duration,
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry,
		})?;
	Ok((queue, Links { block_import, babe, inherents, babe_worker, grandpa }))
}

/// Starts authoring (if `author`) and voting (if `voter` is given).
pub(crate) fn start(
	services: Services,
	links: Links,
	author: Option<bool>,
	voter: Option<(VoterSettings, GrandpaProtocol, SharedVoterState)>,
	task_manager: &TaskManager,
) -> Result<(), ServiceError> {
	let Links { block_import, babe, inherents, babe_worker: _, grandpa } = links;
	if let Some(force_authoring) = author {
		start_babe(&services, block_import, babe, inherents, force_authoring, task_manager)?;
	}
	if let Some((settings, protocol, state)) = voter {
		// Only an authority signs votes; any other node just follows the round.
		let keystore = author.map(|_| services.keystore.clone());
		start_grandpa(services, grandpa, settings, keystore, protocol, state, task_manager)?;
	}
	Ok(())
}

fn start_babe(
	services: &Services,
	block_import: BabeImport,
	babe_link: BabeLink<Block>,
	inherents: BabeCreateInherentDataProviders<Block>,
	force_authoring: bool,
	task_manager: &TaskManager,
) -> Result<(), ServiceError> {
	let proposer = sc_basic_authorship::ProposerFactory::new(
		task_manager.spawn_handle(),
		services.client.clone(),
		services.pool.clone(),
		services.registry.as_ref(),
		services.telemetry.clone(),
	);
	let babe = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
		keystore: services.keystore.clone(),
		client: services.client.clone(),
		select_chain: services.select_chain.clone(),
		env: proposer,
		block_import,
		sync_oracle: services.sync.clone(),
		justification_sync_link: services.sync.clone(),
		create_inherent_data_providers: inherents,
		force_authoring,
		// Keep authoring where finality lags: it catches up by itself.
		backoff_authoring_blocks: None::<()>,
		babe_link,
		// Half of the slot for the block, the rest to spread and to execute it.
		block_proposal_slot_portion: SlotProportion::new(0.5),
		max_block_proposal_slot_portion: None,
		telemetry: services.telemetry.clone(),
	})?;
	task_manager.spawn_essential_handle().spawn_blocking(
		"babe-proposer",
		Some("block-authoring"),
		babe,
	);
	Ok(())
}

fn start_grandpa(
	services: Services,
	link: GrandpaLink,
	settings: VoterSettings,
	keystore: Option<KeystorePtr>,
	protocol: GrandpaProtocol,
	shared_voter_state: SharedVoterState,
	task_manager: &TaskManager,
) -> Result<(), ServiceError> {
	let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD_BLOCKS,
			observer_enabled: false,
			local_role: settings.role,
			name: Some(settings.name),
			keystore,
			telemetry: services.telemetry.clone(),
			protocol_name: protocol.name,
		},
		link,
		network: services.network,
		sync: services.sync,
		notification_service: protocol.notifications,
		voting_rule: VotingRulesBuilder::default().build(),
		prometheus_registry: services.registry,
		shared_voter_state,
		telemetry: services.telemetry,
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(services.pool),
	})?;
	task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	Ok(())
}

/// Takes consensus' own data back together with blocks.
pub(crate) fn revert(
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	blocks: BlockNumber,
) -> sc_cli::Result<()> {
	sc_consensus_babe::revert(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}
