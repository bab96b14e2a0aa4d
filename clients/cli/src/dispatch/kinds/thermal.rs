// SPDX-License-Identifier: Apache-2.0
//! Heat pumps, combined heat and power, boilers and heat stores. Heat goes into the community's heat
//! network, or into a building with a store of its own.

use super::{
	describe::{Boiler, Building, HeatPump, HeatStore, MicroChp},
	electric::bare,
	numbers::{
		all_watts, drain, given, grams, level, nano, permille_floor, runs, share, side_limits,
		side_offer, store_max, taken, up_to, watts,
	},
	store::Stock,
	Setting,
};
use crate::error::{Error, Result};
use dispatch_core::{DeviceKind, DeviceLimits, Offer, SideLimits, SideOffer};
use energy_primitives::Carrier;

const POWER: Carrier = Carrier::Electricity;
const HEAT: Carrier = Carrier::Heat;

/// Heat that a unit of electricity can bring in a heat pump, least and most, in thousandths.
const COP_PERMILLE: (i32, i32) = (1_000, 8_000);

/// kWh of 1000 kJ.
const KWH_PER_HEAT_UNIT: f64 = 1.0 / 3.6;

impl Building {
	/// What it can hold, in Wh of heat.
	fn store_max(&self) -> Result<u32> {
		match store_max("store_wh", self.store_wh, POWER)? {
			0 => Err(Error::Usage("a building stores some heat: `store_wh`".into())),
			most => Ok(most),
		}
	}

	fn stock(&self, setting: &Setting) -> Result<Stock> {
		let slot_s = setting.slot_s();
		let most = level("store_wh", self.store_wh, slot_s)?;
		let demand = self.demand_w.values("demand_w", setting)?;
		Ok(Stock {
			start: level("level_wh", self.level_wh, slot_s)?,
			level: vec![(0, most); setting.slots],
			drain: demand.iter().map(|power| drain("demand_w", *power)).collect::<Result<_>>()?,
			end_value_nano: 0,
		})
	}

	/// What heating it means: the stock, which ends no lower than it began or than it would if
	/// nobody plans, and the powers then.
	fn heated(&self, setting: &Setting, most_w: &[u32], into: &[i32]) -> Result<(Stock, Vec<u32>)> {
		let mut stock = self.stock(setting)?;
		let (safe, end) = stock.keep_full(most_w, into);
		stock.end_at(stock.start.min(end));
		Ok((stock, safe))
	}
}

/// Limits with these coefficients on the heat network, or into a building.
fn into_heat(side: SideLimits, range: (i32, i32), building: bool) -> SideLimits {
	match building {
		true => SideLimits { store_permille: range, ..side },
		false => SideLimits { other_permille: range, ..side },
	}
}

