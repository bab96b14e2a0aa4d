// SPDX-License-Identifier: Apache-2.0
//! `statement`: why a member's bill is what it is. `read` puts it together from the database,
//! `slot` and `model` add it up, `proof` and `chain` compare it with the chain; `view`, `lines` and
//! `days` are what `text`, `csv`, `json` and `pdf` print.

mod chain;
mod csv;
mod days;
mod json;
mod lines;
pub mod model;
mod pdf;
pub mod proof;
pub mod read;
pub mod slot;
#[cfg(test)]
mod tests;
mod text;
pub mod view;

use crate::{
	chain::Chain,
	data::DataSet,
	error::{Error, Result},
	flow::Names,
	meter::args::WhichArgs,
	progress::{say, show},
	store::Store,
};
use clap::{Args, ValueEnum};
use energy_primitives::{MemberAccount, Slot};
use read::Choice;
use std::{path::PathBuf, time::Duration};
use view::View;

/// Say why a member's bill is what it is: energy, prices, every line of the account, and what it
/// would have been with the grid alone.
///
/// Everything is computed from the settled slots in the database and compared with what the chain
/// says; with --url, with what it says now. What differs is named, and the exit code is 5.
#[derive(Args, Debug)]
pub struct StatementArgs {
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	#[command(flatten)]
	which: WhichArgs,
	/// As the how-manieth owner of the meter, from 0; the owner of now if left out.
	#[arg(long, value_name = "NUMBER")]
	epoch: Option<u32>,
	/// The billing period, from 0; the last closed one if left out.
	#[arg(long, value_name = "NUMBER", conflicts_with_all = ["from", "to"])]
	period: Option<u32>,
	/// Instead of a period: the first slot.
	#[arg(long, value_name = "SLOT", requires = "to")]
	from: Option<Slot>,
	/// The last slot.
	#[arg(long, value_name = "SLOT", requires = "from")]
	to: Option<Slot>,
	/// What to write.
	#[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
	format: Format,
	/// Where to write it; the terminal if left out.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// Folder of the data set, for the names of homes.
	#[arg(long, value_name = "FOLDER")]
	data: Option<PathBuf>,
	/// A node to compare with.
	#[arg(long, value_name = "URL")]
	url: Option<String>,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 10, value_name = "SECONDS")]
	wait: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
	/// For a terminal.
	Text,
	/// Everything, slot by slot.
	Json,
	/// Slots and notes, one line each.
	Csv,
	/// A page for people.
	Pdf,
}

/// Runs the command.
pub async fn run(args: &StatementArgs) -> Result<()> {
	if args.format == Format::Pdf && args.out.is_none() {
		return Err(Error::Usage("a PDF needs --out".into()));
	}
	let names = match &args.data {
		Some(folder) => Names::of(&DataSet::read(folder)?),
		None => Names::default(),
	};
	let store = Store::open_existing(&args.db)?;
	let meter = args.which.id()?;
	let epoch = args.epoch.map_or_else(|| read::owner_now(&store, meter), Ok)?;
	let choice = match (args.period, args.from, args.to) {
		(Some(period), ..) => Choice::Period(period),
		(None, Some(first), Some(last)) => Choice::Slots(first, last),
		_ => Choice::Newest,
	};
	let found = read::read(&store, MemberAccount { meter, epoch }, choice)?;
	let mut proof = proof::check(&found);
	if let Some(url) = &args.url {
		let chain = Chain::connect(url, Duration::from_secs(args.wait)).await?;
		chain::compare(&store, &chain, &found, &mut proof).await?;
	}
	let name = names.of_meter(meter.network.carrier, meter.index);
	let length = store.slot_length()?;
	let view = View { found: &found, proof: &proof, name: &name, length };
	print(args, &view)?;
	if proof.holds() {
		return Ok(());
	}
	Err(Error::Verification(proof.differences.join("; ")))
}

/// Writes a statement where it is wanted. What holds is said beside it where its format has no
/// place for words.
fn print(args: &StatementArgs, view: &View<'_>) -> Result<()> {
	let bytes = match args.format {
		Format::Text => text::text(view).into_bytes(),
		Format::Csv => csv::csv(view).trim_end().as_bytes().to_vec(),
		Format::Json => {
			let text = json::json(view).map_err(|error| Error::file(&args.db, error))?;
			text.into_bytes()
		}
		Format::Pdf => pdf::pdf(view),
	};
	match &args.out {
		Some(path) => {
			let end: &[u8] = if args.format == Format::Pdf { b"" } else { b"\n" };
			let bytes = [&bytes, end].concat();
			std::fs::write(path, bytes).map_err(|error| Error::file(path, error))?;
			show(format!("{}: {}", path.display(), view.what()));
			show(view.proof.line());
		}
		None => {
			show(String::from_utf8_lossy(&bytes));
			if args.format == Format::Csv {
				say(view.proof.line());
			}
		}
	}
	Ok(())
}
