// SPDX-License-Identifier: Apache-2.0
//! Which readings of a page go into a batch now. No connection, no clock: everything is given.
//!
//! A meter's earlier reading goes first, until it is in a block: a later one that overtook it would
//! turn it into a gap. Other meters of the page don't wait for that.

use crate::relay::{
	check::{Page, Stage},
	reading::Reading,
};
use energy_primitives::{Carrier, MeterId, NetworkId, PageIndex, Row, Slot, SlotLength};
use metering_core::{
	meter::{DeviceRow, MeterStatus},
	reading::{judge, Rejection, Setting},
};
use std::collections::BTreeMap;

/// Blocks after which a batch that no block took is submitted again.
pub const RETRY_BLOCKS: u64 = 8;

/// A reading in the queue.
#[derive(Clone, Debug)]
pub struct Held {
	/// What was read.
	pub reading: Reading,
	/// When it came, in milliseconds since 1970.
	pub arrived_ms: u64,
	/// The best block when it was last submitted.
	pub flown: Option<u64>,
	/// A batch of ours brought it, and it was not rejected.
	pub brought: bool,
	/// The chain rejected it, in the block with this number.
	pub refused: Option<(u64, Rejection)>,
	/// Its signature fits the key the chain showed last.
	pub checked: bool,
}

impl Held {
	/// A reading that has just come.
	pub fn new(reading: Reading, arrived_ms: u64, checked: bool) -> Self {
		Self { reading, arrived_ms, flown: None, brought: false, refused: None, checked }
	}

	fn is_flying(&self, best: u64) -> bool {
		self.flown.is_some_and(|since| best < since.saturating_add(RETRY_BLOCKS))
	}
}

/// What is held for one page, by slot and row.
pub type Slots = BTreeMap<Slot, BTreeMap<Row, Held>>;

/// Everything the decision rests on.
pub struct Moment<'a> {
	/// The network.
	pub network: NetworkId,
	/// The page as the best block has it.
	pub page: &'a Page,
	/// How far the network is.
	pub stage: Stage,
	/// Length of a slot.
	pub length: SlotLength,
	/// Hash of the first block.
	pub genesis: [u8; 32],
	/// The chain's clock.
	pub chain_s: u64,
	/// Number of the best block.
	pub best: u64,
	/// The clock of this machine, in milliseconds since 1970.
	pub now_ms: u64,
	/// How long the first reading of a page that isn't full waits for others.
	pub batch_after_ms: u64,
}

/// A batch to submit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Due {
	/// Its network.
	pub network: NetworkId,
	/// Its page.
	pub page: PageIndex,
	/// Its slot.
	pub slot: Slot,
	/// The rows in it.
	pub rows: Vec<Row>,
}

/// What a look at a page leads to.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Gathered {
	/// Batches, earlier slots first.
	pub due: Vec<Due>,
	/// Readings that can't count any more.
	pub bad: Vec<(Reading, Rejection)>,
}

/// Rows of a page.
#[derive(Clone)]
struct Rows([bool; 256]);

impl Rows {
	fn none() -> Self {
		Self([false; 256])
	}

	fn has(&self, row: Row) -> bool {
		self.0.get(usize::from(row)).copied().unwrap_or(false)
	}

	fn add(&mut self, row: Row) {
		if let Some(place) = self.0.get_mut(usize::from(row)) {
			*place = true;
		}
	}
}

/// Looks through what is held for a page.
pub fn gather(slots: &mut Slots, page: PageIndex, at: &Moment<'_>) -> Gathered {
	let mut gathered = Gathered::default();
	let Some(first_slot) = at.stage.first_slot else { return gathered };
	let mut earlier = Rows::none();
	for (&slot, held) in slots {
		if !at.length.has_ended(slot, at.chain_s) {
			break;
		}
		if slot < at.stage.next_slot {
			continue;
		}
		let carrier: Carrier = at.network.carrier;
		let setting = Setting { slot, first_slot, carrier, slot_length: at.length };
		let mut look = Look { at, setting, ready: Vec::new(), seen: Rows::none(), ripe: false };
		for (&row, held) in held {
			if let Err(reason) = look.at(row, held, &mut earlier) {
				gathered.bad.push((held.reading.clone(), reason));
			}
		}
		if !look.ready.is_empty() && (look.ripe || look.is_full()) {
			let rows = look.ready;
			gathered.due.push(Due { network: at.network, page, slot, rows });
		}
	}
	gathered
}

/// A look at one slot of a page.
struct Look<'a> {
	at: &'a Moment<'a>,
	setting: Setting,
	ready: Vec<Row>,
	/// Ready, under way, or judged.
	seen: Rows,
	ripe: bool,
}

impl Look<'_> {
	/// Sorts a reading in. An error is why the chain would reject it.
	fn at(&mut self, row: Row, held: &mut Held, earlier: &mut Rows) -> Result<(), Rejection> {
		let slot = self.setting.slot;
		let Some((device, counter)) = self.at.page.rows(row) else { return Ok(()) };
		if held.refused.is_some() || counter.done_slot(self.setting.first_slot) >= slot {
			self.seen.add(row);
			return Ok(());
		}
		if earlier.has(row) {
			return Ok(());
		}
		if !held.is_flying(self.at.best) {
			self.judge(device, held)?;
			self.ready.push(row);
			let waited = self.at.now_ms.saturating_sub(held.arrived_ms);
			self.ripe |= held.flown.is_some() || waited >= self.at.batch_after_ms;
		}
		self.seen.add(row);
		earlier.add(row);
		Ok(())
	}

	fn judge(&self, device: &DeviceRow, held: &mut Held) -> Result<(), Rejection> {
		let row = held.reading.meter.row();
		let (_, counter) = self.at.page.rows(row).ok_or(Rejection::UnknownMeter)?;
		judge(device, counter, &held.reading.signed(), &self.setting)?;
		if !held.checked && !held.reading.is_signed_by(&device.key, &self.at.genesis) {
			return Err(Rejection::WrongSignature);
		}
		held.checked = true;
		Ok(())
	}

	/// Whether nobody is left to wait for.
	fn is_full(&self) -> bool {
		let first_slot = self.setting.first_slot;
		let rows = self.at.page.devices.iter().zip(&self.at.page.counters).zip(0..=Row::MAX);
		let mut rows = rows.filter(|((device, _), _)| device.status == MeterStatus::Active);
		rows.all(|((_, counter), row)| {
			self.seen.has(row) || counter.done_slot(first_slot) >= self.setting.slot
		})
	}
}

/// The slots in which a meter has a reading before `slot`, and the last of them.
pub fn before(slots: &Slots, meter: MeterId, slot: Slot) -> Option<&Reading> {
	let earlier = slots.range(..slot).rev();
	let mut readings = earlier.filter_map(|(_, rows)| rows.get(&meter.row()));
	readings.find(|held| held.refused.is_none()).map(|held| &held.reading)
}

#[cfg(test)]
pub(crate) mod tests;
