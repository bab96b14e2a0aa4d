// SPDX-License-Identifier: Apache-2.0
//! Bad readings at a real node: each refused for its own reason, and nothing lost with them.

use crate::support::{json, succeed, write_day, Node};
use clap::Parser;
use commonwatt_cli::{
	chain::Chain,
	data::{DataSet, Registers},
	error::Error,
	feed::{batch_transaction, sign_reading},
	plan::{Parties, PartyArgs},
	storage::{keys, Storage},
	types::ReadingBatch,
};
use energy_primitives::{Carrier, NetworkId, PageIndex, Slot};
use metering_core::{
	meter::CounterRow,
	reading::{Rejection, SignedReading},
};
use std::{path::Path, time::Duration};
use subxt_signer::sr25519::Keypair;

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };

#[derive(Parser)]
struct Defaults {
	#[command(flatten)]
	parties: PartyArgs,
}

/// A community whose first two slots are settled.
struct Scene {
	chain: Chain,
	parties: Parties,
	slot: Slot,
}

impl Scene {
	async fn new(node: &Node, folder: &Path) -> Self {
		let (data, state) = (folder.join("day"), folder.join("state.json"));
		std::fs::create_dir(&data).expect("a folder");
		write_day(&data, 2, 5);
		let (data_text, state_text) = (data.to_string_lossy(), state.to_string_lossy());
		succeed(&["replay", "--data", &data_text, "--url", &node.url(), "--state", &state_text]);
		let first_slot = json(&state)["first_slot"].as_u64().expect("a slot");
		let set = DataSet::read(&data).expect("a day");
		let args = Defaults::parse_from(["test"]).parties;
		Self {
			chain: Chain::connect(&node.url(), Duration::from_secs(5)).await.expect("the node"),
			parties: Parties::new(&args, &set).expect("keys"),
			slot: u32::try_from(first_slot).expect("a slot") + 2,
		}
	}

	async fn counters(&self) -> Vec<CounterRow> {
		let storage = Storage::new(&self.chain, None);
		let rows: Option<Vec<CounterRow>> =
			storage.get("Metering", "Counters", &keys(NETWORK, 0u32)).await.expect("a page");
		rows.expect("meters")
	}

	/// The next honest reading of a meter: 10 base quantities more on both registers.
	async fn honest(&self, index: u32) -> Registers {
		let counter = self.counters().await.get(index as usize).copied().unwrap_or_default();
		let (import, export) = (counter.import_register + 10, counter.export_register + 10);
		Registers { index, import, export }
	}

	fn sign(&self, registers: &Registers) -> SignedReading {
		sign_reading(&self.parties, &self.chain.genesis(), NETWORK, self.slot, registers)
	}

	fn batch(&self, readings: Vec<SignedReading>) -> ReadingBatch {
		let readings = readings.try_into().expect("one page");
		ReadingBatch { network: NETWORK, slot: self.slot, page: 0, readings }
	}

	/// Why the pool refuses a batch.
	async fn refused(&self, relay: &Keypair, batch: &ReadingBatch) -> String {
		let transaction = batch_transaction(&self.chain, relay, batch).expect("encodes");
		match self.chain.submit(&transaction).await {
			Err(Error::Refused { reason, .. }) => reason,
			other => panic!("should be refused, but: {other:?}"),
		}
	}

