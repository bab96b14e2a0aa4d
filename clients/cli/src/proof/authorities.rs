// SPDX-License-Identifier: Apache-2.0
//! `authorities`: writes down who votes on finality, for `verify --authorities`.

use super::node::ProofNode;
use crate::{
	chain::Chain,
	error::{Error, Result},
	progress::show,
};
use clap::Args;
use sp_core::H256;
use std::{path::PathBuf, time::Duration};

/// Write down who votes on finality now, so that proofs can be verified without trusting any block.
///
/// The file is as good as the node it comes from: ask your own, once.
#[derive(Args, Debug)]
pub struct AuthoritiesArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// The file to write.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 10, value_name = "SECONDS")]
	wait: u64,
}

/// Runs the command.
pub async fn run(args: &AuthoritiesArgs) -> Result<()> {
	let chain = Chain::connect(&args.url, Duration::from_secs(args.wait)).await?;
	let block = H256(chain.finalized().await?.0);
	let authorities = ProofNode::connect(&chain).await?.authorities(&chain, block).await?;
	let text = serde_json::to_string_pretty(&authorities);
	let text = text.map_err(|error| Error::file(&args.out, error))?;
	std::fs::write(&args.out, text).map_err(|error| Error::file(&args.out, error))?;
	let (set, voters) = (authorities.set_id, authorities.voters.len());
	show(format!("Set {set} of chain {}: {voters} voters", authorities.chain));
	Ok(())
}
