// SPDX-License-Identifier: Apache-2.0
//! A community whose devices are played here.

use commonwatt_cli::{
	chain::Chain,
	data::DataSet,
	error::{Error, Result},
	plan::{Parties, PartyArgs},
	relay::reading::Reading,
	storage::{keys, Storage},
	types::ReadingBatch,
};
use energy_primitives::{Carrier, MeterId, NetworkId, PageIndex, Slot, PAGE_ROWS};
use metering_core::{
	meter::CounterRow,
	reading::{reading_message, SignedReading},
};
use sp_core::{bounded::BoundedVec, ed25519, Pair};
use std::path::Path;

/// A network of full pages; its feeder is the last meter, alone in its page.
pub(crate) struct Field {
	pub(crate) network: NetworkId,
	/// The first slot without readings.
	pub(crate) slot: Slot,
	genesis: [u8; 32],
	devices: Vec<ed25519::Pair>,
	begin: Vec<CounterRow>,
}

impl Field {
	pub(crate) async fn new(
		chain: &Chain,
		data: &Path,
		state: &Path,
		parties: &PartyArgs,
	) -> Result<Self> {
		let set = DataSet::read(data)?;
		let parties = Parties::new(parties, &set)?;
		let text = std::fs::read(state).map_err(|error| Error::file(state, error))?;
		let state: serde_json::Value =
			serde_json::from_slice(&text).map_err(|error| Error::file(state, error))?;
		let number = |key: &str| {
			let number = state[key].as_u64().and_then(|number| u32::try_from(number).ok());
			number.ok_or_else(|| Error::Usage(format!("the state has no `{key}`")))
		};
		let network = NetworkId { community: number("community")?, carrier: Carrier::Electricity };
		let meters = u32::try_from(set.meter_count()).unwrap_or(0).saturating_sub(1);
		let mut begin = Vec::new();
		for page in 0..meters / PAGE_ROWS {
			let rows: Option<Vec<CounterRow>> =
				Storage::new(chain, None).get("Metering", "Counters", &keys(network, page)).await?;
			begin.extend(rows.unwrap_or_default());
		}
		let devices = (0..meters).map(|index| parties.devices.key(network.carrier, index));
		Ok(Self {
			network,
			slot: number("first_slot")? + set.slots(),
			genesis: chain.genesis(),
			devices: devices.collect(),
			begin,
		})
	}

	/// How many meters speak: all but the feeder.
	pub(crate) fn meters(&self) -> u32 {
		self.devices.len() as u32
	}

	/// Full pages.
	pub(crate) fn pages(&self) -> u32 {
		self.meters() / PAGE_ROWS
	}

	/// The page of the feeder, which never speaks here.
	pub(crate) fn silent_page(&self) -> PageIndex {
		self.pages()
	}

	/// What all meters say of a slot.
	pub(crate) fn readings(&self, slot: Slot) -> Vec<Reading> {
		(0..self.meters()).map(|index| self.reading(index, slot)).collect()
	}

	fn reading(&self, index: u32, slot: Slot) -> Reading {
		let begin = self.begin.get(index as usize).copied().unwrap_or_default();
		let more = 5 * u64::from(slot - self.slot + 1);
		let (import, export) = (begin.import_register + more, begin.export_register + more);
		let message = reading_message(&self.genesis, slot, import, export);
		let device = &self.devices[index as usize];
		Reading {
			meter: MeterId { network: self.network, index },
			slot,
			import_register: import,
			export_register: export,
			signature: device.sign(&message).0,
		}
	}

	/// A full page of a slot as a relay sends it, its rows rotated by `turn`.
	pub(crate) fn batch(&self, slot: Slot, page: PageIndex, turn: usize) -> ReadingBatch {
		let rows = page * PAGE_ROWS..(page + 1) * PAGE_ROWS;
		let mut readings: Vec<_> = rows.map(|index| self.reading(index, slot).signed()).collect();
		readings.rotate_left(turn);
		let readings = BoundedVec::truncate_from(readings);
		ReadingBatch { network: self.network, slot, page, readings }
	}

	/// A batch of forged readings of the silent feeder: fresh as long as it is silent.
	pub(crate) fn forged(&self, slot: Slot, rows: usize, salt: u64) -> ReadingBatch {
		let forged = |at: usize| {
			let seed = [salt.to_le_bytes(), (at as u64).to_le_bytes()].concat();
			let mut signature = [0; 64];
			signature[..16].copy_from_slice(&seed);
			SignedReading {
				row: 0,
				import_register: 1_000_000,
				export_register: 1_000_000,
				signature,
			}
		};
		let readings = BoundedVec::truncate_from((0..rows).map(forged).collect());
		ReadingBatch { network: self.network, slot, page: self.silent_page(), readings }
	}
}
