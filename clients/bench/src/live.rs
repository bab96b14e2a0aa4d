// SPDX-License-Identifier: Apache-2.0
//! A node under load: how many readings a second a real node with a large state takes into its
//! blocks, where its time goes, and how many bytes a reading has.

use crate::{
	chain::Result,
	cpu::Counters,
	fleet::{Batch, Fleet},
	genesis,
	load::{self, BlockFacts, Outcome},
	node::{self, Node, Pool},
	steps::{round2, SLOT_S},
};
use codec::Encode;
use energy_primitives::{Slot, PAGE_ROWS};
use futures::future::{select, Either};
use serde_json::{json, Map, Value};
use std::{
	future::Future,
	path::PathBuf,
	pin::pin,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::signal::unix::{signal, SignalKind};

/// What a request to submit a transaction has besides the transaction's digits.
const REQUEST_BYTES: usize =
	r#"{"jsonrpc":"2.0","id":1000,"method":"author_submitExtrinsic","params":["0x"]}"#.len();
/// Blocks before a load in which the node comes to rest.
const REST: Duration = Duration::from_secs(9);

/// What is measured.
pub(crate) struct Settings {
	/// The node's program.
	pub(crate) node: PathBuf,
	/// Registered meters.
	pub(crate) meters: u32,
	/// Slots for which every meter speaks.
	pub(crate) slots: u32,
	/// Batches of less than a page, at most, for each fill.
	pub(crate) batches: usize,
	/// Batches under way at a time.
	pub(crate) ahead: usize,
	/// The pool's bounds.
	pub(crate) pool: Pool,
	/// A native signature check in microseconds.
	pub(crate) verify_us: f64,
}

/// One load: batches of one fill.
struct Part {
	rows: u32,
	batches: Vec<Batch>,
}

impl Part {
	fn readings(&self) -> u32 {
		self.batches.iter().map(|batch| batch.rows.end - batch.rows.start).sum()
	}

	fn last_slot(&self) -> Slot {
		self.batches.last().map_or(0, |batch| batch.slot)
	}
}

/// Measures on a node of its own.
pub(crate) fn measure(tokio: &tokio::runtime::Runtime, settings: &Settings) -> Result<Value> {
	let begin = Instant::now();
	let folder = tempfile::tempdir()?;
	println!("Making {} meters ...", settings.meters);
	let fleet = Fleet::new(settings.meters);
	let now_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
	let current = u32::try_from(now_ms / 1_000 / SLOT_S)?;
	// Every slot must have ended, so the plan is made from its length.
	let slots = plan(&fleet, settings, 0).last().map_or(0, |part| part.last_slot() + 1);
	let first_slot = current - slots;
	let parts = plan(&fleet, settings, first_slot);

	let spec = folder.path().join("spec.json");
	let base = node::export_spec(&settings.node)?;
	let size = genesis::write(&base, &spec, &fleet, first_slot, now_ms)?;
	let genesis_s = begin.elapsed().as_secs_f64();
	println!(
		"  a first state of {} entries and {} MB, in {genesis_s:.0} s",
		size.items,
		size.bytes / 1_000_000
	);
	let work = async {
		let begin = Instant::now();
		let node = Node::start(&settings.node, &spec, folder.path(), settings.pool).await?;
		let start_s = begin.elapsed().as_secs_f64();
		println!("  the node answers after {start_s:.0} s");
		let mut report = run(&node, &fleet, &parts, settings).await?;
		report.insert("start_s".into(), json!(start_s.round()));
		Ok(report)
	};
	let mut report = tokio.block_on(unless_stopped(work))?;
	let facts = [
		("meters", json!(settings.meters)),
		("state_items", json!(size.items)),
		("state_bytes", json!(size.bytes)),
		("genesis_s", json!(genesis_s.round())),
		("pool_limit", json!(settings.pool.limit)),
		("pool_kbytes", json!(settings.pool.kbytes)),
		("batches_ahead", json!(settings.ahead)),
	];
	report.extend(facts.map(|(name, value)| (name.to_owned(), value)));
	Ok(Value::Object(report))
}

/// Does the work unless this process is told to end: a node must not stay behind.
async fn unless_stopped<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
	let mut terminated = signal(SignalKind::terminate())?;
	let mut interrupted = signal(SignalKind::interrupt())?;
	let (terminated, interrupted) = (pin!(terminated.recv()), pin!(interrupted.recv()));
	match select(pin!(work), select(terminated, interrupted)).await {
		Either::Left((done, _)) => done,
		Either::Right(_) => Err("stopped".into()),
	}
}

