// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{markets, Market, Member, USUAL};
use codec::{Decode, Encode, MaxEncodedLen};
use proptest::prelude::*;
use settlement_core::{clear, Book, Class, ClearingError, SlotTerms, Standing, Tariff, Tick};

fn demand(import: u32) -> Member {
	Member::new(0, import)
}

fn supply(export: u32) -> Member {
	Member::new(export, 0)
}

#[test]
fn as_much_supply_as_demand_meets_half_way() {
	let clearing = Market::new(USUAL, vec![supply(500), demand(500)]).clear();
	assert_eq!((clearing.price_seller, clearing.price_buyer), (160_000, 190_000));
	assert_eq!((clearing.sell_price, clearing.buy_price), (160_000, 190_000));
	assert_eq!((clearing.supply, clearing.demand, clearing.matched), (500, 500, 500));
	assert_eq!((clearing.tick, clearing.rounding()), (127, 0));
}

#[test]
fn retail_as_supply_vanishes_and_feed_in_as_demand_vanishes() {
	let scarce = Market::new(USUAL, vec![supply(1), demand(1_000_000)]).clear();
	assert_eq!(scarce.price_buyer, 299_999);
	assert_eq!(scarce.sell_price, scarce.price_seller);
	let none = Market::new(USUAL, vec![demand(1_000_000)]).clear();
	assert_eq!((none.price_buyer, none.buy_price, none.tick), (300_000, 300_000, 255));
	let plenty = Market::new(USUAL, vec![supply(1_000_000), demand(1)]).clear();
	assert_eq!((plenty.price_seller, plenty.sell_price), (50_000, 50_000));
	let unused = Market::new(USUAL, vec![supply(1_000_000)]).clear();
	assert_eq!((unused.price_seller, unused.sell_price, unused.tick), (50_000, 50_000, 0));
}

#[test]
fn one_watt_hour_does_not_move_the_price() {
	let market = |more: Vec<Member>| {
		let mut members = vec![supply(10_000), demand(9_000)];
		members.extend(more);
		Market::new(USUAL, members).clear().price_seller
	};
	let before = market(vec![]);
	for limit in (0..350_000).step_by(7_001) {
		for one in [supply(1).selling_from(limit), demand(1).buying_to(limit)] {
			assert!(before.abs_diff(market(vec![one])) <= 12, "limit {limit}");
		}
	}
}

#[test]
fn a_negative_feed_in_tariff_is_ordinary() {
	let tariff = Tariff { feed_in: -80_000, retail: -10_000, network_fee: 0, fund_fee: 0 };
	let clearing = Market::new(tariff, vec![supply(300), demand(100)]).clear();
	assert_eq!((clearing.price_seller, clearing.price_buyer), (-62_500, -62_500));
	// (100 * -62 500 + 200 * -80 000) / 300 = -74 166.67, rounded down.
	assert_eq!((clearing.sell_price, clearing.buy_price), (-74_167, -62_500));
	assert_eq!(clearing.rounding(), 100);
}

#[test]
fn without_a_margin_the_grid_is_as_good() {
	let zero = Tariff { feed_in: 10, retail: 17, network_fee: 4, fund_fee: 3 };
	let clearing = Market::new(zero, vec![supply(3), demand(5)]).clear();
	assert_eq!((clearing.price_seller, clearing.price_buyer), (10, 17));
	assert_eq!((clearing.matched, clearing.buy_price, clearing.rounding()), (3, 17, 0));
}

#[test]
fn fees_above_the_band_leave_no_local_market() {
	let tariff = Tariff { feed_in: 10, retail: 16, network_fee: 4, fund_fee: 3 };
	let mut market = Market::new(tariff, vec![supply(30), demand(50)]);
	market.loss = 4;
	let clearing = market.clear();
	assert!(!clearing.local);
	assert_eq!((clearing.supply, clearing.demand, clearing.matched), (0, 0, 0));
	assert_eq!((clearing.refused_supply, clearing.refused_demand), (30, 54));
	assert_eq!((clearing.sell_price, clearing.buy_price), (10, 16));
	assert_eq!(market.class(&clearing, 0), Class::NotAccepted);
}

