// SPDX-License-Identifier: Apache-2.0
//! A small community on a node of its own, with the example files of `data/planned`, the program and
//! the solver as processes.

use crate::support::{commonwatt, json, succeed, text, Node, PROGRAM};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread,
	time::Duration,
};

/// Slots of the day, and of a plan's horizon.
pub const SLOTS: usize = 16;
/// The operator.
pub const OPERATOR: &str = "//Alice";

/// A process that is killed when dropped.
pub struct Process(pub Child);

impl Drop for Process {
	fn drop(&mut self) {
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}

/// The key of a home.
pub fn home(number: u32) -> String {
	format!("//Commonwatt//home//home-{number}")
}

/// A community on a node, and the files it works with.
pub struct Scene {
	folder: tempfile::TempDir,
	pub node: Node,
	/// The first slot of the day.
	pub first_slot: u64,
}

impl Scene {
	/// The day is read and billed in two periods; `prepare` names a network that only prepares.
	/// Ballots take so many blocks.
	pub fn new(voting_blocks: u32, prepare: Option<&str>) -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/planned")), folder.path());
		let node = Node::with_short_ballots(folder.path(), voting_blocks);
		let mut scene = Self { folder, node, first_slot: 0 };
		let state = scene.name("state.json");
		let prepare = prepare.into_iter().flat_map(|network| ["--prepare", network]);
		let more: Vec<&str> = ["--state", &state].into_iter().chain(prepare).collect();
		scene.replay("first.json", &more);
		let state = json(&scene.file("state.json"));
		scene.first_slot = state["first_slot"].as_u64().expect("a slot");
		scene
	}

	/// A file of the community.
	pub fn file(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	/// Its name.
	pub fn name(&self, name: &str) -> String {
		self.file(name).to_string_lossy().into_owned()
	}

	/// Writes JSON, and returns the file's name.
	pub fn put(&self, name: &str, value: &Value) -> String {
		fs::write(self.file(name), value.to_string()).expect("a file");
		self.name(name)
	}

	/// Reads the day on the chain.
	pub fn replay(&self, report: &str, more: &[&str]) -> Value {
		let (data, report) = (self.name("day"), self.name(report));
		let what = ["replay", "--data", &data, "--wait", "240", "--billing", "slots:8"];
		let to = ["--url", &self.node.url(), "--report", &report];
		succeed(&[&what[..], &to, more].concat());
		json(Path::new(&report))
	}

	/// Runs a command at this node.
	pub fn run(&self, command: &[&str]) -> String {
		succeed(&[command, &["--url", &self.node.url()]].concat())
	}

	/// Runs a command at this node, signed.
	pub fn sign(&self, key: &str, command: &[&str]) -> String {
		self.run(&[command, &["--key", key]].concat())
	}

	/// Runs a command at this node that ends with this code, signed, and returns why.
	pub fn fails(&self, code: i32, key: &str, command: &[&str]) -> String {
		let at = ["--url", &self.node.url(), "--key", key];
		let output = commonwatt(&[command, &at].concat());
		let why = text(&output.stderr);
		assert_eq!(output.status.code(), Some(code), "{command:?}: {why}");
		why
	}

	/// A signed command that the chain refuses for this reason.
	pub fn refused(&self, key: &str, command: &[&str], reason: &str) {
		let why = self.fails(4, key, command);
		assert!(why.contains(reason), "{command:?}: {why}");
	}

	/// What a command tells as JSON.
	pub fn told(&self, command: &[&str]) -> Value {
		serde_json::from_str(&self.run(&[command, &["--json"]].concat())).expect("JSON")
	}

	/// Homes do something at the same time.
	pub fn homes(&self, homes: &[u32], act: impl Fn(&str, u32) + Sync) {
		let act = &act;
		thread::scope(|scope| {
			for number in homes {
				scope.spawn(move || act(&home(*number), *number));
			}
		});
	}

	/// Waits until a round is that far.
	pub fn round(&self, number: &str, until: &str) -> Value {
		self.told(&["dispatch", "round", "--number", number, "--until", until])
	}

	/// The homes get native currency for deposits, five are counted, and a sixth is one too many.
	pub fn count_members(&self) {
		let all: Vec<String> = (1..=6).map(home).collect();
		let to: Vec<&str> = all.iter().flat_map(|key| ["--to", key]).collect();
		self.sign(OPERATOR, &[&["transfer", "--amount", "50"], &to[..]].concat());
		self.homes(&[1, 2, 3, 4, 5], |key, number| {
			let said = self.sign(key, &enrol(&number.to_string()));
			assert!(said.contains("You count in the votes of community 0"), "{said}");
		});
		self.refused(&home(6), &enrol("6"), "Communities.GrowthReached");
	}

	/// A home registers a device behind a sub-meter, described by the file of this name.
	pub fn add_device(&self, home_number: u32, file: &str, meters: &[&str]) -> String {
		let file = self.name(file);
		let add = ["dispatch", "device", "add", "--description", &file, "--meter"];
		self.sign(&home(home_number), &[&add[..], meters].concat())
	}

	/// The solver stands beside the program; `COMMONWATT_SOLVER` names another one.
	pub fn solver(&self) -> Process {
		let beside = Path::new(PROGRAM).with_file_name("commonwatt-solver");
		let solver = std::env::var_os("COMMONWATT_SOLVER").map_or(beside, PathBuf::from);
		assert!(
			solver.is_file(),
			"{} is missing: build it first (cargo build --release --workspace --bins)",
			solver.display()
		);
		let log = fs::File::create(self.file("solver.log")).expect("a log file");
		let mut command = Command::new(solver);
		command.args(["run", "--url", &self.node.url(), "--community", "0", "--key", "//Bob"]);
		command.arg("--state").arg(self.file("solver"));
		command.stdout(Stdio::null()).stderr(log);
		Process(command.spawn().expect("the solver can be started"))
	}

	/// What the solver had to say.
	pub fn solver_log(&self) -> String {
		fs::read_to_string(self.file("solver.log")).unwrap_or_default()
	}
}

/// To be counted through a point of the heat network.
pub fn enrol(meter: &str) -> [&str; 6] {
	["ballot", "enrol", "--network", "heat", "--meter", meter]
}

/// Waits until something holds; a minute is enough.
pub fn until(what: &str, holds: impl Fn() -> bool) {
	for _ in 0..300 {
		if holds() {
			return;
		}
		thread::sleep(Duration::from_millis(200));
	}
	panic!("after a minute: {what}");
}

fn copy(from: &Path, to: &Path) {
	for entry in fs::read_dir(from).expect("a folder") {
		let entry = entry.expect("an entry");
		let to = to.join(entry.file_name());
		if entry.file_type().expect("a type").is_dir() {
			fs::create_dir(&to).expect("a folder");
			copy(&entry.path(), &to);
		} else {
			fs::copy(entry.path(), &to).expect("a copy");
		}
	}
}
