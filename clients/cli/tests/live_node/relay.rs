// SPDX-License-Identifier: Apache-2.0
//! Relays and gateways as real processes, one honest and one that keeps what it gets.

mod stage;

use crate::support::{commonwatt, text, Node};
use commonwatt_cli::{
	feed::batch_transaction,
	keys::account,
	relay::reading::{Answer, Reading, ReadingJson},
	types::ReadingBatch,
};
use jsonrpsee::{
	server::{Server, ServerHandle},
	RpcModule,
};
use metering_core::reading::Rejection;
use stage::{Stage, NETWORK};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_killed_in_the_middle_loses_nothing() {
	const SLOTS: u32 = 6;
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	let stage = Stage::new(&node, folder.path(), 40).await;
	let mut relay = stage.relay("queue.redb", "//Ferdie", &["--batch-after", "3"]).await;

	// A backlog of all meters, a few readings per request; the relay dies four times on the way.
	let all: Vec<Reading> = (0..SLOTS)
		.flat_map(|nth| (0..stage.meters()).map(move |index| (index, nth)))
		.map(|(index, nth)| stage.reading(index, nth))
		.collect();
	let parts: Vec<&[Reading]> = all.chunks(7).collect();
	let mut deaths = 0;
	for (at, part) in parts.iter().enumerate() {
		if deaths < 4 && at == (deaths + 1) * parts.len() / 6 {
			deaths += 1;
			// Death strikes while a request is under way; what was not acknowledged is sent again.
			let request = relay.try_submit(part);
			let death = tokio::time::sleep(Duration::from_millis(2 * deaths as u64));
			tokio::select! { _ = request => {}, () = death => {} }
			relay.kill();
			relay = stage.relay("queue.redb", "//Ferdie", &["--batch-after", "3"]).await;
		}
		let reasons = relay.submit(part).await;
		assert!(reasons.iter().all(String::is_empty), "{reasons:?}");
	}
	stage.until_read(SLOTS - 1).await;
	let accepted = all.len() as u32;
	assert_eq!(stage.counted().await, (accepted, 0), "each counts once, in the order of its slots");
	relay.until_empty().await;
	let status = relay.ask("relay_status").await;
	assert_eq!(status["readings_rejected"], 0, "{status}");
	assert_eq!(relay.ask("relay_rejected").await, serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_reading_is_refused_at_once_and_drops_no_other() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	let stage = Stage::new(&node, folder.path(), 8).await;
	let slow = ["--batch-after", "6", "--queue-max", "9"];
	let relay = stage.relay("queue.redb", "//Ferdie", &slow).await;

	let good = |index| stage.reading(index, 0);
	let registers = |index| (good(index).import_register, good(index).export_register);
	let mut forged = good(1);
	forged.export_register += 1;
	let (import, export) = registers(2);
	let huge = stage.signed(2, stage.slot, (import + 1_000_000, export));
	let (import, export) = registers(3);
	let back = stage.signed(3, stage.slot, (import - 11, export));
	let nobody =
		Reading { meter: energy_primitives::MeterId { network: NETWORK, index: 99 }, ..good(0) };
	let mut elsewhere = good(0);
	elsewhere.meter.network.community = 77;
	let closed = stage.signed(4, stage.slot - 1, (u64::MAX, u64::MAX));
	let future = stage.signed(4, stage.slot + 1_000, registers(4));
	let list = [good(0), forged, huge, back, nobody, elsewhere, closed, future, good(4), good(0)];
	assert_eq!(
		relay.submit(&list).await,
		[
			"",
			"WrongSignature",
			"AbovePowerCap",
			"RegisterBelowLast",
			"UnknownMeter",
			"NetworkNotFound",
			"SlotClosed",
			"SlotNotEnded",
			"",
			"",
		]
	);
	// Another word of the same meter for the same slot is not the same once more.
	let (import, export) = registers(0);
	let other = stage.signed(0, stage.slot, (import + 1, export));
	assert_eq!(relay.submit(&[other.clone(), good(0)]).await, ["AlreadyRead", ""]);
	let status = relay.ask("relay_status").await;
	assert_eq!((&status["queued"], &status["networks"][0]["queued"]), (&2.into(), &2.into()));
	assert!(status["bond_batches"].as_u64().expect("a number") > 9_000, "{status}");

	over_http(&relay, &good(5));
	// A page that is not full goes after a while; then the chain has it, and the relay knows.
	until(|| async { stage.counters().await[5].last_slot == stage.slot }).await;
	assert_eq!(relay.submit(&[good(0), other, good(4)]).await, ["", "AlreadyRead", ""]);
	relay.until_empty().await;
	assert_eq!(stage.counted().await, (3, 0));

	a_full_queue_is_busy(&stage, &relay).await;
	what_another_relay_overtook_is_shown(&stage, &relay).await;
}

fn over_http(relay: &stage::Relay, good: &Reading) {
	let list = serde_json::json!([{ "meter": "none" }, ReadingJson::from(good)]);
	let request = serde_json::json!({
		"jsonrpc": "2.0", "id": 1, "method": "relay_submit", "params": [list]
	});
	let answer = relay.post(&request.to_string());
	let expected = r#"[{"ok":false,"reason":"Malformed"},{"ok":true}]"#;
	assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(expected), "{answer}");
}

