// SPDX-License-Identifier: Apache-2.0
//! The guarantor, and the grid operator's and balancing accounts it covers.

use crate::{
	model::Model,
	rng::Rng,
	run::Action,
	who::Who,
	world::{points, COMMUNITY, NETWORKS},
};
use commonwatt_runtime::{constants::euro::EUR, Runtime, Settlement};
use pallet_settlement::{Call, NamedAccount};

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	let network = NETWORKS[rng.below(2) as usize];
	let named = [
		(NamedAccount::Grid(network), Who::Grid),
		(NamedAccount::Balancing(network), Who::Balancing),
		(NamedAccount::Guarantor(COMMUNITY), Who::Guarantor),
	];
	let (account, holder) = named[rng.below(3) as usize];
	let guarantor = if rng.chance(60) { Who::Stranger } else { Who::Guarantor };
	let action = match rng.below(100) {
		0..=19 => {
			let amount = u128::from(rng.below(50)) * EUR;
			Action::new(
				"deposit for a named account",
				holder,
				Call::deposit_named { account, amount },
			)
		}
		20..=44 => {
			let all = free(account) as u64;
			// All of it leaves nothing for debits that come back.
			let part = rng.below(1 + all.min(2_000_000_000_000));
			let amount = u128::from(if rng.chance(400) { all } else { part });
			Action::new(
				"withdraw from a named account",
				holder,
				Call::withdraw_named { account, amount },
			)
		}
		45..=64 => {
			let euros = [200, 3_000, 100_000, 3_000_000][rng.below(4) as usize];
			let limit = euros * EUR;
			Action::new("limit of a named account", guarantor, Call::set_limit { account, limit })
		}
		65..=84 => {
			let all: Vec<_> = points().collect();
			let at = all[rng.below(all.len() as u64) as usize];
			let limit = rng.below(20_000_000_000) * rng.below(2);
			let limit = if rng.chance(50) { u64::MAX / 4 } else { limit };
			Action::new("limit of a member", guarantor, Call::set_member_limit { meter: at, limit })
		}
		_ => {
			let lines: Vec<_> = model.money.lines.keys().map(|(id, _)| *id).collect();
			let Some(id) = rng.pick(&lines).copied() else { return Vec::new() };
			Action::new("write off", guarantor, pallet_bank::Call::write_off { id })
		}
	};
	vec![action]
}

/// What an account has that covers nothing.
fn free(account: NamedAccount) -> i128 {
	let mut free = Settlement::balance_of(account);
	if let NamedAccount::Guarantor(community) = account {
		for network in NETWORKS {
			let ledger = pallet_settlement::Ledgers::<Runtime>::get(network);
			free -= (ledger.grid_limit + ledger.balancing_limit) as i128;
		}
		let purse = pallet_settlement::Purses::<Runtime>::get(community);
		free -= (purse.member_limits + purse.claim) as i128;
	}
	free.max(0)
}
