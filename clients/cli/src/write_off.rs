// SPDX-License-Identifier: Apache-2.0
//! `write-off`: the guarantor gives up what members will never pay.

use crate::{
	calls,
	chain::Chain,
	error::{Error, Result},
	progress::show,
	relay::key,
};
use bank_core::{end_to_end_id, parse_end_to_end_id};
use clap::Args;
use energy_primitives::StatementId;
use std::{path::PathBuf, time::Duration};

/// Give up what members will never pay: the guarantor bears it, and their limits become 0.
///
/// A statement's payment can be given up when it has failed or come back. What its owner owes now is
/// then taken from the guarantor's deposit.
#[derive(Args, Debug)]
pub struct WriteOffArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
	/// The guarantor's key. What stands on a command line, others on this machine can see.
	#[arg(long, value_name = "SURI", required_unless_present = "key_file")]
	key: Option<String>,
	/// A file with this key.
	#[arg(long, value_name = "FILE", conflicts_with = "key")]
	key_file: Option<PathBuf>,
	/// Statements by their names at the bank, such as CW0-E4-2-0.
	#[arg(required = true, value_name = "STATEMENT")]
	statements: Vec<String>,
}

/// Runs the command.
pub async fn run(args: &WriteOffArgs) -> Result<()> {
	let statements = args.statements.iter().map(|name| read(name));
	let statements = statements.collect::<Result<Vec<StatementId>>>()?;
	let pair = key(args.key.as_deref(), args.key_file.as_ref())?;
	let chain = Chain::connect(&args.url, Duration::from_secs(args.wait)).await?;
	let calls: Vec<_> = statements.iter().map(|id| calls::write_off(*id)).collect();
	chain.sign_all(&pair, &calls).await?;
	for id in statements {
		show(format!("{}: given up", end_to_end_id(id)));
	}
	Ok(())
}

fn read(name: &str) -> Result<StatementId> {
	parse_end_to_end_id(name)
		.map_err(|_| Error::Usage(format!("`{name}` is no statement's name, such as CW0-E4-2-0")))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_statement_is_read_by_its_name_at_the_bank() {
		let id = read("CW0-E4-2-0").expect("a name");
		assert_eq!((id.account.meter.index, id.period, id.account.epoch), (4, 2, 0));
		for wrong in ["", "4", "CW0-E4-2", "cw0-E4-2-0"] {
			assert_eq!(read(wrong).expect_err(wrong).code(), 2);
		}
	}
}
