// SPDX-License-Identifier: Apache-2.0
//! What the chain shows of networks and pages, kept in memory and read again only where a block
//! changed it, or where it would be the reason to refuse a reading.

use crate::{
	chain::{Chain, Event},
	clock::slot_length,
	error::Result,
	relay::{
		check::{Page, Stage},
		queue::Place,
	},
	storage::{key, keys, Storage},
	types::NetworkRecord,
};
use energy_primitives::{MeterId, NetworkId, PageIndex, Slot, SlotLength};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
	time::Instant,
};
use subxt::utils::H256;

/// Networks that are not there, remembered for a block at most, so that asking for them again and
/// again costs the node nothing.
const ABSENT_MAX: usize = 4_096;

/// The chain as it was when last looked at.
pub struct View {
	genesis: [u8; 32],
	length: SlotLength,
	head: RwLock<Head>,
	stages: Mutex<HashMap<NetworkId, Option<Stage>>>,
	pages: Mutex<Pages>,
}

/// Pages with the best block when they were read, and the last blocks that changed them.
#[derive(Default)]
struct Pages {
	seen: HashMap<Place, (u64, Arc<Page>)>,
	changed: HashMap<Place, u64>,
	/// What was read before this block does not count.
	since: u64,
}

/// The best block.
#[derive(Clone)]
struct Head {
	chain: Chain,
	number: u64,
	chain_s: u64,
	heard: Instant,
}

impl View {
	/// A view of this chain that knows its best block, and nothing else yet.
	pub async fn new(chain: &Chain) -> Result<Self> {
		let head = Head { chain: chain.clone(), number: 0, chain_s: 0, heard: Instant::now() };
		let view = Self {
			genesis: chain.genesis(),
			length: slot_length(chain)?,
			head: RwLock::new(head),
			stages: Mutex::default(),
			pages: Mutex::default(),
		};
		view.look().await?;
		Ok(view)
	}

	/// Takes notice of the best block, without its events: nothing known before counts any more.
	pub async fn look(&self) -> Result<()> {
		let chain = self.chain();
		let number = chain.header(None).await?.number;
		let hash = chain.block_hash(number).await?;
		let chain = chain.at_runtime_of(hash).await?;
		self.forget(number);
		self.set_head(&chain, number, clock_at(&chain, hash).await?);
		Ok(())
	}

	/// Hash of the first block.
	pub fn genesis(&self) -> [u8; 32] {
		self.genesis
	}

	/// Length of a slot.
	pub fn length(&self) -> SlotLength {
		self.length
	}

	/// The node.
	pub fn chain(&self) -> Chain {
		self.head().chain
	}

	/// Number of the best block.
	pub fn best(&self) -> u64 {
		self.head().number
	}

	/// The best block's clock: what the pool judges by.
	pub fn chain_s(&self) -> u64 {
		self.head().chain_s
	}

	/// The chain's clock if it went on since the best block.
	pub fn now_s(&self) -> u64 {
		let head = self.head();
		head.chain_s.saturating_add(head.heard.elapsed().as_secs())
	}

