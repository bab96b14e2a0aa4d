// SPDX-License-Identifier: Apache-2.0
//! Statements of a real node's billing periods: what the index adds up is what the chain says.

use crate::support::{commonwatt, json, succeed, text, write_day, Node};
use commonwatt_cli::store::{NoteRow, Store};
use energy_primitives::{Carrier, MeterId, NetworkId};
use serde_json::Value;
use settlement_core::{Note, NoteKind};
use std::{
	path::Path,
	thread::sleep,
	time::{Duration, Instant},
};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
/// Three periods of eight slots.
const SLOTS: u32 = 24;
const HOMES: u32 = 3;

fn file(folder: &Path, name: &str) -> String {
	folder.join(name).to_string_lossy().into_owned()
}

/// Arguments of a statement about an electricity meter.
fn args<'a>(db: &'a str, meter: &'a str, more: &[&'a str]) -> Vec<&'a str> {
	[&["statement", "--db", db, "--network", "electricity", "--meter", meter], more].concat()
}

fn statement(db: &str, meter: &str, more: &[&str]) -> Value {
	let printed = succeed(&args(db, meter, &[more, &["--format", "json"]].concat()));
	serde_json::from_str(&printed).expect("JSON")
}

/// Indexes until three periods are closed.
fn index(url: &str, db: &str) {
	let begun = Instant::now();
	loop {
		succeed(&["index", "--url", url, "--db", db]);
		let store = Store::open_existing(Path::new(db)).expect("readable");
		if store.periods(NETWORK).expect("readable").len() == 3 {
			return;
		}
		assert!(begun.elapsed() < Duration::from_secs(60), "the third period does not close");
		drop(store);
		sleep(Duration::from_secs(1));
	}
}

fn nano(value: &Value, key: &str) -> i64 {
	value[key].as_i64().unwrap_or_else(|| panic!("{key} of {value}"))
}

#[test]
fn statements_add_up_to_what_the_chain_says() {
	let folder = tempfile::tempdir().expect("a folder");
	let (data, db) = (file(folder.path(), "day"), file(folder.path(), "index.redb"));
	std::fs::create_dir(&data).expect("a folder");
	write_day(Path::new(&data), SLOTS, HOMES);
	let node = Node::start(folder.path());
	let url = node.url();
	succeed(&["replay", "--data", &data, "--url", &url, "--billing", "slots:8"]);
	index(&url, &db);
	let members = file(folder.path(), "members.json");
	succeed(&["report", "--db", &db, "--url", &url, "--json", &members]);
	let members = json(Path::new(&members));

	for meter in 1..2 + HOMES {
		let name = meter.to_string();
		let mut opening = 0;
		for period in ["0", "1", "2"] {
			let of = statement(&db, &name, &["--period", period, "--url", &url]);
			assert_eq!((&of["state"], &of["proof_holds"]), (&"closed".into(), &true.into()));
			let proof = of["proof_text"].as_str().unwrap_or_default();
			assert!(proof.starts_with("Checked against the chain at block "), "{proof}");
			assert!(proof.contains("8 slots"), "{proof}");
			assert_eq!(nano(&of, "opening_nano"), opening);
			opening = nano(&of, "closing_nano");
			assert!(nano(&of, "saved_nano") >= 0);
		}
		let running = statement(&db, &name, &["--period", "3", "--url", &url]);
		assert_eq!(
			(&running["state"], &running["proof_holds"]),
			(&"provisional".into(), &true.into())
		);
		let lines = members["networks"][0]["members"].as_array().expect("a list");
		let line = lines.iter().find(|line| line["meter"] == meter).expect("a member");
		assert_eq!(nano(&running, "closing_nano"), nano(line, "position_nano"));
	}
	for_people(folder.path(), &db, &url, &data);
	drop(node);
	without_a_node(&db);
	a_forged_note_is_found(&db);
}

fn for_people(folder: &Path, db: &str, url: &str, data: &str) {
	let shown = succeed(&args(db, "1", &["--url", url, "--data", data, "--period", "0"]));
	for words in ["chp-home", "Sold to neighbours", "Paid in", "Closing balance", "add up."] {
		assert!(shown.contains(words), "{words}\n{shown}");
	}
	let page = file(folder, "bill.pdf");
	let said = succeed(&args(db, "1", &["--url", url, "--format", "pdf", "--out", &page]));
	assert!(said.contains("Checked against the chain"), "{said}");
	assert!(std::fs::read(&page).expect("written").starts_with(b"%PDF"));
	let refused = commonwatt(&args(db, "1", &["--format", "pdf"]));
	assert_eq!(refused.status.code(), Some(2), "a page needs a file");
}

fn without_a_node(db: &str) {
	let kept = statement(db, "2", &["--period", "1"]);
	let proof = kept["proof_text"].as_str().unwrap_or_default();
	assert!(proof.starts_with("Checked against what the chain said at the close"), "{proof}");
	let csv = succeed(&args(db, "2", &["--period", "1", "--format", "csv"]));
	assert_eq!(csv.lines().filter(|line| line.starts_with("slot,")).count(), 8);
	let nowhere = ["--url", "ws://127.0.0.1:1", "--wait", "0"];
	assert_eq!(commonwatt(&args(db, "2", &nowhere)).status.code(), Some(3));
	let future = commonwatt(&args(db, "2", &["--period", "9"]));
	assert_eq!(future.status.code(), Some(2));
	assert!(text(&future.stderr).contains("has not begun: the running one is 3"));
}

/// A note that the chain never made ends in exit code 5, and is named.
fn a_forged_note_is_found(db: &str) {
	let store = Store::open(Path::new(db)).expect("writable");
	let meter = MeterId { network: NETWORK, index: 2 };
	let slot = store.first_slot(NETWORK).expect("readable").expect("settled");
	let note = Note { kind: NoteKind::Deposit, slot, amount: 1 };
	let row = NoteRow { block: 0, epoch: 0, note, position: 1 };
	let batch = store.batch().expect("writable");
	batch.put_note(meter, 0, &row).expect("writable");
	batch.commit().expect("writable");
	drop(store);
	let wrong = commonwatt(&args(db, "2", &["--period", "0"]));
	assert_eq!(wrong.status.code(), Some(5));
	assert!(text(&wrong.stdout).contains("DOES NOT ADD UP: notes: "));
	assert!(text(&wrong.stderr).contains("verification failed: notes: "));
}
