// SPDX-License-Identifier: Apache-2.0
//! `govern`: the chain's own decisions. A call is proposed in a referendum, voted on, enacted, and
//! everybody gets deposits back.
//!
//! ```text
//! json      arguments of any call, told in JSON, in the types the metadata names
//! action    which call it is about
//! propose   preimage, referendum, deposit
//! vote      aye or nay, and taking it back
//! records   what is stored of it
//! state     where it is, and what becomes of it
//! status    how it stands, and waiting for what becomes of it
//! upgrade   the code that was authorised
//! refund    deposits
//! snapshot  the whole state, for trying an upgrade on
//! ```

mod action;
mod json;
mod propose;
mod records;
mod refund;
mod snapshot;
mod state;
mod status;
mod upgrade;
mod vote;

use crate::error::Result;
use clap::{Args, Subcommand};

/// Take part in what the chain decides by referendum: propose, vote, follow, enact.
#[derive(Args, Debug)]
pub struct GovernArgs {
	#[command(subcommand)]
	command: GovernCommand,
}

#[derive(Debug, Subcommand)]
enum GovernCommand {
	Propose(propose::ProposeArgs),
	Deposit(propose::DepositArgs),
	Vote(vote::VoteArgs),
	Unvote(vote::UnvoteArgs),
	Status(status::StatusArgs),
	Apply(upgrade::ApplyArgs),
	Refund(refund::RefundArgs),
	Send(action::SendArgs),
	Call(action::ShowArgs),
	Snapshot(snapshot::SnapshotArgs),
}

/// Runs the command.
pub async fn run(args: &GovernArgs) -> Result<()> {
	match &args.command {
		GovernCommand::Propose(args) => propose::run(args).await,
		GovernCommand::Deposit(args) => propose::deposit(args).await,
		GovernCommand::Vote(args) => vote::run(args).await,
		GovernCommand::Unvote(args) => vote::unvote(args).await,
		GovernCommand::Status(args) => status::run(args).await,
		GovernCommand::Apply(args) => upgrade::run(args).await,
		GovernCommand::Refund(args) => refund::run(args).await,
		GovernCommand::Send(args) => action::send(args).await,
		GovernCommand::Call(args) => action::show_call(args).await,
		GovernCommand::Snapshot(args) => snapshot::run(args).await,
	}
}
