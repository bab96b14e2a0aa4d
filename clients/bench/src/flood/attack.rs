// SPDX-License-Identifier: Apache-2.0
//! The attacks. Each runs beside the honest rounds until it is ended.

use crate::{
	field::Field,
	rounds::Rounds,
	transactions::{general_with_tip, readings, tipped},
};
use commonwatt_cli::{
	calls,
	chain::Chain,
	error::{Error, Result},
	extrinsic::Call,
	keys::{account, account_id},
	relay::bond::Bond,
	types::ReadingBatch,
};
use std::{
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Arc,
	},
	time::Duration,
};
use subxt::rpcs::{rpc_params, RpcClient};
use subxt_signer::sr25519::Keypair;
use tokio::task::JoinHandle;

const CWT: u128 = 1_000_000_000_000;

/// What the attacker begins with for each account, and what each relay of his is bonded with.
const FUNDS: u128 = 20_000 * CWT;
const BOND: u128 = 1_000 * CWT;

const ACCOUNTS: usize = 12;

/// Transactions of one account, one after the other: all accounts' together are more than a pool takes.
const LANE: u64 = 1_000;

/// Copies of each honest page, its rows turned.
const TURNS: usize = 4;

/// A node that just started.
const PATIENCE: Duration = Duration::from_secs(30);

/// A pool that takes nothing more.
const FULL: Duration = Duration::from_millis(200);

/// What an attacker tries.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Attack {
	None,
	Transfers,
	Copies,
	OneRow,
	ForgedPages,
	Backlog,
}

impl Attack {
	pub(crate) const ALL: [Self; 6] =
		[Self::None, Self::Transfers, Self::Copies, Self::OneRow, Self::ForgedPages, Self::Backlog];

	pub(crate) fn name(self) -> &'static str {
		match self {
			Self::None => "none",
			Self::Transfers => "transfers",
			Self::Copies => "copies",
			Self::OneRow => "one-row",
			Self::ForgedPages => "forged-pages",
			Self::Backlog => "backlog",
		}
	}

	pub(crate) fn what(self) -> &'static str {
		match self {
			Self::None => "no attack",
			Self::Transfers => "transfers with tips of 1 to 5 CWT until the pool is full, and on",
			Self::Copies => {
				"every honest page first under the attacker's name, also with its rows turned and \
				 with tips"
			}
			Self::OneRow => "one forged reading per batch, of a silent meter and an earlier slot",
			Self::ForgedPages => {
				"256 forged readings per batch, of a silent meter and earlier slot"
			}
			Self::Backlog => "valid readings of an own network's earlier slots, all at once",
		}
	}
}

/// The attacker's accounts, all bonded as relays, and the nodes they send through in turn.
pub(crate) struct Attackers {
	keys: Vec<Keypair>,
	nodes: Vec<Chain>,
	pools: Vec<RpcClient>,
}

/// A running attack.
pub(crate) struct Flood {
	over: Arc<AtomicBool>,
	sent: Arc<AtomicU64>,
	tasks: Vec<JoinHandle<()>>,
}

impl Flood {
	/// Ends it; how many transactions the pool took.
	pub(crate) async fn end(self) -> u64 {
		self.over.store(true, Ordering::Relaxed);
		for task in self.tasks {
			let _ = task.await;
		}
		self.sent.load(Ordering::Relaxed)
	}
}

impl Attackers {
	/// Accounts with funds and bonds.
	pub(crate) async fn fund(chain: &Chain, urls: &[String]) -> Result<Self> {
		let (mut nodes, mut pools) = (Vec::new(), Vec::new());
		for url in urls {
			nodes.push(Chain::connect(url, PATIENCE).await?);
			let pool = RpcClient::from_insecure_url(url).await;
			pools.push(pool.map_err(|error| Error::Unreachable {
				url: url.clone(),
				reason: error.to_string(),
			})?);
		}
		let keys = (0..ACCOUNTS).map(|nth| account(&format!("//Flood//{nth}")));
		let keys: Vec<Keypair> = keys.collect::<Result<_>>()?;
		let gifts: Vec<Call> =
			keys.iter().map(|key| calls::transfer_native(account_id(key), FUNDS)).collect();
		chain.sign_all(&account("//Dave")?, &gifts).await?;
		for key in &keys {
			chain.sign_all(key, &[calls::bond_relay(BOND)]).await?;
		}
		Ok(Self { keys, nodes, pools })
	}

	/// What is left of all bonds.
	pub(crate) async fn bonds(&self, chain: &Chain) -> Result<u128> {
		let mut sum = 0;
		for key in &self.keys {
			sum += Bond::of(chain, account_id(key)).await?.left;
		}
		Ok(sum)
	}

	/// How many transactions wait in the fullest pool; `None` if they are too many bytes to be listed.
	pub(crate) async fn pool_size(&self) -> Result<Option<usize>> {
		let mut most = 0;
		for pool in &self.pools {
			let pending: std::result::Result<Vec<String>, _> =
				pool.request("author_pendingExtrinsics", rpc_params![]).await;
			match pending {
				Ok(pending) => most = most.max(pending.len()),
				Err(error) if error.to_string().contains("too big") => return Ok(None),
				Err(error) => return Err(Error::refused("the pool", error)),
			}
		}
		Ok(Some(most))
	}

	/// Waits until an attack is out of the pool, and what it held up out of the relay.
	pub(crate) async fn drain(&self, rounds: &Rounds) -> Result<()> {
		for _ in 0..600 {
			let small = self.pool_size().await?.is_some_and(|size| size < 20);
			if small && rounds.waiting().await? == 0 {
				return Ok(());
			}
			tokio::time::sleep(Duration::from_secs(1)).await;
		}
		Err(Error::refused("the flood", "it does not end"))
	}

