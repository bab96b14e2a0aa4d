// SPDX-License-Identifier: Apache-2.0
//! `index`: follows finalised blocks and keeps what the chain drops: the pages of settled slots.
//!
//! Clearing never runs in the block of a slot's last reading, so the pages of a slot stand in the
//! state before the block that cleared it. From them, with the prices of the slot's record, the
//! record's root is recomputed: what is kept here is exactly what the chain committed to.
//!
//! Only finalised blocks are read, so no branch that is given up leaves a trace. `reader` knows the
//! events, `slots` the pages, `rebuilt` what no state keeps, `meters` what is registered, `periods`
//! the statements.

mod meters;
mod periods;
mod reader;
mod rebuilt;
mod slots;

pub use periods::{read_period, statements_root};
pub use slots::root_of;

use crate::{
	chain::Chain,
	clock::slot_length,
	error::{Error, Result},
	progress::{say, show, Progress},
	store::{LastBlock, Store},
};
use clap::Args;
use reader::Reader;
use std::{path::PathBuf, time::Duration};

/// Blocks between two writes of the place where the index stands.
const COMMIT_EVERY: u64 = 50;

/// Follow finalised blocks and keep the pages of settled slots in a local database.
///
/// Every slot is checked against the root its record commits to. Run again, it continues where it
/// stopped. The node must still hold the state of the blocks to read: a new database of an old
/// chain needs a node with `--state-pruning archive`.
#[derive(Args, Debug)]
pub struct IndexArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// The database; made if it is not there.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Keep following new blocks instead of stopping at the last finalised one.
	#[arg(long)]
	follow: bool,
	/// First block to read in a new database.
	#[arg(long, default_value_t = 1, value_name = "BLOCK")]
	from: u64,
	/// Last block to read.
	#[arg(long, value_name = "BLOCK", conflicts_with = "follow")]
	to: Option<u64>,
	/// Print a hash over the whole database at the end: all that read the same blocks have the same.
	#[arg(long)]
	fingerprint: bool,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
}

/// Runs the command.
pub async fn run(args: &IndexArgs) -> Result<()> {
	let patience = Duration::from_secs(args.wait);
	let store = Store::open(&args.db)?;
	loop {
		let chain = Chain::connect(&args.url, patience).await?;
		check_genesis(&store, &chain)?;
		check_last_block(&store, &chain).await?;
		match follow(args, &store, chain).await {
			Err(Error::Unreachable { reason, .. }) if args.follow => {
				say(format!("the node went away ({reason}), waiting for it to come back"));
			}
			done => return done,
		}
	}
}

fn check_genesis(store: &Store, chain: &Chain) -> Result<()> {
	match store.genesis()? {
		Some(genesis) if genesis != chain.genesis() => Err(Error::Usage(
			"this database is about another chain: choose another file or delete it".into(),
		)),
		Some(_) => Ok(()),
		None => {
			let batch = store.batch()?;
			batch.put_chain(chain.genesis(), slot_length(chain)?)?;
			batch.commit()
		}
	}
}

/// Refuses a database whose last block is none of the node's: finalised blocks stay, so one of the
/// two is not to be trusted.
async fn check_last_block(store: &Store, chain: &Chain) -> Result<()> {
	let Some(last) = store.last_block()? else { return Ok(()) };
	let head = chain.header(Some(chain.finalized().await?)).await?.number;
	if head < last.number {
		// A node that still synchronises.
		return Ok(());
	}
	let known = chain.block_hash(last.number).await?;
	if known.0 == last.hash {
		return Ok(());
	}
	Err(Error::Verification(format!(
		"block {} of this database has hash 0x{}, the node has finalised {known:?}: one of the two \
		 followed another chain; ask another node, or delete the database and index again",
		last.number,
		hex::encode(last.hash)
	)))
}

async fn follow(args: &IndexArgs, store: &Store, chain: Chain) -> Result<()> {
	let mut heads = chain.finalized_heads().await?;
	let mut chain = chain;
	let mut slots = 0;
	loop {
		let finalised = chain.header(Some(chain.finalized().await?)).await?.number;
		let head = args.to.map_or(finalised, |to| to.min(finalised));
		let next = store.last_block()?.map_or(args.from, |last| last.number + 1);
		if next <= head {
			chain = chain.at_runtime_of(chain.block_hash(next).await?).await?;
			slots += index_blocks(store, &mut chain, next, head).await?;
		}
		if !args.follow {
			return report(args, store, slots);
		}
		chain.next(&mut heads).await?;
	}
}

fn report(args: &IndexArgs, store: &Store, slots: u64) -> Result<()> {
	let head = store.last_block()?.map_or(0, |last| last.number);
	show(format!("Indexed up to block {head}: {slots} slots more, each checked by its root."));
	if args.fingerprint {
		show(format!("Fingerprint {:?}", store.fingerprint()?));
	}
	Ok(())
}

/// Reads blocks `next..=head`. Returns how many slots were settled in them.
async fn index_blocks(store: &Store, chain: &mut Chain, next: u64, head: u64) -> Result<u64> {
	let mut bar = Progress::new("blocks", head - next + 1);
	let mut slots = 0;
	let mut parent = chain.block_hash(next.saturating_sub(1)).await?;
	let mut batch = store.batch()?;
	for number in next..=head {
		let block = chain.block_hash(number).await?;
		let events = chain.events(block).await.map_err(|error| pruned(error, number))?;
		let reader = Reader::new(chain, &batch, number, block, parent);
		let settled = reader.read(&events).await.map_err(|error| pruned(error, number))?;
		batch.put_last_block(LastBlock { number, hash: block.0 })?;
		slots += settled;
		if number % COMMIT_EVERY == 0 || number == head {
			batch.commit()?;
			batch = store.batch()?;
		}
		if events.iter().any(|event| event.is("System", "CodeUpdated")) {
			*chain = chain.at_runtime_of(block).await?;
		}
		parent = block;
		bar.step();
	}
	bar.finish();
	Ok(slots)
}

/// Says what to do where a node has forgotten a state.
fn pruned(error: Error, number: u64) -> Error {
	match error {
		Error::Refused { reason, .. }
			if reason.contains("discarded") || reason.contains("UnknownBlock") =>
		{
			let hint = "the node has dropped its state; index earlier, run the node with \
				`--state-pruning archive`, or begin later with --from";
			Error::refused(format!("block {number}"), hint)
		}
		other => other,
	}
}
