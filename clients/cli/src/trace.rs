// SPDX-License-Identifier: Apache-2.0
//! `trace`: the life of one unit. A unit is a list of stretches of its meter's export axis; each
//! stretch lies in one slot, the slot's flow says who used it, and lineage where it came from.

mod look;
#[cfg(test)]
mod tests;
mod told;

pub use look::Tracer;

use crate::{
	data::DataSet,
	error::{Error, Result},
	flow::Names,
	lineage::{Kept, Node},
	progress::show,
	store::Store,
};
use clap::Args;
use energy_primitives::{MeterId, NanoPrice, Slot, UnitId, UNIT};
use metering_core::meter::StorageFacts;
use serde::Serialize;
use std::path::PathBuf;

/// Say where one unit went: who exported it, when, who used it, and at what price.
#[derive(Args, Debug)]
pub struct TraceArgs {
	/// The unit, for example EL-0-7-12-0.
	unit: String,
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Folder of the data set, for the names of homes.
	#[arg(long, value_name = "FOLDER")]
	data: Option<PathBuf>,
	/// Say also where it came from: devices, storages, converters, neighbours, the grid; and what
	/// storages made of it.
	#[arg(long)]
	lineage: bool,
	/// Print JSON instead of text.
	#[arg(long)]
	json: bool,
}

/// Runs the command.
pub fn run(args: &TraceArgs) -> Result<()> {
	let unit: UnitId =
		args.unit.parse().map_err(|error| Error::Usage(format!("`{}`: {error}", args.unit)))?;
	let names = match &args.data {
		Some(folder) => Names::of(&DataSet::read(folder)?),
		None => Names::default(),
	};
	let store = Store::open_existing(&args.db)?;
	let tracer = Tracer::new(&store, &names)?;
	let trace = if args.lineage { tracer.with_lineage(unit)? } else { tracer.trace(unit)? };
	if trace.stretches.is_empty() {
		return Err(tracer.not_there(unit)?);
	}
	if args.json {
		let text = serde_json::to_string_pretty(&trace);
		show(text.map_err(|error| Error::file(&args.db, error))?);
	} else {
		show(trace);
	}
	Ok(())
}

/// What became of a unit.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
	/// The unit.
	pub unit: String,
	/// Name of its carrier.
	pub carrier: &'static str,
	/// Base quantity its stretches are counted in.
	pub base_unit: &'static str,
	/// Index of the meter that exported it.
	pub meter: u32,
	/// What that meter is called.
	pub exporter: String,
	/// `issued`, or `filling` while less than a whole unit was exported.
	pub state: &'static str,
	/// Base quantities of it that are indexed.
	pub filled: u64,
	/// Its parts in the order of their export.
	pub stretches: Vec<Stretch>,
	/// Where it came from, if asked.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub came_from: Vec<Node>,
}

/// A part of a unit with one fate.
#[derive(Clone, Debug, Serialize)]
pub struct Stretch {
	/// The slot it was exported in.
	pub slot: Slot,
	/// When that slot began, UTC.
	pub begin_utc: String,
	/// Base quantities.
	pub quantity: u64,
	/// `member`, `stored`, `grid`, `lost` or `late`.
	pub fate: &'static str,
	/// Index of the meter that used it.
	pub user_meter: Option<u32>,
	/// What that meter is called.
	pub user: Option<String>,
	/// Index of the device's meter that used or stored it, if it has one.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub device_meter: Option<u32>,
	/// What that meter is called.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub device: Option<String>,
	/// What a storage made of it, if asked.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub kept: Option<Kept>,
	/// What the exporter got per base quantity, in nano-currency.
	pub seller_price_nano: Option<NanoPrice>,
	/// What the user paid per base quantity, fees included, in nano-currency.
	pub buyer_price_nano: Option<NanoPrice>,
	/// The exporter's price as currency per kWh.
	pub seller_price_per_kwh: Option<String>,
	/// The user's price as currency per kWh.
	pub buyer_price_per_kwh: Option<String>,
	/// The storage it went into.
	#[serde(skip)]
	stored: Option<Stored>,
}

/// Energy that a storage took in a slot.
#[derive(Clone, Copy, Debug)]
struct Stored {
	/// The storage's meter.
	meter: MeterId,
	/// What is declared of it.
	facts: StorageFacts,
	/// Which ranks of its import in the slot.
	range: (u64, u64),
}

impl Trace {
	/// Whether members used all of it.
	pub fn is_fully_matched(&self) -> bool {
		self.matched() == UNIT
	}

	/// Base quantities of it that members used or stored.
	pub fn matched(&self) -> u64 {
		self.sum("member") + self.sum("stored")
	}

	/// Base quantities of it with this fate.
	pub fn sum(&self, fate: &str) -> u64 {
		let with = self.stretches.iter().filter(|stretch| stretch.fate == fate);
		with.map(|stretch| stretch.quantity).sum()
	}
}

/// Looks a unit up. Without stretches: nothing of it was exported, as far as is indexed.
pub fn trace(store: &Store, names: &Names, unit: UnitId) -> Result<Trace> {
	Tracer::new(store, names)?.trace(unit)
}
