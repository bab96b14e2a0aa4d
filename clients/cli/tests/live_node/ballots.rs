// SPDX-License-Identifier: Apache-2.0
//! All that members decide and do together, on a real node of an open community with electricity and
//! heat: ballots of every kind, devices on both carriers, a plan that is endorsed, and the end of it.
//! Needs the built solver binary.

use crate::community::{enrol, home, Scene, OPERATOR, SLOTS};
use serde_json::json;
use std::{
	thread,
	time::{SystemTime, UNIX_EPOCH},
};

/// Blocks of a ballot: long enough for five votes one after the other.
const VOTING_BLOCKS: u32 = 12;
const VOTERS: [u32; 5] = [1, 2, 3, 4, 5];
/// Seconds of a slot.
const SLOT_S: u64 = 900;
/// What is sent to the community's account, in CWT; less than what five members may vote with.
const ENDOWMENT: &str = "500";

#[test]
fn members_decide_by_ballots_and_a_plan_with_heat_is_endorsed() {
	let scene = Scene::new(VOTING_BLOCKS, None);
	scene.count_members();
	let ballots = members_propose(&scene);
	thread::scope(|scope| {
		scope.spawn(|| networks_are_described(&scene));
		members_vote(&scene, &ballots);
	});
	let solver = scene.solver();
	devices_take_part(&scene);
	ballots_are_decided(&scene, &ballots);
	let back = scene.sign(&home(1), &["ballot", "roll-back", &ballots.price_rule.to_string()]);
	let back = number_in(&back);
	scene.homes(&VOTERS, |key, _| {
		scene.sign(key, &["ballot", "vote", &back.to_string(), "aye"]);
	});
	a_plan_is_endorsed(&scene);
	a_standing_offer_goes_on(&scene);
	devices_leave(&scene);
	drop(solver);
	taken_back(&scene, back);
}

/// The ballots, by what they are about.
struct Ballots {
	rules: u32,
	price_rule: u32,
	band: u32,
	growth: u32,
	referendum: u32,
}

/// The number in `Ballot 3: 5 may vote until ...`.
fn number_in(said: &str) -> u32 {
	let line = said.lines().find_map(|line| line.strip_prefix("Ballot ")).expect(said);
	line.split(':').next().and_then(|number| number.parse().ok()).expect(said)
}

/// Each home proposes one of these. Returns the ballots' numbers.
fn propose_at_once(scene: &Scene, what: [&[&str]; 5]) -> [u32; 5] {
	let propose = |(who, what): (&u32, &[&str])| {
		let said = scene.sign(&home(*who), &[&["ballot", "propose"], what].concat());
		assert!(said.contains("5 may vote"), "{said}");
		number_in(&said)
	};
	thread::scope(|scope| {
		let tasks = VOTERS.iter().zip(what);
		let tasks: Vec<_> = tasks.map(|task| scope.spawn(move || propose(task))).collect();
		let numbers = tasks.into_iter().map(|task| task.join().expect("it is proposed"));
		numbers.collect::<Vec<_>>().try_into().expect("five")
	})
}

