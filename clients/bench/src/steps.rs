// SPDX-License-Identifier: Apache-2.0
//! What a reading and a sweep cost on one core: a block is built with readings and imported as a
//! node would that received it (WASM execution, trie, ParityDB on disk); the time of an empty block
//! is taken off. Every figure is a median over several slots.

use crate::{
	chain::{Chain, Result},
	fleet::Fleet,
	town::{self, NETWORK},
};
use codec::{Decode, Encode};
use commonwatt_runtime::{constants::block::MAXIMUM_BLOCK_WEIGHT, Runtime};
use energy_primitives::Slot;
use frame_system::ConsumedWeight;
use serde_json::{json, Map, Value};
use sp_core::{ed25519, Pair};
use std::time::{Duration, Instant};

/// Length of a slot of the chain in seconds.
pub(crate) const SLOT_S: u64 = commonwatt_runtime::configs::energy::SLOT_SECONDS as u64;
/// When the chains in this process begin. Any time will do: their clock is their blocks' timestamp.
pub(crate) const BEGIN_S: u64 = 1_800_000_000 / SLOT_S * SLOT_S;
/// How many readings the batches have that are measured.
pub(crate) const FILLS: [u32; 4] = [1, 16, 64, 256];

const PAGES: u32 = 16;

/// Costs on one core, in microseconds.
pub(crate) struct Steps {
	/// A signature check of a device, native.
	pub(crate) verify_us: f64,
	/// The figures, for the report.
	pub(crate) report: Map<String, Value>,
}

/// A batch of some fill.
struct Fill {
	rows: u32,
	reading_us: f64,
	batch_us: f64,
	bytes: f64,
}

/// Measures with 16 pages of meters over this many slots.
pub(crate) fn measure(tokio: &tokio::runtime::Runtime, rounds: u32) -> Result<Steps> {
	let slots = rounds * FILLS.len() as u32;
	// Just far enough back that every slot of the measurement has ended: the grid's limit must cover
	// each of them.
	let first_slot = u32::try_from(BEGIN_S / SLOT_S)? - slots - 1;
	let mut chain = Chain::new(tokio.handle().clone(), BEGIN_S * 1_000)?;
	let fleet = Fleet::new(PAGES * energy_primitives::PAGE_ROWS);
	println!("Registering {} meters on a chain in this process ...", fleet.meters());
	town::install(&mut chain, &fleet, first_slot)?;
	let meters = f64::from(fleet.meters());

	let (mut verify, mut empty, mut sweep) = (vec![], vec![], vec![]);
	let mut idle_us = f64::MAX;
	let mut fills = Vec::new();
	let mut nth = 0;
	// Full pages first: behind a slot with readings missing, none is settled.
	for rows in FILLS.into_iter().rev() {
		let mut took = Vec::new();
		let mut bytes = 0;
		for _ in 0..rounds {
			nth += 1;
			let slot = first_slot + nth - 1;
			let batches = fleet.sign(&chain.genesis(), &fleet.slot(slot, nth, rows));
			bytes = batches.iter().map(|batch| batch.encode().len()).sum();
			if rows == energy_primitives::PAGE_ROWS {
				verify.push(verify_all(&chain, &fleet, slot, nth)?);
			}
			empty.push(us(chain.import(vec![])?));
			idle_us = idle_us.min(charged(&chain)?);
			took.push(us(chain.import(batches)?));
			if rows == energy_primitives::PAGE_ROWS {
				sweep.push(sweep_all(&mut chain, slot)?);
			}
		}
		let batch_us = (middle(took) - middle(empty.clone())) / f64::from(PAGES);
		let reading_us = batch_us / f64::from(rows);
		let bytes = bytes as f64 / f64::from(PAGES * rows);
		fills.push(Fill { rows, reading_us, batch_us, bytes });
	}
	let empty_us = middle(empty);
	let sweep_us = middle(sweep.iter().map(|sweep| sweep.net_us(empty_us)).collect());
	let sweep_us = sweep_us / meters * 1_000.0;
	let verify_us = middle(verify.into_iter().map(us).collect()) / meters;
	let mut steps = report(fleet.meters(), rounds, verify_us, sweep_us, empty_us, &fills);
	steps.report.extend(charges(&sweep, empty_us, idle_us));
	Ok(steps)
}

/// How the sweeps' time compares with what was charged for it. `idle_us` is what an empty block is
/// charged for.
fn charges(sweeps: &[Sweep], empty_us: f64, idle_us: f64) -> [(String, Value); 3] {
	let charged_us = |sweep: &Sweep| sweep.charged_us - idle_us * f64::from(sweep.blocks);
	let ratios = sweeps.iter().map(|sweep| sweep.net_us(empty_us) / charged_us(sweep));
	let measured_to_charged = middle(ratios.collect());
	let blocks = sweeps.iter().map(|sweep| sweep.blocks).max().unwrap_or(0);
	let fullest = sweeps.iter().map(|sweep| sweep.fullest).fold(0.0, f64::max);
	println!("measured of charged              {measured_to_charged:9.2}");
	println!("fullest block of a sweep         {:9.1} %", fullest * 100.0);
	[
		("blocks_used".into(), json!(blocks)),
		("max_block_weight_ratio".into(), json!(round2(fullest))),
		("measured_to_charged".into(), json!(round2(measured_to_charged))),
	]
}

