// SPDX-License-Identifier: Apache-2.0
//! The next runtime, as `scripts/upgrade-drill.sh` makes it: a later version, one more pallet, a
//! migration in one block and one in steps, both over records that matter. In no normal build.
//!
//! With the feature `drill-bad` it has a migration that panics where it was not tried: on a chain with
//! more than one validator.

use crate::{apis, Runtime};
use alloc::borrow::Cow;
use core::marker::PhantomData;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError, VersionedMigration},
	traits::{Get, GetStorageVersion, UncheckedOnRuntimeUpgrade},
	weights::{Weight, WeightMeter},
};
use sp_version::RuntimeVersion;

pub use pallet::*;

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

/// What the migrations found, for the drill to compare with what is there.
#[frame_support::pallet]
pub mod pallet {
	use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::BlockNumberFor;

	/// What was counted, and when.
	#[derive(
		Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, MaxEncodedLen, TypeInfo,
	)]
	pub struct Census<Block> {
		/// Records written anew.
		pub records: u32,
		/// Meters: as the networks' records tell, or as many as were met.
		pub meters: u32,
		/// First block.
		pub begun: Block,
		/// Last block.
		pub done: Block,
	}

	/// What the pallet asks of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_metering::Config {}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// The networks, written anew in the first block.
	#[pallet::storage]
	pub type Networks<T: Config> = StorageValue<_, Census<BlockNumberFor<T>>>;

	/// The meters, written anew in steps.
	#[pallet::storage]
	pub type Meters<T: Config> = StorageValue<_, Census<BlockNumberFor<T>>, ValueQuery>;
}

impl pallet::Config for Runtime {}

/// Writes every network's record anew, once: only where the version of metering's storage is 0.
pub type SingleBlock = VersionedMigration<
	0,
	1,
	RewriteNetworks,
	pallet_metering::Pallet<Runtime>,
	<Runtime as frame_system::Config>::DbWeight,
>;

/// Writes every meter's record anew.
pub type Stepped = (RewriteMeters<Runtime>,);

/// The inside of [`SingleBlock`].
pub struct RewriteNetworks;

impl UncheckedOnRuntimeUpgrade for RewriteNetworks {
	fn on_runtime_upgrade() -> Weight {
		#[cfg(feature = "drill-bad")]
		assert_eq!(
			pallet_validators::Validators::<Runtime>::get().len(),
			1,
			"a chain has one validator"
		);
		let (mut records, mut meters) = (0u32, 0u32);
		pallet_metering::Networks::<Runtime>::translate_values(
			|network: pallet_metering::types::NetworkRecord| {
				records = records.saturating_add(1);
				meters = meters.saturating_add(network.meters);
				Some(network)
			},
		);
		let now = frame_system::Pallet::<Runtime>::block_number();
		Networks::<Runtime>::put(Census { records, meters, begun: now, done: now });
		let touched = u64::from(records).saturating_add(1);
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(touched, touched)
	}
}

/// Meters that are written anew in one step; a step is what one block does.
const METERS_A_STEP: u32 = 16;

/// The inside of [`Stepped`].
pub struct RewriteMeters<T>(PhantomData<T>);

impl<T: Config> SteppedMigration for RewriteMeters<T> {
	type Cursor = energy_primitives::MeterId;
	type Identifier = MigrationId<8>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"cw/drill", version_from: 0, version_to: 1 }
	}

	fn step(
		cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let required = T::DbWeight::get().reads_writes(2, 2).saturating_mul(METERS_A_STEP.into());
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		type All<T> = pallet_metering::Meters<T>;
		let mut rest = match cursor {
			Some(last) => All::<T>::iter_keys_from(All::<T>::hashed_key_for(last)),
			None => All::<T>::iter_keys(),
		};
		let now = frame_system::Pallet::<T>::block_number();
		let mut census = match cursor {
			Some(_) => Meters::<T>::get(),
			None => Census { begun: now, ..Meters::<T>::get() },
		};
		let mut last = None;
		for id in rest.by_ref().take(METERS_A_STEP as usize) {
			census.meters = census.meters.saturating_add(1);
			if let Some(record) = All::<T>::get(id) {
				All::<T>::insert(id, record);
				census.records = census.records.saturating_add(1);
			}
			last = Some(id);
		}
		census.done = now;
		Meters::<T>::put(census);
		Ok(if rest.next().is_some() { last } else { None })
	}
}

/// What has to hold after the migrations: every record was read and written, and the two counts of
/// meters, from the networks' records and one by one, are the same.
pub fn check() -> Result<(), &'static str> {
	let Some(networks) = Networks::<Runtime>::get() else {
		return Err("the migration of one block has not run");
	};
	if pallet_metering::Pallet::<Runtime>::on_chain_storage_version() != 1 {
		return Err("metering's storage has not the version of this runtime");
	}
	if polkadot_sdk::pallet_migrations::Cursor::<Runtime>::exists() {
		return Ok(());
	}
	let meters = Meters::<Runtime>::get();
	if meters.records != meters.meters {
		return Err("a meter's record can't be read");
	}
	if meters.meters != networks.meters {
		return Err("the meters met are not those the networks tell of");
	}
	Ok(())
}
