// SPDX-License-Identifier: Apache-2.0
//! Devices of every kind with offers that their owners could really make.

use super::Rng;
use dispatch_core::{
	profile, DeviceKind, DeviceLimits, Offer, Profile, SideLimits, SideOffer, StoreOffer,
};
use energy_primitives::Carrier::{self, Electricity, Heat};

pub fn side_limits(power: u32, other: (i32, i32), store: (i32, i32)) -> SideLimits {
	SideLimits {
		power_max_w: power,
		other_permille: other,
		store_permille: store,
		cost_max_nano: 2_000_000,
		carbon_g_per_unit: 0,
	}
}

pub fn plain(kind: DeviceKind, carrier: Carrier) -> DeviceLimits {
	DeviceLimits {
		kind,
		carrier,
		node: 0,
		other_node: 0,
		take: None,
		give: None,
		store_max: 0,
		reserve: false,
	}
}

pub fn each<V: Copy + PartialEq>(slots: usize, value: impl Fn(usize) -> V) -> Profile<V> {
	profile(&(0..slots).map(value).collect::<Vec<_>>()).unwrap()
}

pub fn side(slots: usize, most: u32, cost: i32, other: i32, store: i32) -> SideOffer {
	SideOffer {
		power_w: each(slots, |_| (0, most)),
		cost_nano: each(slots, |_| cost),
		other_permille: each(slots, |_| other),
		store_permille: each(slots, |_| store),
	}
}

pub fn store(slots: usize, start: i64, most: i64, drain: i64, end_value: i32) -> StoreOffer {
	StoreOffer {
		start,
		level: each(slots, |_| (0, most)),
		drain: each(slots, |_| drain),
		end_value_nano: end_value,
	}
}

type Device = (DeviceLimits, Offer);

pub fn battery(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(500, 10_000) as u32;
	let most = i64::from(power) * rng.within(1_000, 6_000);
	let mut limits = plain(DeviceKind::Battery, Electricity);
	limits.take = Some(side_limits(power, (0, 0), (900, 1_000)));
	limits.give = Some(side_limits(power, (0, 0), (-1_100, -1_000)));
	limits.store_max = 1_000_000;
	limits.reserve = rng.chance(60);
	let offer = Offer {
		take: side(slots, power, rng.within(-2_000, 10_000) as i32, 0, 950),
		give: side(slots, power, rng.within(0, 10_000) as i32, 0, -1_053),
		store: Some(store(
			slots,
			rng.within(0, most),
			most,
			0,
			rng.within(-10_000, 300_000) as i32,
		)),
		safe_w: each(slots, |_| 0),
	};
	(limits, offer)
}

/// Arrives, must have its target when it leaves; may give back (V2G); drives away with some of it.
pub fn ev_hub(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(1_000, 22_000) as u32;
	let arrives = rng.within(0, slots as i64 - 2) as usize;
	let leaves = rng.within(arrives as i64 + 1, slots as i64 - 1) as usize;
	let charging = rng.within(0, (leaves - arrives) as i64) as usize;
	let start = rng.within(0, 20_000_000);
	let target = start + 950 * i64::from(power) * charging as i64;
	let most = target + rng.within(0, 10_000_000);
	let here = move |slot: usize| slot >= arrives && slot < leaves;
	let box_of = move |slot: usize| (0, if here(slot) { power } else { 0 });
	let mut limits = plain(DeviceKind::EvHub, Electricity);
	limits.take = Some(side_limits(22_000, (0, 0), (900, 1_000)));
	limits.store_max = 1_000_000;
	limits.reserve = rng.chance(30);
	let mut offer = Offer {
		take: side(slots, power, rng.within(0, 5_000) as i32, 0, 950),
		store: Some(store(slots, start, most, 0, rng.within(0, 100_000) as i32)),
		safe_w: each(slots, |slot| {
			if slot >= arrives && slot < arrives + charging {
				-(power as i32)
			} else {
				0
			}
		}),
		..Offer::default()
	};
	offer.take.power_w = each(slots, box_of);
	if rng.chance(50) {
		limits.give = Some(side_limits(22_000, (0, 0), (-1_100, -1_000)));
		offer.give = side(slots, power, rng.within(0, 50_000) as i32, 0, -1_060);
		offer.give.power_w = each(slots, box_of);
	}
	let driven = rng.within(0, target);
	let levels = offer.store.as_mut().unwrap();
	levels.level = each(slots, |slot| match slot {
		_ if slot + 1 == leaves => (target, most),
		_ => (0, most),
	});
	levels.drain = each(slots, |slot| if slot == leaves { driven } else { 0 });
	(limits, offer)
}

/// Into the heat network, or into its own building.
pub fn heat_pump(rng: &mut Rng, slots: usize, heat: bool) -> Device {
	let power = rng.within(800, 6_000) as u32;
	let cop = rng.within(2_200, 4_800) as i32;
	let mut limits = plain(DeviceKind::HeatPump, Electricity);
	if heat {
		limits.take = Some(side_limits(power, (2_000, 5_000), (0, 0)));
		let offer = Offer {
			take: side(slots, power, rng.within(0, 3_000) as i32, cop, 0),
			safe_w: each(slots, |_| 0),
			..Offer::default()
		};
		return (limits, offer);
	}
	let usual = rng.within(0, i64::from(power));
	let most = i64::from(power) * rng.within(2_000, 20_000);
	limits.take = Some(side_limits(power, (0, 0), (2_000, 5_000)));
	limits.store_max = 10_000_000;
	let drain = usual * i64::from(cop);
	let offer = Offer {
		take: side(slots, power, 0, 0, cop),
		store: Some(store(slots, rng.within(0, most), most, drain, rng.within(0, 60_000) as i32)),
		safe_w: each(slots, |_| -(usual as i32)),
		..Offer::default()
	};
	(limits, offer)
}

