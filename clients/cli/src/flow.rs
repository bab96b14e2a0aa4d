// SPDX-License-Identifier: Apache-2.0
//! The flow of a settled slot, from the database: who met whom, looked up and never recorded.

use crate::{
	data::DataSet,
	error::{Error, Result},
	store::Store,
};
use energy_primitives::{Carrier, MeterId, NanoPrice, NetworkId, Slot};
use settlement_core::{Clearing, FlowRow, RowLeaf, SlotFlow, SlotRecord};
use std::collections::HashMap;

/// A settled slot with its flow.
pub struct SlotView {
	/// What the chain keeps of it.
	pub record: SlotRecord,
	/// All its rows by meter index.
	pub rows: Vec<(u32, RowLeaf)>,
	/// Who met whom.
	pub flow: SlotFlow,
}

impl SlotView {
	/// Reads a slot; `None` where it is not indexed.
	pub fn read(store: &Store, id: NetworkId, slot: Slot) -> Result<Option<Self>> {
		let (Some(record), Some(pages)) = (store.record(id, slot)?, store.rows(id, slot)?) else {
			return Ok(None);
		};
		let rows = (0u32..).zip(pages).flat_map(|(page, rows)| {
			let index = move |row| MeterId::at(id, page, row).map_or(u32::MAX, |meter| meter.index);
			rows.into_iter().map(move |leaf| (index(leaf.row), leaf))
		});
		let rows: Vec<(u32, RowLeaf)> = rows.collect();
		let flow_rows: Vec<FlowRow> =
			rows.iter().map(|(meter, leaf)| FlowRow::new(*meter, leaf)).collect();
		let flow = SlotFlow::new(&flow_rows, &record.header.clearing).map_err(|error| {
			let name = id.carrier.facts().name;
			Error::Verification(format!("{name} slot {slot}: its rows make no flow: {error:?}"))
		})?;
		Ok(Some(Self { record, rows, flow }))
	}

	/// Its prices and totals.
	pub fn clearing(&self) -> &Clearing {
		&self.record.header.clearing
	}
}

/// What people call meters. Names are in the data set, never on the chain.
#[derive(Default)]
pub struct Names {
	names: HashMap<(Carrier, u32), (String, String)>,
}

impl Names {
	/// The names in a data set.
	pub fn of(set: &DataSet) -> Self {
		let mut names = HashMap::new();
		for network in &set.networks {
			for (index, meter) in (0u32..).zip(&network.meters) {
				names.insert((network.carrier, index), (meter.name.clone(), meter.note.clone()));
			}
		}
		Self { names }
	}

	/// The name of a meter, or its number.
	pub fn of_meter(&self, carrier: Carrier, index: u32) -> String {
		let known = self.names.get(&(carrier, index));
		known.map_or_else(|| format!("meter {index}"), |(name, _)| name.clone())
	}

	/// A word about what is behind a meter.
	pub fn note(&self, carrier: Carrier, index: u32) -> &str {
		self.names.get(&(carrier, index)).map_or("", |(_, note)| note)
	}
}

/// A price as a person reads it: currency per kWh, four decimals, rounded to nearest.
pub fn per_kwh(carrier: Carrier, price: NanoPrice) -> String {
	const JOULES_PER_KWH: i128 = 3_600_000;
	let joules = i128::from(carrier.facts().joules_per_base);
	let nano = (i128::from(price) * JOULES_PER_KWH).checked_div(joules).unwrap_or(0);
	decimal(nano, 4)
}

/// Nano-currency with `places` of its nine decimals, rounded to nearest.
pub fn decimal(nano: i128, places: u32) -> String {
	let step = 10i128.pow(9 - places.min(9));
	let rounded = (nano.abs() + step / 2) / step;
	let unit = 10i128.pow(places.min(9));
	let sign = if nano < 0 && rounded > 0 { "-" } else { "" };
	let width = places.min(9) as usize;
	format!("{sign}{}.{:0width$}", rounded / unit, rounded % unit)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn money_is_rounded_for_reading_only() {
		assert_eq!(decimal(1_234_567_890, 2), "1.23");
		assert_eq!(decimal(-1_235_000_000, 2), "-1.24");
		assert_eq!(decimal(-4_000_000, 2), "0.00");
		assert_eq!(decimal(999_999_999, 2), "1.00");
		assert_eq!(decimal(5, 9), "0.000000005");
	}

	#[test]
	fn prices_of_both_carriers_are_told_per_kwh() {
		assert_eq!(per_kwh(Carrier::Electricity, 250_000), "0.2500");
		assert_eq!(per_kwh(Carrier::Electricity, -5_050), "-0.0051");
		// 3600 kJ are one kWh.
		assert_eq!(per_kwh(Carrier::Heat, 25_000), "0.0900");
	}
}
