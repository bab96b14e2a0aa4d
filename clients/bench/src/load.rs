// SPDX-License-Identifier: Apache-2.0
//! Loads a node with transactions, and reads from its blocks what became of them.

use crate::{chain::Result, node::Node};
use commonwatt_runtime::{Hash, Runtime, RuntimeEvent};
use energy_primitives::Slot;
use frame_system::EventRecord;
use futures::stream::{self, TryStreamExt};
use std::{
	sync::atomic::{AtomicUsize, Ordering},
	time::Duration,
};

/// Submissions on their way at a time.
const CONCURRENT: usize = 8;
/// Blocks without any of our transactions after which something is wrong.
const PATIENCE_BLOCKS: u32 = 40;
const POLL: Duration = Duration::from_millis(50);
/// How long a full pool is left alone.
const PAUSE: Duration = Duration::from_millis(500);

/// What the benchmark wants to know of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockFacts {
	/// Its number.
	pub(crate) number: u32,
	/// Its timestamp, in milliseconds since 1970.
	pub(crate) time_ms: u64,
	/// Readings that count.
	pub(crate) accepted: u32,
	/// Readings that don't.
	pub(crate) rejected: u32,
	/// Batches.
	pub(crate) batches: usize,
	/// Transactions that failed.
	pub(crate) failed: usize,
	/// Slots that were settled.
	pub(crate) settled: Vec<Slot>,
}

/// What became of a load.
pub(crate) struct Outcome {
	/// The blocks from the first submission to the one with the last batch.
	pub(crate) blocks: Vec<BlockFacts>,
	/// How often the pool had no room.
	pub(crate) refused: usize,
}

/// Submits all transactions, with at most `ahead` of them not in a block yet, and waits until the
/// last one is in a block.
pub(crate) async fn run(node: &Node, transactions: &[Vec<u8>], ahead: usize) -> Result<Outcome> {
	let from = node.best().await? + 1;
	let included = AtomicUsize::new(0);
	let refused = AtomicUsize::new(0);
	let feed = stream::iter(transactions.iter().enumerate().map(Ok)).try_for_each_concurrent(
		CONCURRENT,
		|(nth, transaction)| {
			let (included, refused) = (&included, &refused);
			async move {
				while nth >= included.load(Ordering::Relaxed) + ahead {
					tokio::time::sleep(POLL).await;
				}
				while !node.submit(transaction).await? {
					refused.fetch_add(1, Ordering::Relaxed);
					tokio::time::sleep(PAUSE).await;
				}
				Ok(())
			}
		},
	);
	let watch = follow(node, from, |facts| {
		included.fetch_add(facts.batches, Ordering::Relaxed) + facts.batches >= transactions.len()
	});
	let ((), blocks) = futures::future::try_join(feed, watch).await?;
	Ok(Outcome { blocks, refused: refused.into_inner() })
}

/// Waits until this slot is settled; the blocks until then.
pub(crate) async fn settled(node: &Node, from: u32, slot: Slot) -> Result<Vec<BlockFacts>> {
	follow(node, from, |facts| facts.settled.contains(&slot)).await
}

/// Reads block after block until one is the last.
async fn follow(
	node: &Node,
	from: u32,
	mut is_last: impl FnMut(&BlockFacts) -> bool,
) -> Result<Vec<BlockFacts>> {
	let mut blocks: Vec<BlockFacts> = Vec::new();
	let (mut next, mut idle) = (from, 0);
	loop {
		while node.best().await? < next {
			tokio::time::sleep(POLL).await;
		}
		let facts = read(node, next).await?;
		idle = if facts.batches > 0 { 0 } else { idle + 1 };
		let last = is_last(&facts);
		blocks.push(facts);
		if last {
			return Ok(blocks);
		}
		if idle > PATIENCE_BLOCKS {
			return Err(format!("no batch in {PATIENCE_BLOCKS} blocks up to block {next}").into());
		}
		next += 1;
	}
}

async fn read(node: &Node, number: u32) -> Result<BlockFacts> {
	let hash = node.block_hash(number).await?;
	let time = pallet_timestamp::Now::<Runtime>::hashed_key();
	let time_ms = node.storage::<u64>(&time, hash).await?.ok_or("a block without a time")?;
	let events =
		[sp_io::hashing::twox_128(b"System"), sp_io::hashing::twox_128(b"Events")].concat();
	let events = node.storage::<Vec<EventRecord<RuntimeEvent, Hash>>>(&events, hash).await?;
	let mut facts = BlockFacts { number, time_ms, ..BlockFacts::default() };
	for record in events.unwrap_or_default() {
		facts.count(record.event);
	}
	Ok(facts)
}

impl BlockFacts {
	fn count(&mut self, event: RuntimeEvent) {
		use frame_system::Event as System;
		use pallet_metering::Event as Metering;
		use pallet_settlement::Event as Settlement;
		match event {
			RuntimeEvent::Metering(Metering::ReadingsAccepted { accepted, rejected, .. }) => {
				self.accepted += accepted;
				self.rejected += rejected;
				self.batches += 1;
			}
			RuntimeEvent::Settlement(Settlement::SlotSwept { slot, .. }) => self.settled.push(slot),
			RuntimeEvent::System(System::ExtrinsicFailed { .. }) => self.failed += 1,
			_ => {}
		}
	}
}

/// Readings per second while blocks were full: the first and the last block with readings were not,
/// unless there are no others.
pub(crate) fn sustained_per_s(blocks: &[BlockFacts]) -> f64 {
	let with: Vec<usize> = (0..blocks.len()).filter(|at| blocks[*at].accepted > 0).collect();
	let (first, last) = match with.as_slice() {
		[] => return 0.0,
		[first, .., last] if last - first > 2 => (*first, *last - 1),
		[first, rest @ ..] => {
			// Too short: all of it, a block's time for each block.
			let last = rest.last().unwrap_or(first);
			let sum: u32 = blocks.iter().map(|block| block.accepted).sum();
			return f64::from(sum) / ((last - first + 1) as f64 * 3.0);
		}
	};
	let sum: u32 = blocks[first + 1..=last].iter().map(|block| block.accepted).sum();
	f64::from(sum) * 1_000.0 / (blocks[last].time_ms - blocks[first].time_ms) as f64
}

#[cfg(test)]
mod tests {
	use super::*;

	fn blocks(accepted: &[u32]) -> Vec<BlockFacts> {
		let facts = |(nth, accepted): (usize, &u32)| BlockFacts {
			time_ms: nth as u64 * 3_000,
			accepted: *accepted,
			..BlockFacts::default()
		};
		accepted.iter().enumerate().map(facts).collect()
	}

	#[test]
	fn only_full_blocks_count() {
		assert_eq!(sustained_per_s(&blocks(&[0, 10, 300, 0, 300, 20])), 600.0 / 9.0);
		assert_eq!(sustained_per_s(&blocks(&[0, 30, 60])), 90.0 / 6.0);
		assert_eq!(sustained_per_s(&blocks(&[30])), 10.0);
		assert_eq!(sustained_per_s(&blocks(&[0, 0])), 0.0);
	}
}
