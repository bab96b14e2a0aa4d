// SPDX-License-Identifier: Apache-2.0
//! Devices in the words of whoever runs them, and what they are to the chain: what is on the label
//! and what the owner wants become limits and an offer with the right coefficients.
//!
//! Energy is in Wh, power in W, money in whole units of currency per kWh, also for heat. Coefficients
//! are rounded against the device, so that no plan asks for more than it can do. Pure: files are read
//! by [`Description::read`].
//!
//! ```text
//! describe   the descriptions
//! series     values and times in them
//! numbers    what people write, as the chain counts it
//! store      stores, and how a device keeps one filled by itself
//! electric   battery, photovoltaics, load that can wait, many homes
//! stays      vehicles at a hub
//! thermal    heat pump, CHP, boiler, heat store
//! ```

pub mod describe;
mod electric;
mod numbers;
pub mod series;
mod stays;
mod store;
#[cfg(test)]
mod tests;
mod thermal;

use crate::error::{Error, Result};
use describe::Description;
use dispatch_core::{check_limits, check_offer, DeviceLimits, Offer};
use energy_primitives::{Slot, SlotLength};

/// What an offer is for.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
	/// Length of a slot.
	pub length: SlotLength,
	/// Slots of the horizon.
	pub slots: usize,
	/// Its first slot, if it is known.
	pub first_slot: Option<Slot>,
}

impl Setting {
	/// Length of a slot in seconds.
	pub fn slot_s(&self) -> u32 {
		// At most an hour.
		u32::try_from(self.length.seconds()).unwrap_or(u32::MAX)
	}
}

/// What a device can physically do.
pub fn limits(description: &Description) -> Result<DeviceLimits> {
	let limits = match description {
		Description::Battery(device) => device.limits(),
		Description::EvHub(device) => device.limits(),
		Description::HeatPump(device) => device.limits(),
		Description::MicroChp(device) => device.limits(),
		Description::Boiler(device) => device.limits(),
		Description::HeatStore(device) => device.limits(),
		Description::Photovoltaic(device) => device.limits(),
		Description::Shiftable(device) => device.limits(),
		Description::Aggregate(device) => device.limits(),
	}?;
	if check_limits(&limits) {
		return Ok(limits);
	}
	Err(Error::Usage(
		"the device is beyond what the chain can count: 100 MW, line 63, ten units of heat for one \
		 of electricity, and reserve of electricity only"
			.into(),
	))
}

/// What the device offers for a horizon. Checked as the chain checks it.
pub fn offer(description: &Description, setting: &Setting) -> Result<Offer> {
	let offer = match description {
		Description::Battery(device) => device.offer(setting),
		Description::EvHub(device) => device.offer(setting),
		Description::HeatPump(device) => device.offer(setting),
		Description::MicroChp(device) => device.offer(setting),
		Description::Boiler(device) => device.offer(setting),
		Description::HeatStore(device) => device.offer(setting),
		Description::Photovoltaic(device) => device.offer(setting),
		Description::Shiftable(device) => device.offer(setting),
		Description::Aggregate(device) => device.offer(setting),
	}?;
	let limits = limits(description)?;
	check_offer(&limits, &offer, setting.slots, setting.slot_s())
		.map_err(|error| Error::Usage(format!("this can't be offered: {}", reason(error))))?;
	Ok(offer)
}

fn reason(error: dispatch_core::OfferError) -> &'static str {
	use dispatch_core::OfferError::{Infeasible, NoSuchSide, OutOfBounds, WrongLength};
	match error {
		WrongLength => "a list does not have one value per slot",
		NoSuchSide => "the device has no such side or store",
		OutOfBounds => "a power, level or cost is beyond what the device can do",
		Infeasible => "what the device does if nobody plans breaks its own bounds",
	}
}
