// SPDX-License-Identifier: Apache-2.0
//! The bank: fetches what statements ask for, and says what became of it, also twice, too early or
//! with a wrong amount.

use crate::{
	model::Model,
	rng::Rng,
	run::Action,
	who::Who,
	world::{points, COMMUNITY, NETWORKS},
};
use commonwatt_runtime::{Bank, Settlement};
use energy_primitives::{MemberAccount, StatementId};
use pallet_bank::{Call, Payee};

/// A cent, in nano-currency.
const CENT: u128 = 10_000_000;

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	let who = if rng.chance(30) { Who::Stranger } else { Who::Bank };
	match rng.below(100) {
		0..=19 => vec![export(who, rng)],
		20..=26 => vec![deposit(who, rng)],
		27..=29 => {
			let community = COMMUNITY;
			vec![Action::new("pay the bank's claim", Who::Stranger, Call::pay_claim { community })]
		}
		_ => say(who, model, rng).into_iter().collect(),
	}
}

fn export(who: Who, rng: &mut Rng) -> Action {
	let mut ids = Vec::new();
	for network in NETWORKS {
		let period = Settlement::billing(network).period;
		for period in period.saturating_sub(3)..=period {
			for meter in points().filter(|meter| meter.network == network) {
				let of = |epoch| StatementId { account: MemberAccount { meter, epoch }, period };
				ids.extend((0..3).map(of).filter(|id| Bank::due(*id).is_some()));
			}
		}
	}
	ids.retain(|_| rng.chance(600));
	ids.truncate(20);
	let ids = ids.try_into().expect("a few");
	Action::new("export", who, Call::export { community: COMMUNITY, ids })
}

fn deposit(who: Who, rng: &mut Rng) -> Action {
	let all: Vec<_> = points().collect();
	let meter = all[rng.below(all.len() as u64) as usize];
	let payee = match rng.below(4) {
		0 => Payee::Guarantor(COMMUNITY),
		_ => Payee::Member(MemberAccount { meter, epoch: rng.below(2) as u32 }),
	};
	let mut reference = [0; 32];
	reference[0] = rng.below(200) as u8;
	// The same reference always means the same amount: it is the same deposit.
	let amount = (u128::from(reference[0]) + 1) * CENT + u128::from(rng.chance(60));
	Action::new("deposit by bank", who, Call::collect_deposit { payee, reference, amount })
}

/// News of a payment that was handed over.
fn say(who: Who, model: &Model, rng: &mut Rng) -> Option<Action> {
	let lines: Vec<_> = model.money.lines.iter().rev().collect();
	// The latest ones most.
	let span = if rng.chance(700) { 30 } else { lines.len() as u64 };
	let at = rng.below(span.max(1)) as usize;
	let ((id, attempt), (pays_out, amount)) = lines.get(at)?;
	let (id, attempt) = (*id, *attempt + u32::from(rng.chance(30)));
	let amount = *amount as u128 + if rng.chance(30) { CENT } else { 0 };
	Some(match rng.below(100) {
		0..=44 if *pays_out ^ rng.chance(30) => {
			Action::new("paid out", who, Call::pay_out { id, attempt, amount })
		}
		0..=44 => Action::new("collected", who, Call::collect { id, attempt, amount }),
		45..=59 => Action::new("payment failed", who, Call::fail { id, attempt }),
		60..=84 => {
			Action::new("payment returned", who, Call::return_payment { id, attempt, amount })
		}
		_ => Action::new("reopen", who, Call::reopen { id }),
	})
}
