// SPDX-License-Identifier: Apache-2.0
//! Which pallets are measured: ours. The SDK's pallets come with weights of their own.

use crate::{
	AllPalletsWithSystem, Bank, Certificates, Communities, Dispatch, Metering, Runtime, Settlement,
	Validators,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
	add_benchmark, list_benchmark, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

frame_benchmarking::define_benchmarks!(
	[pallet_community, Communities]
	[pallet_metering, Metering]
	[pallet_settlement, Settlement]
	[pallet_bank, Bank]
	[pallet_certificates, Certificates]
	[pallet_dispatch, Dispatch]
	[pallet_validators, Validators]
);

/// What can be measured.
pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Measures one benchmark.
pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
