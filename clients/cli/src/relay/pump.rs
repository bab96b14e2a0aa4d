// SPDX-License-Identifier: Apache-2.0
//! The relay's work: follow blocks, make batches, submit them, and forget what is final.

use crate::{
	chain::{Chain, Event, Header},
	error::{Error, Result},
	feed::batch_transaction,
	progress::say,
	relay::{
		bond::Bond,
		disk::RejectedReading,
		gather::{gather, Due, Gathered, Held, Moment, RETRY_BLOCKS},
		intake::now_ms,
		queue::Place,
		reading::{Reading, Refusal},
		said::Said,
		settle::{is_moving, settled},
		view::{clock_at, lock},
		Relay,
	},
	storage::constant_or_misfit,
	types::ReadingBatch,
};
use energy_primitives::{NetworkId, PageIndex, Slot};
use metering_core::reading::Rejection;
use sp_core::bounded::BoundedVec;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::MissedTickBehavior};

/// How often pages that got a reading are looked at between blocks.
const TICK: Duration = Duration::from_millis(250);

/// Blocks whose events are read after a time away: a batch stays in a pool for 600.
const CATCH_UP_BLOCKS: u64 = 1_000;

/// Blocks between two looks at the bond, and two notes of how far we are.
const ROUND_BLOCKS: u64 = 20;

/// Follows a chain until the connection breaks.
pub async fn follow(relay: Arc<Relay>, chain: Chain) -> Result<()> {
	let mut heads = forward(&chain).await?;
	let mut pump = Pump::new(relay, chain).await?;
	let mut tick = tokio::time::interval(TICK);
	tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
	loop {
		tokio::select! {
			head = heads.recv() => {
				let Some(mut head) = head else { return Err(pump.gone()) };
				while let Ok(newer) = heads.try_recv() {
					head = newer;
				}
				pump.block(head?.number).await?;
			}
			_ = tick.tick() => pump.touched().await?,
		}
	}
}

/// Heads through a channel: waiting for one of these may be interrupted.
async fn forward(chain: &Chain) -> Result<mpsc::Receiver<Result<Header>>> {
	let (sender, receiver) = mpsc::channel(64);
	let (chain, mut heads) = (chain.clone(), chain.new_heads().await?);
	tokio::spawn(async move {
		loop {
			let head = chain.next(&mut heads).await;
			let over = head.is_err();
			if sender.send(head).await.is_err() || over {
				return;
			}
		}
	});
	Ok(receiver)
}

struct Pump {
	relay: Arc<Relay>,
	chain: Chain,
	seen: u64,
	finalized: u64,
	/// Readings that may still be submitted before the next block.
	budget: usize,
	readings_per_block: usize,
	warned_at: u128,
}

impl Pump {
	async fn new(relay: Arc<Relay>, chain: Chain) -> Result<Self> {
		let per_block: u32 =
			constant_or_misfit(chain.metadata(), "Metering", "ReadingsPerBlockMax")?;
		let best = chain.header(None).await?.number;
		let from = relay.disk.last_block()?.map_or(best, |last| last.min(best));
		let mut pump = Self {
			relay,
			chain,
			seen: from.max(best.saturating_sub(CATCH_UP_BLOCKS)),
			finalized: 0,
			budget: 0,
			readings_per_block: per_block as usize,
			warned_at: u128::MAX,
		};
		pump.relay.view.forget(best);
		pump.catch_up(best).await?;
		pump.bond().await?;
		pump.block(best).await?;
		Ok(pump)
	}

	fn gone(&self) -> Error {
		let reason = "no more blocks".into();
		Error::Unreachable { url: self.chain.url().into(), reason }
	}

	/// Blocks that came while this program was away. Old ones may not have their state any more.
	async fn catch_up(&mut self, best: u64) -> Result<()> {
		for number in self.seen + 1..=best {
			match self.events(number, true).await {
				Err(Error::Unreachable { url, reason }) => {
					return Err(Error::Unreachable { url, reason })
				}
				Err(_) | Ok(()) => {}
			}
		}
		self.seen = best;
		Ok(())
	}

