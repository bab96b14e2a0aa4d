// SPDX-License-Identifier: Apache-2.0
//! A feeder with devices behind gateways, in floating point: what the law is tried on. Devices
//! follow what is set with a lag, telegrams come late or not at all, to each gateway differently.
#![allow(dead_code, reason = "every test uses a part of it")]

use commonwatt_control::{Gateway, Law, Share};

/// Steps of the simulation per second.
pub const TICKS: usize = 20;

/// Numbers from a seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		z ^ (z >> 31)
	}

	/// Evenly between the two.
	pub fn between(&mut self, low: f64, high: f64) -> f64 {
		low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
	}
}

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
	pub gateways: usize,
	pub seed: u64,
	/// What the feeder suddenly lacks, in W.
	pub step_w: f64,
	/// When it comes back, in s after the step; never where negative.
	pub back_s: f64,
	/// The reserve of the plan, in W.
	pub reserve_w: u32,
	/// Part of telegrams lost, of those that come late by 1 to 2 s, of the lag that a gateway
	/// knows wrongly.
	pub lost: f64,
	pub late: f64,
	pub lag_error: f64,
	/// Noise of the load nobody plans, in W.
	pub noise_w: f64,
	/// For how long after the step, in s.
	pub seconds: f64,
}

impl Setting {
	/// A step of 40 kW with a reserve of 50 kW, telegrams mostly in time.
	pub fn usual(gateways: usize, seed: u64) -> Self {
		Self {
			gateways,
			seed,
			step_w: 40_000.0,
			back_s: -1.0,
			reserve_w: 50_000,
			lost: 0.05,
			late: 0.10,
			lag_error: 0.2,
			noise_w: 0.0,
			seconds: 60.0,
		}
	}
}

/// A device behind its gateway.
struct Device {
	gateway: Gateway,
	share: Share,
	lag_s: f64,
	power_w: f64,
	set_w: f64,
	heard: bool,
	/// Telegrams on their way: when they arrive, number, content.
	waiting: Vec<(f64, u64, i64)>,
}

/// What happened: the deviation of the feeder from its plan at every tick after the step, in W.
pub struct Course {
	pub step_w: f64,
	pub missing_w: Vec<f64>,
	/// Corrections of the gateways at the end, in W, and their factors.
	pub corrections_w: Vec<(i32, u16)>,
	/// Whether every set power was within its device's share at all times.
	pub inside: bool,
}

impl Course {
	/// From when on the deviation stays within 5 % of the step, in s after it; the whole course
	/// where it never does.
	pub fn response_s(&self) -> f64 {
		let outside = |w: &f64| w.abs() > 0.05 * self.step_w.abs();
		let last = self.missing_w.iter().rposition(outside).map_or(0, |at| at + 1);
		last as f64 / TICKS as f64
	}

	/// How far it goes beyond, as a part of the step.
	pub fn overshoot(&self) -> f64 {
		let beyond = |w: &f64| -w * self.step_w.signum() / self.step_w.abs();
		self.missing_w.iter().map(beyond).fold(0.0, f64::max)
	}
}

/// Factors that sum to 1000, drawn unevenly.
pub fn factors(count: usize, dice: &mut Dice) -> Vec<u16> {
	let weights: Vec<f64> = (0..count).map(|_| dice.between(0.3, 1.7)).collect();
	let all: f64 = weights.iter().sum();
	let mut run = 0.0;
	let mut given = 0u16;
	let mut share = |weight: &f64| {
		run += weight / all;
		let now = (run * 1_000.0).round() as u16;
		let own = now - given;
		given = now;
		own
	};
	weights.iter().map(&mut share).collect()
}

fn devices(setting: &Setting, law: Law, dice: &mut Dice) -> Vec<Device> {
	let alphas = factors(setting.gateways, dice);
	let device = |alpha: u16| {
		let lag_s = dice.between(1.0, 3.0);
		let known = 1.0 + dice.between(-setting.lag_error, setting.lag_error);
		let planned_w = dice.between(-3_000.0, 3_000.0) as i32;
		let share = Share::new(planned_w, alpha, setting.reserve_w, (-100_000, 100_000));
		Device {
			gateway: Gateway::new(law, (lag_s * known * 1_000.0) as u16, share),
			share,
			lag_s,
			power_w: f64::from(planned_w),
			set_w: f64::from(planned_w),
			heard: true,
			waiting: Vec::new(),
		}
	};
	alphas.into_iter().map(device).collect()
}

/// Lets the feeder run into the step and out of it.
pub fn run(setting: &Setting, law: Law) -> Course {
	let mut dice = Dice::new(setting.seed);
	let mut all = devices(setting, law, &mut dice);
	let planned_w: f64 = all.iter().map(|device| device.power_w).sum();
	let plan_w = 25_000.0;
	let step_at = 10.0 + dice.between(0.0, 1.0);
	let mut course =
		Course { step_w: setting.step_w, missing_w: vec![], corrections_w: vec![], inside: true };
	for tick in 0..((step_at + setting.seconds) * TICKS as f64) as usize {
		let now_s = tick as f64 / TICKS as f64;
		let since = now_s - step_at;
		let on = since >= 0.0 && (setting.back_s < 0.0 || since < setting.back_s);
		let given_w: f64 = all.iter().map(|device| device.power_w).sum::<f64>() - planned_w;
		let quiet_w = plan_w + if on { setting.step_w } else { 0.0 } - given_w;
		if since >= 0.0 {
			course.missing_w.push(quiet_w - plan_w);
		}
		if tick % TICKS == 0 {
			let noise_w = dice.between(-setting.noise_w, setting.noise_w);
			let feeder_w = (quiet_w + noise_w).round() as i64;
			all.iter_mut().for_each(|to| send(to, setting, &mut dice, now_s, feeder_w));
		}
		for device in &mut all {
			listen(device, now_s, tick, plan_w as i64);
			let speed = 1.0 - (-1.0 / (TICKS as f64 * device.lag_s)).exp();
			device.power_w += speed * (device.set_w - device.power_w);
			let (low, high) = (f64::from(device.share.least_w), f64::from(device.share.most_w));
			course.inside &= (low..=high).contains(&device.set_w);
		}
	}
	course.corrections_w = all
		.iter()
		.map(|device| (device.gateway.correction_w(), device.share.alpha_permille))
		.collect();
	course
}

fn send(to: &mut Device, setting: &Setting, dice: &mut Dice, now_s: f64, feeder_w: i64) {
	let (fate, usual_s, late_s) =
		(dice.between(0.0, 1.0), dice.between(0.1, 0.6), dice.between(1.0, 2.0));
	if fate < setting.lost {
		return;
	}
	let age_s = if fate < setting.lost + setting.late { late_s } else { usual_s };
	to.waiting.push((now_s + age_s, now_s as u64, feeder_w));
}

/// Gives a gateway what has arrived; it misses what has not by the end of the second.
fn listen(device: &mut Device, now_s: f64, tick: usize, plan_w: i64) {
	let arrived: Vec<_> = device.waiting.iter().copied().filter(|w| w.0 <= now_s).collect();
	device.waiting.retain(|waiting| waiting.0 > now_s);
	for (_, number, feeder_w) in arrived {
		device.set_w = f64::from(device.gateway.receive(number, feeder_w, plan_w));
		device.heard = true;
	}
	if tick % TICKS == TICKS - 1 {
		if !device.heard {
			device.set_w = f64::from(device.gateway.miss());
		}
		device.heard = false;
	}
}
