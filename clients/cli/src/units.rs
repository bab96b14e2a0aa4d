// SPDX-License-Identifier: Apache-2.0
//! `units`: the units that meters have issued, and where they went.

use crate::{
	calendar,
	data::DataSet,
	error::{Error, Result},
	flow::Names,
	progress::show,
	store::Store,
	trace::{Trace, Tracer},
};
use clap::Args;
use energy_primitives::{carrier::FACTS, MeterId, NetworkId, UnitId, UNIT};
use std::path::PathBuf;

/// List the units that meters have issued, and where they went.
#[derive(Args, Debug)]
pub struct UnitsArgs {
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Only this meter, by its number in the network.
	#[arg(long, value_name = "INDEX")]
	meter: Option<u32>,
	/// Only this network: electricity or heat.
	#[arg(long, value_name = "CARRIER")]
	network: Option<String>,
	/// Folder of the data set, for the names of homes.
	#[arg(long, value_name = "FOLDER")]
	data: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &UnitsArgs) -> Result<()> {
	let known = |name: &String| FACTS.iter().any(|facts| facts.name == name);
	if let Some(name) = args.network.as_ref().filter(|name| !known(name)) {
		return Err(Error::Usage(format!("no network is called `{name}`")));
	}
	let names = match &args.data {
		Some(folder) => Names::of(&DataSet::read(folder)?),
		None => Names::default(),
	};
	let store = Store::open_existing(&args.db)?;
	let (length, tracer) = (store.slot_length()?, Tracer::new(&store, &names)?);
	let mut count = 0;
	for network in store.networks()? {
		let name = network.carrier.facts().name;
		if args.network.as_ref().is_some_and(|wanted| wanted != name) {
			continue;
		}
		for meter in meters(&store, network)? {
			if args.meter.is_some_and(|wanted| wanted != meter.index) {
				continue;
			}
			for serial in 0..issued(&store, meter)? {
				let Some(unit) = UnitId::new(meter, serial) else { break };
				let trace = tracer.trace(unit)?;
				let when = |trace: &Trace| {
					let slot = trace.stretches.last().map_or(0, |stretch| stretch.slot);
					calendar::slot_begin(length, slot)
				};
				show(format!("{}  {}  {}", trace.unit, when(&trace), line(&trace)));
				count += 1;
			}
		}
	}
	show(format!("{count} units"));
	Ok(())
}

fn meters(store: &Store, network: NetworkId) -> Result<Vec<MeterId>> {
	let count = u32::try_from(store.meter_count(network)?).unwrap_or(u32::MAX);
	Ok((0..count).map(|index| MeterId { network, index }).collect())
}

/// How many whole units a connection point has exported, as far as is indexed.
pub fn issued(store: &Store, meter: MeterId) -> Result<u64> {
	if !store.is_home(meter)? {
		return Ok(0);
	}
	Ok(store.exported(meter)? / UNIT)
}

fn line(trace: &Trace) -> String {
	let unit = trace.base_unit;
	let parts: Vec<String> = ["member", "stored", "grid", "lost", "late"]
		.iter()
		.map(|fate| (fate, trace.sum(fate)))
		.filter(|(_, sum)| *sum > 0)
		.map(|(fate, sum)| match *fate {
			"member" => format!("{sum} {unit} used by members"),
			"stored" => format!("{sum} {unit} stored by members"),
			"grid" => format!("{sum} {unit} to the grid"),
			fate => format!("{sum} {unit} {fate}"),
		})
		.collect();
	format!("{}: {}", trace.exporter, parts.join(", "))
}
