// SPDX-License-Identifier: Apache-2.0
//! How members are billed: when billing periods end, and who pays before, during and after them.

use super::{is_home, slot_costs};
use crate::{
	data::Network,
	error::{Error, Result},
};
use clap::{Args, ValueEnum};
use energy_primitives::{Slot, SlotLength};
use settlement_core::Cycle;
use std::{ops::Range, str::FromStr};

/// A whole unit of currency in nano.
const WHOLE: u128 = 1_000_000_000;

/// Units of currency that every account gets on top of what it needs.
const SPARE: u128 = 5;

/// How members are billed.
#[derive(Args, Clone, Debug)]
pub struct BillingArgs {
	/// When billing periods end: day, month, or slots:COUNT. Days and months by a clock MINUTES
	/// ahead of UTC with day:MINUTES or month:MINUTES.
	#[arg(long, default_value = "day", value_name = "CYCLE", help_heading = "Billing")]
	pub billing: Billing,
	/// How members pay.
	#[arg(long, value_enum, default_value_t = Members::Ahead, help_heading = "Billing")]
	pub members: Members,
	/// Key of the bank that exchanges the settlement currency for money outside.
	#[arg(
		long,
		default_value = "//Commonwatt//bank",
		value_name = "SURI",
		help_heading = "Billing"
	)]
	pub bank: String,
}

/// When billing periods end, as an argument.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Billing(pub Cycle);

impl FromStr for Billing {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let (name, number) = match text.split_once(':') {
			Some((name, number)) => (name, Some(number)),
			None => (text, None),
		};
		let cycle = match (name, number) {
			("day", number) => minutes(number).map(|utc_offset_min| Cycle::Day { utc_offset_min }),
			("month", number) => {
				minutes(number).map(|utc_offset_min| Cycle::Month { utc_offset_min })
			}
			("slots", Some(count)) => count.parse().ok().map(Cycle::Slots),
			_ => None,
		};
		cycle.filter(Cycle::is_valid).map(Self).ok_or_else(|| {
			let known = "day, month, day:MINUTES, month:MINUTES or slots:COUNT";
			Error::Usage(format!("`{text}` is no billing cycle: {known}"))
		})
	}
}

fn minutes(text: Option<&str>) -> Option<i16> {
	text.map_or(Some(0), |text| text.parse().ok())
}

/// How the members of a data set pay.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Members {
	/// Everybody pays for the whole data set in advance.
	Ahead,
	/// Home by home in turn: one pays after each period, within a limit that the guarantor covers;
	/// one keeps money on the account, refilled by a debit; one pays in advance.
	Mixed,
}

/// How the owner of a meter pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Paying {
	/// For everything, before it begins; there is no mandate. Nano-currency.
	Ahead(u128),
	/// The account is kept at this by debits and credits. Nano-currency.
	Kept(u64),
	/// After each period, by a debit; until then the guarantor covers it up to this limit.
	/// Nano-currency.
	Afterwards(u64),
}

impl Paying {
	/// What must be paid in before the first slot, in nano-currency.
	pub fn deposit(&self) -> u128 {
		match self {
			Self::Ahead(deposit) => *deposit,
			Self::Kept(keep) => (*keep).into(),
			Self::Afterwards(_) => 0,
		}
	}

	/// How far the account may fall below zero, in nano-currency.
	pub fn limit(&self) -> u64 {
		match self {
			Self::Afterwards(limit) => *limit,
			_ => 0,
		}
	}

	/// What the owner lets the bank keep on the account, if it has a mandate.
	pub fn keep(&self) -> Option<u64> {
		match self {
			Self::Ahead(_) => None,
			Self::Kept(keep) => Some(*keep),
			Self::Afterwards(_) => Some(0),
		}
	}
}

/// When and how a network's members pay.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
	/// When billing periods end.
	pub cycle: Cycle,
	/// How members pay.
	pub members: Members,
	/// Length of a slot.
	pub length: SlotLength,
}

/// How the owner of each connection point pays, by meter index. What is paid in or covered is enough
/// at the grid's tariffs, and nobody pays more than those: for all slots in advance, or for two
/// periods in a row, since the first one's debit comes while the second one runs. Rounded up to
/// whole units of currency, and a few more.
pub fn paying(network: &Network, terms: &Terms, first_slot: Slot) -> Vec<(u32, Paying)> {
	let costs = slot_costs(network);
	let periods = periods(terms, first_slot, network.slots.len());
	let meters = network.meters.iter().zip(costs).zip(0u32..);
	let homes = meters.filter(|((meter, _), _)| is_home(meter));
	homes.map(|((_, costs), index)| (index, of_home(index, &costs, &periods, terms))).collect()
}

