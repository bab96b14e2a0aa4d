// SPDX-License-Identifier: Apache-2.0
//! What a granular certificate says of its device and the chain does not know: a local JSON file.
//! Nothing of it is ever sent to the chain.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// The fields that must be there, as JSON pointers.
const REQUIRED: [&str; 16] = [
	"/energy_source",
	"/device_id",
	"/device_name",
	"/device_technology_type",
	"/device_production_start_date",
	"/device_capacity",
	"/device_location",
	"/device_location/country",
	"/device_location/postcode",
	"/device_location/city",
	"/device_location/street",
	"/country_of_issuance",
	"/issuing_body",
	"/registry_configuration",
	"/disclosure",
	"/issuance_post_energy_carrier_conversion",
];

/// What is known of a production or storage device.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
	/// What the energy was made of: `Solar`, `Wind`, `Biomass`, `Natural gas`.
	pub energy_source: String,
	/// The device's number in the issuer's or a public register.
	pub device_id: String,
	/// What the device is called.
	pub device_name: String,
	/// How the energy was made: `Rooftop PV`, `Micro CHP, Stirling engine`.
	pub device_technology_type: String,
	/// The day it began to operate, like 2024-05-31.
	pub device_production_start_date: String,
	/// Its capacity in W.
	pub device_capacity: u64,
	/// Where it stands.
	pub device_location: Location,
	/// The country or region under whose rules the certificate is issued, like `DE`.
	pub country_of_issuance: String,
	/// Who issues it.
	pub issuing_body: String,
	/// How the issuer stands to other certificates of the same energy: configuration 1, 2 or 3 of
	/// the scheme.
	pub registry_configuration: u8,
	/// Whether it may inform consumers of the origin of the energy they use.
	pub disclosure: bool,
	/// Whether the energy came out of a conversion of another carrier.
	pub issuance_post_energy_carrier_conversion: bool,
}

/// Where a device stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
	/// Two letters of ISO 3166, like `DE`.
	pub country: String,
	/// Postcode.
	pub postcode: String,
	/// Town.
	pub city: String,
	/// Street and number.
	pub street: String,
	/// Degrees north; with the longitude or not at all.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub latitude: Option<f64>,
	/// Degrees east.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub longitude: Option<f64>,
}

impl Device {
	/// Reads a device's file.
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
		Self::parse(&text).map_err(|reason| Error::Usage(format!("{}: {reason}", path.display())))
	}

	/// Reads a device from JSON, or says which fields are missing or wrong.
	pub fn parse(text: &str) -> std::result::Result<Self, String> {
		let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
		let name = |pointer: &str| pointer.trim_start_matches('/').replace('/', ".");
		let is_missing = |pointer: &&&str| match value.pointer(pointer) {
			None | Some(Value::Null) => true,
			Some(Value::String(text)) => text.trim().is_empty(),
			Some(_) => false,
		};
		let missing: Vec<String> =
			REQUIRED.iter().filter(is_missing).map(|pointer| name(pointer)).collect();
		if !missing.is_empty() {
			return Err(format!("missing: {}", missing.join(", ")));
		}
		let device: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
		device.check()
	}

	fn check(self) -> std::result::Result<Self, String> {
		let place = &self.device_location;
		let on_earth = match (place.latitude, place.longitude) {
			(Some(latitude), Some(longitude)) => latitude.abs() <= 90.0 && longitude.abs() <= 180.0,
			(None, None) => true,
			_ => false,
		};
		if !is_date(&self.device_production_start_date) {
			return Err("device_production_start_date is no day like 2024-05-31".into());
		}
		if self.device_capacity == 0 {
			return Err("device_capacity is 0 W".into());
		}
		if !(1..=3).contains(&self.registry_configuration) {
			return Err("registry_configuration is not 1, 2 or 3".into());
		}
		if !on_earth {
			return Err("latitude and longitude are no place".into());
		}
		Ok(self)
	}
}

/// Whether it looks like 2024-05-31, with a month and a day that exist.
fn is_date(text: &str) -> bool {
	let parts: Vec<&str> = text.split('-').collect();
	let number = |part: &str, digits: usize| {
		let is_plain = part.len() == digits && part.bytes().all(|digit| digit.is_ascii_digit());
		is_plain.then(|| part.parse::<u32>().ok()).flatten()
	};
	let [year, month, day] = parts.as_slice() else { return false };
	let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
	else {
		return false;
	};
	let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	let days = match month {
		1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
		4 | 6 | 9 | 11 => 30,
		2 if is_leap => 29,
		2 => 28,
		_ => 0,
	};
	(1..=days).contains(&day)
}

#[cfg(test)]
pub mod tests {
	use super::*;

	/// A device of which everything is known.
	pub const DEVICE: &str = r#"{
		"energy_source": "Natural gas",
		"device_id": "SEE900000000001",
		"device_name": "CHP of the corner house",
		"device_technology_type": "Micro CHP, Stirling engine",
		"device_production_start_date": "2024-02-29",
		"device_capacity": 1000,
		"device_location": {
			"country": "DE", "postcode": "00000", "city": "Musterstadt", "street": "Musterweg 1"
		},
		"country_of_issuance": "DE",
		"issuing_body": "Energy community Musterstadt",
		"registry_configuration": 3,
		"disclosure": false,
		"issuance_post_energy_carrier_conversion": false
	}"#;

	/// The device with one field changed, or left out.
	fn with(pointer: &str, changed: Option<Value>) -> std::result::Result<Device, String> {
		let mut value: Value = serde_json::from_str(DEVICE).expect("JSON");
		let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
		let object = value.pointer_mut(parent).and_then(Value::as_object_mut).expect("there");
		match changed {
			Some(changed) => drop(object.insert(field.into(), changed)),
			None => drop(object.remove(field).expect("it was there")),
		}
		Device::parse(&value.to_string())
	}

	#[test]
	fn every_field_is_missed_by_its_name() {
		assert!(Device::parse(DEVICE).is_ok());
		for pointer in REQUIRED {
			let name = pointer.trim_start_matches('/').replace('/', ".");
			for changed in [None, Some(Value::Null), Some(" ".into())] {
				let error = with(pointer, changed).expect_err("missing");
				assert!(error.starts_with(&format!("missing: {name}")), "{error}");
			}
		}
		let empty = Device::parse("{}").expect_err("nothing there");
		assert!(empty.contains("device_id, device_name") && empty.contains("location.country"));
	}

	#[test]
	fn wrong_values_are_refused() {
		for (pointer, wrong) in [
			("/device_production_start_date", Value::from("31.05.2024")),
			("/device_production_start_date", Value::from("2023-02-29")),
			("/device_production_start_date", Value::from("2024-13-01")),
			("/device_capacity", Value::from(0)),
			("/device_capacity", Value::from("1 kW")),
			("/registry_configuration", Value::from(4)),
			("/disclosure", Value::from("yes")),
			("/device_location/latitude", Value::from(50.1)),
			("/device_colour", Value::from("red")),
		] {
			assert!(with(pointer, Some(wrong.clone())).is_err(), "{pointer} {wrong}");
		}
		assert!(Device::parse("not JSON").is_err());
	}
}
