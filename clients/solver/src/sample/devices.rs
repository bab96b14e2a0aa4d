// SPDX-License-Identifier: Apache-2.0
//! The devices of a synthetic district.

use super::{random::Random, Sample};
use dispatch_core::{DeviceKind, DeviceProblem, SideSlot, StoreProblem};
use energy_primitives::Carrier;
use std::f64::consts::{PI, TAU};

/// Kinds in the order they come up, out of 20: solar and batteries, vehicles, heat.
const MIX: [DeviceKind; 20] = {
	use DeviceKind::*;
	[
		Battery,
		Photovoltaic,
		EvHub,
		HeatPump,
		Shiftable,
		Battery,
		EvHub,
		Photovoltaic,
		MicroChp,
		Battery,
		EvHub,
		HeatPump,
		Shiftable,
		Battery,
		Boiler,
		EvHub,
		Shiftable,
		HeatStore,
		Battery,
		Aggregate,
	]
};

/// Cost of a W·slot at this many nano-currency per Wh, Q8.
const fn q8(nano: i64) -> i64 {
	nano * 64
}

pub(super) fn devices(sample: &Sample, random: &mut Random, nodes: u16) -> Vec<DeviceProblem> {
	(0..sample.devices)
		.map(|at| {
			let kind = MIX[at % MIX.len()];
			let mut device = device(kind, sample, random);
			device.device = at as u16;
			device.node = random.whole(1, i64::from(nodes) - 1) as u16;
			device.other_node = if sample.heat { device.node } else { 0 };
			device.reserve = sample.reserve_w > 0 && kind == DeviceKind::Battery;
			if !sample.heat {
				for side in device.take.iter_mut().chain(&mut device.give).flatten() {
					side.other_permille = 0;
				}
			}
			device
		})
		.collect()
}

fn device(kind: DeviceKind, sample: &Sample, random: &mut Random) -> DeviceProblem {
	let slots = sample.slots;
	match kind {
		DeviceKind::Battery => battery(slots, random),
		DeviceKind::EvHub => vehicle(slots, random),
		DeviceKind::HeatPump => heat_pump(slots, random, sample.heat),
		DeviceKind::MicroChp => chp(slots, random, sample.heat),
		DeviceKind::Boiler => boiler(slots, random, sample.heat),
		DeviceKind::HeatStore if sample.heat => heat_store(slots, random),
		DeviceKind::Photovoltaic | DeviceKind::HeatStore => solar(slots, random),
		DeviceKind::Shiftable => shiftable(slots, random),
		DeviceKind::Aggregate => homes(slots, random),
	}
}

fn blank(kind: DeviceKind, slots: usize) -> DeviceProblem {
	DeviceProblem {
		device: 0,
		kind,
		carrier: Carrier::Electricity,
		node: 0,
		other_node: 0,
		take: None,
		give: None,
		store: None,
		safe_w: vec![0; slots],
		last_w: None,
		reserve: false,
	}
}

fn side(most_w: i64, cost_nano: i64, store_permille: i32) -> SideSlot {
	SideSlot { most_w: most_w as i32, cost_q8: q8(cost_nano), store_permille, ..Default::default() }
}

fn hour(slot: usize) -> f64 {
	24.0 * (slot % 96) as f64 / 96.0
}

/// Charges at 95 %, discharges at 95 %; wear 10 EUR/MWh.
fn battery(slots: usize, random: &mut Random) -> DeviceProblem {
	let power = random.whole(2, 6) * 1_000;
	let size = power * 8 * 1_000;
	let start = size / 1_000 * random.whole(200, 600);
	DeviceProblem {
		take: Some(vec![side(power, 5_000, 950); slots]),
		give: Some(vec![side(power, 5_000, -1_053); slots]),
		store: Some(StoreProblem {
			start,
			level: vec![(0, size); slots],
			// What stands still loses nothing here: the safe powers are 0.
			drain: vec![0; slots],
			end_value_q8: q8(90_000),
		}),
		..blank(DeviceKind::Battery, slots)
	}
}

/// Comes in the afternoon, leaves in the morning; must have charged by then.
fn vehicle(slots: usize, random: &mut Random) -> DeviceProblem {
	let power = if random.whole(0, 1) == 0 { 3_700 } else { 11_000 };
	let here = slots.div_ceil(3).max(2);
	let from = random.whole(0, (slots - here) as i64) as usize;
	let to = from + here;
	let needed = power * 900 * random.whole(2, here as i64 * 2 / 3);
	let take: Vec<SideSlot> = (0..slots)
		.map(|slot| side(if (from..to).contains(&slot) { power } else { 0 }, 0, 900))
		.collect();
	let level = (0..slots).map(|slot| (if slot + 1 >= to { needed } else { 0 }, needed)).collect();
	DeviceProblem {
		safe_w: greedy(&take, needed),
		take: Some(take),
		store: Some(StoreProblem { level, drain: vec![0; slots], ..Default::default() }),
		..blank(DeviceKind::EvHub, slots)
	}
}

/// At once and as fast as possible until `needed` is in the store, the last step exactly.
fn greedy(take: &[SideSlot], needed: i64) -> Vec<i32> {
	let mut left = needed;
	take.iter()
		.map(|side| {
			let store = i64::from(side.store_permille).max(1);
			let power = i64::from(side.most_w).min(left / store);
			left -= power * store;
			-power as i32
		})
		.collect()
}

