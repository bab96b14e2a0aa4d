// SPDX-License-Identifier: Apache-2.0
//! `replay`: a data set through a live node, from an empty chain to settled slots, as fast as the
//! chain goes. Everything already done on the chain is skipped, so it may be interrupted anywhere.

mod watch;

use crate::{
	audit::Audit,
	calendar, calls,
	chain::{Chain, Event},
	clock::{finalized_from, next_events, now_s, slot_length},
	data::{DataSet, Network},
	error::{Error, Result},
	feed::Feed,
	keys::account,
	plan::{network_id, BillingArgs, Parties, PartyArgs, Terms},
	progress::{say, show, Progress},
	relay::reading::carrier,
	report_file::{self, ReplayReport},
	setup::{Ready, Setup},
	storage::{constant_or_misfit, key, Storage},
	types::NetworkRecord,
	verify,
};
use clap::Args;
use energy_primitives::{Carrier, NetworkId, PageIndex, Slot, SlotLength};
use std::{
	path::PathBuf,
	time::{Duration, Instant},
};
use watch::{Watch, GIVE_UP_BLOCKS};

/// Replay a data set through a live node.
///
/// Opens a community as a real operator would, registers its meters, pays the deposits, submits
/// signed readings slot by slot, waits until every slot is settled, and checks from the chain's
/// state at every final block that no money was made or lost. Run it again after an interruption: it
/// continues.
#[derive(Args, Debug)]
pub struct ReplayArgs {
	/// Folder of the data set.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// Seconds to wait for the node, at the start and whenever it goes away.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
	/// Write a report of the replay to this file, as JSON.
	#[arg(long, value_name = "FILE")]
	report: Option<PathBuf>,
	/// Write community, first slot and genesis to this file, as JSON, as soon as they are known.
	#[arg(long, value_name = "FILE")]
	state: Option<PathBuf>,
	/// Stop when so many slots are settled; run again for the rest.
	#[arg(long, value_name = "COUNT")]
	slots: Option<u32>,
	/// Set this network up, and leave it in preparation: it is opened and read when the command runs
	/// again without this. So devices can be planned for its first day.
	#[arg(long, value_name = "CARRIER")]
	prepare: Option<String>,
	/// The asset the community settles in.
	#[arg(long, default_value_t = 1, value_name = "ID")]
	asset: u32,
	/// Let the operator accept implausible losses instead of stopping at them.
	#[arg(long)]
	answer_disputes: bool,
	#[command(flatten)]
	billing: BillingArgs,
	#[command(flatten)]
	parties: PartyArgs,
}

/// What a replay counts.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
	submitted: u64,
	accepted: u64,
	rejected: u64,
	reconnections: u32,
	/// Time from the first reading handed over to the last slot settled.
	feeding: Duration,
	audit: Audit,
}

/// Runs the command.
pub async fn run(args: &ReplayArgs) -> Result<()> {
	let set = DataSet::read(&args.data)?;
	let parties = Parties::new(&args.parties, &set)?;
	let patience = Duration::from_secs(args.wait);
	if args.slots == Some(0) {
		return Err(Error::Usage("--slots 0 replays nothing".into()));
	}
	let held = args.prepare.as_deref().map(carrier).transpose()?;
	let (slots, meters, networks) = (set.slots(), set.meter_count(), set.networks.len());
	say(format!("{}: {slots} slots, {meters} meters in {networks} networks", set.title));
	let mut chain = Chain::connect(&args.url, patience).await?;
	let begun = Instant::now();
	let mut tally = Tally::default();
	loop {
		let mut replay = Replay { args, set: &set, held, parties: &parties, chain: &chain, tally };
		match replay.settle().await {
			Ok(ready) => {
				return replay.conclude(ready, begun.elapsed()).await;
			}
			Err(Error::Unreachable { reason, .. }) => {
				tally = replay.tally;
				say(format!("  the node went away ({reason}), waiting for it to come back"));
			}
			Err(error) => return Err(error),
		}
		tally.reconnections += 1;
		let genesis = chain.genesis();
		chain = Chain::connect(&args.url, patience).await?;
		if chain.genesis() != genesis {
			return Err(Error::refused("the replay", "the node came back with another chain"));
		}
		say("  the node is back, continuing");
	}
}

struct Replay<'a> {
	args: &'a ReplayArgs,
	set: &'a DataSet,
	/// The network that is left in preparation.
	held: Option<Carrier>,
	parties: &'a Parties,
	chain: &'a Chain,
	tally: Tally,
}

