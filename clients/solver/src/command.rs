// SPDX-License-Identifier: Apache-2.0
//! Commands on files.

use crate::{
	check::check,
	oscillate::{without_last, Experiment, PriceFile},
	progress::Teller,
	proposal::{propose, ProposeError},
	report::Report,
	sample::Sample,
	selfish::Prices,
	solver::{solver, SolverName},
};
use clap::{Args, Subcommand};
use dispatch_core::Problem;
use serde::{de::DeserializeOwned, Serialize};
use std::{
	fs, io,
	path::{Path, PathBuf},
	time::Duration,
};

/// Why a command on files fails.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
	/// A file can't be read or written.
	#[error("{}: {reason}", path.display())]
	File {
		/// Which file.
		path: PathBuf,
		/// What the system or the parser says.
		reason: String,
	},
	/// A price file does not fit its problem.
	#[error("{}: a price for each of the {slots} slots is needed", path.display())]
	Prices {
		/// Which file.
		path: PathBuf,
		/// Slots of the problem.
		slots: usize,
	},
	/// Nothing can be proposed.
	#[error(transparent)]
	Propose(#[from] ProposeError),
}

/// A problem in a file, and how to solve it.
#[derive(Args, Debug)]
pub struct Input {
	/// The problem, as JSON.
	#[arg(long)]
	problem: PathBuf,
	/// Which solver to use.
	#[arg(long, value_enum, default_value_t)]
	solver: SolverName,
	/// Seconds after which the best plan so far is taken.
	#[arg(long, default_value_t = 60)]
	time_limit_s: u64,
	/// Where the result goes, as JSON.
	#[arg(long)]
	out: PathBuf,
	/// Say nothing while working.
	#[arg(long)]
	quiet: bool,
}

/// Commands on files.
#[derive(Debug, Subcommand)]
pub enum FileCommand {
	/// Solve a problem: plan, prices, exact cost and proven bound.
	Solve {
		/// The problem.
		#[command(flatten)]
		input: Input,
	},
	/// Let every device answer a price alone.
	Selfish {
		/// The problem.
		#[command(flatten)]
		input: Input,
		/// The price per slot, as JSON.
		#[arg(long)]
		price: PathBuf,
	},
	/// Compare a common plan with devices that answer a price, which answers them.
	Oscillate {
		/// The problem.
		#[command(flatten)]
		input: Input,
		/// The published price per slot, as JSON; by default the middle of buying and selling.
		#[arg(long)]
		price: Option<PathBuf>,
		/// Rounds of each feedback.
		#[arg(long, default_value_t = 14)]
		rounds: usize,
		/// Assumed feedbacks, in EUR/MWh per kW of net load.
		#[arg(long, value_delimiter = ',', default_value = "0.1,0.25")]
		beta: Vec<f64>,
		/// Weight of a new price where it is averaged with the old one.
		#[arg(long, default_value_t = 0.3)]
		averaging: f64,
	},
	/// Answer what the verifier says of plans and duals: JSON lines in, JSON lines out.
	Check {
		/// The problem, as JSON.
		#[arg(long)]
		problem: PathBuf,
	},
	/// Write a synthetic district, for tests and benchmarks.
	Sample {
		/// How many devices.
		#[arg(long, default_value_t = 201)]
		devices: usize,
		/// How many slots of 15 minutes.
		#[arg(long, default_value_t = 96)]
		slots: usize,
		/// Decides all numbers.
		#[arg(long, default_value_t = 1)]
		seed: u64,
		/// With a heat network.
		#[arg(long)]
		heat: bool,
		/// With prices far below zero at noon.
		#[arg(long)]
		negative: bool,
		/// Reserve asked for, in W.
		#[arg(long, default_value_t = 0)]
		reserve_w: u32,
		/// Where it goes, as JSON.
		#[arg(long)]
		out: PathBuf,
	},
}

impl FileCommand {
	/// Runs it.
	pub fn run(self) -> Result<(), CommandError> {
		match self {
			Self::Solve { input } => input.solve(),
			Self::Selfish { input, price } => input.selfish(&price),
			Self::Oscillate { input, price, rounds, beta, averaging } => {
				input.oscillate(price.as_deref(), rounds, beta, averaging)
			}
			Self::Check { problem } => {
				let (input, out) = (io::stdin().lock(), io::stdout().lock());
				check(&read(&problem)?, input, out).map_err(|error| file(&problem, error))
			}
			Self::Sample { devices, slots, seed, heat, negative, reserve_w, out } => {
				let sample = Sample { devices, slots, seed, heat, negative, reserve_w };
				write(&out, &sample.problem())
			}
		}
	}
}

impl Input {
	fn teller(&self) -> Teller {
		Teller { loud: !self.quiet }
	}

	fn limit(&self) -> Duration {
		Duration::from_secs(self.time_limit_s)
	}

	fn solve(&self) -> Result<(), CommandError> {
		let problem: Problem = read(&self.problem)?;
		let solver = solver(self.solver, None);
		let proposal = propose(&problem, &*solver, self.limit(), &self.teller())?;
		write(&self.out, &Report::of(&problem, proposal, solver.name()))
	}

	fn selfish(&self, price: &Path) -> Result<(), CommandError> {
		let problem = without_last(&read(&self.problem)?);
		let price = prices(price, &problem)?;
		let run = crate::oscillate::alone(&problem, &price, &*solver(self.solver, None));
		self.teller().run(&run);
		write(&self.out, &run)
	}

	fn oscillate(
		&self,
		price: Option<&Path>,
		rounds: usize,
		betas: Vec<f64>,
		averaging: f64,
	) -> Result<(), CommandError> {
		let problem: Problem = read(&self.problem)?;
		let price = match price {
			Some(path) => prices(path, &problem)?,
			None => Prices::middle(&problem),
		};
		let limit = self.limit();
		let experiment = Experiment { problem: &problem, price, rounds, betas, averaging, limit };
		let results = experiment.run(&*solver(self.solver, None), &self.teller())?;
		write(&self.out, &results)
	}
}

fn prices(path: &Path, problem: &Problem) -> Result<Prices, CommandError> {
	let file: PriceFile = read(path)?;
	let slots = problem.slots;
	Prices::from_file(&file, problem).ok_or(CommandError::Prices { path: path.into(), slots })
}

fn file(path: &Path, error: impl ToString) -> CommandError {
	CommandError::File { path: path.into(), reason: error.to_string() }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, CommandError> {
	let text = fs::read(path).map_err(|error| file(path, error))?;
	serde_json::from_slice(&text).map_err(|error| file(path, error))
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), CommandError> {
	let text = serde_json::to_vec(value).map_err(|error| file(path, error))?;
	fs::write(path, text).map_err(|error| file(path, error))
}
