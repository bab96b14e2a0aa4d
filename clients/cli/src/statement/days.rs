// SPDX-License-Identifier: Apache-2.0
//! Days of a statement, hour by hour, for pictures small enough for a terminal.

use super::model::Statement;
use energy_primitives::{NanoPrice, SlotLength};

const DAY_S: u64 = 86_400;
const HOUR_S: u64 = 3_600;
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A day in UTC.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Day {
	/// Its first second.
	pub begin_s: u64,
	/// Mean price of energy from the network, hour by hour; `None` for an hour without a slot.
	pub hours: [Option<NanoPrice>; 24],
	/// The lowest price of a slot.
	pub lowest: Option<NanoPrice>,
	/// The highest price of a slot.
	pub highest: Option<NanoPrice>,
	/// What was taken.
	pub used: u64,
	/// What was delivered.
	pub made: u64,
}

/// The lowest and the highest price of a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Scale {
	lowest: NanoPrice,
	highest: NanoPrice,
}

/// The days of a statement. Slots without a price of their own count with their energy only.
pub fn days(statement: &Statement, length: SlotLength) -> Vec<Day> {
	let mut days: Vec<Day> = Vec::new();
	let mut sums = [(0i64, 0i64); 24];
	for line in &statement.slots {
		let at = length.begin_s(line.slot);
		let begin_s = at - at % DAY_S;
		if days.last().is_none_or(|day| day.begin_s != begin_s) {
			days.push(Day { begin_s, ..Day::default() });
			sums = Default::default();
		}
		let hour = usize::try_from(at % DAY_S / HOUR_S).unwrap_or(0);
		let (Some(day), Some((sum, count))) = (days.last_mut(), sums.get_mut(hour)) else {
			continue;
		};
		(day.used, day.made) = (day.used + line.import, day.made + line.export);
		if !line.is_priced() {
			continue;
		}
		let price = line.buy_price;
		(*sum, *count) = (*sum + i64::from(price), *count + 1);
		let mean = sum.checked_div(*count).and_then(|mean| NanoPrice::try_from(mean).ok());
		if let Some(place) = day.hours.get_mut(hour) {
			*place = mean;
		}
		day.lowest = Some(day.lowest.map_or(price, |lowest| lowest.min(price)));
		day.highest = Some(day.highest.map_or(price, |highest| highest.max(price)));
	}
	days
}

impl Scale {
	/// The scale of these days; `None` where no slot has a price.
	pub fn of(days: &[Day]) -> Option<Self> {
		let hours = || days.iter().flat_map(|day| day.hours).flatten();
		Some(Self { lowest: hours().min()?, highest: hours().max()? })
	}

	/// Which bar a price has, from 0.
	fn bar(&self, price: NanoPrice) -> usize {
		let range = i64::from(self.highest) - i64::from(self.lowest);
		let above = i64::from(price) - i64::from(self.lowest);
		let bar = (above * (BARS.len() as i64 - 1) + range / 2).checked_div(range).unwrap_or(0);
		usize::try_from(bar).unwrap_or(0)
	}
}

/// Hours as bars, one character each.
pub fn spark(hours: &[Option<NanoPrice>], scale: Scale) -> String {
	let bar = |price| BARS.get(scale.bar(price)).copied().unwrap_or(' ');
	hours.iter().map(|price| price.map_or(' ', bar)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bars_go_from_the_lowest_price_to_the_highest() {
		let scale = Scale { lowest: -100, highest: 250 };
		let hours = [Some(-100), None, Some(75), Some(250)];
		assert_eq!(spark(&hours, scale), "▁ ▅█");
		let flat = Scale { lowest: 7, highest: 7 };
		assert_eq!(spark(&[Some(7)], flat), "▁");
	}
}
