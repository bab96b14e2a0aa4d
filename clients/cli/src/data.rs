// SPDX-License-Identifier: Apache-2.0
//! Data sets: a folder of small integer CSV files, one or more days of one neighbourhood.
//!
//! | File | Columns |
//! |---|---|
//! | `meters.csv` | network, index, name, class, role_note, power_cap_w, resolution, accuracy_ppm, import_register_start, export_register_start, parent |
//! | `readings.csv` | network, index, slot, import, export: what each meter moved in each slot |
//! | `tariffs.csv` | network, slot, feed_in_nano, retail_nano, network_fee_nano, fund_fee_nano |
//! | `orders.csv`, optional | network, index, buy_max_nano, sell_min_nano |
//! | `day.json`, optional | name or season, title, date, slot_seconds, slots (those of a day where it
//! does not say), and what the operator declares of each network's losses |

mod day;

pub use day::Declared;

use crate::{
	csvfile::{CsvFile, CsvRow},
	error::{Error, Result},
};
use day::{per_day, Day};
use energy_primitives::{carrier::FACTS, Carrier, NanoPrice, RowClass};
use settlement_core::{order::Limits, tariff::Tariff};
use std::{
	collections::{BTreeMap, HashMap},
	path::Path,
};

/// One or more days of one neighbourhood.
#[derive(Debug)]
pub struct DataSet {
	/// Short name, by which the devices' keys are derived.
	pub name: String,
	/// What a person calls it.
	pub title: String,
	/// The first day its profiles or prices are from, if it says.
	pub date: Option<String>,
	/// Length of its slots in seconds.
	pub slot_seconds: u32,
	/// Its networks, by carrier.
	pub networks: Vec<Network>,
}

/// One network of a data set.
#[derive(Debug)]
pub struct Network {
	/// What it distributes.
	pub carrier: Carrier,
	/// Its meters, the position being the index.
	pub meters: Vec<Meter>,
	/// Registers at the end of every slot, in meter order. A silent meter has no entry.
	pub slots: Vec<Vec<Registers>>,
	/// The tariff of every slot.
	pub tariffs: Vec<Tariff>,
	/// Limits that owners set, by meter.
	pub orders: Vec<(u32, Limits)>,
	/// What `day.json` declares about losses.
	pub declared: Declared,
}

/// A meter of a data set.
#[derive(Clone, Debug)]
pub struct Meter {
	/// Name of the home or device.
	pub name: String,
	/// What it stands for.
	pub class: RowClass,
	/// The boundary meter it stands behind, for a sub-meter.
	pub parent: Option<u32>,
	/// A word about what is behind it: `pv`, `chp`, `heat pump`.
	pub note: String,
	/// The most power its connection carries, in W.
	pub power_cap_w: u32,
	/// Base quantities per count of its register.
	pub resolution: u32,
	/// Accuracy class in ppm.
	pub accuracy_ppm: u32,
	/// Opening import register in base quantities.
	pub import_start: u64,
	/// Opening export register.
	pub export_start: u64,
}

/// What a meter's registers show at the end of a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registers {
	/// Which meter.
	pub index: u32,
	/// Import register in base quantities.
	pub import: u64,
	/// Export register.
	pub export: u64,
}

const METERS: [&str; 11] = [
	"network",
	"index",
	"name",
	"class",
	"role_note",
	"power_cap_w",
	"resolution",
	"accuracy_ppm",
	"import_register_start",
	"export_register_start",
	"parent",
];
const READINGS: [&str; 5] = ["network", "index", "slot", "import", "export"];
const TARIFFS: [&str; 6] =
	["network", "slot", "feed_in_nano", "retail_nano", "network_fee_nano", "fund_fee_nano"];
const ORDERS: [&str; 4] = ["network", "index", "buy_max_nano", "sell_min_nano"];

impl DataSet {
	/// Reads and checks a folder.
	pub fn read(folder: &Path) -> Result<Self> {
		if !folder.is_dir() {
			return Err(Error::Usage(format!("{}: no such folder", folder.display())));
		}
		let day = Day::read(folder)?;
		let slot_seconds = day.slot_seconds.unwrap_or(900);
		let slots_max = day.slots_max(slot_seconds)?;
		let mut networks = read_meters(folder)?;
		read_readings(folder, &mut networks, slots_max)?;
		read_tariffs(folder, &mut networks)?;
		read_orders(folder, &mut networks)?;
		for network in &mut networks {
			let name = network.carrier.facts().name;
			network.declared =
				day.networks.get(name).map(|network| network.declared).unwrap_or_default();
		}
		let folder_name = folder.canonicalize().ok();
		let folder_name = folder_name.as_deref().and_then(Path::file_name);
		let fallback = folder_name.map_or("day".into(), |name| name.to_string_lossy().into_owned());
		let name = day.name.or(day.season).unwrap_or(fallback);
		let title = day.title.unwrap_or_else(|| format!("{name} day"));
		Ok(Self { name, title, date: day.date, slot_seconds, networks })
	}