	/// There is a new best block.
	async fn block(&mut self, number: u64) -> Result<()> {
		if number <= self.seen {
			// Another branch: what was read from the one before does not count.
			self.relay.view.forget(number);
		}
		for number in self.seen + 1..=number {
			self.events(number, false).await?;
		}
		let hash = self.chain.block_hash(number).await?;
		self.chain = self.chain.at_runtime_of(hash).await?;
		self.relay.view.set_head(&self.chain, number, clock_at(&self.chain, hash).await?);
		self.seen = number;
		self.finality().await?;
		if number.is_multiple_of(ROUND_BLOCKS) {
			self.bond().await?;
		}
		// What two blocks take is enough in the pool: the rest is safer here.
		let flying = lock(&self.relay.queue).flying(number.saturating_sub(RETRY_BLOCKS));
		self.budget = (2 * self.readings_per_block).saturating_sub(flying);
		let places = lock(&self.relay.queue).places();
		self.gather(places).await
	}

	/// Pages that got readings since the last look may be full now.
	async fn touched(&mut self) -> Result<()> {
		let places = lock(&self.relay.queue).take_touched();
		self.gather(places).await
	}

	async fn events(&mut self, number: u64, before_start: bool) -> Result<()> {
		let block = self.chain.block_hash(number).await?;
		let mut rejected: BTreeMap<Option<u32>, BTreeMap<u8, Rejection>> = BTreeMap::new();
		for event in self.chain.events(block).await? {
			if let Err(error) = self.note(number, &event, before_start, &mut rejected) {
				say(format!("  block {number}: {error}"));
			}
		}
		Ok(())
	}

	fn note(
		&self,
		number: u64,
		event: &Event,
		before_start: bool,
		rejected: &mut BTreeMap<Option<u32>, BTreeMap<u8, Rejection>>,
	) -> Result<()> {
		let relay = &self.relay;
		if let Some(place) = relay.view.note(number, event)? {
			lock(&relay.queue).uncheck(place);
		}
		if event.is("Metering", "ReadingRejected") {
			type Fields = (NetworkId, Slot, PageIndex, u8, Rejection);
			let (_, _, _, row, reason): Fields = event.decode()?;
			rejected.entry(event.transaction).or_default().insert(row, reason);
		} else if event.is("Metering", "ReadingsAccepted") {
			type Fields = (NetworkId, Slot, PageIndex, [u8; 32], u32);
			let (network, slot, page, who, accepted): Fields = event.decode()?;
			if who == relay.account {
				let rows = rejected.remove(&event.transaction).unwrap_or_default();
				let place = (network, page);
				lock(&relay.queue).judged(place, slot, number, &rows, before_start);
				lock(&relay.tally).accepted += u64::from(accepted);
			}
		}
		Ok(())
	}

	/// Forgets what is final.
	async fn finality(&mut self) -> Result<()> {
		let hash = self.chain.finalized().await?;
		let number = self.chain.header(Some(hash)).await?.number;
		if number == self.finalized {
			return Ok(());
		}
		let (mut had, mut lost) = (Vec::new(), Vec::new());
		let places = lock(&self.relay.queue).places();
		for place in places {
			let held = self.moving(place).await?;
			if !held.is_empty() {
				let (more, worse) = settled(&self.chain, place, &held, (hash, number)).await?;
				had.extend(more);
				lost.extend(worse);
			}
		}
		self.settle(had, lost).await?;
		if number / ROUND_BLOCKS > self.finalized / ROUND_BLOCKS {
			self.relay.disk.put_last_block(number)?;
		}
		self.finalized = number;
		Ok(())
	}

	/// What is held of a page, if finality may have something to say of it.
	async fn moving(&self, place: Place) -> Result<Vec<Held>> {
		let Some(stage) = self.relay.view.stage(place.0).await? else { return Ok(Vec::new()) };
		let page = self.relay.view.page(place, false).await?;
		let queue = lock(&self.relay.queue);
		let slots = queue.slots(place).filter(|slots| is_moving(slots, &page, stage.next_slot));
		Ok(slots
			.into_iter()
			.flat_map(BTreeMap::values)
			.flat_map(BTreeMap::values)
			.cloned()
			.collect())
	}

	/// Takes readings out of the queue, on disk first.
	async fn settle(&self, had: Vec<Reading>, lost: Vec<(Reading, Refusal)>) -> Result<()> {
		if had.is_empty() && lost.is_empty() {
			return Ok(());
		}
		let at_ms = now_ms();
		let rejected: Vec<RejectedReading> = lost
			.into_iter()
			.map(|(reading, reason)| {
				say(format!("  rejected: {reading}: {reason}"));
				RejectedReading { reading, reason: reason.to_string(), at_ms }
			})
			.collect();
		let disk = self.relay.disk.clone();
		let written = tokio::task::spawn_blocking(move || {
			disk.settle(&had, &rejected).map(|()| (had, rejected))
		});
		let (had, rejected) = written
			.await
			.map_err(|error| Error::Usage(format!("the disk's writer: {error}")))??;
		let mut tally = lock(&self.relay.tally);
		tally.had += had.len() as u64;
		tally.rejected += rejected.len() as u64;
		drop(tally);
		let mut queue = lock(&self.relay.queue);
		let gone = had.iter().chain(rejected.iter().map(|rejected| &rejected.reading));
		gone.for_each(|reading| queue.remove(reading));
		Ok(())
	}

