// SPDX-License-Identifier: Apache-2.0
//! What is said on the command line.

use super::{order::House, select::Days};
use crate::{
	chain::Chain,
	error::{Error, Result},
	relay::{key, reading::carrier},
};
use clap::{Args, Subcommand};
use commonwatt_iso20022::{
	initiation::{Edition, Party},
	text::Name,
	Bic, CreditorId, Day, Iban, Limits,
};
use energy_primitives::{CommunityId, NetworkId};
use std::{path::PathBuf, time::Duration};
use subxt_signer::sr25519::Keypair;

/// Collect and pay out what billing statements say, by the files that banks exchange (ISO 20022), and
/// tell the chain what the bank booked.
///
/// A local table says which owner of which meter has which bank account. It never leaves this machine.
#[derive(Args, Debug)]
pub struct BankArgs {
	#[command(subcommand)]
	pub(super) command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
	/// Work on the table of bank accounts.
	Table {
		#[command(subcommand)]
		command: TableCommand,
	},
	Export(Box<ExportArgs>),
	Import(ImportArgs),
	Reconcile(ReconcileArgs),
}

/// What is to be done with the table.
#[derive(Debug, Subcommand)]
pub(super) enum TableCommand {
	Check(TableArgs),
}

/// Check the table: every IBAN, BIC, mandate and name, and that nobody is in it twice.
///
/// A CSV file with the columns community, network, meter, name and iban, and if wanted epoch (which
/// owner of the meter, from 0; empty: the first), bic, and for direct debits mandate (its reference),
/// signed (its day, such as 2026-10-05) and sequence (FRST, RCUR or OOFF; empty: RCUR).
#[derive(Args, Debug)]
pub(super) struct TableArgs {
	/// The table.
	#[arg(long, value_name = "FILE")]
	pub(super) table: PathBuf,
}

/// Where the chain is.
#[derive(Args, Debug)]
pub(super) struct NodeArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
}

/// Who signs, and where.
#[derive(Args, Debug)]
pub(super) struct SignArgs {
	#[command(flatten)]
	pub(super) node: NodeArgs,
	/// The bank's key. What stands on a command line, others on this machine can see.
	#[arg(long, value_name = "SURI", required_unless_present = "key_file")]
	key: Option<String>,
	/// A file with this key.
	#[arg(long, value_name = "FILE", conflicts_with = "key")]
	key_file: Option<PathBuf>,
}

/// Hand the payments of a closed billing period to the bank: one file of direct debits (pain.008) and
/// one of credit transfers (pain.001), as far as there are any.
///
/// Whatever interrupts it, do it again: it goes on where it was. The same payments keep the same file
/// name and message id, so the bank refuses a file that it has. Keep the folder: its journal says what
/// was written.
#[derive(Args, Debug)]
pub(super) struct ExportArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	community: CommunityId,
	/// Its network: electricity or heat.
	#[arg(long, alias = "carrier", default_value = "electricity", value_name = "CARRIER")]
	network: String,
	/// The billing period, counted from 0.
	#[arg(long, value_name = "NUMBER")]
	pub(super) period: u32,
	/// Bank accounts of members; see `commonwatt bank table check --help`.
	#[arg(long, value_name = "FILE")]
	pub(super) table: PathBuf,
	/// Folder of the files and of the journal; made if there is none.
	#[arg(long, value_name = "FOLDER")]
	pub(super) out: PathBuf,
	/// Fail if a member's bank account is missing.
	#[arg(long)]
	pub(super) strict: bool,
	/// Also try payments again that failed or came back.
	#[arg(long)]
	pub(super) retry: bool,
	/// Also write payments that wait for the bank and that the folder's journal does not know. They may
	/// be in files elsewhere: only if no such file ever went to the bank.
	#[arg(long)]
	pub(super) adopt: bool,
	/// Write this file again, under its name and with its payments, though it was written before; can
	/// be given several times. For a file that was lost before the bank had it.
	#[arg(long, value_name = "MESSAGE", num_args = 1..)]
	pub(super) rewrite: Vec<String>,
	/// Name of the holder of the account that collects and pays.
	#[arg(long, value_name = "NAME", help_heading = "The community's account at the bank")]
	creditor_name: String,
	/// Its IBAN.
	#[arg(long, value_name = "IBAN", help_heading = "The community's account at the bank")]
	creditor_iban: String,
	/// The BIC of its bank; not needed within SEPA.
	#[arg(long, value_name = "BIC", help_heading = "The community's account at the bank")]
	creditor_bic: Option<String>,
	/// The creditor identifier for direct debits, such as DE98ZZZ09999999999.
	#[arg(long, value_name = "ID", help_heading = "The community's account at the bank")]
	creditor_id: Option<String>,
	/// Write the messages of 2009 (pain.008.001.02, pain.001.001.03) for a bank that does not take
	/// those of 2019 yet.
	#[arg(long, help_heading = "The community's account at the bank")]
	edition_2009: bool,
	/// When to collect; left out: the first bank day in 14 days, so that debtors can be told in time.
	#[arg(long, value_name = "DATE", help_heading = "Days")]
	collect_on: Option<String>,
	/// When to pay out; left out: the next bank day.
	#[arg(long, value_name = "DATE", help_heading = "Days")]
	pay_on: Option<String>,
}

