// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{all_markets, Market, Member, USUAL};
use energy_primitives::{RowClass, RowEnergy};
use proptest::prelude::*;
use settlement_core::{
	clear, named_legs, row_leg, Class, ClearingError, Gather, GridMode, Keys, Overflow,
	PriceOutOfBounds, Rule, Sharing, Standing, Tariff, Tick,
};

const PRICE: i32 = 120_000;

/// A roof of 600 and three homes that take 900, 90 and 10 Wh.
fn street(keys: Keys) -> Market {
	let members = vec![
		Member::new(600, 0),
		Member::new(0, 900).sharing(100, 500_000),
		Member::new(0, 90).sharing(100, 250_000),
		Member::new(0, 10).sharing(100, 250_000),
	];
	Market::new(USUAL, members).shared(keys, PRICE)
}

fn legs(market: &Market) -> Vec<i128> {
	let c = market.clear();
	market.leaves(&c).iter().map(|(leaf, before)| row_leg(&c, leaf, before)).collect()
}

fn in_market(market: &Market) -> Vec<u32> {
	let c = market.clear();
	market.leaves(&c).iter().map(|(leaf, _)| leaf.import_in_market).collect()
}

/// What an import costs: `local` base quantities shared, the rest from the grid.
fn cost(local: i128, import: i128) -> i128 {
	-(local * 150_000 + (import - local) * 300_000)
}

#[test]
fn dynamic_keys_share_by_need() {
	let market = street(Keys::Dynamic);
	let c = market.clear();
	assert_eq!((c.price_seller, c.price_buyer), (PRICE, PRICE + 30_000));
	assert_eq!((c.supply, c.demand, c.matched, c.tick), (600, 1_000, 600, 0));
	assert_eq!(in_market(&market), [0, 900, 90, 10]);
	// 600 of 1000: 540, 54 and 6.
	assert_eq!(legs(&market), [600 * 120_000, cost(540, 900), cost(54, 90), cost(6, 10)]);
	let named = named_legs(&c);
	assert_eq!((named.grid, named.fund), (400 * 300_000 + 600 * 20_000, 600 * 10_000));
	assert_eq!((named.rounding, named.balancing, named.sum()), (0, 0, 0));
}

#[test]
fn static_keys_share_by_what_was_agreed() {
	let market = street(Keys::Static);
	let c = market.clear();
	// 300, 150 and 150 are theirs; the last two need 90 and 10. The rest goes to the grid.
	assert_eq!(in_market(&market), [0, 300, 90, 10]);
	assert_eq!((c.supply, c.demand, c.matched), (600, 400, 400));
	assert_eq!((c.refused_supply, c.refused_demand), (0, 600));
	let roof = 400 * 120_000 + 200 * 50_000;
	assert_eq!(legs(&market), [roof, cost(300, 900), cost(90, 90), cost(10, 10)]);
	assert_eq!(named_legs(&c).grid, 600 * 300_000 - 200 * 50_000 + 400 * 20_000);
}

#[test]
fn a_plentiful_roof_sells_the_rest_to_the_grid() {
	let mut market = street(Keys::Dynamic);
	market.members[0].export = 1_400;
	let c = market.clear();
	assert_eq!((c.matched, c.sell_price), (1_000, (1_000 * 120_000 + 400 * 50_000) / 1_400));
	assert_eq!(legs(&market)[0], 1_000 * 120_000 + 400 * 50_000);
}

#[test]
fn limits_play_no_role() {
	let mut market = street(Keys::Dynamic);
	let before = legs(&market);
	market.members[0].limits.sell_min = Some(i32::MAX);
	market.members[1].limits.buy_max = Some(i32::MIN);
	assert_eq!(legs(&market), before);
}

#[test]
fn participation_shortens_what_takes_part() {
	let mut market = street(Keys::Dynamic);
	market.members[1] = Member::new(0, 905).sharing(50, 500_000);
	assert_eq!(in_market(&market), [0, 452, 90, 10]);
	let c = market.clear();
	assert_eq!((c.demand, c.refused_demand, c.matched), (552, 453, 552));
	assert_eq!(legs(&market)[1], cost(452, 905));
}

