// SPDX-License-Identifier: Apache-2.0
//! Values that change from slot to slot, and points in time, as a person writes them.

use super::Setting;
use crate::{
	csvfile::CsvFile,
	error::{Error, Result},
};
use serde::{de::Error as _, Deserialize, Deserializer};
use serde_json::{from_value, Value};
use std::path::{Path, PathBuf};

/// One value per slot.
#[derive(Clone, Debug)]
pub enum Series {
	/// The same in every slot.
	Constant(f64),
	/// One for each slot of the horizon.
	List(Vec<f64>),
	/// One for each slot of a day, from midnight UTC.
	Day {
		/// The values.
		of_day: Vec<f64>,
	},
	/// A column of a CSV file.
	Csv(CsvColumn),
}

/// A column of a CSV file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvColumn {
	/// The file, beside the description.
	pub csv: PathBuf,
	/// The column.
	pub column: String,
	/// Whether its first line is midnight UTC, and not the first slot of the horizon.
	#[serde(default)]
	pub from_midnight: bool,
}

/// Values of a whole day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfDay {
	of_day: Vec<f64>,
}

impl<'de> Deserialize<'de> for Series {
	fn deserialize<D: Deserializer<'de>>(input: D) -> std::result::Result<Self, D::Error> {
		let value = Value::deserialize(input)?;
		let series = match &value {
			Value::Number(_) => from_value(value).map(Self::Constant),
			Value::Array(_) => from_value(value).map(Self::List),
			Value::Object(fields) if fields.contains_key("of_day") => {
				from_value(value).map(|OfDay { of_day }| Self::Day { of_day })
			}
			_ => from_value(value).map(Self::Csv),
		};
		series.map_err(D::Error::custom)
	}
}

impl<'de> Deserialize<'de> for When {
	fn deserialize<D: Deserializer<'de>>(input: D) -> std::result::Result<Self, D::Error> {
		let value = Value::deserialize(input)?;
		let when = match &value {
			Value::String(_) => from_value(value).map(Self::Clock),
			_ => from_value(value).map(Self::Slot),
		};
		when.map_err(D::Error::custom)
	}
}

impl Default for Series {
	fn default() -> Self {
		Self::Constant(0.0)
	}
}

/// A point in time.
#[derive(Clone, Debug)]
pub enum When {
	/// The beginning of a slot of the horizon, from 0.
	Slot(usize),
	/// A time of the day by UTC, such as 07:30: the first one in the horizon.
	Clock(String),
}

impl Series {
	/// Reads the values of a CSV column.
	pub(super) fn load(&mut self, folder: &Path) -> Result<()> {
		let Self::Csv(wanted) = &*self else { return Ok(()) };
		let name = wanted.csv.to_string_lossy();
		let file = CsvFile::read(folder, &name, &[&wanted.column])?;
		let rows = file.rows().iter();
		let values = rows.map(|row| file.number(row, &wanted.column)).collect::<Result<_>>()?;
		*self = match wanted.from_midnight {
			true => Self::Day { of_day: values },
			false => Self::List(values),
		};
		Ok(())
	}

	/// One value per slot.
	pub fn values(&self, what: &str, setting: &Setting) -> Result<Vec<f64>> {
		let slots = setting.slots;
		let wrong = |count: usize, due: usize| {
			Error::Usage(format!("`{what}` has {count} values where {due} are due"))
		};
		match self {
			Self::Constant(value) => Ok(vec![*value; slots]),
			Self::List(values) if values.len() == slots => Ok(values.clone()),
			Self::List(values) => Err(wrong(values.len(), slots)),
			Self::Day { of_day } => {
				let per_day = setting.length.per_day() as usize;
				if of_day.len() != per_day {
					return Err(wrong(of_day.len(), per_day));
				}
				let first = first_slot(what, setting)? % per_day;
				Ok(of_day.iter().cycle().skip(first).take(slots).copied().collect())
			}
			Self::Csv(column) => {
				Err(Error::Usage(format!("{} was not read", column.csv.display())))
			}
		}
	}
}

impl When {
	/// As the how-manieth slot from the horizon's beginning; may be beyond its end.
	pub fn slot(&self, setting: &Setting) -> Result<usize> {
		match self {
			Self::Slot(slot) => Ok(*slot),
			Self::Clock(text) => {
				let minutes = minutes(text)?;
				let slot_s = setting.slot_s().max(1) as usize;
				let per_day = setting.length.per_day().max(1) as usize;
				let first = first_slot(text, setting)? % per_day;
				let due = (minutes * 60).div_ceil(slot_s);
				Ok((due + per_day - first) % per_day)
			}
		}
	}
}

/// Minutes since midnight.
fn minutes(text: &str) -> Result<usize> {
	let parts = text.split_once(':');
	let parts = parts.and_then(|(h, m)| Some((h.parse::<usize>().ok()?, m.parse::<usize>().ok()?)));
	match parts {
		Some((hours, minutes)) if hours < 24 && minutes < 60 => Ok(hours * 60 + minutes),
		_ => Err(Error::Usage(format!("`{text}` is no time of day, such as 07:30"))),
	}
}

fn first_slot(what: &str, setting: &Setting) -> Result<usize> {
	let slot = setting.first_slot.ok_or_else(|| {
		Error::Usage(format!(
			"`{what}` is by the clock, and no round says when the horizon begins: give --first-slot"
		))
	})?;
	Ok(slot as usize)
}
