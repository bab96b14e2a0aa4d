// SPDX-License-Identifier: Apache-2.0
//! One gateway: limits, order of telegrams, silence, a new slot, and the ends of every range.

mod feeder;

use commonwatt_control::{Gateway, Law, Share};
use feeder::{factors, Dice};

fn gateway(alpha_permille: u16) -> Gateway {
	let share = Share::new(1_000, alpha_permille, 10_000, (-5_000, 5_000));
	Gateway::new(Law::default(), 1_000, share)
}

#[test]
fn share_lies_in_reserve_and_limits() {
	let share = |alpha, limits| {
		let share = Share::new(1_000, alpha, 10_001, limits);
		(share.least_w, share.most_w)
	};
	// A tenth of 10 001 W is rounded up.
	assert_eq!(share(100, (-9_000, 9_000)), (-1, 2_001));
	assert_eq!(share(100, (500, 1_200)), (500, 1_200));
	assert_eq!(share(0, (-9_000, 9_000)), (1_000, 1_000));
	// A setpoint outside the limits stays what the plan says.
	assert_eq!(share(100, (2_000, 3_000)), (1_000, 2_001));
	let widest = Share::new(i32::MAX, u16::MAX, u32::MAX, (i32::MIN, i32::MAX));
	assert_eq!((widest.least_w, widest.most_w), (0, i32::MAX));
}

#[test]
fn shares_cover_the_reserve_when_factors_sum_to_1000() {
	for seed in 0..50 {
		let mut dice = Dice::new(seed);
		let alphas = factors(1 + (dice.next() % 200) as usize, &mut dice);
		assert_eq!(alphas.iter().map(|alpha| u32::from(*alpha)).sum::<u32>(), 1_000);
		let reserve_w = (dice.next() % 1_000_000) as u32;
		let own =
			|alpha: &u16| i64::from(Share::new(0, *alpha, reserve_w, (i32::MIN, i32::MAX)).most_w);
		let all_w: i64 = alphas.iter().map(own).sum();
		assert!(all_w >= i64::from(reserve_w) && all_w <= i64::from(reserve_w) + 200);
	}
}

#[test]
fn power_stays_at_plan_when_factor_is_zero() {
	let mut gateway = gateway(0);
	for feeder_w in [1, -1, 100_000, i64::MAX, i64::MIN] {
		assert_eq!(gateway.step(feeder_w, 0), 1_000);
		assert_eq!(gateway.correction_w(), 0);
	}
}

#[test]
fn power_gives_more_when_feeder_takes_more_than_planned() {
	assert!(gateway(100).step(20_000, 19_000) > 1_000);
	assert!(gateway(100).step(19_000, 20_000) < 1_000);
	assert_eq!(gateway(100).step(20_000, 20_000), 1_000);
}

#[test]
fn telegram_changes_nothing_when_it_is_not_newer() {
	let mut gateway = gateway(100);
	gateway.receive(7, 3_000, 0);
	let before = gateway;
	for number in [7, 6, 0] {
		assert_eq!(gateway.receive(number, -90_000, 0), before.power_w());
		assert_eq!(gateway, before);
	}
	assert_ne!(gateway.receive(8, -90_000, 0), before.power_w());
}

#[test]
fn telegram_stands_for_three_when_two_or_more_are_missing() {
	let after = |number| {
		let mut gateway = gateway(100);
		gateway.receive(1, 0, 0);
		gateway.receive(number, 400, 0);
		// Without the part for the lag.
		gateway.receive(number + 1, 0, 0)
	};
	let gains: Vec<_> = [2, 3, 4, 5, 500].map(after).to_vec();
	assert!(gains[0] < gains[1] && gains[1] < gains[2], "{gains:?}");
	assert_eq!((gains[3], gains[4]), (gains[2], gains[2]));
}

#[test]
fn power_stays_for_a_while_and_returns_to_plan_when_telegrams_stop() {
	let mut gateway = gateway(100);
	for _ in 0..5 {
		gateway.step(4_000, 0);
	}
	let held_w = gateway.power_w();
	assert!(held_w > 1_000);
	for _ in 0..Law::default().patience {
		assert_eq!(gateway.miss(), held_w);
	}
	let courses: Vec<i32> = (0..200).map(|_| gateway.miss()).collect();
	assert!(courses.windows(2).all(|pair| pair[1] <= pair[0]));
	assert_eq!(courses.last(), Some(&1_000));
	// More misses than the counter holds.
	(0..300).for_each(|_| assert_eq!(gateway.miss(), 1_000));
}

#[test]
fn correction_goes_on_with_the_new_factor_when_the_slot_changes() {
	let mut gateway = gateway(100);
	for _ in 0..4 {
		gateway.step(2_000, 0);
	}
	gateway.step(0, 0);
	let before_w = gateway.correction_w();
	assert!(before_w > 300);
	gateway.plan(Share::new(-2_000, 50, 10_000, (-5_000, 5_000)));
	assert!((gateway.correction_w() * 2 - before_w).abs() <= 2, "half the factor, half the power");
	gateway.plan(Share::new(-2_000, 50, 1_000, (-5_000, 5_000)));
	assert_eq!(gateway.power_w(), -1_950, "bounded by the new reserve");
	gateway.plan(Share::new(-2_000, 0, 1_000, (-5_000, 5_000)));
	assert_eq!(gateway.power_w(), -2_000);
}

#[test]
fn power_is_inside_the_share_at_the_ends_of_every_range() {
	let ends_i64 = [i64::MIN, -1, 0, 1, i64::MAX];
	let laws = [
		Law::default(),
		Law { response_ms: 0, leak_ms: 0, silence_leak_ms: 0, patience: 0 },
		Law { response_ms: 1, leak_ms: 1, silence_leak_ms: 1, patience: 255 },
		Law { response_ms: u32::MAX, leak_ms: u32::MAX, silence_leak_ms: u32::MAX, patience: 1 },
	];
	for law in laws {
		for alpha in [0, 1, 1_000, u16::MAX] {
			for planned_w in [i32::MIN, 0, i32::MAX] {
				let share = Share::new(planned_w, alpha, u32::MAX, (i32::MIN, i32::MAX));
				let mut gateway = Gateway::new(law, u16::MAX, share);
				for (at, feeder_w) in ends_i64.into_iter().cycle().take(40).enumerate() {
					let set_w = gateway.receive(at as u64 * 2, feeder_w, ends_i64[(at / 5) % 5]);
					assert!((share.least_w..=share.most_w).contains(&set_w));
					let set_w = gateway.miss();
					assert!((share.least_w..=share.most_w).contains(&set_w));
				}
			}
		}
	}
}
