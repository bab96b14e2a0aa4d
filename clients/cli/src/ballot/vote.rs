// SPDX-License-Identifier: Apache-2.0
//! Being counted, voting, and counting.

use super::records::{ballot, BallotState};
use crate::{
	calls::ballots as calls,
	dispatch::CommunityArgs,
	error::{Error, Result},
	meter::{args::WhichArgs, session::SignArgs},
	progress::show,
};
use clap::{Args, ValueEnum};
use community_core::Choice;
use energy_primitives::{CommunityId, MeterId};

/// Be counted in your community's votes, through a connection point that you have had for a whole
/// closed billing period, with energy measured there. Costs no fee.
#[derive(Args, Debug)]
pub struct EnrolArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	meter: WhichArgs,
}

/// Runs `enrol`.
pub async fn enrol(args: &EnrolArgs) -> Result<()> {
	let meter = args.meter.id()?;
	let session = args.sign.open().await?;
	let community = meter.network.community;
	let receipt = session.send(calls::enrol(community, meter)).await?;
	let (_, _, number, _): (CommunityId, [u8; 32], u32, MeterId) =
		receipt.event("Communities", "VoterEnrolled")?;
	show(format!("You count in the votes of community {community}, as number {number}."));
	Ok(())
}

/// Vote in a ballot. Everybody can see it, and it can't be changed. Costs no fee.
#[derive(Args, Debug)]
pub struct VoteArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The ballot, by its number.
	#[arg(value_name = "BALLOT")]
	ballot: u32,
	/// Your answer.
	#[arg(value_enum)]
	choice: Answer,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Answer {
	/// Yes.
	Aye,
	/// No.
	Nay,
	/// Neither; it counts for the quorum only.
	Abstain,
}

impl Answer {
	fn name(self) -> &'static str {
		match self {
			Self::Aye => "aye",
			Self::Nay => "nay",
			Self::Abstain => "neither aye nor nay",
		}
	}
}

/// Runs `vote`.
pub async fn vote(args: &VoteArgs) -> Result<()> {
	let choice = match args.choice {
		Answer::Aye => Choice::Aye,
		Answer::Nay => Choice::Nay,
		Answer::Abstain => Choice::Abstain,
	};
	let session = args.sign.open().await?;
	session.send(calls::vote(args.which.community, args.ballot, choice)).await?;
	show(format!("Ballot {}: you have voted {}.", args.ballot, args.choice.name()));
	Ok(())
}

/// Count a ballot whose time is over, or make hold what passed and whose billing period has come.
/// Both happen by themselves too; then this only says what became of it.
#[derive(Args, Debug)]
pub struct CloseArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The ballot, by its number.
	#[arg(value_name = "BALLOT")]
	ballot: u32,
}

/// Runs `close`.
pub async fn close(args: &CloseArgs) -> Result<()> {
	let (community, number) = (args.which.community, args.ballot);
	let session = args.sign.open().await?;
	let missing = || Error::refused(format!("ballot {number}"), "there is no such ballot");
	let record = ballot(&session.chain, community, number).await?.ok_or_else(missing)?;
	let due = match record.state.0 {
		BallotState::Voting => Some(calls::close(community, number)),
		BallotState::Passed { .. } => Some(calls::enact(community, number)),
		_ => None,
	};
	let nothing = if due.is_none() { " (nothing is due)" } else { "" };
	if let Some(call) = due {
		session.send(call).await?;
	}
	let record = ballot(&session.chain, community, number).await?.ok_or_else(missing)?;
	show(format!("Ballot {number}: {}{nothing}", super::show::state(&record)));
	Ok(())
}

/// Let the community's account vote in the referendum that a ballot is about, as the members have
/// answered until now. Happens by itself when the ballot ends.
#[derive(Args, Debug)]
pub struct CastArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The ballot, by its number.
	#[arg(value_name = "BALLOT")]
	ballot: u32,
}

/// Runs `cast`.
pub async fn cast(args: &CastArgs) -> Result<()> {
	let session = args.sign.open().await?;
	session.send(calls::recast(args.which.community, args.ballot)).await?;
	show(format!("Ballot {}: the community's account has voted as its members did.", args.ballot));
	Ok(())
}
