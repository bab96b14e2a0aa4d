// SPDX-License-Identifier: Apache-2.0
//! Synthetic districts for tests and benchmarks: every kind of device on both carriers, a tree of
//! feeders, seeded numbers. Nothing here was measured anywhere.

mod devices;
mod random;

pub use random::Random;

use dispatch_core::{Contract, DispatchRules, GridProblem, Node, Problem};

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
	/// How many devices.
	pub devices: usize,
	/// How many slots of 15 minutes.
	pub slots: usize,
	/// Decides all numbers.
	pub seed: u64,
	/// Whether there is a heat network.
	pub heat: bool,
	/// Whether some prices are far below zero.
	pub negative: bool,
	/// Reserve asked for, in W.
	pub reserve_w: u32,
}

impl Default for Sample {
	fn default() -> Self {
		Self { devices: 201, slots: 96, seed: 1, heat: false, negative: false, reserve_w: 0 }
	}
}

/// Homes behind one feeder.
const FEEDERS: u16 = 6;

/// Length of a slot, in seconds.
pub const SLOT_S: u32 = 900;

impl Sample {
	/// The problem of this sample.
	pub fn problem(&self) -> Problem {
		let mut random = Random::new(self.seed);
		let rules = DispatchRules { reserve_w: self.reserve_w, ..DispatchRules::default() };
		let (buy_nano, sell_nano) = self.prices(&mut random);
		let electricity = self.grid(&mut random, &buy_nano, &sell_nano, 1_800, 400_000);
		let heat = self.heat.then(|| {
			let buy_nano = vec![25_000; self.slots];
			let sell_nano = vec![0; self.slots];
			self.heat_grid(&mut random, &buy_nano, &sell_nano)
		});
		let nodes = electricity.tree.len() as u16;
		let devices = devices::devices(self, &mut random, nodes);
		Problem { slot_s: SLOT_S, slots: self.slots, rules, electricity, heat, devices }
	}

	/// Nano-currency per Wh: a day with two peaks and a valley at noon.
	fn prices(&self, random: &mut Random) -> (Vec<i64>, Vec<i64>) {
		let middle = |slot: usize| {
			let hour = 24.0 * (slot / 4 * 4) as f64 / 96.0;
			let wave = |at: f64, width: f64| (-((hour - at) / width).powi(2)).exp();
			80_000.0 + 60_000.0 * wave(8.0, 2.0) + 90_000.0 * wave(19.0, 2.5)
				- if self.negative { 650_000.0 } else { 60_000.0 } * wave(13.0, 2.5)
		};
		let jitter: Vec<f64> =
			(0..self.slots.div_ceil(4)).map(|_| random.between(-8e3, 8e3)).collect();
		let spot = |slot: usize| (middle(slot) + jitter[slot / 4]) as i64;
		let slots = 0..self.slots;
		// Where the spread is small, burning energy pays below zero.
		let (above, below) = if self.negative { (2_000, 2_000) } else { (20_000, 5_000) };
		slots.map(|slot| (spot(slot) + above, spot(slot) - below)).unzip()
	}

	fn grid(
		&self,
		random: &mut Random,
		buy_nano: &[i64],
		sell_nano: &[i64],
		load_w: i64,
		capacity_w: u32,
	) -> GridProblem {
		let homes = self.devices as i64 * 3 / 4 + 1;
		let size = homes * 1_000;
		let capacity_w = capacity_w.min((size * 3) as u32 + 10_000);
		let load = |slot: usize, random: &mut Random| {
			let hour = 24.0 * slot as f64 / 96.0;
			let evening = (-((hour - 19.0) / 3.0).powi(2)).exp();
			let base = 0.25 + 0.5 * evening + 0.2 * (-((hour - 8.0) / 2.0).powi(2)).exp();
			(homes * load_w / 2) as f64 * (base + random.between(0.0, 0.05))
		};
		let passive_w = (0..self.slots).map(|slot| load(slot, random) as i64).collect();
		let feeder = |parts: u16| Node {
			parent: 0,
			down_max_w: capacity_w / 3,
			up_max_w: capacity_w / 3,
			passive_permille: parts,
		};
		let mut tree = vec![Node { down_max_w: capacity_w, up_max_w: capacity_w, ..feeder(0) }];
		tree.extend((0..FEEDERS).map(|at| feeder(if at == 0 { 170 } else { 166 })));
		// One more line behind the last feeder, which is short of room.
		tree.push(Node { parent: FEEDERS, down_max_w: capacity_w / 8, ..feeder(0) });
		GridProblem {
			tree,
			contract: Contract { import_max_w: capacity_w, export_max_w: capacity_w },
			buy_q8: buy_nano.iter().map(|nano| nano * 64).collect(),
			sell_q8: sell_nano.iter().map(|nano| nano * 64).collect(),
			passive_w,
		}
	}

	fn heat_grid(&self, random: &mut Random, buy_nano: &[i64], sell_nano: &[i64]) -> GridProblem {
		let grid = self.grid(random, buy_nano, sell_nano, 1_500, 600_000);
		// 900 kJ per kW·slot.
		let q8 = |nano: &i64| nano * 256 * i64::from(SLOT_S) / 1_000;
		GridProblem {
			buy_q8: buy_nano.iter().map(q8).collect(),
			sell_q8: sell_nano.iter().map(q8).collect(),
			..grid
		}
	}
}