async fn a_full_queue_is_busy(stage: &Stage, relay: &stage::Relay) {
	// Ten of the next slot, for which meter 9 speaks first; its queue has room for nine.
	let next: Vec<Reading> = (0..10).rev().map(|index| stage.reading(index, 1)).collect();
	let reasons = relay.submit(&next).await;
	assert_eq!(reasons.iter().filter(|reason| reason.is_empty()).count(), 9);
	assert_eq!(reasons[9], "Busy");
	until(|| async { relay.submit(&next).await.iter().all(String::is_empty) }).await;
	stage.until_read(1).await;
	relay.until_empty().await;
}

async fn what_another_relay_overtook_is_shown(stage: &Stage, relay: &stage::Relay) {
	let held = stage.reading(6, 2);
	assert_eq!(relay.submit(std::slice::from_ref(&held)).await, [""]);
	let dave = account("//Dave").expect("a key");
	stage.bond(&dave).await;
	let registers = (held.import_register + 1, held.export_register);
	let readings = vec![stage.signed(6, held.slot, registers).signed()];
	let readings = readings.try_into().expect("one page");
	let batch = ReadingBatch { network: NETWORK, slot: held.slot, page: 0, readings };
	let transaction = batch_transaction(&stage.chain, &dave, &batch).expect("encodes");
	stage.chain.submit(&transaction).await.expect("the pool takes it");
	relay.until_empty().await;
	let shown = relay.ask("relay_rejected").await;
	assert_eq!(shown[0]["reason"], format!("{:?}", Rejection::AlreadyRead), "{shown}");
	assert_eq!(shown[0]["reading"]["meter"], 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_censors_is_passed_by() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	let stage = Stage::new(&node, folder.path(), 5).await;
	let (censor, _handle) = censor().await;
	let honest = stage.relay("queue.redb", "//Ferdie", &["--batch-after", "1"]).await;

	// The second relay brings what the first one keeps.
	let slot = |nth| (0..stage.meters()).map(|index| stage.reading(index, nth)).collect::<Vec<_>>();
	let send = |file: &str, more: &[&str]| {
		let args = ["send", "--direct", &stage.url, "--after", "8", "--readings", file];
		let output = commonwatt(&[&args, more].concat());
		(output.status.code(), text(&output.stdout), text(&output.stderr))
	};
	let file = stage.file("first.csv", &slot(0));
	let (code, out, err) = send(&file, &["--relay", &censor, "--relay", &honest.http()]);
	assert_eq!(code, Some(0), "{out}\n{err}");
	assert!(out.contains(&format!("7 readings came by {}", honest.http())), "{out}\n{err}");
	// Once more: the chain has them.
	let (code, out, _) = send(&file, &["--relay", &censor]);
	assert!(code == Some(0) && out.contains("7 readings the chain had before"), "{out}");

	// Nobody else is there: an own bonded account brings them, and says what the chain refused.
	stage.bond(&account("//Eve").expect("a key")).await;
	let mut readings = slot(1);
	readings[3].export_register += 1;
	let file = stage.file("second.csv", &readings);
	let (code, out, err) = send(&file, &["--relay", &censor, "--direct-key", "//Eve"]);
	assert_eq!(code, Some(4), "{out}\n{err}");
	assert!(out.contains("6 readings went to the chain directly"), "{out}\n{err}");
	assert!(out.contains(&format!("meter 3, slot {}: WrongSignature", stage.slot + 1)), "{out}");
	let done: BTreeSet<u32> = stage.counters().await.iter().map(|row| row.last_slot).collect();
	assert_eq!(done, [stage.slot, stage.slot + 1].into());

	// Without a way nothing is claimed.
	let file = stage.file("third.csv", &[stage.reading(3, 1)]);
	let (code, out, _) = send(&file, &["--relay", &censor]);
	assert_eq!(code, Some(4));
	assert!(out.contains("no way led to the chain") && out.contains("0 of 1 readings"), "{out}");
	let (code, _, err) = send("no/such/file.csv", &[]);
	assert_eq!((code, err.lines().count()), (Some(1), 1), "{err}");
}

/// A relay that takes everything and brings nothing.
async fn censor() -> (String, ServerHandle) {
	let server = Server::builder().build("127.0.0.1:0").await.expect("a server");
	let url = format!("http://{}", server.local_addr().expect("an address"));
	let mut methods = RpcModule::new(());
	methods
		.register_method("relay_submit", |params, (), _| {
			let readings: Vec<ReadingJson> = params.one().expect("readings");
			vec![Answer { ok: true, reason: None }; readings.len()]
		})
		.expect("a method");
	(url, server.start(methods))
}

async fn until<F: std::future::Future<Output = bool>>(done: impl Fn() -> F) {
	let begun = Instant::now();
	while !done().await {
		assert!(begun.elapsed() < Duration::from_secs(120), "it never came to pass");
		tokio::time::sleep(Duration::from_millis(500)).await;
	}
}
