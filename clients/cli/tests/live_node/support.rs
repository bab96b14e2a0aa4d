// SPDX-License-Identifier: Apache-2.0
//! A real node process, the real program against it, and small days to replay.

use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Output, Stdio},
};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwatt");

/// A node of the development chain on a port of its own, killed when dropped.
pub struct Node {
	child: Child,
	port: u16,
	base: PathBuf,
	/// A chain specification other than the development chain's.
	chain: Option<PathBuf>,
}

impl Node {
	/// Starts a node with its data in `base`.
	pub fn start(base: &Path) -> Self {
		Self::of_chain(base, None)
	}

	/// Starts a node whose ballots are over after so many blocks.
	pub fn with_short_ballots(base: &Path, blocks: u32) -> Self {
		let output = Command::new(binary())
			.args(["export-chain-spec", "--chain", "dev"])
			.output()
			.expect("the node can be started");
		let mut spec: serde_json::Value =
			serde_json::from_slice(&output.stdout).expect("a chain specification");
		let times = &mut spec["genesis"]["runtimeGenesis"]["patch"]["communities"];
		times["votingPeriod"] = blocks.into();
		times["repeatPeriod"] = blocks.into();
		let chain = base.join("chain.json");
		fs::write(&chain, spec.to_string()).expect("a file");
		Self::of_chain(base, Some(chain))
	}

	fn of_chain(base: &Path, chain: Option<PathBuf>) -> Self {
		let port = TcpListener::bind("127.0.0.1:0")
			.and_then(|listener| listener.local_addr())
			.expect("a free port")
			.port();
		Self { child: spawn(base, port, chain.as_deref()), port, base: base.into(), chain }
	}

	/// Where it listens.
	pub fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.port)
	}

	/// Kills it, without a chance to tidy up.
	pub fn kill(&mut self) {
		self.child.kill().expect("the node was running");
		self.child.wait().expect("the node can be waited for");
	}

	/// Starts it again on the same port with the same data.
	pub fn restart(&mut self) {
		self.child = spawn(&self.base, self.port, self.chain.as_deref());
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// The node stands beside the program; `COMMONWATT_NODE` names another one.
fn binary() -> PathBuf {
	let beside = Path::new(PROGRAM).with_file_name("commonwatt-node");
	let node = std::env::var_os("COMMONWATT_NODE").map_or(beside, PathBuf::from);
	assert!(
		node.is_file(),
		"{} is missing: build it first (cargo build --release -p commonwatt-node)",
		node.display()
	);
	node
}

fn spawn(base: &Path, port: u16, chain: Option<&Path>) -> Child {
	let log = fs::OpenOptions::new().create(true).append(true).open(base.join("node.log"));
	let log = log.expect("a log file");
	let mut command = Command::new(binary());
	if let Some(chain) = chain {
		command.arg("--chain").arg(chain);
	}
	command
		.args(["--dev", "--no-prometheus", "--no-telemetry", "--no-mdns"])
		.args(["--state-pruning", "archive"])
		.args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--rpc-port", &port.to_string()])
		.arg("--base-path")
		.arg(base.join("chain"))
		.stdout(Stdio::null())
		.stderr(log)
		.spawn()
		.expect("the node can be started")
}

/// Runs the program to its end.
pub fn commonwatt(args: &[&str]) -> Output {
	Command::new(PROGRAM).args(args).output().expect("the program can be started")
}

/// Starts the program.
pub fn commonwatt_in_background(args: &[&str]) -> Child {
	let mut command = Command::new(PROGRAM);
	command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
	command.spawn().expect("the program can be started")
}

/// Runs the program, which must succeed, and returns what it printed.
pub fn succeed(args: &[&str]) -> String {
	let output = commonwatt(args);
	let (out, err) = (text(&output.stdout), text(&output.stderr));
	assert!(output.status.success(), "{args:?}: {:?}\n{out}\n{err}", output.status);
	out
}

/// Bytes as text.
pub fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// Reads a JSON file.
pub fn json(path: &Path) -> serde_json::Value {
	let text = fs::read(path).expect("the file was written");
	serde_json::from_slice(&text).expect("it is JSON")
}

/// What a day of [`write_day`] amounts to.
#[derive(Debug, Default)]
pub struct Sums {
	pub meters: u64,
	pub readings: u64,
	pub exported_wh: u64,
	pub imported_wh: u64,
	pub loss_wh: u64,
}

/// Writes a day of electricity and heat: a feeder, a CHP home that exports, and neighbours that
/// take, with small losses.
pub fn write_day(folder: &Path, slots: u32, neighbours: u32) -> Sums {
	let mut meters = String::from(
		"network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm,\
		 import_register_start,export_register_start,parent\n",
	);
	let mut readings = String::from("network,index,slot,import,export\n");
	let mut tariffs =
		String::from("network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano\n");
	let mut sums = Sums::default();
	for (network, scale, prices) in
		[("electricity", 1u32, "80000,300000,5000,2000"), ("heat", 4, "10000,30000,500,100")]
	{
		meters += &format!("{network},0,feeder,feeder,,100000,1,5000,1000,2000,\n");
		meters += &format!("{network},1,chp-home,boundary,micro CHP,24000,1,10000,0,500,\n");
		for home in 2..2 + neighbours {
			meters += &format!("{network},{home},home-{home},boundary,,24000,1,10000,77,0,\n");
		}
		sums.meters += u64::from(neighbours) + 2;
		for slot in 0..slots {
			tariffs += &format!("{network},{slot},{prices}\n");
			let (made, loss) = (scale * (300 + 10 * (slot % 7)), scale * 4);
			let taken: Vec<u32> = (2..2 + neighbours)
				.map(|home| scale * (50 + (home * 13 + slot * 7) % 90))
				.collect();
			let net = i64::from(taken.iter().sum::<u32>() + loss) - i64::from(made);
			let (deliver, take) = (net.max(0), (-net).max(0));
			readings += &format!("{network},0,{slot},{take},{deliver}\n");
			readings += &format!("{network},1,{slot},0,{made}\n");
			for (home, taken) in (2..).zip(&taken) {
				readings += &format!("{network},{home},{slot},{taken},0\n");
			}
			sums.readings += u64::from(neighbours) + 2;
			if network == "electricity" {
				sums.exported_wh += u64::from(made);
				sums.imported_wh += u64::from(taken.iter().sum::<u32>());
				sums.loss_wh += u64::from(loss);
			}
		}
	}
	let orders = "network,index,buy_max_nano,sell_min_nano\n\
		electricity,1,,90000\nelectricity,2,200000,\nheat,1,,12000\n";
	for (name, text) in [
		("meters.csv", meters.as_str()),
		("readings.csv", &readings),
		("tariffs.csv", &tariffs),
		("orders.csv", orders),
		("day.json", r#"{"name":"test","title":"test day","date":"2015-01-20"}"#),
	] {
		fs::write(folder.join(name), text).expect("a data file");
	}
	sums
}