/// Heat into the network; must run in some slots.
pub fn micro_chp(rng: &mut Rng, slots: usize, heat: bool) -> Device {
	let power = rng.within(1_000, 20_000) as u32;
	let least = if rng.chance(30) { power / 2 } else { 0 };
	let must = rng.within(0, slots as i64 - 1) as usize;
	let other = if heat { (2_000, 2_500) } else { (0, 0) };
	let mut limits = plain(DeviceKind::MicroChp, Electricity);
	let carbon_g_per_unit = 600;
	limits.give = Some(SideLimits { carbon_g_per_unit, ..side_limits(power, other, (0, 0)) });
	limits.reserve = rng.chance(50);
	let ratio = if heat { 2_270 } else { 0 };
	let mut offer = Offer {
		give: side(slots, power, rng.within(50_000, 200_000) as i32, ratio, 0),
		safe_w: each(slots, |slot| if slot == must { least as i32 } else { 0 }),
		..Offer::default()
	};
	offer.give.power_w = each(slots, |slot| (if slot == must { least } else { 0 }, power));
	(limits, offer)
}

/// Burns fuel, or takes electricity for it.
pub fn boiler(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(2_000, 50_000) as u32;
	let electric = rng.chance(40);
	let mut limits = plain(DeviceKind::Boiler, Heat);
	let other = if electric { (-1_100, -1_000) } else { (0, 0) };
	limits.give = Some(side_limits(power, other, (0, 0)));
	let cost = if electric { 0 } else { rng.within(10_000, 40_000) as i32 };
	let give = side(slots, power, cost, if electric { -1_020 } else { 0 }, 0);
	(limits, Offer { give, safe_w: each(slots, |_| 0), ..Offer::default() })
}

pub fn heat_store(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(1_000, 30_000) as u32;
	let loss = rng.within(0, 50_000);
	let start = loss * slots as i64 + rng.within(0, 20_000_000);
	let most = start + rng.within(0, 50_000_000);
	let mut limits = plain(DeviceKind::HeatStore, Heat);
	limits.take = Some(side_limits(power, (0, 0), (900, 1_000)));
	limits.give = Some(side_limits(power, (0, 0), (-1_100, -1_000)));
	limits.store_max = 10_000_000;
	let offer = Offer {
		take: side(slots, power, 0, 0, 980),
		give: side(slots, power, 500, 0, -1_020),
		store: Some(store(slots, start, most, loss, rng.within(0, 30_000) as i32)),
		safe_w: each(slots, |_| 0),
	};
	(limits, offer)
}

pub fn photovoltaic(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(1_000, 30_000) as u32;
	let mut limits = plain(DeviceKind::Photovoltaic, Electricity);
	limits.give = Some(side_limits(power, (0, 0), (0, 0)));
	limits.reserve = rng.chance(20);
	let sun: Vec<u32> = (0..slots).map(|_| rng.within(0, i64::from(power)) as u32).collect();
	let mut give = side(slots, power, rng.within(0, 500) as i32, 0, 0);
	give.power_w = each(slots, |slot| (0, sun[slot]));
	(limits, Offer { give, safe_w: each(slots, |slot| sun[slot] as i32), ..Offer::default() })
}

/// Must have run for some slots by its deadline.
pub fn shiftable(rng: &mut Rng, slots: usize) -> Device {
	let power = rng.within(200, 4_000) as u32;
	let runs = rng.within(1, slots as i64 - 1);
	let deadline = rng.within(runs - 1, slots as i64 - 1) as usize;
	let energy = runs * i64::from(power) * 1_000;
	let mut limits = plain(DeviceKind::Shiftable, Electricity);
	limits.take = Some(side_limits(power, (0, 0), (1_000, 1_000)));
	limits.store_max = 1_000_000;
	let mut offer = Offer {
		take: side(slots, power, 0, 0, 1_000),
		store: Some(store(slots, 0, energy, 0, 0)),
		safe_w: each(slots, |slot| if (slot as i64) < runs { -(power as i32) } else { 0 }),
		..Offer::default()
	};
	offer.store.as_mut().unwrap().level =
		each(slots, |slot| (if slot >= deadline { energy } else { 0 }, energy));
	(limits, offer)
}

/// Homes that always take something.
pub fn aggregate(rng: &mut Rng, slots: usize) -> Device {
	let (least, most) = (rng.within(100, 2_000) as u32, rng.within(2_000, 9_000) as u32);
	let mut limits = plain(DeviceKind::Aggregate, Electricity);
	limits.take = Some(side_limits(10_000, (0, 0), (0, 0)));
	limits.reserve = rng.chance(30);
	let mut take = side(slots, most, rng.within(-300_000, -100_000) as i32, 0, 0);
	take.power_w = each(slots, |_| (least, most));
	(limits, Offer { take, safe_w: each(slots, |_| -(most as i32)), ..Offer::default() })
}

/// A battery of up to 10 kW and 1 MWh that costs nothing.
pub fn battery_limits() -> DeviceLimits {
	let mut limits = plain(DeviceKind::Battery, Electricity);
	limits.take = Some(side_limits(10_000, (0, 0), (900, 1_000)));
	limits.give = Some(side_limits(10_000, (0, 0), (-1_100, -1_000)));
	limits.store_max = 1_000_000;
	limits
}

/// It is empty, holds ten slots of its power, and rests.
pub fn battery_offer(slots: usize, power: u32) -> Offer {
	Offer {
		take: side(slots, power, 0, 0, 950),
		give: side(slots, power, 0, 0, -1_053),
		store: Some(store(slots, 0, i64::from(power) * 10_000, 0, 0)),
		safe_w: each(slots, |_| 0),
	}
}
