// SPDX-License-Identifier: Apache-2.0
//! Measures on one core what a reading and a sweep cost: a block is built with readings and
//! imported as a node would that received it (WASM execution, trie, ParityDB on disk); the time of
//! an empty block is taken off. Every figure is a median over several slots.
//!
//! `commonwatt-bench [REPORT.json]` prints a table and writes the report.

mod chain;
mod setup;

use chain::{Chain, Result};
use setup::{Fleet, NETWORK};
use sp_core::{ed25519, Pair};
use std::time::{Duration, Instant};

const PAGES: u32 = 16;
const ROUNDS: u64 = 7;
const SLOT_S: u64 = 900;

fn main() {
	if let Err(error) = run() {
		eprintln!("commonwatt-bench: {error}");
		std::process::exit(1);
	}
}

fn run() -> Result<()> {
	let tokio = tokio::runtime::Runtime::new()?;
	// Any time will do: the chain's clock is the timestamp of its blocks.
	let begin_s = 1_800_000_000 / SLOT_S * SLOT_S;
	// Just far enough back that every slot of the measurement has ended: the grid's limit must cover
	// each of them.
	let first_slot = u32::try_from(begin_s / SLOT_S)? - u32::try_from(ROUNDS)? - 1;
	let mut chain = Chain::new(tokio.handle().clone(), begin_s * 1_000)?;
	println!("Registering {} meters ...", PAGES * 256);
	let fleet = Fleet::install(&mut chain, PAGES, first_slot)?;
	let meters = f64::from(fleet.meters());

	let (mut verify, mut empty, mut read, mut sweep) = (vec![], vec![], vec![], vec![]);
	for nth in 1..=ROUNDS {
		let slot = first_slot + u32::try_from(nth)? - 1;
		verify.push(verify_all(&fleet, slot, nth)?);
		empty.push(chain.import(vec![])?);
		read.push(chain.import(fleet.batches(slot, nth, 256))?);
		sweep.push(sweep_all(&mut chain, slot)?);
	}
	let singles = single_readings(&mut chain, &fleet, first_slot + u32::try_from(ROUNDS)?)?;

	let empty_us = median_us(&empty);
	let verify_us = median_us(&verify) / meters;
	let reading_us = (median_us(&read) - empty_us) / meters;
	let store_us = reading_us - verify_us;
	let sweeps_us: Vec<_> =
		sweep.iter().map(|(took, blocks)| us(*took) - empty_us * f64::from(*blocks)).collect();
	let sweep_us = middle(sweeps_us) / meters * 1_000.0;
	let single_us = us(singles) - empty_us;
	let execution_per_s = 1_000_000.0 / reading_us;
	// A block has half its time for transactions, and the chain bounds readings per block.
	let block_s = 3.0;
	let bound_per_s =
		f64::from(commonwatt_runtime::configs::energy::ReadingsPerBlockMax::get()) / block_s;
	let sustained_per_s = (execution_per_s / 2.0).min(bound_per_s);

	println!("a signature check, native        {verify_us:9.2} us");
	println!(
		"a reading in a full page         {reading_us:9.2} us, {:.1} % over its signature check",
		store_us / verify_us * 100.0
	);
	println!(
		"{PAGES} pages with one reading each   {single_us:9.0} us, {:.0} us a reading",
		single_us / f64::from(PAGES)
	);
	println!("clear and sweep 1 000 positions  {sweep_us:9.0} us");
	println!("an empty block                   {empty_us:9.0} us");
	println!("readings/s, execution alone      {execution_per_s:9.0}");
	println!("readings/s, sustained on chain   {sustained_per_s:9.0}");
	let report = serde_json::json!({
		"meters": fleet.meters(),
		"rounds": ROUNDS,
		"readings_per_s": sustained_per_s.round(),
		"readings_per_s_execution": execution_per_s.round(),
		"verify_us": round2(verify_us),
		"reading_us": round2(reading_us),
		"store_us_per_reading": round2(store_us),
		"store_to_verify_ratio": round2(store_us / verify_us),
		"single_reading_us": round2(single_us / f64::from(PAGES)),
		"sweep_us_per_1k_positions": round2(sweep_us),
		"empty_block_us": round2(empty_us),
	});
	if let Some(path) = std::env::args().nth(1) {
		std::fs::write(&path, format!("{report:#}\n"))?;
		println!("written to {path}");
	}
	Ok(())
}

/// Checks every device's signature natively, one after the other.
fn verify_all(fleet: &Fleet, slot: u32, nth: u64) -> Result<Duration> {
	let signatures = fleet.signatures(slot, nth);
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

/// Lets empty blocks pass until the slot is settled: how long they took, and how many they were.
fn sweep_all(chain: &mut Chain, slot: u32) -> Result<(Duration, u32)> {
	let mut took = Duration::ZERO;
	for blocks in 1..=100 {
		took += chain.import(vec![])?;
		if is_settled(chain, slot)? {
			return Ok((took, blocks));
		}
	}
	Err("the slot was not settled within 100 blocks".into())
}

fn is_settled(chain: &Chain, slot: u32) -> Result<bool> {
	let key = pallet_settlement::SlotRecords::<commonwatt_runtime::Runtime>::hashed_key_for((
		NETWORK, slot,
	));
	Ok(chain.storage(key)?.is_some())
}

/// One reading per page, each in a batch of its own.
fn single_readings(chain: &mut Chain, fleet: &Fleet, slot: u32) -> Result<Duration> {
	chain.import(fleet.batches(slot, ROUNDS + 1, 1))
}

fn us(took: Duration) -> f64 {
	took.as_secs_f64() * 1_000_000.0
}

fn median_us(times: &[Duration]) -> f64 {
	middle(times.iter().map(|took| us(*took)).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
	values.sort_by(f64::total_cmp);
	values[values.len() / 2]
}

fn round2(value: f64) -> f64 {
	(value * 100.0).round() / 100.0
}