fn report(
	meters: u32,
	rounds: u32,
	verify_us: f64,
	sweep_us: f64,
	empty_us: f64,
	fills: &[Fill],
) -> Steps {
	let full_us = fills.first().map_or(0.0, |fill| fill.reading_us);
	let single_us = fills.last().map_or(0.0, |fill| fill.reading_us);
	let store_us = full_us - verify_us;
	println!("a signature check, native        {verify_us:9.2} us");
	for fill in fills {
		println!(
			"a reading in a batch of {:3}      {:9.2} us, {:.1} bytes",
			fill.rows, fill.reading_us, fill.bytes
		);
	}
	println!("of it outside its signature      {:9.1} %", store_us / verify_us * 100.0);
	println!("clear and sweep 1 000 positions  {sweep_us:9.0} us");
	println!("an empty block                   {empty_us:9.0} us");
	let by_fill = fills.iter().map(|fill| {
		let figures = json!({
			"reading_us": round2(fill.reading_us),
			"batch_us": round2(fill.batch_us),
			"bytes_per_reading": round2(fill.bytes),
		});
		(fill.rows.to_string(), figures)
	});
	let report = [
		("meters", json!(meters)),
		("rounds", json!(rounds)),
		("readings_per_s_execution", json!((1_000_000.0 / full_us).round())),
		("verify_us", json!(round2(verify_us))),
		("reading_us", json!(round2(full_us))),
		("store_us_per_reading", json!(round2(store_us))),
		("store_to_verify_ratio", json!(round2(store_us / verify_us))),
		("single_reading_us", json!(round2(single_us))),
		("sweep_us_per_1k_positions", json!(round2(sweep_us))),
		("empty_block_us", json!(round2(empty_us))),
		("fills", Value::Object(by_fill.collect())),
	];
	let report = report.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
	Steps { verify_us, report }
}

/// Checks every device's signature natively, one after the other.
fn verify_all(chain: &Chain, fleet: &Fleet, slot: Slot, nth: u32) -> Result<Duration> {
	let signatures = fleet.signatures(&chain.genesis(), slot, nth);
	let begin = Instant::now();
	for (message, signature, key) in &signatures {
		let signature = ed25519::Signature::from_raw(*signature);
		let key = ed25519::Public::from_raw(*key);
		if !ed25519::Pair::verify(&signature, message, &key) {
			return Err("a good signature does not verify".into());
		}
	}
	Ok(begin.elapsed())
}

/// What it took to settle a slot in otherwise empty blocks.
#[derive(Clone, Copy)]
pub(crate) struct Sweep {
	took: Duration,
	blocks: u32,
	/// What the blocks were charged for, in microseconds.
	charged_us: f64,
	/// The fullest of the blocks, of what a block may be charged for.
	fullest: f64,
}

impl Sweep {
	/// The measured time, without that of empty blocks, in microseconds.
	fn net_us(&self, empty_us: f64) -> f64 {
		us(self.took) - empty_us * f64::from(self.blocks)
	}
}

/// Lets empty blocks pass until the slot is settled.
pub(crate) fn sweep_all(chain: &mut Chain, slot: Slot) -> Result<Sweep> {
	let record = pallet_settlement::SlotRecords::<Runtime>::hashed_key_for((NETWORK, slot));
	let full_us = weight_us(MAXIMUM_BLOCK_WEIGHT.ref_time());
	let mut sweep = Sweep { took: Duration::ZERO, blocks: 0, charged_us: 0.0, fullest: 0.0 };
	while sweep.blocks < 100 {
		sweep.took += chain.import(vec![])?;
		sweep.blocks += 1;
		let charged_us = charged(chain)?;
		sweep.charged_us += charged_us;
		sweep.fullest = sweep.fullest.max(charged_us / full_us);
		if chain.storage(record.clone())?.is_some() {
			return Ok(sweep);
		}
	}
	Err("the slot was not settled within 100 blocks".into())
}

/// What the last block was charged for, in microseconds.
pub(crate) fn charged(chain: &Chain) -> Result<f64> {
	let key = frame_system::BlockWeight::<Runtime>::hashed_key();
	let value = chain.storage(key.to_vec())?.ok_or("a block without a weight")?;
	let consumed = ConsumedWeight::decode(&mut value.as_slice())?;
	Ok(weight_us(consumed.total().ref_time()))
}

/// A weight's time in microseconds: it is counted in picoseconds.
fn weight_us(ref_time: u64) -> f64 {
	ref_time as f64 / 1_000_000.0
}

pub(crate) fn us(took: Duration) -> f64 {
	took.as_secs_f64() * 1_000_000.0
}

pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
	values.sort_by(f64::total_cmp);
	values[values.len() / 2]
}

/// Two decimals are as many as any of these figures has.
pub(crate) fn round2(value: f64) -> f64 {
	(value * 100.0).round() / 100.0
}
