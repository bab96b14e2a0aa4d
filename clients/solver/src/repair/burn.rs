// SPDX-License-Identifier: Apache-2.0
//! Where energy has a negative price, a program likes to burn it: to charge and discharge a store
//! at once. A device has one power, so it does the two in turn, neighbours in opposite turns.

use crate::model::{DeviceColumns, Model, Rest};

/// Power of a side below this part of its most is noise.
const NOISE: f64 = 1e-5;

/// How much of a slot each side works.
fn shares(columns: &DeviceColumns, slot: usize, x: &[f64]) -> (f64, f64) {
	let share = |side: &crate::model::SideColumns| {
		if side.most > 0.0 {
			side.power(x) / side.most
		} else {
			0.0
		}
	};
	(share(&columns.take[slot]), share(&columns.give[slot]))
}

/// How many device-slots of a solution take and give at once.
pub fn burning(model: &Model, x: &[f64]) -> usize {
	let burns = |columns: &DeviceColumns| {
		let slots = 0..columns.take.len();
		slots
			.filter(|slot| {
				let (take, give) = shares(columns, *slot, x);
				take > NOISE && give > NOISE
			})
			.count()
	};
	model.devices.iter().map(burns).sum()
}

/// Which side rests in each slot so that every device works with one at a time: where a solution
/// uses both, in turn by how much each is used.
pub fn rest_in_turn(model: &Model, x: &[f64]) -> Vec<Vec<Rest>> {
	let mut rests = Vec::with_capacity(model.devices.len());
	for (row, columns) in model.devices.iter().enumerate() {
		// Multiples of the golden ratio spread the beginnings.
		let mut owed = (row as f64 * 0.618_033_988_749_895).fract() - 0.5;
		let rest = |slot: usize| {
			let (take, give) = shares(columns, slot, x);
			match (take > NOISE, give > NOISE) {
				(true, true) => {
					owed += take / (take + give);
					if owed >= 0.5 {
						owed -= 1.0;
						Rest::Give
					} else {
						Rest::Take
					}
				}
				(true, false) => Rest::Give,
				(false, true) => Rest::Take,
				(false, false) => Rest::Neither,
			}
		};
		rests.push((0..columns.take.len()).map(rest).collect());
	}
	rests
}
