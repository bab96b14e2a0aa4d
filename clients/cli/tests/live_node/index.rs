// SPDX-License-Identifier: Apache-2.0
//! The index against real nodes: a lost database, branches, folded records; and proofs of units
//! that need no node any more.

use crate::support::{commonwatt, succeed, text, write_day, Node};
use clap::Parser;
use codec::{Decode, Encode};
use commonwatt_cli::{
	calls,
	chain::Chain,
	data::DataSet,
	evidence::evidence,
	extrinsic::Call,
	keys::account,
	plan::{Parties, PartyArgs},
	proof::{anchor::mountain_key, file::UnitProof},
	storage::{key, Storage},
	store::{Piece, Store},
};
use energy_primitives::{Carrier, MeterId, NetworkId, UnitId};
use metering_core::correction::{Correction, CorrectionReason};
use settlement_core::Mountain;
use sp_core::Blake2Hasher;
use sp_crypto_hashing::twox_128;
use std::{
	collections::BTreeSet,
	io::{Read, Write},
	net::{TcpListener, TcpStream},
	path::Path,
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};
use subxt::utils::H256;

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const EXPORTER: MeterId = MeterId { network: NETWORK, index: 1 };

/// A whole day, of which [`WINDOW`] records stay in state.
const SLOTS: u32 = 96;
const WINDOW: u32 = 24;

fn file(folder: &Path, name: &str) -> String {
	folder.join(name).to_string_lossy().into_owned()
}

fn replay(node: &Node, folder: &Path, slots: u32, neighbours: u32) {
	let (data, state) = (file(folder, "day"), file(folder, "state.json"));
	std::fs::create_dir(&data).expect("a folder");
	write_day(Path::new(&data), slots, neighbours);
	succeed(&["replay", "--data", &data, "--url", &node.url(), "--state", &state]);
}

/// A call that is encoded already.
struct Encoded(Vec<u8>);

impl Encode for Encoded {
	fn encode(&self) -> Vec<u8> {
		self.0.clone()
	}
}

/// Lets records leave the state earlier than on other development chains.
async fn shorten_window(node: &Node) {
	let chain = Chain::connect(&node.url(), Duration::from_secs(60)).await.expect("the node");
	let key = [twox_128(b"Settlement"), twox_128(b"Window")].concat();
	let set = Call::new("System", "set_storage", (vec![(key, WINDOW.encode())],));
	let set = chain.composer().call(&set).expect("encodes");
	let sudo = Call::new("Sudo", "sudo", Encoded(set));
	chain.sign_all(&account("//Alice").expect("a key"), &[sudo]).await.expect("it is done");
}

/// The number behind a word of what the program printed.
fn number_after(printed: &str, word: &str) -> String {
	let rest = printed.split(word).nth(1).expect("the word");
	rest.chars().skip_while(|c| *c == ' ').take_while(char::is_ascii_digit).collect()
}

fn last_line(printed: &str) -> String {
	printed.lines().last().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_database_is_read_again_and_its_units_are_proven_without_a_node() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	shorten_window(&node).await;
	replay(&node, folder.path(), SLOTS, 3);
	let (url, db) = (node.url(), file(folder.path(), "index.redb"));
	let printed = succeed(&["index", "--url", &url, "--db", &db, "--fingerprint"]);
	let head = number_after(&printed, "up to block");
	let fingerprint = last_line(&printed);
	assert!(fingerprint.starts_with("Fingerprint 0x"), "{printed}");

	// Lost, and read again from block 1, in two goes.
	std::fs::remove_file(&db).expect("it was there");
	let half = (head.parse::<u64>().expect("a number") / 2).to_string();
	succeed(&["index", "--url", &url, "--db", &db, "--to", &half]);
	let printed = succeed(&["index", "--url", &url, "--db", &db, "--to", &head, "--fingerprint"]);
	assert_eq!(last_line(&printed), fingerprint);

	let store = Store::open_existing(Path::new(&db)).expect("readable");
	let mountain = folded_records_have_their_evidence(&store, &url).await;
	drop(store);
	corrections_are_indexed(folder.path(), &url, &db, &mountain).await;
	let store = Store::open_existing(Path::new(&db)).expect("readable");
	let exported = store.exports(EXPORTER).expect("readable");
	let measured: u64 = exported
		.iter()
		.filter(|piece| !piece.appended)
		.map(|piece| u64::from(piece.quantity))
		.sum();
	let last = measured / 1_000 - 1;
	let proofs = [("first", 0), ("last", last)].map(|(name, serial)| {
		let unit = UnitId::new(EXPORTER, serial).expect("small").to_string();
		let out = file(folder.path(), name);
		let printed = succeed(&["prove", &unit, "--db", &db, "--url", &url, "--out", &out]);
		let block = printed.split("--block ").nth(1).expect("a hash").trim().to_owned();
		(unit, out, block)
	});
	let voters = file(folder.path(), "voters.json");
	succeed(&["authorities", "--url", &url, "--out", &voters]);
	what_does_not_exist_is_not_proven(folder.path(), &db, &url, last + 1);
	drop(node);
	verified_without_a_node(&proofs, &voters);
}

