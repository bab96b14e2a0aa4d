// SPDX-License-Identifier: Apache-2.0
//! One device in whole W.

use crate::model::DeviceColumns;
use dispatch_core::{DeviceProblem, SideSlot, Sides, StoreProblem};

/// A power this near to a whole number of W means that number.
const NEAR_W: f64 = 0.05;

/// How far from the solution a power is looked for, in W.
const SEARCH_W: i32 = 64;

/// What a device may do in a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moves(Sides);

impl Moves {
	pub(super) fn of(device: &DeviceProblem, slot: usize) -> Self {
		Self(device.sides(slot))
	}

	/// Least and most power: everything between is allowed.
	pub(super) fn range(&self) -> (i32, i32) {
		self.0.span_w()
	}

	/// What a power moves into the store, in permille W·slot.
	pub(super) fn change(&self, power: i32) -> i64 {
		i64::from(power.unsigned_abs()) * i64::from(self.0.side(power).store_permille)
	}

	/// Least and most it can move.
	fn changes(&self) -> (i64, i64) {
		let (least, most) = self.range();
		let ends = [least, most, 0.clamp(least, most)].map(|power| self.change(power));
		(ends.into_iter().min().unwrap_or(0), ends.into_iter().max().unwrap_or(0))
	}

	/// The power, between whole numbers, that moves this much, next to `wish` where several do as
	/// well.
	fn power_for(&self, change: f64, wish: f64) -> f64 {
		let (least, most) = self.range();
		let (least, most) = (f64::from(least), f64::from(most));
		let by = |side: &SideSlot, sign: f64| {
			let store = f64::from(side.store_permille);
			(store != 0.0).then(|| sign * (change / store).max(0.0))
		};
		let moved = |power: f64| {
			let side = if power < 0.0 { &self.0.take } else { &self.0.give };
			power.abs() * f64::from(side.store_permille)
		};
		let wish = wish.clamp(least, most);
		let candidates = [by(&self.0.take, -1.0), by(&self.0.give, 1.0)].into_iter().flatten();
		let missed = |power: f64| (moved(power) - change).abs();
		candidates.map(|power| power.clamp(least, most)).fold(wish, |best, power| {
			// A wish that does as well within half a W is kept.
			if missed(power) + 0.5 * f64::from(self.coarsest()) < missed(best) {
				power
			} else {
				best
			}
		})
	}

	fn coarsest(&self) -> u32 {
		let Sides { take, give } = &self.0;
		take.store_permille.unsigned_abs().max(give.store_permille.unsigned_abs())
	}
}

/// A device and what a solution wants of it.
pub(super) struct Follower {
	boxes: Vec<Moves>,
	wish_w: Vec<f64>,
	store: Option<Store>,
}

struct Store {
	start: i64,
	drain: Vec<i64>,
	/// Levels from which the rest of the horizon can still be kept.
	safe: Vec<(i64, i64)>,
	wish: Vec<f64>,
}

impl Follower {
	pub(super) fn of(device: &DeviceProblem, columns: &DeviceColumns, x: &[f64]) -> Self {
		let boxes: Vec<Moves> =
			(0..columns.take.len()).map(|slot| Moves::of(device, slot)).collect();
		let sides = columns.give.iter().zip(&columns.take);
		let wish_w = sides.map(|(give, take)| 1e3 * (give.power(x) - take.power(x))).collect();
		let store = device.store.as_ref().map(|store| Store {
			start: store.start,
			drain: store.drain.clone(),
			safe: safe_levels(store, &boxes),
			wish: columns.level.iter().map(|col| 1e6 * x.get(*col).unwrap_or(&0.0)).collect(),
		});
		Self { boxes, wish_w, store }
	}

	/// The powers, in W, adding what they round to `carry_w`; `None` where the store can't be
	/// followed: then nothing is added.
	pub(super) fn follow(&self, carry_w: &mut [f64]) -> Option<Vec<i32>> {
		let mut powers = Vec::with_capacity(self.boxes.len());
		let mut level = self.store.as_ref().map_or(0, |store| store.start);
		for (slot, bounds) in self.boxes.iter().enumerate() {
			let wish = self.wish_w[slot];
			let kept = self.store.as_ref().map(|store| store.at(slot, level));
			let aim = match &kept {
				Some(kept) => bounds.power_for(kept.wish, wish),
				None => wish,
			};
			let fits = |power: &i32| {
				let (least, most) = bounds.range();
				let change = bounds.change(*power);
				(least..=most).contains(power)
					&& kept.as_ref().is_none_or(|kept| kept.least <= change && change <= kept.most)
			};
			let power = pick(aim, wish, carry_w[slot], fits)?;
			if let Some(store) = &self.store {
				level += bounds.change(power) - store.drain[slot];
			}
			powers.push(power);
		}
		for ((carry, power), wish) in carry_w.iter_mut().zip(&powers).zip(&self.wish_w) {
			*carry += f64::from(*power) - wish;
		}
		Some(powers)
	}
}

/// What may and should move in a slot, in permille W·slot.
struct Kept {
	least: i64,
	most: i64,
	wish: f64,
}

impl Store {
	fn at(&self, slot: usize, level: i64) -> Kept {
		let (least, most) = self.safe[slot];
		let rest = level - self.drain[slot];
		Kept { least: least - rest, most: most - rest, wish: self.wish[slot] - rest as f64 }
	}
}

/// Per slot the levels at its end from which all later ones can be kept.
fn safe_levels(store: &StoreProblem, boxes: &[Moves]) -> Vec<(i64, i64)> {
	let mut safe = store.level.clone();
	for slot in (1..safe.len()).rev() {
		let (least, most) = boxes[slot].changes();
		let after = (safe[slot].0 + store.drain[slot], safe[slot].1 + store.drain[slot]);
		let before = &mut safe[slot - 1];
		*before = (before.0.max(after.0.saturating_sub(most)), before.1.min(after.1 - least));
	}
	safe
}

/// A whole power next to `aim` that fits: of the two nearest the one that brings the carry towards
/// zero; else the nearest in reach.
fn pick(aim: f64, wish: f64, carry: f64, fits: impl Fn(&i32) -> bool) -> Option<i32> {
	let near = aim.round();
	let (low, high) =
		if (aim - near).abs() < NEAR_W { (near, near) } else { (aim.floor(), aim.ceil()) };
	let left = |power: &i32| (carry + f64::from(*power) - wish).abs();
	let best = [low as i32, high as i32]
		.into_iter()
		.filter(&fits)
		.min_by(|one, other| left(one).total_cmp(&left(other)));
	let near = near as i32;
	best.or_else(|| (1..=SEARCH_W).flat_map(|step| [near - step, near + step]).find(fits))
}
