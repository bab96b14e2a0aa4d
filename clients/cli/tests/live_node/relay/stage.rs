// SPDX-License-Identifier: Apache-2.0
//! A community with meters that have more to say, and relays as real processes.

use crate::support::{json, succeed, write_day, Node, PROGRAM};
use clap::Parser;
use commonwatt_cli::{
	calls,
	chain::Chain,
	data::DataSet,
	plan::{Parties, PartyArgs},
	relay::reading::{Answer, Reading, ReadingJson},
	storage::{keys, Storage},
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot};
use metering_core::{meter::CounterRow, reading::reading_message};
use serde_json::Value;
use sp_core::Pair;
use std::{
	fs::File,
	io::{Read, Write},
	net::{TcpListener, TcpStream},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread::sleep,
	time::{Duration, Instant},
};
use subxt::rpcs::{rpc_params, RpcClient};
use subxt_signer::sr25519::Keypair;

pub const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Parser)]
struct Defaults {
	#[command(flatten)]
	parties: PartyArgs,
}

/// A community whose first two slots are settled; the slots after them have ended long ago.
pub struct Stage {
	pub chain: Chain,
	pub parties: Parties,
	pub url: String,
	/// The first slot without readings.
	pub slot: Slot,
	folder: PathBuf,
	begin: Vec<CounterRow>,
}

impl Stage {
	pub async fn new(node: &Node, folder: &Path, homes: u32) -> Self {
		let (data, state) = (folder.join("day"), folder.join("state.json"));
		std::fs::create_dir(&data).expect("a folder");
		write_day(&data, 2, homes);
		let (data_text, state_text) = (data.to_string_lossy(), state.to_string_lossy());
		succeed(&["replay", "--data", &data_text, "--url", &node.url(), "--state", &state_text]);
		let first_slot = json(&state)["first_slot"].as_u64().expect("a slot");
		let set = DataSet::read(&data).expect("a day");
		let args = Defaults::parse_from(["test"]).parties;
		let mut stage = Self {
			chain: Chain::connect(&node.url(), Duration::from_secs(5)).await.expect("the node"),
			parties: Parties::new(&args, &set).expect("keys"),
			url: node.url(),
			slot: u32::try_from(first_slot).expect("a slot") + 2,
			folder: folder.into(),
			begin: Vec::new(),
		};
		stage.begin = stage.counters().await;
		stage
	}

	pub async fn counters(&self) -> Vec<CounterRow> {
		let storage = Storage::new(&self.chain, None);
		let rows: Option<Vec<CounterRow>> =
			storage.get("Metering", "Counters", &keys(NETWORK, 0u32)).await.expect("a page");
		rows.expect("meters")
	}

	/// How many meters there are.
	pub fn meters(&self) -> u32 {
		self.begin.len() as u32
	}

	/// A meter's honest reading of the `nth` new slot: 10 base quantities more each slot.
	pub fn reading(&self, index: u32, nth: u32) -> Reading {
		let begin = self.begin[index as usize];
		let more = 10 * u64::from(nth + 1);
		let registers = (begin.import_register + more, begin.export_register + more);
		self.signed(index, self.slot + nth, registers)
	}

	/// What the meter's device would sign.
	pub fn signed(&self, index: u32, slot: Slot, (import, export): (u64, u64)) -> Reading {
		let message = reading_message(&self.chain.genesis(), slot, import, export);
		let device = self.parties.devices.key(NETWORK.carrier, index);
		Reading {
			meter: MeterId { network: NETWORK, index },
			slot,
			import_register: import,
			export_register: export,
			signature: device.sign(&message).0,
		}
	}

	/// Holds a relay's bond from an account.
	pub async fn bond(&self, key: &Keypair) {
		let bond = calls::bond_relay(20_000_000_000_000);
		self.chain.sign_all(key, &[bond]).await.expect("bonded");
	}

	/// Waits until every meter has spoken for the `nth` new slot.
	pub async fn until_read(&self, nth: u32) {
		let begun = Instant::now();
		loop {
			let counters = self.counters().await;
			if counters.iter().all(|counter| counter.last_slot >= self.slot + nth) {
				return;
			}
			assert!(begun.elapsed() < PATIENCE, "not all came: {counters:?}");
			tokio::time::sleep(Duration::from_millis(500)).await;
		}
	}

