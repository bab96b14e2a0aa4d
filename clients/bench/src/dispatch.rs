// SPDX-License-Identifier: Apache-2.0
//! What a round of collective dispatch costs a node: a community of 1 000 devices and a horizon of
//! 96 slots, made by the runtime's own calls; its plan is found by the solver; blocks with the
//! round's steps and with solvers' proposals are imported as a node would that received them. The
//! time of an empty block is taken off.

mod district;

use crate::{
	chain::{Chain, Result},
	fleet::Fleet,
	steps::{charged, middle, round2, us, BEGIN_S, SLOT_S},
	town::Order,
};
use codec::{Decode, Encode};
use commonwatt_runtime::{BlockNumber, Runtime};
use commonwatt_solver::{
	progress::Teller,
	proposal::{propose, Proposal},
	solver::{solver, SolverName},
};
use dispatch_core::{
	build, encode_reveal, Certificate, DeviceInput, GridInput, Problem, DEVICES_MAX,
};
use energy_primitives::Slot;
use pallet_dispatch::{
	commitment_hash, Call, Frozen, FrozenGrid, FrozenPages, FrozenRecord, FrozenRow, Leaders,
	Phase, PlanPages, Queues, RevealBytes, RoundRecord, Rounds, PLAN_PAGE_ROWS,
};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring as Key;
use std::time::Duration;

const COMMUNITY: u32 = 0;
const ROUND: u32 = 0;
const DEVICES: u32 = 1_000;
const _: () = assert!(DEVICES <= DEVICES_MAX);
/// All of them propose the same: each proposal is checked from the first byte to the last.
const SOLVERS: [Key; 7] =
	[Key::Bob, Key::Charlie, Key::Dave, Key::Eve, Key::Ferdie, Key::One, Key::Two];
const SALT: [u8; 32] = [7; 32];
/// The longest a phase lasts here, in blocks.
const PHASE_MAX: u32 = 100;
const SOLVE_LIMIT: Duration = Duration::from_secs(600);

/// Measures one round. `verify_ms` is the median of a proposal's whole transaction: its signature,
/// the round's inputs read from the database, plan and prices decoded, plan verified, bound proven,
/// and both kept.
pub(crate) fn measure(tokio: &tokio::runtime::Runtime) -> Result<Value> {
	println!("Planning: {DEVICES} devices over 96 slots on a chain in this process ...");
	let fleet = Fleet::new(DEVICES);
	let first_slot = Slot::try_from(BEGIN_S / SLOT_S)? + 1;
	let found = || district::found(&fleet, first_slot, &SOLVERS);
	let mut chain = Chain::founded(tokio.handle().clone(), BEGIN_S * 1_000, found)?;

	let freeze = until(&mut chain, Phase::Commit)?;
	let problem = problem(&chain)?;
	let found = propose(
		&problem,
		&*solver(SolverName::Clarabel, None),
		SOLVE_LIMIT,
		&Teller { loud: false },
	)?;
	let claim = found.certificate().ok_or("the solver has no prices")?;
	let bytes = encode_reveal(Some(&found.plan), found.duals.as_ref());
	let bytes = RevealBytes::try_from(bytes).map_err(|_| "the proposal is too long")?;
	let promises = SOLVERS.iter().map(|key| commit(*key, &claim, &bytes));
	let promises = promises.map(|order| chain.signed(order)).collect();
	chain.import(promises)?;
	let queued = chain.storage(Queues::<Runtime>::hashed_key_for(COMMUNITY))?.unwrap_or_default();
	if queued.first() != Some(&((SOLVERS.len() as u8) << 2)) {
		return Err("a commitment was refused".into());
	}

	until(&mut chain, Phase::Reveal)?;
	let reveals = reveal_all(&mut chain, &bytes)?;
	let judge = until(&mut chain, Phase::Voting)?;
	let enact = until(&mut chain, Phase::Enacted)?;
	let plan = PlanPages::<Runtime>::hashed_key_for((COMMUNITY, ROUND), 0);
	chain.storage(plan)?.ok_or("the plan is not in force")?;
	Ok(report(&found, &claim, bytes.len(), &reveals, [freeze, judge, enact]))
}

/// A block beyond an empty one: what it took, and what it was charged for, in milliseconds.
struct Step {
	took_ms: f64,
	charged_ms: f64,
}

impl Step {
	fn json(&self) -> Value {
		json!({ "ms": round2(self.took_ms), "charged_ms": round2(self.charged_ms) })
	}
}

/// Lets blocks pass until the round is that far. Returns what the step took that led there.
fn until(chain: &mut Chain, wanted: Phase) -> Result<Step> {
	let mut idle = Vec::new();
	for _ in 0..PHASE_MAX {
		let took_ms = us(chain.import(vec![])?) / 1_000.0;
		let charged_ms = charged(chain)? / 1_000.0;
		if phase(chain)? == wanted {
			let (idle_ms, idle_charged_ms) = idle.into_iter().unzip::<f64, f64, Vec<_>, Vec<_>>();
			let less = |value: f64, idle: Vec<f64>| match idle.is_empty() {
				true => value,
				false => value - middle(idle),
			};
			return Ok(Step {
				took_ms: less(took_ms, idle_ms),
				charged_ms: less(charged_ms, idle_charged_ms),
			});
		}
		idle.push((took_ms, charged_ms));
	}
	Err(format!("the round does not come to {wanted:?}").into())
}