/// A ballot of each kind; what can't be is refused, and why is said.
fn members_propose(scene: &Scene) -> Ballots {
	let referendum = ["govern", "propose", "--track", "root", "--call", "system.remark"];
	let said = scene.sign("//Dave", &[&referendum[..], &["--args", "[\"0x01\"]"]].concat());
	assert!(said.contains("Referendum 0"), "{said}");
	let price_rule = ["price-rule", "--network", "heat", "--rule"];
	let ratio = [&["ballot", "propose"], &price_rule[..], &["ratio", "--price", "0.1"]].concat();
	assert!(scene.fails(2, &home(1), &ratio).contains("leave --price out"));
	let upside = ["--feed-in-min", "0.05", "--retail-max", "0.04"];
	let upside = [&["ballot", "propose", "band", "--network", "electricity"], &upside[..]].concat();
	scene.refused(&home(1), &upside, "Settlement.FeedInAboveRetail");
	let other = ["ballot", "propose", "referendum", "--index", "7"];
	scene.refused(&home(1), &other, "Communities.ReferendumNotOngoing");
	let many = ["ballot", "propose", "growth", "--more", "6"];
	scene.refused(&home(1), &many, "Communities.GrowthOutOfBounds");

	let rules = json!({
		"horizon_slots": SLOTS, "every_slots": SLOTS,
		"offer_blocks": 2, "commit_blocks": 4, "reveal_blocks": 2, "veto_blocks": 4,
		// Whatever a device could regret, members want to be asked.
		"regret_max_nano": 0,
	});
	let careful = scene.put("careful.json", &rules);
	let rule = [&price_rule[..], &["sharing-dynamic", "--price", "0.09"]].concat();
	let band = ["--feed-in-min", "0.05", "--retail-max", "0.45"];
	let band = [&["band", "--network", "electricity"], &band[..]].concat();
	let [rules, price_rule, band, growth, referendum] = propose_at_once(
		scene,
		[
			&["dispatch", "--rules", &careful],
			&rule,
			&band,
			&["growth", "--more", "1"],
			&["referendum", "--index", "0"],
		],
	);
	let ballots = Ballots { rules, price_rule, band, growth, referendum };
	let shown = scene.run(&["ballot", "show", &ballots.price_rule.to_string()]);
	assert!(shown.contains("sharing in proportion to what members need"), "{shown}");
	assert!(shown.contains("at least two ayes for each nay"), "{shown}");
	let again = ["ballot", "propose", "dispatch", "--rules", &careful];
	scene.refused(&home(2), &again, "Communities.TopicTaken");
	scene.refused(&home(6), &again, "Communities.NotVoter");
	ballots
}

/// All agree about the rules, four of five about the rest; too few want a band.
fn members_vote(scene: &Scene, ballots: &Ballots) {
	scene.homes(&VOTERS, |key, number| {
		let others = if number == 5 { "nay" } else { "aye" };
		let band = if number < 3 { "aye" } else { "nay" };
		for (ballot, choice) in [
			(ballots.rules, "aye"),
			(ballots.price_rule, others),
			(ballots.band, band),
			(ballots.growth, others),
			(ballots.referendum, others),
		] {
			let said = scene.sign(key, &["ballot", "vote", &ballot.to_string(), choice]);
			assert!(said.contains(&format!("you have voted {choice}")), "{said}");
		}
	});
	// The community's account can vote before the ballot ends, with what members have said by then.
	let referendum = ballots.referendum.to_string();
	let shown = scene.run(&["ballot", "show", &referendum]);
	let account = shown.split("its account ").nth(1).and_then(|text| text.split(' ').next());
	let account = account.expect("the account is told");
	scene.sign("//Dave", &["transfer", "--amount", ENDOWMENT, "--to", account]);
	scene.sign("//Eve", &["ballot", "cast", &referendum]);
	let cast = ["ballot", "cast", &ballots.band.to_string()];
	scene.refused("//Eve", &cast, "Communities.NotAboutReferendum");
	let close = ["ballot", "close", &referendum];
	scene.refused("//Eve", &close, "Communities.VotingNotOver");
}

/// The operator describes electricity, and then heat, too.
fn networks_are_described(scene: &Scene) {
	let (power, both) = (scene.name("networks.json"), scene.name("networks-with-heat.json"));
	scene.sign(OPERATOR, &["dispatch", "programme", "set", "--file", &power]);
	let file = scene.name("heat-pump.json");
	let pump = ["dispatch", "device", "add", "--description", &file, "--meter", "10"];
	let pump = [&pump[..], &["--other-meter", "7"]].concat();
	scene.refused(&home(4), &pump, "it plans no heat");
	scene.sign(OPERATOR, &["dispatch", "programme", "set", "--file", &both]);
	scene.sign(OPERATOR, &["dispatch", "passive", "--network", "heat", "--load-w", "10400"]);
}

