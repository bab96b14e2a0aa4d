// SPDX-License-Identifier: Apache-2.0
//! What a settled slot must say: every reading of it is in the book once, and its prices follow from
//! its sums as `rules.md` 3 says.

use super::energy::Said;
use settlement_core::{Clearing, GridMode, Rule};
use std::collections::BTreeMap;

fn floor(a: i128, b: i128) -> i128 {
	a.div_euclid(b)
}

fn ceil(a: i128, b: i128) -> i128 {
	-(-a).div_euclid(b)
}

/// Checks a record against what was accepted for its slot.
pub fn check(clearing: &Clearing, said: &BTreeMap<u32, Said>) -> Result<(), String> {
	let rows = said.iter().filter(|(index, (_, _, span))| **index > 0 && *span == 1);
	let (import, export) = rows.fold((0, 0), |sum, (_, said)| (sum.0 + said.0, sum.1 + said.1));
	let loss = i128::from(clearing.loss);
	let c = clearing;
	let [supply, demand, matched] = [c.supply, c.demand, c.matched].map(i128::from);
	let offered = supply + i128::from(c.refused_supply) + i128::from(c.outside_supply);
	let asked = demand + i128::from(c.refused_demand) + i128::from(c.outside_demand);
	let expected = (export + (-loss).max(0), import + loss.max(0));
	let is_shared = c.rule != Rule::Ratio;
	if !is_shared && (offered, asked) != expected {
		return Err(format!("offered, asked {:?}, readings say {expected:?}", (offered, asked)));
	}
	if is_shared || !c.local {
		return Ok(());
	}
	prices(c, supply, demand, matched)
}

fn prices(c: &Clearing, supply: i128, demand: i128, matched: i128) -> Result<(), String> {
	let tariff = &c.tariff;
	let [low, high] = [tariff.feed_in, tariff.retail].map(i128::from);
	let fees = i128::from(tariff.network_fee) + i128::from(tariff.fund_fee);
	let margin = high - low - fees;
	let tick = i128::from(c.tick);
	let most = if tick == 255 { margin } else { ceil(margin * (tick + 1), 255) - 1 };
	let ratio = match (margin, supply + demand) {
		(0, _) => 0,
		(_, 0) => floor(margin, 2),
		(_, sum) => floor(margin * demand, sum).min(most),
	};
	let seller = low + ratio;
	let buyer = seller + fees;
	let pays = match demand <= supply {
		true => buyer,
		false => ceil(supply * buyer + (demand - supply) * high, demand),
	};
	let gets = match supply <= demand {
		true => seller,
		false => floor(demand * seller + (supply - demand) * low, supply),
	};
	let found = [c.price_seller, c.price_buyer, c.sell_price, c.buy_price].map(i128::from);
	let expected = [seller, buyer, gets, pays];
	// A grid operator that is short has prices by rules of their own.
	let full = c.mode == GridMode::OnChain;
	if matched != supply.min(demand) || (full && found != expected) {
		return Err(format!("prices {found:?}, by the rules {expected:?}, of {c:?}"));
	}
	Ok(())
}
