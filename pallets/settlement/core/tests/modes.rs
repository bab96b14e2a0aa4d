// SPDX-License-Identifier: Apache-2.0
//! What the grid operator settles on chain, and what it bills outside.

use crate::strategies::{all_markets, markets, Market, Member, USUAL};
use proptest::prelude::*;
use settlement_core::{
	named_legs, pot::grid_mode, row_leg, Class, Clearing, GridMode, Keys, NamedLegs, Tariff,
};

fn legs(market: &Market, clearing: &Clearing) -> Vec<i128> {
	let leaves = market.leaves(clearing);
	leaves.iter().map(|(leaf, before)| row_leg(clearing, leaf, before)).collect()
}

/// 600 Wh from a roof, 900 taken, and a home of 100 that does not buy at the price.
fn street() -> Market {
	let members = vec![Member::new(600, 0), Member::new(0, 900), Member::new(0, 100).buying_to(0)];
	Market::new(USUAL, members)
}

#[test]
fn outside_the_members_pay_each_other_and_the_fees() {
	let market = street().in_mode(GridMode::Outside);
	let c = market.clear();
	let on_chain = street().clear();
	assert_eq!((c.price_seller, c.price_buyer), (on_chain.price_seller, on_chain.price_buyer));
	assert_eq!((c.supply, c.demand, c.matched), (600, 900, 600));
	let (p_s, p_b) = (i128::from(c.price_seller), i128::from(c.price_buyer));
	// 600 of the 900 are paid here, spread over all of them and rounded up.
	assert_eq!(i128::from(c.buy_price), (600 * p_b + 899) / 900);
	assert_eq!(i128::from(c.sell_price), p_s);
	assert_eq!(legs(&market, &c), [600 * p_s, -900 * i128::from(c.buy_price), 0]);
	let named = named_legs(&c);
	assert_eq!((named.grid, named.fund), (600 * 20_000, 600 * 10_000));
	assert_eq!(named.rounding, 900 * i128::from(c.buy_price) - 600 * p_b);
	assert_eq!(named.sum(), 0);
	assert_eq!(c.row_prices(Class::NotAccepted), (0, 0));
	assert_eq!(c.row_prices(Class::Accepted), (c.sell_price, c.buy_price));
}

#[test]
fn outside_the_losses_pay_like_any_row() {
	let mut market = street().in_mode(GridMode::Outside);
	market.loss = 10;
	let c = market.clear();
	assert_eq!(named_legs(&c).balancing, -10 * i128::from(c.buy_price));
	market.loss = -10;
	let c = market.clear();
	assert_eq!(named_legs(&c).balancing, 10 * i128::from(c.sell_price));
}

#[test]
fn outside_nothing_traded_costs_nothing() {
	let outside = |members| Market::new(USUAL, members).in_mode(GridMode::Outside);
	for members in [vec![], vec![Member::new(600, 0)], vec![Member::new(0, 600)]] {
		let market = outside(members);
		let c = market.clear();
		assert_eq!((c.matched, c.sell_price, c.buy_price), (0, 0, 0));
		assert!(legs(&market, &c).iter().all(|leg| *leg == 0));
		assert_eq!(named_legs(&c), NamedLegs::default());
	}
	// Fees above the band: no local market, and the grid's part is billed elsewhere.
	let dear = Tariff { feed_in: 10, retail: 16, network_fee: 4, fund_fee: 3 };
	let market = Market { tariff: dear, ..street().in_mode(GridMode::Outside) };
	let c = market.clear();
	assert!(!c.local);
	assert_eq!((c.sell_price, c.buy_price), (0, 0));
	assert_eq!((legs(&market, &c), named_legs(&c)), (vec![0; 3], NamedLegs::default()));
}

#[test]
fn outside_negative_prices_are_ordinary() {
	let tariff = Tariff { feed_in: -80_000, retail: -10_000, network_fee: 0, fund_fee: 0 };
	let members = vec![Member::new(300, 0), Member::new(0, 100)];
	let c = Market::new(tariff, members).in_mode(GridMode::Outside).clear();
	// 100 * -62 500 / 300 = -20 833.3, rounded down; the buyer's price needs no spreading.
	assert_eq!((c.price_seller, c.sell_price, c.buy_price), (-62_500, -20_834, -62_500));
	assert_eq!(c.rounding(), 200);
}

#[test]
fn outside_a_shared_supply_is_paid_exactly() {
	for keys in [Keys::Dynamic, Keys::Static] {
		let mut market = street().shared(keys, 120_000).in_mode(GridMode::Outside);
		market.members[1] = Member::new(0, 900).sharing(100, 500_000);
		market.members[2] = Member::new(0, 100).sharing(0, 500_000);
		let c = market.clear();
		let local = if keys == Keys::Dynamic { 600 } else { 300 };
		assert_eq!(legs(&market, &c), [local * 120_000, -local * 150_000, 0]);
		let named = named_legs(&c);
		let expected = NamedLegs {
			grid: local * 20_000,
			fund: local * 10_000,
			suspense: -local * 30_000,
			..NamedLegs::default()
		};
		assert_eq!(named, expected);
	}
}

