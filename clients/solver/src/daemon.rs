// SPDX-License-Identifier: Apache-2.0
//! `run`: takes part in the rounds of a community. Waits for frozen offers, solves, commits to the
//! hash of what it found, shows it when the chain asks, and says what the chain made of it.

mod answer;
mod chain;
mod record;
mod secret;

pub use secret::Secret;

use crate::{
	progress::Teller,
	proposal::{propose, Proposal, Source},
	solver::{solver, SolverName},
};
use answer::Answer;
use chain::Rounds;
use clap::Args;
use commonwatt_cli::{
	calls::dispatch as calls,
	chain::{Chain, Heads},
	clock::next_events,
	dispatch::records::Phase,
	error::{Error, Result},
	extrinsic::Call,
	progress::say,
	relay::key,
};
use dispatch_core::encode_reveal;
use energy_primitives::CommunityId;
use std::{path::PathBuf, time::Duration};

/// Blocks it takes to be heard, at most.
const HEARD_BLOCKS: u32 = 3;

/// Part of the time to the deadline that solving may use, in tenths.
const SOLVING_TENTHS: u32 = 8;

/// A deposit is at stake: what the chain did not take is sent again, this often at most.
const TRIES_MAX: u32 = 3;

/// The most bytes the chain takes.
const REVEAL_MAX: usize = 1 << 20;

/// Take part in the rounds of a community: solve, commit, show.
#[derive(Args, Debug)]
pub struct RunArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
	/// Which community.
	#[arg(long, value_name = "NUMBER")]
	community: CommunityId,
	/// Your key. It needs native currency for fees and deposits. What stands on a command line,
	/// others on this machine can see.
	#[arg(long, value_name = "SURI", required_unless_present = "key_file")]
	key: Option<String>,
	/// A file with this key.
	#[arg(long, value_name = "FILE", conflicts_with = "key")]
	key_file: Option<PathBuf>,
	/// Which solver to use.
	#[arg(long, value_enum, default_value_t)]
	solver: SolverName,
	/// Seconds after which the best plan so far is taken. It is less where the round leaves less.
	#[arg(long, default_value_t = 120, value_name = "SECONDS")]
	time_limit_s: u64,
	/// Folder for what was committed to and not shown yet, so that a restart does not lose the
	/// deposit.
	#[arg(long, default_value = ".commonwatt-solver", value_name = "FOLDER")]
	state: PathBuf,
	/// Stop when one round is over that this program took part in.
	#[arg(long)]
	once: bool,
}

/// Runs the command.
pub async fn run(args: &RunArgs) -> Result<()> {
	let pair = key(args.key.as_deref(), args.key_file.as_ref())?;
	let chain = Chain::connect(&args.url, Duration::from_secs(args.wait)).await?;
	let rounds = Rounds::new(chain, args.community, pair)?;
	let mut heads = rounds.chain().new_heads().await?;
	Daemon { args, rounds, secret: None, looked_at: None, tries: 0 }.follow(&mut heads).await
}

struct Daemon<'a> {
	args: &'a RunArgs,
	rounds: Rounds,
	/// What it has committed to.
	secret: Option<Secret>,
	/// The last round it tried.
	looked_at: Option<u32>,
	/// How often it tried to show something in it.
	tries: u32,
}

