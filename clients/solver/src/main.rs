// SPDX-License-Identifier: Apache-2.0
//! The program: arguments in, exit code out.
#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use commonwatt_cli::error::Error;
use commonwatt_solver::{
	command::{CommandError, FileCommand},
	daemon::{self, RunArgs},
};
use std::process::ExitCode;

/// Shown under every help: the same as `commonwatt`'s.
const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  a local file can't be read or written
  2  wrong arguments or wrong data
  3  the node is not there, or went away
  4  the chain refused, or doesn't fit this program
  5  verification failed: something that must add up doesn't";

/// Solve the dispatch of a community: plans that everyone can check.
#[derive(Debug, Parser)]
#[command(name = "commonwatt-solver", version, after_help = EXIT_CODES)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
	Run(RunArgs),
	#[command(flatten)]
	File(FileCommand),
}

#[tokio::main]
async fn main() -> ExitCode {
	let done = match Cli::parse().command {
		Command::Run(args) => daemon::run(&args).await,
		Command::File(command) => command.run().map_err(of_files),
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("commonwatt-solver: {error}");
			error.exit()
		}
	}
}

fn of_files(error: CommandError) -> Error {
	match error {
		CommandError::File { path, reason } => Error::file(path, reason),
		CommandError::Prices { .. } => Error::Usage(error.to_string()),
		CommandError::Propose(_) => Error::Verification(error.to_string()),
	}
}
