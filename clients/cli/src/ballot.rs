// SPDX-License-Identifier: Apache-2.0
//! `ballot`: members change the rules of their community: who counts, what is proposed, votes, and
//! what became of them.

mod change;
mod propose;
mod records;
mod show;
mod vote;

use crate::error::Result;
use clap::{Args, Subcommand};

/// Decide on the rules of your community: be counted, propose, vote, see what became of it.
#[derive(Args, Debug)]
pub struct BallotArgs {
	#[command(subcommand)]
	command: BallotCommand,
}

#[derive(Debug, Subcommand)]
enum BallotCommand {
	Enrol(vote::EnrolArgs),
	Propose(propose::ProposeArgs),
	List(show::ListArgs),
	Show(show::ShowArgs),
	Vote(vote::VoteArgs),
	Close(vote::CloseArgs),
	RollBack(propose::RollBackArgs),
	Cast(vote::CastArgs),
}

/// Runs the command.
pub async fn run(args: &BallotArgs) -> Result<()> {
	match &args.command {
		BallotCommand::Enrol(args) => vote::enrol(args).await,
		BallotCommand::Propose(args) => propose::run(args).await,
		BallotCommand::List(args) => show::list(args).await,
		BallotCommand::Show(args) => show::run(args).await,
		BallotCommand::Vote(args) => vote::vote(args).await,
		BallotCommand::Close(args) => vote::close(args).await,
		BallotCommand::RollBack(args) => propose::roll_back(args).await,
		BallotCommand::Cast(args) => vote::cast(args).await,
	}
}
