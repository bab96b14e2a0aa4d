// SPDX-License-Identifier: Apache-2.0
//! `bank import`: tells the chain what the bank did.

use super::{
	args::ImportArgs,
	facts::BankFile,
	journal::{Entry, Journal, Known},
	ledger::{cents, Ledger, Payee},
	names::reference,
	plan::{plan, Action, Plan},
	state, text,
};
use crate::{
	error::{Error, Result},
	extrinsic::Call,
	progress::{say, show, Progress},
	storage::Storage,
};
use bank_core::{end_to_end_id, BankStatus};
use commonwatt_iso20022::{Cents, Limits};
use std::path::{Path, PathBuf};

/// How many transactions wait for their block at once.
const AT_ONCE: usize = 50;

/// Runs the command.
pub async fn run(args: &ImportArgs) -> Result<()> {
	let files = read(&args.files, &args.size.limits())?;
	let pair = args.sign.pair()?;
	let chain = args.sign.node.connect().await?;
	let folder = args.journal.as_deref();
	let mut journal = folder.map(|folder| Journal::open(folder, &chain.genesis())).transpose()?;
	let known = journal.as_ref().map(Journal::known).unwrap_or_default();

	let storage = Storage::new(&chain, None);
	let ledger = ledger(&storage, &files, &known).await?;
	let plan = plan(&files, &ledger, &known)?;
	send(&plan, |calls| {
		let (chain, pair) = (&chain, &pair);
		async move { chain.sign_all(pair, &calls).await }
	})
	.await?;
	if !plan.actions.is_empty() {
		state::settled(&chain).await?;
	}
	if let Some(journal) = &mut journal {
		for imported in &plan.imported {
			if !known.imported.iter().any(|known| known.hash == imported.hash) {
				journal.write(Entry::Imported(imported.clone()))?;
			}
		}
	}
	told(&plan);
	Ok(())
}

/// Reads files as a whole.
pub fn read(paths: &[PathBuf], limits: &Limits) -> Result<Vec<BankFile>> {
	paths.iter().map(|path| read_one(path, limits)).collect()
}

fn read_one(path: &Path, limits: &Limits) -> Result<BankFile> {
	let failed = |error: std::io::Error| Error::file(path, error);
	let size = std::fs::metadata(path).map_err(failed)?.len();
	if size > limits.bytes as u64 {
		let most = limits.bytes >> 20;
		let reason = format!("{size} bytes, and at most {most} MB are read; see --file-max");
		return Err(Error::data(&path.to_string_lossy(), 1, reason));
	}
	let bytes = std::fs::read(path).map_err(failed)?;
	BankFile::parse(&path.to_string_lossy(), &bytes, limits)
}

/// What the chain knows of all that the files may be about.
async fn ledger(storage: &Storage<'_>, files: &[BankFile], known: &Known) -> Result<Ledger> {
	let ids = files.iter().flat_map(|file| file.statements(known));
	let mut ledger = state::ledger(storage, ids).await?;
	for file in files {
		for deposit in file.said(&ledger, known)?.deposits {
			let key = (deposit.payee.community(), deposit.reference);
			state::add_deposit(storage, &mut ledger, key).await?;
		}
	}
	Ok(ledger)
}

/// Sends everything in order, some at a time.
async fn send<Sent: std::future::Future<Output = Result<()>>>(
	plan: &Plan,
	sender: impl Fn(Vec<Call>) -> Sent,
) -> Result<()> {
	let mut progress = Progress::new("booking", plan.actions.len() as u64);
	let mut done = 0u64;
	for actions in plan.actions.chunks(AT_ONCE) {
		let sent = sender(actions.iter().map(Action::call).collect()).await;
		if sent.is_err() && done > 0 {
			say(format!("{done} were booked before; doing it again goes on from there."));
		}
		sent?;
		done = done.saturating_add(actions.len() as u64);
		progress.at(done);
	}
	progress.finish();
	Ok(())
}

fn told(plan: &Plan) {
	for action in &plan.actions {
		show(line(action));
	}
	for (file, said) in &plan.said {
		for (line, other) in &said.others {
			show(format!("  not ours           {other}   {file}:{line}"));
		}
	}
	let charges: Cents = plan.said.iter().map(|(_, said)| said.charges).sum();
	if charges > Cents::ZERO {
		show(format!("The bank took {} for itself; that is not on chain.", text::euros(charges)));
	}
	let announced: usize = plan.said.iter().map(|(_, said)| said.announced).sum();
	if announced > 0 {
		show(format!("{} only announced, and not booked.", text::count(announced, "booking")));
	}
	if plan.waiting > 0 {
		show(format!("{} still waiting for the bank.", text::count(plan.waiting, "payment")));
	}
	let (booked, already) = (plan.actions.len(), plan.already);
	match (booked, already) {
		(0, 0) => show("Nothing to book."),
		(0, _) => show(format!("Nothing changed: all of it ({already}) was booked before.")),
		(_, 0) => show(format!("{booked} booked.")),
		(_, _) => show(format!("{booked} booked; {already} had been booked before.")),
	}
}

/// One thing that was booked.
fn line(action: &Action) -> String {
	match action {
		Action::Book { id, attempt, status, reason } => {
			let (what, amount) = match status {
				BankStatus::Collected(amount) => ("collected", Some(amount)),
				BankStatus::PaidOut(amount) => ("paid out", Some(amount)),
				BankStatus::Failed => ("failed", None),
				BankStatus::Returned(amount) => ("came back", Some(amount)),
			};
			let amount = amount.and_then(|amount| cents(*amount)).map(text::euros);
			let amount = amount.unwrap_or_default();
			let name = end_to_end_id(*id);
			let line =
				format!("  {what:<10} {name:<20} attempt {attempt:<3} {amount:>18}   {reason}");
			line.trim_end().into()
		}
		Action::Deposit { payee, amount, .. } => {
			let name = match payee {
				Payee::Member(account) => reference(*account),
				Payee::Guarantor(community) => format!("CW{community}-B (guarantor)"),
			};
			let amount = cents(*amount).map(text::euros).unwrap_or_default();
			format!("  {:<10} {name:<20} {:<11} {amount:>18}", "deposit", "")
		}
	}
}
