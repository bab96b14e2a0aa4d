// SPDX-License-Identifier: Apache-2.0
//! A meter's whole life at a real node, by the command line tool alone.

use crate::support::{commonwatt, succeed, text, Node};
use commonwatt_cli::{
	calls,
	chain::Chain,
	clock::{now_s, slot_length},
	extrinsic::Call,
	keys::{account, account_id},
	storage::{key, Storage},
	types::{NamedAccount, NetworkParams},
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot};
use settlement_core::Tariff;
use std::{path::Path, time::Duration};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const EUR: u128 = 1_000_000_000;

/// What the two homes take and give in every slot, in Wh. The feeder delivers the rest.
const A: (u64, u64) = (100, 40);
const B: (u64, u64) = (50, 0);
const FEEDER: (u64, u64) = (0, 110);

/// Owners of feeder, home A and home B.
const OWNERS: [&str; 3] = ["//Alice", "//Dave", "//Eve"];

struct Scene<'a> {
	folder: &'a Path,
	url: String,
	chain: Chain,
	first_slot: Slot,
}

impl Scene<'_> {
	fn file(&self, name: &str) -> String {
		self.folder.join(name).to_string_lossy().into_owned()
	}

	/// Runs a command about a meter at this node, as the operator.
	fn meter(&self, command: &[&str]) -> String {
		succeed(&self.args(command, "//Alice"))
	}

	fn args<'a>(&'a self, command: &[&'a str], key: &'a str) -> Vec<&'a str> {
		let at = ["--network", "electricity", "--url", &self.url, "--key", key];
		[&["meter"], command, &at].concat()
	}

	/// Why the chain refuses a command.
	fn refused(&self, command: &[&str], key: &str) -> String {
		let output = commonwatt(&self.args(command, key));
		assert_eq!(output.status.code(), Some(4), "{command:?}");
		text(&output.stderr)
	}

	/// What `show` says beside a label, or nothing.
	fn shown(&self, meter: &str, label: &str) -> String {
		let at = ["--network", "electricity", "--url", &self.url];
		let all = succeed(&[&["meter", "show", "--meter", meter], &at[..]].concat());
		let line = all.lines().find_map(|line| line.strip_prefix(label));
		line.map(|value| value.trim().to_owned()).unwrap_or_default()
	}

	/// Makes a device with a proof for an owner; returns the proof's file.
	fn device(&self, name: &str, owner: &str) -> String {
		let (seed, proof) = (self.file(name), self.file(&format!("{name}.json")));
		succeed(&["device", "new", "--out", &seed]);
		let args = ["--operator", "//Alice", "--owner", owner, "--url", &self.url];
		let proved = succeed(&[&["device", "prove", "--seed-file", &seed], &args[..]].concat());
		std::fs::write(&proof, proved).expect("a file");
		proof
	}

	/// Appends a signed reading to a file: registers at the end of `first_slot + slot`.
	fn sign(&self, out: &str, seed: &str, meter: &str, slot: u32, registers: (u64, u64)) {
		let (out, seed) = (self.file(out), self.file(seed));
		let (import, export) = (registers.0.to_string(), registers.1.to_string());
		let slot = (self.first_slot + slot).to_string();
		let genesis = hex::encode(self.chain.genesis());
		let meter = ["--network", "electricity", "--meter", meter, "--slot", &slot];
		let shown = ["--import", &import, "--export", &export];
		let target = ["--seed-file", &seed, "--genesis", &genesis, "--out", &out];
		succeed(&[&["device", "sign"], &meter[..], &shown, &target].concat());
	}

	/// Brings the readings of a file to the chain, which takes all of them.
	fn send(&self, readings: &str) {
		let readings = self.file(readings);
		let direct = ["--direct", &self.url, "--direct-key", "//Ferdie", "--readings", &readings];
		succeed(&[&["send"], &direct[..]].concat());
	}

	async fn settled(&self, slot: u32) {
		for _ in 0..60 {
			let head = self.chain.finalized().await.expect("a head");
			let record = key((NETWORK, self.first_slot + slot));
			let at = Storage::new(&self.chain, Some(head));
			if at.has("Settlement", "SlotRecords", &record).await.expect("storage") {
				return;
			}
			tokio::time::sleep(Duration::from_secs(1)).await;
		}
		panic!("slot {slot} does not settle");
	}

	async fn call(&self, signer: &str, calls: &[Call]) {
		let signer = account(signer).expect("a key");
		self.chain.sign_all(&signer, calls).await.expect("the chain takes it");
	}
}

