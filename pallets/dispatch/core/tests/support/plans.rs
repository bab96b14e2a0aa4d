// SPDX-License-Identifier: Apache-2.0
//! Plans that keep all offers, and others.

use super::Rng;
use dispatch_core::{fallback, DeviceProblem, Plan, Problem};

/// Powers that keep the device's offer: random ones if that works out, else mixed with the safe
/// ones.
fn powers(device: &DeviceProblem, slots: usize, rng: &mut Rng) -> Vec<i32> {
	for calmness in [0, 2, 8, 64] {
		let drawn = (0..slots).map(|slot| {
			let (low, high) = device.span_w(slot);
			let any = match rng.within(0, 3) {
				0 => i64::from(low),
				1 => i64::from(high),
				_ => rng.within(low.into(), high.into()),
			};
			let safe = i64::from(device.safe_w[slot]);
			if calmness == 0 {
				any
			} else {
				safe + (any - safe) / calmness
			}
		});
		let drawn: Vec<i32> = drawn.map(|power| power as i32).collect();
		if keeps(device, &drawn) {
			return drawn;
		}
	}
	device.safe_w.clone()
}

fn keeps(device: &DeviceProblem, powers: &[i32]) -> bool {
	let Some(store) = &device.store else { return true };
	let mut level = store.start;
	powers.iter().enumerate().all(|(slot, power)| {
		level = store.next(level, &device.sides(slot), *power, slot).unwrap();
		store.level[slot].0 <= level && level <= store.level[slot].1
	})
}

/// Participation factors: a whole, shared at random among those who may, or nothing.
fn alphas(problem: &Problem, rng: &mut Rng) -> Vec<u16> {
	let mut alphas = vec![0u16; problem.devices.len()];
	let may: Vec<usize> = (0..alphas.len()).filter(|row| problem.devices[*row].reserve).collect();
	if may.is_empty() || rng.chance(20) {
		return alphas;
	}
	for _ in 0..10 {
		alphas[may[rng.within(0, may.len() as i64 - 1) as usize]] += 100;
	}
	alphas
}

/// A plan that keeps every offer.
pub fn feasible(problem: &Problem, rng: &mut Rng) -> Plan {
	let power_w =
		problem.devices.iter().flat_map(|device| powers(device, problem.slots, rng)).collect();
	Plan { power_w, alpha_permille: alphas(problem, rng) }
}

/// Feasible plans and the fallback.
pub fn some(problem: &Problem, rng: &mut Rng) -> Vec<Plan> {
	let mut plans = vec![fallback(problem)];
	plans.extend((0..4).map(|_| feasible(problem, rng)));
	plans
}

/// A plan with one number changed, which may break anything.
pub fn bent(problem: &Problem, rng: &mut Rng) -> Plan {
	let mut plan = feasible(problem, rng);
	match rng.within(0, 9) {
		0 => {
			plan.power_w.pop();
		}
		1 => plan.alpha_permille.push(0),
		2 if !plan.alpha_permille.is_empty() => {
			let row = rng.within(0, plan.alpha_permille.len() as i64 - 1) as usize;
			plan.alpha_permille[row] = plan.alpha_permille[row].wrapping_add(1);
		}
		_ if !plan.power_w.is_empty() => {
			let at = rng.within(0, plan.power_w.len() as i64 - 1) as usize;
			plan.power_w[at] = match rng.within(0, 3) {
				0 => i32::MIN,
				1 => i32::MAX,
				2 => plan.power_w[at] + 1,
				_ => rng.within(-30_000, 30_000) as i32,
			};
		}
		_ => {}
	}
	plan
}