	/// Slots up to the last one that has readings.
	pub fn slots(&self) -> u32 {
		let longest = self.networks.iter().map(|network| network.slots.len()).max();
		longest.and_then(|slots| u32::try_from(slots).ok()).unwrap_or(0)
	}

	/// Days that these slots span; at least one.
	pub fn days(&self) -> u32 {
		self.slots().div_ceil(per_day(self.slot_seconds).max(1)).max(1)
	}

	/// Meters of all networks.
	pub fn meter_count(&self) -> usize {
		self.networks.iter().map(|network| network.meters.len()).sum()
	}
}

fn carrier(file: &CsvFile, row: &CsvRow) -> Result<Carrier> {
	let name = file.text(row, "network");
	let known = FACTS.iter().find(|facts| facts.name == name);
	known
		.map(|facts| facts.carrier)
		.ok_or_else(|| file.wrong(row, format!("no network is called `{name}`")))
}

/// The network and meter a row is about.
fn find<'a>(
	file: &CsvFile,
	row: &CsvRow,
	networks: &'a mut [Network],
) -> Result<(&'a mut Network, u32)> {
	let (carrier, index) = (carrier(file, row)?, file.number::<u32>(row, "index")?);
	let network = networks.iter_mut().find(|network| network.carrier == carrier);
	let network = network.filter(|network| network.meters.get(index as usize).is_some());
	let network = network.ok_or_else(|| {
		file.wrong(row, format!("meters.csv has no meter {index} in {}", carrier.facts().name))
	})?;
	Ok((network, index))
}

fn read_meters(folder: &Path) -> Result<Vec<Network>> {
	let file = CsvFile::read(folder, "meters.csv", &METERS)?;
	let mut networks: BTreeMap<Carrier, Vec<Meter>> = BTreeMap::new();
	for row in file.rows() {
		let meters = networks.entry(carrier(&file, row)?).or_default();
		let index: usize = file.number(row, "index")?;
		if index != meters.len() {
			let due = meters.len();
			return Err(file.wrong(row, format!("meter {index} where {due} is next")));
		}
		let meter = read_meter(&file, row)?;
		check_parent(&file, row, &meter, meters)?;
		meters.push(meter);
	}
	let network = |(carrier, meters)| Network {
		carrier,
		meters,
		slots: Vec::new(),
		tariffs: Vec::new(),
		orders: Vec::new(),
		declared: Declared::default(),
	};
	Ok(networks.into_iter().map(network).collect())
}

fn read_meter(file: &CsvFile, row: &CsvRow) -> Result<Meter> {
	let class = match file.text(row, "class") {
		"boundary" => RowClass::Boundary,
		"feeder" => RowClass::Feeder,
		"sub" => RowClass::Sub,
		other => return Err(file.wrong(row, format!("no class is called `{other}`"))),
	};
	let name = file.text(row, "name").to_owned();
	if name.is_empty() {
		return Err(file.wrong(row, "`name` is empty"));
	}
	Ok(Meter {
		name,
		class,
		parent: file.maybe(row, "parent")?,
		note: file.text(row, "role_note").to_owned(),
		power_cap_w: file.number(row, "power_cap_w")?,
		resolution: file.number(row, "resolution")?,
		accuracy_ppm: file.number(row, "accuracy_ppm")?,
		import_start: file.number(row, "import_register_start")?,
		export_start: file.number(row, "export_register_start")?,
	})
}

fn check_parent(file: &CsvFile, row: &CsvRow, meter: &Meter, before: &[Meter]) -> Result<()> {
	match (meter.class, meter.parent) {
		(RowClass::Sub, Some(parent)) => {
			let parent_class = before.get(parent as usize).map(|meter| meter.class);
			if parent_class == Some(RowClass::Boundary) {
				return Ok(());
			}
			Err(file.wrong(row, format!("no boundary meter {parent} stands above its sub-meter")))
		}
		(RowClass::Sub, None) => Err(file.wrong(row, "a sub-meter needs a `parent`")),
		(_, Some(_)) => Err(file.wrong(row, "only a sub-meter has a `parent`")),
		(_, None) => Ok(()),
	}
}