const PAPERS: [&str; 6] =
	["--power-cap-w", "24000", "--accuracy-ppm", "10000", "--calibrated-until", "2099-12-31"];

/// A community with three meters, registered by the tool, and its network open for eight slots.
async fn scene<'a>(folder: &'a Path, node: &Node) -> Scene<'a> {
	let chain = Chain::connect(&node.url(), Duration::from_secs(60)).await.expect("the node");
	let now = slot_length(&chain).expect("a length").slot_at(now_s(&chain).await.expect("a clock"));
	let scene = Scene { folder, url: node.url(), chain, first_slot: now - 8 };
	let id = |key| account_id(&account(key).expect("a key"));
	let params =
		NetworkParams { grace_s: 7 * 86_400, loss_ppm: 1_000_000, loss_limit_per_slot: 10_000 };
	let tariff = Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 0 };
	let setup = [
		calls::open_community(1),
		calls::set_guarantor(0, id("//Charlie")),
		calls::create_network(NETWORK, params),
		calls::set_accounts(NETWORK, id("//Bob"), id("//Eve")),
		calls::set_tariffs(NETWORK, scene.first_slot, &[tariff]),
	];
	scene.call("//Alice", &setup).await;
	for (meter, role) in [("0", "feeder"), ("1", "boundary"), ("2", "boundary")] {
		let owner = OWNERS[meter.parse::<usize>().expect("a number")];
		let proof = scene.device(&format!("seed-{meter}"), owner);
		let identity = ["--owner", owner, "--role", role, "--proof", &proof];
		let registers = ["--import-register", "1 kWh", "--export-register", "0"];
		let said = scene.meter(&[&["register"], &identity[..], &PAPERS, &registers].concat());
		let expected = format!("electricity meter {meter}, community 0: it measures from the");
		assert!(said.contains(&expected), "{said}");
	}
	let limits = [NamedAccount::Grid(NETWORK), NamedAccount::Balancing(NETWORK)];
	let mut guarantor = vec![calls::deposit_named(NamedAccount::Guarantor(0), 20_000 * EUR)];
	guarantor.extend(limits.map(|account| calls::set_limit(account, 10_000 * EUR)));
	scene.call("//Charlie", &guarantor).await;
	let deposit = |index| calls::deposit(MeterId { network: NETWORK, index }, 10 * EUR);
	scene.call("//Dave", &[deposit(1), deposit(2)]).await;
	scene.call("//Ferdie", &[calls::bond_relay(10_000_000_000_000)]).await;
	scene.call("//Alice", &[calls::open_network(NETWORK, scene.first_slot)]).await;
	scene
}

