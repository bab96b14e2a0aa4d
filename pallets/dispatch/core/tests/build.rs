// SPDX-License-Identifier: Apache-2.0
//! From state to problem: roundings, carbon, losses, capacities, and what is refused.

use crate::support::{
	case::{case, chain, small, Case},
	devices::{battery_limits, battery_offer, each, plain, side, side_limits},
	fraction::frac,
};
use dispatch_core::{build, BuildError, DeviceInput, DeviceKind, Offer, OfferError, PASSIVE_MAX_W};
use energy_primitives::Carrier;
use proptest::prelude::*;

fn with_battery() -> Case {
	let mut case = small(4);
	case.devices = vec![(battery_limits(), battery_offer(4, 1_000), None)];
	case
}

proptest! {
	#[test]
	fn prices_are_rounded_against_the_plan(
		buy: i32, below in 0i32..1_000_000, cost in 0i32..2_000_000,
		length in 0usize..5, carbon in 0u64..1_000_000_000,
	) {
		let mut case = with_battery();
		case.slot_s = [60, 300, 900, 1_800, 3_600][length];
		case.rules.carbon_nano_per_kg = carbon;
		case.electricity.buy_nano = vec![buy; 4];
		case.electricity.sell_nano = vec![buy.saturating_sub(below); 4];
		let give = case.devices[0].0.give.as_mut().unwrap();
		give.carbon_g_per_unit = 777;
		case.devices[0].1.give.cost_nano = each(4, |_| cost);
		let problem = case.problem();
		// A W·slot is slot_s / 3600 Wh; a g per kWh at a nano per kg is a millionth per Wh.
		let exact = |nano: i32, grams: u32| {
			let price = frac(nano, 1) + frac(i128::from(carbon) * i128::from(grams), 1_000_000);
			price * frac(i128::from(case.slot_s) * 256, 3_600)
		};
		let grid = &problem.electricity;
		prop_assert_eq!(i128::from(grid.buy_q8[0]), exact(buy, 380).ceil());
		let sell = exact(case.electricity.sell_nano[0], 0).floor();
		prop_assert_eq!(i128::from(grid.sell_q8[0]), sell);
		prop_assert!(grid.sell_q8[0] <= grid.buy_q8[0]);
		let given = problem.devices[0].give.as_ref().unwrap()[0];
		prop_assert_eq!(i128::from(given.cost_q8), exact(cost, 777).floor());
	}

	#[test]
	fn problem_is_the_same_for_everybody(seed: u64, slots in 2usize..20, count in 0usize..8) {
		prop_assert_eq!(case(seed, slots, count).problem(), case(seed, slots, count).problem());
	}
}

#[test]
fn quarter_hours_of_electricity_are_exact() {
	let problem = small(4).problem();
	assert_eq!(problem.electricity.buy_q8, [300_000 * 64; 4]);
	assert_eq!(problem.electricity.sell_q8, [80_000 * 64; 4]);
}

#[test]
fn selling_is_clamped_to_buying() {
	let mut case = small(4);
	case.electricity.sell_nano = vec![300_001; 4];
	let problem = case.problem();
	assert_eq!(problem.electricity.sell_q8, problem.electricity.buy_q8);
}

#[test]
fn losses_are_rounded_up_and_never_help() {
	let mut case = small(4);
	case.rules.loss_permille = 30;
	case.electricity.passive_w = vec![1_000, 1_001, -1_000, -1];
	assert_eq!(case.problem().electricity.passive_w, [1_030, 1_032, -970, 0]);
}

#[test]
fn capacities_are_cut_by_the_margin_and_rounded_down() {
	let mut case = small(4);
	case.rules.capacity_permille = 999;
	case.electricity.tree[0].up_max_w = 1_001;
	case.electricity.tree[0].down_max_w = u32::MAX;
	let node = case.problem().electricity.tree[0];
	assert_eq!(node.up_max_w, 999);
	assert_eq!(u64::from(node.down_max_w), u64::from(u32::MAX) * 999 / 1_000);
}

#[test]
fn device_without_an_offer_is_left_out() {
	let case = with_battery();
	let (limits, offer, _) = &case.devices[0];
	let input = |device, offer| DeviceInput { device, limits, offer, last_w: None };
	let inputs = [input(3, None), input(7, Some(offer)), input(9, None)];
	let problem = build(900, 4, &case.rules, &case.electricity, None, &inputs).unwrap();
	assert_eq!(problem.devices.iter().map(|device| device.device).collect::<Vec<_>>(), [7]);
}