/// Devices on both carriers take part.
fn devices_take_part(scene: &Scene) {
	scene.homes(&[1, 2, 4, 5], |_, owner| {
		let said = match owner {
			1 => scene.add_device(1, "battery.json", &["7"]),
			2 => scene.add_device(2, "panels.json", &["8"]),
			4 => scene.add_device(4, "heat-pump.json", &["10", "--other-meter", "7"]),
			_ => scene.add_device(5, "heat-store.json", &["8"]),
		};
		assert!(said.contains("of community 0"), "{said}");
	});
	let battery = device(scene, "battery").to_string();
	let deposit = ["dispatch", "deposit", "--device", &battery];
	let said = scene.sign(&home(1), &[&deposit[..], &["--amount", "2.50"]].concat());
	assert!(said.contains("2.5000 EUR put aside, 2.5000 EUR are aside now"), "{said}");
	let back = [&deposit[..], &["--back", "1"]].concat();
	let said = scene.sign(&home(1), &back);
	assert!(said.contains("1.0000 EUR put back, 1.5000 EUR are aside now"), "{said}");
	scene.refused(&home(2), &back, "Dispatch.NotOwner");
}

/// The number of the device of this kind.
fn device(scene: &Scene, kind: &str) -> u16 {
	let devices = scene.told(&["dispatch", "device", "list"]);
	let mut devices = devices.as_array().expect("a list").iter();
	let found = devices.find(|device| device["kind"] == kind).expect(kind);
	found["device"].as_u64().and_then(|number| number.try_into().ok()).expect(kind)
}

fn ballots_are_decided(scene: &Scene, ballots: &Ballots) {
	for (ballot, state, ayes) in [
		(ballots.rules, "Enacted", 5),
		(ballots.price_rule, "Enacted", 4),
		(ballots.band, "Failed", 2),
		(ballots.growth, "Enacted", 4),
		(ballots.referendum, "Cast", 4),
	] {
		let decided = scene.told(&["ballot", "show", &ballot.to_string(), "--until-decided"]);
		assert_eq!((&decided["state"], &decided["ayes"]), (&json!(state), &json!(ayes)));
	}
	let programme = scene.told(&["dispatch", "programme", "show"]);
	assert_eq!(programme["rules"]["regret_max_nano"], 0);
	let said = scene.sign("//Eve", &["ballot", "close", &ballots.band.to_string()]);
	assert!(said.contains("failed: too few ayes (nothing is due)"), "{said}");
	let said = scene.sign(&home(6), &enrol("6"));
	assert!(said.contains("as number 5"), "one more was admitted: {said}");
	// Each of five stands for a fifth of what the account holds; without a conviction a tenth counts.
	let votes = scene.told(&["govern", "status", "0"]);
	let cwt = |amount: u64| json!((amount * 1_000_000_000_000).to_string());
	assert_eq!((&votes["ayes"], &votes["nays"]), (&cwt(40), &cwt(10)));
	assert_eq!(votes["support"], cwt(400));
}

/// The first slot that has not begun, for a round that is over in a minute.
fn next_slot() -> String {
	let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
	((now + 120) / SLOT_S + 1).to_string()
}

fn stands_by(scene: &Scene, owner: u32, kind: &str, file: &str) {
	let pair = format!("{}={}", device(scene, kind), scene.name(file));
	let offer = ["dispatch", "offer", "--standing", "--device", &pair];
	let said = scene.sign(&home(owner), &offer);
	assert!(said.contains("1 device is offered for every round"), "{said}");
}

