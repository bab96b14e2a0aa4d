// SPDX-License-Identifier: Apache-2.0
//! `relay`: gathers signed readings from gateways and brings them to the chain, page by page.
//!
//! `server` (JSON-RPC) -> `intake` (checked by `check`, written to `disk`, acknowledged) -> `queue`
//! -> `gather` (which batches now) -> `pump` (submits, follows blocks) -> `settle` (what is final is
//! forgotten). `view` is the chain as it was last seen, `bond` what all of it is paid from.

pub mod bond;
pub mod check;
pub mod direct;
pub mod disk;
pub mod gather;
pub mod intake;
pub mod pump;
pub mod queue;
pub mod reading;
pub mod said;
pub mod server;
pub mod settle;
pub mod view;

use crate::{
	calls,
	chain::Chain,
	error::{Error, Result},
	keys::{account, account_id, AccountId},
	progress::say,
	storage::constant_or_misfit,
};
use bond::Bond;
use clap::Args;
use disk::Disk;
use intake::Intake;
use queue::Queue;
use std::{
	net::SocketAddr,
	path::PathBuf,
	sync::{Arc, Mutex},
	time::Duration,
};
use subxt_signer::sr25519::Keypair;
use view::{lock, View};

/// One CWT in the smallest unit of the native currency.
const CWT: u128 = 1_000_000_000_000;

/// How long a node that went away is waited for between two messages about it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Before a node is asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// Gather signed readings from gateways and bring them to the chain.
///
/// A reading is acknowledged when it is on disk and the chain could accept it; it is forgotten when
/// the chain has it for good. Readings of a page and slot go together, when all of its meters have
/// spoken or after a while. Bound to a loopback address by default: put a proxy with TLS before it.
#[derive(Args, Debug)]
pub struct RelayArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	#[command(flatten)]
	key: KeyArgs,
	/// The queue on disk.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// Where gateways find this relay.
	#[arg(long, default_value = "127.0.0.1:9955", value_name = "ADDRESS:PORT")]
	listen: SocketAddr,
	/// How long the first reading of a page waits for the others, in seconds.
	#[arg(long, default_value_t = 20, value_name = "SECONDS")]
	batch_after: u64,
	/// How many readings may wait here; beyond, gateways are told that the relay is busy.
	#[arg(long, default_value_t = 500_000, value_name = "READINGS")]
	queue_max: usize,
	/// How far a gateway's clock may be ahead of the chain's, in seconds.
	#[arg(long, default_value_t = 30, value_name = "SECONDS")]
	clock_skew: u64,
	/// Raise the bond to this many CWT at the start, from the key's account.
	#[arg(long, value_name = "CWT")]
	bond: Option<u32>,
	/// Seconds to wait for the node at the start. Later it is waited for without end.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
}

/// The key of a relay's account.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct KeyArgs {
	/// The relay's key: a phrase or `//path`. Others on this machine can see it.
	#[arg(long, value_name = "SURI")]
	key: Option<String>,
	/// A file with the relay's key.
	#[arg(long, value_name = "FILE")]
	key_file: Option<PathBuf>,
}

impl KeyArgs {
	fn read(&self) -> Result<Keypair> {
		key(self.key.as_deref(), self.key_file.as_ref())
	}
}

/// A key given directly or in a file.
pub fn key(suri: Option<&str>, file: Option<&PathBuf>) -> Result<Keypair> {
	match (suri, file) {
		(Some(suri), _) => account(suri),
		(None, Some(path)) => {
			let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
			account(text.trim())
		}
		(None, None) => Err(Error::Usage("a key is missing".into())),
	}
}

/// What a relay has done since it was started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
	/// Batches that a pool took.
	pub batches: u64,
	/// Readings that blocks accepted from this relay, the last blocks included.
	pub accepted: u64,
	/// Readings held here that the chain has for good.
	pub had: u64,
	/// Readings held here that the chain will never have.
	pub rejected: u64,
}

/// A relay.
pub struct Relay {
	view: Arc<View>,
	queue: Arc<Mutex<Queue>>,
	disk: Arc<Disk>,
	intake: Intake,
	key: Keypair,
	account: AccountId,
	batch_after_ms: u64,
	tally: Mutex<Tally>,
	bond: Mutex<Bond>,
}

