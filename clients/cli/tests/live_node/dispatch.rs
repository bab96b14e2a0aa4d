// SPDX-License-Identifier: Apache-2.0
//! Collective dispatch on a real node, with the program and the solver as processes of their own:
//! from a ballot on the rules to a plan that is delivered and paid. Needs the built solver binary.

mod day;

use crate::support::{commonwatt, json, succeed, text, Node, PROGRAM};
use commonwatt_cli::store::Store;
use day::{write, Given, DEVICE_HOMES, FIRST_SUB, SLOTS};
use dispatch_core::{fallback, verify, Problem};
use energy_primitives::{Carrier, NetworkId};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread,
	time::{Duration, Instant},
};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
/// What the members decide that the fund gets, in nano-currency per Wh.
const FUND_FEE: u32 = 20_000;
/// What is given to the fund before the first round, in nano-currency.
const GIFT: i128 = 10_000_000_000;
/// Rules of deviations, in nano-currency and Wh.
const PENALTY: i128 = 100_000;
const TOLERANCE: i128 = 10;

/// A process that is killed when dropped.
struct Process(Child);

impl Drop for Process {
	fn drop(&mut self) {
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}

/// The solver stands beside the program; `COMMONWATT_SOLVER` names another one.
fn solver(url: &str, folder: &Path) -> Process {
	let beside = Path::new(PROGRAM).with_file_name("commonwatt-solver");
	let solver = std::env::var_os("COMMONWATT_SOLVER").map_or(beside, PathBuf::from);
	assert!(
		solver.is_file(),
		"{} is missing: build it first (cargo build --release --workspace --bin commonwatt-solver)",
		solver.display()
	);
	let log = fs::File::create(folder.join("solver.log")).expect("a log file");
	let mut command = Command::new(solver);
	command.args(["run", "--url", url, "--community", "0", "--key", "//Bob"]);
	command.arg("--state").arg(folder.join("solver"));
	command.stdout(Stdio::null()).stderr(log);
	Process(command.spawn().expect("the solver can be started"))
}

struct Scene {
	folder: tempfile::TempDir,
	node: Node,
	first_slot: u64,
}

fn home(number: u32) -> String {
	format!("//Commonwatt//home//home-{number}")
}

impl Scene {
	/// Heat is measured and billed in two periods; electricity is set up and prepares.
	fn new() -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		fs::create_dir(folder.path().join("day")).expect("a folder");
		let node = Node::start(folder.path());
		let mut scene = Self { folder, node, first_slot: 0 };
		let resting = [(); 3].map(|()| vec![0; SLOTS]);
		write(&scene.file("day"), &resting, 2_000);
		let state = scene.name("state.json");
		scene.replay("first.json", &["--prepare", "electricity", "--state", &state]);
		let state = json(&scene.file("state.json"));
		scene.first_slot = state["first_slot"].as_u64().expect("a slot");
		scene
	}

