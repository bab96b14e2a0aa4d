// SPDX-License-Identifier: Apache-2.0
//! Realistic problems, built the way the chain builds them.

use super::{devices, Rng};
use dispatch_core::{
	build, Contract, DeviceInput, DeviceLimits, DispatchRules, GridInput, Node, Offer, Problem,
};

/// Everything a problem is built from.
#[derive(Clone, Debug)]
pub struct Case {
	pub slot_s: u32,
	pub slots: usize,
	pub rules: DispatchRules,
	pub electricity: GridInput,
	pub heat: Option<GridInput>,
	pub devices: Vec<(DeviceLimits, Offer, Option<Vec<i32>>)>,
}

impl Case {
	pub fn build(&self) -> Result<Problem, dispatch_core::BuildError> {
		let inputs: Vec<_> = self
			.devices
			.iter()
			.enumerate()
			.map(|(nth, (limits, offer, last_w))| DeviceInput {
				device: nth as u16,
				limits,
				offer: Some(offer),
				last_w: last_w.clone(),
			})
			.collect();
		build(self.slot_s, self.slots, &self.rules, &self.electricity, self.heat.as_ref(), &inputs)
	}

	pub fn problem(&self) -> Problem {
		self.build().expect("a realistic case")
	}
}

fn rules(rng: &mut Rng) -> DispatchRules {
	DispatchRules {
		peak_nano_per_w: rng.within(0, 200_000) as u32,
		ramp_limit_w: rng.within(0, 20_000) as u32,
		ramp_nano_per_w: rng.within(0, 5_000) as u32,
		carbon_nano_per_kg: rng.within(0, 200_000_000) as u64,
		reserve_w: if rng.chance(60) { rng.within(0, 10_000) as u32 } else { 0 },
		reserve_slots: rng.within(1, 4) as u8,
		capacity_permille: rng.within(500, 1_000) as u16,
		calm_nano: rng.within(0, 3_000) as u32,
		..DispatchRules::default()
	}
}

/// A tree of depth 3 and prices that are often below zero.
fn grid(rng: &mut Rng, slots: usize, load: i64) -> GridInput {
	let mut parts = 1_000u16;
	let mut node = |at: u16, rng: &mut Rng| {
		let part = if at == 6 { parts } else { rng.within(0, i64::from(parts)) as u16 };
		parts -= part;
		Node {
			parent: [0, 0, 0, 1, 1, 2, 3][usize::from(at)],
			down_max_w: rng.within(0, 60_000) as u32,
			up_max_w: rng.within(0, 60_000) as u32,
			passive_permille: part,
		}
	};
	let tree = (0..7).map(|at| node(at, rng)).collect();
	let buy_nano: Vec<i32> = (0..slots).map(|_| rng.within(-500_000, 800_000) as i32).collect();
	let sell_nano = buy_nano.iter().map(|buy| buy - rng.within(-1_000, 300_000) as i32).collect();
	let contract = Contract {
		import_max_w: rng.within(0, 80_000) as u32,
		export_max_w: rng.within(0, 80_000) as u32,
	};
	let passive_w = (0..slots).map(|_| rng.within(-load / 3, load)).collect();
	GridInput { tree, contract, buy_nano, sell_nano, passive_w }
}

/// A case from a seed: some slots, some devices of all kinds, usually with a heat network.
pub fn case(seed: u64, slots: usize, count: usize) -> Case {
	let rng = &mut Rng(seed);
	let heat = rng.chance(70);
	let slot_s = [60, 300, 900, 1_800, 3_600][rng.within(0, 4) as usize];
	let device = |rng: &mut Rng| {
		let (mut limits, offer) = match rng.within(0, if heat { 8 } else { 6 }) {
			0 => devices::battery(rng, slots),
			1 => devices::ev_hub(rng, slots),
			2 => devices::heat_pump(rng, slots, heat),
			3 => devices::micro_chp(rng, slots, heat),
			4 => devices::photovoltaic(rng, slots),
			5 => devices::shiftable(rng, slots),
			6 => devices::aggregate(rng, slots),
			7 => devices::boiler(rng, slots),
			_ => devices::heat_store(rng, slots),
		};
		(limits.node, limits.other_node) = (rng.within(0, 6) as u16, rng.within(0, 6) as u16);
		let last = |rng: &mut Rng| (0..slots).map(|_| rng.within(-8_000, 8_000) as i32).collect();
		let last = rng.chance(40).then(|| last(rng));
		(limits, offer, last)
	};
	Case {
		slot_s,
		slots,
		rules: rules(rng),
		electricity: grid(rng, slots, 20_000),
		heat: heat.then(|| grid(rng, slots, 40_000)),
		devices: (0..count).map(|_| device(rng)).collect(),
	}
}

/// A line of nodes, the load at its end.
pub fn chain(nodes: usize) -> Vec<Node> {
	let node = |at: usize| Node {
		parent: at.saturating_sub(1) as u16,
		down_max_w: 1_000_000,
		up_max_w: 1_000_000,
		passive_permille: if at + 1 == nodes { 1_000 } else { 0 },
	};
	(0..nodes).map(node).collect()
}

/// A quarter-hour case without devices: one node, room for everything, no load, no shape costs.
pub fn small(slots: usize) -> Case {
	Case {
		slot_s: 900,
		slots,
		rules: DispatchRules {
			peak_nano_per_w: 0,
			ramp_nano_per_w: 0,
			loss_permille: 0,
			..DispatchRules::default()
		},
		electricity: GridInput {
			tree: chain(1),
			contract: Contract { import_max_w: 1_000_000, export_max_w: 1_000_000 },
			buy_nano: vec![300_000; slots],
			sell_nano: vec![80_000; slots],
			passive_w: vec![0; slots],
		},
		heat: None,
		devices: Vec::new(),
	}
}