/// Standing offers, and a round in which members are asked.
fn a_plan_is_endorsed(scene: &Scene) {
	scene.homes(&[1, 2, 4, 5], |_, owner| match owner {
		1 => stands_by(scene, 1, "battery", "battery.json"),
		2 => stands_by(scene, 2, "photovoltaic", "panels.json"),
		4 => stands_by(scene, 4, "heat_pump", "heat-pump.json"),
		_ => stands_by(scene, 5, "heat_store", "heat-store.json"),
	});
	let past = ["dispatch", "start", "--first-slot", &scene.first_slot.to_string()];
	scene.refused(OPERATOR, &past, "Dispatch.SlotIsFrozen");
	scene.sign(OPERATOR, &["dispatch", "start", "--first-slot", &next_slot()]);
	let voting = scene.round("0", "voting");
	assert_eq!((&voting["devices"], &voting["needs_endorsement"]), (&json!(4), &json!(true)));
	scene.homes(&[2, 3, 6], |key, _| {
		let said = scene.sign(key, &["dispatch", "endorse"]);
		assert!(said.contains("Round 0: you have endorsed the plan."), "{said}");
	});
	scene.refused(&home(2), &["dispatch", "endorse"], "Dispatch.AlreadyVoted");
	let over = scene.round("0", "over");
	assert_eq!((&over["endorsements"], &over["holds"]), (&json!(3), &json!("the best plan")));

	let plan = scene.told(&["dispatch", "plan"]);
	let of_kind = |kind: &str| {
		let mut devices = plan["devices"].as_array().expect("a list").iter();
		devices.find(|device| device["kind"] == kind).expect(kind)
	};
	let energy = |kind: &str, sign: i64| -> i64 {
		let energy = of_kind(kind)["planned_base"].as_array().expect("a list").iter();
		energy.map(|energy| (sign * energy.as_i64().expect("a number")).max(0)).sum()
	};
	assert!(energy("photovoltaic", 1) > 0, "panels give: {plan}");
	assert!(energy("heat_pump", -1) > 0, "the heat pump takes electricity: {plan}");
	assert_eq!(of_kind("heat_store")["unit"], "kJ");
	let pump = device(scene, "heat_pump").to_string();
	let setpoints = scene.told(&["dispatch", "setpoints", "--device", &pump]);
	assert_eq!(setpoints.as_array().map(Vec::len), Some(SLOTS));
}

/// What was offered as standing is offered in the next round, too, but for what was taken back.
fn a_standing_offer_goes_on(scene: &Scene) {
	let said = scene.sign(&home(1), &["dispatch", "offer", "--nothing"]);
	assert!(said.contains("Nothing is offered any more."), "{said}");
	scene.sign(OPERATOR, &["dispatch", "start", "--first-slot", &next_slot()]);
	let frozen = scene.round("1", "commit");
	assert_eq!(frozen["devices"], 3, "{frozen}");
}

/// A device leaves while a plan holds, and the community plans no more.
fn devices_leave(scene: &Scene) {
	let (battery, pump) = (device(scene, "battery").to_string(), device(scene, "heat_pump"));
	let deposit = ["dispatch", "deposit", "--device", &battery, "--back", "1.50"];
	scene.refused(&home(1), &deposit, "Dispatch.DepositInUse");
	let retire = ["dispatch", "device", "retire", "--device", &battery];
	scene.refused(&home(2), &retire, "Dispatch.NotOwner");
	let said = scene.sign(&home(1), &retire);
	assert!(said.contains("come back when what it was planned for is settled"), "{said}");
	scene.refused(&home(1), &retire, "Dispatch.DeviceIsRetired");

	let stop = ["dispatch", "programme", "stop"];
	scene.refused("//Dave", &stop, "Dispatch.NotOperator");
	scene.sign(OPERATOR, &stop);
	let round = scene.run(&["dispatch", "round"]);
	assert!(round.contains("Round 1: over") && round.contains("nothing new"), "{round}");
	let start = ["dispatch", "start", "--first-slot", &next_slot()];
	scene.refused(OPERATOR, &start, "Dispatch.NoProgramme");
	let setpoints = scene.told(&["dispatch", "setpoints", "--device", &pump.to_string()]);
	assert_eq!(setpoints.as_array().map(Vec::len), Some(SLOTS), "what holds goes on");
}

/// The price rule is what it was before.
fn taken_back(scene: &Scene, back: u32) {
	let decided = scene.told(&["ballot", "show", &back.to_string(), "--until-decided"]);
	assert_eq!((&decided["state"], &decided["voters"]), (&json!("Enacted"), &json!(6)));
	let list = scene.run(&["ballot", "list"]);
	assert!(list.contains("passed, and was taken back"), "{list}");
	let asks = decided["asks"].as_array().expect("a list");
	assert_eq!(asks[1], "heat: a price by supply and demand");
	let again = ["ballot", "roll-back", &back.to_string()];
	scene.refused(&home(1), &again, "Communities.NothingToRollBack");
}