#[test]
fn side_that_can_do_nothing_is_left_out() {
	let mut case = with_battery();
	case.devices[0].1.give.power_w = each(4, |_| (0, 0));
	let problem = case.problem();
	assert!(problem.devices[0].give.is_none() && problem.devices[0].take.is_some());
	assert_eq!(problem.devices[0].span_w(0), (-1_000, 0));
}

#[test]
fn problem_is_refused_when_the_horizon_is_none() {
	let case = small(4);
	for (slot_s, slots) in [(900, 0), (900, 97), (901, 4), (0, 4)] {
		let refused = build(slot_s, slots, &case.rules, &case.electricity, None, &[]);
		assert_eq!(refused, Err(BuildError::Horizon));
	}
}

#[test]
fn problem_is_refused_when_rules_are_beyond_the_widest_bounds() {
	let mut case = small(4);
	case.rules.peak_nano_per_w = u32::MAX;
	assert_eq!(case.build(), Err(BuildError::Rules));
	let mut case = small(4);
	case.rules.overload_nano = 0;
	assert_eq!(case.build(), Err(BuildError::Rules));
}

#[test]
fn problem_is_refused_when_a_network_is_none() {
	let refused = Err(BuildError::Grid(Carrier::Electricity));
	let with = |change: &dyn Fn(&mut Case)| {
		let mut case = small(4);
		change(&mut case);
		case.build()
	};
	assert_eq!(with(&|case| case.electricity.tree.clear()), refused);
	assert_eq!(with(&|case| case.electricity.tree = chain(65)), refused);
	assert_eq!(with(&|case| case.electricity.tree[0].passive_permille = 999), refused);
	assert_eq!(with(&|case| case.electricity.tree[0].parent = 1), refused);
	assert_eq!(with(&|case| case.electricity.buy_nano = vec![0; 3]), refused);
	assert_eq!(with(&|case| case.electricity.sell_nano = vec![0; 5]), refused);
	assert_eq!(with(&|case| case.electricity.passive_w = vec![]), refused);
	assert_eq!(with(&|case| case.electricity.passive_w[1] = PASSIVE_MAX_W + 1), refused);
	assert_eq!(with(&|case| case.electricity.passive_w[1] = i64::MIN), refused);
	let mut heated = small(4);
	heated.heat = Some(heated.electricity.clone());
	heated.heat.as_mut().unwrap().tree.clear();
	assert_eq!(heated.build(), Err(BuildError::Grid(Carrier::Heat)));
}

#[test]
fn problem_is_refused_when_there_are_too_many_devices() {
	let mut case = small(4);
	let mut limits = plain(DeviceKind::Photovoltaic, Carrier::Electricity);
	limits.give = Some(side_limits(1, (0, 0), (0, 0)));
	case.devices = vec![(limits, Offer::default(), None); 1_025];
	assert_eq!(case.build(), Err(BuildError::TooMany));
	case.devices.pop();
	assert!(case.build().is_ok());
}

#[test]
fn problem_is_refused_when_a_device_is_nowhere() {
	let mut case = with_battery();
	case.devices.push(case.devices[0].clone());
	case.devices[1].0.node = 1;
	assert_eq!(case.build(), Err(BuildError::Device(1)));
	case.devices[1].0.node = 0;
	case.devices[1].2 = Some(vec![0; 3]);
	assert_eq!(case.build(), Err(BuildError::Device(1)));
	case.devices[1].2 = None;
	case.devices[1].0.carrier = Carrier::Heat;
	assert_eq!(case.build(), Err(BuildError::Device(1)));
	case.devices[1].0.carrier = Carrier::Electricity;
	// Heat into a network that isn't there.
	case.devices[1].0.give.as_mut().unwrap().other_permille = (0, 1);
	assert_eq!(case.build(), Err(BuildError::Device(1)));
	case.devices[1].0.give.as_mut().unwrap().power_max_w = u32::MAX;
	assert_eq!(case.build(), Err(BuildError::Device(1)));
}

#[test]
fn problem_is_refused_when_an_offer_does_not_fit() {
	let mut case = with_battery();
	case.devices[0].1.take = side(4, 10_001, 0, 0, 950);
	assert_eq!(case.build(), Err(BuildError::Offer(0, OfferError::OutOfBounds)));
	case.devices[0].1.take = side(3, 1, 0, 0, 950);
	assert_eq!(case.build(), Err(BuildError::Offer(0, OfferError::WrongLength)));
}
