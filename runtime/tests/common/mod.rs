// SPDX-License-Identifier: Apache-2.0
//! Builds a chain from a preset and runs blocks on it.
#![allow(dead_code)]

use codec::Encode;
use commonwatt_runtime::{
	genesis_config_presets::get_preset, BlockNumber, Executive, Header, Runtime,
	RuntimeGenesisConfig, System, UncheckedExtrinsic,
};
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_io::TestExternalities;
use sp_runtime::{traits::Header as _, Digest, DigestItem};

/// The preset, as a JSON patch.
pub fn preset_json(name: &str) -> serde_json::Value {
	let json = get_preset(&name.into()).expect("the preset exists");
	serde_json::from_slice(&json).expect("the preset is JSON")
}

/// The state that the preset builds, by the way the node takes.
pub fn preset(name: &str) -> TestExternalities {
	build(preset_json(name))
}

/// The state that this patch of the default genesis builds.
pub fn build(patch: serde_json::Value) -> TestExternalities {
	let default = Runtime::get_preset(&None).expect("the default exists");
	let mut genesis: serde_json::Value = serde_json::from_slice(&default).expect("JSON");
	merge(&mut genesis, patch);
	// Nothing but what the type knows.
	serde_json::from_value::<RuntimeGenesisConfig>(genesis.clone()).expect("a genesis config");

	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		Runtime::build_state(genesis.to_string().into_bytes()).expect("the genesis builds");
	});
	ext
}

fn merge(target: &mut serde_json::Value, patch: serde_json::Value) {
	match (target, patch) {
		(serde_json::Value::Object(target), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(target.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(target, patch) => *target = patch,
	}
}

/// The first BABE slot of test chains.
const FIRST_SLOT: u64 = 600_000_000;

/// The BABE slot of a block.
pub fn babe_slot(number: BlockNumber) -> u64 {
	FIRST_SLOT + u64::from(number)
}

/// Runs the next block with these transactions, authored by the first validator. Panics where one of
/// them can't be applied.
pub fn next_block(transactions: Vec<UncheckedExtrinsic>) {
	next_block_by(0, transactions);
}

/// Runs the next block, authored by the validator with this index.
pub fn next_block_by(author: u32, transactions: Vec<UncheckedExtrinsic>) {
	let number: BlockNumber = System::block_number() + 1;
	let slot = babe_slot(number);
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: author,
		slot: slot.into(),
	});
	let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())] };
	let parent = System::parent_hash();
	let header = Header::new(number, Default::default(), Default::default(), parent, digest);
	Executive::initialize_block(&header);
	let block_time: u64 = <Runtime as pallet_babe::Config>::ExpectedBlockTime::get();
	let time = pallet_timestamp::Call::set { now: slot * block_time };
	for extrinsic in core::iter::once(UncheckedExtrinsic::new_bare(time.into())).chain(transactions)
	{
		Executive::apply_extrinsic(extrinsic).expect("valid").expect("succeeds");
	}
	Executive::finalize_block();
}
