// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{all_markets, markets, Market, Member, USUAL};
use energy_primitives::RowClass;
use proptest::prelude::*;
use settlement_core::{
	feeder_late_leg, gap_leg, named_legs, row_leg, worst_case, worst_leg, Axes, Class, Clearing,
	GridMode, NamedLegs, RowLeaf, Rule, Tariff,
};

fn row_legs(market: &Market, clearing: &Clearing) -> Vec<i128> {
	let leaves = market.leaves(clearing);
	leaves.iter().map(|(leaf, before)| row_leg(clearing, leaf, before)).collect()
}

#[test]
fn a_slot_with_all_parties_adds_up() {
	// 600 Wh from a roof, 900 Wh taken, 10 Wh lost: D = 910, and 310 Wh come from the grid.
	let mut market = Market::new(USUAL, vec![Member::new(600, 0), Member::new(0, 900)]);
	market.loss = 10;
	let c = market.clear();
	let p_s = 50_000 + 220_000 * 910 / 1_510;
	assert_eq!((c.price_seller, c.sell_price), (p_s, p_s));
	let cost = 600 * i128::from(p_s + 30_000) + 310 * 300_000;
	assert_eq!(i128::from(c.buy_price), (cost + 909) / 910);
	let legs = named_legs(&c);
	assert_eq!(legs.grid, 310 * 300_000 + 600 * 20_000);
	assert_eq!(legs.fund, 600 * 10_000);
	assert_eq!(legs.balancing, -10 * i128::from(c.buy_price));
	assert_eq!(legs.rounding, 910 * i128::from(c.buy_price) - cost);
	assert_eq!(row_legs(&market, &c).iter().sum::<i128>(), legs.suspense);
	assert_eq!(legs.sum(), 0);
}

#[test]
fn nothing_traded_moves_no_money() {
	assert_eq!(named_legs(&Market::new(USUAL, vec![]).clear()), NamedLegs::default());
}

#[test]
fn rows_that_are_no_part_of_the_market_have_no_leg() {
	let market = Market::new(USUAL, vec![Member::new(5, 7)]);
	let c = market.clear();
	let mut energy = market.energy(0);
	let standing = market.standing(&market.members[0]);
	assert_eq!(c.class_of(&energy, standing), Class::Accepted);
	energy.span = 2;
	assert_eq!(c.class_of(&energy, standing), Class::Gap);
	energy.class = RowClass::Sub;
	assert_eq!(c.class_of(&energy, standing), Class::Sub);
	energy.class = RowClass::Feeder;
	assert_eq!(c.class_of(&energy, standing), Class::Feeder);
	let leg = |class: Class| {
		let in_market = if class.buys() { 7 } else { 0 };
		row_leg(&c, &RowLeaf::new(&energy, class, in_market, 0), &Axes::default())
	};
	for class in [Class::Gap, Class::Sub, Class::Feeder, Class::Outside] {
		assert_eq!(leg(class), 0);
	}
	assert_eq!(leg(Class::NotAccepted), 5 * 50_000 - 7 * 300_000);
	assert_eq!(leg(Class::Seller), 5 * i128::from(c.sell_price) - 7 * 300_000);
	assert_eq!(leg(Class::Buyer), 5 * 50_000 - 7 * i128::from(c.buy_price));
}

#[test]
fn late_energy_is_settled_at_the_given_prices() {
	assert_eq!(gap_leg(10, 4, -3, 9), -66);
	assert_eq!(
		gap_leg(u64::MAX, u64::MAX, i32::MIN, i32::MAX),
		-((1i128 << 32) - 1) * i128::from(u64::MAX)
	);
	let tariff = Tariff { feed_in: -2, ..USUAL };
	assert_eq!(feeder_late_leg(3, &tariff), 900_000);
	assert_eq!(feeder_late_leg(-3, &tariff), 6);
	assert_eq!(feeder_late_leg(-3, &USUAL), -150_000);
	assert_eq!(feeder_late_leg(0, &USUAL), 0);
}

proptest! {
	#[test]
	fn money_is_conserved(market in all_markets()) {
		let c = market.clear();
		let legs = named_legs(&c);
		prop_assert_eq!(legs.sum(), 0);
		prop_assert_eq!(row_legs(&market, &c).iter().sum::<i128>(), legs.suspense);
		prop_assert!(legs.fund >= 0);
		prop_assert!(legs.rounding >= 0);
		prop_assert!(legs.rounding < i128::from(c.supply.max(c.demand).max(1)));
		prop_assert!(c.rule == Rule::Ratio || legs.rounding == 0);
	}

	#[test]
	fn nobody_is_worse_than_with_the_grid_alone(market in all_markets()) {
		let c = market.clear();
		for ((leaf, before), member) in market.leaves(&c).iter().zip(&market.members) {
			let alone = gap_leg(
				member.export.into(), member.import.into(), c.tariff.feed_in, c.tariff.retail,
			);
			let leg = row_leg(&c, leaf, before);
			prop_assert!(leg >= alone || member.outside || c.mode != GridMode::OnChain);
		}
	}

	#[test]
	fn no_row_leaves_more_to_the_grid_account_than_its_worst_case(market in all_markets()) {
		let c = market.clear();
		let mut sum = 0;
		for (leaf, before) in market.leaves(&c) {
			let worst = worst_leg(&c, &leaf, &before);
			prop_assert!(row_leg(&c, &leaf, &before).saturating_neg() <= worst as i128);
			sum += worst;
		}
		prop_assert_eq!(sum, worst_case(&c));
	}

	#[test]
	fn ratio_legs_are_linear_in_energy(
		market in markets(), export in 0u32..1 << 31, import in 0u32..1 << 31
	) {
		prop_assume!(!market.members.is_empty());
		let c = market.clear();
		let class = market.class(&c, 0);
		let leg = |export, import| {
			let energy = energy_primitives::RowEnergy { export, import, ..market.energy(0) };
			let in_market = if class.buys() { import } else { 0 };
			row_leg(&c, &RowLeaf::new(&energy, class, in_market, 0), &Axes::default())
		};
		prop_assert_eq!(leg(export, import), leg(export, 0) + leg(0, import));
		prop_assert_eq!(2 * leg(export, import), leg(2 * export, 2 * import));
		let (sell, buy) = c.row_prices(class);
		let at_prices = gap_leg(export.into(), import.into(), sell, buy);
		prop_assert!(class == Class::Outside || leg(export, import) == at_prices);
	}
}
