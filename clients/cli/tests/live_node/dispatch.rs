// SPDX-License-Identifier: Apache-2.0
//! Collective dispatch on a real node, with the program and the solver as processes of their own:
//! from a ballot on the rules to a plan that is delivered and paid, as docs/dispatch.md goes. Needs
//! the built solver binary, and Python for the meters.

use crate::{
	community::{home, until, Process, Scene, OPERATOR, SLOTS},
	support::PROGRAM,
};
use commonwatt_cli::store::Store;
use dispatch_core::{fallback, verify, Problem};
use energy_primitives::{Carrier, NetworkId};
use serde_json::{json, Value};
use std::{
	fs,
	io::Read,
	path::Path,
	process::{Command, Stdio},
};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
/// Blocks of a ballot.
const VOTING_BLOCKS: u32 = 10;
/// What the members decide that the fund gets, in nano-currency per Wh.
const FUND_FEE: u32 = 20_000;
/// What is given to the fund before the first round, in nano-currency.
const GIFT: i128 = 10_000_000_000;
/// Rules of deviations, in nano-currency and Wh.
const PENALTY: i128 = 100_000;
const TOLERANCE: i128 = 10;
/// What each device gave in each slot, in Wh; negative taken.
type Given = [Vec<i64>; 3];
/// Devices, by their numbers: where, their sub-meters, and what they are.
const DEVICES: [(u32, &str, &str); 3] =
	[(1, "7", "battery.json"), (2, "8", "panels.json"), (3, "9", "car.json")];

#[test]
#[ignore = "takes four minutes: scripts/experiments/dispatch_day.sh runs it"]
fn a_community_goes_from_a_rule_ballot_to_a_delivered_plan() {
	let scene = Scene::new(VOTING_BLOCKS, Some("electricity"));
	scene.count_members();
	members_decide(&scene);
	devices_take_part(&scene);
	rules_hold(&scene);
	let solver = scene.solver();
	first_round_is_vetoed(&scene);
	let (plan, reward) = second_round_holds(&scene);
	assert!(!scene.solver_log().contains("commonwatt-solver:"), "{}", scene.solver_log());
	drop(solver);
	let metered = deliver(&scene, plan.clone());
	settled(&scene, &plan, &metered, reward);
}

/// Members vote on rules and fees.
fn members_decide(scene: &Scene) {
	let wrong = scene.put("wrong.json", &json!({ "horizon_slots": 3 }));
	let propose = ["ballot", "propose", "dispatch", "--rules"];
	scene.refused(&home(1), &[&propose[..], &[&wrong]].concat(), "Dispatch.OutOfBounds");
	let rules = scene.name("rules.json");
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
	scene.refused(&home(1), &["ballot", "vote", "0", "nay"], "Communities.AlreadyVoted");
}

/// The operator describes the network, owners bring their devices.
fn devices_take_part(scene: &Scene) {
	let networks = scene.name("networks.json");
	let set = ["dispatch", "programme", "set", "--file", &networks];
	scene.refused("//Dave", &set, "Dispatch.NotOperator");
	scene.sign(OPERATOR, &set);
	let passive = ["dispatch", "passive", "--network", "electricity", "--load-w", "4500"];
	scene.sign(OPERATOR, &passive);
	for (number, (owner, meter, file)) in DEVICES.into_iter().enumerate() {
		let said = scene.add_device(owner, file, &[meter]);
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
	let first_slot = scene.first_slot.to_string();
	scene.homes(&[1, 2, 3], |key, number| {
		let device = number - 1;
		let pair = format!("{device}={}", scene.name(DEVICES[device as usize].2));
		let offer = ["dispatch", "offer", "--device", &pair, "--first-slot", &first_slot];
		let said = scene.sign(key, &offer);
		assert!(said.contains("1 device is offered for round"), "{said}");
	});
}

fn start(scene: &Scene, number: &str) {
	let first_slot = scene.first_slot.to_string();
	let said = scene.sign(OPERATOR, &["dispatch", "start", "--first-slot", &first_slot]);
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
	let mut out = watch.0.stdout.take().expect("a pipe");
	let mut said = String::new();
	out.read_to_string(&mut said).expect("it ends by itself");
	assert!(said.contains("round 0: vetoed, the peak is"), "{said}");
}

/// Nobody objects: the solver's plan holds. Returns it, and what its solver earns.
fn second_round_holds(scene: &Scene) -> (Value, i128) {
	offer(scene);
	start(scene, "1");
	let voting = scene.round("1", "voting");
	assert_eq!(voting["needs_endorsement"], false, "{voting}");
	scene.refused(&home(1), &["dispatch", "endorse"], "Dispatch.NothingToEndorse");
	let veto = ["dispatch", "veto", "--reason", "other"];
	scene.refused(&home(6), &veto, "Dispatch.NotVoter");
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
/// network opens with the fees that members decided, and the day is read.
fn deliver(scene: &Scene, mut plan: Value) -> Given {
	let mut metered = planned(&plan);
	let busy = metered[2].iter_mut().filter(|energy| **energy <= -200).take(2);
	assert_eq!(busy.map(|energy| *energy /= 2).count(), 2, "the vehicle is charged");
	plan["devices"][2]["planned_base"] = json!(metered[2]);
	let followed = scene.put("plan.json", &plan);
	let devices = scene.put("devices.json", &scene.told(&["dispatch", "device", "list"]));
	let program = scene.name("follow.py");
	let follow = Command::new("python3")
		.args([&program, &scene.name("day"), &devices, &followed])
		.status()
		.expect("Python");
	assert!(follow.success());

	let tariffs = scene.file("day/tariffs.csv");
	let before = fs::read_to_string(&tariffs).expect("tariffs");
	let decided = before.replace("000,5000,2000\n", &format!("000,5000,{FUND_FEE}\n"));
	assert_ne!(before, decided);
	fs::write(&tariffs, decided).expect("tariffs");
	let report = scene.replay("second.json", &[]);
	assert_eq!(
		(&report["conservation_ok"], &report["readings_rejected"]),
		(&json!(true), &json!(0))
	);
	metered
}

/// The delivery report when everything is paid.
fn last_report(scene: &Scene, db: &str) -> Value {
	let report = || {
		scene.run(&["index", "--db", db]);
		scene.told(&["dispatch", "report", "--db", db])
	};
	until("all is paid", || {
		let report = report();
		let devices = report["devices"].as_array().expect("devices");
		devices.iter().all(|line| line["slots"] == SLOTS && line["open_nano"] == 0)
	});
	report()
}

/// The delivery report is what the plan and the meters say, and what stands in the accounts.
fn settled(scene: &Scene, plan: &Value, metered: &Given, reward: i128) {
	let db = scene.name("index.redb");
	let report = last_report(scene, &db);
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