	fn file(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn name(&self, name: &str) -> String {
		self.file(name).to_string_lossy().into_owned()
	}

	fn put(&self, name: &str, value: &Value) -> String {
		fs::write(self.file(name), value.to_string()).expect("a file");
		self.name(name)
	}

	fn replay(&self, report: &str, more: &[&str]) -> Value {
		let (data, report) = (self.name("day"), self.name(report));
		let what = ["replay", "--data", &data, "--wait", "240", "--billing", "slots:8"];
		let to = ["--url", &self.node.url(), "--report", &report];
		succeed(&[&what[..], &to, more].concat());
		json(Path::new(&report))
	}

	/// Runs a command at this node.
	fn run(&self, command: &[&str]) -> String {
		succeed(&[command, &["--url", &self.node.url()]].concat())
	}

	/// Runs a command at this node, signed.
	fn sign(&self, key: &str, command: &[&str]) -> String {
		self.run(&[command, &["--key", key]].concat())
	}

	/// Why the chain refuses a signed command.
	fn refused(&self, key: &str, command: &[&str]) -> String {
		let at = ["--url", &self.node.url(), "--key", key];
		let output = commonwatt(&[command, &at].concat());
		assert_eq!(output.status.code(), Some(4), "{command:?}");
		text(&output.stderr)
	}

	/// What a command tells as JSON.
	fn told(&self, command: &[&str]) -> Value {
		serde_json::from_str(&self.run(&[command, &["--json"]].concat())).expect("JSON")
	}

	/// Homes do something at the same time.
	fn homes(&self, homes: &[u32], act: impl Fn(&str, u32) + Sync) {
		let act = &act;
		thread::scope(|scope| {
			for number in homes {
				scope.spawn(move || act(&home(*number), *number));
			}
		});
	}

	/// Waits until a round is that far.
	fn round(&self, number: &str, until: &str) -> Value {
		self.told(&["dispatch", "round", "--number", number, "--until", until])
	}
}

#[test]
#[ignore = "takes five minutes: scripts/experiments/dispatch_day.sh runs it"]
fn a_community_goes_from_a_rule_ballot_to_a_delivered_plan() {
	let scene = Scene::new();
	members_decide(&scene);
	devices_take_part(&scene);
	rules_hold(&scene);
	let solver = solver(&scene.node.url(), scene.folder.path());
	let log = || fs::read_to_string(scene.file("solver.log")).unwrap_or_default();
	first_round_is_vetoed(&scene);
	let (plan, reward) = second_round_holds(&scene);
	assert!(!log().contains("commonwatt-solver:"), "{}", log());
	drop(solver);
	let metered = deliver(&scene, &plan);
	settled(&scene, &plan, &metered, reward);
}

/// Five members are counted by their heat meters, and vote on rules and fees.
fn members_decide(scene: &Scene) {
	let all: Vec<String> = (1..=6).map(home).collect();
	let to: Vec<&str> = all.iter().flat_map(|key| ["--to", key]).collect();
	scene.sign("//Alice", &[&["transfer", "--amount", "50"], &to[..]].concat());
	scene.homes(&[1, 2, 3, 4, 5], |key, number| {
		let enrol = ["ballot", "enrol", "--network", "heat", "--meter", &number.to_string()];
		let said = scene.sign(key, &enrol);
		assert!(said.contains("You count in the votes of community 0"), "{said}");
	});
	let sixth = ["ballot", "enrol", "--network", "heat", "--meter", "6"];
	let reason = scene.refused(&home(6), &sixth);
	assert!(reason.contains("Communities.GrowthReached"), "{reason}");

	let rules = scene.put(
		"rules.json",
		&json!({
			"peak_nano_per_w": 150_000, "horizon_slots": SLOTS, "every_slots": SLOTS,
			"offer_blocks": 2, "commit_blocks": 7, "reveal_blocks": 3, "veto_blocks": 8,
			"tolerance_permille": 0, "tolerance_base": TOLERANCE as u64,
		}),
	);
	let wrong = scene.put("wrong.json", &json!({ "horizon_slots": 3 }));
	let propose = ["ballot", "propose", "dispatch", "--rules"];
	let reason = scene.refused(&home(1), &[&propose[..], &[&wrong]].concat());
	assert!(reason.contains("Dispatch.OutOfBounds"), "{reason}");
	let said = scene.sign(&home(1), &[&propose[..], &[&rules]].concat());
	assert!(said.contains("peak_nano_per_w: 150000 instead of 100000"), "{said}");
	assert!(said.contains("Ballot 0: 5 may vote"), "{said}");
	let fees = ["--network-fee", "0.005", "--fund-fee", "0.02"];
	let propose = ["ballot", "propose", "fees", "--network", "electricity"];
	scene.sign(&home(2), &[&propose[..], &fees].concat());
	scene.homes(&[1, 2, 3, 4, 5], |key, number| {
		scene.sign(key, &["ballot", "vote", "0", "aye"]);
		let choice = if number == 5 { "nay" } else { "aye" };
		scene.sign(key, &["ballot", "vote", "1", choice]);
	});
	let again = scene.refused(&home(1), &["ballot", "vote", "0", "nay"]);
	assert!(again.contains("Communities.AlreadyVoted"), "{again}");
	let early = scene.refused("//Eve", &["ballot", "close", "0"]);
	assert!(early.contains("Communities.VotingNotOver"), "{early}");
}

/// Descriptions of the devices, and the homes they are in.
fn descriptions(scene: &Scene) -> [String; 3] {
	let sun: String =
		(0..SLOTS).map(|slot| format!("{}\n", 6_000 - 600 * slot.abs_diff(9))).collect();
	fs::write(scene.file("sun.csv"), format!("watts\n{sun}")).expect("a file");
	let battery = json!({
		"kind": "battery", "node": 1, "capacity_wh": 8_000, "power_w": 5_000,
		"efficiency": 0.9, "level_wh": 2_000, "wear_per_kwh": 0.01
	});
	let solar = json!({
		"kind": "photovoltaic", "power_w": 8_000,
		"forecast_w": { "csv": "sun.csv", "column": "watts" }
	});
	let car = json!({
		"kind": "ev_hub", "power_w": 11_000, "capacity_wh": 40_000, "stays": [{
			"from": 0, "until": "03:00", "power_w": 11_000, "capacity_wh": 40_000,
			"level_wh": 10_000, "leaves_with_wh": 20_000
		}]
	});
	[("battery.json", battery), ("solar.json", solar), ("car.json", car)]
		.map(|(name, value)| scene.put(name, &value))
}

/// The operator describes the network, owners bring their devices.
fn devices_take_part(scene: &Scene) {
	let networks = scene.put(
		"networks.json",
		&json!({ "electricity": {
			"import_max_w": 40_000, "export_max_w": 40_000, "lines": [
				{ "capacity_w": 50_000, "load_permille": 500 },
				{ "behind": 0, "capacity_w": 20_000, "load_permille": 500 }
			]
		} }),
	);
	let set = ["dispatch", "programme", "set", "--file", &networks];
	let reason = scene.refused("//Dave", &set);
	assert!(reason.contains("Dispatch.NotOperator"), "{reason}");
	scene.sign("//Alice", &set);
	let passive = ["dispatch", "passive", "--network", "electricity", "--load-w", "4500"];
	scene.sign("//Alice", &passive);
	let places = (FIRST_SUB..).zip(DEVICE_HOMES);
	for ((number, file), (meter, owner)) in descriptions(scene).iter().enumerate().zip(places) {
		let meter = meter.to_string();
		let add = ["dispatch", "device", "add", "--description", file, "--meter", &meter];
		let said = scene.sign(&home(owner), &add);
		assert!(said.contains(&format!("Device {number} of community 0")), "{said}");
	}
	let deposit = ["dispatch", "deposit", "--device", "2", "--amount", "2.50"];
	scene.sign(&home(3), &deposit);
	let said = scene.sign("//Dave", &["dispatch", "fund", "--amount", "10"]);
	assert!(said.contains("holds 10.0000 EUR"), "{said}");
	let devices = scene.told(&["dispatch", "device", "list"]);
	assert_eq!(devices[2]["deposit_nano"], 2_500_000_000u64);
	assert_eq!(devices[0]["account"], "electricity:1", "money is the home's");
}

fn rules_hold(scene: &Scene) {
	for (ballot, ayes) in [("0", 5), ("1", 4)] {
		let decided = scene.told(&["ballot", "show", ballot, "--until-decided"]);
		assert_eq!((&decided["state"], &decided["ayes"]), (&json!("Enacted"), &json!(ayes)));
	}
	let programme = scene.told(&["dispatch", "programme", "show"]);
	assert_eq!(programme["rules"]["peak_nano_per_w"], 150_000);
}

fn offer(scene: &Scene) {
	let files = descriptions(scene);
	let first_slot = scene.first_slot.to_string();
	scene.homes(&DEVICE_HOMES, |key, number| {
		let device = number - 1;
		let pair = format!("{device}={}", files[device as usize]);
		let offer = ["dispatch", "offer", "--device", &pair, "--first-slot", &first_slot];
		scene.sign(key, &offer);
	});
}

fn start(scene: &Scene, number: &str) {
	let first_slot = scene.first_slot.to_string();
	let said = scene.sign("//Alice", &["dispatch", "start", "--first-slot", &first_slot]);
	assert!(said.contains(&format!("Round {number} of community 0: {SLOTS} slots")), "{said}");
}

/// The problem anybody can solve is the chain's: its fallback costs what the chain says.
fn problem_is_the_chains(scene: &Scene, round: &Value) {
	let out = scene.name("problem.json");
	scene.run(&["dispatch", "problem", "--out", &out]);
	let text = fs::read(&out).expect("written");
	let problem: Problem = serde_json::from_slice(&text).expect("a problem");
	let outcome = verify(&problem, &fallback(&problem)).expect("feasible");
	assert_eq!(json!(outcome.cost_nano() as i64), round["fallback_cost_nano"]);
	assert_eq!((problem.devices.len(), problem.slots), (3, SLOTS));
}

/// A standing ballot and two members stop the plan: the devices do what they always do.
fn first_round_is_vetoed(scene: &Scene) {
	offer(scene);
	start(scene, "0");
	let mut watch = Command::new(PROGRAM);
	watch.args(["dispatch", "watch", "--url", &scene.node.url(), "--key", &home(4)]);
	watch.args(["--peak-above", "100", "--rounds", "1"]).stdout(Stdio::piped());
	let mut watch = Process(watch.spawn().expect("the program can be started"));
	let frozen = scene.round("0", "commit");
	problem_is_the_chains(scene, &frozen);
	let voting = scene.round("0", "voting");
	assert_eq!((&voting["votes_needed"], &voting["emergency"]), (&json!(3), &json!(false)));
	let standing = scene.told(&["dispatch", "plan"]);
	let regrets = standing["devices"].as_array().expect("devices").iter();
	let worst = regrets.map(|device| device["regret_nano"].as_u64().expect("a number")).max();
	assert_eq!(json!(worst), voting["certificate"]["regret_max_nano"], "computed here as there");
	scene.homes(&[1, 5], |key, _| {
		scene.sign(key, &["dispatch", "veto", "--reason", "comfort"]);
	});
	let over = scene.round("0", "over");
	assert_eq!((&over["vetoes"], &over["holds"]), (&json!(3), &json!("the fallback")));
	let plan = scene.told(&["dispatch", "plan"]);
	assert_eq!(plan["devices"][0]["power_w"], json!(vec![0; SLOTS]), "the battery rests");
	let begun = Instant::now();
	while watch.0.try_wait().expect("it can be waited for").is_none() {
		assert!(begun.elapsed() < Duration::from_secs(60), "the standing ballot does not end");
		thread::sleep(Duration::from_millis(200));
	}
	let mut said = String::new();
	let mut out = watch.0.stdout.take().expect("a pipe");
	std::io::Read::read_to_string(&mut out, &mut said).expect("readable");
	assert!(said.contains("round 0: vetoed, the peak is"), "{said}");
}

/// Nobody objects: the solver's plan holds. Returns it, and what its solver earns.
fn second_round_holds(scene: &Scene) -> (Value, i128) {
	offer(scene);
	start(scene, "1");
	let voting = scene.round("1", "voting");
	assert_eq!(voting["needs_endorsement"], false, "{voting}");
	let nothing = scene.refused(&home(1), &["dispatch", "endorse"]);
	assert!(nothing.contains("Dispatch.NothingToEndorse"), "{nothing}");
	let stranger = scene.refused(&home(6), &["dispatch", "veto", "--reason", "other"]);
	assert!(stranger.contains("Dispatch.NotVoter"), "{stranger}");
	let over = scene.round("1", "over");
	assert_eq!((&over["vetoes"], &over["holds"]), (&json!(0), &json!("the best plan")));
	let plan = scene.told(&["dispatch", "plan"]);
	let cost = i128::from(plan["certificate"]["cost_nano"].as_i64().expect("a number"));
	let without = i128::from(over["fallback_cost_nano"].as_i64().expect("a number"));
	assert!(cost < without, "a plan is worth it: {cost} instead of {without}");
	let setpoints = scene.told(&["dispatch", "setpoints", "--device", "0"]);
	let powers = setpoints.as_array().expect("a list").iter().map(|setpoint| &setpoint["power_w"]);
	let planned = plan["devices"][0]["power_w"].as_array().expect("a list");
	assert!(powers.eq(planned.iter()) && planned.len() == SLOTS);
	// A tenth of what it is better than no plan, at most 1 EUR.
	(plan, ((without - cost) / 10).min(1_000_000_000))
}

/// What each device was to give in each slot, in Wh.
fn planned(plan: &Value) -> Given {
	[0, 1, 2].map(|device: usize| {
		let energy = plan["devices"][device]["planned_base"].as_array().expect("a list");
		energy.iter().map(|energy| energy.as_i64().expect("a number")).collect()
	})
}

/// Devices follow their setpoints, but for the vehicle, which takes half of them in two slots. The
/// network opens, and the day is read.
fn deliver(scene: &Scene, plan: &Value) -> Given {
	let mut metered = planned(plan);
	let busy = metered[2].iter_mut().filter(|energy| **energy <= -200).take(2);
	assert_eq!(busy.map(|energy| *energy /= 2).count(), 2, "the vehicle is charged");
	write(&scene.file("day"), &metered, FUND_FEE);
	let report = scene.replay("second.json", &[]);
	assert_eq!(
		(&report["conservation_ok"], &report["readings_rejected"]),
		(&json!(true), &json!(0))
	);
	metered
}

/// The delivery report is what the plan and the meters say, and what stands in the accounts.
fn settled(scene: &Scene, plan: &Value, metered: &Given, reward: i128) {
	let db = scene.name("index.redb");
	let begun = Instant::now();
	let report = loop {
		scene.run(&["index", "--db", &db]);
		let report = scene.told(&["dispatch", "report", "--db", &db]);
		let devices = report["devices"].as_array().expect("devices");
		let done = devices.iter().all(|line| line["slots"] == SLOTS && line["open_nano"] == 0);
		if done {
			break report;
		}
		assert!(begun.elapsed() < Duration::from_secs(60), "not all is paid: {report}");
		thread::sleep(Duration::from_secs(1));
	};
	let number = |line: &Value, key: &str| i128::from(line[key].as_i64().expect(key));
	let (mut charged, mut paid) = (0, 0);
	let lines = report["devices"].as_array().expect("devices");
	for ((line, planned), metered) in lines.iter().zip(planned(plan)).zip(metered) {
		let apart = planned.iter().zip(metered).map(|(plan, met)| i128::from(plan.abs_diff(*met)));
		let apart: Vec<i128> = apart.collect();
		let penalty: i128 = apart.iter().map(|wh| (wh - TOLERANCE).max(0) * PENALTY).sum();
		let kept = apart.iter().filter(|wh| **wh <= TOLERANCE).count();
		assert_eq!(number(line, "planned"), planned.iter().map(|wh| i128::from(*wh)).sum());
		assert_eq!(number(line, "metered"), metered.iter().map(|wh| i128::from(*wh)).sum());
		assert_eq!(number(line, "deviation"), apart.iter().sum::<i128>());
		assert_eq!(number(line, "penalty_nano"), penalty);
		assert_eq!((&line["kept"], &line["silent"]), (&json!(kept), &json!(0)));
		charged += number(line, "charged_nano");
		paid += number(line, "paid_nano");
	}
	assert_eq!(lines[2]["kept"], SLOTS - 2);
	assert!(number(&lines[2], "penalty_nano") > 0);
	// The fund: the gift, a fee of all local trade, what devices paid, less what it paid.
	let store = Store::open_existing(Path::new(&db)).expect("readable");
	let records = store.records(NETWORK).expect("readable");
	let traded: u64 = records.iter().map(|record| record.header.clearing.matched).sum();
	let fees = i128::from(traded) * i128::from(FUND_FEE);
	assert!(fees > 0, "homes sell to each other");
	assert_eq!(number(&report, "fund_nano"), GIFT + fees + charged - paid - reward);
	let told = scene.run(&["dispatch", "report", "--db", &db]);
	assert!(told.contains("The accounts say the same, to the nano."), "{told}");
	let bill = ["statement", "--db", &db, "--network", "electricity", "--meter", "3"];
	let bill = scene.run(&[&bill[..], &["--period", "0"]].concat());
	assert!(bill.contains("add up."), "{bill}");
}
