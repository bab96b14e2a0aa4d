// SPDX-License-Identifier: Apache-2.0
//! `index`: follows finalised blocks and keeps what the chain drops: the pages of settled slots.
//!
//! Clearing never runs in the block of a slot's last reading, so the pages of a slot stand in the
//! state before the block that cleared it. From them, with the prices of the slot's record, the
//! record's root is recomputed: what is kept here is exactly what the chain committed to.

use crate::{
	chain::{Chain, Event},
	clock::slot_length,
	error::{Error, Result},
	progress::{say, show, Progress},
	storage::{key, keys, Storage},
	store::{Batch, Moved, Store, WaitingRow},
	types::{NetworkRecord, OutsideRow},
};
use clap::Args;
use energy_primitives::{MeterId, NetworkId, PageIndex, RowEnergy, Slot, PAGE_ROWS};
use settlement_core::{Axes, OrderRow, PageLeaf, RootBuilder, RowLeaf, SlotRecord, Standing};
use sp_core::{Blake2Hasher, H256};
use std::{path::PathBuf, time::Duration};

/// Blocks between two writes of the place where the index stands.
const COMMIT_EVERY: u64 = 50;

/// Follow finalised blocks and keep the pages of settled slots in a local database.
///
/// Every slot is checked against the root its record commits to. Run again, it continues where it
/// stopped. The node must still hold the state of the blocks to read.
#[derive(Args, Debug)]
pub struct IndexArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// The database; made if it is not there.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Keep following new blocks instead of stopping at the last finalised one.
	#[arg(long)]
	follow: bool,
	/// First block to read in a new database.
	#[arg(long, default_value_t = 1, value_name = "BLOCK")]
	from: u64,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
}

/// Runs the command.
pub async fn run(args: &IndexArgs) -> Result<()> {
	let patience = Duration::from_secs(args.wait);
	let store = Store::open(&args.db)?;
	loop {
		let chain = Chain::connect(&args.url, patience).await?;
		check_genesis(&store, &chain)?;
		match follow(args, &store, chain).await {
			Err(Error::Unreachable { reason, .. }) if args.follow => {
				say(format!("the node went away ({reason}), waiting for it to come back"));
			}
			done => return done,
		}
	}
}

fn check_genesis(store: &Store, chain: &Chain) -> Result<()> {
	match store.genesis()? {
		Some(genesis) if genesis != chain.genesis() => Err(Error::Usage(
			"this database is about another chain: choose another file or delete it".into(),
		)),
		Some(_) => Ok(()),
		None => {
			let batch = store.batch()?;
			batch.put_chain(chain.genesis(), slot_length(chain)?)?;
			batch.commit()
		}
	}
}

async fn follow(args: &IndexArgs, store: &Store, chain: Chain) -> Result<()> {
	let mut heads = chain.finalized_heads().await?;
	let mut chain = chain;
	let mut slots = 0;
	loop {
		let head = chain.header(Some(chain.finalized().await?)).await?.number;
		let next = store.last_block()?.map_or(args.from, |last| last + 1);
		if next <= head {
			chain = chain.at_runtime_of(chain.block_hash(next).await?).await?;
			slots += index_blocks(store, &mut chain, next, head).await?;
		}
		if !args.follow {
			show(format!(
				"Indexed up to block {head}: {slots} slots more, each checked by its root."
			));
			return Ok(());
		}
		chain.next(&mut heads).await?;
	}
}