#[test]
fn who_does_not_take_part_meets_the_grid() {
	let mut market = street(Keys::Dynamic);
	let alone = cost(0, 900);
	market.members[1] = Member::new(0, 900).sharing(0, 500_000);
	assert_eq!((legs(&market)[1], market.class(&market.clear(), 1)), (alone, Class::Seller));
	let mut market = street(Keys::Static);
	market.members[1] = Member::new(0, 900).sharing(0, 500_000);
	assert_eq!(legs(&market)[1], alone);
	// A share of nothing.
	market.members[1] = Member::new(0, 900).sharing(100, 0);
	assert_eq!((legs(&market)[1], market.class(&market.clear(), 1)), (alone, Class::Seller));
	assert_eq!(legs(&market)[2], cost(90, 90));
}

#[test]
fn without_fixed_shares_everything_is_the_grids() {
	let mut market = street(Keys::Static);
	market.loss = 7;
	for member in &mut market.members {
		member.share.share_ppm = 0;
	}
	let c = market.clear();
	assert_eq!((c.supply, c.demand, c.matched), (607 - 7, 0, 0));
	assert_eq!(legs(&market), [600 * 50_000, cost(0, 900), cost(0, 90), cost(0, 10)]);
	let named = named_legs(&c);
	assert_eq!((named.balancing, named.fund, named.sum()), (-7 * 300_000, 0, 0));
}

#[test]
fn a_member_that_stands_outside_leaves_its_share_unused() {
	let mut market = street(Keys::Static);
	market.members[1].outside = true;
	assert_eq!(in_market(&market), [0, 0, 90, 10]);
	assert_eq!(legs(&market)[1], 0);
	assert_eq!(market.clear().outside_demand, 900);
}

#[test]
fn the_loss_shares_by_need_and_has_no_fixed_share() {
	let mut market = street(Keys::Dynamic);
	market.members[0].export = 800;
	market.loss = 600;
	let c = market.clear();
	assert_eq!((c.demand, c.matched), (1_600, 800));
	// The last row: 300 of its 600.
	assert_eq!(named_legs(&c).balancing, cost(300, 600));
	market.rule = Rule::Sharing(Sharing { keys: Keys::Static, price: PRICE });
	let c = market.clear();
	assert_eq!(c.demand, 400 + 90 + 10);
	assert_eq!(named_legs(&c).balancing, cost(0, 600));
	// What was found is shared out, and sold like any supply.
	market.loss = -200;
	let c = market.clear();
	assert_eq!((c.supply, c.matched), (1_000, 600));
	assert_eq!(named_legs(&c).balancing, 120 * 120_000 + 80 * 50_000);
}

#[test]
fn the_agreed_price_stays_between_the_tariffs() {
	let price = |price| {
		let c = street(Keys::Dynamic).shared(Keys::Dynamic, price).clear();
		(c.price_seller, c.price_buyer)
	};
	assert_eq!(price(i32::MIN), (50_000, 80_000));
	assert_eq!(price(270_000), (270_000, 300_000));
	assert_eq!(price(270_001), (270_000, 300_000));
	assert_eq!(price(i32::MAX), (270_000, 300_000));
	let negative = Tariff { feed_in: -80_000, retail: -10_000, network_fee: 0, fund_fee: 0 };
	let market = Market { tariff: negative, ..street(Keys::Dynamic) };
	assert_eq!(market.clear().price_seller, -10_000);
}

#[test]
fn fees_above_the_band_leave_nothing_to_share() {
	let tariff = Tariff { feed_in: 10, retail: 16, network_fee: 4, fund_fee: 3 };
	for keys in [Keys::Dynamic, Keys::Static] {
		let market = Market { tariff, ..street(keys) };
		let c = market.clear();
		assert!(!c.local && !market.terms().gathers());
		assert_eq!((c.matched, c.supply, c.demand), (0, 0, 0));
		assert_eq!((c.sell_price, c.buy_price), (10, 16));
		assert_eq!(legs(&market), [600 * 10, -900 * 16, -90 * 16, -10 * 16]);
		assert_eq!(market.class(&c, 1), Class::NotAccepted);
		let never = Standing::Inside { sell: Tick::Never, buy: Tick::Never };
		assert_eq!(market.standing(&market.members[1]), never);
	}
}

#[test]
fn one_meter_shares_with_itself() {
	let market = Market::new(USUAL, vec![Member::new(40, 10).sharing(100, 1_000_000)]);
	for keys in [Keys::Dynamic, Keys::Static] {
		let market = market.clone().shared(keys, PRICE);
		assert_eq!(market.clear().matched, 10);
		assert_eq!(legs(&market), [10 * 120_000 + 30 * 50_000 + cost(10, 10)]);
	}
}

