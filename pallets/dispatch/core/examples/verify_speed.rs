// SPDX-License-Identifier: Apache-2.0
//! How long building, verifying and bounding a large problem takes here: one line of JSON.
//!
//! `cargo run --release -p dispatch-core --example verify_speed -- [devices] [slots]`

use dispatch_core::{
	bound, build, decode_reveal, encode_reveal, fallback, profile, regrets_nano, verify, Contract,
	DeviceInput, DeviceKind, DeviceLimits, DispatchRules, Duals, GridInput, Node, Offer, Run,
	SideLimits, SideOffer, StoreOffer,
};
use energy_primitives::Carrier;
use std::time::Instant;

fn one<V>(slots: usize, value: V) -> Vec<Run<V>> {
	vec![Run { slots: slots as u8, value }]
}

/// A battery, a heat pump with a building behind it, a micro-CHP with a store, or photovoltaics.
fn device(nth: usize, slots: usize) -> (DeviceLimits, Offer) {
	let side = |power_max_w, other, store| SideLimits {
		power_max_w,
		other_permille: other,
		store_permille: store,
		cost_max_nano: 1_000_000,
		carbon_g_per_unit: 0,
	};
	let offered = |most: u32, cost: i32, other: i32, store: i32| SideOffer {
		power_w: one(slots, (0, most)).try_into().expect("short"),
		cost_nano: one(slots, cost).try_into().expect("short"),
		other_permille: one(slots, other).try_into().expect("short"),
		store_permille: one(slots, store).try_into().expect("short"),
	};
	let store = |start, most, drain| StoreOffer {
		start,
		level: one(slots, (0, most)).try_into().expect("short"),
		drain: one(slots, drain).try_into().expect("short"),
		end_value_nano: 100_000,
	};
	let mut limits = DeviceLimits {
		kind: DeviceKind::Battery,
		carrier: Carrier::Electricity,
		node: (nth % 21) as u16,
		other_node: (nth % 3) as u16,
		take: Some(side(10_000, (0, 0), (900, 1_000))),
		give: Some(side(10_000, (0, 0), (-1_100, -1_000))),
		store_max: 100_000,
		reserve: true,
	};
	let mut offer = Offer {
		take: offered(5_000, 1_000, 0, 950),
		give: offered(5_000, 5_000, 0, -1_053),
		store: Some(store(20_000_000, 40_000_000, 0)),
		safe_w: one(slots, 0).try_into().expect("short"),
	};
	match nth % 4 {
		1 => {
			limits.kind = DeviceKind::HeatPump;
			limits.take = Some(side(10_000, (2_000, 5_000), (0, 0)));
			(limits.give, limits.store_max, limits.reserve) = (None, 0, false);
			offer.take = offered(4_000, 0, 3_200, 0);
			(offer.give, offer.store) = (SideOffer::default(), None);
		}
		2 => {
			limits.kind = DeviceKind::MicroChp;
			limits.give = Some(side(6_000, (2_000, 2_500), (0, 1_000)));
			(limits.take, limits.reserve) = (None, false);
			offer.give = offered(5_500, 90_000, 2_270, 1_000);
			offer.take = SideOffer::default();
			offer.store = Some(store(20_000_000, 400_000_000, 10));
		}
		3 => {
			limits.kind = DeviceKind::Photovoltaic;
			limits.give = Some(side(10_000, (0, 0), (0, 0)));
			(limits.take, limits.store_max, limits.reserve) = (None, 0, false);
			let sun =
				|slot: usize| (0, if slot % 96 > 30 { (slot as u32 * 137) % 9_000 } else { 0 });
			let power: Vec<_> = (0..slots).map(sun).collect();
			offer.give = offered(1, 100, 0, 0);
			offer.give.power_w = profile(&power).expect("short");
			(offer.take, offer.store) = (SideOffer::default(), None);
		}
		_ => {}
	}
	(limits, offer)
}

