// SPDX-License-Identifier: Apache-2.0
//! The Commonwatt runtime: which pallets the chain is made of, and with which parameters.
//!
//! [`configs`] holds one file per concern, each ending with tests that pin its decisions.
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]

extern crate alloc;

pub mod apis;
pub mod ballots;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
#[cfg(feature = "drill")]
pub mod drill;
pub mod genesis_config_presets;
pub mod invariants;
pub mod migrations;
pub mod origins;

#[cfg(not(feature = "drill"))]
use alloc::borrow::Cow;
use alloc::vec::Vec;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
#[cfg(not(feature = "drill"))]
use sp_version::RuntimeVersion;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

/// Signs transactions and relays' batches: any of the three curves.
pub type Signature = MultiSignature;
/// An account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount of the native token, or of an asset.
pub type Balance = u128;
/// Height of a block.
pub type BlockNumber = u32;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A hash.
pub type Hash = sp_core::H256;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// Types for the node, which needn't know what a transaction says.
pub mod opaque {
	/// A block whose transactions are bytes. Clients get them as hex, as Polkadot.js expects.
	pub type Block = sp_runtime::generic::Block<super::Header, sp_runtime::OpaqueExtrinsic>;
}

/// What a transaction carries beside its call. Polkadot.js knows each of these, or it is zero bytes
/// long; another one would break every signature made there.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	polkadot_sdk::pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction, or an inherent.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What a transaction's signer signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	/// The keys with which a validator takes part in consensus.
	pub struct SessionKeys {
		/// Authors blocks.
		pub babe: Babe,
		/// Finalises them.
		pub grandpa: Grandpa,
	}
}

/// What the node, wallets and wallets' hardware ask first.
#[cfg(not(feature = "drill"))]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("commonwatt"),
	impl_name: Cow::Borrowed("commonwatt"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};
#[cfg(feature = "drill")]
pub use drill::VERSION;

/// The configuration with which BABE starts.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		c: constants::time::PRIMARY_PROBABILITY,
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

// Indices are part of every encoded call: never reuse one. They also say in which order the pallets'
// genesis is built.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;

	// Consensus. The validators stand before the session, whose genesis asks for them.
	#[runtime::pallet_index(2)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(3)]
	pub type Authorship = polkadot_sdk::pallet_authorship;
	#[runtime::pallet_index(4)]
	pub type Validators = pallet_validators;
	#[runtime::pallet_index(24)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(5)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(6)]
	pub type Offences = polkadot_sdk::pallet_offences;
	#[runtime::pallet_index(7)]
	pub type Grandpa = pallet_grandpa;

	// Money.
	#[runtime::pallet_index(8)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(9)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(10)]
	pub type SkipFeelessPayment = polkadot_sdk::pallet_skip_feeless_payment;
	#[runtime::pallet_index(11)]
	pub type Assets = pallet_assets;

	// Accounts' tools.
	#[runtime::pallet_index(12)]
	pub type Utility = polkadot_sdk::pallet_utility;
	#[runtime::pallet_index(13)]
	pub type Proxy = polkadot_sdk::pallet_proxy;
	#[runtime::pallet_index(14)]
	pub type Multisig = polkadot_sdk::pallet_multisig;

	// Governance.
	#[runtime::pallet_index(15)]
	pub type Preimage = polkadot_sdk::pallet_preimage;
	#[runtime::pallet_index(16)]
	pub type Scheduler = polkadot_sdk::pallet_scheduler;
	#[runtime::pallet_index(17)]
	pub type Referenda = polkadot_sdk::pallet_referenda;
	#[runtime::pallet_index(18)]
	pub type ConvictionVoting = polkadot_sdk::pallet_conviction_voting;
	#[runtime::pallet_index(19)]
	pub type TechnicalCommittee = polkadot_sdk::pallet_collective<Instance1>;
	#[runtime::pallet_index(25)]
	pub type Whitelist = polkadot_sdk::pallet_whitelist;
	#[runtime::pallet_index(26)]
	pub type Origins = crate::origins;

	// Safety.
	#[runtime::pallet_index(20)]
	pub type MultiBlockMigrations = polkadot_sdk::pallet_migrations;
	#[runtime::pallet_index(21)]
	pub type SafeMode = polkadot_sdk::pallet_safe_mode;
	#[runtime::pallet_index(22)]
	pub type TxPause = polkadot_sdk::pallet_tx_pause;
	#[runtime::pallet_index(23)]
	pub type Sudo = polkadot_sdk::pallet_sudo;

	// Energy.
	#[runtime::pallet_index(50)]
	pub type Communities = pallet_community;
	#[runtime::pallet_index(51)]
	pub type Metering = pallet_metering;
	#[runtime::pallet_index(52)]
	pub type Settlement = pallet_settlement;
	#[runtime::pallet_index(53)]
	pub type Certificates = pallet_certificates;
	#[runtime::pallet_index(54)]
	pub type Bank = pallet_bank;
	#[runtime::pallet_index(55)]
	pub type Dispatch = pallet_dispatch;
}