/// Full pages for whole slots first, then smaller batches, each load on slots of its own.
fn plan(fleet: &Fleet, settings: &Settings, first_slot: Slot) -> Vec<Part> {
	let full = settings.slots as usize * fleet.pages() as usize;
	let mut parts: Vec<Part> = Vec::new();
	let mut slot = first_slot;
	for (rows, wanted) in [
		(PAGE_ROWS, full),
		(64, settings.batches / 4),
		(16, settings.batches / 2),
		(1, settings.batches),
	] {
		let batches = fleet.plan(slot, slot - first_slot + 1, rows, wanted);
		let part = Part { rows, batches };
		slot = part.last_slot() + 1;
		parts.push(part);
	}
	parts
}

async fn run(
	node: &Node,
	fleet: &Fleet,
	parts: &[Part],
	settings: &Settings,
) -> Result<Map<String, Value>> {
	let genesis = node.block_hash(0).await?.0;
	let mut report = Map::new();
	let mut fills = Map::new();
	for part in parts {
		println!("Signing {} batches of {} ...", part.batches.len(), part.rows);
		let signed = fleet.sign(&genesis, &part.batches);
		let signed: Vec<Vec<u8>> = signed.iter().map(Encode::encode).collect();
		tokio::time::sleep(REST).await;
		let before = Counters::read(node)?;
		let outcome = load::run(node, &signed, settings.ahead).await?;
		let spent = Counters::read(node)?.since(&before);
		let figures = figures(node, part, &signed, &outcome, &spent, settings).await?;
		if part.rows == PAGE_ROWS {
			report.insert("readings_per_s".into(), figures["readings_per_s"].clone());
			let from = outcome.blocks.last().map_or(0, |block| block.number);
			report.insert("sweep".into(), sweep(node, from, part.last_slot()).await?);
		}
		fills.insert(part.rows.to_string(), figures);
	}
	report.insert("fills".into(), Value::Object(fills));
	Ok(report)
}

/// What the load of one part came to; an error where a reading did not count.
async fn figures(
	node: &Node,
	part: &Part,
	signed: &[Vec<u8>],
	outcome: &Outcome,
	spent: &Counters,
	settings: &Settings,
) -> Result<Value> {
	let sum = |of: fn(&BlockFacts) -> u32| outcome.blocks.iter().map(of).sum::<u32>();
	let (readings, rejected) = (part.readings(), sum(|block| block.rejected));
	let failed: usize = outcome.blocks.iter().map(|block| block.failed).sum();
	if sum(|block| block.accepted) != readings || failed > 0 {
		return Err(format!("{rejected} of {readings} readings rejected, {failed} failed").into());
	}
	let per_reading = |bytes: usize| round2(bytes as f64 / f64::from(readings));
	let bytes: usize = signed.iter().map(Vec::len).sum();
	let requests = 2 * bytes + REQUEST_BYTES * signed.len();
	let fullest = outcome.blocks.iter().max_by_key(|block| block.accepted);
	let fullest = fullest.ok_or("a load without blocks")?;
	let block_bytes = node.block_bytes(node.block_hash(fullest.number).await?).await?;
	let per_s = load::sustained_per_s(&outcome.blocks);
	let last_ms = outcome.blocks.last().map(|block| block.time_ms);
	let ms = first_ms(&outcome.blocks).zip(last_ms).map(|(first, last)| last - first);
	println!(
		"  {:3} rows a batch: {per_s:6.0} readings/s, a block built in {:.0} ms",
		part.rows,
		spent.build_ms()
	);
	Ok(json!({
		"readings_per_s": per_s.round(),
		"readings": readings,
		"batches": signed.len(),
		"blocks": outcome.blocks.len(),
		"seconds": ms.map(|ms| ms / 1_000 + 3),
		"readings_per_block": outcome.blocks.iter().map(|block| block.accepted).collect::<Vec<_>>(),
		"bytes_per_reading_wire": per_reading(bytes),
		"bytes_per_reading_rpc": per_reading(requests),
		"bytes_per_reading_block": round2(block_bytes as f64 / f64::from(fullest.accepted)),
		"block_bytes": block_bytes,
		"build_ms_per_block": round2(spent.build_ms()),
		"blocks_ended": spent.ends(),
		"pool_refusals": outcome.refused,
		"us_per_reading": spent.split(readings, settings.verify_us),
	}))
}

/// When the first block with readings was made.
fn first_ms(blocks: &[BlockFacts]) -> Option<u64> {
	blocks.iter().find(|block| block.accepted > 0).map(|block| block.time_ms)
}

/// What it takes to settle the last slot after its last reading, while nothing else goes on.
async fn sweep(node: &Node, from: u32, slot: Slot) -> Result<Value> {
	let before = Counters::read(node)?;
	let blocks = load::settled(node, from, slot).await?;
	let spent = Counters::read(node)?.since(&before);
	println!("  settled in {} blocks, {:.1} s of building", blocks.len() - 1, spent.built_s());
	Ok(json!({
		"blocks": blocks.len() - 1,
		"build_s": round2(spent.built_s()),
	}))
}
