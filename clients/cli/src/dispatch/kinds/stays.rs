// SPDX-License-Identifier: Apache-2.0
//! Vehicles at a hub: together one store, which a vehicle that comes fills with what it holds, and
//! one that leaves empties by what it leaves with.
//!
//! Each vehicle has a corridor between charging as late and as early as its own charger can; the
//! hub's store must lie within the sum of them.

use super::{
	describe::{EvHub, Stay},
	electric::{bare, SPARE_WH},
	numbers::{
		level, nano, permille_ceil, permille_floor, runs, share, side_limits, side_offer,
		store_max, up_to, watts,
	},
	store::Stock,
	Setting,
};
use crate::error::{Error, Result};
use dispatch_core::{DeviceKind, DeviceLimits, Offer, SideOffer};
use energy_primitives::Carrier;

const POWER: Carrier = Carrier::Electricity;

/// Vehicles that may leave within a horizon, each with a little more than it needs.
const STAYS_MAX: usize = 64;

/// What a hub can do, slot by slot. Levels in permille W·slot.
struct Hub {
	take_w: Vec<u32>,
	give_w: Vec<u32>,
	stock: Stock,
	/// How full it is at the end of each slot if every vehicle is charged at once.
	fill: Vec<i64>,
}

impl EvHub {
	fn coefficients(&self) -> Result<(i32, i32)> {
		let one_way = share("efficiency", self.efficiency)?;
		Ok((permille_floor("efficiency", one_way)?, -permille_ceil("efficiency", 1.0 / one_way)?))
	}

	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let (into, out) = self.coefficients()?;
		let give_w = watts("give_power_w", self.give_power_w)?;
		let give = (give_w > 0).then(|| side_limits(give_w, 0, out, POWER)).transpose()?;
		let spare = SPARE_WH * STAYS_MAX as f64;
		Ok(DeviceLimits {
			take: Some(side_limits(watts("power_w", self.power_w)?, 0, into, POWER)?),
			give,
			store_max: store_max("capacity_wh", self.capacity_wh + spare, POWER)?,
			..bare(DeviceKind::EvHub, self.node, self.reserve)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let (into, out) = self.coefficients()?;
		let slots = setting.slots;
		let mut hub = Hub {
			take_w: vec![0; slots],
			give_w: vec![0; slots],
			stock: Stock {
				start: 0,
				level: vec![(0, 0); slots],
				drain: vec![0; slots],
				end_value_nano: 0,
			},
			fill: vec![0; slots],
		};
		if self.stays.len() > STAYS_MAX {
			return Err(Error::Usage(format!("a hub has at most {STAYS_MAX} stays in a horizon")));
		}
		for stay in &self.stays {
			hub.add(stay, setting, (into, out))?;
		}
		hub.cap(watts("power_w", self.power_w)?, watts("give_power_w", self.give_power_w)?);
		let safe = hub.follow(into, out);
		let wear = nano("wear_per_kwh", self.wear_per_kwh, POWER)?;
		let give = match hub.give_w.iter().any(|power| *power > 0) {
			true => side_offer(&up_to(&hub.give_w), wear, 0, out)?,
			false => SideOffer::default(),
		};
		Ok(Offer {
			take: side_offer(&up_to(&hub.take_w), 0, 0, into)?,
			give,
			store: Some(hub.stock.offer()?),
			safe_w: runs(&safe)?,
		})
	}
}

impl Hub {
	/// Adds a vehicle.
	fn add(&mut self, stay: &Stay, setting: &Setting, (into, out): (i32, i32)) -> Result<()> {
		let slot_s = setting.slot_s();
		let (from, mut until) = (stay.from.slot(setting)?, stay.until.slot(setting)?);
		if until <= from {
			// By the clock: the next morning.
			until += setting.length.per_day() as usize;
		}
		if from >= setting.slots {
			return Ok(());
		}
		let (take_w, give_w) =
			(watts("power_w", stay.power_w)?, watts("give_power_w", stay.give_power_w)?);
		let comes = level("level_wh", stay.level_wh, slot_s)?;
		let leaves = level("leaves_with_wh", stay.leaves_with_wh, slot_s)?;
		let capacity = level("capacity_wh", stay.capacity_wh, slot_s)?;
		let spare = level("leaves_with_wh", SPARE_WH, slot_s)?;
		let (up, down) =
			(i64::from(take_w) * i64::from(into), i64::from(give_w) * i64::from(out).abs());
		let slots = to_i64(until - from);
		if comes.max(leaves) > capacity {
			return Err(Error::Usage("a vehicle holds more than its battery does".into()));
		}
		if leaves > comes + slots * up || leaves + spare < comes - slots * down {
			return Err(Error::Usage(format!(
				"a vehicle that comes with {} Wh can't leave with {} Wh in time",
				stay.level_wh, stay.leaves_with_wh
			)));
		}
		for (at, slot) in (from..until.min(setting.slots)).enumerate() {
			let (gone, left) = (to_i64(at) + 1, slots - to_i64(at) - 1);
			let early = if give_w > 0 && left > 0 { capacity } else { leaves + spare };
			let late = (leaves - left * up).max(0);
			let full = leaves + spare / 2;
			let fill = match comes <= full {
				true => (comes + gone * up).min(full),
				false => comes.min(full + left * down),
			};
			add(&mut self.take_w, slot, take_w);
			add(&mut self.give_w, slot, give_w);
			add_level(&mut self.stock.level, slot, (late, early));
			add_to(&mut self.fill, slot, fill);
		}
		add_to(&mut self.stock.drain, from, -comes);
		if until < setting.slots {
			add_to(&mut self.stock.drain, until, leaves);
			// What it left with beyond its need stays in the books.
			for slot in until..setting.slots {
				add_level(&mut self.stock.level, slot, (0, spare));
				add_to(&mut self.fill, slot, spare / 2);
			}
		}
		Ok(())
	}