#[test]
fn a_one_sided_book_moves_no_local_money() {
	for keys in [Keys::Dynamic, Keys::Static] {
		let sells = Market::new(USUAL, vec![Member::new(40, 0)]).shared(keys, PRICE);
		assert_eq!((sells.clear().matched, legs(&sells)), (0, vec![40 * 50_000]));
		let takes = vec![Member::new(0, 40).sharing(100, 1_000_000)];
		let takes = Market::new(USUAL, takes).shared(keys, PRICE);
		assert_eq!((takes.clear().matched, legs(&takes)), (0, vec![-40 * 300_000]));
		let none = Market::new(USUAL, vec![]).shared(keys, PRICE);
		assert_eq!(none.clear().matched, 0);
	}
}

#[test]
fn fixed_shares_are_gathered_before_a_slot_clears() {
	let market = street(Keys::Static);
	let with = |gathered| clear(&market.book(), &market.closed(), &market.terms(), gathered);
	assert_eq!(with(None), Err(ClearingError::NotGathered));
	assert_eq!(with(Some(601)), Err(ClearingError::WrongGather));
	assert_eq!(with(Some(400)).expect("fits").matched, 400);
	let mut closed = market.closed();
	closed.grid_net += 1;
	let unbalanced = clear(&market.book(), &closed, &market.terms(), None);
	assert_eq!(unbalanced, Err(ClearingError::Unbalanced));
	// No more than the demand either, however much supply there is.
	let mut rich = market.clone();
	rich.members[0].export = 5_000;
	let with = |gathered| clear(&rich.book(), &rich.closed(), &rich.terms(), Some(gathered));
	assert_eq!(with(1_001), Err(ClearingError::WrongGather));
	assert!(with(1_000).is_ok());
}

#[test]
fn only_rows_that_trade_are_gathered() {
	let market = street(Keys::Static);
	let Rule::Sharing(sharing) = market.rule else { panic!("a street that shares") };
	let gathered = |change: &dyn Fn(&mut RowEnergy)| {
		let mut rows: Vec<RowEnergy> = (0..4).map(|row| market.energy(row)).collect();
		change(&mut rows[2]);
		let mut gather = Gather::new(&market.book(), -200).expect("small");
		assert_eq!(gather.supply, 800);
		gather.page(&sharing, &rows, &market.share_pages()[0]).expect("small");
		assert_eq!(gather.shares_before, 1_000_000);
		gather.matched
	};
	// Half of 800, and all that the others need.
	assert_eq!(gathered(&|_| ()), 400 + 90 + 10);
	assert_eq!(gathered(&|row| row.span = 2), 400 + 10);
	assert_eq!(gathered(&|row| row.class = RowClass::Sub), 400 + 10);
	assert_eq!(gathered(&|row| row.class = RowClass::Feeder), 400 + 10);
	let mut book = market.book();
	(book.supply[0], book.supply[1]) = (u64::MAX, 1);
	assert_eq!(Gather::new(&book, 0), Err(Overflow));
}

#[test]
fn a_sum_beyond_64_bits_is_refused_and_changes_nothing() {
	let mut book = settlement_core::Book::default();
	let share = Member::new(0, 0).sharing(50, 0).share;
	book.add_shared(5, u64::MAX, &share, false).expect("fits");
	assert_eq!(book.never_demand, u64::MAX / 2 + 1);
	let before = book.clone();
	assert!(book.add_shared(1, u64::MAX, &share, false).is_err());
	assert!(book.add_shared(u64::MAX, 1, &share, false).is_err());
	assert_eq!(book, before);
	book.add_shared(7, 8, &share, true).expect("outside");
	assert_eq!((book.outside_supply, book.outside_demand), (7, 8));
}

#[test]
fn a_price_out_of_bounds_is_refused() {
	let rule = |price| Rule::Sharing(Sharing { keys: Keys::Static, price });
	assert_eq!(rule(10).check(10), Ok(()));
	assert_eq!(rule(-11).check(10), Err(PriceOutOfBounds));
	assert_eq!(rule(i32::MIN).check(i32::MAX), Err(PriceOutOfBounds));
	assert_eq!(Rule::Ratio.check(0), Ok(()));
}