/// As corrections submit it, against the chain's own mountain range.
async fn folded_records_have_their_evidence(store: &Store, url: &str) -> Mountain {
	let chain = Chain::connect(url, Duration::from_secs(5)).await.expect("the node");
	let block = chain.finalized().await.expect("a block");
	let bytes = chain.raw(&mountain_key(NETWORK), Some(block)).await.expect("an answer");
	let mountain = Mountain::decode(&mut bytes.expect("folded").as_slice()).expect("a range");
	assert_eq!(store.folded_to(NETWORK).expect("readable"), mountain.next_slot());
	assert_eq!(mountain.tree.leaves(), SLOTS - WINDOW);
	for slot in mountain.first_slot..mountain.first_slot + SLOTS {
		let shown = evidence(store, EXPORTER, slot).expect("settled");
		assert!(shown.shows::<Blake2Hasher>(EXPORTER, slot));
		let folded = mountain.next_slot().is_some_and(|next| slot < next);
		assert_eq!(mountain.holds::<Blake2Hasher>(&shown.record, &shown.mountain), folded);
	}
	let facts = store.meter(EXPORTER).expect("readable").expect("registered");
	assert_eq!(Some(facts.owner), store.owner(EXPORTER).expect("readable"));
	mountain
}

#[derive(Parser)]
struct Defaults {
	#[command(flatten)]
	parties: PartyArgs,
}

/// Waits until what is in the best block is final, so that every view of the chain knows it: an owner
/// without native currency can accept only what is there, because only that is free.
async fn becomes_final(chain: &Chain) {
	let best = chain.header(None).await.expect("a head").number;
	for _ in 0..60 {
		let head = chain.finalized().await.expect("a head");
		if chain.header(Some(head)).await.expect("a head").number >= best {
			return;
		}
		tokio::time::sleep(Duration::from_secs(1)).await;
	}
	panic!("blocks do not become final");
}

/// The chain takes evidence for a folded slot and for one in state, and what it corrects appears on
/// the meter's axes.
async fn corrections_are_indexed(folder: &Path, url: &str, db: &str, mountain: &Mountain) {
	let chain = Chain::connect(url, Duration::from_secs(5)).await.expect("the node");
	let set = DataSet::read(&folder.join("day")).expect("a day");
	let args = Defaults::parse_from(["test"]).parties;
	let parties = Parties::new(&args, &set).expect("keys");
	let owner = parties.owner("chp-home");
	let store = Store::open_existing(Path::new(db)).expect("readable");
	let exported = store.exported(EXPORTER).expect("readable");
	let folded = mountain.first_slot + 3;
	let kept = mountain.first_slot + SLOTS - 2;
	for (slot, export) in [(folded, 30), (kept, 45)] {
		let correction = Correction { import: 7, export, reason: CorrectionReason::LateValue };
		let shown = evidence(&store, EXPORTER, slot).expect("settled");
		let correct = calls::correct(EXPORTER, slot, correction, &shown);
		chain.sign_all(&parties.operator, &[correct]).await.expect("good evidence");
		becomes_final(&chain).await;
		// Of a slot that left the window the owner is always asked; of a later one it depends on the time
		// of day whether it did.
		let pending = key(EXPORTER);
		let state = Storage::new(&chain, None);
		let waits = state.has("Metering", "PendingCorrections", &pending).await.expect("storage");
		assert!(waits || slot != folded, "the owner is asked");
		if waits {
			let accept = calls::accept_correction(EXPORTER, slot, correction);
			chain.sign_all(&owner, &[accept]).await.expect("proposed");
		}
	}
	drop(store);
	let begun = Instant::now();
	let corrections = loop {
		succeed(&["index", "--url", url, "--db", db]);
		let store = Store::open_existing(Path::new(db)).expect("readable");
		let corrections = store.corrections(EXPORTER).expect("readable");
		if corrections.len() == 2 {
			break corrections;
		}
		assert!(begun.elapsed() < Duration::from_secs(60), "{corrections:?}");
		std::thread::sleep(Duration::from_secs(1));
	};
	let slots: Vec<u32> = corrections.iter().map(|row| row.slot).collect();
	assert_eq!(slots, [folded, kept]);
	let store = Store::open_existing(Path::new(db)).expect("readable");
	let added = store.exports_over(EXPORTER, exported, u64::MAX).expect("readable");
	let piece = |slot, begin, quantity| Piece { slot, begin, quantity, appended: true };
	assert_eq!(added, [piece(folded, exported, 30), piece(kept, exported + 30, 45)]);
	assert_eq!(store.imports_over(EXPORTER, 0, 14).expect("readable").len(), 2);
}

