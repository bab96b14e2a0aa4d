// SPDX-License-Identifier: Apache-2.0
//! The program: arguments in, exit code out.
#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use commonwatt_cli::{
	audit, ballot, bank, certificate, dispatch, govern, index, meter, proof, relay, replay, report,
	send, statement, trace, transfer, units, write_off,
};
use std::process::ExitCode;

/// Shown under every help: scripts rely on it.
const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  a local file can't be read or written
  2  wrong arguments or wrong data
  3  the node is not there, or went away
  4  the chain refused, or doesn't fit this program
  5  verification failed: something that must add up doesn't";

/// Replay, index, trace and report on a Commonwatt chain.
#[derive(Debug, Parser)]
#[command(name = "commonwatt", version, after_help = EXIT_CODES)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
	Replay(replay::ReplayArgs),
	Audit(audit::AuditArgs),
	Index(index::IndexArgs),
	Trace(trace::TraceArgs),
	Units(units::UnitsArgs),
	Report(report::ReportArgs),
	Statement(statement::StatementArgs),
	Prove(proof::ProveArgs),
	Verify(proof::VerifyArgs),
	Authorities(proof::AuthoritiesArgs),
	Certificate(certificate::CertificateArgs),
	Relay(relay::RelayArgs),
	Send(send::SendArgs),
	Meter(meter::MeterArgs),
	Device(meter::device::DeviceArgs),
	Bank(bank::BankArgs),
	WriteOff(write_off::WriteOffArgs),
	Dispatch(dispatch::DispatchArgs),
	Ballot(ballot::BallotArgs),
	Transfer(transfer::TransferArgs),
	Govern(govern::GovernArgs),
}

#[tokio::main]
async fn main() -> ExitCode {
	let cli = Cli::parse();
	let done = match &cli.command {
		Command::Replay(args) => replay::run(args).await,
		Command::Audit(args) => audit::run(args).await,
		Command::Index(args) => index::run(args).await,
		Command::Trace(args) => trace::run(args),
		Command::Units(args) => units::run(args),
		Command::Report(args) => report::run(args).await,
		Command::Statement(args) => statement::run(args).await,
		Command::Prove(args) => proof::prove::run(args).await,
		Command::Verify(args) => proof::check::run(args),
		Command::Authorities(args) => proof::authorities::run(args).await,
		Command::Certificate(args) => certificate::run(args).await,
		Command::Relay(args) => relay::run(args).await,
		Command::Send(args) => send::run(args).await,
		Command::Meter(args) => meter::run(args).await,
		Command::Device(args) => meter::device::run(args).await,
		Command::Bank(args) => bank::run(args).await,
		Command::WriteOff(args) => write_off::run(args).await,
		Command::Dispatch(args) => dispatch::run(args).await,
		Command::Ballot(args) => ballot::run(args).await,
		Command::Transfer(args) => transfer::run(args).await,
		Command::Govern(args) => govern::run(args).await,
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("commonwatt: {error}");
			error.exit()
		}
	}
}
