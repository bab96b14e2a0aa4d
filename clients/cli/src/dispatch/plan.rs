// SPDX-License-Identifier: Apache-2.0
//! The problem of a round, and plans.

use super::{
	args::{put_json, LookArgs},
	judge,
	records::{Phase, PlanRow, RoundRecord},
	state::State,
	text::{self as words, signed, Money},
};
use crate::{
	chain::Chain,
	clock::slot_length,
	error::{Error, Result},
	meter::{args::NodeArgs, text},
	progress::{say, show},
	storage::Storage,
};
use clap::Args;
use dispatch_core::{energy_of, verify, Certificate};
use energy_primitives::{Carrier, NanoPrice, Slot};
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf};

/// Write the problem of the round that was frozen last, exactly as the chain builds it: for a solver
/// of your own.
#[derive(Args, Debug)]
pub struct ProblemArgs {
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	which: super::args::CommunityArgs,
	/// Write to this file instead of printing.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// Runs `problem`.
pub async fn problem(args: &ProblemArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let frozen = args.which.state(&chain).frozen().await?;
	let frozen = frozen.ok_or_else(|| {
		let what = format!("community {}", args.which.community);
		Error::refused(what, "no round's offers are frozen")
	})?;
	put_json(&frozen.problem, args.out.as_ref())?;
	let (round, devices) = (frozen.record.round, frozen.rows.len());
	say(format!("round {round}: {devices} devices, {} slots", frozen.problem.slots));
	Ok(())
}

/// Show the plan of a round: the one that holds, or the best one while members vote on it.
#[derive(Args, Debug)]
pub struct PlanArgs {
	#[command(flatten)]
	look: LookArgs,
	/// The round, by its number; left out: the last one.
	#[arg(long, value_name = "NUMBER")]
	round: Option<u32>,
}

/// A plan as it is told.
#[derive(Debug, Serialize)]
pub struct Told {
	/// Which round.
	pub round: u32,
	/// Where it comes from, if it holds.
	pub holds: Option<&'static str>,
	/// Who found it.
	pub solver: Option<String>,
	/// First slot of its horizon.
	pub first_slot: Slot,
	/// Slots of its horizon.
	pub slots: u8,
	/// What is proven about it.
	pub certificate: Option<Certificate>,
	/// Highest import, in W.
	pub peak_w: i64,
	/// Its devices.
	pub devices: Vec<ToldDevice>,
}

/// A device of a plan.
#[derive(Debug, Serialize)]
pub struct ToldDevice {
	/// Its number.
	pub device: u16,
	/// Its kind.
	pub kind: &'static str,
	/// Its part of a deviation of the whole network, in thousandths.
	pub alpha_permille: u16,
	/// Its powers, in W; positive given.
	pub power_w: Vec<i32>,
	/// Its planned base quantities per slot.
	pub planned_base: Vec<i64>,
	/// What a base quantity is: Wh, or kJ of heat.
	pub unit: &'static str,
	/// What a planned base quantity earns by the contract, in nano-currency.
	pub price_nano: Vec<Option<NanoPrice>>,
	/// How much better it could do alone; while members vote.
	pub regret_nano: Option<u128>,
}

/// Runs `plan`.
pub async fn run(args: &PlanArgs) -> Result<()> {
	let chain = args.look.node.connect().await?;
	let state = args.look.which.state(&chain);
	let told = told(&chain, &state, args.round).await?;
	if args.look.json {
		return put_json(&told, None);
	}
	let money = Money::of(&Storage::new(&chain, None), state.community()).await?;
	let length = slot_length(&chain)?;
	let holds = told.holds.unwrap_or("stands to vote");
	show(format!("Plan of round {}: {holds}", told.round));
	let begins = text::slot(length, told.first_slot);
	show(format!("  horizon      {} slots from slot {begins} on", told.slots));
	if let Some(certificate) = &told.certificate {
		show(format!("  certificate  {}", words::certificate(&money, certificate)));
	}
	show(format!("  peak         {} W", told.peak_w));
	show(format!("  solver       {}", told.solver.as_deref().unwrap_or("nobody")));
	show(format!("  {:>6} {:<13} {:>12} {:>12} {:>14}", "device", "", "gives", "takes", "regret"));
	for device in &told.devices {
		let sum = |sign: i64| {
			let parts = device.planned_base.iter().map(|energy| (energy * sign).max(0));
			format!("{} {}", parts.sum::<i64>(), device.unit)
		};
		let regret = device.regret_nano.map_or("-".into(), |nano| money.tell(signed(nano)));
		show(format!(
			"  {:>6} {:<13} {:>12} {:>12} {:>14}",
			device.device,
			device.kind,
			sum(1),
			sum(-1),
			regret
		));
	}
	Ok(())
}

/// The plan of a round: enacted, or standing to vote.
pub async fn told(chain: &Chain, state: &State<'_>, round: Option<u32>) -> Result<Told> {
	let last = state.round().await?;
	let number = round.or(last.as_ref().map(|round| round.number)).unwrap_or(0);
	// A plan that holds already can still be stopped: what it means for devices is told too.
	let voting = |round: &&RoundRecord| round.number == number && round.phase == Phase::Voting;
	match last.as_ref().filter(voting) {
		Some(round) => standing(state, round).await,
		None => enacted(chain, state, number).await,
	}
}

async fn enacted(chain: &Chain, state: &State<'_>, number: u32) -> Result<Told> {
	let missing =
		|| Error::refused(format!("round {number}"), "there is no plan of it, not yet or no more");
	let plan = state.plan(number).await?.ok_or_else(missing)?;
	let rows = state.plan_rows(number, plan.devices.0.len()).await?;
	let known: BTreeMap<_, _> = state.devices().await?.into_iter().collect();
	let slot_s = u32::try_from(slot_length(chain)?.seconds()).unwrap_or(u32::MAX);
	let device = |row: PlanRow| {
		let limits = known.get(&row.device).map(|record| record.limits.0);
		let carrier = limits.map_or(Carrier::Electricity, |limits| limits.carrier);
		ToldDevice {
			device: row.device,
			kind: limits.map_or("retired", |limits| words::kind(limits.kind)),
			alpha_permille: row.alpha_permille,
			unit: carrier.facts().base_unit,
			planned_base: energy_of(&row.power_w.0, slot_s, carrier),
			power_w: row.power_w.0,
			price_nano: row.price.0,
			regret_nano: None,
		}
	};
	Ok(Told {
		round: number,
		holds: Some(plan.source.name()),
		solver: plan.solver.map(|solver| solver.to_string()),
		first_slot: plan.first_slot,
		slots: plan.slots,
		certificate: Some(plan.certificate.0),
		peak_w: plan.peak_w,
		devices: rows.into_iter().map(device).collect(),
	})
}

/// The best plan of a round while members vote on it.
pub async fn standing(state: &State<'_>, round: &RoundRecord) -> Result<Told> {
	let missing = || Error::refused(format!("round {}", round.number), "no plan stands to vote");
	let leader = state.leader().await?.ok_or_else(missing)?;
	let frozen = state.frozen().await?.ok_or_else(missing)?;
	let prices = state.prices().await?.ok_or_else(missing)?;
	let plan = frozen.plan_of(&leader)?;
	let duals = frozen.duals_of(&prices)?;
	let outcome = verify(&frozen.problem, &plan)
		.map_err(|error| Error::Verification(format!("the chain's best plan: {error:?}")))?;
	if outcome.cost_nano() != leader.cost_nano {
		return Err(Error::Verification(format!(
			"the best plan costs {} nano, the chain says {}",
			outcome.cost_nano(),
			leader.cost_nano
		)));
	}
	let views = judge::devices(&frozen, &plan, &duals)?;
	let limits_of = |row: usize| frozen.rows.get(row).map(|row| row.limits.0);
	let device = |(row, view): (usize, judge::DeviceView)| ToldDevice {
		device: view.device,
		kind: limits_of(row).map_or("", |limits| words::kind(limits.kind)),
		alpha_permille: plan.alpha_permille.get(row).copied().unwrap_or(0),
		power_w: view.power_w,
		planned_base: view.planned_base,
		unit: limits_of(row).map_or("", |limits| limits.carrier.facts().base_unit),
		price_nano: view.price.into_iter().map(Some).collect(),
		regret_nano: Some(view.regret_nano),
	};
	Ok(Told {
		round: round.number,
		holds: round.enacted.map(|source| source.name()),
		solver: Some(leader.who.to_string()),
		first_slot: frozen.record.first_slot,
		slots: frozen.record.slots,
		certificate: round.certificate.0,
		peak_w: outcome.peak_w,
		devices: views.into_iter().enumerate().map(device).collect(),
	})
}
