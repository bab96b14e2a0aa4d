// SPDX-License-Identifier: Apache-2.0
//! A copy of the chain's whole state, as a raw chain specification.

use crate::{
	chain::Chain,
	dispatch::put_json,
	error::Result,
	meter::args::NodeArgs,
	progress::{show, Progress},
};
use clap::Args;
use serde_json::{json, Map, Value};
use std::path::PathBuf;
use subxt::utils::H256;

/// Write the chain's whole state at its last final block to a file, so that an upgrade can be tried
/// on it: `commonwatt-node check-upgrade`. What is public on the chain is in it, and nothing else.
#[derive(Args, Debug)]
pub struct SnapshotArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// Where to write it.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// Runs `snapshot`.
pub async fn run(args: &SnapshotArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let block = chain.finalized().await?;
	let number = chain.header(Some(block)).await?.number;
	let top = read(&chain, block).await?;
	let entries = top.len();
	let spec = json!({
		"name": format!("Commonwatt, block {number}"),
		"id": "commonwatt_snapshot",
		"chainType": "Development",
		"bootNodes": [],
		"genesis": { "raw": { "top": top, "childrenDefault": {} } },
	});
	put_json(&spec, Some(&args.out))?;
	show(format!("{entries} entries of block {number} are in {}.", args.out.display()));
	Ok(())
}

async fn read(chain: &Chain, block: H256) -> Result<Map<String, Value>> {
	/// Values asked for at once; the answer has a bound.
	const AT_ONCE: usize = 200;
	let keys = chain.keys(&[], Some(block)).await?;
	let mut progress = Progress::new("state", keys.len() as u64);
	let mut top = Map::new();
	for some in keys.chunks(AT_ONCE) {
		for (key, value) in chain.values(some, block).await? {
			top.insert(
				format!("0x{}", hex::encode(key)),
				format!("0x{}", hex::encode(value)).into(),
			);
		}
		progress.at(top.len() as u64);
	}
	progress.finish();
	Ok(top)
}