	/// Submits a batch, waits for its block, and returns what became of its readings.
	async fn judged(&self, batch: &ReadingBatch) -> (u32, Vec<(u8, Rejection)>) {
		let mut heads = self.chain.new_heads().await.expect("heads");
		let before = self.chain.header(None).await.expect("a header").number;
		let relay = &self.parties.relay;
		let transaction = batch_transaction(&self.chain, relay, batch).expect("encodes");
		self.chain.submit(&transaction).await.expect("the pool takes it");
		for _ in 0..10 {
			let header = self.chain.next(&mut heads).await.expect("a block");
			if header.number <= before {
				continue;
			}
			let block = self.chain.block_hash(header.number).await.expect("its hash");
			let events = self.chain.events(block).await.expect("its events");
			let named = |name| events.iter().filter(move |event| event.is("Metering", name));
			let Some(judged) = named("ReadingsAccepted").next() else { continue };
			type Judged = (NetworkId, Slot, PageIndex, [u8; 32], u32, u32);
			let (_, _, _, _, accepted, rejected): Judged = judged.decode().expect("fields");
			type Rejected = (NetworkId, Slot, PageIndex, u8, Rejection);
			let reasons: Vec<(u8, Rejection)> = named("ReadingRejected")
				.map(|event| event.decode::<Rejected>().expect("fields"))
				.map(|(_, _, _, row, reason)| (row, reason))
				.collect();
			assert_eq!(rejected as usize, reasons.len(), "each has an event");
			return (accepted, reasons);
		}
		panic!("no block took the batch");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_readings_are_refused_one_by_one() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	let scene = Scene::new(&node, folder.path()).await;
	let before = scene.counters().await;

	// Good ones at rows 0 and 4, in falling order; every other one is bad in its own way.
	let (row_0, row_4) = (scene.honest(0).await, scene.honest(4).await);
	let mut forged = scene.sign(&scene.honest(1).await);
	forged.export_register += 1;
	let honest = scene.honest(2).await;
	let huge = scene.sign(&Registers { import: honest.import + 1_000_000, ..honest });
	let honest = scene.honest(3).await;
	let back = scene.sign(&Registers { import: honest.import - 11, ..honest });
	let nobody = scene.sign(&Registers { index: 40, import: 1, export: 1 });
	let readings = vec![
		scene.sign(&row_4),
		forged,
		huge,
		back,
		nobody,
		scene.sign(&row_0),
		scene.sign(&row_0),
	];
	let (accepted, reasons) = scene.judged(&scene.batch(readings)).await;
	assert_eq!(accepted, 2, "the good ones count");
	assert_eq!(
		reasons,
		[
			(1, Rejection::WrongSignature),
			(2, Rejection::AbovePowerCap),
			(3, Rejection::RegisterBelowLast),
			(40, Rejection::UnknownMeter),
			(0, Rejection::AlreadyRead),
		]
	);
	let after = scene.counters().await;
	for (row, (before, after)) in before.iter().zip(&after).enumerate() {
		let gained = (after.import - before.import, after.export - before.export);
		let expected = if [0, 4].contains(&row) { (10, 10) } else { (0, 0) };
		assert_eq!(gained, expected, "row {row}");
	}

	// The same again, alone, is nothing new; the refused meters may still speak.
	let relay = &scene.parties.relay;
	let again = scene.batch(vec![scene.sign(&row_0)]);
	assert!(scene.refused(relay, &again).await.contains("Metering.NothingFresh"));
	let mut rest = Vec::new();
	for index in [1, 2, 3] {
		rest.push(scene.sign(&scene.honest(index).await));
	}
	assert_eq!(scene.judged(&scene.batch(rest)).await, (3, Vec::new()));

	bad_batches_are_refused(&scene).await;
}

async fn bad_batches_are_refused(scene: &Scene) {
	let good = scene.batch(vec![scene.sign(&scene.honest(5).await)]);
	let relay = &scene.parties.relay;
	let is = |reason: String, name: &str| {
		assert!(reason.contains(&format!("Metering.{name}:")), "{name}: {reason}");
	};
	is(scene.refused(&scene.parties.payer, &good).await, "RelayNotBonded");
	is(scene.refused(relay, &scene.batch(Vec::new())).await, "EmptyBatch");
	let closed = ReadingBatch { slot: scene.slot - 1, ..good.clone() };
	is(scene.refused(relay, &closed).await, "SlotClosed");
	let future = ReadingBatch { slot: scene.slot + 1_000, ..good.clone() };
	is(scene.refused(relay, &future).await, "SlotNotEnded");
	let past_the_end = ReadingBatch { page: 9, ..good.clone() };
	is(scene.refused(relay, &past_the_end).await, "PageNotFound");
	let elsewhere = NetworkId { community: 99, ..NETWORK };
	is(
		scene.refused(relay, &ReadingBatch { network: elsewhere, ..good.clone() }).await,
		"NetworkNotFound",
	);
	// A batch changed after the relay signed it.
	let mut transaction = batch_transaction(&scene.chain, relay, &good).expect("encodes");
	let last = transaction.last_mut().expect("bytes");
	*last ^= 1;
	match scene.chain.submit(&transaction).await {
		Err(Error::Refused { reason, .. }) => is(reason, "WrongRelaySignature"),
		other => panic!("should be refused, but: {other:?}"),
	}
	// And untouched, it counts.
	assert_eq!(scene.judged(&good).await, (1, Vec::new()));
}