/// How a relay works.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
	/// How long the first reading of a page waits for the others, in seconds.
	pub batch_after_s: u64,
	/// How many readings may wait.
	pub queue_max: usize,
	/// How far a gateway's clock may be ahead of the chain's, in seconds.
	pub clock_skew_s: u64,
}

impl Relay {
	/// A relay with what its disk holds. It does nothing yet: `pump::follow` makes it work.
	pub async fn new(chain: &Chain, key: Keypair, disk: Disk, manner: Manner) -> Result<Self> {
		let disk = Arc::new(disk);
		let queue = Arc::new(Mutex::new(Queue::new(disk.queued()?, manner.queue_max)));
		let view = Arc::new(View::new(chain).await?);
		let intake = Intake::new(view.clone(), queue.clone(), disk.clone(), manner.clock_skew_s);
		Ok(Self {
			view,
			queue,
			disk,
			intake,
			account: account_id(&key),
			key,
			batch_after_ms: manner.batch_after_s.saturating_mul(1_000),
			tally: Mutex::default(),
			bond: Mutex::default(),
		})
	}

	/// How many readings wait.
	pub fn waiting(&self) -> usize {
		lock(&self.queue).len()
	}
}

/// Runs the command. It ends only with an error.
pub async fn run(args: &RelayArgs) -> Result<()> {
	let key = args.key.read()?;
	let chain = Chain::connect(&args.url, Duration::from_secs(args.wait)).await?;
	raise_bond(&chain, &key, args.bond).await?;
	let disk = Disk::open(&args.db, &chain.genesis())?;
	let manner = Manner {
		batch_after_s: args.batch_after,
		queue_max: args.queue_max,
		clock_skew_s: args.clock_skew,
	};
	let relay = Arc::new(Relay::new(&chain, key, disk, manner).await?);
	let (address, server) = server::serve(relay.clone(), args.listen).await?;
	say(format!("relay listens on {address}, {} readings wait from before", relay.waiting()));
	let ended = keep_following(&args.url, relay, chain).await;
	// Nobody is told anything any more; what was acknowledged is on disk.
	let _ = server.stop();
	ended
}

/// Follows the chain, over every loss of the connection.
async fn keep_following(url: &str, relay: Arc<Relay>, mut chain: Chain) -> Result<()> {
	loop {
		match pump::follow(relay.clone(), chain).await {
			Ok(()) => {}
			Err(Error::Unreachable { reason, .. }) => {
				say(format!("  the node went away ({reason}), readings are kept"));
			}
			// A block that was there a moment ago may be gone with its branch.
			Err(error @ Error::Refused { .. }) => say(format!("  {error}; beginning again")),
			Err(error) => return Err(error),
		}
		tokio::time::sleep(PAUSE).await;
		chain = reconnect(url).await?;
		if chain.genesis() != relay.view.genesis() {
			return Err(Error::refused("the relay", "the node came back with another chain"));
		}
		say("  the node is back");
	}
}

async fn reconnect(url: &str) -> Result<Chain> {
	loop {
		match Chain::connect(url, PATIENCE).await {
			Err(Error::Unreachable { reason, .. }) => say(format!("  still no node: {reason}")),
			done => return done,
		}
	}
}

/// Raises the bond to `cwt`, if it is below, and refuses to start without any.
async fn raise_bond(chain: &Chain, key: &Keypair, cwt: Option<u32>) -> Result<()> {
	let bond_min: u128 = constant_or_misfit(chain.metadata(), "Metering", "RelayBondMin")?;
	let bond = Bond::of(chain, account_id(key)).await?;
	let due = cwt.map_or(0, |cwt| u128::from(cwt).saturating_mul(CWT));
	if bond.left < due {
		let more = (due - bond.left).max(bond_min);
		say(format!("  the bond is raised by {} CWT", more / CWT));
		return chain.sign_all(key, &[calls::bond_relay(more)]).await;
	}
	if bond.batches() == 0 {
		let hint = format!("it has no bond; --bond {} raises one", bond_min.div_ceil(CWT));
		return Err(Error::refused("this relay", hint));
	}
	Ok(())
}
