// SPDX-License-Identifier: Apache-2.0
//! `trace`: where one unit went. A unit is a list of stretches of its meter's export axis; each
//! stretch lies in one slot, and the slot's flow says who used it.

use crate::{
	calendar,
	data::DataSet,
	error::{Error, Result},
	flow::{per_kwh, Names, SlotView},
	progress::show,
	store::{Export, Store},
};
use clap::Args;
use energy_primitives::{MeterId, NanoPrice, Slot, SlotLength, UnitId, UNIT};
use serde::Serialize;
use settlement_core::{Fate, Party};
use std::{fmt, path::PathBuf};

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
	let trace = trace(&store, &names, unit)?;
	if trace.stretches.is_empty() {
		return Err(Error::Usage(format!("{unit}: no such unit in this database")));
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
	/// Its parts in the order of their export.
	pub stretches: Vec<Stretch>,
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
	/// `member`, `grid`, `lost` or `late`.
	pub fate: &'static str,
	/// Index of the meter that used it.
	pub user_meter: Option<u32>,
	/// What that meter is called.
	pub user: Option<String>,
	/// What the exporter got per base quantity, in nano-currency.
	pub seller_price_nano: Option<NanoPrice>,
	/// What the user paid per base quantity, fees included, in nano-currency.
	pub buyer_price_nano: Option<NanoPrice>,
	/// The exporter's price as currency per kWh.
	pub seller_price_per_kwh: Option<String>,
	/// The user's price as currency per kWh.
	pub buyer_price_per_kwh: Option<String>,
}

impl Trace {
	/// Whether members used all of it.
	pub fn is_fully_matched(&self) -> bool {
		self.matched() == UNIT
	}

	/// Base quantities of it that members used.
	pub fn matched(&self) -> u64 {
		self.sum("member")
	}

	/// Base quantities of it with this fate.
	pub fn sum(&self, fate: &str) -> u64 {
		let with = self.stretches.iter().filter(|stretch| stretch.fate == fate);
		with.map(|stretch| stretch.quantity).sum()
	}
}

/// Looks a unit up. Without stretches: nothing of it was exported, as far as is indexed.
pub fn trace(store: &Store, names: &Names, unit: UnitId) -> Result<Trace> {
	let (Some(meter), (begin, end)) = (unit.meter(), unit.range()) else {
		return Err(Error::Usage(format!("{unit}: its carrier is unknown")));
	};
	let length = store.slot_length()?;
	let carrier = meter.network.carrier;
	let mut stretches = Vec::new();
	for export in store.exports(meter)? {
		let (from, to) =
			(begin.max(export.begin), end.min(export.begin + u64::from(export.quantity)));
		if from < to {
			let range = (from - export.begin, to - export.begin);
			stretches.extend(fates(store, names, length, meter, export, range)?);
		}
	}
	let exported: u64 = stretches.iter().map(|stretch| stretch.quantity).sum();
	Ok(Trace {
		unit: unit.to_string(),
		carrier: carrier.facts().name,
		base_unit: carrier.facts().base_unit,
		meter: meter.index,
		exporter: names.of_meter(carrier, meter.index),
		state: if exported == UNIT { "issued" } else { "filling" },
		stretches,
	})
}

/// The fates of a range of what a meter exported in one slot.
fn fates(
	store: &Store,
	names: &Names,
	length: SlotLength,
	meter: MeterId,
	export: Export,
	(from, to): (u64, u64),
) -> Result<Vec<Stretch>> {
	let carrier = meter.network.carrier;
	let missing =
		|| Error::Verification(format!("slot {} is not whole in the database", export.slot));
	let view = SlotView::read(store, meter.network, export.slot)?.ok_or_else(missing)?;
	let shares = view.flow.fates_of_export(Party::Member(meter.index), from, to);
	let clearing = view.clearing();
	let traded = (Some(clearing.price_seller), Some(clearing.price_buyer));
	let stretch = |quantity: u64, fate: Fate| {
		let (fate, user_meter, (seller, buyer)) = match fate {
			Fate::Member { meter, .. } => ("member", Some(meter), traded),
			Fate::Lost => ("lost", None, traded),
			Fate::Grid { .. } => ("grid", None, (Some(clearing.tariff.feed_in), None)),
			Fate::Late => ("late", None, (None, None)),
		};
		Stretch {
			slot: export.slot,
			begin_utc: calendar::slot_begin(length, export.slot),
			quantity,
			fate,
			user_meter,
			user: user_meter.map(|index| names.of_meter(carrier, index)),
			seller_price_nano: seller,
			buyer_price_nano: buyer,
			seller_price_per_kwh: seller.map(|price| per_kwh(carrier, price)),
			buyer_price_per_kwh: buyer.map(|price| per_kwh(carrier, price)),
		}
	};
	let shares = shares.ok_or_else(missing)?;
	Ok(shares.into_iter().map(|share| stretch(share.quantity, share.with)).collect())
}

impl fmt::Display for Trace {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { unit, carrier, base_unit, exporter, state, .. } = self;
		write!(f, "{unit}: {carrier} exported by {exporter} (meter {}), {state}", self.meter)?;
		for stretch in &self.stretches {
			let Stretch { begin_utc, quantity, .. } = stretch;
			write!(f, "\n  {begin_utc} UTC  {quantity:>5} {base_unit}  {}", stretch.told())?;
		}
		Ok(())
	}
}

impl Stretch {
	fn told(&self) -> String {
		let price = |price: &Option<String>| price.clone().unwrap_or_default();
		let (seller, buyer) = (price(&self.seller_price_per_kwh), price(&self.buyer_price_per_kwh));
		match (self.fate, &self.user, self.user_meter) {
			("member", Some(user), Some(meter)) => format!(
				"used by {user} (meter {meter}): {seller} per kWh to the exporter, {buyer} from the user"
			),
			("grid", ..) => format!("to the grid at {seller} per kWh"),
			("lost", ..) => format!(
				"lost on the way: {seller} per kWh to the exporter, {buyer} from the balancing account"
			),
			_ => "measured late: settled with the balancing account".into(),
		}
	}
}
