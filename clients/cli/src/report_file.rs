// SPDX-License-Identifier: Apache-2.0
//! JSON files that scripts read.

use crate::{
	audit::Audited,
	chain::Chain,
	data::DataSet,
	error::{Error, Result},
	setup::Ready,
	verify::Money,
};
use energy_primitives::{CommunityId, Slot};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path};

/// What a replay did.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayReport {
	/// Name of the data set.
	pub data: String,
	/// The community it was replayed into.
	pub community: CommunityId,
	/// First slot of its networks.
	pub first_slot: Slot,
	/// Slots replayed, per network.
	pub slots: u32,
	/// Meters of all networks.
	pub meters: usize,
	/// Readings handed to the node in this run.
	pub readings_submitted: u64,
	/// Readings seen accepted in this run.
	pub readings_accepted: u64,
	/// Readings seen rejected in this run.
	pub readings_rejected: u64,
	/// How often the node went away and came back.
	pub reconnections: u32,
	/// Seconds from the first connection until everything was settled.
	pub replay_s: f64,
	/// Readings accepted per second, from the first one handed over to the last slot settled.
	pub readings_per_s: u64,
	/// How often it was checked that the money adds up.
	#[serde(flatten)]
	pub audited: Audited,
	/// Whether the money adds up.
	pub conservation_ok: bool,
	/// The money itself.
	#[serde(flatten)]
	pub money: Money,
}

/// The part of a replay's report that others need.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ReplayTimes {
	/// Seconds the replay took.
	pub replay_s: f64,
}

impl fmt::Display for ReplayReport {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(
			f,
			"Settled: {} slots, {} meters, community {}, in {} s.",
			self.slots, self.meters, self.community, self.replay_s
		)?;
		writeln!(
			f,
			"Readings in this run: {} submitted, {} accepted, {} rejected; {} a second.",
			self.readings_submitted,
			self.readings_accepted,
			self.readings_rejected,
			self.readings_per_s
		)?;
		writeln!(
			f,
			"Money was summed up at {} final blocks, {} of them in the middle of a sweep.",
			self.audited.conservation_checks, self.audited.conservation_checks_mid_sweep
		)?;
		write!(
			f,
			"Money adds up: {} nano in positions + {} rounding = {} booked; the pot holds {}.",
			self.money.positions_sum_nano,
			self.money.rounding_nano,
			self.money.booked_nano,
			self.money.pot_nano
		)
	}
}

/// Where a replay stands, for scripts and for `index` and `report`.
#[derive(Serialize)]
struct State<'a> {
	genesis: String,
	data: &'a str,
	community: CommunityId,
	first_slot: Slot,
	slots: u32,
}

/// Writes the state file of a replay.
pub fn write_state(path: &Path, chain: &Chain, set: &DataSet, ready: Ready) -> Result<()> {
	let state = State {
		genesis: format!("0x{}", hex::encode(chain.genesis())),
		data: &set.name,
		community: ready.community,
		first_slot: ready.first_slot,
		slots: set.slots(),
	};
	write(path, &state)
}

/// Writes a value as JSON. The file is complete or not there: it is renamed into place.
pub fn write(path: &Path, value: &impl Serialize) -> Result<()> {
	let text = serde_json::to_string_pretty(value).map_err(|error| Error::file(path, error))?;
	if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
		std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
	}
	let mut beside = path.as_os_str().to_owned();
	beside.push(".part");
	std::fs::write(&beside, text + "\n").map_err(|error| Error::file(path, error))?;
	std::fs::rename(&beside, path).map_err(|error| Error::file(path, error))
}

/// Reads a JSON file.
pub fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
	let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
	serde_json::from_slice(&text)
		.map_err(|error| Error::data(&path.display().to_string(), 1, error.to_string()))
}
