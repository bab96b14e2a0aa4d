// SPDX-License-Identifier: Apache-2.0
//! A certificate in the fields of the EnergyTag Granular Certificate Scheme Standard, version 2, and
//! named as in its registry API.
//!
//! The scheme has a bundle per production interval of at most an hour, and numbers in it that are
//! whole Wh. Here every slot is such an interval, and the numbers are the places on the meter's
//! surplus axis: they stay the same however a certificate is split and merged.

use super::{device::Device, surplus::Given};
use crate::calendar;
use energy_primitives::{MeterId, Quality, SlotLength};
use serde::Serialize;

/// What the chain says of a certificate besides its range.
pub struct Origin {
	/// Hash of the chain's block 0.
	pub genesis: [u8; 32],
	/// The certificate's number.
	pub id: u64,
	/// The meter that gave the energy.
	pub meter: MeterId,
	/// Address of the owner.
	pub owner: String,
	/// When it was claimed, in seconds since 1970.
	pub issued_s: u64,
}

/// A certificate for others to read.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
	scheme: &'static str,
	/// Unique among all chains.
	certificate_id: String,
	certificate_status: &'static str,
	/// Who owns it.
	account_id: &'a str,
	energy_carrier: &'static str,
	/// What its numbers count: the scheme knows Wh.
	base_unit: &'static str,
	/// Base quantities per number.
	face_value: u32,
	/// Its volume in whole base quantities.
	bundle_quantity: u64,
	issuance_datestamp: String,
	issuance_datetime: String,
	#[serde(flatten)]
	device: &'a Device,
	production_intervals: Vec<Interval>,
}

/// What was produced in one slot.
#[derive(Debug, Serialize)]
struct Interval {
	/// The same for all parts of what the meter gave in this slot.
	issuance_id: String,
	production_starting_interval: String,
	production_ending_interval: String,
	/// First and last number, both included.
	bundle_id_range_start: u64,
	bundle_id_range_end: u64,
	bundle_quantity: u64,
	/// `production` or `storage`: made, or given back.
	device_type: &'static str,
	quality: &'static str,
}

impl<'a> Document<'a> {
	/// The document of a certificate whose range is what was given in these slots.
	pub fn new(
		origin: &'a Origin,
		device: &'a Device,
		length: SlotLength,
		given: &[Given],
	) -> Self {
		let facts = origin.meter.network.carrier.facts();
		Self {
			scheme: "EnergyTag Granular Certificate Scheme Standard v2",
			certificate_id: format!("0x{}/certificate/{}", hex::encode(origin.genesis), origin.id),
			certificate_status: "Active",
			account_id: &origin.owner,
			energy_carrier: facts.name,
			base_unit: facts.base_unit,
			face_value: 1,
			bundle_quantity: given.iter().map(|given| given.end - given.begin).sum(),
			issuance_datestamp: calendar::date(origin.issued_s),
			issuance_datetime: utc(origin.issued_s),
			device,
			production_intervals: given
				.iter()
				.map(|given| Interval::new(origin, length, given))
				.collect(),
		}
	}
}

impl Interval {
	fn new(origin: &Origin, length: SlotLength, given: &Given) -> Self {
		let MeterId { network, index } = origin.meter;
		let (start, end) = (utc(length.begin_s(given.slot)), utc(length.end_s(given.slot)));
		let (prefix, community) = (network.carrier.facts().prefix, network.community);
		let chain = hex::encode(origin.genesis);
		Self {
			issuance_id: format!("0x{chain}/{prefix}-{community}-{index}/{start}/{end}"),
			production_starting_interval: start,
			production_ending_interval: end,
			bundle_id_range_start: given.begin,
			bundle_id_range_end: given.end.saturating_sub(1),
			bundle_quantity: given.end - given.begin,
			device_type: if given.is_storage { "storage" } else { "production" },
			quality: match given.quality {
				Quality::Measured => "measured",
				Quality::Uncalibrated => "uncalibrated",
				Quality::Substituted => "substituted",
			},
		}
	}
}

/// `2026-11-21T14:15:03Z`.
fn utc(unix_s: u64) -> String {
	format!("{}T{}:{:02}Z", calendar::date(unix_s), calendar::time(unix_s), unix_s % 60)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::certificate::device::tests::DEVICE;
	use energy_primitives::{Carrier, NetworkId};
	use serde_json::{json, Value};

	/// 2026-11-21 00:00.
	const FIRST: u32 = 1_994_688;

	fn origin(carrier: Carrier) -> Origin {
		let network = NetworkId { community: 2, carrier };
		let meter = MeterId { network, index: 7 };
		Origin { genesis: [7; 32], id: 12, meter, owner: "5Alice".into(), issued_s: 1_795_443_303 }
	}

	fn given() -> [Given; 2] {
		let quality = Quality::Measured;
		let first = Given { slot: FIRST, begin: 400, end: 700, is_storage: false, quality };
		let second = Given {
			slot: FIRST + 3,
			begin: 700,
			end: 701,
			is_storage: true,
			quality: Quality::Uncalibrated,
		};
		[first, second]
	}

	fn document(carrier: Carrier) -> Value {
		let device = Device::parse(DEVICE).expect("whole");
		let length = SlotLength::QUARTER_HOUR;
		let document =
			serde_json::to_value(Document::new(&origin(carrier), &device, length, &given()));
		document.expect("JSON")
	}

	#[test]
	fn a_certificate_has_every_field_of_the_scheme() {
		let chain = "07".repeat(32);
		let mut expected: Value = serde_json::from_str(DEVICE).expect("JSON");
		let fields = json!({
			"scheme": "EnergyTag Granular Certificate Scheme Standard v2",
			"certificate_id": format!("0x{chain}/certificate/12"),
			"certificate_status": "Active",
			"account_id": "5Alice",
			"energy_carrier": "electricity",
			"base_unit": "Wh",
			"face_value": 1,
			"bundle_quantity": 301,
			"issuance_datestamp": "2026-11-23",
			"issuance_datetime": "2026-11-23T14:15:03Z",
			"production_intervals": [
				{
					"issuance_id":
						format!("0x{chain}/EL-2-7/2026-11-21T00:00:00Z/2026-11-21T00:15:00Z"),
					"production_starting_interval": "2026-11-21T00:00:00Z",
					"production_ending_interval": "2026-11-21T00:15:00Z",
					"bundle_id_range_start": 400,
					"bundle_id_range_end": 699,
					"bundle_quantity": 300,
					"device_type": "production",
					"quality": "measured",
				},
				{
					"issuance_id":
						format!("0x{chain}/EL-2-7/2026-11-21T00:45:00Z/2026-11-21T01:00:00Z"),
					"production_starting_interval": "2026-11-21T00:45:00Z",
					"production_ending_interval": "2026-11-21T01:00:00Z",
					"bundle_id_range_start": 700,
					"bundle_id_range_end": 700,
					"bundle_quantity": 1,
					"device_type": "storage",
					"quality": "uncalibrated",
				},
			],
		});
		let both = (expected.as_object_mut(), fields.as_object());
		let (Some(all), Some(fields)) = both else { panic!("two objects") };
		all.extend(fields.clone());
		assert_eq!(document(Carrier::Electricity), expected);
	}

	#[test]
	fn heat_is_counted_in_kj() {
		let document = document(Carrier::Heat);
		assert_eq!(
			(&document["energy_carrier"], &document["base_unit"]),
			(&json!("heat"), &json!("kJ"))
		);
		let first = document["production_intervals"][0]["issuance_id"].as_str();
		assert!(first.is_some_and(|id| id.contains("/TH-2-7/")));
	}
}
