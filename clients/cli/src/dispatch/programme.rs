// SPDX-License-Identifier: Apache-2.0
//! The operator's part: the networks, and the load that nobody plans.

use super::{
	args::{to_json, CommunityArgs, LookArgs},
	records::GridConfig,
};
use crate::{
	calls::dispatch::{self as calls, DayClass},
	clock::slot_length,
	csvfile::CsvFile,
	error::{Error, Result},
	meter::{args::NetworkArgs, session::SignArgs},
	progress::show,
};
use clap::{Args, Subcommand, ValueEnum};
use dispatch_core::{is_tree, Contract, Node};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The networks of a community that plans together.
#[derive(Args, Debug)]
pub struct ProgrammeArgs {
	#[command(subcommand)]
	command: ProgrammeCommand,
}

#[derive(Debug, Subcommand)]
enum ProgrammeCommand {
	Set(SetArgs),
	/// Stop planning together. Plans that hold do so to their end.
	Stop(StopArgs),
	/// Show the networks and the rules of the next round.
	Show(LookArgs),
}

/// Describe the networks, or describe them anew. The community's operator does it.
///
/// The file is JSON: {"electricity": NETWORK, "heat": NETWORK}, heat only if there is a heat network
/// to plan. NETWORK is {"import_max_w", "export_max_w", "lines": [LINE, ...]}, the first line the
/// transformer; LINE is {"behind", "capacity_w", "load_permille"}: the number of the line it hangs
/// on, from 0, the most power either way, and its part of the load that nobody plans, together 1000.
/// Where a line carries less towards the grid, "up_max_w" says so.
#[derive(Args, Debug)]
struct SetArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The networks.
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
}

#[derive(Args, Debug)]
struct StopArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
}

/// Both networks as the operator writes them.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Networks {
	electricity: Grid,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	heat: Option<Grid>,
}

/// A network.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Grid {
	import_max_w: u32,
	export_max_w: u32,
	lines: Vec<Line>,
}

/// A line and everything behind it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
	#[serde(default)]
	behind: u16,
	capacity_w: u32,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	up_max_w: Option<u32>,
	#[serde(default)]
	load_permille: u16,
}

impl Grid {
	fn config(&self, name: &str) -> Result<GridConfig> {
		let node = |line: &Line| Node {
			parent: line.behind,
			down_max_w: line.capacity_w,
			up_max_w: line.up_max_w.unwrap_or(line.capacity_w),
			passive_permille: line.load_permille,
		};
		let tree: Vec<Node> = self.lines.iter().map(node).collect();
		if !is_tree(&tree) {
			return Err(Error::Usage(format!(
				"the lines of {name} make no tree: each hangs on one before it, and their \
				 `load_permille` sum to 1000"
			)));
		}
		let contract =
			Contract { import_max_w: self.import_max_w, export_max_w: self.export_max_w };
		Ok(GridConfig { tree, contract })
	}

	fn of(config: &GridConfig) -> Self {
		let line = |node: &Node| Line {
			behind: node.parent,
			capacity_w: node.down_max_w,
			up_max_w: (node.up_max_w != node.down_max_w).then_some(node.up_max_w),
			load_permille: node.passive_permille,
		};
		let Contract { import_max_w, export_max_w } = config.contract;
		Self { import_max_w, export_max_w, lines: config.tree.iter().map(line).collect() }
	}
}

/// Runs the command.
pub async fn run(args: &ProgrammeArgs) -> Result<()> {
	match &args.command {
		ProgrammeCommand::Set(args) => set(args).await,
		ProgrammeCommand::Stop(args) => {
			let session = args.sign.open().await?;
			session.send(calls::stop_programme(args.which.community)).await?;
			show(format!("Community {} plans no more.", args.which.community));
			Ok(())
		}
		ProgrammeCommand::Show(args) => look(args).await,
	}
}

fn read(path: &Path) -> Result<Networks> {
	let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
	serde_json::from_slice(&text).map_err(|error| {
		let line = u64::try_from(error.line()).unwrap_or(0);
		Error::data(&path.display().to_string(), line, error.to_string())
	})
}

async fn set(args: &SetArgs) -> Result<()> {
	let networks = read(&args.file)?;
	let electricity = networks.electricity.config("electricity")?;
	let heat = networks.heat.as_ref().map(|grid| grid.config("heat")).transpose()?;
	let session = args.sign.open().await?;
	let community = args.which.community;
	session.send(calls::set_programme(community, &electricity, heat.as_ref())).await?;
	let lines = electricity.tree.len() + heat.map_or(0, |grid| grid.tree.len());
	show(format!("Community {community} plans together, on {lines} lines."));
	Ok(())
}

