// SPDX-License-Identifier: Apache-2.0
//! A development chain in memory, with real devices and a relay, for tests of whole flows.
#![allow(dead_code)]

#[path = "../common/mod.rs"]
mod common;

use codec::Encode;
use commonwatt_runtime::{
	AccountId, Metering, RuntimeCall, RuntimeOrigin, System, TxExtension, UncheckedExtrinsic,
};
use energy_primitives::{MeterId, NetworkId, Slot};
use metering_core::{
	meter::MeterRole,
	reading::{batch_message, possession_message, reading_message, SignedReading},
};
use pallet_metering::{MeterRegistration, ReadingBatch};
use sp_core::{ed25519, Pair};
use sp_keyring::Sr25519Keyring::{Alice, Ferdie};
use sp_runtime::generic::Era;

/// The genesis of the `development` preset, and a first block.
pub fn development() -> sp_io::TestExternalities {
	let mut ext = common::preset("development");
	ext.execute_with(|| common::next_block(Vec::new()));
	ext
}

/// Runs the next block with these transactions, and checks every invariant.
pub fn block_with(transactions: Vec<UncheckedExtrinsic>) {
	common::next_block(transactions);
	commonwatt_runtime::invariants::check().expect("all invariants hold");
}

/// Runs an empty block.
pub fn next_block() {
	block_with(Vec::new());
}

fn genesis_hash() -> [u8; 32] {
	System::block_hash(0).0
}

fn device(n: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&[n.wrapping_add(1); 32])
}

/// Registers device `n`, by Alice, as the next meter of the network.
pub fn register(network: NetworkId, n: u8, owner: AccountId, feeder: bool) {
	let device_key = device(n).public().0;
	let registration = MeterRegistration {
		owner: owner.clone(),
		device_key,
		role: if feeder { MeterRole::Feeder } else { MeterRole::Boundary },
		mark: None,
		power_cap_w: 25_000,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
		import_register: 0,
		export_register: 0,
		point_tag: None,
		link_tag: [0; 32],
		member: None,
	};
	let operator = Alice.to_account_id();
	let message =
		possession_message(&genesis_hash(), &operator.encode(), &owner.encode(), &device_key);
	let possession = device(n).sign(&message).0;
	let origin = RuntimeOrigin::signed(operator);
	Metering::register_meter(origin, network, registration, possession).expect("registers");
}

/// What a meter says of a slot, on top of its counters.
pub struct Said {
	row: u8,
	import: u64,
	export: u64,
}

impl Said {
	/// It took this much.
	pub fn import(row: u8, import: u64) -> Self {
		Self { row, import, export: 0 }
	}

	/// It delivered this much.
	pub fn export(row: u8, export: u64) -> Self {
		Self { row, import: 0, export }
	}
}

/// A batch in which the devices of these rows sign their registers.
pub fn device_batch(network: NetworkId, slot: Slot, said: &[Said]) -> ReadingBatch {
	let reading = |said: &Said| {
		let meter = MeterId { network, index: said.row.into() };
		let counter = Metering::meter(meter).expect("exists").counter;
		let import_register = counter.import_register + said.import;
		let export_register = counter.export_register + said.export;
		let message = reading_message(&genesis_hash(), slot, import_register, export_register);
		let signature = device(said.row).sign(&message).0;
		SignedReading { row: said.row, import_register, export_register, signature }
	};
	let readings: Vec<_> = said.iter().map(reading).collect();
	ReadingBatch { network, slot, page: 0, readings: readings.try_into().expect("a page") }
}

/// A batch as the general transaction that Ferdie, the relay, sends.
pub fn transaction(batch: ReadingBatch) -> UncheckedExtrinsic {
	let message = batch_message(&genesis_hash(), &batch.encode());
	let relay_signature = Ferdie.sign(&message).into();
	let relay = Ferdie.to_account_id();
	let call = pallet_metering::Call::submit_readings { relay, batch, relay_signature };
	UncheckedExtrinsic::new_transaction(RuntimeCall::Metering(call), extension())
}

/// Runs a block with this batch in it.
pub fn submit(batch: ReadingBatch) {
	block_with(vec![transaction(batch)]);
}

fn extension() -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(0),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}