	/// The hub's own connection.
	fn cap(&mut self, take_w: u32, give_w: u32) {
		self.take_w.iter_mut().for_each(|power| *power = (*power).min(take_w));
		self.give_w.iter_mut().for_each(|power| *power = (*power).min(give_w));
	}

	/// Powers that keep the store where it is if every vehicle is charged at once.
	fn follow(&self, into: i32, out: i32) -> Vec<i32> {
		let mut held = self.stock.start;
		let mut powers = Vec::new();
		for (slot, fill) in self.fill.iter().enumerate() {
			let at = |values: &[u32]| values.get(slot).copied().unwrap_or(0);
			let drain = self.stock.drain.get(slot).copied().unwrap_or(0);
			let room = fill + drain - held;
			let power = match room >= 0 {
				true => (room / i64::from(into.max(1))).min(at(&self.take_w).into()),
				false => -(-room / i64::from(out.abs().max(1))).min(at(&self.give_w).into()),
			};
			let moved = if power >= 0 { power * i64::from(into) } else { -power * i64::from(out) };
			held += moved - drain;
			// Powers of a device fit an i32.
			powers.push(-(power as i32));
		}
		powers
	}
}

fn to_i64(slots: usize) -> i64 {
	i64::try_from(slots).unwrap_or(i64::MAX)
}

fn add(values: &mut [u32], slot: usize, more: u32) {
	if let Some(value) = values.get_mut(slot) {
		*value = value.saturating_add(more);
	}
}

fn add_to(values: &mut [i64], slot: usize, more: i64) {
	if let Some(value) = values.get_mut(slot) {
		*value += more;
	}
}

fn add_level(levels: &mut [(i64, i64)], slot: usize, (low, high): (i64, i64)) {
	if let Some(level) = levels.get_mut(slot) {
		*level = (level.0 + low, level.1 + high);
	}
}
