// SPDX-License-Identifier: Apache-2.0
//! `bank reconcile`: whether chain and bank agree.

use super::{
	args::ReconcileArgs,
	compare::{compare, euros, BankSide, Comparison},
	import,
	journal::{Entry, Journal},
	plan::heard,
	state, text,
};
use crate::{
	error::{Error, Result},
	flow::decimal,
	progress::show,
	storage::Storage,
};
use serde::Serialize;

/// The result as JSON; amounts in cents, but for nano-currency where it is said.
#[derive(Serialize)]
struct Report<'a> {
	community: u32,
	block: u64,
	agrees: bool,
	#[serde(flatten)]
	comparison: &'a Comparison,
	made_elsewhere_nano: String,
}

/// Runs the command.
pub async fn run(args: &ReconcileArgs) -> Result<()> {
	let files = import::read(&args.statements, &args.size.limits())?;
	let chain = args.node.connect().await?;
	let mut journal = Journal::open(&args.journal, &chain.genesis())?;
	let known = journal.known();
	// What is not final may still change.
	let head = chain.finalized().await?;
	let view = (&chain, head);
	let storage = Storage::new(&chain, Some(head));
	let ledger = state::all_of(view, args.community).await?;
	let totals = state::totals(&storage, args.community).await?;

	let mut bank = BankSide::default();
	let further = heard(&files, &ledger, &known)?;
	for file in known.imported.iter().chain(&further) {
		bank.add(args.community, file);
	}
	let mut comparison = compare(&ledger, &totals, &bank);
	let (asset, elsewhere) = state::made_elsewhere(view, args.community).await?;
	let before = known.made_elsewhere.get(&asset).copied().filter(|_| !args.accept);
	if let Some(before) = before.filter(|before| *before != elsewhere) {
		let change = decimal(elsewhere.saturating_sub(before), 9);
		comparison.differences.push(format!(
			"the currency changed by {change} EUR that no bank of this chain made; --accept takes it as \
			 it is"
		));
	}
	let agrees = comparison.differences.is_empty();
	if agrees && known.made_elsewhere.get(&asset) != Some(&elsewhere) {
		let made_elsewhere = elsewhere.to_string();
		journal.write(Entry::Reconciled { asset, made_elsewhere })?;
	}
	let block = chain.header(Some(head)).await?.number;
	let report = Report {
		community: args.community,
		block,
		agrees,
		comparison: &comparison,
		made_elsewhere_nano: elsewhere.to_string(),
	};
	if args.json {
		let json = serde_json::to_string_pretty(&report);
		show(json.map_err(|error| Error::misfit("the report", error))?);
	} else {
		told(&report, elsewhere);
	}
	match comparison.differences.first() {
		None => Ok(()),
		Some(first) => Err(Error::Verification(first.clone())),
	}
}

fn told(report: &Report<'_>, elsewhere: i128) {
	let Report { community, block, comparison, .. } = report;
	show(format!("Community {community}, block {block}, in EUR:"));
	show(format!("{:<18} {:>16} {:>16} {:>16}", "", "chain", "bank", "difference"));
	for row in &comparison.rows {
		let amount = |cents| text::grouped(&euros(cents));
		let difference = amount(row.chain.saturating_sub(row.bank));
		let (chain, bank) = (amount(row.chain), amount(row.bank));
		show(format!("{:<18} {chain:>16} {bank:>16} {difference:>16}", row.what));
	}
	let others = [
		("claim", comparison.claim, "the bank waits for it from the guarantor"),
		("charges", i128::from(comparison.charges), "the bank took them; they are not on chain"),
	];
	for (what, cents, meaning) in others.into_iter().filter(|(_, cents, _)| *cents != 0) {
		show(format!("{what:<18} {:>16}   {meaning}", text::grouped(&euros(cents))));
	}
	let made = text::grouped(&decimal(elsewhere, 9));
	show(format!(
		"{:<18} {made:>16}   of the currency, by no bank of this chain",
		"made elsewhere"
	));
	for difference in &comparison.differences {
		show(format!("  {difference}"));
	}
	if comparison.differences.is_empty() {
		show("Chain and bank agree to the cent.");
	}
}