fn phase(chain: &Chain) -> Result<Phase> {
	let value = chain.storage(Rounds::<Runtime>::hashed_key_for(COMMUNITY))?;
	let value = value.ok_or("there is no round")?;
	Ok(RoundRecord::<BlockNumber>::decode(&mut value.as_slice())?.phase)
}

/// The round's problem, built from its frozen inputs as the chain builds it.
fn problem(chain: &Chain) -> Result<Problem> {
	let value = chain.storage(Frozen::<Runtime>::hashed_key_for(COMMUNITY))?;
	let value = value.ok_or("no offers are frozen")?;
	let record = FrozenRecord::decode(&mut value.as_slice())?;
	let mut rows: Vec<FrozenRow> = Vec::new();
	for page in 0..DEVICES.div_ceil(PLAN_PAGE_ROWS) {
		let value = chain.storage(FrozenPages::<Runtime>::hashed_key_for(COMMUNITY, page))?;
		let value = value.ok_or("devices are missing")?;
		rows.extend(Vec::<FrozenRow>::decode(&mut value.as_slice())?);
	}
	if rows.len() != DEVICES as usize {
		return Err(format!("{} devices take part, not {DEVICES}", rows.len()).into());
	}
	let inputs: Vec<_> = rows.iter().map(input).collect();
	let (power, heat) = (grid(&record.electricity), record.heat.as_ref().map(grid));
	let slots = usize::from(record.slots);
	build(SLOT_S as u32, slots, &record.rules, &power, heat.as_ref(), &inputs)
		.map_err(|error| format!("no problem: {error:?}").into())
}

fn input(row: &FrozenRow) -> DeviceInput<'_> {
	DeviceInput {
		device: row.device,
		limits: &row.limits,
		offer: Some(&row.offer),
		last_w: row.last_w.as_ref().map(|last| last.to_vec()),
	}
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

fn commit(by: Key, claim: &Certificate, bytes: &[u8]) -> Order {
	let call = Call::<Runtime>::commit {
		community: COMMUNITY,
		round: ROUND,
		hash: commitment_hash(COMMUNITY, ROUND, &by.to_account_id(), &SALT, bytes),
		claimed_cost: Some(claim.cost_nano),
		claimed_bound: Some(claim.bound_nano),
	};
	Order::new(by, call)
}

/// Every solver shows its proposal in a block of its own, after an empty one.
fn reveal_all(chain: &mut Chain, bytes: &RevealBytes) -> Result<Vec<Step>> {
	let mut steps = Vec::new();
	for by in SOLVERS {
		let idle_ms = us(chain.import(vec![])?) / 1_000.0;
		let idle_charged_ms = charged(chain)? / 1_000.0;
		let call = Call::<Runtime>::reveal {
			community: COMMUNITY,
			round: ROUND,
			salt: SALT,
			bytes: bytes.clone(),
		};
		let signed = chain.signed(Order::new(by, call));
		let took_ms = us(chain.import(vec![signed])?) / 1_000.0 - idle_ms;
		steps.push(Step { took_ms, charged_ms: charged(chain)? / 1_000.0 - idle_charged_ms });
	}
	let left = chain.storage(Queues::<Runtime>::hashed_key_for(COMMUNITY))?;
	if left.is_some_and(|queue| queue != Vec::<u8>::new().encode()) {
		return Err("a proposal was not shown".into());
	}
	let leader = Leaders::<Runtime>::hashed_key_for(COMMUNITY);
	chain.storage(leader)?.ok_or("no proposal was what it claimed")?;
	Ok(steps)
}

fn report(
	found: &Proposal,
	claim: &Certificate,
	bytes: usize,
	reveals: &[Step],
	[freeze, judge, enact]: [Step; 3],
) -> Value {
	let took: Vec<f64> = reveals.iter().map(|step| step.took_ms).collect();
	let least = took.iter().copied().fold(f64::INFINITY, f64::min);
	let median = middle(took);
	let charged_ms = middle(reveals.iter().map(|step| step.charged_ms).collect());
	println!("a proposal checked               {median:9.1} ms, at least {least:.1} ms");
	println!("offers frozen                    {:9.1} ms", freeze.took_ms);
	println!("the best plan judged             {:9.1} ms", judge.took_ms);
	println!("the plan put in force            {:9.1} ms", enact.took_ms);
	json!({
		"devices": DEVICES,
		"slots": 96,
		"proposal_bytes": bytes,
		"solve_s": round2(found.effort.solve_s),
		"gap_ppm": claim.gap_ppm(),
		"verify_ms": round2(median),
		"verify_least_ms": round2(least),
		"verify_charged_ms": round2(charged_ms),
		"freeze": freeze.json(),
		"judge": judge.json(),
		"enact": enact.json(),
	})
}