/// Tell the chain what the bank did: read status reports (pain.002), notifications (camt.054) and
/// statements (camt.053), and book what is not booked yet.
///
/// All files are checked as a whole before anything is sent. Reading a file twice changes nothing.
#[derive(Args, Debug)]
pub(super) struct ImportArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// A file of the bank's; can be given several times.
	#[arg(long = "file", value_name = "FILE", required = true, num_args = 1..)]
	pub(super) files: Vec<PathBuf>,
	/// The folder of `bank export`: for files that tell one status or sum for many payments, and for
	/// `bank reconcile`.
	#[arg(long, value_name = "FOLDER")]
	pub(super) journal: Option<PathBuf>,
	#[command(flatten)]
	pub(super) size: SizeArgs,
}

/// Prove that chain and bank agree to the cent, or name what differs.
///
/// Compares every payment, deposit and total on chain with what the bank's files said: those that were
/// imported with this journal, and those given here.
#[derive(Args, Debug)]
pub(super) struct ReconcileArgs {
	#[command(flatten)]
	pub(super) node: NodeArgs,
	/// The community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	pub(super) community: CommunityId,
	/// The folder of `bank export` and `bank import`.
	#[arg(long, value_name = "FOLDER")]
	pub(super) journal: PathBuf,
	/// A further file of the bank's (camt.053, camt.054); can be given several times.
	#[arg(long = "statement", value_name = "FILE", num_args = 1..)]
	pub(super) statements: Vec<PathBuf>,
	/// Print the result as JSON.
	#[arg(long)]
	pub(super) json: bool,
	/// Take the currency that no bank made as it is now, after somebody has explained it.
	#[arg(long)]
	pub(super) accept: bool,
	#[command(flatten)]
	pub(super) size: SizeArgs,
}

/// How large a file may be.
#[derive(Args, Debug)]
pub(super) struct SizeArgs {
	/// The most megabytes of one file that are read.
	#[arg(long, default_value_t = 64, value_name = "MB", value_parser = clap::value_parser!(u16).range(1..=1024))]
	file_max: u16,
}

impl NodeArgs {
	/// A connection.
	pub(super) async fn connect(&self) -> Result<Chain> {
		Chain::connect(&self.url, Duration::from_secs(self.wait)).await
	}
}

impl SignArgs {
	/// The key pair.
	pub(super) fn pair(&self) -> Result<Keypair> {
		key(self.key.as_deref(), self.key_file.as_ref())
	}
}

impl SizeArgs {
	/// The limits of a file.
	pub(super) fn limits(&self) -> Limits {
		Limits { bytes: usize::from(self.file_max) << 20, ..Limits::default() }
	}
}

impl ExportArgs {
	/// The network.
	pub(super) fn network(&self) -> Result<NetworkId> {
		Ok(NetworkId { community: self.community, carrier: carrier(&self.network)? })
	}

	/// The community's account.
	pub(super) fn house(&self) -> Result<House> {
		let wrong = |option: &'static str| {
			move |reason: String| Error::Usage(format!("{option}: {reason}"))
		};
		let bic = self.creditor_bic.as_deref().map(Bic::parse).transpose();
		let party = Party {
			name: Name::plain(&self.creditor_name).map_err(wrong("--creditor-name"))?,
			iban: Iban::parse(&self.creditor_iban).map_err(wrong("--creditor-iban"))?,
			bic: bic.map_err(wrong("--creditor-bic"))?,
		};
		let creditor_id = self.creditor_id.as_deref().map(CreditorId::parse).transpose();
		let creditor_id = creditor_id.map_err(wrong("--creditor-id"))?;
		let edition = if self.edition_2009 { Edition::Of2009 } else { Edition::Of2019 };
		Ok(House { party, creditor_id, edition })
	}

	/// The days on which the bank shall act, seen from `now_s`.
	pub(super) fn days(&self, now_s: u64) -> Result<Days> {
		let today = Day::of(now_s);
		let collect_on = day("--collect-on", self.collect_on.as_deref(), today, today.later(14))?;
		let pay_on = day("--pay-on", self.pay_on.as_deref(), today, today.later(1))?;
		Ok(Days { collect_on: collect_on.to_string(), pay_on: pay_on.to_string() })
	}
}

/// The day that was asked for, or the first bank day from `otherwise` on.
fn day(option: &str, text: Option<&str>, today: Day, otherwise: Day) -> Result<Day> {
	let Some(text) = text else {
		return Ok(otherwise.bank_day());
	};
	let asked = Day::parse(text);
	let asked = asked
		.ok_or_else(|| Error::Usage(format!("{option}: `{text}` is no day such as 2026-12-07")))?;
	if asked < today {
		return Err(Error::Usage(format!("{option}: {asked} is over")));
	}
	if !asked.is_bank_day() {
		let next = asked.bank_day();
		let reason =
			format!("{option}: banks move no euros on {asked}; the next such day is {next}");
		return Err(Error::Usage(reason));
	}
	Ok(asked)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// 2026-11-23, a Monday.
	const NOW_S: u64 = 1_795_443_303;

	#[test]
	fn days_are_bank_days_to_come() {
		let today = Day::of(NOW_S);
		let told = |text| day("--pay-on", text, today, today.later(12));
		assert_eq!(told(None).expect("a day").to_string(), "2026-12-07", "not on a Saturday");
		assert_eq!(told(Some("2026-11-23")).expect("a day").to_string(), "2026-11-23");
		for (text, reason) in [
			("2026-11-20", "--pay-on: 2026-11-20 is over"),
			("2026-12-25", {
				"--pay-on: banks move no euros on 2026-12-25; the next such day is 2026-12-28"
			}),
			("soon", "--pay-on: `soon` is no day such as 2026-12-07"),
		] {
			let error = told(Some(text)).expect_err(text);
			assert_eq!((error.code(), error.to_string().as_str()), (2, reason));
		}
	}
}
