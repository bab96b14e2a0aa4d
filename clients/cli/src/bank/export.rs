// SPDX-License-Identifier: Apache-2.0
//! `bank export`: hands payments over, on chain first and then as files.
//!
//! ```text
//! journal: handed -> chain: export -> final -> journal: begun -> file -> journal: written
//! ```
//!
//! Wherever this is interrupted, the next run goes on from what chain and journal say. What is begun
//! keeps its name, its payments and its bytes.

use super::{
	args::ExportArgs,
	journal::{Begun, Entry, Journal},
	order::{self, House},
	plan::PALLET,
	select::{begin, select, Missing, Selection},
	state,
	table::Table,
	text,
};
use crate::{
	error::{Error, Result},
	extrinsic::Call,
	progress::{say, show},
	storage::Storage,
};
use bank_core::end_to_end_id;
use energy_primitives::{NetworkId, StatementId};
use std::{
	fs::File,
	io::Write,
	path::Path,
	time::{SystemTime, UNIX_EPOCH},
};

/// Most statements in one call.
const AT_ONCE: usize = 64;

/// Runs the command.
pub async fn run(args: &ExportArgs) -> Result<()> {
	let (network, house) = (args.network()?, args.house()?);
	let now_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
	let days = args.days(now_s)?;
	let table = Table::read(&args.table)?;
	let pair = args.sign.pair()?;
	let chain = args.sign.node.connect().await?;
	let mut journal = Journal::open(&args.out, &chain.genesis())?;
	check_known(&args.rewrite, &journal)?;
	let job = Job { folder: &args.out, table: &table, house: &house, again: &args.rewrite };
	let mut written = job.finish(&mut journal)?;

	let head = state::settled(&chain).await?;
	let storage = Storage::new(&chain, Some(head));
	let closed = state::closed((&chain, head), network, args.period).await?;
	let ledger = state::ledger(&storage, closed.iter().map(|closed| closed.id)).await?;
	let selection = select(&closed, &ledger, &table, args.retry);
	if !selection.ids.is_empty() {
		let ids = selection.ids.iter().map(|id| end_to_end_id(*id)).collect();
		journal.write(Entry::Handed { ids })?;
		say(format!("Handing {} over …", text::count(selection.ids.len(), "statement")));
		chain.sign_all(&pair, &calls(network, &selection.ids)).await?;
	}

	// Only what can't be undone goes into a file.
	let head = state::settled(&chain).await?;
	let storage = Storage::new(&chain, Some(head));
	let ledger = state::ledger(&storage, closed.iter().map(|closed| closed.id)).await?;
	let period = (&chain.genesis(), network, args.period);
	let beginning = begin(period, (&ledger, &journal.known(), &table), (&days, now_s), args.adopt)?;
	for begun in beginning.files {
		// What can't be written must not be begun.
		order::write(&begun, &table, &house)?;
		journal.write(Entry::Begun(begun))?;
	}
	written.extend(Job { again: &[], ..job }.finish(&mut journal)?);
	drop(journal);
	told(args, network, closed.len(), &written);
	let missing = [selection.missing.as_slice(), &beginning.missing].concat();
	left_out(&selection, &missing);
	match args.strict && !missing.is_empty() {
		true => Err(Error::Usage(format!("{} could not be paid", members(missing.len())))),
		false => Ok(()),
	}
}

fn calls(network: NetworkId, ids: &[StatementId]) -> Vec<Call> {
	let chunks = ids.chunks(AT_ONCE);
	chunks.map(|ids| Call::new(PALLET, "export", (network.community, ids.to_vec()))).collect()
}

/// A file that is wanted again must have been begun here.
fn check_known(again: &[String], journal: &Journal) -> Result<()> {
	let known = journal.known();
	match again.iter().find(|message| known.message(message).is_none()) {
		Some(message) => Err(Error::Usage(format!("--rewrite: this folder has no file {message}"))),
		None => Ok(()),
	}
}

/// Where files go and what they are made of.
struct Job<'a> {
	folder: &'a Path,
	table: &'a Table,
	house: &'a House,
	/// Files to write though they were written before.
	again: &'a [String],
}

impl Job<'_> {
	/// Writes every file that was begun and is not written, or is wanted again. Returns them.
	fn finish(&self, journal: &mut Journal) -> Result<Vec<(String, Begun)>> {
		let known = journal.known();
		let is_open = |begun: &Begun| {
			!known.written.contains_key(&begun.message) || self.again.contains(&begun.message)
		};
		let open: Vec<Begun> = known.begun.into_iter().filter(is_open).collect();
		let mut written = Vec::new();
		for begun in open {
			let text = order::write(&begun, self.table, self.house)?;
			let kind = if begun.collects { "pain.008" } else { "pain.001" };
			let file = format!("{}.{kind}.xml", begun.message);
			put(self.folder, &file, text.as_bytes())?;
			let hash = hex::encode(sp_crypto_hashing::blake2_256(text.as_bytes()));
			let message = begun.message.clone();
			journal.write(Entry::Written { message, file: file.clone(), hash })?;
			written.push((file, begun));
		}
		Ok(written)
	}
}

/// Writes a file so that it is there as a whole or not at all.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
	let (path, draft) = (folder.join(name), folder.join(format!("{name}.tmp")));
	let failed = |error: std::io::Error| Error::file(&path, error);
	let mut file = File::create(&draft).map_err(failed)?;
	file.write_all(bytes).map_err(failed)?;
	file.sync_all().map_err(failed)?;
	std::fs::rename(&draft, &path).map_err(failed)?;
	File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

fn told(args: &ExportArgs, network: NetworkId, statements: usize, written: &[(String, Begun)]) {
	let carrier = network.carrier.facts().name;
	let statements = text::count(statements, "statement");
	show(format!(
		"Community {}, {carrier}, period {}: {statements}.",
		network.community, args.period
	));
	if written.is_empty() {
		show("No file was written: nothing is due, or all of it is in earlier files.");
	}
	for (file, begun) in written {
		let what = if begun.collects { "collect" } else { "pay out" };
		let payments = text::count(begun.payments.len(), "payment");
		let (sum, due) = (text::euros(begun.sum()), &begun.due);
		show(format!("  {what:<8} {payments:>14} {sum:>18}   on {due}   {file}"));
	}
}

fn left_out(selection: &Selection, missing: &[Missing]) {
	if !missing.is_empty() {
		show(format!("Nothing was handed over for {}:", members(missing.len())));
		for Missing { account, reason } in missing {
			show(format!("  {:<32} {reason}", text::account(*account)));
		}
	}
	if !selection.waiting.is_empty() {
		let payments = text::count(selection.waiting.len(), "payment");
		show(format!("{payments} failed or came back; --retry tries again:"));
		for id in &selection.waiting {
			show(format!("  {:<20} {}", end_to_end_id(*id), text::account(id.account)));
		}
	}
}

fn members(number: usize) -> String {
	text::count(number, "member")
}
