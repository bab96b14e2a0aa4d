// SPDX-License-Identifier: Apache-2.0
//! `meter`: a meter's life, led by the operator of its network and, where a correction needs
//! consent, by its owner. `device`: what happens beside the meter, with the seed that never leaves
//! it.

pub(crate) mod args;
mod change;
mod correction;
pub mod device;
pub mod link;
mod owner;
mod register;
pub(crate) mod session;
mod show;
pub mod tags;
pub(crate) mod text;

use crate::error::Result;
use clap::{Args, Subcommand};

/// Register a meter, and lead it through its life.
///
/// Registers are given as the meter shows them, such as `1234.567 kWh` or `12.345 GJ`; a number
/// without a unit counts Wh (electricity) or kJ (heat).
#[derive(Args, Debug)]
pub struct MeterArgs {
	#[command(subcommand)]
	command: MeterCommand,
}

#[derive(Debug, Subcommand)]
enum MeterCommand {
	Register(Box<register::RegisterArgs>),
	RotateKey(change::RotateKeyArgs),
	Replace(Box<change::ReplaceArgs>),
	/// Stop trusting a meter's key, at once: no reading counts, no slot waits for it.
	Suspend(change::StatusArgs),
	/// Trust a suspended meter's key again.
	Resume(change::StatusArgs),
	ChangeOwner(owner::ChangeOwnerArgs),
	WithdrawLine(owner::WithdrawLineArgs),
	Correct(correction::CorrectArgs),
	Accept(correction::AcceptArgs),
	Reallocate(correction::ReallocateArgs),
	/// Take a meter out of service for good. Its key and its metering point become free.
	Retire(change::StatusArgs),
	Show(show::ShowArgs),
	Link(owner::LinkArgs),
}

/// Runs the command.
pub async fn run(args: &MeterArgs) -> Result<()> {
	match &args.command {
		MeterCommand::Register(args) => register::run(args).await,
		MeterCommand::RotateKey(args) => change::rotate_key(args).await,
		MeterCommand::Replace(args) => change::replace(args).await,
		MeterCommand::Suspend(args) => change::suspend(args).await,
		MeterCommand::Resume(args) => change::resume(args).await,
		MeterCommand::ChangeOwner(args) => owner::change_owner(args).await,
		MeterCommand::WithdrawLine(args) => owner::withdraw_line(args).await,
		MeterCommand::Correct(args) => correction::correct(args).await,
		MeterCommand::Accept(args) => correction::accept(args).await,
		MeterCommand::Reallocate(args) => correction::reallocate(args).await,
		MeterCommand::Retire(args) => change::retire(args).await,
		MeterCommand::Show(args) => show::run(args).await,
		MeterCommand::Link(args) => owner::link(args),
	}
}
