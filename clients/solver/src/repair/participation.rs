// SPDX-License-Identifier: Apache-2.0
//! Who carries how much of the reserve.

use super::device::Moves;
use crate::lp::Col;
use dispatch_core::{DeviceProblem, Problem};
use std::collections::BTreeMap;

/// Participation factors of a plan: by the power each device has left in both directions in every
/// slot, as far as its store backs it; together 1000 where a device carries reserve.
pub fn participation(problem: &Problem, power_w: &[i32]) -> Vec<u16> {
	let slots = problem.slots;
	let room: Vec<i64> = problem
		.devices
		.iter()
		.zip(power_w.chunks(slots.max(1)))
		.map(|(device, powers)| if device.reserve { room_w(problem, device, powers) } else { 0 })
		.collect();
	let carriers: Vec<usize> =
		(0..room.len()).filter(|row| problem.devices[*row].reserve).collect();
	split(&room, &carriers)
}

/// Participation factors of chosen shares.
pub fn parts_of(shares: &BTreeMap<usize, Col>, rows: usize, x: &[f64]) -> Vec<u16> {
	let mut room = vec![0; rows];
	for (row, col) in shares {
		room[*row] = (1e6 * x.get(*col).unwrap_or(&0.0)).max(0.0) as i64;
	}
	let carriers: Vec<usize> = shares.keys().copied().collect();
	split(&room, &carriers)
}

/// 1000 parts by room, equal ones where nobody has any. What rounding leaves goes to those with most
/// room.
fn split(room: &[i64], carriers: &[usize]) -> Vec<u16> {
	let mut parts = vec![0u16; room.len()];
	let sum: i128 = carriers.iter().map(|row| i128::from(room[*row])).sum();
	let mut left = 1_000u16;
	for row in carriers {
		let part = match sum {
			0 => 1_000 / carriers.len() as i128,
			_ => 1_000 * i128::from(room[*row]) / sum,
		};
		parts[*row] = part as u16;
		left -= part as u16;
	}
	let mut order = carriers.to_vec();
	order.sort_by_key(|row| (std::cmp::Reverse(room[*row]), *row));
	for row in order.iter().cycle().take(if order.is_empty() { 0 } else { left.into() }) {
		parts[*row] += 1;
	}
	parts
}

/// The power a device can add and take back in every slot, in W.
fn room_w(problem: &Problem, device: &DeviceProblem, powers: &[i32]) -> i64 {
	let mut level = device.store.as_ref().map_or(0, |store| store.start);
	let mut room = i64::MAX;
	for (slot, power) in powers.iter().enumerate() {
		let bounds = Moves::of(device, slot);
		let (least, most) = bounds.range();
		room = room.min(i64::from(most) - i64::from(*power));
		room = room.min(i64::from(*power) - i64::from(least));
		if let Some(store) = &device.store {
			level += bounds.change(*power) - store.drain[slot];
			let (empty, full) = store.level[slot];
			let rate = bounds.change(-1).abs().max(bounds.change(1).abs()).max(1);
			let spans = i64::from(problem.rules.reserve_slots.max(1));
			room = room.min((level - empty).min(full - level) / (rate * spans));
		}
	}
	room.max(0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parts_follow_the_room_and_sum_to_a_thousand() {
		assert_eq!(split(&[100, 0, 200, 0], &[0, 1, 2]), [333, 0, 667, 0]);
		assert_eq!(split(&[0, 0, 0], &[0, 2]), [500, 0, 500]);
		assert_eq!(split(&[0, 0, 0], &[0, 1, 2]), [334, 333, 333]);
		assert_eq!(split(&[5, 5], &[]), [0, 0]);
	}
}