fn what_does_not_exist_is_not_proven(folder: &Path, db: &str, url: &str, serial: u64) {
	let out = file(folder, "none");
	let unit = UnitId::new(EXPORTER, serial).expect("small").to_string();
	let refused = commonwatt(&["prove", &unit, "--db", db, "--url", url, "--out", &out]);
	let err = text(&refused.stderr);
	assert_eq!(refused.status.code(), Some(2), "{err}");
	assert!(err.contains("does not exist yet"), "{err}");
	assert!(!Path::new(&out).exists());
}

fn verified_without_a_node(proofs: &[(String, String, String); 2], voters: &str) {
	for (unit, path, block) in proofs {
		let by_block = succeed(&["verify", path, "--block", block, "--unit", unit]);
		assert!(by_block.contains(&format!("{unit}: proven")), "{by_block}");
		assert_eq!(succeed(&["verify", path, "--authorities", voters]), by_block);
	}
	let folded = |path: &str| {
		let proof = UnitProof::read(Path::new(path)).expect("readable");
		proof.slots.iter().filter(|slot| slot.mountain.is_some()).count()
	};
	let [(unit, first, block), (_, last, other_block)] = proofs;
	assert!(folded(first) > 0 && folded(last) == 0);
	let fails = |args: &[&str]| {
		let output = commonwatt(args);
		assert_eq!(output.status.code(), Some(5), "{args:?}: {}", text(&output.stdout));
	};
	fails(&["verify", last, "--block", other_block, "--unit", unit]);
	if block != other_block {
		fails(&["verify", first, "--block", other_block]);
	}
	// A forged row, a forged price, another chain's voters.
	let whole = std::fs::read_to_string(first).expect("readable");
	let proof = UnitProof::read(Path::new(first)).expect("readable");
	let forge = |change: &dyn Fn(&mut UnitProof)| {
		let mut forged = proof.clone();
		change(&mut forged);
		forged.write(Path::new(first)).expect("writable");
		fails(&["verify", first, "--block", block]);
		fails(&["verify", first, "--authorities", voters]);
	};
	forge(&|proof| proof.slots[0].pages[0].rows[1].0[8] ^= 1);
	forge(&|proof| proof.slots[0].record.0[40] ^= 1);
	forge(&|proof| drop(proof.anchor.state.pop()));
	std::fs::write(first, &whole).expect("writable");
	let strangers = std::fs::read_to_string(voters).expect("readable");
	std::fs::write(voters, strangers.replace("\"set_id\": 0", "\"set_id\": 1")).expect("writable");
	fails(&["verify", first, "--authorities", voters]);
}

#[test]
fn a_database_of_another_branch_is_refused() {
	// Two chains of one genesis: what a node that was cut off might have followed.
	let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
	let nodes = folders.each_ref().map(|folder| Node::start(folder.path()));
	let db = file(folders[0].path(), "index.redb");
	let index =
		|node: &Node| commonwatt(&["index", "--url", &node.url(), "--db", &db, "--to", "2"]);
	let begun = Instant::now();
	let wait = |node: &Node, done: &dyn Fn(&std::process::Output) -> bool| loop {
		let output = index(node);
		if done(&output) {
			return output;
		}
		assert!(begun.elapsed() < Duration::from_secs(120), "{}", text(&output.stderr));
		std::thread::sleep(Duration::from_secs(1));
	};
	wait(&nodes[0], &|output| text(&output.stdout).contains("up to block 2"));
	// Until the other node has finalised as much, nothing can be said.
	let refused = wait(&nodes[1], &|output| !output.status.success());
	assert_eq!(refused.status.code(), Some(5));
	assert!(text(&refused.stderr).contains("followed another chain"), "{}", text(&refused.stderr));
	assert!(index(&nodes[0]).status.success(), "its own node still serves it");
}

