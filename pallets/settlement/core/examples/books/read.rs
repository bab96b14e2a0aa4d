// SPDX-License-Identifier: Apache-2.0
//! Slots from standard input, one line each:
//!
//! ```text
//! slot grid_net loss feed_in retail network_fee fund_fee RULE price MODE ROW...
//! RULE = ratio | dynamic | static      MODE = on_chain | outside | closed
//! ROW  = export:import:sell_min:buy_max:outside:participation_percent:share_ppm
//! ```
//!
//! `sell_min` and `buy_max` are `-` for none, `outside` is 0 or 1.

use crate::{plain_energy, Case, Member};
use energy_primitives::ClosedSlot;
use settlement_core::{GridMode, Keys, Limits, Rule, Share, Sharing, SlotTerms, Tariff};
use std::str::FromStr;

/// A slot, or `None` if the line isn't one.
pub fn case(line: &str) -> Option<Case> {
	let mut words = line.split(' ');
	let (slot, grid_net, loss) = (next(&mut words)?, next(&mut words)?, next(&mut words)?);
	let tariff = Tariff {
		feed_in: next(&mut words)?,
		retail: next(&mut words)?,
		network_fee: next(&mut words)?,
		fund_fee: next(&mut words)?,
	};
	let rule = rule(words.next()?, next(&mut words)?)?;
	let mode = match words.next()? {
		"on_chain" => GridMode::OnChain,
		"outside" => GridMode::Outside,
		"closed" => GridMode::Closed,
		_ => return None,
	};
	let members = words.zip(0u8..).map(|(word, row)| member(word, row)).collect::<Option<_>>()?;
	let closed =
		ClosedSlot { slot, grid_net, loss, no_feeder: false, contested: false, feeder_late: 0 };
	Some(Case { terms: SlotTerms { tariff, rule, mode }, members, closed })
}

fn next<'a, T: FromStr>(words: &mut impl Iterator<Item = &'a str>) -> Option<T> {
	words.next()?.parse().ok()
}

fn rule(name: &str, price: i32) -> Option<Rule> {
	match name {
		"ratio" => Some(Rule::Ratio),
		"dynamic" => Some(Rule::Sharing(Sharing { keys: Keys::Dynamic, price })),
		"static" => Some(Rule::Sharing(Sharing { keys: Keys::Static, price })),
		_ => None,
	}
}

fn member(word: &str, row: u8) -> Option<Member> {
	let mut words = word.split(':');
	let (export, import) = (next(&mut words)?, next(&mut words)?);
	let (sell_min, buy_max) = (limit(words.next()?)?, limit(words.next()?)?);
	let outside = next::<u8>(&mut words)? == 1;
	let share = Share { participation_percent: next(&mut words)?, share_ppm: next(&mut words)? };
	let energy = plain_energy(row, export, import);
	Some(Member { energy, limits: Limits { buy_max, sell_min }, share, outside })
}

fn limit(word: &str) -> Option<Option<i32>> {
	if word == "-" {
		return Some(None);
	}
	word.parse().ok().map(Some)
}
