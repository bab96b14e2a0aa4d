// SPDX-License-Identifier: Apache-2.0
//! Energy and its money, slot by slot, against the slot's whole flow and a plain recomputation.

use super::*;
use crate::{
	flow::SlotView,
	statement::{
		model::Energy,
		slot::{Money, Standing as Stood},
	},
};
use settlement_core::{Fate, Keys, Party, Sharing, Source};

/// What a meter's statement should say, from the flow of every slot and the public prices alone.
fn plain(scene: &Scene, index: u32) -> (Energy, Money, i128, i128) {
	let (mut energy, mut money, mut legs, mut alone) = (Energy::default(), Money::default(), 0, 0);
	for slot in FIRST..scene.next {
		let view = SlotView::read(&scene.store, NETWORK, slot).expect("flows").expect("indexed");
		let Some((_, leaf)) = view.rows.iter().find(|(meter, _)| *meter == index) else { continue };
		let (export, import) = (i128::from(leaf.export), i128::from(leaf.import));
		energy.made += u64::from(leaf.export);
		energy.used += u64::from(leaf.import);
		let clearing = view.clearing();
		let (tariff, on_chain) = (clearing.tariff, clearing.mode == GridMode::OnChain);
		let (feed_in, retail) = (i128::from(tariff.feed_in), i128::from(tariff.retail));
		match leaf.class {
			Class::Outside => {
				energy.made_outside += u64::from(leaf.export);
				energy.used_outside += u64::from(leaf.import);
				continue;
			}
			Class::Gap => {
				energy.made_late += u64::from(leaf.export);
				energy.used_late += u64::from(leaf.import);
				continue;
			}
			_ => {}
		}
		let party = Party::Member(index);
		let (mut sold, mut bought) = (0i128, 0i128);
		for run in view.flow.fates_of_export(party, 0, leaf.export.into()).expect("a row") {
			match run.with {
				Fate::Grid { .. } if on_chain => energy.made_to_grid += run.quantity,
				Fate::Grid { .. } => energy.made_outside += run.quantity,
				Fate::Lost => {
					(energy.made_lost, sold) =
						(energy.made_lost + run.quantity, sold + i128::from(run.quantity))
				}
				_ => {
					(energy.made_to_neighbours, sold) =
						(energy.made_to_neighbours + run.quantity, sold + i128::from(run.quantity))
				}
			}
		}
		for run in view.flow.sources_of_import(party, 0, leaf.import.into()).expect("a row") {
			match run.with {
				Source::Grid { .. } if on_chain => energy.used_from_grid += run.quantity,
				Source::Grid { .. } => energy.used_outside += run.quantity,
				_ => {
					(energy.used_from_neighbours, bought) = (
						energy.used_from_neighbours + run.quantity,
						bought + i128::from(run.quantity),
					)
				}
			}
		}
		let price = i128::from(clearing.price_seller);
		money.sold_locally += sold * price;
		money.bought_locally -= bought * price;
		money.network_fee -= bought * i128::from(tariff.network_fee);
		money.fund_fee -= bought * i128::from(tariff.fund_fee);
		if on_chain {
			money.sold_to_grid += (export - sold) * feed_in;
			money.bought_from_grid -= (import - bought) * retail;
			alone += feed_in * export - retail * import;
		} else {
			alone += feed_in * sold - retail * bought;
		}
		if clearing.rule == Rule::Ratio {
			let sells = if leaf.class.sells() { clearing.sell_price.into() } else { feed_in };
			let buys = if leaf.class.buys() { clearing.buy_price.into() } else { retail };
			legs += export * sells - import * buys;
		}
	}
	(energy, money, legs, alone)
}

/// Many slots of three homes: any prices, losses, limits, silent meters.
fn busy(dice: &mut Dice, scene: &mut Scene, slots: u32) {
	for _ in 0..slots {
		let feed_in = dice.below(300_000) as i32 - 150_000;
		let retail = feed_in + dice.below(250_000) as i32;
		let (network_fee, fund_fee) = (dice.below(20_000) as i32, dice.below(9_000) as i32);
		scene.terms.tariff = Tariff { feed_in, retail, network_fee, fund_fee };
		let mut quantity = || dice.below(1_500) as u32 / 100 * 77;
		let figures = [(); 4].map(|_| (quantity(), quantity()));
		let limits = Limits {
			sell_min: Some(feed_in + dice.below(200_000) as i32),
			buy_max: Some(retail - dice.below(200_000) as i32),
		};
		let moved = figures.map(|(import, export)| match dice.below(9) {
			0 => Moved::Silent,
			1 => Moved::Late(import, export),
			2 => Moved::Outside(import, export),
			3 | 4 => Moved::Limited(import, export, limits),
			_ => Moved::In(import, export),
		});
		let loss = dice.below(60) as i64 - 20;
		scene.slot(&moved, loss);
	}
}

