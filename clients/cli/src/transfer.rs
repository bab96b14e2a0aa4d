// SPDX-License-Identifier: Apache-2.0
//! `transfer`: native currency for whoever has to leave a deposit.

use crate::{
	calls,
	dispatch::amount,
	error::{Error, Result},
	meter::{args::address, session::SignArgs},
	progress::show,
};
use clap::Args;
use subxt::utils::AccountId32;

/// The native currency counts to a millionth of a millionth; amounts here to a thousand-millionth.
const PER_NANO: u128 = 1_000;

/// Send native currency (CWT), for example to a member who registers a device or proposes a ballot
/// and has to leave a deposit. Nothing else here needs it.
#[derive(Args, Debug)]
pub struct TransferArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// To whom: an address, its public key as 0x and 64 digits, or a development key.
	#[arg(long, value_name = "ADDRESS", required = true)]
	to: Vec<String>,
	/// How much each of them gets, such as 20.
	#[arg(long, value_name = "CWT")]
	amount: String,
}

/// Runs the command.
pub async fn run(args: &TransferArgs) -> Result<()> {
	let units = amount(&args.amount)?.checked_mul(PER_NANO);
	let units = units.ok_or_else(|| Error::Usage("there is not that much".into()))?;
	let accounts = args.to.iter().map(|text| address(text)).collect::<Result<Vec<_>>>()?;
	let session = args.sign.open().await?;
	let calls: Vec<_> = accounts.iter().map(|to| calls::transfer_native(*to, units)).collect();
	session.send_all(&calls).await?;
	for account in accounts {
		show(format!("{} CWT sent to {}.", args.amount, AccountId32(account)));
	}
	Ok(())
}
