// SPDX-License-Identifier: Apache-2.0
//! Stop buttons that can't brick the chain, upgrades, and the developer's key.
//!
//! Both filters also judge inherents, and a refused inherent would end the chain. So what keeps it
//! running, what leads out of safe mode again, and what records energy is never stopped.

use crate::{
	constants::time::HOURS, AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason, SafeMode,
};
use frame_support::{
	migrations::{EnterSafeModeOnFailedMigration, FreezeChainOnFailedMigration},
	parameter_types,
	traits::{ConstU32, Contains, EitherOf, EitherOfDiverse, GetCallMetadata, MapSuccess},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use polkadot_sdk::pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::{traits::Replace, Perbill};

use super::governance::{HalfOfCommittee, RootOr, TwoThirdsOfCommittee};
use crate::origins::EnsureFastTrack;

/// Pallets no stop button stops.
///
/// The calls wrapped by `Utility`, `Proxy` and `Multisig` are filtered one by one, so a committee
/// member that is a multisig can act, and nobody gets around the filter.
const NEVER_STOPPED: [&str; 18] = [
	"System",
	"Timestamp",
	"Babe",
	"Grandpa",
	"Session",
	"Utility",
	"Proxy",
	"Multisig",
	"Preimage",
	"Scheduler",
	"Referenda",
	"ConvictionVoting",
	"TechnicalCommittee",
	"Whitelist",
	"MultiBlockMigrations",
	"SafeMode",
	"TxPause",
	"Sudo",
];

fn is_never_stopped(pallet: &str, call: &str) -> bool {
	// Readings come in while the rest stands still: energy doesn't wait.
	NEVER_STOPPED.contains(&pallet) || (pallet == "Metering" && call == "submit_readings")
}

/// Calls that neither safe mode nor a pause stops.
pub struct NeverStopped;

impl Contains<RuntimeCall> for NeverStopped {
	fn contains(call: &RuntimeCall) -> bool {
		let names = call.get_call_metadata();
		is_never_stopped(names.pallet_name, names.function_name)
	}
}

impl Contains<RuntimeCallNameOf<Runtime>> for NeverStopped {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		match (core::str::from_utf8(pallet), core::str::from_utf8(call)) {
			(Ok(pallet), Ok(call)) => is_never_stopped(pallet, call),
			_ => false,
		}
	}
}

/// Safe mode ends by itself after this many blocks, unless it is extended.
pub const SAFE_MODE_BLOCKS: BlockNumber = 4 * HOURS;

/// Root or two thirds of the committee; the value is how long.
pub type EnterSafeMode = EitherOf<
	EnsureRootWithSuccess<AccountId, ConstU32<SAFE_MODE_BLOCKS>>,
	MapSuccess<TwoThirdsOfCommittee, Replace<ConstU32<SAFE_MODE_BLOCKS>>>,
>;

/// Root, a referendum on the fast track, or half of the committee: leaving is easier than entering.
pub type LeaveSafeMode = RootOr<EitherOfDiverse<EnsureFastTrack, HalfOfCommittee>>;

parameter_types! {
	/// Nobody enters or extends by paying a deposit.
	pub const NoDeposit: Option<Balance> = None;
	/// There are no deposits to give back.
	pub const NoReleaseDelay: Option<BlockNumber> = None;
}

impl polkadot_sdk::pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = NeverStopped;
	type EnterDuration = ConstU32<SAFE_MODE_BLOCKS>;
	type ExtendDuration = ConstU32<SAFE_MODE_BLOCKS>;
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = EnterSafeMode;
	type ForceExtendOrigin = EnterSafeMode;
	type ForceExitOrigin = LeaveSafeMode;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoReleaseDelay;
	type WeightInfo = polkadot_sdk::pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl polkadot_sdk::pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;
	type UnpauseOrigin = LeaveSafeMode;
	type WhitelistedCalls = NeverStopped;
	type MaxNameLen = ConstU32<128>;
	type WeightInfo = polkadot_sdk::pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// What a multi-block migration may take of a block.
	pub MaxMigrationWeight: Weight =
		Perbill::from_percent(80) * super::system::RuntimeBlockWeights::get().max_block;
}

impl polkadot_sdk::pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = crate::migrations::Stepped;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = polkadot_sdk::pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	// Nobody can answer a round while blocks take no transactions.
	type MigrationStatusHandler = crate::Dispatch;
	type FailedMigrationHandler =
		EnterSafeModeOnFailedMigration<SafeMode, FreezeChainOnFailedMigration>;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = polkadot_sdk::pallet_migrations::weights::SubstrateWeight<Runtime>;
}

/// The key is set in the development preset only; without one no call of this pallet succeeds.
impl polkadot_sdk::pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = polkadot_sdk::pallet_sudo::weights::SubstrateWeight<Runtime>;
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{AllPalletsWithSystem, RuntimeOrigin, TxPause};
	use frame_support::{assert_noop, assert_ok, traits::PalletsInfoAccess};
	use sp_runtime::DispatchError;

	#[test]
	fn every_pallet_that_is_never_stopped_exists() {
		let pallets: Vec<_> =
			AllPalletsWithSystem::infos().into_iter().map(|pallet| pallet.name).collect();
		for name in NEVER_STOPPED {
			assert!(pallets.contains(&name), "{name}");
		}
	}

	#[test]
	fn what_keeps_the_chain_running_is_never_stopped() {
		let time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: 1 });
		assert!(<NeverStopped as Contains<RuntimeCall>>::contains(&time));
		let transfer = RuntimeCall::Balances(pallet_balances::Call::transfer_all {
			dest: AccountId::new([0; 32]).into(),
			keep_alive: false,
		});
		assert!(!<NeverStopped as Contains<RuntimeCall>>::contains(&transfer));
		assert!(is_never_stopped("Metering", "submit_readings"));
		assert!(!is_never_stopped("Metering", "register_meter"));
	}

	#[test]
	fn the_runtime_can_not_be_paused_into_a_standstill() {
		sp_io::TestExternalities::default().execute_with(|| {
			let name = |pallet: &str, call: &str| -> RuntimeCallNameOf<Runtime> {
				let bounded = |name: &str| name.as_bytes().to_vec().try_into().expect("short");
				(bounded(pallet), bounded(call))
			};
			for (pallet, call) in
				[("Timestamp", "set"), ("TxPause", "unpause"), ("Metering", "submit_readings")]
			{
				assert_noop!(
					TxPause::pause(RuntimeOrigin::root(), name(pallet, call)),
					polkadot_sdk::pallet_tx_pause::Error::<Runtime>::Unpausable
				);
			}
			assert_ok!(TxPause::pause(RuntimeOrigin::root(), name("Balances", "transfer_all")));
		});
	}

	#[test]
	fn nobody_enters_safe_mode_by_a_deposit() {
		assert_eq!(NoDeposit::get(), None);
		sp_io::TestExternalities::default().execute_with(|| {
			let who = AccountId::new([1; 32]);
			assert!(SafeMode::enter(RuntimeOrigin::signed(who.clone())).is_err());
			assert_noop!(
				SafeMode::force_enter(RuntimeOrigin::signed(who)),
				DispatchError::BadOrigin
			);
		});
	}
}