	fn head(&self) -> Head {
		self.head.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// There is a new best block. What was not there before may be there now.
	pub fn set_head(&self, chain: &Chain, number: u64, chain_s: u64) {
		let head = Head { chain: chain.clone(), number, chain_s, heard: Instant::now() };
		*self.head.write().unwrap_or_else(PoisonError::into_inner) = head;
		lock(&self.stages).retain(|_, stage| stage.is_some());
	}

	/// Blocks were missed: nothing known before block `number` counts any more.
	pub fn forget(&self, number: u64) {
		lock(&self.stages).clear();
		*lock(&self.pages) = Pages { since: number, ..Pages::default() };
	}

	/// Takes notice of what an event of block `number` changes. Returns the page whose devices it
	/// changes, if any.
	pub fn note(&self, number: u64, event: &Event) -> Result<Option<Place>> {
		if event.pallet != "Metering" {
			return Ok(None);
		}
		match event.name.as_str() {
			"ReadingsAccepted" => {
				let (network, _, page): (NetworkId, Slot, PageIndex) = event.decode()?;
				self.changed((network, page), number);
			}
			"NetworkOpened" | "SlotClosed" => {
				lock(&self.stages).remove(&event.decode::<NetworkId>()?);
			}
			name if is_about_a_meter(name) => {
				let place = crate::relay::queue::place(event.decode::<MeterId>()?);
				// A new meter changes how many there are.
				lock(&self.stages).remove(&place.0);
				self.changed(place, number);
				return Ok(Some(place));
			}
			_ => {}
		}
		Ok(None)
	}

	fn changed(&self, place: Place, number: u64) {
		lock(&self.pages).changed.insert(place, number);
	}

	/// The pool knows better: a page and its network are to be read again until the next block.
	pub fn outdate(&self, place: Place) {
		lock(&self.stages).remove(&place.0);
		self.changed(place, self.best().saturating_add(1));
	}

	/// How far a network is; `None` if there is none.
	pub async fn stage(&self, id: NetworkId) -> Result<Option<Stage>> {
		if let Some(stage) = lock(&self.stages).get(&id) {
			return Ok(*stage);
		}
		let stage = stage_at(&self.chain(), id, None).await?;
		let mut stages = lock(&self.stages);
		if stage.is_some() || stages.len() < ABSENT_MAX {
			stages.insert(id, stage);
		}
		Ok(stage)
	}

	/// The page; as of the best block if `newest`, else possibly older where no block changed it.
	/// Empty if there is none.
	pub async fn page(&self, place: Place, newest: bool) -> Result<Arc<Page>> {
		let best = self.best();
		if let Some(page) = lock(&self.pages).get(place, if newest { best } else { 0 }) {
			return Ok(page);
		}
		let page = Arc::new(page_at(&self.chain(), place, None).await?);
		if !page.devices.is_empty() {
			lock(&self.pages).seen.insert(place, (best, page.clone()));
		}
		Ok(page)
	}
}

impl Pages {
	/// The page, if it was read at block `since` or later and no block changed it afterwards.
	fn get(&self, place: Place, since: u64) -> Option<Arc<Page>> {
		let changed = self.changed.get(&place).copied().unwrap_or(0);
		let (at, page) = self.seen.get(&place)?;
		(*at >= changed.max(since).max(self.since)).then(|| page.clone())
	}
}

/// Events of the metering pallet whose first field is a meter.
fn is_about_a_meter(name: &str) -> bool {
	let begins = |prefix: &&str| name.starts_with(*prefix);
	["Meter", "Key", "Device", "Owner", "Correct", "Gap"].iter().any(begins)
}

/// How far a network is after block `at`, by default the best one.
pub async fn stage_at(chain: &Chain, id: NetworkId, at: Option<H256>) -> Result<Option<Stage>> {
	let record: Option<NetworkRecord> =
		Storage::new(chain, at).record("Metering", "Networks", &key(id)).await?;
	Ok(record.map(|record| Stage {
		first_slot: record.first_slot(),
		next_slot: record.progress.next_slot,
		meters: record.meters,
	}))
}

/// A page after block `at`, by default the best one; empty if there is none.
pub async fn page_at(chain: &Chain, place: Place, at: Option<H256>) -> Result<Page> {
	let (storage, place) = (Storage::new(chain, at), keys(place.0, place.1));
	let devices = storage.get("Metering", "Devices", &place).await?.unwrap_or_default();
	let counters = storage.get("Metering", "Counters", &place).await?.unwrap_or_default();
	Ok(Page { devices, counters })
}

/// The clock of a block in seconds since 1970; 0 in the first one.
pub async fn clock_at(chain: &Chain, at: H256) -> Result<u64> {
	let now_ms: Option<u64> = Storage::new(chain, Some(at)).get("Timestamp", "Now", &[]).await?;
	Ok(now_ms.unwrap_or(0) / 1_000)
}

/// A lock, also after a thread that held it died: what it guards is only a copy.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::{gather::tests::page, queue::place, reading::tests::reading};

	#[test]
	fn a_page_counts_until_a_block_changes_it() {
		let place = place(reading(0, 0).meter);
		let mut pages = Pages::default();
		assert!(pages.get(place, 0).is_none());
		pages.seen.insert(place, (10, Arc::new(page(1, 100))));
		assert!(pages.get(place, 10).is_some() && pages.get(place, 11).is_none());
		// Read while block 11, which changes it, was on its way.
		pages.changed.insert(place, 11);
		assert!(pages.get(place, 0).is_none());
		pages.seen.insert(place, (11, Arc::new(page(1, 101))));
		assert!(pages.get(place, 0).is_some());
		pages.since = 12;
		assert!(pages.get(place, 0).is_none());
	}

	#[test]
	fn events_of_meters_are_told_by_their_names() {
		for name in ["MeterRetired", "KeyRotated", "DeviceReplaced", "OwnerChanging", "Corrected"] {
			assert!(is_about_a_meter(name), "{name}");
		}
		for name in ["ReadingRejected", "SlotClosed", "NetworkCreated", "RelayBonded"] {
			assert!(!is_about_a_meter(name), "{name}");
		}
	}
}
