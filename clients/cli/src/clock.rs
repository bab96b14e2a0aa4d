// SPDX-License-Identifier: Apache-2.0
//! Time as the chain tells it: its slots, its clock, its next block, its finality.

use crate::{
	chain::{Chain, Event, Heads},
	error::{Error, Result},
	storage::{constant_or_misfit, Storage},
};
use energy_primitives::SlotLength;
use subxt::utils::H256;

/// Length of the chain's slots.
pub fn slot_length(chain: &Chain) -> Result<SlotLength> {
	let seconds: u32 = constant_or_misfit(chain.metadata(), "Metering", "SlotSeconds")?;
	SlotLength::new(seconds).ok_or_else(|| Error::misfit("Metering.SlotSeconds", seconds))
}

/// The chain's clock in seconds since 1970; waits for its first block.
pub async fn now_s(chain: &Chain) -> Result<u64> {
	let mut heads = chain.new_heads().await?;
	loop {
		let now_ms: Option<u64> = Storage::new(chain, None).get("Timestamp", "Now", &[]).await?;
		match now_ms {
			Some(now_ms) if now_ms > 0 => return Ok(now_ms / 1_000),
			_ => chain.next(&mut heads).await?,
		};
	}
}

/// Events of all blocks since the last one seen, as soon as there is a new one.
pub async fn next_events(chain: &Chain, heads: &mut Heads, seen: &mut u64) -> Result<Vec<Event>> {
	let mut events = Vec::new();
	while events.is_empty() {
		let head = chain.next(heads).await?.number;
		for number in *seen + 1..=head {
			let block = chain.block_hash(number).await?;
			events.extend(chain.events(block).await?);
		}
		*seen = head.max(*seen);
	}
	Ok(events)
}

/// The finalised head, as soon as block `number` is final.
pub async fn finalized_from(chain: &Chain, number: u64) -> Result<H256> {
	let mut heads = chain.finalized_heads().await?;
	loop {
		let hash = chain.finalized().await?;
		if chain.header(Some(hash)).await?.number >= number {
			return Ok(hash);
		}
		chain.next(&mut heads).await?;
	}
}
