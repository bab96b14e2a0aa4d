// SPDX-License-Identifier: Apache-2.0
//! Blocks, accounts, and the tools with which accounts act together or for each other.

use crate::{
	constants::{
		block::{MAXIMUM_BLOCK_BYTES, MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO},
		currency::deposit,
		time::MINUTES,
		SS58_PREFIX,
	},
	AccountId, Balance, Balances, Block, BlockNumber, MultiBlockMigrations, Nonce, OriginCaller,
	PalletInfo, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, SafeMode, System,
	TxPause, UncheckedExtrinsic, VERSION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstU32, InsideBoth, InstanceFilter},
	weights::constants::ParityDbWeight,
};
use frame_system::limits::{BlockLength, BlockWeights};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;
use sp_version::RuntimeVersion;

parameter_types! {
	/// The version, also in storage.
	pub const Version: RuntimeVersion = VERSION;
	/// A mortal transaction lives at most this many blocks: two hours.
	pub const BlockHashCount: BlockNumber = 120 * MINUTES;
	/// Weight of a block.
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO);
	/// Bytes of a block.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_BYTES)
		.modify_max_length_for_class(DispatchClass::Normal, |bytes| {
			*bytes = NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_BYTES;
		})
		.build();
	/// How addresses are printed.
	pub const SS58Prefix: u16 = SS58_PREFIX;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = InsideBoth<SafeMode, TxPause>;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type Block = Block;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<64>;
	type SingleBlockMigrations = crate::migrations::SingleBlock;
	type MultiBlockMigrator = MultiBlockMigrations;
}

// Consensus pallets hand equivocation reports to the transaction pool as bare transactions.
impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<LocalCall> frame_system::offchain::CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl polkadot_sdk::pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = polkadot_sdk::pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of an open multisig operation.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// Deposit per signatory.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl polkadot_sdk::pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = polkadot_sdk::pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

/// What an account lets another one do for it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything that moves no money.
	#[codec(index = 1)]
	NonTransfer,
	/// Voting and proposing.
	#[codec(index = 2)]
	Governance,
	/// Running communities, meters and tariffs; placing orders. No deposits, no withdrawals.
	#[codec(index = 3)]
	Energy,
	/// Refusing announced calls of other proxies.
	#[codec(index = 4)]
	CancelProxy,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => {
				Self::Governance.filter(call)
					|| Self::Energy.filter(call)
					|| Self::CancelProxy.filter(call)
					|| matches!(
						call,
						RuntimeCall::System(..)
							| RuntimeCall::Session(..)
							| RuntimeCall::Multisig(..)
					)
			}
			Self::Governance => match call {
				RuntimeCall::Communities(call) => super::energy::votes(call),
				RuntimeCall::Dispatch(
					pallet_dispatch::Call::veto { .. } | pallet_dispatch::Call::endorse { .. },
				) => true,
				call => matches!(
					call,
					RuntimeCall::ConvictionVoting(..)
						| RuntimeCall::Preimage(..)
						| RuntimeCall::Referenda(..)
						| RuntimeCall::TechnicalCommittee(..)
						| RuntimeCall::Utility(..)
						| RuntimeCall::Whitelist(..)
				),
			},
			Self::Energy => super::energy::moves_no_money(call),
			Self::CancelProxy => matches!(
				call,
				RuntimeCall::Proxy(polkadot_sdk::pallet_proxy::Call::reject_announcement { .. })
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(left, right) if left == right => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			_ => false,
		}
	}
}

parameter_types! {
	/// Deposit of an account's list of proxies.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// Deposit per proxy.
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	/// Deposit of a proxy's list of announcements.
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	/// Deposit per announcement.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl polkadot_sdk::pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = polkadot_sdk::pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::weights::constants::WEIGHT_REF_TIME_PER_MILLIS;
	use frame_system::Config;
	use sp_runtime::traits::TransactionExtension;

	#[test]
	fn a_block_takes_at_most_half_of_its_time() {
		let weights = <Runtime as Config>::BlockWeights::get();
		assert_eq!(weights.max_block.ref_time(), 1_500 * WEIGHT_REF_TIME_PER_MILLIS);
		let normal = weights.get(DispatchClass::Normal).max_total.expect("bounded");
		assert_eq!(normal.ref_time(), 1_125 * WEIGHT_REF_TIME_PER_MILLIS);
	}

	#[test]
	fn a_block_is_as_long_as_the_author_makes_it() {
		let length = <Runtime as Config>::BlockLength::get();
		assert_eq!(*length.max.get(DispatchClass::Operational), 4 * 1024 * 1024);
		assert_eq!(*length.max.get(DispatchClass::Mandatory), 4 * 1024 * 1024);
		assert_eq!(*length.max.get(DispatchClass::Normal), 3 * 1024 * 1024);
	}

	#[test]
	fn the_database_costs_what_paritydb_costs() {
		assert_eq!(<Runtime as Config>::DbWeight::get(), ParityDbWeight::get());
		assert!(<Runtime as Config>::DbWeight::get().reads(1).ref_time() > 0);
	}

	#[test]
	fn the_extensions_cost_something() {
		let call = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
		let tip = pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0);
		let extension: crate::TxExtension = (
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(sp_runtime::generic::Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			polkadot_sdk::pallet_skip_feeless_payment::SkipCheckIfFeeless::from(tip),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		);
		let weight = extension.weight(&call);
		assert!(weight.ref_time() > ParityDbWeight::get().reads(2).ref_time());
	}

	#[test]
	fn polkadot_js_knows_every_extension_that_has_bytes() {
		let names: Vec<_> = <crate::TxExtension as TransactionExtension<RuntimeCall>>::metadata()
			.into_iter()
			.map(|extension| extension.identifier)
			.collect();
		assert_eq!(
			names,
			[
				"AuthorizeCall",
				"CheckNonZeroSender",
				"CheckSpecVersion",
				"CheckTxVersion",
				"CheckGenesis",
				"CheckMortality",
				"CheckNonce",
				"CheckWeight",
				"ChargeTransactionPayment",
				"CheckMetadataHash",
				"WeightReclaim",
			]
		);
	}

	#[test]
	fn a_proxy_that_moves_no_money_moves_none() {
		let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_all {
			dest: AccountId::new([0; 32]).into(),
			keep_alive: false,
		});
		for kind in [ProxyType::NonTransfer, ProxyType::Governance, ProxyType::Energy] {
			assert!(!kind.filter(&transfer));
			assert!(ProxyType::Any.is_superset(&kind) && !kind.is_superset(&ProxyType::Any));
		}
	}
}
