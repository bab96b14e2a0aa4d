// SPDX-License-Identifier: Apache-2.0
//! Solvers: some find better plans, some claim too much, some show nothing or something else.

use super::members::round;
use crate::{
	rng::Rng,
	run::Action,
	who::{Who, SOLVERS},
	world::{COMMUNITY, SLOT_S},
};
use commonwatt_runtime::Dispatch;
use dispatch_core::{
	bound, build, encode_reveal, fallback, verify, DeviceInput, Duals, GridInput, Plan, Problem,
};
use pallet_dispatch::{commitment_hash, Call, FrozenGrid, FrozenRow, Phase, RevealBytes};
use std::collections::BTreeMap;

/// What solvers hide: by round and solver, the bytes behind a hash.
#[derive(Default)]
pub struct Solvers {
	hidden: BTreeMap<(u32, Who), RevealBytes>,
}

const SALT: [u8; 32] = [5; 32];

pub fn act(solvers: &mut Solvers, rng: &mut Rng) -> Vec<Action> {
	let Some(round) = round() else { return Vec::new() };
	let who = Who::Solver(rng.below(SOLVERS.into()) as u8);
	match round.phase {
		Phase::Commit if rng.chance(600) => commit(solvers, who, round.number, rng),
		Phase::Reveal => {
			let all = (0..SOLVERS).map(Who::Solver).filter(|_| rng.chance(450));
			all.filter_map(|who| reveal(solvers, who, round.number)).collect()
		}
		// Too early or too late.
		_ if rng.chance(15) => reveal(solvers, who, round.number).into_iter().collect(),
		_ => Vec::new(),
	}
}

fn reveal(solvers: &Solvers, who: Who, round: u32) -> Option<Action> {
	let bytes = solvers.hidden.get(&(round, who))?.clone();
	Some(Action::new(
		"reveal",
		who,
		Call::reveal { community: COMMUNITY, round, salt: SALT, bytes },
	))
}

fn grid(grid: &FrozenGrid) -> GridInput {
	GridInput {
		tree: grid.tree.to_vec(),
		contract: grid.contract,
		buy_nano: grid.buy_nano.to_vec(),
		sell_nano: grid.sell_nano.to_vec(),
		passive_w: grid.passive_w.to_vec(),
	}
}

/// The problem of the round, as anybody reads it from the chain.
fn problem(number: u32) -> Option<Problem> {
	let frozen = Dispatch::frozen(COMMUNITY).filter(|frozen| frozen.round == number)?;
	let pages = (0..).map_while(|page| Dispatch::frozen_page(COMMUNITY, page));
	let rows: Vec<FrozenRow> = pages.flatten().collect();
	let device = |row: &'_ FrozenRow| row.last_w.as_ref().map(|last| last.to_vec());
	let inputs: Vec<DeviceInput> = rows
		.iter()
		.map(|row| DeviceInput {
			device: row.device,
			limits: &row.limits,
			offer: Some(&row.offer),
			last_w: device(row),
		})
		.collect();
	let slots = usize::from(frozen.slots);
	let heat = frozen.heat.as_ref().map(grid);
	let electricity = grid(&frozen.electricity);
	build(SLOT_S as u32, slots, &frozen.rules, &electricity, heat.as_ref(), &inputs).ok()
}

/// A plan that is better than nobody's: each power is moved towards what costs less.
fn improve(problem: &Problem, rng: &mut Rng) -> Plan {
	let mut best = fallback(problem);
	let Ok(outcome) = verify(problem, &best) else { return best };
	let mut cost = outcome.cost_q8;
	for _ in 0..40 {
		let mut plan = best.clone();
		let at = rng.below(plan.power_w.len().max(1) as u64) as usize;
		let Some(power) = plan.power_w.get_mut(at) else { return best };
		*power += rng.range(-3_000, 3_000) as i32;
		let Ok(outcome) = verify(problem, &plan) else { continue };
		if outcome.cost_q8 < cost {
			(best, cost) = (plan, outcome.cost_q8);
		}
	}
	best
}

/// Prices on the way from selling to buying.
fn duals(problem: &Problem, permille: i64) -> Duals {
	let between = |buy: &[i64], sell: &[i64]| -> Vec<i64> {
		let both = buy.iter().zip(sell);
		both.map(|(buy, sell)| sell + (buy - sell) * permille / 1_000).collect()
	};
	let electricity_q8 = between(&problem.electricity.buy_q8, &problem.electricity.sell_q8);
	let heat = problem.heat.as_ref().map(|grid| between(&grid.buy_q8, &grid.sell_q8));
	Duals { electricity_q8, heat_q8: heat.unwrap_or_default(), ..Duals::default() }
}

fn commit(solvers: &mut Solvers, who: Who, round: u32, rng: &mut Rng) -> Vec<Action> {
	let Some(problem) = problem(round) else { return Vec::new() };
	let plan = if rng.chance(700) { improve(&problem, rng) } else { fallback(&problem) };
	let Ok(outcome) = verify(&problem, &plan) else { return Vec::new() };
	let prices = duals(&problem, rng.range(0, 1_000));
	let proven = bound(&problem, &prices).ok().map(|bound| bound.bound_nano());
	let with_prices = rng.chance(500) && proven.is_some();
	let mut cost = outcome.cost_nano();
	let mut shown = plan.clone();
	let kind = match rng.below(10) {
		0 => {
			cost -= 1_000_000;
			"commit to too much"
		}
		1 => {
			shown.power_w.iter_mut().for_each(|power| *power += 60_000);
			"commit to what can't be"
		}
		_ => "commit",
	};
	let prices = with_prices.then_some(&prices);
	let bytes: RevealBytes = encode_reveal(Some(&shown), prices).try_into().expect("it fits");
	let hash = commitment_hash(COMMUNITY, round, &who.account(), &SALT, &bytes);
	// Mostly what was committed first counts; a second commitment is refused.
	solvers.hidden.entry((round, who)).or_insert(bytes);
	let (claimed_cost, claimed_bound) = (Some(cost), proven.filter(|_| with_prices));
	let call = Call::commit { community: COMMUNITY, round, hash, claimed_cost, claimed_bound };
	vec![Action::new(kind, who, call)]
}
