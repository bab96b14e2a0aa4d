// SPDX-License-Identifier: Apache-2.0
//! A store, and how its device keeps it filled if nobody plans.

use super::numbers::runs;
use crate::error::Result;
use dispatch_core::StoreOffer;

/// A store over a horizon, in permille W·slot.
#[derive(Clone, Debug)]
pub struct Stock {
	/// What it holds at the beginning.
	pub start: i64,
	/// Least and most at the end of each slot.
	pub level: Vec<(i64, i64)>,
	/// What leaves it in each slot.
	pub drain: Vec<i64>,
	/// What is left at the end is worth this, in nano-currency per base quantity.
	pub end_value_nano: i32,
}

impl Stock {
	/// Holds at least this at the end.
	pub fn end_at(&mut self, least: i64) {
		if let Some((low, high)) = self.level.last_mut() {
			*low = (*low).max(least).min(*high);
		}
	}

	/// The offer.
	pub fn offer(&self) -> Result<StoreOffer> {
		Ok(StoreOffer {
			start: self.start,
			level: runs(&self.level)?,
			drain: runs(&self.drain)?,
			end_value_nano: self.end_value_nano,
		})
	}

	/// The powers of a device that runs as much as fits, up to `most_w`, each W bringing `into`
	/// permille, and where the store would end.
	pub fn keep_full(&self, most_w: &[u32], into: &[i32]) -> (Vec<u32>, i64) {
		let mut held = self.start;
		let mut powers = Vec::with_capacity(most_w.len());
		let slots = most_w.iter().zip(into).zip(self.level.iter().zip(&self.drain));
		for ((most_w, into), ((_, high), drain)) in slots {
			let room = (*high + *drain - held).max(0);
			let fits = room.checked_div(i64::from(*into)).unwrap_or(0);
			let power = u32::try_from(fits).unwrap_or(u32::MAX).min(*most_w);
			held += i64::from(power) * i64::from(*into) - *drain;
			powers.push(power);
		}
		(powers, held)
	}
}