fn read_readings(folder: &Path, networks: &mut [Network], slots: u32) -> Result<()> {
	let file = CsvFile::read(folder, "readings.csv", &READINGS)?;
	let mut last: HashMap<(Carrier, u32), (u32, Registers)> = HashMap::new();
	for row in file.rows() {
		let (network, index) = find(&file, row, networks)?;
		let slot: u32 = file.number(row, "slot")?;
		if slot >= slots {
			let reason = format!("slot {slot} of a data set that has {slots}");
			return Err(file.wrong(row, reason));
		}
		let before = last.get(&(network.carrier, index)).copied();
		if let Some((previous, _)) = before.filter(|(previous, _)| *previous >= slot) {
			let reason = format!("slot {slot} of meter {index} after its slot {previous}");
			return Err(file.wrong(row, reason));
		}
		let start = network.meters.get(index as usize).map(|meter| Registers {
			index,
			import: meter.import_start,
			export: meter.export_start,
		});
		let from = before.map(|(_, registers)| registers).or(start);
		let from = from.unwrap_or(Registers { index, import: 0, export: 0 });
		let registers = step(&file, row, from)?;
		last.insert((network.carrier, index), (slot, registers));
		if network.slots.len() <= slot as usize {
			network.slots.resize_with(slot as usize + 1, Vec::new);
		}
		if let Some(entries) = network.slots.get_mut(slot as usize) {
			entries.push(registers);
		}
	}
	for network in networks {
		let name = network.carrier.facts().name;
		if network.slots.is_empty() {
			return Err(Error::data("readings.csv", 1, format!("no reading of {name}")));
		}
		network.slots.iter_mut().for_each(|entries| entries.sort_by_key(|entry| entry.index));
	}
	Ok(())
}

/// The registers after one row of `readings.csv`.
fn step(file: &CsvFile, row: &CsvRow, from: Registers) -> Result<Registers> {
	let (import, export): (u32, u32) = (file.number(row, "import")?, file.number(row, "export")?);
	let sum = |register: u64, step: u32| {
		register.checked_add(step.into()).ok_or_else(|| file.wrong(row, "the register is full"))
	};
	let (import, export) = (sum(from.import, import)?, sum(from.export, export)?);
	Ok(Registers { index: from.index, import, export })
}

fn read_tariffs(folder: &Path, networks: &mut [Network]) -> Result<()> {
	let file = CsvFile::read(folder, "tariffs.csv", &TARIFFS)?;
	for row in file.rows() {
		let carrier = carrier(&file, row)?;
		let network = networks.iter_mut().find(|network| network.carrier == carrier);
		let Some(network) = network else {
			let name = carrier.facts().name;
			return Err(file.wrong(row, format!("meters.csv has no meter in {name}")));
		};
		let (slot, due): (usize, usize) = (file.number(row, "slot")?, network.tariffs.len());
		if slot != due {
			return Err(file.wrong(row, format!("slot {slot} where {due} is next")));
		}
		let tariff = Tariff {
			feed_in: file.number(row, "feed_in_nano")?,
			retail: file.number(row, "retail_nano")?,
			network_fee: file.number(row, "network_fee_nano")?,
			fund_fee: file.number(row, "fund_fee_nano")?,
		};
		check_tariff(&tariff).map_err(|reason| file.wrong(row, reason))?;
		network.tariffs.push(tariff);
	}
	for network in networks {
		let (tariffs, slots) = (network.tariffs.len(), network.slots.len());
		if tariffs < slots {
			let name = network.carrier.facts().name;
			let reason = format!("{name} has {slots} slots of readings but {tariffs} tariffs");
			return Err(Error::data("tariffs.csv", 1, reason));
		}
	}
	Ok(())
}

fn check_tariff(tariff: &Tariff) -> std::result::Result<(), String> {
	let (feed_in, retail) = (tariff.feed_in, tariff.retail);
	if feed_in > retail {
		return Err(format!("feed_in_nano {feed_in} is above retail_nano {retail}"));
	}
	if tariff.network_fee < 0 || tariff.fund_fee < 0 {
		return Err("a fee can't be negative".into());
	}
	Ok(())
}

fn read_orders(folder: &Path, networks: &mut [Network]) -> Result<()> {
	if !folder.join("orders.csv").exists() {
		return Ok(());
	}
	let file = CsvFile::read(folder, "orders.csv", &ORDERS)?;
	for row in file.rows() {
		let (network, index) = find(&file, row, networks)?;
		let limits = Limits {
			buy_max: file.maybe::<NanoPrice>(row, "buy_max_nano")?,
			sell_min: file.maybe::<NanoPrice>(row, "sell_min_nano")?,
		};
		network.orders.push((index, limits));
	}
	Ok(())
}

#[cfg(test)]
mod tests;
