// SPDX-License-Identifier: Apache-2.0
//! How long a feeder needs to be back at its plan after a sudden step: prints JSON with the median
//! and the worst over seeds and numbers of gateways, and the course of one of them.

#[path = "../tests/feeder/mod.rs"]
mod feeder;

use commonwatt_control::Law;
use feeder::{run, Setting, TICKS};

/// The course is told every so many ticks, for so many of them.
const EVERY: usize = TICKS / 2;
const TOLD: usize = 20 * TICKS;

fn main() {
	let mut responses = Vec::new();
	let mut overshoot = 0.0f64;
	let mut inside = true;
	for gateways in [2, 5, 20, 60, 200] {
		for seed in 1..=100 {
			let course = run(&Setting::usual(gateways, seed), Law::default());
			responses.push(course.response_s());
			overshoot = overshoot.max(course.overshoot());
			inside &= course.inside;
		}
	}
	responses.sort_by(f64::total_cmp);
	let course = run(&Setting::usual(60, 1), Law::default());
	let told: Vec<i64> =
		course.missing_w.iter().take(TOLD + 1).step_by(EVERY).map(|w| w.round() as i64).collect();
	println!(
		"{{\"step_response_s\": {:.2}, \"step_response_max_s\": {:.2}, \"overshoot_max\": {:.3}, \
		 \"runs\": {}, \"inside_reserve\": {inside}, \"course_every_s\": {}, \
		 \"course_w\": {told:?}}}",
		responses[responses.len() / 2],
		responses[responses.len() - 1],
		overshoot,
		responses.len(),
		EVERY as f64 / TICKS as f64,
	);
}
