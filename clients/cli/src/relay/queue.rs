// SPDX-License-Identifier: Apache-2.0
//! The queue in memory: a mirror of what is on disk, ordered as batches are made of it.

use crate::relay::{
	gather::{Due, Held, Slots},
	reading::{Reading, Refusal},
};
use energy_primitives::{MeterId, NetworkId, PageIndex, Slot};
use metering_core::reading::Rejection;
use std::collections::{BTreeMap, BTreeSet};

/// A page of a network.
pub type Place = (NetworkId, PageIndex);

/// Readings that were taken and are not known to be on the chain for good.
pub struct Queue {
	pages: BTreeMap<Place, Slots>,
	/// Pages that got a reading since they were last looked at.
	touched: BTreeSet<Place>,
	length: usize,
	length_max: usize,
}

/// What is held of one network.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Count {
	/// Readings held.
	pub held: usize,
	/// Of these, submitted and not final yet.
	pub under_way: usize,
	/// The earliest slot of any.
	pub oldest_slot: Option<Slot>,
	/// When the oldest came, in milliseconds since 1970.
	pub oldest_ms: Option<u64>,
}

impl Queue {
	/// The queue as it was on disk. What was on disk stays, even beyond the bound.
	pub fn new(queued: Vec<(Reading, u64)>, length_max: usize) -> Self {
		let (pages, touched) = (BTreeMap::new(), BTreeSet::new());
		let mut queue = Self { pages, touched, length: 0, length_max };
		for (reading, arrived_ms) in queued {
			queue.insert(Held::new(reading, arrived_ms, false));
		}
		queue
	}

	/// Takes a checked reading. Returns whether it is new; the same once more is fine, another one
	/// for the same slot is not.
	///
	/// Errors in order of precedence: [`Rejection::AlreadyRead`], [`Refusal::Busy`].
	pub fn offer(&mut self, reading: &Reading, arrived_ms: u64) -> Result<bool, Refusal> {
		if let Some(held) = self.get(reading.meter, reading.slot) {
			let same = (held.reading.import_register, held.reading.export_register)
				== (reading.import_register, reading.export_register);
			let other = Refusal::Rejected(Rejection::AlreadyRead);
			return if same { Ok(false) } else { Err(other) };
		}
		if self.length >= self.length_max {
			return Err(Refusal::Busy);
		}
		self.insert(Held::new(reading.clone(), arrived_ms, true));
		Ok(true)
	}

	fn insert(&mut self, held: Held) {
		let (meter, slot) = (held.reading.meter, held.reading.slot);
		let slots = self.pages.entry(place(meter)).or_default();
		if slots.entry(slot).or_default().insert(meter.row(), held).is_none() {
			self.length += 1;
		}
		self.touched.insert(place(meter));
	}

	/// A reading that is held.
	pub fn get(&self, meter: MeterId, slot: Slot) -> Option<&Held> {
		self.pages.get(&place(meter))?.get(&slot)?.get(&meter.row())
	}

	/// Forgets a reading.
	pub fn remove(&mut self, reading: &Reading) {
		let at = place(reading.meter);
		let Some(slots) = self.pages.get_mut(&at) else { return };
		let Some(rows) = slots.get_mut(&reading.slot) else { return };
		if rows.remove(&reading.meter.row()).is_some() {
			self.length -= 1;
		}
		if rows.is_empty() {
			slots.remove(&reading.slot);
		}
		if slots.is_empty() {
			self.pages.remove(&at);
		}
	}

	/// The last reading of a meter before `slot`.
	pub fn before(&self, meter: MeterId, slot: Slot) -> Option<Reading> {
		crate::relay::gather::before(self.pages.get(&place(meter))?, meter, slot).cloned()
	}

	/// What is held of a page.
	pub fn slots_mut(&mut self, at: Place) -> Option<&mut Slots> {
		self.pages.get_mut(&at)
	}

	/// The same, to look at.
	pub fn slots(&self, at: Place) -> Option<&Slots> {
		self.pages.get(&at)
	}

	/// All pages of which anything is held.
	pub fn places(&self) -> Vec<Place> {
		self.pages.keys().copied().collect()
	}

	/// Pages that got a reading since the last call.
	pub fn take_touched(&mut self) -> Vec<Place> {
		std::mem::take(&mut self.touched).into_iter().collect()
	}

	/// How many readings are held.
	pub fn len(&self) -> usize {
		self.length
	}

	/// Whether none is.
	pub fn is_empty(&self) -> bool {
		self.length == 0
	}

	/// How many may be held.
	pub fn length_max(&self) -> usize {
		self.length_max
	}