	/// Makes batches of these pages and submits them, earlier slots first.
	async fn gather(&mut self, places: Vec<Place>) -> Result<()> {
		let (mut due, mut bad) = (Vec::new(), Vec::new());
		for place in places {
			let gathered = self.look_at(place).await?;
			due.extend(gathered.due);
			let lost = gathered.bad.into_iter();
			bad.extend(lost.map(|(reading, reason)| (reading, Refusal::Rejected(reason))));
		}
		self.settle(Vec::new(), bad).await?;
		due.sort_by_key(|due: &Due| due.slot);
		for due in due {
			if self.budget < due.rows.len() {
				break;
			}
			match self.submit(&due).await? {
				Said::Has | Said::HasAnothers | Said::Stale => {}
				Said::NotBonded | Said::Full => break,
			}
		}
		Ok(())
	}

	async fn look_at(&self, place: Place) -> Result<Gathered> {
		let relay = &self.relay;
		let Some(stage) = relay.view.stage(place.0).await? else { return Ok(Gathered::default()) };
		let page = relay.view.page(place, false).await?;
		let moment = Moment {
			network: place.0,
			page: &page,
			stage,
			length: relay.view.length(),
			genesis: relay.view.genesis(),
			chain_s: relay.view.chain_s(),
			best: self.seen,
			now_ms: now_ms(),
			batch_after_ms: relay.batch_after_ms,
		};
		let mut queue = lock(&relay.queue);
		let slots = queue.slots_mut(place);
		Ok(slots.map(|slots| gather(slots, place.1, &moment)).unwrap_or_default())
	}

	async fn submit(&mut self, due: &Due) -> Result<Said> {
		let place = (due.network, due.page);
		let readings = {
			let queue = lock(&self.relay.queue);
			let rows = queue.slots(place).and_then(|slots| slots.get(&due.slot));
			let held = due.rows.iter().filter_map(|row| rows?.get(row));
			// A page has no more rows than a batch takes.
			BoundedVec::truncate_from(held.map(|held| held.reading.signed()).collect())
		};
		let batch = ReadingBatch { network: due.network, slot: due.slot, page: due.page, readings };
		let transaction = batch_transaction(&self.chain, &self.relay.key, &batch)?;
		let said = match self.chain.submit(&transaction).await {
			Ok(()) => Said::Has,
			Err(Error::Refused { reason, .. }) => self.refused(due, &reason),
			Err(error) => return Err(error),
		};
		match said {
			Said::Has => {
				self.budget = self.budget.saturating_sub(due.rows.len());
				lock(&self.relay.queue).flown(due, self.seen);
				lock(&self.relay.tally).batches += 1;
			}
			// To be tried again after the next block.
			Said::HasAnothers => {
				let since = self.seen.saturating_sub(RETRY_BLOCKS - 1);
				lock(&self.relay.queue).flown(due, since);
			}
			Said::Stale => self.relay.view.outdate(place),
			Said::NotBonded | Said::Full => {}
		}
		Ok(said)
	}

	fn refused(&self, due: &Due, reason: &str) -> Said {
		let said = Said::of(reason);
		let Due { network, page, slot, .. } = due;
		let name = network.carrier.facts().name;
		if said == Said::NotBonded {
			say("  WARNING: the bond is used up. Readings are kept until it is raised.");
		} else if matches!(said, Said::Stale | Said::Full) {
			let community = network.community;
			say(format!("  community {community} {name} slot {slot} page {page}: {reason}"));
		}
		said
	}

	async fn bond(&mut self) -> Result<()> {
		const FEW: u128 = 1_000;
		let bond = Bond::of(&self.chain, self.relay.account).await?;
		*lock(&self.relay.bond) = bond;
		let batches = bond.batches();
		if batches > FEW {
			self.warned_at = u128::MAX;
		} else if batches <= self.warned_at / 2 {
			say(format!("  WARNING: the bond carries {batches} batches more. Raise it."));
			self.warned_at = batches;
		}
		Ok(())
	}
}