#[test]
fn closed_nothing_is_settled_on_chain() {
	for keys in [None, Some(Keys::Dynamic), Some(Keys::Static)] {
		let mut market = street().in_mode(GridMode::Closed);
		if let Some(keys) = keys {
			market = market.shared(keys, 120_000);
		}
		market.loss = 10;
		let c = market.clear();
		assert!(!c.local && !market.terms().gathers());
		assert_eq!((c.supply, c.demand, c.matched, c.tick, c.rotation), (0, 0, 0, 0, 0));
		assert_eq!((c.refused_supply, c.refused_demand), (600, 1_010));
		assert_eq!((c.price_seller, c.price_buyer, c.sell_price, c.buy_price), (0, 0, 0, 0));
		assert_eq!((legs(&market, &c), named_legs(&c)), (vec![0; 3], NamedLegs::default()));
		assert_eq!((c.missed_prices(), c.row_prices(Class::NotAccepted)), ((0, 0), (0, 0)));
		assert_eq!(market.class(&c, 0), Class::NotAccepted);
	}
}

#[test]
fn the_grid_steps_aside_in_time_and_comes_back_with_a_reserve() {
	use GridMode::{Closed, OnChain, Outside};
	// Three slots open, 100 each: aside below 400, back from 500 on.
	let next = |free, now| grid_mode(free, 3, 100, now);
	assert_eq!(
		[next(399, OnChain), next(400, OnChain), next(499, OnChain)],
		[Outside, OnChain, OnChain]
	);
	assert_eq!(
		[next(400, Outside), next(499, Outside), next(500, Outside)],
		[Outside, Outside, OnChain]
	);
	assert_eq!([next(0, Closed), next(u128::MAX, Closed)], [Closed, Closed]);
	assert_eq!(grid_mode(u128::MAX - 1, u32::MAX, u128::MAX, OnChain), Outside);
	assert_eq!(grid_mode(0, 0, 0, Outside), OnChain);
}

proptest! {
	#[test]
	fn sums_and_energy_are_the_same_in_every_mode(market in all_markets()) {
		let c = market.clear();
		let leaves = market.leaves(&c);
		let balancing = c.balancing_row();
		let sum = |start: u64, of: &dyn Fn(&settlement_core::Axes) -> u64| {
			leaves.iter().map(|(leaf, _)| of(&leaf.axes())).sum::<u64>() + start
		};
		prop_assert_eq!(c.supply, sum(balancing.accepted_export, &|axes| axes.accepted_export));
		prop_assert_eq!(c.demand, sum(balancing.accepted_import, &|axes| axes.accepted_import));
		let refused = sum(balancing.refused_export, &|axes| axes.refused_export);
		prop_assert_eq!(c.refused_supply + c.outside_supply, refused);
		let refused = sum(balancing.refused_import, &|axes| axes.refused_import);
		prop_assert_eq!(c.refused_demand + c.outside_demand, refused);
		prop_assert!(c.matched <= c.supply.min(c.demand));
		// The grid's meter, whoever bills it.
		prop_assert_eq!(c.grid_import() as i128 - c.grid_export() as i128, i128::from(c.grid_net));
	}

	#[test]
	fn the_mode_moves_no_energy_and_no_local_price(market in all_markets()) {
		let on_chain = market.clone().in_mode(GridMode::OnChain).clear();
		let outside = market.in_mode(GridMode::Outside).clear();
		let (sell_price, buy_price) = (on_chain.sell_price, on_chain.buy_price);
		let same = Clearing { mode: GridMode::OnChain, sell_price, buy_price, ..outside };
		prop_assert_eq!(same, on_chain);
	}

	#[test]
	fn prices_on_chain_stay_in_order_between_the_tariffs(market in all_markets()) {
		let c = market.in_mode(GridMode::OnChain).clear();
		prop_assert!(c.tariff.feed_in <= c.sell_price);
		prop_assert!(c.sell_price <= c.price_seller);
		prop_assert!(c.price_seller <= c.price_buyer);
		prop_assert!(c.price_buyer <= c.buy_price);
		prop_assert!(c.buy_price <= c.tariff.retail);
		// A gap is never settled better than what it would have brought in time.
		let ((sell, buy), (missed_sell, missed_buy)) = (c.gap_prices(), c.missed_prices());
		prop_assert!(sell <= missed_sell && missed_sell <= c.sell_price);
		prop_assert!(buy >= missed_buy && missed_buy >= c.buy_price);
	}

	#[test]
	fn outside_only_matched_energy_is_paid(market in markets()) {
		let c = market.in_mode(GridMode::Outside).clear();
		// The matched price spread over all accepted energy, less than a nano off for each.
		let (p_s, p_b) = (i128::from(c.price_seller), i128::from(c.price_buyer));
		let (supply, demand, matched) =
			(i128::from(c.supply), i128::from(c.demand), i128::from(c.matched));
		let kept = matched * p_s - supply * i128::from(c.sell_price);
		prop_assert!((0..supply.max(1)).contains(&kept));
		let more = demand * i128::from(c.buy_price) - matched * p_b;
		prop_assert!((0..demand.max(1)).contains(&more));
		prop_assert_eq!(c.rounding(), kept + more);
	}

	#[test]
	fn the_order_of_readings_does_not_matter(market in all_markets(), seed: u64) {
		// Any order of arrival: the book only has sums.
		let mut shuffled = market.clone();
		shuffled.members.sort_by_key(|m| {
			(u64::from(m.export) << 20 ^ u64::from(m.import) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15)
		});
		prop_assert_eq!(shuffled.book(), market.book());
		let c = settlement_core::clear(
			&shuffled.book(), &market.closed(), &market.terms(), market.gathered(),
		);
		prop_assert_eq!(c, Ok(market.clear()));
	}
}