/// Into a building whose temperature may move, or into the heat network.
fn heat_pump(slots: usize, random: &mut Random, network: bool) -> DeviceProblem {
	let power = random.whole(2, 5) * 1_000;
	let cop = |slot: usize| 3_000 + (400.0 * ((hour(slot) - 14.0) / 24.0 * TAU).cos()) as i32;
	if network {
		let take = (0..slots)
			.map(|slot| SideSlot { other_permille: cop(slot), ..side(power, 500, 0) })
			.collect();
		return DeviceProblem { take: Some(take), ..blank(DeviceKind::HeatPump, slots) };
	}
	let take: Vec<SideSlot> = (0..slots).map(|slot| side(power, 500, cop(slot))).collect();
	let safe: Vec<i64> = (0..slots).map(|_| power * random.whole(25, 60) / 100).collect();
	let drain: Vec<i64> =
		take.iter().zip(&safe).map(|(side, w)| i64::from(side.store_permille) * w).collect();
	let size = power * 3_000 * 4;
	DeviceProblem {
		take: Some(take),
		safe_w: safe.iter().map(|w| -*w as i32).collect(),
		store: Some(StoreProblem {
			start: size / 2,
			level: vec![(0, size); slots],
			drain,
			end_value_q8: q8(25_000),
		}),
		..blank(DeviceKind::HeatPump, slots)
	}
}

/// 5.5 kW of electricity with 2.27 times the heat.
fn chp(slots: usize, random: &mut Random, network: bool) -> DeviceProblem {
	let heat = if network { 0 } else { 2_270 };
	let other_permille = if network { 2_270 } else { 0 };
	let give = SideSlot { other_permille, ..side(5_500, 150_000, heat) };
	let size = 5_500 * 2_270 * 8;
	let store = StoreProblem {
		start: size / 2,
		level: vec![(0, size); slots],
		drain: (0..slots).map(|_| 2_270 * random.whole(800, 2_200)).collect(),
		end_value_q8: q8(30_000),
	};
	let safe: Vec<i32> = store.drain.iter().map(|drain| (*drain / 2_270) as i32).collect();
	DeviceProblem {
		give: Some(vec![give; slots]),
		safe_w: if network { vec![0; slots] } else { safe },
		store: (!network).then_some(store),
		..blank(DeviceKind::MicroChp, slots)
	}
}

/// Burns fuel for heat, or power where there is no heat network.
fn boiler(slots: usize, random: &mut Random, network: bool) -> DeviceProblem {
	let power = random.whole(10, 30) * 1_000;
	if network {
		let give = SideSlot { cost_q8: 24_000 * 256 * 9 / 10, ..side(power, 0, 0) };
		return DeviceProblem {
			carrier: Carrier::Heat,
			give: Some(vec![give; slots]),
			..blank(DeviceKind::Boiler, slots)
		};
	}
	// An immersion heater that may always work at a tenth.
	let take = SideSlot { least_w: (power / 10) as i32, ..side(power, -30_000, 0) };
	DeviceProblem {
		take: Some(vec![take; slots]),
		safe_w: vec![-(power / 10) as i32; slots],
		..blank(DeviceKind::Boiler, slots)
	}
}

fn heat_store(slots: usize, random: &mut Random) -> DeviceProblem {
	let power = random.whole(5, 20) * 1_000;
	let size = power * 12 * 1_000;
	DeviceProblem {
		carrier: Carrier::Heat,
		take: Some(vec![side(power, 10, 980); slots]),
		give: Some(vec![side(power, 10, -1_021); slots]),
		store: Some(StoreProblem {
			start: size / 4,
			level: vec![(0, size); slots],
			drain: vec![0; slots],
			end_value_q8: 4_000 * 256,
		}),
		..blank(DeviceKind::HeatStore, slots)
	}
}

/// Can be curtailed.
fn solar(slots: usize, random: &mut Random) -> DeviceProblem {
	let peak = random.between(3_000.0, 12_000.0);
	let shine = |slot: usize, random: &mut Random| {
		let sun = ((hour(slot) - 6.0) / 12.0 * PI).sin().max(0.0);
		(peak * sun * random.between(0.85, 1.0)) as i64
	};
	let give: Vec<SideSlot> = (0..slots).map(|slot| side(shine(slot, random), 0, 0)).collect();
	DeviceProblem {
		safe_w: give.iter().map(|side| side.most_w).collect(),
		give: Some(give),
		..blank(DeviceKind::Photovoltaic, slots)
	}
}

/// So much energy within a window, whenever.
fn shiftable(slots: usize, random: &mut Random) -> DeviceProblem {
	let power = random.whole(5, 30) * 100;
	let from = random.whole(0, slots as i64 / 3) as usize;
	let to = (from + slots / 2).min(slots);
	let needed = power * 1_000 * ((to - from) as i64 / 3).max(1) - 137_000;
	let take: Vec<SideSlot> = (0..slots)
		.map(|slot| side(if (from..to).contains(&slot) { power } else { 0 }, 0, 1_000))
		.collect();
	let level = (0..slots).map(|slot| (if slot + 1 >= to { needed } else { 0 }, needed)).collect();
	DeviceProblem {
		safe_w: greedy(&take, needed),
		take: Some(take),
		store: Some(StoreProblem { level, drain: vec![0; slots], ..Default::default() }),
		..blank(DeviceKind::Shiftable, slots)
	}
}

/// Some homes together: they give up comfort at a price, and gave or took something last time.
fn homes(slots: usize, random: &mut Random) -> DeviceProblem {
	let power = random.whole(10, 20) * 1_000;
	let last: Vec<i32> = (0..slots).map(|_| random.whole(-power, power) as i32).collect();
	DeviceProblem {
		take: Some(vec![side(power, -60_000, 0); slots]),
		give: Some(vec![side(power / 2, 180_000, 0); slots]),
		last_w: Some(last),
		..blank(DeviceKind::Aggregate, slots)
	}
}
