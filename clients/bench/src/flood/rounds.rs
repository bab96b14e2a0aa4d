// SPDX-License-Identifier: Apache-2.0
//! Honest rounds: all meters of a slot speak at once, and every page is timed until a block has it.

use crate::field::Field;
use commonwatt_cli::{
	chain::{Chain, Heads},
	error::{Error, Result},
	relay::reading::{Answer, Reading, ReadingJson},
};
use energy_primitives::{NetworkId, PageIndex, Slot, PAGE_ROWS};
use serde_json::Value;
use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};
use subxt::rpcs::{rpc_params, RpcClient};

/// Blocks after which a round counts as stuck.
const BLOCKS_MAX: u64 = 20;

/// Readings per request.
const REQUEST: usize = 512;

/// Honest readings, slot by slot.
pub(crate) struct Rounds {
	relay: RpcClient,
	pub(crate) field: Field,
	pub(crate) slot: Slot,
	heads: Heads,
	seen: u64,
}

/// How long a page took.
#[derive(Clone, Copy)]
pub(crate) struct Took {
	time: Duration,
	blocks: u64,
}

impl Rounds {
	/// Rounds that leave the first `spare` slots alone.
	pub(crate) async fn new(chain: &Chain, url: &str, field: Field, spare: u32) -> Result<Self> {
		let relay = RpcClient::from_insecure_url(url)
			.await
			.map_err(|error| Error::Unreachable { url: url.into(), reason: error.to_string() })?;
		let slot = field.slot + spare;
		let seen = chain.header(None).await?.number;
		Ok(Self { relay, field, slot, heads: chain.new_heads().await?, seen })
	}

	pub(crate) fn meters(&self) -> u32 {
		self.field.meters()
	}

	/// One more slot: readings into the relay, and how long each page took into a block.
	pub(crate) async fn next(&mut self, chain: &Chain) -> Result<Vec<Took>> {
		let readings = self.field.readings(self.slot);
		let (begun, best) = (Instant::now(), chain.header(None).await?.number);
		for part in readings.chunks(REQUEST) {
			self.submit(part).await?;
		}
		let mut counted: BTreeMap<PageIndex, u32> = BTreeMap::new();
		let mut took = Vec::new();
		while took.len() < self.field.pages() as usize {
			let head = chain.next(&mut self.heads).await?.number;
			for number in self.seen + 1..=head {
				let done = self.done_by(chain, number, &mut counted).await?;
				let page = Took { time: begun.elapsed(), blocks: number.saturating_sub(best) };
				took.extend(std::iter::repeat_n(page, done));
			}
			self.seen = self.seen.max(head);
			if head > best + BLOCKS_MAX {
				let stuck = Took { time: begun.elapsed(), blocks: BLOCKS_MAX };
				took.resize(self.field.pages() as usize, stuck);
			}
		}
		self.slot += 1;
		Ok(took)
	}

	/// How many readings wait in the relay.
	pub(crate) async fn waiting(&self) -> Result<u64> {
		let status: Value = self
			.relay
			.request("relay_status", rpc_params![])
			.await
			.map_err(|error| Error::refused("the relay's status", error))?;
		Ok(status["queued"].as_u64().unwrap_or(0))
	}

	async fn submit(&self, readings: &[Reading]) -> Result<()> {
		let list: Vec<ReadingJson> = readings.iter().map(ReadingJson::from).collect();
		let answers: Vec<Answer> = self
			.relay
			.request("relay_submit", rpc_params![list])
			.await
			.map_err(|error| Error::refused("readings", error))?;
		match answers.into_iter().find(|answer| !answer.ok) {
			None => Ok(()),
			Some(answer) => Err(Error::refused("a reading", answer.reason.unwrap_or_default())),
		}
	}

	/// How many pages of the round this block completed.
	async fn done_by(
		&self,
		chain: &Chain,
		number: u64,
		counted: &mut BTreeMap<PageIndex, u32>,
	) -> Result<usize> {
		let block = chain.block_hash(number).await?;
		let mut done = 0;
		for event in chain.events(block).await? {
			if !event.is("Metering", "ReadingsAccepted") {
				continue;
			}
			type Fields = (NetworkId, Slot, PageIndex, [u8; 32], u32);
			let (network, slot, page, _, accepted): Fields = event.decode()?;
			if (network, slot) != (self.field.network, self.slot) {
				continue;
			}
			let sum = counted.entry(page).or_default();
			done += usize::from(*sum < PAGE_ROWS && *sum + accepted >= PAGE_ROWS);
			*sum += accepted;
		}
		Ok(done)
	}
}

/// What several rounds took together.
#[derive(Default)]
pub(crate) struct Summary {
	took: Vec<Took>,
}

impl Summary {
	pub(crate) fn add(&mut self, round: Vec<Took>) {
		self.took.extend(round);
	}

	pub(crate) fn readings(&self) -> usize {
		self.took.len() * PAGE_ROWS as usize
	}

	/// Milliseconds within which this many of a thousand pages were in a block.
	pub(crate) fn at(&self, per_mille: usize) -> u128 {
		let mut times: Vec<u128> = self.took.iter().map(|took| took.time.as_millis()).collect();
		times.sort_unstable();
		let last = times.len().saturating_sub(1);
		times
			.get((times.len() * per_mille).div_ceil(1_000).saturating_sub(1).min(last))
			.copied()
			.unwrap_or(0)
	}

	/// Whether a page did not come at all.
	pub(crate) fn is_stuck(&self) -> bool {
		self.most_blocks() >= BLOCKS_MAX
	}

	pub(crate) fn most_blocks(&self) -> u64 {
		self.took.iter().map(|took| took.blocks).max().unwrap_or(0)
	}

	/// Readings that came later than one block after the next.
	pub(crate) fn held_up(&self) -> usize {
		self.took.iter().filter(|took| took.blocks > 2).count() * PAGE_ROWS as usize
	}

	pub(crate) fn show(&self, name: &str) {
		println!(
			"{name:12} {:6} readings, median {:6} ms, p99 {:6} ms, at most {:2} blocks, {:6} held up",
			self.readings(),
			self.at(500),
			self.at(990),
			self.most_blocks(),
			self.held_up()
		);
	}
}
