// SPDX-License-Identifier: Apache-2.0
//! Members' votes on the plan of a round.

use super::args::CommunityArgs;
use crate::{
	calls::dispatch::{self as calls, VetoReason},
	error::{Error, Result},
	meter::session::{Session, SignArgs},
	progress::show,
};
use clap::{Args, ValueEnum};

/// Veto the plan that stands to vote. If enough members do, it does not hold. Costs no fee.
#[derive(Args, Debug)]
pub struct VetoArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// Why. Everybody can read it.
	#[arg(long, value_enum)]
	reason: Reason,
	/// The round, by its number; left out: the running one.
	#[arg(long, value_name = "NUMBER")]
	round: Option<u32>,
}

/// Endorse the plan that stands to vote and can't hold without. Costs no fee.
#[derive(Args, Debug)]
pub struct EndorseArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The round, by its number; left out: the running one.
	#[arg(long, value_name = "NUMBER")]
	round: Option<u32>,
}

/// Why a member stops a plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Reason {
	/// A device of its own could do better.
	Regret,
	/// The peak is too high.
	Peak,
	/// It would be too cold, too warm or too late.
	Comfort,
	/// Something else.
	Other,
}

impl Reason {
	fn code(self) -> VetoReason {
		match self {
			Self::Regret => VetoReason::Regret,
			Self::Peak => VetoReason::Peak,
			Self::Comfort => VetoReason::Comfort,
			Self::Other => VetoReason::Other,
		}
	}
}

fn name(reason: Reason) -> String {
	format!("{reason:?}").to_lowercase()
}

async fn running(session: &Session, which: CommunityArgs, round: Option<u32>) -> Result<u32> {
	if let Some(round) = round {
		return Ok(round);
	}
	let round = which.state(&session.chain).round().await?;
	let missing = || Error::refused(format!("community {}", which.community), "no round runs");
	round.map(|round| round.number).ok_or_else(missing)
}

/// Runs `veto`.
pub async fn veto(args: &VetoArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let round = running(&session, args.which, args.round).await?;
	let call = calls::veto(args.which.community, round, args.reason.code());
	session.send(call).await?;
	show(format!("Round {round}: you have vetoed the plan ({}).", name(args.reason)));
	Ok(())
}

/// Runs `endorse`.
pub async fn endorse(args: &EndorseArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let round = running(&session, args.which, args.round).await?;
	session.send(calls::endorse(args.which.community, round)).await?;
	show(format!("Round {round}: you have endorsed the plan."));
	Ok(())
}
