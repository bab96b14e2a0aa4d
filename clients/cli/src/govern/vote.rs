// SPDX-License-Identifier: Apache-2.0
//! Voting, and taking a vote back.

use super::action::call;
use crate::{
	dispatch::amount,
	error::{Error, Result},
	meter::session::SignArgs,
	progress::show,
};
use clap::{Args, ValueEnum};
use serde_json::{json, Value};

/// The vote's bit for aye; the others tell the conviction.
const AYE: u8 = 0x80;

/// Vote in a referendum with native currency. It stays yours; with a conviction it is locked for
/// longer than the referendum lasts, and counts for more.
#[derive(Args, Debug)]
pub struct VoteArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The referendum, by its number.
	#[arg(value_name = "REFERENDUM")]
	referendum: u32,
	/// Your answer.
	#[arg(value_enum)]
	choice: Answer,
	/// With how much.
	#[arg(long, value_name = "CWT")]
	balance: String,
	/// 0 counts a tenth and locks nothing after the end; 1 to 6 count once to six times.
	#[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=6))]
	conviction: u8,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Answer {
	/// Yes.
	Aye,
	/// No.
	Nay,
}

/// Runs `vote`.
pub async fn run(args: &VoteArgs) -> Result<()> {
	let units = amount(&args.balance)?.checked_mul(1_000);
	let units = units.ok_or_else(|| Error::Usage("there is not that much".into()))?;
	let aye = if args.choice == Answer::Aye { AYE } else { 0 };
	let vote = json!({ "vote": aye | args.conviction, "balance": units.to_string() });
	let arguments = json!([args.referendum, { "Standard": vote }]);
	let session = args.sign.open().await?;
	session.send(call(&session.chain, "ConvictionVoting.vote", &arguments)?).await?;
	let (number, choice) = (args.referendum, args.choice);
	show(format!("Referendum {number}: {choice:?} with {} CWT.", args.balance));
	Ok(())
}

/// Take your vote in a referendum back, and unlock what it locked if nothing else does.
#[derive(Args, Debug)]
pub struct UnvoteArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The referendum, by its number.
	#[arg(value_name = "REFERENDUM")]
	referendum: u32,
	/// Number of its track; needed where the referendum is over.
	#[arg(long, value_name = "NUMBER")]
	track: Option<u16>,
}

/// Runs `unvote`.
pub async fn unvote(args: &UnvoteArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let chain = &session.chain;
	let track = args.track.map_or(Value::Null, |track| json!(track));
	let mut calls =
		vec![call(chain, "ConvictionVoting.remove_vote", &json!([track, args.referendum]))?];
	if let Some(track) = args.track {
		let own = format!("0x{}", hex::encode(session.account()));
		calls.push(call(chain, "ConvictionVoting.unlock", &json!([track, own]))?);
	}
	session.send_all(&calls).await?;
	show(format!("Referendum {}: your vote is taken back.", args.referendum));
	Ok(())
}
