// SPDX-License-Identifier: Apache-2.0
//! The code of a runtime that was authorised.

use super::action::hex;
use crate::{
	chain::Chain,
	error::{Error, Result},
	extrinsic::Call,
	meter::args::NodeArgs,
	progress::show,
	storage::Storage,
};
use clap::Args;
use std::path::{Path, PathBuf};

/// How many blocks the new runtime may take to be there.
const BLOCKS_MAX: u32 = 20;

/// Hand in the code of the runtime that was authorised. Anybody may, without an account: the code has
/// to be the one whose hash was voted on.
#[derive(Args, Debug)]
pub struct ApplyArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The runtime, exactly as it was proposed.
	#[arg(value_name = "WASM")]
	wasm: PathBuf,
}

/// The code in a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
	std::fs::read(path).map_err(|error| Error::file(path, error))
}

/// The hash of the code that may be handed in, if one was authorised.
pub async fn authorized(chain: &Chain) -> Result<Option<[u8; 32]>> {
	let stored: Option<([u8; 32], bool)> =
		Storage::new(chain, None).get("System", "AuthorizedUpgrade", &[]).await?;
	Ok(stored.map(|(hash, _)| hash))
}

/// Runs `apply`.
pub async fn run(args: &ApplyArgs) -> Result<()> {
	let code = read(&args.wasm)?;
	let chain = args.node.connect().await?;
	let ours = sp_crypto_hashing::blake2_256(&code);
	match authorized(&chain).await? {
		None => return Err(Error::refused("this runtime", "no upgrade is authorised")),
		Some(hash) if hash != ours => {
			let reason = format!("{} is authorised, and this is {}", hex(&hash), hex(&ours));
			return Err(Error::refused("this runtime", reason));
		}
		Some(_) => {}
	}
	let before = chain.spec_version_at(None).await?;
	let call = Call::new("System", "apply_authorized_upgrade", (code,));
	let mut heads = chain.new_heads().await?;
	chain.submit_as(&call.title(), &chain.composer().bare(&call)?).await?;
	for _ in 0..BLOCKS_MAX {
		let head = chain.next(&mut heads).await?;
		let hash = chain.block_hash(head.number).await?;
		let now = chain.spec_version_at(Some(hash)).await?;
		if now != before {
			show(format!("Runtime {now} is in block {}; the next block runs it.", head.number));
			return Ok(());
		}
	}
	Err(Error::refused("this runtime", "no block took it"))
}