/// Reads blocks `next..=head`. Returns how many slots were settled in them.
async fn index_blocks(store: &Store, chain: &mut Chain, next: u64, head: u64) -> Result<u64> {
	let mut bar = Progress::new("blocks", head - next + 1);
	let mut slots = 0;
	let mut parent = chain.block_hash(next.saturating_sub(1)).await?;
	let mut batch = store.batch()?;
	for number in next..=head {
		let block = chain.block_hash(number).await?;
		let events = chain.events(block).await.map_err(|error| pruned(error, number))?;
		let reader = Reader { chain, batch: &batch, number, block, parent };
		let settled = reader.read(&events).await.map_err(|error| pruned(error, number))?;
		batch.put_last_block(number)?;
		slots += settled;
		if number % COMMIT_EVERY == 0 || number == head {
			batch.commit()?;
			batch = store.batch()?;
		}
		if events.iter().any(|event| event.is("System", "CodeUpdated")) {
			*chain = chain.at_runtime_of(block).await?;
		}
		parent = block;
		bar.step();
	}
	bar.finish();
	Ok(slots)
}

/// Says what to do where a node has forgotten a state.
fn pruned(error: Error, number: u64) -> Error {
	match error {
		Error::Refused { reason, .. }
			if reason.contains("discarded") || reason.contains("UnknownBlock") =>
		{
			let hint = "the node has dropped its state; index earlier, run the node with \
				`--state-pruning archive`, or begin later with --from";
			Error::refused(format!("block {number}"), hint)
		}
		other => other,
	}
}

/// One block being read.
struct Reader<'a> {
	chain: &'a Chain,
	batch: &'a Batch<'a>,
	number: u64,
	block: subxt::utils::H256,
	parent: subxt::utils::H256,
}

