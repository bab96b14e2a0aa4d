// SPDX-License-Identifier: Apache-2.0
//! What happens without a plan: the rest of the last one as far as today's offers allow it, else
//! what each device's owner declared safe.

use crate::{
	plan::Plan,
	problem::{DeviceProblem, Problem},
	span::Sides,
	verify::verify,
};
use alloc::{vec, vec::Vec};

/// The plan that holds if nobody has a better one: the cheaper of "everybody safe" and "everybody
/// goes on with the last plan who can". Valid for every problem of [`crate::build`]. Reserve is
/// shared evenly among the devices that may carry it.
pub fn fallback(problem: &Problem) -> Plan {
	let alpha_permille = shares(problem);
	let plan = |powers: &dyn Fn(&DeviceProblem, &mut Vec<i32>)| {
		let mut power_w =
			Vec::with_capacity(problem.devices.iter().map(|device| device.safe_w.len()).sum());
		problem.devices.iter().for_each(|device| powers(device, &mut power_w));
		Plan { power_w, alpha_permille: alpha_permille.clone() }
	};
	let safe = plan(&|device, all| all.extend_from_slice(&device.safe_w));
	if problem.devices.iter().all(|device| device.last_w.is_none()) {
		return safe;
	}
	let last = plan(&|device, all| match go_on(device) {
		Some(powers) => all.extend(powers),
		None => all.extend_from_slice(&device.safe_w),
	});
	match (verify(problem, &last), verify(problem, &safe)) {
		(Ok(last_cost), Ok(safe_cost)) if last_cost.cost_q8 <= safe_cost.cost_q8 => last,
		(Ok(_), Err(_)) => last,
		_ => safe,
	}
}

/// Even participation factors, together 1000, of the devices that may carry reserve.
fn shares(problem: &Problem) -> Vec<u16> {
	let carriers = problem.devices.iter().filter(|device| device.reserve).count();
	let part = |nth: usize| {
		let until = nth.saturating_mul(1_000).checked_div(carriers).unwrap_or(0);
		u16::try_from(until).unwrap_or(0)
	};
	let mut factors = vec![0; problem.devices.len()];
	let carrying = factors.iter_mut().zip(&problem.devices).filter(|(_, device)| device.reserve);
	for (nth, (factor, _)) in carrying.enumerate() {
		*factor = part(nth.saturating_add(1)).saturating_sub(part(nth));
	}
	factors
}

/// The last plan's powers, each moved as little as today's bounds need; `None` if a store can't be
/// kept that way.
fn go_on(device: &DeviceProblem) -> Option<Vec<i32>> {
	let mut level = device.store.as_ref().map_or(0, |store| store.start);
	let powers = device.last_w.as_ref()?.iter().enumerate();
	powers
		.map(|(slot, wanted)| {
			let sides = device.sides(slot);
			let (low, high) = sides.span_w();
			let wanted = (*wanted).max(low).min(high);
			let Some(store) = &device.store else { return Some(wanted) };
			let bounds = store.level.get(slot).copied()?;
			let kept = |level: i64| bounds.0 <= level && level <= bounds.1;
			let next = store.next(level, &sides, wanted, slot)?;
			if kept(next) {
				level = next;
				return Some(wanted);
			}
			let rest = store.next(level, &sides, 0, slot)?;
			let power = fit(&sides, wanted, rest, bounds)?;
			level = store.next(level, &sides, power, slot)?;
			kept(level).then_some(power)
		})
		.collect()
}

/// The power nearest to `wanted`, on the same side, that brings a store that would hold `rest` by
/// itself within its bounds.
fn fit(sides: &Sides, wanted: i32, rest: i64, bounds: (i64, i64)) -> Option<i32> {
	let gives = wanted > 0 || (wanted == 0 && sides.give.most_w > 0 && sides.take.most_w == 0);
	let side = if gives { sides.give } else { sides.take };
	let rate = i64::from(side.store_permille);
	let size = i64::from(wanted.unsigned_abs());
	let (below, above) = (bounds.0.checked_sub(rest)?, bounds.1.checked_sub(rest)?);
	// rate * size must be within below..=above.
	let fitted = match rate {
		0 => size,
		_ => {
			let (near, far) = if rate > 0 { (below, above) } else { (above, below) };
			let (near, far, rate) = (signed(near, rate), signed(far, rate), rate.checked_abs()?);
			let least = near.checked_add(rate.checked_sub(1)?)?.div_euclid(rate).max(0);
			let most = far.div_euclid(rate);
			size.max(least).min(most)
		}
	};
	let size = i32::try_from(fitted).ok()?;
	let inside = side.least_w <= size && size <= side.most_w;
	inside.then_some(if gives { size } else { size.saturating_neg() })
}

/// A bound seen in the direction of the rate.
fn signed(bound: i64, rate: i64) -> i64 {
	if rate < 0 {
		bound.saturating_neg()
	} else {
		bound
	}
}
