// SPDX-License-Identifier: Apache-2.0
//! Measures Commonwatt: what a reading, a sweep and a round of dispatch cost on one core, how the state grows, and, with
//! `--node`, how many readings a second a real node takes that holds a million meters.

mod chain;
mod cpu;
mod dispatch;
mod fleet;
mod genesis;
mod growth;
mod live;
mod load;
mod node;
mod parallel;
mod steps;
mod town;

use chain::Result;
use clap::Parser;
use node::Pool;
use serde_json::json;
use std::path::PathBuf;

/// Measure a Commonwatt chain.
#[derive(Debug, Parser)]
struct Arguments {
	/// Where the figures are written as JSON.
	report: Option<PathBuf>,

	/// The node to load; without it, only chains in this process are measured.
	#[arg(long)]
	node: Option<PathBuf>,

	/// Meters registered on the node's chain.
	#[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(256..))]
	meters: u32,

	/// Slots for which every meter of the node's chain speaks.
	#[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=32))]
	slots: u32,

	/// Batches of one reading sent to the node; half as many of 16, a quarter of 64.
	#[arg(long, default_value_t = 12_000)]
	batches: usize,

	/// Batches under way to the node at a time.
	#[arg(long, default_value_t = 4_096)]
	ahead: usize,

	/// Transactions the node's pool holds.
	#[arg(long, default_value_t = 8_192)]
	pool_limit: usize,

	/// Kilobytes of transactions the node's pool holds.
	#[arg(long, default_value_t = 131_072)]
	pool_kbytes: usize,

	/// Slots over which the growth of the state is measured; 0 to leave it out.
	#[arg(long, default_value_t = 1_000)]
	growth: u32,

	/// Only what a round of collective dispatch costs.
	#[arg(long)]
	dispatch_only: bool,

	/// A quick run: fewer rounds.
	#[arg(long)]
	short: bool,
}

fn main() {
	if let Err(error) = run(&Arguments::parse()) {
		eprintln!("commonwatt-bench: {error}");
		std::process::exit(1);
	}
}

fn run(arguments: &Arguments) -> Result<()> {
	let tokio = tokio::runtime::Runtime::new()?;
	let round = dispatch::measure(&tokio)?;
	let planning =
		[("verify_ms_1000x96".into(), round["verify_ms"].clone()), ("dispatch".into(), round)];
	let mut report = serde_json::Map::from_iter(planning);
	if arguments.dispatch_only {
		return write(arguments, report);
	}
	let steps = steps::measure(&tokio, if arguments.short { 3 } else { 7 })?;
	report.extend(steps.report);
	if arguments.growth > 0 {
		let growth = growth::measure(&tokio, arguments.growth)?;
		report.insert("growth".into(), growth);
	}
	if let Some(node) = &arguments.node {
		let settings = live::Settings {
			node: node.clone(),
			meters: arguments.meters,
			slots: arguments.slots,
			batches: arguments.batches,
			ahead: arguments.ahead,
			pool: Pool { limit: arguments.pool_limit, kbytes: arguments.pool_kbytes },
			verify_us: steps.verify_us,
		};
		let live = live::measure(&tokio, &settings)?;
		report.insert("readings_per_s".into(), live["readings_per_s"].clone());
		report.insert("node".into(), live);
	}
	report.insert("short".into(), json!(arguments.short));
	write(arguments, report)
}

fn write(arguments: &Arguments, report: serde_json::Map<String, serde_json::Value>) -> Result<()> {
	if let Some(path) = &arguments.report {
		let report = serde_json::Value::Object(report);
		std::fs::write(path, format!("{report:#}\n"))?;
		println!("written to {}", path.display());
	}
	Ok(())
}