/// What a program asks a node, written down on the way.
struct Listener {
	url: String,
	asked: Arc<Mutex<Vec<serde_json::Value>>>,
}

impl Listener {
	fn before(node: &Node) -> Self {
		let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
		let url = format!("ws://{}", server.local_addr().expect("bound"));
		let asked = Arc::new(Mutex::new(Vec::new()));
		let (target, log) = (node.url().replace("ws://", ""), asked.clone());
		std::thread::spawn(move || {
			for client in server.incoming().flatten() {
				let Ok(node) = TcpStream::connect(&target) else { continue };
				let log = log.clone();
				std::thread::spawn(move || pass(client, node, &log));
			}
		});
		Self { url, asked }
	}
}

/// Passes both directions on; of the client's WebSocket frames the texts are kept.
fn pass(mut client: TcpStream, mut node: TcpStream, log: &Mutex<Vec<serde_json::Value>>) {
	let (mut back, mut to_client) =
		(node.try_clone().expect("a handle"), client.try_clone().expect("a handle"));
	std::thread::spawn(move || std::io::copy(&mut back, &mut to_client));
	let mut head = Vec::new();
	while !head.ends_with(b"\r\n\r\n") {
		let Some(byte) = take(&mut client, 1) else { return };
		head.extend(byte);
	}
	node.write_all(&head).expect("the node listens");
	while let Some((frame, text)) = next_frame(&mut client) {
		if node.write_all(&frame).is_err() {
			return;
		}
		log.lock().expect("sound").extend(serde_json::from_slice::<serde_json::Value>(&text).ok());
	}
}

fn take(from: &mut TcpStream, count: usize) -> Option<Vec<u8>> {
	let mut bytes = vec![0; count];
	from.read_exact(&mut bytes).ok().map(|()| bytes)
}

/// A client's frame as it came, and what it says without its mask.
fn next_frame(client: &mut TcpStream) -> Option<(Vec<u8>, Vec<u8>)> {
	let mut frame = take(client, 2)?;
	let more = match frame[1] & 0x7f {
		126 => 2,
		127 => 8,
		_ => 0,
	};
	let length = take(client, more)?;
	let size = match more {
		0 => usize::from(frame[1] & 0x7f),
		_ => length.iter().fold(0, |size, byte| size << 8 | usize::from(*byte)),
	};
	let mask = take(client, 4)?;
	let mut text = take(client, size)?;
	frame.extend(length.iter().chain(&mask).chain(&text));
	text.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
	Some((frame, text))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_finalised_blocks_are_asked_for() {
	let folder = tempfile::tempdir().expect("a folder");
	let node = Node::start(folder.path());
	replay(&node, folder.path(), 2, 2);
	let listener = Listener::before(&node);
	let db = file(folder.path(), "index.redb");
	succeed(&["index", "--url", &listener.url, "--db", &db]);
	let asked = listener.asked.lock().expect("sound").clone();
	let named = |name: &str| asked.iter().filter(|call| call["method"] == name).count();
	assert!(named("chain_subscribeFinalizedHeads") > 0 && named("chain_getFinalizedHead") > 0);
	for name in ["chain_subscribeNewHeads", "chain_subscribeAllHeads", "chain_getHead"] {
		assert_eq!(named(name), 0, "{name} is about blocks that may be given up");
	}
	// Every look at the state names its block, and all of these are final.
	let states = asked.iter().filter(|call| call["method"] == "state_getStorage");
	let blocks: BTreeSet<String> =
		states.map(|call| call["params"][1].as_str().expect("a block").to_owned()).collect();
	assert!(blocks.len() > 5, "{blocks:?}");
	let chain = Chain::connect(&node.url(), Duration::from_secs(5)).await.expect("the node");
	let head = chain.header(Some(chain.finalized().await.expect("a block"))).await;
	let head = head.expect("a header").number;
	for block in blocks {
		let hash: H256 = block.parse().expect("a hash");
		let number = chain.header(Some(hash)).await.expect("known").number;
		assert!(number <= head);
		assert_eq!(chain.block_hash(number).await.expect("known"), hash);
	}
}