impl Daemon<'_> {
	async fn follow(&mut self, heads: &mut Heads) -> Result<()> {
		let mut seen = u64::from(self.rounds.now().await?);
		loop {
			self.step().await?;
			for event in next_events(self.rounds.chain(), heads, &mut seen).await? {
				let Some(answer) = Answer::of(&event, &self.rounds)? else { continue };
				say(answer.text());
				if self.hear(&answer)? {
					return Ok(());
				}
			}
		}
	}

	/// Does what the round waits for, if it waits for something of ours.
	async fn step(&mut self) -> Result<()> {
		let Some(round) = self.rounds.round().await? else { return Ok(()) };
		match round.phase {
			Phase::Commit if self.looked_at != Some(round.number) => {
				self.looked_at = Some(round.number);
				self.tries = 0;
				self.secret = self.recall(round.number).await?;
				if self.secret.is_none() {
					self.solve(round.number, round.ends).await?;
				}
				Ok(())
			}
			Phase::Reveal => self.show(round.number).await,
			_ => Ok(()),
		}
	}

	/// What an earlier run of this program has committed to in this round.
	async fn recall(&self, round: u32) -> Result<Option<Secret>> {
		let secret = Secret::read(&self.args.state, &self.rounds.label(round))?;
		let known = match &secret {
			Some(secret) => self.rounds.is_committed(&secret.hash(&self.rounds, round)).await?,
			None => false,
		};
		Ok(secret.filter(|_| known))
	}

	/// Solves a round and commits to what it found.
	async fn solve(&mut self, round: u32, ends: u32) -> Result<()> {
		let now = self.rounds.now().await?;
		let left = ends.saturating_sub(now).saturating_sub(HEARD_BLOCKS);
		let limit = self.rounds.block_time() * left * SOLVING_TENTHS / 10;
		let limit = limit.min(Duration::from_secs(self.args.time_limit_s));
		if limit.is_zero() {
			say(format!("round {round}: too late to solve it"));
			return Ok(());
		}
		let Some(problem) = self.rounds.problem(round).await? else { return Ok(()) };
		say(format!("round {round}: {} s to solve it", limit.as_secs()));
		let name = self.args.solver;
		let work = move || propose(&problem, &*solver(name, None), limit, &Teller { loud: true });
		let proposal = tokio::task::spawn_blocking(work).await;
		let proposal = proposal.map_err(|error| Error::Verification(error.to_string()))?;
		match proposal {
			Ok(proposal) => self.commit(round, &proposal).await,
			Err(error) => {
				say(format!("round {round}: {error}"));
				Ok(())
			}
		}
	}

	/// Commits to a proposal: to its plan only if it is better than none.
	async fn commit(&mut self, round: u32, proposal: &Proposal) -> Result<()> {
		let Some(certificate) = proposal.certificate() else { return Ok(()) };
		let mut plan = (proposal.source == Source::Solved).then_some(&proposal.plan);
		let mut bytes = encode_reveal(plan, proposal.duals.as_ref());
		if bytes.len() > REVEAL_MAX {
			plan = None;
			bytes = encode_reveal(plan, proposal.duals.as_ref());
		}
		let claimed_cost = plan.map(|_| certificate.cost_nano);
		let secret = Secret { salt: self.rounds.salt(round), bytes };
		secret.write(&self.args.state, &self.rounds.label(round))?;
		let hash = secret.hash(&self.rounds, round);
		let claimed_bound = Some(certificate.bound_nano);
		let call = calls::commit(self.args.community, round, hash, claimed_cost, claimed_bound);
		if self.send(round, call).await? {
			self.secret = Some(secret);
		}
		Ok(())
	}

	/// Shows what it has committed to.
	async fn show(&mut self, round: u32) -> Result<()> {
		let secret = match self.secret.take() {
			Some(secret) => Some(secret),
			None if self.looked_at != Some(round) => self.recall(round).await?,
			None => None,
		};
		self.looked_at = Some(round);
		let Some(secret) = secret else { return Ok(()) };
		say(format!("round {round}: showing {} bytes", secret.bytes.len()));
		let call = calls::reveal(self.args.community, round, secret.salt, &secret.bytes);
		self.tries += 1;
		if self.send(round, call).await? {
			Secret::forget(&self.args.state, &self.rounds.label(round))?;
		} else if self.tries < TRIES_MAX {
			self.secret = Some(secret);
		}
		Ok(())
	}

	/// Sends a call. That the chain refuses it ends the round for us, not the program.
	async fn send(&self, round: u32, call: Call) -> Result<bool> {
		match self.rounds.send(&call).await {
			Ok(()) => Ok(true),
			Err(error @ Error::Refused { .. }) if !self.args.once => {
				say(format!("round {round}: {error}"));
				Ok(false)
			}
			Err(error) => Err(error),
		}
	}

	/// Whether an answer is the last to wait for.
	fn hear(&mut self, answer: &Answer) -> Result<bool> {
		let ours = self.looked_at == Some(answer.round());
		match answer {
			Answer::False { ours: true, .. } if self.args.once => {
				Err(Error::refused("what was shown", answer.text()))
			}
			_ => Ok(self.args.once && ours && answer.is_last()),
		}
	}
}