	/// Readings that blocks accepted and rejected, of the slots from `slot` on.
	pub async fn counted(&self) -> (u32, u32) {
		let best = self.chain.header(None).await.expect("a header").number;
		let mut sums = (0, 0);
		for number in 1..=best {
			let block = self.chain.block_hash(number).await.expect("a block");
			for event in self.chain.events(block).await.expect("its events") {
				if event.is("Metering", "ReadingsAccepted") {
					type Fields = (NetworkId, Slot, u32, [u8; 32], u32, u32);
					let (_, slot, _, _, accepted, rejected): Fields =
						event.decode().expect("fields");
					if slot >= self.slot {
						sums = (sums.0 + accepted, sums.1 + rejected);
					}
				}
			}
		}
		sums
	}

	/// Writes readings as a gateway's file.
	pub fn file(&self, name: &str, readings: &[Reading]) -> String {
		let path = self.folder.join(name);
		let mut file = File::create(&path).expect("a file");
		let columns = "community,network,meter,slot,import_register,export_register,signature";
		writeln!(file, "{columns}").expect("written");
		for reading in readings.iter().map(ReadingJson::from) {
			let ReadingJson { community, network, meter, slot, .. } = &reading;
			let (import, export) = (reading.import_register, reading.export_register);
			let signature = &reading.signature;
			writeln!(file, "{community},{network},{meter},{slot},{import},{export},{signature}")
				.expect("written");
		}
		path.to_string_lossy().into_owned()
	}

	/// Starts a relay of the account `key` with its queue in the file `name`.
	pub async fn relay(&self, name: &str, key: &str, more: &[&str]) -> Relay {
		Relay::start(&self.url, &self.folder.join(name), key, more).await
	}
}

/// A relay's process.
pub struct Relay {
	child: Child,
	port: u16,
}

impl Relay {
	async fn start(url: &str, db: &Path, key: &str, more: &[&str]) -> Self {
		let port = free_port();
		let log = File::options().create(true).append(true).open(db.with_extension("log"));
		let child = Command::new(PROGRAM)
			.args(["relay", "--url", url, "--key", key, "--bond", "20"])
			.args(["--listen", &format!("127.0.0.1:{port}"), "--db"])
			.arg(db)
			.args(more)
			.stdout(Stdio::null())
			.stderr(log.expect("a log file"))
			.spawn()
			.expect("the relay can be started");
		let relay = Self { child, port };
		let begun = Instant::now();
		while relay.try_ask("relay_status").await.is_none() {
			assert!(begun.elapsed() < PATIENCE, "the relay does not come up");
			sleep(Duration::from_millis(100));
		}
		relay
	}

	/// Kills it, without a chance to tidy up.
	pub fn kill(&mut self) {
		self.child.kill().expect("the relay was running");
		self.child.wait().expect("the relay can be waited for");
	}

	pub fn http(&self) -> String {
		format!("http://127.0.0.1:{}", self.port)
	}

	/// Hands readings in; `None` if the relay is gone.
	pub async fn try_submit(&self, readings: &[Reading]) -> Option<Vec<Answer>> {
		let list: Vec<ReadingJson> = readings.iter().map(ReadingJson::from).collect();
		let client = self.client().await?;
		client.request("relay_submit", rpc_params![list]).await.ok()
	}

	/// The reasons it gives, empty for a reading it takes.
	pub async fn submit(&self, readings: &[Reading]) -> Vec<String> {
		let answers = self.try_submit(readings).await.expect("the relay answers");
		let reason = |answer: Answer| {
			assert_eq!(answer.ok, answer.reason.is_none());
			answer.reason.unwrap_or_default()
		};
		answers.into_iter().map(reason).collect()
	}

	pub async fn ask(&self, method: &str) -> Value {
		self.try_ask(method).await.expect("the relay answers")
	}

	async fn try_ask(&self, method: &str) -> Option<Value> {
		self.client().await?.request(method, rpc_params![]).await.ok()
	}

	async fn client(&self) -> Option<RpcClient> {
		RpcClient::from_insecure_url(format!("ws://127.0.0.1:{}", self.port)).await.ok()
	}

	/// Asks over plain HTTP, as a small device would.
	pub fn post(&self, body: &str) -> String {
		let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the relay is there");
		write!(
			stream,
			"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
			 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
			body.len()
		)
		.expect("sent");
		let mut answer = String::new();
		stream.read_to_string(&mut answer).expect("an answer");
		answer
	}

	/// Waits until nothing is queued.
	pub async fn until_empty(&self) {
		let begun = Instant::now();
		loop {
			let status = self.ask("relay_status").await;
			if status["queued"] == 0 {
				return;
			}
			assert!(begun.elapsed() < PATIENCE, "something stays: {status}");
			tokio::time::sleep(Duration::from_millis(500)).await;
		}
	}
}

impl Drop for Relay {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

fn free_port() -> u16 {
	let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
	listener.expect("a free port").port()
}