	/// Begins an attack, and gives it time to fill the pool where it can.
	pub(crate) async fn begin(
		&self,
		attack: Attack,
		rounds: &Rounds,
		other: Option<&Field>,
	) -> Result<Flood> {
		let mut flood = Flood { over: Arc::default(), sent: Arc::default(), tasks: Vec::new() };
		let field = &rounds.field;
		for (nth, (key, chain)) in self.keys.iter().zip(self.nodes.iter().cycle()).enumerate() {
			let (over, sent) = (flood.over.clone(), flood.sent.clone());
			let task = Sender { chain: chain.clone(), key: key.clone(), over, sent, nth };
			match attack {
				Attack::None | Attack::Copies => {}
				Attack::Transfers => flood.tasks.push(tokio::spawn(task.transfers())),
				Attack::OneRow | Attack::ForgedPages => {
					let rows = if attack == Attack::OneRow { 1 } else { 256 };
					let batches: Vec<ReadingBatch> = (0..400)
						.map(|salt| field.forged(field.slot, rows, salt + 1_000 * nth as u64))
						.collect();
					flood.tasks.push(tokio::spawn(task.forged(batches)));
				}
				Attack::Backlog => {
					let Some(other) = other else { continue };
					let slots = (other.slot..rounds.slot).skip(nth).step_by(self.keys.len());
					let pages = |slot| (0..other.pages()).map(move |page| (slot, page));
					let batches = slots
						.flat_map(pages)
						.map(|(slot, page)| other.batch(slot, page, 0))
						.collect();
					flood.tasks.push(tokio::spawn(task.each(batches)));
				}
			}
		}
		if attack == Attack::Transfers {
			self.fill().await?;
		} else if attack != Attack::None {
			tokio::time::sleep(Duration::from_secs(4)).await;
		}
		Ok(flood)
	}

	/// Waits until the pool grows no more.
	async fn fill(&self) -> Result<()> {
		let mut last = 0;
		for look in 0..40 {
			tokio::time::sleep(Duration::from_secs(3)).await;
			let Some(size) = self.pool_size().await? else { break };
			if (size > 7_000 || look > 8) && size <= last + 100 {
				break;
			}
			last = size;
		}
		Ok(())
	}

	/// Copies of all pages of the round that comes next, before anybody else has them; how many a pool took.
	pub(crate) async fn copy(&self, attack: Attack, rounds: &Rounds) -> Result<u64> {
		let mut taken = 0;
		if attack != Attack::Copies {
			return Ok(taken);
		}
		for page in 0..rounds.field.pages() {
			let nodes = self.nodes.iter().cycle();
			for ((turn, key), chain) in (0..TURNS).zip(&self.keys).zip(nodes) {
				let call = readings(chain, key, &rounds.field.batch(rounds.slot, page, turn));
				let tip = 1_000 * CWT;
				let general = general_with_tip(chain, &call, tip)?;
				let nonce = chain.nonce(account_id(key)).await?;
				let signed = tipped(chain, &call, key, nonce, CWT)?;
				for transaction in [general, signed] {
					// The pool may refuse either; both are tried.
					taken += u64::from(chain.submit(&transaction).await.is_ok());
				}
			}
		}
		Ok(taken)
	}
}

/// One account that floods.
struct Sender {
	chain: Chain,
	key: Keypair,
	over: Arc<AtomicBool>,
	sent: Arc<AtomicU64>,
	nth: usize,
}

impl Sender {
	fn goes_on(&self) -> bool {
		!self.over.load(Ordering::Relaxed)
	}

	async fn send(&self, transaction: &[u8]) -> bool {
		let taken = self.chain.submit(transaction).await.is_ok();
		self.sent.fetch_add(u64::from(taken), Ordering::Relaxed);
		taken
	}

	/// Transfers with tips, as many as the pool takes; again and again from the chain's nonce on, each
	/// time with a little more, so that one that the pool let go leaves no gap for long.
	async fn transfers(self) {
		let mut raise = 0;
		while self.goes_on() {
			let Ok(first) = self.chain.nonce(account_id(&self.key)).await else { return };
			let mut taken = false;
			for nonce in first..first + LANE {
				let step = 1 + (u128::from(nonce) + self.nth as u128) % 5;
				let call = calls::transfer_native([7; 32], CWT);
				let tip = step * CWT + raise;
				let transaction = tipped(&self.chain, &call, &self.key, nonce, tip);
				let Ok(transaction) = transaction else { return };
				taken |= self.send(&transaction).await;
				if !self.goes_on() {
					return;
				}
			}
			if !taken {
				tokio::time::sleep(FULL).await;
			}
			raise += CWT / 100;
		}
	}

	/// The same forged batches again and again, as soon as the pool takes them.
	async fn forged(self, batches: Vec<ReadingBatch>) {
		let mut calls = batches.iter().cycle();
		while let (true, Some(batch)) = (self.goes_on(), calls.next()) {
			let call = readings(&self.chain, &self.key, batch);
			let Ok(transaction) = self.chain.composer().general(&call) else { return };
			if !self.send(&transaction).await {
				tokio::time::sleep(FULL / 10).await;
			}
		}
	}

	/// Each batch once.
	async fn each(self, batches: Vec<ReadingBatch>) {
		for batch in batches {
			if !self.goes_on() {
				return;
			}
			let call = readings(&self.chain, &self.key, &batch);
			let Ok(transaction) = self.chain.composer().general(&call) else { return };
			self.send(&transaction).await;
		}
	}
}
