// SPDX-License-Identifier: Apache-2.0
//! The next runtime, as `scripts/upgrade-drill.sh` makes it: a later version, one more runtime API,
//! a migration in one block and one in steps, both over records that matter. In no normal build.
//!
//! With the feature `drill-bad` it has a migration that panics where it was not tried: on a chain with
//! more than one validator.

use crate::{apis, BlockNumber, Runtime};
use alloc::borrow::Cow;
use codec::{Decode, Encode};
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError, VersionedMigration},
	pallet_prelude::ValueQuery,
	storage_alias,
	traits::{GetStorageVersion, UncheckedOnRuntimeUpgrade},
	weights::{Weight, WeightMeter},
};
use scale_info::TypeInfo;
use sp_version::RuntimeVersion;

/// One more than the runtime it takes over from.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("commonwatt"),
	impl_name: Cow::Borrowed("commonwatt"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// What was counted, and when.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, TypeInfo)]
pub struct Census {
	/// Records written anew.
	pub records: u32,
	/// Meters: as the networks' records tell, or as many as were met.
	pub meters: u32,
	/// First block.
	pub begun: BlockNumber,
	/// Last block.
	pub done: BlockNumber,
}

/// The networks' ledgers, written anew in the first block.
#[storage_alias]
type Ledgers = StorageValue<UpgradeDrill, Census>;

/// The meters, written anew in steps.
#[storage_alias]
type Meters = StorageValue<UpgradeDrill, Census, ValueQuery>;

sp_api::decl_runtime_apis! {
	/// What the migrations found, for the drill to compare with what is there.
	pub trait UpgradeDrillApi {
		/// The networks' ledgers, written anew in one block, and the meters, written anew in steps.
		fn census() -> (Census, Census);
	}
}

/// What the migrations found.
pub fn census() -> (Census, Census) {
	(Ledgers::get().unwrap_or_default(), Meters::get())
}

/// Writes every network's ledger anew, once: only where the version of settlement's storage is 0.
pub type SingleBlock = VersionedMigration<
	0,
	1,
	RewriteLedgers,
	pallet_settlement::Pallet<Runtime>,
	<Runtime as frame_system::Config>::DbWeight,
>;

/// Writes every meter's record anew.
pub type Stepped = (RewriteMeters,);

/// The inside of [`SingleBlock`].
pub struct RewriteLedgers;

impl UncheckedOnRuntimeUpgrade for RewriteLedgers {
	fn on_runtime_upgrade() -> Weight {
		#[cfg(feature = "drill-bad")]
		assert_eq!(
			pallet_validators::Validators::<Runtime>::get().len(),
			1,
			"a chain has one validator"
		);
		let mut records = 0u32;
		pallet_settlement::Ledgers::<Runtime>::translate_values(
			|ledger: pallet_settlement::types::NetworkLedger| {
				records = records.saturating_add(1);
				Some(ledger)
			},
		);
		let networks = pallet_metering::Networks::<Runtime>::iter_values();
		let meters = networks.fold(0u32, |sum, network| sum.saturating_add(network.meters));
		let now = frame_system::Pallet::<Runtime>::block_number();
		Ledgers::put(Census { records, meters, begun: now, done: now });
		let touched = u64::from(records).saturating_add(1);
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(2 * touched, touched)
	}
}

/// Meters that are written anew in one step; a step is what one block does.
const METERS_A_STEP: u32 = 16;

/// The inside of [`Stepped`].
pub struct RewriteMeters;

impl SteppedMigration for RewriteMeters {
	type Cursor = energy_primitives::MeterId;
	type Identifier = MigrationId<8>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"cw/drill", version_from: 0, version_to: 1 }
	}

	fn step(
		cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let required = <Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(2, 2)
			.saturating_mul(METERS_A_STEP.into());
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		type All = pallet_metering::Meters<Runtime>;
		let mut rest = match cursor {
			Some(last) => All::iter_keys_from(All::hashed_key_for(last)),
			None => All::iter_keys(),
		};
		let now = frame_system::Pallet::<Runtime>::block_number();
		let mut census = match cursor {
			Some(_) => Meters::get(),
			None => Census { begun: now, ..Meters::get() },
		};
		let mut last = None;
		for id in rest.by_ref().take(METERS_A_STEP as usize) {
			census.meters = census.meters.saturating_add(1);
			if let Some(record) = All::get(id) {
				All::insert(id, record);
				census.records = census.records.saturating_add(1);
			}
			last = Some(id);
		}
		census.done = now;
		Meters::put(census);
		Ok(if rest.next().is_some() { last } else { None })
	}
}

/// What has to hold after the migrations: every record was read and written, and the two counts of
/// meters, from the networks' records and one by one, are the same.
pub fn check() -> Result<(), &'static str> {
	let Some(ledgers) = Ledgers::get() else {
		return Err("the migration of one block has not run");
	};
	if pallet_settlement::Pallet::<Runtime>::on_chain_storage_version() != 1 {
		return Err("settlement's storage has not the version of this runtime");
	}
	if polkadot_sdk::pallet_migrations::Cursor::<Runtime>::exists() {
		return Ok(());
	}
	let meters = Meters::get();
	if meters.records != meters.meters {
		return Err("a meter's record can't be read");
	}
	if meters.meters != ledgers.meters {
		return Err("the meters met are not those the networks tell of");
	}
	Ok(())
}