#[test]
fn an_empty_slot_and_a_network_of_one_meter_clear() {
	let empty = Market::new(USUAL, vec![]).clear();
	assert_eq!((empty.matched, empty.tick, empty.price_seller), (0, 255, 160_000));
	let one = Market::new(USUAL, vec![Member::new(40, 10)]).clear();
	// It trades with itself: its registers are not netted.
	assert_eq!((one.supply, one.demand, one.matched), (40, 10, 10));
	assert_eq!(one.price_seller, 50_000 + 220_000 * 10 / 50);
}

#[test]
fn a_limit_at_a_tick_is_accepted_there_and_not_above() {
	// 255 nano of margin: a tick is a nano.
	let tariff = Tariff { feed_in: 0, retail: 255, network_fee: 0, fund_fee: 0 };
	let at = |limit| Market::new(tariff, vec![supply(100).selling_from(limit), demand(100)]);
	let clearing = at(127).clear();
	assert_eq!((clearing.tick, clearing.price_seller, clearing.matched), (127, 127, 100));
	let above = at(128).clear();
	assert_eq!((above.supply, above.refused_supply, above.matched), (0, 100, 0));
	assert_eq!(above.tick, 127);
	let buys = Market::new(tariff, vec![supply(100), demand(100).buying_to(127)]).clear();
	assert_eq!((buys.matched, buys.price_buyer), (100, 127));
	let less = Market::new(tariff, vec![supply(100), demand(100).buying_to(126)]).clear();
	assert_eq!((less.tick, less.price_buyer, less.matched), (126, 126, 100));
}

#[test]
fn sums_that_do_not_add_up_are_refused() {
	let market = Market::new(USUAL, vec![supply(10)]);
	let mut closed = market.closed();
	closed.grid_net += 1;
	let refused = clear(&market.book(), &closed, &USUAL.into(), None);
	assert_eq!(refused, Err(ClearingError::Unbalanced));
}

#[test]
fn a_sum_beyond_64_bits_is_refused_and_changes_nothing() {
	let at = |tick| Standing::Inside { sell: Tick::At(tick), buy: Tick::Never };
	let mut book = Book::default();
	book.add(u64::MAX, 5, at(7)).expect("fits");
	let before = book.clone();
	assert!(book.add(1, 1, at(7)).is_err());
	assert_eq!(book, before);
	book.add(u64::MAX, 0, at(8)).expect("another tick");
	let mut closed = Market::new(USUAL, vec![]).closed();
	let usual = SlotTerms::from(USUAL);
	assert_eq!(clear(&book, &closed, &usual, None), Err(ClearingError::Unbalanced));
	book = Book::default();
	book.add(u64::MAX, u64::MAX, Standing::Inside { sell: Tick::At(0), buy: Tick::At(255) })
		.expect("fits");
	(closed.loss, closed.grid_net) = (1, 1);
	assert_eq!(clear(&book, &closed, &usual, None), Err(ClearingError::Overflow));
}

#[test]
fn a_book_survives_storage() {
	let book = Market::new(USUAL, vec![supply(3), demand(4).buying_to(100_000)]).book();
	assert_eq!(Book::decode(&mut &book.encode()[..]), Ok(book.clone()));
	assert_eq!(book.encoded_size(), Book::max_encoded_len());
}

