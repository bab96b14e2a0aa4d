// SPDX-License-Identifier: Apache-2.0
//! How the state grows: a network of some meters and one of few run slot after slot, and everything
//! that metering and settlement hold is weighed. What both have in common is the slots' part; the
//! difference is the meters'.

use crate::{
	chain::{Chain, Result},
	fleet::Fleet,
	steps::{round2, sweep_all, BEGIN_S, SLOT_S},
	town::{self, NETWORK},
};
use codec::Decode;
use commonwatt_runtime::Runtime;
use energy_primitives::PAGE_ROWS;
use pallet_settlement::{Config, SlotRecords, Window};
use serde_json::{json, Value};
use sp_core::Get;

/// The state is weighed after every so many slots. By the first weighing a day of slots is in the
/// loss window.
const EVERY: u32 = 100;
const MANY: u32 = 256;
const FEW: u32 = 16;
/// How far back a network may open, less some slots for registering its meters.
const BACK_MAX: u32 = 31 * 96 - 16;

/// What a network of so many meters came to.
struct Grown {
	/// Bytes of state, every [`EVERY`] slots.
	weighings: Vec<u64>,
	/// Slots whose records stay in state.
	window: u32,
	/// Bytes of one record, its key included.
	record: usize,
}

impl Grown {
	/// From the first weighing with a full window of records to the last, if there are two.
	fn bytes(&self) -> f64 {
		let from = self.weighings.get(self.base() as usize - 1);
		let to = self.weighings.last();
		from.zip(to).map_or(0.0, |(from, to)| *to as f64 - *from as f64)
	}

	/// Which weighing is the first with a full window.
	fn base(&self) -> u32 {
		self.window.div_ceil(EVERY).max(1)
	}
}

/// Measures over this many slots, and as many more as fill the window of records.
pub(crate) fn measure(tokio: &tokio::runtime::Runtime, slots: u32) -> Result<Value> {
	let window_max = <<Runtime as Config>::RecordWindow as Get<u32>>::get();
	println!("Growing: {MANY} meters over {slots} slots and more ...");
	let many = grow(tokio, MANY, slots)?;
	println!("Growing: {FEW} meters over {slots} slots and more ...");
	let few = grow(tokio, FEW, slots)?;

	let span = f64::from((few.weighings.len() as u32 - few.base()) * EVERY);
	let per_slot = few.bytes() / span;
	let per_meter = (many.bytes() - few.bytes()) / f64::from(MANY - FEW) / span;
	println!("state per meter and slot         {per_meter:9.2} bytes");
	println!("state per slot, folded           {per_slot:9.2} bytes");
	println!("a record in the window           {:9} bytes", few.record);
	Ok(json!({
		"slots": span,
		"state_bytes_per_meter_slot": round2(per_meter),
		"state_bytes_per_slot": round2(per_slot),
		"record_bytes": few.record,
		"record_window_slots": few.window,
		"record_window_slots_max": window_max,
		"weighed_every_slots": EVERY,
		"state_bytes_256_meters": many.weighings,
		"state_bytes_16_meters": few.weighings,
	}))
}

fn grow(tokio: &tokio::runtime::Runtime, meters: u32, slots: u32) -> Result<Grown> {
	let now = u32::try_from(BEGIN_S / SLOT_S)?;
	let mut chain = Chain::new(tokio.handle().clone(), BEGIN_S * 1_000)?;
	let window = window(&chain)?;
	// The base is the weighing with which the window is full.
	let slots = (slots.max(EVERY) + window.max(EVERY)).next_multiple_of(EVERY);
	let first_slot = now - slots.min(BACK_MAX);
	let fleet = Fleet::new(meters);
	town::install(&mut chain, &fleet, first_slot)?;
	let mut grown = Grown { weighings: Vec::new(), window, record: 0 };
	for nth in 1..=slots {
		let slot = first_slot + nth - 1;
		chain.wait_until((u64::from(slot) + 1) * SLOT_S * 1_000);
		let batches = fleet.sign(&chain.genesis(), &fleet.slot(slot, nth, PAGE_ROWS));
		if chain.import(batches.clone()).is_err() {
			// A block that begins a session has no room for transactions.
			chain.import(vec![])?;
			chain.import(batches)?;
		}
		sweep_all(&mut chain, slot)?;
		if nth % EVERY == 0 {
			let bytes = chain.state_bytes("Metering")? + chain.state_bytes("Settlement")?;
			grown.weighings.push(bytes);
		}
		if nth == slots {
			let key = SlotRecords::<Runtime>::hashed_key_for((NETWORK, slot));
			let value = chain.storage(key.clone())?.unwrap_or_default();
			grown.record = key.len() + value.len();
		}
	}
	Ok(grown)
}

/// Slots whose records stay in the state of this chain.
fn window(chain: &Chain) -> Result<u32> {
	let set = chain.storage(Window::<Runtime>::hashed_key().to_vec())?;
	let longest = <<Runtime as Config>::RecordWindow as Get<u32>>::get();
	Ok(set.map(|bytes| u32::decode(&mut bytes.as_slice())).transpose()?.unwrap_or(longest))
}