impl Reader<'_> {
	async fn read(&self, events: &[Event]) -> Result<u64> {
		let mut settled = 0;
		for (place, event) in (0u32..).zip(events) {
			match event.pallet.as_str() {
				"Settlement" => settled += u64::from(self.settlement(place, event).await?),
				"Metering" => self.metering(event)?,
				_ => {}
			}
		}
		Ok(settled)
	}

	fn metering(&self, event: &Event) -> Result<()> {
		match event.name.as_str() {
			"MeterRegistered" => {
				let (meter, owner): (MeterId, [u8; 32]) = event.decode()?;
				self.batch.put_owner(meter, owner)
			}
			"ReadingsAccepted" => {
				type Fields = (NetworkId, Slot, PageIndex, [u8; 32], u32, u32);
				let (network, _, _, _, accepted, rejected): Fields = event.decode()?;
				self.batch.add_counts(network, accepted, rejected)
			}
			_ => Ok(()),
		}
	}

	/// Whether the event settled a slot.
	async fn settlement(&self, place: u32, event: &Event) -> Result<bool> {
		match event.name.as_str() {
			"SlotCleared" => {
				let (network, slot): (NetworkId, Slot) = event.decode()?;
				let pages = self.pages(network, slot).await?;
				self.batch.put_waiting(network, slot, &pages)?;
			}
			"SlotSwept" => {
				let (network, slot, root): (NetworkId, Slot, H256) = event.decode()?;
				self.swept(network, slot, root).await?;
				return Ok(true);
			}
			"Deposited" => {
				let (meter, _, amount): (MeterId, [u8; 32], u128) = event.decode()?;
				self.moved(meter, place, Moved::Deposit(amount))?;
			}
			"Withdrawn" => {
				let (meter, _, amount): (MeterId, [u8; 32], u128) = event.decode()?;
				self.moved(meter, place, Moved::Withdrawal(amount))?;
			}
			"TakenOver" => {
				let (meter, _, leg): (MeterId, Slot, i128) = event.decode()?;
				self.moved(meter, place, Moved::TakenOver(leg))?;
			}
			"GapSettled" => {
				let (meter, _, leg): (MeterId, Slot, i128) = event.decode()?;
				self.moved(meter, place, Moved::Gap(leg))?;
			}
			"CreditPaid" => {
				let (meter, amount): (MeterId, u128) = event.decode()?;
				self.moved(meter, place, Moved::Credit(amount))?;
			}
			_ => {}
		}
		Ok(false)
	}

	fn moved(&self, meter: MeterId, place: u32, moved: Moved) -> Result<()> {
		self.batch.put_moved(meter, self.number, place, moved)
	}

	/// The pages of a slot with the limits that held, as they stood before this block.
	async fn pages(&self, network: NetworkId, slot: Slot) -> Result<Vec<Vec<WaitingRow>>> {
		let before = Storage::new(self.chain, Some(self.parent));
		let record: Option<NetworkRecord> =
			before.record("Metering", "Networks", &key(network)).await?;
		let meters = record.map_or(0, |record| record.meters);
		let mut pages = Vec::new();
		for page in 0..meters.div_ceil(PAGE_ROWS) {
			let rows: Option<Vec<RowEnergy>> =
				before.get("Metering", "SlotEnergy", &keys((network, slot), page)).await?;
			let orders: Option<Vec<OrderRow>> =
				before.get("Settlement", "Orders", &keys(network, page)).await?;
			let outside: Option<Vec<OutsideRow>> =
				before.get("Settlement", "Outside", &keys(network, page)).await?;
			let (orders, outside) = (orders.unwrap_or_default(), outside.unwrap_or_default());
			let row = |energy: RowEnergy| {
				let order = orders.iter().find(|order| order.row == energy.row);
				let limits = order.map(|order| order.at(slot)).unwrap_or_default();
				let outside =
					outside.iter().any(|entry| entry.row == energy.row && entry.holds(slot));
				WaitingRow { energy, limits, outside }
			};
			pages.push(rows.unwrap_or_default().into_iter().map(row).collect());
		}
		Ok(pages)
	}

	/// A slot is settled: checks its rows against the record's root, and keeps both.
	async fn swept(&self, network: NetworkId, slot: Slot, root: H256) -> Result<()> {
		let after = Storage::new(self.chain, Some(self.block));
		let record: Option<SlotRecord> =
			after.get("Settlement", "SlotRecords", &key((network, slot))).await?;
		let name = format!("{} slot {slot}", network.carrier.facts().name);
		let record = record.ok_or_else(|| Error::misfit(&name, "it has no record"))?;
		let Some(mut waiting) = self.batch.waiting(network, slot)? else {
			// Cleared before the first block that was indexed.
			return Ok(());
		};
		waiting.resize(record.pages as usize, Vec::new());
		let pages = leaves(&record, &waiting);
		let computed = root_of(&record, &pages)
			.ok_or_else(|| Error::Verification(format!("{name}: its energy overflows")))?;
		if computed != record.root || computed != root {
			let reason = format!("{name}: root {computed:?} from its rows, {:?} on chain", root);
			return Err(Error::Verification(reason));
		}
		self.batch.put_slot(network, &record, &pages)
	}
}

/// The rows as the record commits to them.
fn leaves(record: &SlotRecord, pages: &[Vec<WaitingRow>]) -> Vec<Vec<RowLeaf>> {
	let clearing = &record.header.clearing;
	let leaf = |row: &WaitingRow| {
		let standing =
			if row.outside { Standing::Outside } else { row.limits.standing(&clearing.tariff) };
		RowLeaf::new(&row.energy, clearing.class_of(&row.energy, standing))
	};
	pages.iter().map(|rows| rows.iter().map(leaf).collect()).collect()
}

/// The root over header and pages; `None` where sums overflow, which no swept slot's do.
pub fn root_of(record: &SlotRecord, pages: &[Vec<RowLeaf>]) -> Option<H256> {
	let mut tree = RootBuilder::for_slot::<Blake2Hasher>(&record.header);
	let mut start = Axes::default();
	for (page, rows) in (0u32..).zip(pages) {
		let (leaf, end) = PageLeaf::new::<Blake2Hasher>(page, start, rows).ok()?;
		tree.push::<Blake2Hasher>(leaf.hash::<Blake2Hasher>()).ok()?;
		start = end;
	}
	Some(tree.root::<Blake2Hasher>())
}
