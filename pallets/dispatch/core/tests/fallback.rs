// SPDX-License-Identifier: Apache-2.0
//! Without a plan the last one goes on as far as it can, and there always is something valid.

use crate::support::{
	case::{case, small},
	devices::{battery_limits, battery_offer, each},
};
use dispatch_core::{check_offer, fallback, verify, Plan};
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn fallback_is_valid_whenever_offers_are(seed: u64, slots in 2usize..20, count in 0usize..12) {
		let case = case(seed, slots, count);
		for (limits, offer, _) in &case.devices {
			prop_assert_eq!(check_offer(limits, offer, slots, case.slot_s), Ok(()));
		}
		let problem = case.problem();
		let plan = fallback(&problem);
		let cost = verify(&problem, &plan).expect("valid").cost_q8;
		let safe = problem.devices.iter().flat_map(|device| device.safe_w.clone()).collect();
		let safe = Plan { power_w: safe, alpha_permille: plan.alpha_permille.clone() };
		prop_assert!(cost <= verify(&problem, &safe).expect("valid").cost_q8);
		let reserve = problem.devices.iter().any(|device| device.reserve);
		let sum: u16 = plan.alpha_permille.iter().sum();
		prop_assert_eq!(sum, if reserve { 1_000 } else { 0 });
	}

	#[test]
	fn valid_last_plan_goes_on_unchanged_when_it_is_cheaper(seed: u64, slots in 2usize..10) {
		let mut case = case(seed, slots, 5);
		let first = case.problem();
		let plan = fallback(&first);
		for (device, last) in case.devices.iter_mut().zip(plan.power_w.chunks(slots)) {
			device.2 = Some(last.to_vec());
		}
		let problem = case.problem();
		// Itself is among its candidates, and costs no change.
		let again = verify(&problem, &fallback(&problem)).unwrap();
		prop_assert!(again.cost_q8 <= verify(&problem, &plan).unwrap().cost_q8);
	}
}

fn case_with_last(last: Vec<i32>) -> crate::support::case::Case {
	let slots = last.len();
	let mut case = small(slots);
	case.electricity.buy_nano = (0..slots as i32).map(|slot| 100_000 * (slot + 1)).collect();
	case.electricity.passive_w = vec![5_000; slots];
	case.devices = vec![(battery_limits(), battery_offer(slots, 1_000), Some(last))];
	case
}

#[test]
fn last_plan_goes_on_whole_when_it_can() {
	let problem = case_with_last(vec![-1_000, 0, 0, 900]).problem();
	assert_eq!(fallback(&problem).power_w, [-1_000, 0, 0, 900]);
}

#[test]
fn last_plan_is_clipped_to_todays_boxes() {
	let mut case = case_with_last(vec![-1_000, 0, 0, 900]);
	case.devices[0].1.take.power_w = each(4, |_| (0, 600));
	// 600 W bring 570, of which 541 W can be given.
	assert_eq!(fallback(&case.problem()).power_w, [-600, 0, 0, 541]);
}

#[test]
fn last_plan_stops_where_the_store_is_full_or_empty() {
	let mut case = case_with_last(vec![-1_000, -1_000, 900, 900]);
	case.devices[0].1.store.as_mut().unwrap().level = each(4, |_| (0, 1_000_000));
	assert_eq!(fallback(&case.problem()).power_w, [-1_000, -52, 900, 49]);
}

#[test]
fn safe_powers_hold_when_the_last_plan_can_not() {
	let mut case = case_with_last(vec![0, 0, 0, 0]);
	let offer = &mut case.devices[0].1;
	// Half of the power is away in the first slot, and nothing can be charged later.
	offer.store.as_mut().unwrap().drain = each(4, |slot| if slot == 2 { 950_000 } else { 0 });
	offer.take.power_w = each(4, |slot| (0, if slot == 0 { 1_000 } else { 0 }));
	offer.safe_w = each(4, |slot| if slot == 0 { -1_000 } else { 0 });
	assert_eq!(fallback(&case.problem()).power_w, [-1_000, 0, 0, 0]);
}

#[test]
fn safe_powers_hold_when_the_last_plan_costs_more() {
	let mut case = case_with_last(vec![-1_000, 0, 0, 0]);
	case.electricity.buy_nano = vec![900_000; 4];
	case.rules.calm_nano = 0;
	assert_eq!(fallback(&case.problem()).power_w, [0; 4]);
}

#[test]
fn device_that_left_no_longer_counts() {
	let mut case = case_with_last(vec![-1_000, 0, 0, 900]);
	case.devices.push(case.devices[0].clone());
	assert_eq!(fallback(&case.problem()).power_w.len(), 8);
	case.devices.pop();
	assert_eq!(fallback(&case.problem()).power_w, [-1_000, 0, 0, 900]);
}
