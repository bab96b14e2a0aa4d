// SPDX-License-Identifier: Apache-2.0
//! Orders: the limits a member sets once, and the price ticks they become in each slot.

use crate::{book::Standing, tariff::Tariff};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{NanoPrice, Row, Slot};
use scale_info::TypeInfo;

/// The last price tick. Tick `t` is the half-open interval from `t` to `t + 1` 255ths of the
/// margin above the feed-in tariff, of the seller's price.
pub const TICK_MAX: u8 = 255;

const TICKS: i64 = TICK_MAX as i64;

/// The prices beyond which a member would rather deal with the grid, in nano-currency per base
/// quantity. They hold for the matched price, not for the blended one, and never lead to less
/// than the grid's own tariffs. Without limits every local price is welcome.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Limits {
	/// Buy locally up to this price, fees included. None: any price.
	pub buy_max: Option<NanoPrice>,
	/// Sell locally from this price on. None: any price.
	pub sell_min: Option<NanoPrice>,
}

/// Where a limit stands among the ticks of a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tick {
	/// For a seller the lowest tick accepted, for a buyer the highest.
	At(u8),
	/// No tick is acceptable.
	Never,
}

/// The tick of a seller's limit, rounded **up**: in the member's favour, whose energy never sells
/// below the limit.
pub fn sell_tick(sell_min: Option<NanoPrice>, tariff: &Tariff) -> Tick {
	let margin = tariff.margin();
	let above = match sell_min {
		_ if margin < 0 => return Tick::Never,
		None => return Tick::At(0),
		// At most 33 bits.
		Some(limit) => i64::from(limit).saturating_sub(i64::from(tariff.feed_in)),
	};
	if above <= 0 {
		return Tick::At(0);
	}
	// 41 bits; the floor of the negated is the negated ceiling.
	match above.saturating_mul(-TICKS).checked_div_euclid(margin).map(i64::unsigned_abs) {
		Some(tick) => u8::try_from(tick).map_or(Tick::Never, Tick::At),
		// No margin, and the limit is above the only price.
		None => Tick::Never,
	}
}

/// The tick of a buyer's limit, rounded **down**: in the member's favour, who never buys above
/// the limit.
pub fn buy_tick(buy_max: Option<NanoPrice>, tariff: &Tariff) -> Tick {
	let margin = tariff.margin();
	let limit = match buy_max {
		_ if margin < 0 => return Tick::Never,
		None => return Tick::At(TICK_MAX),
		Some(limit) if limit >= tariff.retail => return Tick::At(TICK_MAX),
		Some(limit) => i64::from(limit),
	};
	// At most 35 bits: how many nano the seller's price may be above the feed-in tariff, plus one
	// because a tick's interval excludes its end.
	let room = limit
		.saturating_sub(i64::from(tariff.feed_in))
		.saturating_sub(tariff.fees())
		.saturating_add(1);
	match room.saturating_mul(TICKS).checked_div_euclid(margin) {
		Some(end) if end >= 1 => {
			let tick = end.saturating_sub(1).min(TICKS.saturating_sub(1));
			u8::try_from(tick).map_or(Tick::Never, Tick::At)
		}
		_ => Tick::Never,
	}
}

impl Limits {
	/// Where a member with these limits stands in the book of a slot with this tariff.
	pub fn standing(&self, tariff: &Tariff) -> Standing {
		Standing::Inside {
			sell: sell_tick(self.sell_min, tariff),
			buy: buy_tick(self.buy_max, tariff),
		}
	}
}

/// A further change came before the last one's predecessor ceased to be needed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ChangePending;

/// One row's order: what holds, and what holds from a slot on. Two values are enough because a
/// further change waits until the older is no longer needed.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct OrderRow {
	/// The meter's row in its page.
	pub row: Row,
	/// Limits of slots before `from_slot`.
	pub current: Limits,
	/// Limits from `from_slot` on.
	pub next: Limits,
	/// The first slot of `next`.
	pub from_slot: Slot,
	/// The meter changed hands: no limits from this slot on.
	pub until_slot: Option<Slot>,
}

impl OrderRow {
	/// A row's first order: no limits before `from_slot`, the next slot not begun.
	pub fn first(row: Row, limits: Limits, from_slot: Slot) -> Self {
		Self { row, current: Limits::default(), next: limits, from_slot, until_slot: None }
	}

	/// The limits that hold in `slot`.
	pub fn at(&self, slot: Slot) -> Limits {
		if self.until_slot.is_some_and(|until| until <= slot) {
			Limits::default()
		} else if slot < self.from_slot {
			self.current
		} else {
			self.next
		}
	}

	/// The row with `limits` from `next_to_begin` on, the next slot not begun.
	///
	/// `next_to_clear` is the first slot not cleared yet: the change waits until every slot before
	/// the last change is cleared, because both older limits would still be needed.
	///
	/// Errors: `ChangePending`.
	pub fn change(
		self,
		limits: Limits,
		next_to_begin: Slot,
		next_to_clear: Slot,
	) -> Result<Self, ChangePending> {
		if next_to_clear < self.until_slot.unwrap_or(self.from_slot) {
			return Err(ChangePending);
		}
		let current = if self.until_slot.is_some() { Limits::default() } else { self.next };
		let from_slot = next_to_begin;
		Ok(Self { row: self.row, current, next: limits, from_slot, until_slot: None })
	}

	/// The row of a meter that changed hands: no limits from `until_slot` on. Earlier slots keep
	/// theirs, also where a change of them had not come to an end.
	pub fn hand_over(self, until_slot: Slot) -> Self {
		let until_slot = self.until_slot.unwrap_or(until_slot).min(until_slot);
		Self { until_slot: Some(until_slot), ..self }
	}

	/// Whether no slot from `next_to_clear` on has a limit, so that the row need not be kept.
	pub fn is_idle(&self, next_to_clear: Slot) -> bool {
		let is_over = self.until_slot.is_some_and(|until| until <= next_to_clear);
		let none = Limits::default();
		is_over || (self.at(next_to_clear) == none && self.next == none)
	}
}
