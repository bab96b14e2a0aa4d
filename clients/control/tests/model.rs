// SPDX-License-Identifier: Apache-2.0
//! The law in integers against the same difference equations in floating point, written down here
//! once more, and against what can be computed by hand.

mod feeder;

use commonwatt_control::{Gateway, Law, Share};
use feeder::Dice;

/// The equations of the crate's documentation for one gateway; times in s, powers in W.
struct Model {
	response_s: f64,
	leak_s: f64,
	lag_s: f64,
	planned: f64,
	part: f64,
	low: f64,
	high: f64,
	group: f64,
	added: f64,
}

impl Model {
	fn of(law: Law, lag_ms: u16, share: Share) -> Self {
		Self {
			response_s: f64::from(law.response_ms) / 1e3,
			leak_s: f64::from(law.leak_ms) / 1e3,
			lag_s: f64::from(lag_ms) / 1e3,
			planned: f64::from(share.planned_w),
			part: f64::from(share.alpha_permille) / 1e3,
			low: f64::from(share.least_w),
			high: f64::from(share.most_w),
			group: 0.0,
			added: 0.0,
		}
	}

	fn step(&mut self, missing: f64, periods: f64) -> f64 {
		let (least, most) =
			((self.low - self.planned) / self.part, (self.high - self.planned) / self.part);
		let leaked = self.group * (1.0 - 1.0 / self.leak_s);
		let more = (missing - 0.3 * self.added) * periods / self.response_s;
		self.group = (leaked + more).max(least).min(most);
		self.added = self.group - leaked;
		let whole = self.group + missing * self.lag_s / self.response_s;
		(self.planned + self.part * whole).max(self.low).min(self.high)
	}
}

#[test]
fn law_is_the_model_over_random_deviations() {
	let mut compared = 0;
	for seed in 0..200 {
		let mut dice = Dice::new(seed);
		let alpha = 1 + (dice.next() % 1_000) as u16;
		let planned_w = dice.between(-20_000.0, 20_000.0) as i32;
		let reserve_w = dice.between(1_000.0, 100_000.0) as u32;
		let share = Share::new(planned_w, alpha, reserve_w, (-30_000, 30_000));
		let law = Law { response_ms: 1_000 + (dice.next() % 4_000) as u32, ..Law::default() };
		let lag_ms = (dice.next() % 3_500) as u16;
		let (mut gateway, mut model) =
			(Gateway::new(law, lag_ms, share), Model::of(law, lag_ms, share));
		let plan_w = dice.between(-300_000.0, 300_000.0) as i64;
		let mut number = 0;
		for _ in 0..300 {
			let missing_w = dice.between(-60_000.0, 60_000.0) as i64;
			let gap = if number == 0 { 1 } else { 1 + dice.next() % 4 };
			number += gap;
			let set_w = gateway.receive(number, plan_w + missing_w, plan_w);
			let want_w = model.step(missing_w as f64, gap.min(3) as f64);
			assert!((f64::from(set_w) - want_w).abs() < 2.0, "seed {seed}: {set_w} W, {want_w} W");
			compared += 1;
		}
	}
	assert_eq!(compared, 60_000);
}

/// Devices that follow at once and telegrams without delay: the deviation is computed by hand.
#[test]
fn deviation_falls_as_computed_by_hand_when_nothing_is_late() {
	let law = Law { response_ms: 4_000, leak_ms: u32::MAX, ..Law::default() };
	let shares = [300, 700].map(|alpha| Share::new(0, alpha, 100_000, (-90_000, 90_000)));
	let mut gateways = shares.map(|share| Gateway::new(law, 0, share));
	let (mut given_w, mut want, mut added) = (0i64, 10_000.0, 0.0);
	for second in 1..=30 {
		let feeder_w = 10_000 - given_w;
		assert!((feeder_w as f64 - want).abs() < 3.0, "second {second}: {feeder_w} W, not {want}");
		given_w = gateways.iter_mut().map(|gateway| i64::from(gateway.step(feeder_w, 0))).sum();
		// A quarter of what lacks, less 0.3 of what was added before.
		added = (want - 0.3 * added) / 4.0;
		want -= added;
	}
	assert!(want < 20.0);
}
