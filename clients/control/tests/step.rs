// SPDX-License-Identifier: Apache-2.0
//! A feeder suddenly lacks power, or has too much of it; its devices follow the law.

mod feeder;

use commonwatt_control::Law;
use feeder::{run, Course, Setting, TICKS};

const COUNTS: [usize; 6] = [2, 3, 10, 50, 120, 200];

fn each(change: impl Fn(&mut Setting), check: impl Fn(&Course, &Setting)) {
	for gateways in COUNTS {
		for seed in 0..if gateways < 50 { 12 } else { 3 } {
			let mut setting = Setting::usual(gateways, seed);
			change(&mut setting);
			let course = run(&setting, Law::default());
			assert!(course.inside, "a device was set beyond its share: {setting:?}");
			check(&course, &setting);
		}
	}
}

/// What lacks at the end, as a part of the step: the mean of the last 5 s.
fn at_end(course: &Course) -> f64 {
	let last = &course.missing_w[course.missing_w.len() - 5 * TICKS..];
	last.iter().sum::<f64>() / last.len() as f64 / course.step_w
}

#[test]
fn feeder_is_back_at_plan_within_10_s() {
	each(
		|_| {},
		|course, setting| {
			let response_s = course.response_s();
			assert!(response_s > 1.0, "faster than its devices: {response_s} s");
			assert!(response_s < 10.0, "{response_s} s: {setting:?}");
			assert!(course.overshoot() < 0.20, "{}: {setting:?}", course.overshoot());
		},
	);
}

#[test]
fn feeder_is_back_when_power_is_too_much() {
	each(
		|setting| setting.step_w = -40_000.0,
		|course, setting| {
			assert!(course.response_s() < 10.0, "{} s: {setting:?}", course.response_s());
			assert!(course.overshoot() < 0.20, "{}: {setting:?}", course.overshoot());
		},
	);
}

#[test]
fn loop_is_calm_when_a_third_of_telegrams_is_late_and_a_fifth_lost() {
	each(
		|setting| (setting.lost, setting.late) = (0.2, 0.3),
		|course, setting| {
			assert!(course.response_s() < 25.0, "{} s: {setting:?}", course.response_s());
			assert!(course.overshoot() < 0.40, "{}: {setting:?}", course.overshoot());
			assert!(at_end(course).abs() < 0.02, "{}", at_end(course));
		},
	);
}

#[test]
fn loop_is_calm_when_lags_are_known_wrongly_by_half() {
	each(
		|setting| setting.lag_error = 0.5,
		|course, setting| {
			assert!(course.response_s() < 14.0, "{} s: {setting:?}", course.response_s());
			assert!(course.overshoot() < 0.25, "{}: {setting:?}", course.overshoot());
		},
	);
}

#[test]
fn reserve_is_used_up_and_no_more_when_the_step_is_beyond_it() {
	each(
		|setting| setting.step_w = 80_000.0,
		|course, _| {
			let given_w: i64 = course.corrections_w.iter().map(|own| i64::from(own.0)).sum();
			// Shares are rounded up to a W each.
			let most_w = 50_000 + course.corrections_w.len() as i64;
			assert!((49_500..=most_w).contains(&given_w), "{given_w}");
			assert!((at_end(course) - 0.375).abs() < 0.01, "{}", at_end(course));
		},
	);
}

#[test]
fn nothing_is_paid_back_when_a_step_beyond_the_reserve_is_over() {
	each(
		|setting| {
			(setting.step_w, setting.back_s, setting.seconds) = (80_000.0, 120.0, 180.0);
		},
		|course, setting| {
			// The step back is one of 50 kW from the devices' point of view.
			let after = &course.missing_w[(120 + 12) * TICKS..];
			let most = after.iter().fold(0.0f64, |most, w| most.max(w.abs()));
			assert!(most < 0.05 * 50_000.0, "{most} W: {setting:?}");
		},
	);
}

#[test]
fn devices_return_to_plan_when_the_deviation_is_over() {
	each(
		|setting| (setting.back_s, setting.seconds) = (60.0, 660.0),
		|course, setting| {
			let own_w = course.corrections_w.iter().map(|own| own.0.abs()).max().unwrap_or(0);
			assert!(own_w <= 200, "{own_w} W of correction are left: {setting:?}");
		},
	);
}

#[test]
fn each_gateway_carries_its_factor_when_telegrams_are_lost_for_long() {
	each(
		|setting| {
			(setting.lost, setting.noise_w, setting.seconds) = (0.1, 500.0, 900.0);
		},
		|course, setting| {
			for (own_w, alpha) in &course.corrections_w {
				let share_w = setting.step_w * f64::from(*alpha) / 1_000.0;
				let off = (f64::from(*own_w) - share_w).abs() / setting.step_w;
				assert!(off < 0.08, "{own_w} W instead of {share_w}: {setting:?}");
			}
		},
	);
}
