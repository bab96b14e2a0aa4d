// SPDX-License-Identifier: Apache-2.0
//! `day.json`: what a data set says of itself.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};

/// The most days of a data set.
const DAYS_MAX: u32 = 31;

/// What the operator declares of a network's losses. Missing figures are derived from the data.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Declared {
	/// Technical loss in ppm of the energy fed in.
	pub loss_ppm: Option<u32>,
	/// The most base quantities that may be lost in one slot.
	pub loss_limit_per_slot: Option<u32>,
}

/// `day.json`; keys it does not know are passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Day {
	pub name: Option<String>,
	pub season: Option<String>,
	pub title: Option<String>,
	pub date: Option<String>,
	pub slot_seconds: Option<u32>,
	pub slots: Option<u32>,
	pub networks: BTreeMap<String, DayNetwork>,
}

/// What `day.json` says of a network.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DayNetwork {
	pub declared: Declared,
}

impl Day {
	/// Reads it, if the folder has one.
	pub fn read(folder: &Path) -> Result<Self> {
		let path = folder.join("day.json");
		if !path.exists() {
			return Ok(Self::default());
		}
		let text = std::fs::read(&path).map_err(|error| Error::file(&path, error))?;
		serde_json::from_slice(&text).map_err(|error| {
			Error::data("day.json", u64::try_from(error.line()).unwrap_or(1), error.to_string())
		})
	}

	/// How many slots there are: as many as it says, else those of a day.
	pub fn slots_max(&self, slot_seconds: u32) -> Result<u32> {
		let per_day = per_day(slot_seconds);
		let slots = self.slots.unwrap_or(per_day);
		if slots > per_day.saturating_mul(DAYS_MAX) {
			let reason = format!("{slots} slots are more than {DAYS_MAX} days");
			return Err(Error::data("day.json", 1, reason));
		}
		Ok(slots)
	}
}

/// Slots of a day.
pub(super) fn per_day(slot_seconds: u32) -> u32 {
	86_400_u32.checked_div(slot_seconds).unwrap_or(0)
}