fn of_home(index: u32, costs: &[u128], periods: &[Range<usize>], terms: &Terms) -> Paying {
	let sum = |slots: &Range<usize>| costs.get(slots.clone()).unwrap_or_default().iter().sum();
	let rounded = |cost: u128| (cost.div_ceil(WHOLE) + SPARE) * WHOLE;
	let of_periods: Vec<u128> = periods.iter().map(sum).collect();
	let pairs = of_periods.windows(2).map(|pair| pair.iter().sum());
	let two_periods = rounded(pairs.chain(of_periods.iter().copied()).max().unwrap_or(0));
	let two_periods = u64::try_from(two_periods).unwrap_or(u64::MAX);
	match (terms.members, index % 3) {
		(Members::Mixed, 1) => Paying::Afterwards(two_periods),
		(Members::Mixed, 2) => Paying::Kept(two_periods),
		_ => Paying::Ahead(rounded(of_periods.iter().sum())),
	}
}

/// The billing periods of a data set that begins with `first_slot`, as ranges of its slots.
fn periods(terms: &Terms, first_slot: Slot, slots: usize) -> Vec<Range<usize>> {
	let mut periods = Vec::new();
	let mut begin = 0;
	while begin < slots {
		let slot = first_slot.saturating_add(u32::try_from(begin).unwrap_or(u32::MAX));
		let end_slot = terms.cycle.end_after(slot, terms.length);
		let end = usize::try_from(end_slot.saturating_sub(first_slot)).unwrap_or(usize::MAX);
		// A cycle's end lies after the slot it is asked for.
		let end = end.clamp(begin + 1, slots);
		periods.push(begin..end);
		begin = end;
	}
	periods
}

#[cfg(test)]
mod tests {
	use super::*;

	fn billing(text: &str) -> Option<Cycle> {
		text.parse::<Billing>().ok().map(|billing| billing.0)
	}

	#[test]
	fn cycles_are_read_as_people_write_them() {
		assert_eq!(billing("day"), Some(Cycle::Day { utc_offset_min: 0 }));
		assert_eq!(billing("day:60"), Some(Cycle::Day { utc_offset_min: 60 }));
		assert_eq!(billing("month:-300"), Some(Cycle::Month { utc_offset_min: -300 }));
		assert_eq!(billing("slots:24"), Some(Cycle::Slots(24)));
		for wrong in ["", "week", "slots", "slots:0", "slots:-1", "day:x", "day:841", "slots:9:9"] {
			let error = wrong.parse::<Billing>().expect_err(wrong);
			assert_eq!(error.code(), 2);
		}
	}

	#[test]
	fn periods_follow_each_other_through_the_data_set() {
		let length = SlotLength::new(900).expect("allowed");
		let terms = |cycle| Terms { cycle, members: Members::Ahead, length };
		// 24 divides 96 but not 100: the first period is short, and so is the last.
		let found = periods(&terms(Cycle::Slots(24)), 100, 50);
		assert_eq!(found, [0..20, 20..44, 44..50]);
		let day = periods(&terms(Cycle::Day { utc_offset_min: 0 }), 96 * 7, 96 * 2);
		assert_eq!(day, [0..96, 96..192]);
	}

	#[test]
	fn homes_take_turns_and_are_covered_for_two_periods() {
		let length = SlotLength::new(900).expect("allowed");
		let terms = |members| Terms { cycle: Cycle::Slots(2), members, length };
		let periods = periods(&terms(Members::Mixed), 0, 5);
		let costs = [1, 2, 30, 4, 500].map(|units| units * WHOLE);
		let of = |members, index| of_home(index, &costs, &periods, &terms(members));
		let two_periods = ((30 + 4 + 500 + SPARE) * WHOLE) as u64;
		assert_eq!(of(Members::Mixed, 1), Paying::Afterwards(two_periods));
		assert_eq!(of(Members::Mixed, 2), Paying::Kept(two_periods));
		let ahead = Paying::Ahead((537 + SPARE) * WHOLE);
		assert_eq!((of(Members::Mixed, 3), of(Members::Ahead, 1)), (ahead, ahead));
		assert_eq!((ahead.keep(), ahead.limit()), (None, 0), "no mandate");
		let afterwards = Paying::Afterwards(7);
		assert_eq!((afterwards.deposit(), afterwards.keep()), (0, Some(0)));
		assert_eq!((Paying::Kept(7).deposit(), Paying::Kept(7).limit()), (7, 0));
	}
}
