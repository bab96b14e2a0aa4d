// SPDX-License-Identifier: Apache-2.0
//! `dispatch`: a community plans together: networks and devices, offers, rounds, votes on plans,
//! setpoints, and what came of them.
//!
//! ```text
//! kinds      a device in its owner's words -> limits and offers
//! records    what the chain keeps
//! state      read from it, and the problem of a round exactly as the chain builds it
//! ```
//!
//! The rest is one file per command.

mod args;
mod device;
mod fund;
mod judge;
pub mod kinds;
mod offer;
mod plan;
mod programme;
pub mod records;
mod report;
mod round;
mod setpoints;
pub mod state;
mod text;
mod vote;
mod watch;

pub(crate) use args::{amount, put_json, to_json, CommunityArgs, LookArgs};

use crate::error::Result;
use clap::{Args, Subcommand};

/// Plan together: devices, offers, rounds, votes on plans, setpoints, and what came of them.
#[derive(Args, Debug)]
pub struct DispatchArgs {
	#[command(subcommand)]
	command: DispatchCommand,
}

#[derive(Debug, Subcommand)]
enum DispatchCommand {
	Programme(programme::ProgrammeArgs),
	Passive(programme::PassiveArgs),
	Device(device::DeviceArgs),
	Deposit(fund::DepositArgs),
	Fund(fund::FundArgs),
	Offer(offer::OfferArgs),
	Start(round::StartArgs),
	Round(round::RoundArgs),
	Problem(plan::ProblemArgs),
	Plan(plan::PlanArgs),
	Setpoints(setpoints::SetpointsArgs),
	Veto(vote::VetoArgs),
	Endorse(vote::EndorseArgs),
	Report(report::ReportArgs),
	Watch(Box<watch::WatchArgs>),
}

/// Runs the command.
pub async fn run(args: &DispatchArgs) -> Result<()> {
	match &args.command {
		DispatchCommand::Programme(args) => programme::run(args).await,
		DispatchCommand::Passive(args) => programme::passive(args).await,
		DispatchCommand::Device(args) => device::run(args).await,
		DispatchCommand::Deposit(args) => fund::deposit(args).await,
		DispatchCommand::Fund(args) => fund::fund(args).await,
		DispatchCommand::Offer(args) => offer::run(args).await,
		DispatchCommand::Start(args) => round::start(args).await,
		DispatchCommand::Round(args) => round::show_round(args).await,
		DispatchCommand::Problem(args) => plan::problem(args).await,
		DispatchCommand::Plan(args) => plan::run(args).await,
		DispatchCommand::Setpoints(args) => setpoints::run(args).await,
		DispatchCommand::Veto(args) => vote::veto(args).await,
		DispatchCommand::Endorse(args) => vote::endorse(args).await,
		DispatchCommand::Report(args) => report::run(args).await,
		DispatchCommand::Watch(args) => watch::run(args).await,
	}
}