#[test]
fn silence_and_corrections_never_pay() {
	// A gap is settled at the tariffs. No share of it was ever the meter's, so in time its import
	// would have been the grid's too.
	let dynamic = street(Keys::Dynamic).clear();
	assert_eq!(dynamic.gap_prices(), (50_000, 300_000));
	assert_eq!(dynamic.missed_prices(), (dynamic.sell_price, 300_000));
	// A correction by need at the blended price, as the loss was; with a fixed share at the grid's.
	assert_eq!(dynamic.row_prices(Class::Accepted), (PRICE, dynamic.buy_price));
	assert_eq!(dynamic.row_prices(Class::Seller), (PRICE, 300_000));
	let fixed = street(Keys::Static).clear();
	assert_eq!(fixed.row_prices(Class::Accepted), (fixed.sell_price, 300_000));
	let outside = street(Keys::Static).in_mode(GridMode::Outside).clear();
	assert_eq!(outside.missed_prices(), (outside.sell_price, 0));
}

proptest! {
	#[test]
	fn everybody_gets_its_part_and_pays_exactly_for_it(market in all_markets()) {
		let Rule::Sharing(Sharing { keys, .. }) = market.rule else { return Ok(()) };
		let c = market.clear();
		let (gs, gb) = c.grid_prices();
		let supply: u128 = c.supply.into();
		let (mut sold, mut bought, mut taken) = (0u128, 0u128, 0u128);
		let (mut export, mut shares) = (0u128, 0u128);
		let floor = |part: u128, of: u128, whole: u128| (part * of).checked_div(whole).unwrap_or(0);
		for ((leaf, before), member) in market.leaves(&c).iter().zip(&market.members) {
			let from = shares;
			shares = (shares + u128::from(member.share.share_ppm)).min(1_000_000);
			if member.outside || !c.local {
				prop_assert_eq!(leaf.import_in_market, 0);
				continue;
			}
			let part = u128::from(member.import) * u128::from(member.share.participation_percent) / 100;
			let own = match keys {
				Keys::Dynamic => part,
				Keys::Static => {
					part.min(floor(shares, supply, 1_000_000) - floor(from, supply, 1_000_000))
				}
			};
			prop_assert_eq!(u128::from(leaf.import_in_market), own);
			export += u128::from(member.export);
			taken += own;
			let q = floor(export, c.matched.into(), supply) - sold;
			let b = floor(taken, c.matched.into(), c.demand.into()) - bought;
			(sold, bought) = (sold + q, bought + b);
			let leg = q as i128 * i128::from(c.price_seller) - b as i128 * i128::from(c.price_buyer)
				+ (i128::from(member.export) - q as i128) * i128::from(gs)
				- (i128::from(member.import) - b as i128) * i128::from(gb);
			prop_assert_eq!(row_leg(&c, leaf, before), leg);
			// Nobody's part is short of its due by a whole base quantity.
			let due = u128::from(member.export) * u128::from(c.matched);
			prop_assert!((q * supply).abs_diff(due) < supply.max(1));
		}
		if keys == Keys::Static {
			prop_assert_eq!(u128::from(c.matched), taken);
			prop_assert_eq!(bought, taken);
		}
	}

	#[test]
	fn who_stands_elsewhere_in_the_list_loses_at_most_a_base_quantity(market in all_markets()) {
		// Fixed shares are handed out in meter order, so their rounding is too; need has no order.
		let mut turned = market.clone();
		turned.members.reverse();
		let (c, d) = (market.clear(), turned.clear());
		if !c.rule.is_static() {
			prop_assert_eq!(c, d);
		}
		let shares: u32 = market.members.iter().map(|m| m.share.share_ppm).sum();
		if shares > 1_000_000 {
			return Ok(());
		}
		// A member's matched export and import, and with fixed shares its part of the supply, move by
		// a base quantity each; with fixed shares the others' parts also move what is matched.
		let parts = if c.rule.is_static() { 2 + market.members.len() as i128 } else { 2 };
		let price = |price: i32| i128::from(price.unsigned_abs());
		let step = 2 * parts * (price(c.tariff.feed_in) + price(c.tariff.retail));
		for (leg, other) in legs(&market).iter().zip(legs(&turned).iter().rev()) {
			prop_assert!((leg - other).abs() <= step);
		}
	}

	#[test]
	fn one_more_watt_hour_moves_no_price_but_by_rounding(market in all_markets(), more: bool) {
		let c = market.clear();
		let Rule::Sharing(_) = c.rule else { return Ok(()) };
		let mut other = market.clone();
		let member = if more { Member::new(1, 0) } else { Member::new(0, 1) };
		other.members.push(member.sharing(100, 1_000));
		let d = other.clear();
		prop_assert_eq!((c.price_seller, c.price_buyer), (d.price_seller, d.price_buyer));
	}
}