fn grid(nodes: usize, slots: usize, load: i64) -> GridInput {
	let node = |at: usize| Node {
		parent: (at.saturating_sub(1) / 4) as u16,
		down_max_w: 2_000_000,
		up_max_w: 2_000_000,
		passive_permille: if at == 0 { 1_000 } else { 0 },
	};
	GridInput {
		tree: (0..nodes).map(node).collect(),
		contract: Contract { import_max_w: 2_000_000, export_max_w: 2_000_000 },
		buy_nano: (0..slots).map(|slot| 300_000 - (slot as i32 % 7) * 50_000).collect(),
		sell_nano: (0..slots).map(|slot| 80_000 - (slot as i32 % 7) * 40_000).collect(),
		passive_w: vec![load; slots],
	}
}

/// The least of some runs, in ms.
fn best_ms(mut run: impl FnMut()) -> f64 {
	let once = || {
		let start = Instant::now();
		run();
		start.elapsed().as_secs_f64() * 1_000.0
	};
	std::iter::repeat_with(once).take(9).fold(f64::INFINITY, f64::min)
}

fn main() {
	let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("number"));
	let (count, slots) = (arguments.next().unwrap_or(1_000), arguments.next().unwrap_or(96));
	let offers: Vec<_> = (0..count).map(|nth| device(nth, slots)).collect();
	let input = |(nth, (limits, offer)): (usize, _)| DeviceInput {
		device: nth as u16,
		limits,
		offer: Some(offer),
		last_w: Some(vec![0; slots]),
	};
	let inputs: Vec<_> =
		offers.iter().enumerate().map(|(nth, both)| input((nth, (&both.0, &both.1)))).collect();
	let rules = DispatchRules { reserve_w: 20_000, ..DispatchRules::default() };
	let (power, heat) = (grid(21, slots, 300_000), grid(3, slots, 500_000));
	let make = || build(900, slots, &rules, &power, Some(&heat), &inputs).expect("sound");
	let problem = make();
	let plan = fallback(&problem);
	let lists = |value: i64| vec![Run { slots: slots as u8, value }];
	let wave = |slot: usize| 10_000_000 + (slot as i64 % 7) * 1_000_000;
	let stores = problem.devices.iter().enumerate().filter(|(_, device)| device.store.is_some());
	let duals = Duals {
		electricity_q8: (0..slots).map(wave).collect(),
		heat_q8: (0..slots).map(wave).collect(),
		electricity_nodes_q8: (0..21)
			.map(|node| (node, lists(1_000 - 100 * i64::from(node))))
			.collect(),
		peak_q8: vec![200_000; slots],
		ramp_q8: vec![100_000; slots],
		reserve_up_q8: vec![1_000; slots],
		reserve_down_q8: vec![2_000; slots],
		stores_q8: stores.map(|(row, _)| (row as u16, lists(9_000_000))).collect(),
		..Duals::default()
	};
	let proven = bound(&problem, &duals).expect("sound");
	let outcome = verify(&problem, &plan).expect("valid");
	assert!(proven.bound_q8 <= outcome.cost_q8);
	let bytes = encode_reveal(Some(&plan), Some(&duals));
	println!(
		"{{\"devices\":{count},\"slots\":{slots},\"build_ms\":{:.3},\"fallback_ms\":{:.3},\
		 \"decode_ms\":{:.3},\"verify_ms\":{:.3},\"bound_ms\":{:.3},\"regrets_ms\":{:.3},\
		 \"reveal_bytes\":{}}}",
		best_ms(|| drop(std::hint::black_box(make()))),
		best_ms(|| drop(std::hint::black_box(fallback(&problem)))),
		best_ms(|| drop(std::hint::black_box(decode_reveal(&bytes, count, slots)))),
		best_ms(|| drop(std::hint::black_box(verify(&problem, &plan)))),
		best_ms(|| drop(std::hint::black_box(bound(&problem, &duals)))),
		best_ms(|| drop(std::hint::black_box(regrets_nano(&problem, &plan, &duals, &proven)))),
		bytes.len(),
	);
}