impl<'a> Replay<'a> {
	/// From whatever the chain shows to settled slots.
	async fn settle(&mut self) -> Result<Ready> {
		let chain = self.chain;
		let length = slot_length(chain)?;
		if length.seconds() != u64::from(self.set.slot_seconds) {
			return Err(Error::refused(
				"the data set",
				format!(
					"its slots have {} s, the chain's {} s",
					self.set.slot_seconds,
					length.seconds()
				),
			));
		}
		let bank = account(&self.args.billing.bank)?;
		let setup = Setup {
			chain,
			set: self.set,
			held: self.held,
			parties: self.parties,
			terms: Terms {
				cycle: self.args.billing.billing.0,
				members: self.args.billing.members,
				length,
			},
			bank: &bank,
			asset: self.args.asset,
			length,
			now_s: now_s(chain).await?,
		};
		let ready = setup.run().await?;
		if let Some(path) = &self.args.state {
			report_file::write_state(path, chain, self.set, ready)?;
		}
		self.say_day(length, ready);
		let begun = Instant::now();
		let fed = self.feed(ready).await;
		self.tally.feeding += begun.elapsed();
		fed.map(|()| ready)
	}

	fn say_day(&self, length: SlotLength, ready: Ready) {
		let from = self.set.date.as_deref().unwrap_or(&self.set.name);
		let to = calendar::date(length.begin_s(ready.first_slot));
		let days = match self.set.days() {
			1 => "the day".into(),
			days => format!("{days} days from"),
		};
		say(format!(
			"  community {}: {days} {from} is replayed as {to}, from slot {} on",
			ready.community, ready.first_slot
		));
	}

