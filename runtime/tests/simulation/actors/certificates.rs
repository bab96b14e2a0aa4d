// SPDX-License-Identifier: Apache-2.0
//! Whoever gave energy to the grid has it certified, and passes certificates on, splits, merges and
//! uses them up.

use super::members::{anybody, owner};
use crate::{
	model::{certificates::Certificate, Model},
	rng::Rng,
	run::Action,
	world::points,
};
use commonwatt_runtime::Runtime;
use energy_primitives::{MeterId, Slot};
use pallet_certificates::Call;

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	let living: Vec<_> = model.certificates.living.iter().collect();
	let action = match rng.pick(&living) {
		Some((id, known)) if rng.chance(600) => trade(**id, known, &living, rng),
		_ => claim(model, rng),
	};
	action.into_iter().collect()
}

fn trade(
	id: u64,
	known: &Certificate,
	living: &[(&u64, &Certificate)],
	rng: &mut Rng,
) -> Option<Action> {
	let who = if rng.chance(80) { anybody(rng) } else { known.owner };
	Some(match rng.below(100) {
		0..=24 => {
			let to = anybody(rng).account();
			Action::new("pass a certificate on", who, Call::transfer { id, to })
		}
		25..=39 => {
			let at = known.begin + rng.below(known.end - known.begin + 1);
			Action::new("split a certificate", who, Call::split { id, at })
		}
		40..=64 => {
			let next = living.iter().find(|(_, other)| {
				(other.meter, other.begin, other.owner) == (known.meter, known.end, known.owner)
			});
			let second = match next {
				Some((second, _)) => **second,
				None => *rng.pick(living)?.0,
			};
			Action::new("merge certificates", who, Call::merge { first: id, second })
		}
		_ => {
			let beneficiary = rng.chance(500).then_some([9; 32]);
			Action::new("use a certificate up", who, Call::retire { id, beneficiary })
		}
	})
}

/// Claims what a meter gave to the grid before a slot: mostly one that is final, and mostly not more
/// than there is.
fn claim(model: &Model, rng: &mut Rng) -> Option<Action> {
	let all: Vec<MeterId> = points()
		.filter(|at| model.records.surplus(*at) > model.certificates.claimed(*at) || rng.chance(40))
		.collect();
	let meter = *rng.pick(&all)?;
	let who = if rng.chance(60) { anybody(rng) } else { owner(meter)? };
	let window = pallet_settlement::Window::<Runtime>::get();
	let settled = model.records.latest(meter.network).next()?;
	let early = rng.chance(100);
	let mut slots = model.records.latest(meter.network).filter(|slot| {
		let is_final = slot + window <= settled;
		is_final != early && model.records.row(meter, *slot).is_some()
	});
	let slot: Slot = slots.next()?;
	let row = model.records.row(meter, slot)?;
	let free = row.surplus_before.saturating_sub(model.certificates.claimed(meter));
	let quantity = match rng.below(10) {
		0 => free + 1 + rng.below(1_000),
		1 => 0,
		2..=4 => free,
		_ => rng.below(free + 1),
	};
	let mut evidence = model.records.evidence(meter, slot)?;
	let kind = match rng.chance(60) {
		true => {
			evidence.row.leaf.surplus_before += 1_000_000;
			"claim of what was never given"
		}
		false => "claim a certificate",
	};
	let evidence = Box::new(evidence);
	Some(Action::new(kind, who, Call::claim { meter, slot, quantity, evidence }))
}
