// SPDX-License-Identifier: Apache-2.0
//! `bank`: from closed statements to files for a bank, and from its answers back to the chain.
//!
//! ```text
//! table     who has which account at which bank; never on chain
//! select    which statements are handed over, and which payments go into which file
//! order     payments -> pain.008, pain.001
//! journal   what was done, on disk before the next step is taken
//! names     what files, groups and payments are called at the bank
//! facts     pain.002, camt.053, camt.054 -> what became of which attempt
//! plan      facts -> calls, tried on a copy of the chain's lines first
//! compare   chain against bank, to the cent
//! ```
//!
//! These are pure; `export`, `import` and `reconcile` bring them to a chain, `state` reads from it.

mod args;
mod compare;
mod export;
mod facts;
mod import;
mod journal;
mod ledger;
mod names;
mod order;
mod plan;
mod reconcile;
mod records;
mod select;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod text;

use crate::{error::Result, progress::show};
pub use args::BankArgs;
use args::{Command, TableArgs, TableCommand};
use table::Table;

/// Runs the command.
pub async fn run(args: &BankArgs) -> Result<()> {
	match &args.command {
		Command::Table { command: TableCommand::Check(args) } => check(args),
		Command::Export(args) => export::run(args).await,
		Command::Import(args) => import::run(args).await,
		Command::Reconcile(args) => reconcile::run(args).await,
	}
}

fn check(args: &TableArgs) -> Result<()> {
	let table = Table::read(&args.table)?;
	for (account, member) in table.members() {
		let debit = match &member.consent {
			Some(consent) => format!("{} {}", consent.sequence.code(), consent.mandate.id),
			None => "no direct debit".into(),
		};
		let (name, iban) = (&member.party.name, member.party.iban.hidden());
		show(format!("  {:<32} {iban:<10} {name:<30} {debit}", text::account(*account)));
	}
	show(format!("{} with a right IBAN.", text::count(table.members().count(), "member")));
	Ok(())
}
