// SPDX-License-Identifier: Apache-2.0
//! The map of a gateway: which value of a telegram is which meter's on the chain, and whose seed
//! signs it. A JSON file beside the seeds.

use super::{equipment, main_registers, p1, sub_register, Clock, Refusal, Registers};
use crate::error::{Error, Result};
use energy_primitives::{carrier::FACTS, Carrier, CommunityId, MeterId, NetworkId, Slot};
use serde::Deserialize;
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
};

/// What a gateway knows of the meters behind a P1 port.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
	/// The community of all its meters.
	pub community: CommunityId,
	/// How far winter time is ahead of UTC where the meter stands, in minutes.
	#[serde(default = "central_europe")]
	pub winter_offset_min: i32,
	/// How long after the end of a slot a register still counts as read at its end, in seconds.
	#[serde(default = "minute")]
	pub late_max_s: u64,
	/// The meters.
	pub meters: Vec<Entry>,
}

/// One meter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
	/// 0 for the electricity meter itself, 1 to 4 for the channels of sub-meters.
	pub channel: u8,
	/// Its network: electricity or heat.
	pub network: String,
	/// Its number there.
	pub meter: u32,
	/// The seed its readings are signed with, beside the map.
	pub seed_file: PathBuf,
	/// What a sub-meter's only register counts.
	#[serde(default)]
	pub counts: Direction,
	/// What the device calls itself. Where given, another device's values are refused.
	#[serde(default)]
	pub equipment: Option<String>,
}

/// Where energy goes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
	/// Out of the network.
	#[default]
	Import,
	/// Into it.
	Export,
}

fn central_europe() -> i32 {
	60
}

fn minute() -> u64 {
	60
}

/// A value of a telegram, or why there is none.
pub type Outcome<'a> = (&'a Entry, std::result::Result<Registers, Refusal>);

impl Map {
	/// Reads a map; seeds are looked for beside it.
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		let mut map = Self::parse(&path.to_string_lossy(), &text)?;
		let folder = path.parent().unwrap_or(Path::new(""));
		for entry in &mut map.meters {
			entry.seed_file = folder.join(&entry.seed_file);
		}
		Ok(map)
	}

	fn parse(name: &str, text: &[u8]) -> Result<Self> {
		let map: Self = serde_json::from_slice(text).map_err(|error| {
			Error::data(name, u64::try_from(error.line()).unwrap_or(0), error.to_string())
		})?;
		map.check().map_err(|reason| Error::data(name, 1, reason))?;
		Ok(map)
	}

	fn check(&self) -> std::result::Result<(), String> {
		let mut seen = BTreeSet::new();
		for entry in &self.meters {
			let carrier = entry.carrier();
			let name = format!("{} meter {}", entry.network, entry.meter);
			if carrier.is_none() {
				return Err(format!("no network is called `{}`", entry.network));
			}
			if entry.channel > 4 {
				return Err(format!("{name}: a telegram has channels 0 to 4"));
			}
			if entry.channel == 0 && carrier != Some(Carrier::Electricity) {
				return Err(format!("{name}: channel 0 is the electricity meter"));
			}
			if !seen.insert((carrier, entry.meter)) {
				return Err(format!("{name} stands in it twice"));
			}
		}
		if self.meters.is_empty() {
			return Err("it names no meter".into());
		}
		Ok(())
	}

	/// The meter of an entry on the chain; `None` for a network that does not exist.
	pub fn meter(&self, entry: &Entry) -> Option<MeterId> {
		let network = NetworkId { community: self.community, carrier: entry.carrier()? };
		Some(MeterId { network, index: entry.meter })
	}

	/// What a telegram says of every meter.
	pub fn values(&self, telegram: &p1::Telegram, clock: &Clock) -> Vec<Outcome<'_>> {
		self.meters.iter().map(|entry| (entry, entry.read(telegram, clock))).collect()
	}

	/// What a P1 port has said in all: per meter and slot the first register that counts, and what
	/// is refused, as lines for a person.
	pub fn readings(&self, bytes: &[u8], clock: &Clock) -> (Vec<(&Entry, Registers)>, Vec<String>) {
		let mut seen: BTreeSet<(Option<MeterId>, Slot)> = BTreeSet::new();
		let (mut readings, mut refused) = (Vec::new(), Vec::new());
		for (number, telegram) in (1u32..).zip(p1::telegrams(bytes)) {
			let telegram = match telegram {
				Ok(telegram) => telegram,
				Err(reason) => {
					refused.push(format!("telegram {number}: {reason}"));
					continue;
				}
			};
			for (entry, value) in self.values(&telegram, clock) {
				match value {
					Ok(value) if seen.insert((self.meter(entry), value.slot)) => {
						readings.push((entry, value));
					}
					Ok(_) => {}
					Err(reason) => refused.push(format!(
						"telegram {number}, {} meter {}: {reason}",
						entry.network, entry.meter
					)),
				}
			}
		}
		(readings, refused)
	}
}

impl Entry {
	fn carrier(&self) -> Option<Carrier> {
		FACTS.iter().find(|facts| facts.name == self.network).map(|facts| facts.carrier)
	}

	fn read(
		&self,
		telegram: &p1::Telegram,
		clock: &Clock,
	) -> std::result::Result<Registers, Refusal> {
		if let Some(expected) = &self.equipment {
			let found = equipment(telegram, self.channel)?;
			if found != *expected {
				return Err(Refusal::OtherDevice { expected: expected.clone(), found });
			}
		}
		if self.channel == 0 {
			return main_registers(telegram, clock);
		}
		let carrier = self.carrier().unwrap_or(Carrier::Electricity);
		let (slot, shown) = sub_register(telegram, self.channel, carrier, clock)?;
		let (import, export) = match self.counts {
			Direction::Import => (shown, 0),
			Direction::Export => (0, shown),
		};
		Ok(Registers { slot, import, export })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn wrong(text: &str) -> String {
		Map::parse("map.json", text.as_bytes()).expect_err("refused").to_string()
	}

	#[test]
	fn a_map_has_defaults_and_is_checked() {
		let map = r#"{"community":0,"meters":[
			{"channel":0,"network":"electricity","meter":4,"seed_file":"a.seed"},
			{"channel":1,"network":"heat","meter":2,"seed_file":"b.seed","counts":"export"}]}"#;
		let parsed = Map::parse("map.json", map.as_bytes()).expect("a map");
		assert_eq!((parsed.winter_offset_min, parsed.late_max_s), (60, 60));
		let directions: Vec<Direction> = parsed.meters.iter().map(|entry| entry.counts).collect();
		assert_eq!(directions, [Direction::Import, Direction::Export]);
		assert!(wrong(&map.replace("heat", "gas")).contains("no network is called `gas`"));
		assert!(wrong(&map.replace(r#"channel":0"#, r#"channel":5"#)).contains("channels 0 to 4"));
		assert!(wrong(&map.replace("electricity", "heat")).contains("channel 0"));
		let twice = map.replace(r#""heat","meter":2"#, r#""electricity","meter":4"#);
		assert!(wrong(&twice).contains("stands in it twice"));
		assert!(wrong(r#"{"community":0,"meters":[]}"#).contains("no meter"));
		assert!(wrong(&map.replace("counts", "count")).starts_with("map.json:3: unknown field"));
	}
}
