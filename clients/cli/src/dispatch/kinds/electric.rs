// SPDX-License-Identifier: Apache-2.0
//! Batteries, photovoltaics, loads that can wait, and many homes together.

use super::{
	describe::{Aggregate, Battery, Photovoltaic, Shiftable},
	numbers::{
		all_watts, drain, given, level, nano, permille_ceil, permille_floor, share, side_limits,
		side_offer, store_max, taken, up_to, watts,
	},
	store::Stock,
	Setting,
};
use crate::error::{Error, Result};
use dispatch_core::{DeviceKind, DeviceLimits, Offer, SideOffer};
use energy_primitives::Carrier;

const POWER: Carrier = Carrier::Electricity;

/// Energy by which a target may be missed upwards: a whole number of W rarely meets it.
pub const SPARE_WH: f64 = 20.0;

/// An electric device without sides and store.
pub fn bare(kind: DeviceKind, node: u16, reserve: bool) -> DeviceLimits {
	DeviceLimits {
		kind,
		carrier: POWER,
		node,
		other_node: 0,
		take: None,
		give: None,
		store_max: 0,
		reserve,
	}
}

/// What goes into a store for a W taken, and out of it for a W given, where `efficiency` of what is
/// taken comes out again: the same loss on both ways.
pub fn both_ways(efficiency: f64) -> Result<(i32, i32)> {
	let one_way = share("efficiency", efficiency)?.sqrt();
	Ok((permille_floor("efficiency", one_way)?, -permille_ceil("efficiency", 1.0 / one_way)?))
}

impl Battery {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let (into, out) = both_ways(self.efficiency)?;
		let power_w = watts("power_w", self.power_w)?;
		Ok(DeviceLimits {
			take: Some(side_limits(power_w, 0, into, POWER)?),
			give: Some(side_limits(power_w, 0, out, POWER)?),
			store_max: store_max("capacity_wh", self.capacity_wh, POWER)?,
			..bare(DeviceKind::Battery, self.node, self.reserve)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let (into, out) = both_ways(self.efficiency)?;
		let (slots, slot_s) = (setting.slots, setting.slot_s());
		let power_w = up_to(&vec![watts("power_w", self.power_w)?; slots]);
		let least = level("least_wh", self.least_wh, slot_s)?;
		let most = level("capacity_wh", self.capacity_wh, slot_s)?;
		let mut stock = Stock {
			start: level("level_wh", self.level_wh, slot_s)?,
			level: vec![(least, most); slots],
			drain: vec![drain("loss_w", self.loss_w)?; slots],
			end_value_nano: nano("end_value_per_kwh", self.end_value_per_kwh, POWER)?,
		};
		let idle = stock.start - stock.drain.iter().sum::<i64>();
		let end = self.end_wh.map(|wh| level("end_wh", wh, slot_s)).transpose()?;
		if end.is_some_and(|end| end > idle) {
			return Err(Error::Usage(
				"`end_wh` is more than what it holds: it could not keep that if nobody plans"
					.into(),
			));
		}
		stock.end_at(end.unwrap_or(idle));
		let wear = nano("wear_per_kwh", self.wear_per_kwh, POWER)?;
		Ok(Offer {
			take: side_offer(&power_w, 0, 0, into)?,
			give: side_offer(&power_w, wear, 0, out)?,
			store: Some(stock.offer()?),
			safe_w: taken(&vec![0; slots])?,
		})
	}
}

impl Photovoltaic {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let power_w = watts("power_w", self.power_w)?;
		Ok(DeviceLimits {
			give: Some(side_limits(power_w, 0, 0, POWER)?),
			..bare(DeviceKind::Photovoltaic, self.node, false)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let forecast = self.forecast_w.values("forecast_w", setting)?;
		let most_w = watts("power_w", self.power_w)?;
		let forecast = all_watts("forecast_w", &forecast)?;
		let forecast: Vec<u32> = forecast.iter().map(|power| (*power).min(most_w)).collect();
		Ok(Offer {
			give: side_offer(&up_to(&forecast), 0, 0, 0)?,
			safe_w: given(&forecast)?,
			..Offer::default()
		})
	}
}

impl Shiftable {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let power_w = watts("power_w", self.power_w)?;
		Ok(DeviceLimits {
			take: Some(side_limits(power_w, 0, 1_000, POWER)?),
			store_max: store_max("energy_wh", self.energy_wh + SPARE_WH, POWER)?,
			..bare(DeviceKind::Shiftable, self.node, false)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let (slots, slot_s) = (setting.slots, setting.slot_s());
		let at = |when: &Option<super::series::When>, default| {
			when.as_ref().map_or(Ok(default), |when| when.slot(setting))
		};
		let (from, until) = (at(&self.from, 0)?, at(&self.until, slots)?.min(slots));
		if from >= until {
			return Err(Error::Usage(format!(
				"it may run from slot {from} until slot {until}: never"
			)));
		}
		let power_w = watts("power_w", self.power_w)?;
		let most_w: Vec<u32> =
			(0..slots).map(|slot| if slot >= from && slot < until { power_w } else { 0 }).collect();
		let need = level("energy_wh", self.energy_wh, slot_s)?;
		let most = level("energy_wh", self.energy_wh + SPARE_WH, slot_s)?;
		let done = until.saturating_sub(1);
		let stock = Stock {
			start: 0,
			level: (0..slots).map(|slot| (if slot >= done { need } else { 0 }, most)).collect(),
			drain: vec![0; slots],
			end_value_nano: 0,
		};
		let enough = Stock { level: vec![(0, need); slots], ..stock.clone() };
		let (safe, _) = enough.keep_full(&most_w, &vec![1_000; slots]);
		Ok(Offer {
			take: side_offer(&up_to(&most_w), 0, 0, 1_000)?,
			store: Some(stock.offer()?),
			safe_w: taken(&safe)?,
			..Offer::default()
		})
	}
}

impl Aggregate {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let take_w = watts("power_w", self.power_w)?;
		let give_w = watts("give_power_w", self.give_power_w)?;
		let give = (give_w > 0).then(|| side_limits(give_w, 0, 0, POWER)).transpose()?;
		Ok(DeviceLimits {
			take: Some(side_limits(take_w, 0, 0, POWER)?),
			give,
			..bare(DeviceKind::Aggregate, self.node, self.reserve)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let powers = |what: &str, series: &super::series::Series| {
			all_watts(what, &series.values(what, setting)?)
		};
		let least = powers("take_least_w", &self.take_least_w)?;
		let most = powers("take_most_w", &self.take_most_w)?;
		let give = powers("give_most_w", &self.give_most_w)?;
		let usual = powers("usual_w", &self.usual_w)?;
		let boxes: Vec<(u32, u32)> = least.into_iter().zip(most).collect();
		let cost = nano("cost_per_kwh", self.cost_per_kwh, POWER)?;
		let give = match give.iter().any(|power| *power > 0) {
			true => side_offer(&up_to(&give), cost, 0, 0)?,
			false => SideOffer::default(),
		};
		let take = side_offer(&boxes, 0, 0, 0)?;
		Ok(Offer { take, give, store: None, safe_w: taken(&usual)? })
	}
}