/// What the definition says, tick by tick.
fn naive_tick(market: &Market) -> u8 {
	let inside = |member: &Member| match market.standing(member) {
		Standing::Inside { sell, buy } => Some((sell, buy)),
		Standing::Outside => None,
	};
	(0..=255u8)
		.filter(|tick| {
			let mut supply = i128::from(market.loss.min(0).abs());
			let mut demand = i128::from(market.loss.max(0));
			for member in &market.members {
				let Some((sell, buy)) = inside(member) else { continue };
				if matches!(sell, Tick::At(floor) if floor <= *tick) {
					supply += i128::from(member.export);
				}
				if matches!(buy, Tick::At(ceiling) if ceiling >= *tick) {
					demand += i128::from(member.import);
				}
			}
			i128::from(*tick) * supply <= (255 - i128::from(*tick)) * demand
		})
		.max()
		.expect("tick 0 always holds")
}

proptest! {
	#[test]
	fn prices_stay_in_order_between_the_tariffs(market in markets()) {
		let c = market.clear();
		prop_assert!(c.tariff.feed_in <= c.sell_price);
		prop_assert!(c.sell_price <= c.price_seller);
		prop_assert!(c.price_seller <= c.price_buyer);
		prop_assert!(c.price_buyer <= c.buy_price);
		prop_assert!(c.buy_price <= c.tariff.retail);
		prop_assert_eq!(c.matched, c.supply.min(c.demand));
		prop_assert!(c.rotation < c.matched.max(1));
	}

	#[test]
	fn the_tick_is_the_fixed_point(market in markets()) {
		let c = market.clear();
		let tick = if c.local { naive_tick(&market) } else { 0 };
		prop_assert_eq!(c.tick, tick);
		let margin = i128::from(c.tariff.margin());
		if c.local && margin > 0 && u128::from(c.supply) + u128::from(c.demand) > 0 {
			// The price lies in its own tick, as long as the tick holds a whole nano.
			let above = i128::from(c.price_seller) - i128::from(c.tariff.feed_in);
			prop_assert!(255 * above < margin * (i128::from(tick) + 1) || tick == 255);
			prop_assert!(255 * (above + 1) > margin * i128::from(tick));
		}
	}

	#[test]
	fn a_matched_price_honours_every_accepted_limit(market in markets()) {
		let c = market.clear();
		for (index, member) in market.members.iter().enumerate() {
			let class = market.class(&c, index);
			if class.sells() && c.matched > 0 {
				prop_assert!(member.limits.sell_min.is_none_or(|limit| c.price_seller >= limit));
			}
			if class.buys() && c.matched > 0 {
				prop_assert!(member.limits.buy_max.is_none_or(|limit| c.price_buyer <= limit));
			}
		}
	}

	#[test]
	fn sums_by_class_are_those_of_the_clearing(market in markets()) {
		let c = market.clear();
		let sum = |pick: &dyn Fn(Class, &Member) -> u32| -> u64 {
			(0..market.members.len())
				.map(|i| u64::from(pick(market.class(&c, i), &market.members[i])))
				.sum()
		};
		let (found, lost) = if c.local { (c.found(), c.lost()) } else { (0, 0) };
		prop_assert_eq!(c.supply, found + sum(&|class, m| if class.sells() { m.export } else { 0 }));
		prop_assert_eq!(c.demand, lost + sum(&|class, m| if class.buys() { m.import } else { 0 }));
		let outside = |class| class == Class::Outside;
		prop_assert_eq!(c.outside_supply, sum(&|class, m| if outside(class) { m.export } else { 0 }));
		prop_assert_eq!(c.outside_demand, sum(&|class, m| if outside(class) { m.import } else { 0 }));
		// The grid is billed exactly for its meter's net, apart from what stands outside.
		prop_assert_eq!(c.grid_import() as i128 - c.grid_export() as i128, i128::from(c.grid_net));
	}

	#[test]
	fn the_order_of_readings_does_not_matter(market in markets(), seed: u64) {
		let mut shuffled = market.clone();
		shuffled.members.sort_by_key(|m| {
			(u64::from(m.export) << 20 ^ u64::from(m.import) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15)
		});
		prop_assert_eq!(shuffled.book(), market.book());
		prop_assert_eq!(shuffled.clear(), market.clear());
	}
}
