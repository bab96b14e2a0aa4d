// SPDX-License-Identifier: Apache-2.0
//! `prove`: writes the proof of one unit.

use super::{
	anchor::{block_hash, clock_key, genesis_key, mountain_key, record_key},
	check::{check, Trust},
	collect::collect,
	file::{Hash, SlotEntry, UnitProof, FORMAT},
	node::ProofNode,
};
use crate::{
	chain::Chain,
	error::{Error, Result},
	evidence::mountain_path,
	progress::{say, show},
	store::Store,
};
use clap::Args;
use codec::DecodeAll;
use energy_primitives::{NetworkId, Slot, UnitId};
use settlement_core::{Mountain, Path, SlotProof};
use sp_core::H256;
use std::{path::PathBuf, time::Duration};

/// Write a proof of what became of one unit, for people who trust neither this database nor a node.
///
/// The pages come from the database of `commonwatt index`; the node shows that the chain keeps the
/// records they belong to. `commonwatt verify` checks the file without either.
#[derive(Args, Debug)]
pub struct ProveArgs {
	/// The unit, for example EL-0-7-12-0.
	unit: String,
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// The proof to write.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 10, value_name = "SECONDS")]
	wait: u64,
}

/// Runs the command.
pub async fn run(args: &ProveArgs) -> Result<()> {
	let unit: UnitId =
		args.unit.parse().map_err(|error| Error::Usage(format!("`{}`: {error}", args.unit)))?;
	let store = Store::open_existing(&args.db)?;
	let slots = collect(&store, unit)?;
	let chain = Chain::connect(&args.url, Duration::from_secs(args.wait)).await?;
	if store.genesis()? != Some(chain.genesis()) {
		return Err(Error::Usage("the database is about another chain than the node's".into()));
	}
	let proof = prove(&store, &chain, unit, &slots).await?;
	let block = block_hash(&proof.anchor.header);
	// Nothing leaves that doesn't hold.
	check(&proof, &Trust::Block(Hash(block.0)))?;
	let size = proof.write(&args.out)?;
	if proof.anchor.finality.is_none() {
		say("the node shows no finality for this block: the proof can't be verified by voters");
	}
	let pages: usize = slots.iter().map(|slot| slot.pages.len()).sum();
	show(format!("{unit}: {} slots, {pages} pages, {size} bytes", slots.len()));
	show(format!("Check it: commonwatt verify {} --block {block:?}", args.out.display()));
	Ok(())
}

/// The proof of a unit, anchored in the node's last finalised block.
async fn prove(
	store: &Store,
	chain: &Chain,
	unit: UnitId,
	slots: &[SlotProof],
) -> Result<UnitProof> {
	let network = unit.meter().map(|meter| meter.network);
	let network = network.ok_or_else(|| Error::Usage(format!("{unit}: its carrier is unknown")))?;
	let block = chain.finalized().await?;
	let mut keys = vec![genesis_key(), clock_key()];
	let mut entries = Vec::new();
	for proof in slots {
		let slot = proof.record.header.clearing.slot;
		let key = record_key(network, slot);
		let path = match chain.raw(&key, Some(block)).await? {
			Some(_) => {
				keys.push(key);
				None
			}
			None => Some(folded_path(store, chain, block, network, slot).await?),
		};
		entries.push(SlotEntry::new(proof, path));
	}
	if entries.iter().any(|entry| entry.mountain.is_some()) {
		keys.push(mountain_key(network));
	}
	let node = ProofNode::connect(chain).await?;
	Ok(UnitProof {
		format: FORMAT.into(),
		unit: unit.to_string(),
		chain: Hash(chain.genesis()),
		anchor: node.anchor(chain, H256(block.0), &keys).await?,
		slots: entries,
	})
}

/// The path of a record that left state by this block, in the mountain range of then.
async fn folded_path(
	store: &Store,
	chain: &Chain,
	block: subxt::utils::H256,
	network: NetworkId,
	slot: Slot,
) -> Result<Path> {
	let name = network.carrier.facts().name;
	let what = format!("the record of {name} slot {slot}");
	let bytes = chain.raw(&mountain_key(network), Some(block)).await?;
	let bytes = bytes.ok_or_else(|| Error::refused(&what, "the chain does not have it"))?;
	let range = Mountain::decode_all(&mut bytes.as_slice());
	let range = range.map_err(|error| Error::misfit("Settlement.Mountains", error))?;
	let end = range.next_slot().filter(|end| (range.first_slot..*end).contains(&slot));
	let end = end.ok_or_else(|| Error::refused(&what, "the chain does not have it"))?;
	mountain_path(store, network, range.first_slot..end, slot)
}