#[test]
fn every_quantity_and_every_nano_agrees_with_a_plain_recomputation() {
	let (mut scene, mut dice) = (Scene::new(4), Dice(11));
	busy(&mut dice, &mut scene, 250);
	for index in 1..=4 {
		let (energy, money, legs, alone) = plain(&scene, index);
		let statement = scene.statement(index);
		assert_eq!(statement.energy(), energy);
		assert_eq!(statement.legs(), legs);
		assert_eq!(statement.grid_alone(), alone);
		let got = statement.money();
		assert_eq!(Money { one_price: 0, ..got }, money);
		assert_eq!(got.sum(), legs, "directions, fees and rounding are the whole leg");
		assert!(energy.made_lost > 0 && energy.made_late > 0 && energy.used_outside > 0);
		for line in &statement.slots {
			let bound = 2 * i128::from(line.tariff.retail.abs().max(line.tariff.feed_in.abs()))
				+ i128::from(line.export + line.import)
				+ i128::from(line.tariff.network_fee + line.tariff.fund_fee);
			assert!(line.money().one_price.abs() <= bound, "less than two quantities: {line:?}");
			let market = line.standing == Stood::Market;
			assert!(!market || line.leg >= line.grid_alone(), "never worse than the grid");
		}
	}
}

#[test]
fn shared_supply_has_two_prices_and_nothing_to_round() {
	let (mut scene, mut dice) = (Scene::new(4), Dice(5));
	let sharing = Sharing { keys: Keys::Dynamic, price: 150_000 };
	scene.terms.rule = Rule::Sharing(sharing);
	for _ in 0..40 {
		let mut quantity = || dice.below(900) as u32;
		let moved = [(); 4].map(|_| Moved::In(quantity(), quantity()));
		scene.slot(&moved, 9);
	}
	for index in 1..=4 {
		let (energy, money, _, alone) = plain(&scene, index);
		let statement = scene.statement(index);
		assert_eq!((statement.energy(), statement.money()), (energy, money));
		assert_eq!(statement.legs(), money.sum());
		assert_eq!(statement.grid_alone(), alone);
	}
}

#[test]
fn what_the_grid_operator_bills_outside_costs_nothing_here() {
	let mut scene = Scene::new(2);
	scene.terms.mode = GridMode::Outside;
	scene.slot(&[Moved::In(500, 0), Moved::In(0, 200)], 0);
	scene.terms.mode = GridMode::Closed;
	scene.slot(&[Moved::In(500, 0), Moved::In(0, 200)], 0);
	let statement = scene.statement(1);
	let energy = statement.energy();
	assert_eq!((energy.used_from_neighbours, energy.used_outside), (200, 300 + 500));
	assert_eq!((energy.used_from_grid, statement.money().bought_from_grid), (0, 0));
	assert_eq!(statement.grid_alone(), -200 * 300_000, "compared for what is settled here");
	assert_eq!(statement.slots[1].leg, 0);
	assert!(statement.saved() > 0);
}

#[test]
fn a_negative_tariff_turns_gain_into_cost() {
	let mut scene = Scene::new(2);
	scene.terms.tariff = Tariff { feed_in: -90_000, retail: -20_000, ..TARIFF };
	scene.slot(&[Moved::In(0, 1_000), Moved::In(100, 0)], 0);
	let (maker, user) = (scene.statement(1), scene.statement(2));
	assert!(maker.legs() < 0 && user.legs() > 0);
	assert!(maker.money().sold_to_grid < 0 && maker.saved() > 0 && user.saved() > 0);
	assert_eq!(maker.energy().self_consumption_ppm(), Some(100_000));
	assert_eq!(user.energy().self_sufficiency_ppm(), Some(1_000_000));
	assert_eq!(user.energy().self_consumption_ppm(), None, "nothing made");
}

#[test]
fn the_cheapest_and_the_dearest_slot_are_the_first_of_equals() {
	let mut scene = Scene::new(2);
	let dear = [Moved::In(1_000, 0), Moved::In(0, 10)];
	let cheap = [Moved::In(10, 0), Moved::In(0, 1_000)];
	for slot in [dear, cheap, cheap, dear, [Moved::Silent, Moved::In(0, 10)]] {
		scene.slot(&slot, 0);
	}
	let statement = scene.statement(1);
	let (cheapest, dearest) = statement.extremes().expect("a market");
	assert_eq!((cheapest.slot, dearest.slot), (FIRST + 1, FIRST));
	assert_eq!(statement.slots[4].standing, Stood::Silent);
}