async fn look(args: &LookArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let state = args.which.state(&chain);
	let programme = state.programme().await?.ok_or_else(|| {
		Error::refused(format!("community {}", args.which.community), "it has no programme")
	})?;
	let networks = Networks {
		electricity: Grid::of(&programme.electricity.0),
		heat: programme.heat.0.as_ref().map(Grid::of),
	};
	let rules = serde_json::to_value(state.rules().await?)
		.map_err(|error| Error::misfit("the rules", error))?;
	if args.json {
		let value = serde_json::json!({
			"running": programme.running, "networks": networks, "rules": rules
		});
		show(to_json(&value)?);
		return Ok(());
	}
	let running = if programme.running { "plans together" } else { "has stopped planning" };
	show(format!("Community {} {running}.", args.which.community));
	for (name, grid) in
		[("electricity", Some(&networks.electricity)), ("heat", networks.heat.as_ref())]
	{
		for (number, line) in grid.iter().flat_map(|grid| grid.lines.iter().enumerate()) {
			let Line { behind, capacity_w, load_permille, .. } = line;
			let hangs = if number == 0 { "transformer".into() } else { format!("behind {behind}") };
			show(format!("  {name:<12} line {number:<3} {hangs:<12} {capacity_w:>10} W  load {load_permille} ‰"));
		}
	}
	show("Rules of the next round:");
	for (name, value) in rules.as_object().into_iter().flatten() {
		show(format!("  {name:<24} {value}"));
	}
	Ok(())
}

/// Say what load to expect that nobody plans, for slots of the day in which nothing was measured
/// yet. The community's operator does it; from then on the chain takes what it measures.
#[derive(Args, Debug)]
pub struct PassiveArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	network: NetworkArgs,
	/// On which days (UTC).
	#[arg(long, value_enum, default_value = "all")]
	day: Day,
	/// The load in W, the same in every slot; negative where more is made than used.
	#[arg(long, value_name = "W", allow_negative_numbers = true, required_unless_present = "csv")]
	load_w: Option<i32>,
	/// A CSV file with a column `load_w`: a line for each slot of a day, from midnight UTC.
	#[arg(long, value_name = "FILE", conflicts_with = "load_w")]
	csv: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Day {
	/// Monday to Friday.
	Weekday,
	/// Saturday and Sunday.
	Weekend,
	/// Both.
	All,
}

/// Runs `passive`.
pub async fn passive(args: &PassiveArgs) -> Result<()> {
	let network = args.network.id()?;
	let session = args.sign.open().await?;
	let per_day = slot_length(&session.chain)?.per_day() as usize;
	let load_w = match (&args.csv, args.load_w) {
		(Some(path), _) => column(path)?,
		(None, Some(load_w)) => vec![load_w; per_day],
		(None, None) => return Err(Error::Usage("--load-w or --csv".into())),
	};
	let days = match args.day {
		Day::Weekday => vec![DayClass::Weekday],
		Day::Weekend => vec![DayClass::Weekend],
		Day::All => vec![DayClass::Weekday, DayClass::Weekend],
	};
	for day in days {
		session.send(calls::declare_passive(network, day, &load_w)).await?;
		let name = network.carrier.facts().name;
		let days = match day {
			DayClass::Weekday => "Monday to Friday",
			DayClass::Weekend => "Saturday and Sunday",
		};
		show(format!("{name}, {days}: the load of {} slots is expected as said.", load_w.len()));
	}
	Ok(())
}

fn column(path: &Path) -> Result<Vec<i32>> {
	let folder = path.parent().unwrap_or(Path::new("."));
	let name = path.file_name().unwrap_or_default().to_string_lossy();
	let file = CsvFile::read(folder, &name, &["load_w"])?;
	file.rows().iter().map(|row| file.number(row, "load_w")).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn grid(text: &str) -> Result<GridConfig> {
		serde_json::from_str::<Grid>(text).expect("a network").config("electricity")
	}

	#[test]
	fn lines_become_a_tree_and_back() {
		let text = r#"{ "import_max_w": 100, "export_max_w": 60, "lines": [
			{ "capacity_w": 90, "load_permille": 600 },
			{ "behind": 0, "capacity_w": 30, "up_max_w": 20, "load_permille": 400 } ] }"#;
		let config = grid(text).expect("a tree");
		assert_eq!(config.tree.len(), 2);
		assert_eq!((config.tree[1].parent, config.tree[1].up_max_w), (0, 20));
		assert_eq!(config.tree[0].up_max_w, 90);
		assert_eq!(Grid::of(&config).config("electricity").expect("the same"), config);
	}

	#[test]
	fn lines_that_make_no_tree_are_refused() {
		let wrong = [
			r#"{ "import_max_w": 1, "export_max_w": 1, "lines": [] }"#,
			r#"{ "import_max_w": 1, "export_max_w": 1, "lines": [{ "capacity_w": 1 }] }"#,
			r#"{ "import_max_w": 1, "export_max_w": 1, "lines": [
				{ "capacity_w": 1, "load_permille": 1000 }, { "behind": 1, "capacity_w": 1 }] }"#,
		];
		for text in wrong {
			assert_eq!(grid(text).expect_err(text).code(), 2);
		}
	}
}