	/// Readings submitted and not seen in a block yet, if submitted after block `since`.
	pub fn flying(&self, since: u64) -> usize {
		let held = self.pages.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values);
		held.filter(|held| held.refused.is_none() && !held.brought)
			.filter(|held| held.flown.is_some_and(|flown| flown > since))
			.count()
	}

	/// Notes that a batch was submitted when `best` was the best block.
	pub fn flown(&mut self, due: &Due, best: u64) {
		self.each(due, |held| held.flown = Some(best));
	}

	/// Notes what block `number` did with a batch of ours: all its rows count, but for these.
	/// `before_start` if the batch was submitted before this program began and its rows are not
	/// known: then it had whatever is held of its slot.
	pub fn judged(
		&mut self,
		at: Place,
		slot: Slot,
		number: u64,
		rejected: &BTreeMap<u8, Rejection>,
		before_start: bool,
	) {
		let rows = self.pages.get_mut(&at).and_then(|slots| slots.get_mut(&slot));
		for (row, held) in rows.into_iter().flatten() {
			match rejected.get(row) {
				// What has been read already is told apart by the counters.
				Some(Rejection::AlreadyRead) => {}
				Some(reason) => held.refused = Some((number, *reason)),
				None => held.brought |= before_start || held.flown.is_some(),
			}
		}
	}

	/// A page's devices have changed: their signatures are to be looked at again.
	pub fn uncheck(&mut self, at: Place) {
		let slots = self.pages.get_mut(&at);
		let held = slots.into_iter().flat_map(BTreeMap::values_mut).flat_map(BTreeMap::values_mut);
		held.for_each(|held| held.checked = false);
	}

	fn each(&mut self, due: &Due, change: impl Fn(&mut Held)) {
		let slots = self.pages.get_mut(&(due.network, due.page));
		let Some(rows) = slots.and_then(|slots| slots.get_mut(&due.slot)) else { return };
		due.rows.iter().for_each(|row| {
			rows.get_mut(row).into_iter().for_each(&change);
		});
	}

	/// What is held, by network.
	pub fn counts(&self) -> BTreeMap<NetworkId, Count> {
		let mut counts: BTreeMap<NetworkId, Count> = BTreeMap::new();
		for ((network, _), slots) in &self.pages {
			let count = counts.entry(*network).or_default();
			for (slot, rows) in slots {
				count.held += rows.len();
				count.oldest_slot = Some(count.oldest_slot.map_or(*slot, |old| old.min(*slot)));
				for held in rows.values() {
					count.under_way += usize::from(held.flown.is_some());
					let came = held.arrived_ms;
					count.oldest_ms = Some(count.oldest_ms.map_or(came, |old| old.min(came)));
				}
			}
		}
		counts
	}
}

/// The page of a meter.
pub fn place(meter: MeterId) -> Place {
	(meter.network, meter.page())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::reading::tests::reading;

	fn due(at: Place, slot: Slot, rows: Vec<u8>) -> Due {
		Due { network: at.0, page: at.1, slot, rows }
	}

	#[test]
	fn the_same_twice_is_one_and_another_for_the_slot_is_refused() {
		let mut queue = Queue::new(vec![(reading(0, 5), 1)], 9);
		assert_eq!(queue.offer(&reading(0, 5), 2), Ok(false));
		assert_eq!(queue.offer(&reading(1, 5), 2), Ok(true));
		let other = Reading { export_register: 99, ..reading(1, 5) };
		assert_eq!(queue.offer(&other, 3), Err(Refusal::Rejected(Rejection::AlreadyRead)));
		assert_eq!(queue.len(), 2);
		let place = place(reading(0, 5).meter);
		assert_eq!(queue.take_touched(), [place]);
		assert_eq!(queue.take_touched(), []);
		queue.remove(&reading(0, 5));
		queue.remove(&reading(0, 5));
		queue.remove(&reading(1, 5));
		assert!(queue.is_empty() && queue.places().is_empty());
	}

	#[test]
	fn a_full_queue_is_busy_but_keeps_what_it_has() {
		let queued = vec![(reading(0, 5), 1), (reading(1, 5), 1), (reading(2, 5), 1)];
		let mut queue = Queue::new(queued, 2);
		assert_eq!(queue.len(), 3, "what was on disk is never dropped");
		assert_eq!(queue.offer(&reading(3, 5), 2), Err(Refusal::Busy));
		assert_eq!(queue.offer(&reading(2, 5), 2), Ok(false), "an old one is known");
		queue.remove(&reading(0, 5));
		queue.remove(&reading(1, 5));
		assert_eq!(queue.offer(&reading(3, 5), 2), Ok(true));
	}

	#[test]
	fn a_block_says_which_rows_count() {
		let rows = (0..4).map(|index| (reading(index, 5), 1)).collect();
		let mut queue = Queue::new(rows, 9);
		let place = place(reading(0, 5).meter);
		queue.flown(&due(place, 5, vec![0, 1, 2]), 40);
		assert_eq!((queue.flying(39), queue.flying(40)), (3, 0));
		let rejected = [(1, Rejection::CounterFull), (2, Rejection::AlreadyRead)].into();
		queue.judged(place, 5, 41, &rejected, false);
		let held = |index| queue.get(reading(index, 5).meter, 5).expect("held");
		assert!(held(0).brought && held(0).refused.is_none());
		assert_eq!(held(1).refused, Some((41, Rejection::CounterFull)));
		assert!(!held(2).brought && held(2).refused.is_none());
		assert!(!held(3).brought, "it was in no batch");
		queue.judged(place, 5, 41, &rejected, true);
		assert!(queue.get(reading(3, 5).meter, 5).expect("held").brought);
		let count = queue.counts()[&place.0];
		assert_eq!((count.held, count.under_way, count.oldest_slot), (4, 3, Some(5)));
	}
}
