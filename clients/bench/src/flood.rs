// SPDX-License-Identifier: Apache-2.0
//! Whether a flood holds honest readings up: rounds of readings go through a relay to a real node,
//! without an attack and under each of several, and every page's way into a block is timed.
//!
//! `scripts/experiments/flood.sh` prepares the node, the communities and the relay.
#![forbid(unsafe_code)]

#[path = "flood/attack.rs"]
mod attack;
#[path = "flood/field.rs"]
mod field;
#[path = "flood/rounds.rs"]
mod rounds;
#[path = "flood/transactions.rs"]
mod transactions;

use attack::{Attack, Attackers};
use clap::Parser;
use commonwatt_cli::{chain::Chain, error::Result, plan::PartyArgs};
use field::Field;
use rounds::{Rounds, Summary};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode, time::Duration};

/// Slots of the backlog that are left to the attacker: lower than any honest one.
const ATTACKERS_SLOTS: u32 = 45;

#[derive(Parser)]
struct Options {
	/// Where the node listens.
	#[arg(long)]
	url: String,
	/// Where the relay listens, as `ws://`.
	#[arg(long)]
	relay: String,
	/// The data set of the honest community.
	#[arg(long)]
	honest: PathBuf,
	/// What `replay --state` wrote about it.
	#[arg(long)]
	honest_state: PathBuf,
	/// The data set of the attacker's own community. Without one, the attack `backlog` is left out.
	#[arg(long, requires = "other_state")]
	other: Option<PathBuf>,
	/// What `replay --state` wrote about it.
	#[arg(long)]
	other_state: Option<PathBuf>,
	/// Other nodes of the same chain, which the attacker sends through instead.
	#[arg(long, value_delimiter = ',')]
	through: Vec<String>,
	/// Rounds per attack.
	#[arg(long, default_value_t = 7)]
	rounds: u32,
	/// Only these attacks.
	#[arg(long, value_delimiter = ',')]
	only: Vec<String>,
	/// The report.
	#[arg(long)]
	report: PathBuf,
}

/// The accounts of the development chain: the communities were opened by them.
#[derive(Parser)]
struct Defaults {
	#[command(flatten)]
	parties: PartyArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
	match run(&Options::parse()).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("commonwatt-flood: {error}");
			error.exit()
		}
	}
}

async fn run(options: &Options) -> Result<()> {
	let chain = Chain::connect(&options.url, Duration::from_secs(30)).await?;
	let parties = &Defaults::parse_from(["commonwatt-flood"]).parties;
	let honest = Field::new(&chain, &options.honest, &options.honest_state, parties).await?;
	let other = match (&options.other, &options.other_state) {
		(Some(data), Some(state)) => Some(Field::new(&chain, data, state, parties).await?),
		_ => None,
	};
	let here = std::slice::from_ref(&options.url);
	let through = if options.through.is_empty() { here } else { &options.through };
	let attackers = Attackers::fund(&chain, through).await?;
	let mut rounds = Rounds::new(&chain, &options.relay, honest, ATTACKERS_SLOTS).await?;
	let mut summaries = Vec::new();
	for attack in Attack::ALL {
		let wanted =
			options.only.is_empty() || options.only.iter().any(|only| only == attack.name());
		if !wanted || (attack == Attack::Backlog && other.is_none()) {
			continue;
		}
		let before = attackers.bonds(&chain).await?;
		let flood = attackers.begin(attack, &rounds, other.as_ref()).await?;
		let pool = attackers.pool_size().await?;
		let (mut summary, mut copies) = (Summary::default(), 0);
		for _ in 0..options.rounds {
			copies += attackers.copy(attack, &rounds).await?;
			summary.add(rounds.next(&chain).await?);
			if summary.is_stuck() {
				break;
			}
		}
		let sent = copies + flood.end().await;
		let burnt = before.saturating_sub(attackers.bonds(&chain).await?);
		summary.show(attack.name());
		summaries.push(json!({
			"attack": attack.name(),
			"what": attack.what(),
			"readings": summary.readings(),
			"median_ms": summary.at(500),
			"p99_ms": summary.at(990),
			"most_blocks": summary.most_blocks(),
			"held_up": summary.held_up(),
			"stuck": summary.is_stuck(),
			"transactions_of_the_attacker": sent,
			"pool_before": pool,
			"burnt_mcwt": burnt / 1_000_000_000,
		}));
		attackers.drain(&rounds).await?;
	}
	let report = json!({
		"meters": rounds.meters(),
		"readings_per_round": rounds.meters(),
		"rounds": options.rounds,
		"held_up_means": "in a block later than the one after the next",
		"attacks": summaries,
	});
	let text = format!("{report:#}\n");
	std::fs::write(&options.report, text)
		.map_err(|error| commonwatt_cli::error::Error::file(&options.report, error))
}
