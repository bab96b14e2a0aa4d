// SPDX-License-Identifier: Apache-2.0
//! Money behind plans: what covers a device's dues, and what the common fund holds.

use super::{
	args::{amount, CommunityArgs},
	text::{signed, Money},
};
use crate::{
	calls,
	error::{Error, Result},
	meter::session::SignArgs,
	progress::show,
	storage::key,
	types::{CommunityLedger, NamedAccount},
};
use clap::Args;

/// Put money of a device's account aside: it covers what the device owes by a plan and the account
/// can't pay. Or put it back.
#[derive(Args, Debug)]
pub struct DepositArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The device, by its number in the community.
	#[arg(long, value_name = "NUMBER")]
	device: u16,
	/// How much to put aside, such as 12.50.
	#[arg(long, value_name = "AMOUNT", required_unless_present = "back")]
	amount: Option<String>,
	/// How much to put back. Not while a plan or a round counts on the device.
	#[arg(long, value_name = "AMOUNT", conflicts_with = "amount")]
	back: Option<String>,
}

/// Runs `deposit`.
pub async fn deposit(args: &DepositArgs) -> Result<()> {
	let (community, device) = (args.which.community, args.device);
	let (call, nano, done) = match (&args.amount, &args.back) {
		(Some(text), _) => {
			let nano = amount(text)?;
			(calls::dispatch::lock_deposit(community, device, nano), nano, "put aside")
		}
		(None, Some(text)) => {
			let nano = amount(text)?;
			(calls::dispatch::unlock_deposit(community, device, nano), nano, "put back")
		}
		(None, None) => return Err(Error::Usage("--amount or --back".into())),
	};
	let session = args.sign.open().await?;
	session.send(call).await?;
	let money = Money::of(&session.storage(), community).await?;
	let record = args.which.state(&session.chain).device(device).await?;
	let aside = record.map_or(0, |record| record.deposit);
	let (moved, aside) = (money.tell(signed(nano)), money.tell(signed(aside)));
	show(format!("Device {device}: {moved} {done}, {aside} are aside now."));
	Ok(())
}

/// Pay into the common fund, from which plans are paid. What it holds decides whether a plan's claims
/// are covered.
#[derive(Args, Debug)]
pub struct FundArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// How much, such as 12.50. It is a gift: nobody gets it back.
	#[arg(long, value_name = "AMOUNT")]
	amount: String,
}

/// Runs `fund`.
pub async fn fund(args: &FundArgs) -> Result<()> {
	let community = args.which.community;
	let nano = amount(&args.amount)?;
	let session = args.sign.open().await?;
	session.send(calls::deposit_named(NamedAccount::Fund(community), nano)).await?;
	let purse: Option<CommunityLedger> =
		session.storage().record("Settlement", "Purses", &key(community)).await?;
	let money = Money::of(&session.storage(), community).await?;
	let holds = purse.map_or(0, |purse| purse.fund);
	show(format!("The common fund of community {community} holds {}.", money.tell(holds)));
	Ok(())
}