/// Registers after `slots` slots, from an opening import register.
fn after(slots: u64, per_slot: (u64, u64), opening: u64) -> (u64, u64) {
	(opening + slots * per_slot.0, slots * per_slot.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meter_is_led_through_its_life() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	let scene = scene(folder.path(), &node).await;
	assert_eq!(scene.shown("1", "role"), "connection point");
	assert_eq!(scene.shown("1", "imported"), "0.000 kWh, register 1.000 kWh");

	for slot in 0..2u32 {
		let slots = u64::from(slot) + 1;
		scene.sign("two.csv", "seed-0", "0", slot, after(slots, FEEDER, 1_000));
		scene.sign("two.csv", "seed-1", "1", slot, after(slots, A, 1_000));
		scene.sign("two.csv", "seed-2", "2", slot, after(slots, B, 1_000));
	}
	scene.send("two.csv");
	assert_eq!(scene.shown("1", "imported"), "0.200 kWh, register 1.200 kWh");
	assert_eq!(scene.shown("1", "exported"), "0.080 kWh, register 0.080 kWh");

	swap_of_a(&scene);
	stolen_key_of_b(&scene);
	scene.settled(4).await;
	succeed(&["index", "--url", &scene.url, "--db", &scene.file("index.redb")]);
	corrections_of_a(&scene);
	gap_of_b(&scene);
	end_of_b(&scene).await;
}

/// Home A gets a new device in slot 2: what the old one measured since slot 1 is carried over.
fn swap_of_a(scene: &Scene) {
	let proof = scene.device("seed-1-new", OWNERS[1]);
	let opening = ["--import-register", "5 kWh", "--export-register", "0", "--proof", &proof];
	let replace = ["replace", "--meter", "1"];
	let word = ["--closing-word", "3 kWh,0.08 kWh"];
	let reason = scene.refused(&[&replace, &word[..], &opening, &PAPERS].concat(), "//Alice");
	assert!(reason.contains("Metering.WordTooHigh"), "{reason}");
	scene.sign("closing.csv", "seed-1", "1", 2, (1_230, 90));
	let closing = scene.file("closing.csv");
	let signed = ["--closing-signed", &closing];
	let said = scene.meter(&[&replace, &signed[..], &opening, &PAPERS].concat());
	let carried =
		"generation 1; the next reading brings along import 0.030 kWh and export 0.010 kWh";
	assert!(said.contains(carried) && said.contains("its signature"), "{said}");
	assert!(scene.shown("1", "device key").ends_with("generation 1"));
	assert_eq!(scene.shown("1", "imported"), "0.200 kWh, register 4.970 kWh");
}

/// The key of home B is stolen: suspended, given a new one, and read again after a gap.
fn stolen_key_of_b(scene: &Scene) {
	scene.sign("third.csv", "seed-0", "0", 2, after(3, FEEDER, 1_000));
	scene.sign("third.csv", "seed-1-new", "1", 2, (5_070, 30));
	scene.sign("third.csv", "seed-2", "2", 2, after(3, B, 1_000));
	scene.send("third.csv");
	assert_eq!(scene.shown("1", "imported"), "0.300 kWh, register 5.070 kWh", "nothing is lost");
	assert_eq!(scene.shown("1", "exported"), "0.120 kWh, register 0.030 kWh");

	assert!(scene.meter(&["suspend", "--meter", "2"]).contains("suspended"));
	assert!(scene.shown("2", "status").starts_with("suspended"));
	let again = scene.refused(&["suspend", "--meter", "2"], "//Alice");
	assert!(again.contains("Metering.AlreadySuspended"), "{again}");
	scene.sign("fourth.csv", "seed-0", "0", 3, after(4, FEEDER, 1_000));
	scene.sign("fourth.csv", "seed-1-new", "1", 3, (5_170, 70));
	scene.send("fourth.csv");

	assert!(scene.meter(&["resume", "--meter", "2"]).contains("count again"));
	let proof = scene.device("seed-2-new", OWNERS[2]);
	scene.meter(&["rotate-key", "--meter", "2", "--proof", &proof]);
	assert_eq!(scene.shown("2", "status"), "active");
	scene.sign("fifth.csv", "seed-0", "0", 4, after(5, FEEDER, 1_000));
	scene.sign("fifth.csv", "seed-1-new", "1", 4, (5_270, 110));
	scene.sign("fifth.csv", "seed-2-new", "2", 4, after(5, B, 1_000));
	scene.send("fifth.csv");
	assert_eq!(scene.shown("2", "imported"), "0.250 kWh, register 1.250 kWh");
}

/// A small correction holds at once, a large one with the owner's consent.
fn corrections_of_a(scene: &Scene) {
	let (db, slot) = (scene.file("index.redb"), (scene.first_slot + 1).to_string());
	let correct = ["correct", "--meter", "1", "--slot", &slot, "--db", &db];
	let small = ["--import", "-20", "--reason", "reading-error"];
	let said = scene.meter(&[&correct, &small[..]].concat());
	assert!(said.contains("(version 1); its side gains 0.0"), "{said}");
	assert!(scene.shown("1", "imported").ends_with(", owes 0.020 kWh"));
	let large = ["--export", "700", "--reason", "wrong-factor"];
	let said = scene.meter(&[&correct, &large[..]].concat());
	assert!(said.contains("waits for the owner's"), "{said}");
	assert!(scene.shown("1", "proposed").contains("export +0.700 kWh (wrong factor)"));
	let accept = ["accept", "--meter", "1"];
	assert!(scene.refused(&accept, "//Alice").contains("Metering.NotOwner"));
	let said = succeed(&scene.args(&accept, OWNERS[1]));
	assert!(said.contains("(version 2)"), "{said}");
	assert!(scene
		.shown("1", "corrected")
		.ends_with("import 0.080 kWh, export 0.740 kWh, version 2"));
	let exported = scene.shown("1", "exported");
	assert!(exported.starts_with("0.900 kWh"), "200 by five slots, and 700: {exported}");
	let nothing = scene.refused(&[&correct, &["--reason", "late-value"][..]].concat(), "//Alice");
	assert!(nothing.contains("Metering.NothingChanges"), "{nothing}");
}

/// The gap of home B over slots 3 and 4 is spread.
fn gap_of_b(scene: &Scene) {
	let (db, slot) = (scene.file("index.redb"), scene.first_slot + 4);
	let parts = scene.file("parts.csv");
	std::fs::write(&parts, format!("slot,import,export\n{},60,0\n{slot},50,0\n", slot - 1))
		.expect("a file");
	let end = slot.to_string();
	let gap = ["reallocate", "--meter", "2", "--slot", &end, "--db", &db];
	let wrong = scene.refused(&[&gap, &["--parts", &parts][..]].concat(), "//Alice");
	assert!(wrong.contains("Metering.WrongPartSum"), "{wrong}");
	let said = scene.meter(&[&gap, &["--evenly"][..]].concat());
	assert!(said.contains("the gap of 2 slots until"), "{said}");
	assert!(scene.shown("2", "corrected").ends_with("gap spread"));
}

/// Home B changes hands, and is taken out of service.
async fn end_of_b(scene: &Scene<'_>) {
	let cut_off = (scene.first_slot + 100).to_string();
	let owner = ["change-owner", "--meter", "2", "--owner", "//Bob", "--from-slot", &cut_off];
	let (link, salt) = (scene.file("link.json"), scene.file("salt"));
	std::fs::write(&link, r#"{"contract":"C-7","iban":"none"}"#).expect("a file");
	let linked = [&owner, &["--link-file", &link, "--salt-file", &salt][..]].concat();
	let said = scene.meter(&linked);
	assert!(said.contains("its owner number 1"), "{said}");
	assert!(scene.shown("2", "next owner").contains(&format!("from slot {cut_off}")));
	let again = scene.refused(&linked, "//Alice");
	assert!(again.contains("Metering.OwnerChangePending"), "{again}");
	let link_args = ["--link-file", &link, "--salt-file", &salt];
	let shown = succeed(&[&["meter", "link", "--disclose", "iban"], &link_args[..]].concat());
	assert!(shown.contains("iban") && !shown.contains("C-7"));

	assert!(scene.meter(&["retire", "--meter", "2"]).contains("out of service"));
	assert_eq!(scene.shown("2", "status"), "retired");
	let again = scene.refused(&["retire", "--meter", "2"], "//Alice");
	assert!(again.contains("Metering.MeterRetired"), "{again}");
}