	/// The networks that are opened and read.
	fn networks(&self) -> impl Iterator<Item = &'a Network> {
		let held = self.held;
		self.set.networks.iter().filter(move |network| Some(network.carrier) != held)
	}

	/// How many slots this run settles, counted from the first one.
	fn slots(&self) -> u32 {
		self.args.slots.unwrap_or(u32::MAX).min(self.set.slots())
	}

	/// Submits readings until every slot is settled.
	async fn feed(&mut self, ready: Ready) -> Result<()> {
		let chain = self.chain;
		let mut heads = chain.new_heads().await?;
		let mut seen = chain.header(None).await?.number;
		let mut feeds = self.feeds(ready).await?;
		let total = u64::from(self.slots()) * feeds.len() as u64;
		let mut bar = Progress::new("slots settled", total);
		let mut watch = Watch::default();
		loop {
			self.top_up(&mut feeds).await?;
			let settled = self.settled(ready).await?;
			bar.at(settled);
			if settled >= total {
				bar.finish();
				return Ok(());
			}
			self.tally.audit.catch_up(chain, ready.community).await?;
			let events = next_events(chain, &mut heads, &mut seen).await?;
			let landed = self.note(&mut feeds, &events, &bar).await?;
			let waiting: usize = feeds.iter().map(Feed::waiting).sum();
			bar.note(format!("{waiting} readings to go"));
			if watch.is_stalled(settled, landed) {
				if watch.is_over() {
					return Err(self.stuck(ready).await?);
				}
				feeds = self.feeds(ready).await?;
			}
		}
	}

	async fn feeds(&self, ready: Ready) -> Result<Vec<Feed<'a>>> {
		let mut feeds = Vec::new();
		for network in self.networks() {
			let id = network_id(ready.community, network);
			let slots = ready.first_slot..ready.first_slot.saturating_add(self.slots());
			feeds.push(Feed::new(self.chain, self.parties, network, id, slots).await?);
		}
		Ok(feeds)
	}

	/// Keeps every network supplied: together at most what two blocks take.
	async fn top_up(&mut self, feeds: &mut [Feed<'_>]) -> Result<()> {
		let per_block: u32 =
			constant_or_misfit(self.chain.metadata(), "Metering", "ReadingsPerBlockMax")?;
		let share = (2 * per_block as usize).checked_div(feeds.len()).unwrap_or(0);
		let chain = self.chain;
		let handed = feeds.iter_mut().map(|feed| feed.top_up(chain, share));
		let handed = futures::future::try_join_all(handed).await?;
		self.tally.submitted += handed.iter().sum::<usize>() as u64;
		Ok(())
	}

	/// Slots of the data set that are settled, over all networks.
	async fn settled(&self, ready: Ready) -> Result<u64> {
		let mut settled = 0;
		for network in self.networks() {
			let id = network_id(ready.community, network);
			settled += u64::from(self.settled_of(id, ready.first_slot).await?);
		}
		Ok(settled)
	}

	async fn settled_of(&self, id: NetworkId, first_slot: Slot) -> Result<u32> {
		let storage = Storage::new(self.chain, None);
		let record: Option<NetworkRecord> =
			storage.record("Metering", "Networks", &key(id)).await?;
		let next = record.map_or(first_slot, |record| record.progress.next_slot);
		let closed = next.saturating_sub(first_slot);
		// The last closed slot may still be on its way through clearing, sweep and billing.
		let last = next.saturating_sub(1);
		let swept = closed == 0
			|| (storage.has("Settlement", "SlotRecords", &key((id, last))).await?
				&& !storage.has("Settlement", "Sweeps", &key(id)).await?);
		Ok((if swept { closed } else { closed - 1 }).min(self.slots()))
	}

	/// Reads what a block's events say about our readings. Returns whether any batch landed.
	async fn note(
		&mut self,
		feeds: &mut [Feed<'_>],
		events: &[Event],
		bar: &Progress,
	) -> Result<bool> {
		let mut landed = false;
		for event in events {
			if event.is("Metering", "ReadingsAccepted") {
				type Fields = (NetworkId, Slot, PageIndex, [u8; 32], u32, u32);
				let (network, slot, page, _, accepted, rejected): Fields = event.decode()?;
				let feed = feeds.iter_mut().find(|feed| feed.id == network);
				let Some(feed) = feed else { continue };
				feed.landed(slot, page);
				landed = true;
				self.tally.accepted += u64::from(accepted);
				self.tally.rejected += u64::from(rejected);
			} else if event.is("Metering", "ReadingRejected") {
				type Fields = (NetworkId, Slot, PageIndex, u8, metering_core::reading::Rejection);
				let (network, slot, page, row, reason): Fields = event.decode()?;
				if feeds.iter().any(|feed| feed.id == network) {
					let (name, index) = (network.carrier.facts().name, page * 256 + u32::from(row));
					bar.say(&format!("  {name} meter {index}, slot {slot}: rejected, {reason:?}"));
				}
			} else if event.is("Metering", "SlotDisputed") {
				let (network, slot, loss): (NetworkId, Slot, i64) = event.decode()?;
				if feeds.iter().any(|feed| feed.id == network) {
					self.dispute(network, slot, loss, bar).await?;
				}
			}
		}
		Ok(landed)
	}

	/// A loss that is not plausible waits for the operator.
	async fn dispute(
		&self,
		network: NetworkId,
		slot: Slot,
		loss: i64,
		bar: &Progress,
	) -> Result<()> {
		let facts = network.carrier.facts();
		let what = format!("{} slot {slot} lost {loss} {}", facts.name, facts.base_unit);
		if !self.args.answer_disputes {
			let hint = "implausible, so it is disputed; --answer-disputes accepts it";
			return Err(Error::refused(what, hint));
		}
		bar.say(&format!("  {what}: disputed, the operator accepts it"));
		let call = calls::answer_dispute(network, slot);
		self.chain.sign_all(&self.parties.operator, &[call]).await
	}

	/// Why nothing moves any more.
	async fn stuck(&self, ready: Ready) -> Result<Error> {
		let mut waiting = Vec::new();
		for network in self.networks() {
			let id = network_id(ready.community, network);
			let record: Option<NetworkRecord> =
				Storage::new(self.chain, None).record("Metering", "Networks", &key(id)).await?;
			let Some(record) = record else { continue };
			let (slot, lagging) = (record.progress.next_slot, record.progress.lagging);
			if slot.saturating_sub(ready.first_slot) < self.slots() {
				let name = id.carrier.facts().name;
				let disputed = record.dispute.is_some_and(|dispute| !dispute.answered);
				let disputed = if disputed { ", disputed" } else { "" };
				waiting.push(format!("{name} slot {slot} waits for {lagging} meters{disputed}"));
			}
		}
		let reason = if waiting.is_empty() {
			"slots are closed but not settled".into()
		} else {
			waiting.join("; ")
		};
		Ok(Error::refused(
			"the replay",
			format!("nothing moved for {GIVE_UP_BLOCKS} blocks: {reason}"),
		))
	}

	/// Waits for finality, verifies, and reports.
	async fn conclude(&mut self, ready: Ready, elapsed: Duration) -> Result<()> {
		let chain = self.chain;
		let best = chain.header(None).await?.number;
		let block = finalized_from(chain, best).await?;
		self.tally.audit.catch_up(chain, ready.community).await?;
		let money = verify::money(chain, ready.community, Some(block)).await?;
		let rate = self.tally.accepted as f64 / self.tally.feeding.as_secs_f64().max(0.001);
		let report = ReplayReport {
			data: self.set.name.clone(),
			community: ready.community,
			first_slot: ready.first_slot,
			slots: self.slots(),
			meters: self.set.meter_count(),
			readings_submitted: self.tally.submitted,
			readings_accepted: self.tally.accepted,
			readings_rejected: self.tally.rejected,
			reconnections: self.tally.reconnections,
			replay_s: (elapsed.as_secs_f64() * 10.0).round() / 10.0,
			readings_per_s: rate.round() as u64,
			audited: self.tally.audit.audited(),
			conservation_ok: money.is_conserved(),
			money,
		};
		if let Some(path) = &self.args.report {
			report_file::write(path, &report)?;
		}
		money.check()?;
		show(report);
		Ok(())
	}
}
