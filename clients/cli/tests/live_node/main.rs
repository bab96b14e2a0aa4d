// SPDX-License-Identifier: Apache-2.0
//! The program against a real node of the development chain. Needs the built node binary.

mod ballots;
mod bank;
mod community;
mod dispatch;
mod index;
mod meter;
mod rejections;
mod relay;
mod statement;
mod support;

use std::{path::Path, thread::sleep, time::Duration};
use support::{commonwatt, commonwatt_in_background, json, succeed, text, write_day, Node};

fn path(folder: &Path, name: &str) -> String {
	folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn a_day_is_replayed_indexed_traced_and_reported() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = |name| path(folder.path(), name);
	let data = file("day");
	std::fs::create_dir(&data).expect("a folder");
	let sums = write_day(Path::new(&data), 4, 6);
	let node = Node::start(folder.path());
	let (url, db) = (node.url(), file("index.redb"));
	let (replayed, demo) = (file("replay.json"), file("demo.json"));

	let replay = ["replay", "--data", &data, "--url", &url, "--report", &replayed];
	succeed(&replay);
	let report = json(Path::new(&replayed));
	assert_eq!(report["readings_accepted"], sums.readings);
	assert_eq!(report["readings_rejected"], 0);
	assert_eq!(report["conservation_ok"], true);

	succeed(&["index", "--url", &url, "--db", &db]);
	let members = file("members.json");
	let table = succeed(&[
		"report",
		"--db",
		&db,
		"--url",
		&url,
		"--data",
		&data,
		"--json",
		&members,
		"--demo",
		&demo,
		"--replay",
		&replayed,
		"--build-s",
		"1.5",
	]);
	assert!(table.contains("chp-home") && table.contains("adds up"), "{table}");
	let demo = json(Path::new(&demo));
	assert_eq!(demo["slots"], 4);
	assert_eq!(demo["meters"], sums.meters);
	assert_eq!(demo["readings_accepted"], sums.readings);
	assert_eq!(demo["exported_wh"], sums.exported_wh);
	assert_eq!(demo["imported_wh"], sums.imported_wh);
	assert_eq!(demo["loss_wh"], sums.loss_wh);
	assert_eq!(demo["conservation_ok"], true);
	assert_eq!(demo["build_s"], 1.5);
	let number = |key: &str| demo[key].as_i64().expect("a number");
	assert!(number("matched_wh") > 0 && number("heat_matched_kj") > 0);
	assert_eq!(number("positions_sum_nano") + number("rounding_nano"), number("pot_nano"));
	// The grid makes up for what neither members nor losses explain.
	let net = number("imported_wh") + number("loss_wh") - number("exported_wh");
	assert_eq!(number("grid_import_wh") - number("grid_export_wh"), net);
	assert_eq!(demo["traced_unit"]["exporter"], "chp-home");

	let unit = demo["traced_unit"]["unit"].as_str().expect("a unit").to_owned();
	let trace = succeed(&["trace", &unit, "--db", &db, "--data", &data]);
	assert!(trace.contains("used by home-"), "{trace}");
	let traced = succeed(&["trace", &unit, "--db", &db, "--json"]);
	let traced: serde_json::Value = serde_json::from_str(&traced).expect("JSON");
	let parts = traced["stretches"].as_array().expect("a list").iter();
	let quantity: u64 = parts.map(|part| part["quantity"].as_u64().expect("a number")).sum();
	assert_eq!(quantity, 1_000, "every base quantity of a unit has one fate");
	let units = succeed(&["units", "--db", &db, "--network", "electricity"]);
	assert!(units.contains(&format!("{} units", sums.exported_wh / 1_000)), "{units}");

	// Once more: everything is there, nothing counts twice.
	succeed(&replay);
	let again = json(Path::new(&replayed));
	assert_eq!(again["readings_submitted"], 0);
	assert_eq!(again["positions_sum_nano"], report["positions_sum_nano"]);
	let more = succeed(&["index", "--url", &url, "--db", &db]);
	assert!(more.contains(": 0 slots more"), "{more}");
}

#[test]
fn a_replay_survives_the_death_of_node_and_program() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = |name| path(folder.path(), name);
	let data = file("day");
	std::fs::create_dir(&data).expect("a folder");
	let sums = write_day(Path::new(&data), 24, 8);
	let mut node = Node::start(folder.path());
	let (url, db, state) = (node.url(), file("index.redb"), file("state.json"));
	let replay = ["replay", "--data", &data, "--url", &url, "--wait", "120", "--state", &state];

	// The program dies while it sets the community up.
	let mut program = commonwatt_in_background(&replay);
	sleep(Duration::from_secs(8));
	program.kill().expect("it was running");
	program.wait().expect("it can be waited for");

	// The node dies while readings come in; the program waits for it and continues.
	let mut program = commonwatt_in_background(&replay);
	let begun = std::time::Instant::now();
	while !Path::new(&state).exists() {
		assert!(begun.elapsed() < Duration::from_secs(120), "no community after two minutes");
		sleep(Duration::from_millis(200));
	}
	sleep(Duration::from_millis(700));
	node.kill();
	sleep(Duration::from_secs(2));
	node.restart();
	let done = program.wait().expect("it can be waited for");
	assert_eq!(done.code(), Some(0), "the replay continued to its end");

	succeed(&["index", "--url", &url, "--db", &db]);
	let demo = file("demo.json");
	succeed(&["report", "--db", &db, "--url", &url, "--data", &data, "--demo", &demo]);
	let demo = json(Path::new(&demo));
	assert_eq!(demo["readings_accepted"], sums.readings, "nothing is lost, nothing counts twice");
	assert_eq!(demo["exported_wh"], sums.exported_wh);
	assert_eq!(demo["slots"], 24);
	assert_eq!(demo["conservation_ok"], true);
}

#[test]
fn what_cannot_work_ends_in_one_line_and_its_exit_code() {
	let folder = tempfile::tempdir().expect("a folder");
	let data = path(folder.path(), "");
	write_day(folder.path(), 1, 1);
	let nowhere = "ws://127.0.0.1:1";
	let check = |args: &[&str], code: i32, words: &str| {
		let output = commonwatt(args);
		let err = text(&output.stderr);
		assert_eq!(output.status.code(), Some(code), "{args:?}\n{err}");
		let last = err.lines().last().unwrap_or_default();
		assert!(last.starts_with("commonwatt: ") && last.contains(words), "{err}");
	};
	check(&["replay", "--data", &data, "--url", nowhere, "--wait", "0"], 3, nowhere);
	check(&["replay", "--data", "no/such/day", "--url", nowhere], 2, "no such folder");
	std::fs::write(folder.path().join("readings.csv"), "").expect("a file");
	let empty = "readings.csv:1: the file is empty";
	check(&["replay", "--data", &data, "--url", nowhere, "--wait", "0"], 2, empty);
	let db = path(folder.path(), "none.redb");
	check(&["trace", "EL-0-1-2-5", "--db", &db], 1, "there is no database");
	check(&["trace", "EL-0-1-2-4", "--db", &db], 2, "check digit");
	assert_eq!(commonwatt(&["replay"]).status.code(), Some(2), "an argument is missing");
}