impl HeatPump {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let side = side_limits(watts("power_w", self.power_w)?, 0, 0, POWER)?;
		let store_max = self.building.as_ref().map(Building::store_max).transpose()?;
		Ok(DeviceLimits {
			other_node: self.heat_node,
			take: Some(into_heat(side, COP_PERMILLE, self.building.is_some())),
			store_max: store_max.unwrap_or(0),
			..bare(DeviceKind::HeatPump, self.node, self.reserve)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let most_w = vec![watts("power_w", self.power_w)?; setting.slots];
		let cop = self.cop.values("cop", setting)?;
		let cop =
			cop.iter().map(|cop| permille_floor("cop", *cop)).collect::<Result<Vec<i32>>>()?;
		let cost = nano("cost_per_kwh", self.cost_per_kwh, POWER)?;
		let side = side_offer(&up_to(&most_w), cost, 0, 0)?;
		let Some(building) = &self.building else {
			let usual = all_watts("usual_w", &self.usual_w.values("usual_w", setting)?)?;
			let take = SideOffer { other_permille: runs(&cop)?, ..side };
			return Ok(Offer { take, safe_w: taken(&usual)?, ..Offer::default() });
		};
		let (stock, safe) = building.heated(setting, &most_w, &cop)?;
		Ok(Offer {
			take: SideOffer { store_permille: runs(&cop)?, ..side },
			store: Some(stock.offer()?),
			safe_w: taken(&safe)?,
			..Offer::default()
		})
	}
}

impl MicroChp {
	fn heat_permille(&self) -> Result<i32> {
		let (electric, heat) = (
			share("electric_efficiency", self.electric_efficiency)?,
			share("heat_efficiency", self.heat_efficiency)?,
		);
		permille_floor("heat_efficiency", heat / electric)
	}

	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let heat = self.heat_permille()?;
		let carbon = self.fuel_g_per_kwh / share("electric_efficiency", self.electric_efficiency)?;
		let side = SideLimits {
			carbon_g_per_unit: grams("fuel_g_per_kwh", carbon)?,
			..side_limits(watts("power_w", self.power_w)?, 0, 0, POWER)?
		};
		let store_max = self.building.as_ref().map(Building::store_max).transpose()?;
		Ok(DeviceLimits {
			other_node: self.heat_node,
			give: Some(into_heat(side, (heat, heat), self.building.is_some())),
			store_max: store_max.unwrap_or(0),
			..bare(DeviceKind::MicroChp, self.node, self.reserve)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let heat = self.heat_permille()?;
		let most_w = vec![watts("power_w", self.power_w)?; setting.slots];
		let per_kwh = self.fuel_per_kwh / share("electric_efficiency", self.electric_efficiency)?;
		let cost = nano("fuel_per_kwh", per_kwh, POWER)?;
		let Some(building) = &self.building else {
			let usual = all_watts("usual_w", &self.usual_w.values("usual_w", setting)?)?;
			let give = side_offer(&up_to(&most_w), cost, heat, 0)?;
			return Ok(Offer { give, safe_w: given(&usual)?, ..Offer::default() });
		};
		let (stock, safe) = building.heated(setting, &most_w, &vec![heat; setting.slots])?;
		Ok(Offer {
			give: side_offer(&up_to(&most_w), cost, 0, heat)?,
			store: Some(stock.offer()?),
			safe_w: given(&safe)?,
			..Offer::default()
		})
	}
}

impl Boiler {
	/// Electric power for this much heat.
	fn input_w(&self, heat_w: f64) -> Result<f64> {
		Ok(heat_w / share("efficiency", self.efficiency)?)
	}

	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let efficiency = share("efficiency", self.efficiency)?;
		if self.electric {
			let power_w = watts("power_w", self.input_w(self.power_w)?)?;
			let heat = permille_floor("efficiency", efficiency)?;
			return Ok(DeviceLimits {
				other_node: self.heat_node,
				take: Some(side_limits(power_w, heat, 0, POWER)?),
				..bare(DeviceKind::Boiler, self.node, false)
			});
		}
		let carbon = self.fuel_g_per_kwh / efficiency * KWH_PER_HEAT_UNIT;
		Ok(DeviceLimits {
			carrier: HEAT,
			give: Some(SideLimits {
				carbon_g_per_unit: grams("fuel_g_per_kwh", carbon)?,
				..side_limits(watts("power_w", self.power_w)?, 0, 0, HEAT)?
			}),
			..bare(DeviceKind::Boiler, self.node, false)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let efficiency = share("efficiency", self.efficiency)?;
		let usual = self.usual_w.values("usual_w", setting)?;
		if self.electric {
			let most_w = watts("power_w", self.input_w(self.power_w)?)?;
			let usual = usual.iter().map(|heat_w| self.input_w(*heat_w));
			let usual = all_watts("usual_w", &usual.collect::<Result<Vec<f64>>>()?)?;
			let heat = permille_floor("efficiency", efficiency)?;
			let take = side_offer(&up_to(&vec![most_w; setting.slots]), 0, heat, 0)?;
			return Ok(Offer { take, safe_w: taken(&usual)?, ..Offer::default() });
		}
		let most_w = vec![watts("power_w", self.power_w)?; setting.slots];
		let cost = nano("fuel_per_kwh", self.fuel_per_kwh / efficiency, HEAT)?;
		let give = side_offer(&up_to(&most_w), cost, 0, 0)?;
		let safe_w = given(&all_watts("usual_w", &usual)?)?;
		Ok(Offer { give, safe_w, ..Offer::default() })
	}
}

impl HeatStore {
	pub(super) fn limits(&self) -> Result<DeviceLimits> {
		let power_w = watts("power_w", self.power_w)?;
		Ok(DeviceLimits {
			carrier: HEAT,
			take: Some(side_limits(power_w, 0, 1_000, HEAT)?),
			give: Some(side_limits(power_w, 0, -1_000, HEAT)?),
			store_max: store_max("capacity_wh", self.capacity_wh, HEAT)?,
			..bare(DeviceKind::HeatStore, self.node, false)
		})
	}

	pub(super) fn offer(&self, setting: &Setting) -> Result<Offer> {
		let (slots, slot_s) = (setting.slots, setting.slot_s());
		let power_w = up_to(&vec![watts("power_w", self.power_w)?; slots]);
		let mut stock = Stock {
			start: level("level_wh", self.level_wh, slot_s)?,
			level: vec![(0, level("capacity_wh", self.capacity_wh, slot_s)?); slots],
			drain: vec![drain("loss_w", self.loss_w)?; slots],
			end_value_nano: nano("end_value_per_kwh", self.end_value_per_kwh, HEAT)?,
		};
		let idle = stock.start - stock.drain.iter().sum::<i64>();
		let end = self.end_wh.map(|wh| level("end_wh", wh, slot_s)).transpose()?;
		stock.end_at(end.unwrap_or(idle));
		Ok(Offer {
			take: side_offer(&power_w, 0, 0, 1_000)?,
			give: side_offer(&power_w, 0, 0, -1_000)?,
			store: Some(stock.offer()?),
			safe_w: taken(&vec![0; slots])?,
		})
	}
}
