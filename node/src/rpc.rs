// SPDX-License-Identifier: Apache-2.0
//! RPC methods beyond those that every Substrate node serves: nonces, fees, BABE and GRANDPA.

use crate::service::{FullBackend, FullClient, FullPool, FullSelectChain};
use commonwatt_runtime::{BlockNumber, Hash};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};
use substrate_frame_rpc_system::{System, SystemApiServer};

type Block = commonwatt_runtime::opaque::Block;

/// What GRANDPA's methods need.
#[derive(Clone)]
pub(crate) struct GrandpaDeps {
	/// State of the voter.
	pub(crate) voter_state: SharedVoterState,
	/// The authorities.
	pub(crate) authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Justifications as they come in.
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	/// Proves finality.
	pub(crate) proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// What all methods need.
#[derive(Clone)]
pub(crate) struct FullDeps {
	/// The client.
	pub(crate) client: Arc<FullClient>,
	/// The transaction pool.
	pub(crate) pool: Arc<FullPool>,
	/// Picks the best chain.
	pub(crate) select_chain: FullSelectChain,
	/// Answers about epochs.
	pub(crate) babe: BabeWorkerHandle<Block>,
	/// The node's keys.
	pub(crate) keystore: KeystorePtr,
	/// For GRANDPA's methods.
	pub(crate) grandpa: GrandpaDeps,
}

/// Puts the methods together.
pub(crate) fn create_full(
	deps: FullDeps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	let FullDeps { client, pool, select_chain, babe, keystore, grandpa } = deps;
	let GrandpaDeps { voter_state, authority_set, justifications, proofs } = grandpa;

	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Babe::new(client, babe, keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(executor, authority_set, voter_state, justifications, proofs).into_rpc(),
	)?;
	Ok(module)
}
