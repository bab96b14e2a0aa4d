// SPDX-License-Identifier: Apache-2.0
//! Rounds: begin one, and see where it stands.

use super::{
	args::{to_json, CommunityArgs, LookArgs},
	records::{FallbackRecord, Phase, RoundRecord},
	text::{self as words, Money},
};
use crate::{
	calls::dispatch as calls,
	chain::Chain,
	clock::slot_length,
	error::{Error, Result},
	meter::{args::date, session::SignArgs, text},
	progress::show,
	storage::Storage,
};
use clap::{Args, ValueEnum};
use energy_primitives::{CommunityId, Slot};
use serde_json::json;

/// Begin a round. Later ones begin by themselves once the network is open. The community's operator
/// does it.
#[derive(Args, Debug)]
pub struct StartArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// First slot of the horizon: one that has not begun, or any while the network prepares.
	#[arg(long, value_name = "SLOT", required_unless_present = "day")]
	first_slot: Option<Slot>,
	/// The horizon begins with this day (UTC), such as 2034-12-31.
	#[arg(long, value_name = "DATE", conflicts_with = "first_slot")]
	day: Option<String>,
}

/// Runs `start`.
pub async fn start(args: &StartArgs) -> Result<()> {
	let day_s = args.day.as_deref().map(date).transpose()?;
	let session = args.sign.open().await?;
	let length = slot_length(&session.chain)?;
	let first_slot = args.first_slot.or(day_s.map(|day_s| length.slot_at(day_s)));
	let first_slot = first_slot.ok_or_else(|| Error::Usage("--first-slot or --day".into()))?;
	let receipt = session.send(calls::start_round(args.which.community, first_slot)).await?;
	let (community, number, first_slot, slots): (CommunityId, u32, Slot, u8) =
		receipt.event("Dispatch", "RoundStarted")?;
	let begins = text::slot(length, first_slot);
	show(format!("Round {number} of community {community}: {slots} slots from slot {begins} on."));
	Ok(())
}

/// Show where the last round stands.
#[derive(Args, Debug)]
pub struct RoundArgs {
	#[command(flatten)]
	look: LookArgs,
	/// Wait until it is there.
	#[arg(long, value_enum, value_name = "PHASE")]
	until: Option<Until>,
	/// Wait for this round, by its number; left out: the last one.
	#[arg(long, value_name = "NUMBER", requires = "until")]
	number: Option<u32>,
}

/// Where a round can be waited for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Until {
	/// Offers are taken.
	Offers,
	/// Offers are frozen, solvers commit.
	Commit,
	/// Solvers show their plans.
	Reveal,
	/// Members may veto or endorse.
	Voting,
	/// It is over.
	Over,
}

impl Until {
	/// Whether a round has come so far, or further.
	fn is_reached(self, round: &RoundRecord) -> bool {
		let at = |phase| match phase {
			Phase::Offers => 0,
			Phase::Commit => 1,
			Phase::Reveal => 2,
			Phase::Voting => 3,
			Phase::Enacted => 4,
		};
		at(round.phase) >= self as i32
	}
}

/// Runs `round`.
pub async fn show_round(args: &RoundArgs) -> Result<()> {
	let look = &args.look;
	let chain = look.node.connect().await?;
	let state = look.which.state(&chain);
	let mut heads = chain.new_heads().await?;
	let round = loop {
		let round = state.round().await?;
		let Some(until) = args.until else { break round };
		let is_there = |round: &RoundRecord| match args.number {
			Some(number) if round.number != number => round.number > number,
			_ => until.is_reached(round),
		};
		if round.as_ref().is_some_and(is_there) {
			break round;
		}
		chain.next(&mut heads).await?;
	};
	let Some(round) = round else {
		let what = format!("community {}", look.which.community);
		return Err(Error::refused(what, "it has had no round yet"));
	};
	let frozen = state.frozen().await?.filter(|frozen| frozen.record.round == round.number);
	let fallback = frozen.map(|frozen| frozen.record.fallback.0);
	tell(&chain, look, &round, fallback).await
}

async fn tell(
	chain: &Chain,
	look: &LookArgs,
	round: &RoundRecord,
	fallback: Option<FallbackRecord>,
) -> Result<()> {
	let block = chain.header(None).await?.number;
	let certificate = round.certificate.0;
	if look.json {
		let certificate = certificate.map(|found| {
			json!({
				"cost_nano": found.cost_nano, "bound_nano": found.bound_nano,
				"regret_max_nano": found.regret_max_nano, "gap_ppm": found.gap_ppm(),
			})
		});
		let value = json!({
			"community": look.which.community, "block": block, "round": round.number,
			"phase": round.phase.name(), "ends": round.ends, "first_slot": round.first_slot,
			"slots": round.slots, "devices": round.devices, "voters": round.snapshot,
			"votes_needed": round.votes_needed, "vetoes": round.vetoes,
			"endorsements": round.endorsements, "needs_endorsement": round.needs_endorsement,
			"emergency": round.emergency, "certificate": certificate,
			"fallback_cost_nano": fallback.map(|fallback| fallback.cost_nano),
			"fallback_peak_w": fallback.map(|fallback| fallback.peak_w),
			"holds": round.enacted.map(|source| source.name()),
		});
		show(to_json(&value)?);
		return Ok(());
	}
	let length = slot_length(chain)?;
	let money = Money::of(&Storage::new(chain, None), look.which.community).await?;
	let ends = match round.phase {
		Phase::Enacted => String::new(),
		_ => format!(" until block {} (now {block})", round.ends),
	};
	show(format!("Round {}: {}{ends}", round.number, round.phase.name()));
	let begins = text::slot(length, round.first_slot);
	show(format!("  horizon      {} slots from slot {begins} on", round.slots));
	if round.phase == Phase::Offers {
		return Ok(());
	}
	show(format!("  devices      {}", round.devices));
	if let Some(fallback) = fallback {
		let (cost, peak) = (money.tell(fallback.cost_nano), fallback.peak_w);
		show(format!("  fallback     costs {cost}, peak {peak} W"));
	}
	if let Some(found) = &certificate {
		show(format!("  best plan    {}", words::certificate(&money, found)));
		show(format!("  votes        {}", votes(round)));
	}
	match round.enacted {
		Some(source) => show(format!("  holds        {}", source.name())),
		None if round.phase == Phase::Enacted => {
			show("  holds        nothing new: no offers, no tariff, or too late");
		}
		None => {}
	}
	Ok(())
}

fn votes(round: &RoundRecord) -> String {
	let RoundRecord { vetoes, endorsements, votes_needed, .. } = round;
	if round.emergency {
		return "nobody can stop it: without it a line would be overloaded".into();
	}
	let endorsed = match round.needs_endorsement {
		true => format!("; endorsed by {endorsements}, it needs {votes_needed}"),
		false => String::new(),
	};
	format!("vetoed by {vetoes}, {votes_needed} stop it{endorsed}")
}
