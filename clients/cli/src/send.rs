// SPDX-License-Identifier: Apache-2.0
//! `send`: a gateway's side. Signed readings go to a relay; what the chain does not have after a
//! while goes to the next one, and at last to the chain itself.

mod file;
mod relays;

use crate::{
	chain::{Chain, Heads},
	error::{Error, Result},
	progress::{say, show},
	relay::{
		check::check,
		direct::{bring, Brought},
		gather::Held,
		key,
		queue::place,
		reading::{Reading, Refusal},
		settle::{fate, is_in_slot, Fate},
		view::View,
	},
};
use clap::Args;
use metering_core::reading::{Rejection, Setting};
use std::{
	collections::BTreeMap,
	path::PathBuf,
	time::{Duration, Instant},
};
use subxt_signer::sr25519::Keypair;

/// Send signed readings through relays, and past them if they don't bring them to the chain.
///
/// Each reading goes to the first relay. If the chain does not have it some time after the end of
/// its slot, it goes to the next relay, and at last directly to the chain, in the name of an own
/// bonded account. Ends when the fate of every reading is known, or nothing is left to try.
#[derive(Args, Debug)]
pub struct SendArgs {
	/// A relay; several are tried in this order.
	#[arg(long = "relay", value_name = "URL")]
	relays: Vec<String>,
	/// The node that is asked whether the chain has a reading, and that gets it at last.
	#[arg(long, value_name = "URL")]
	direct: String,
	/// Key of the account to send under at last: it needs a relay's bond.
	#[arg(long, value_name = "SURI", conflicts_with = "direct_key_file")]
	direct_key: Option<String>,
	/// A file with this key.
	#[arg(long, value_name = "FILE")]
	direct_key_file: Option<PathBuf>,
	/// How long each relay has, in seconds after the end of the slot, or after it got the reading if
	/// that was later.
	#[arg(long, default_value_t = 120, value_name = "SECONDS")]
	after: u64,
	/// The readings as CSV with the columns community, network, meter, slot, import_register,
	/// export_register, signature; `-` for standard input.
	#[arg(long, value_name = "FILE")]
	readings: PathBuf,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
}

/// How a reading came to the chain, or why it did not.
#[derive(Clone, Debug, Eq, PartialEq)]
enum End {
	/// The chain has it; by way of the relay with this number, or of nobody if it had it before.
	Accepted(Option<usize>),
	/// It was brought directly.
	Direct,
	/// It can't count: why.
	Refused(String),
	/// The meter has spoken for a later slot, and this one is cleared.
	Passed,
	/// The chain does not have it, and nothing was left to try.
	Open,
}

/// A reading on its way.
struct Parcel {
	reading: Reading,
	/// How many relays have had it.
	tries: usize,
	/// When the next one gets it.
	next: Instant,
	end: Option<End>,
}

/// Runs the command.
pub async fn run(args: &SendArgs) -> Result<()> {
	let readings = file::read(&args.readings)?;
	let direct_key = match (&args.direct_key, &args.direct_key_file) {
		(None, None) => None,
		(suri, file) => Some(key(suri.as_deref(), file.as_ref())?),
	};
	let chain = Chain::connect(&args.direct, Duration::from_secs(args.wait)).await?;
	let view = View::new(&chain).await?;
	let heads = chain.new_heads().await?;
	let mut sending = Sending { args, chain, view, heads, direct_key, parcels: Vec::new() };
	sending.pack(readings).await?;
	sending.finish().await?;
	sending.report()
}

struct Sending<'a> {
	args: &'a SendArgs,
	chain: Chain,
	view: View,
	heads: Heads,
	direct_key: Option<Keypair>,
	parcels: Vec<Parcel>,
}

impl Sending<'_> {
	/// Sorts out what can't count, so that nobody pays for it.
	async fn pack(&mut self, readings: Vec<Reading>) -> Result<()> {
		let now = Instant::now();
		for reading in readings {
			let end = match self.judge(&reading).await? {
				Ok(true) => Some(End::Accepted(None)),
				Ok(false) => None,
				Err(Refusal::Rejected(Rejection::AlreadyRead)) => self.passed(&reading).await?,
				Err(refusal) => Some(End::Refused(refusal.to_string())),
			};
			self.parcels.push(Parcel { reading, tries: 0, next: now, end });
		}
		Ok(())
	}

	/// Whether the chain has a reading already, or why it can't have it.
	async fn judge(&self, reading: &Reading) -> Result<std::result::Result<bool, Refusal>> {
		let Some(stage) = self.view.stage(reading.meter.network).await? else {
			return Ok(Err(Refusal::NetworkNotFound));
		};
		let page = self.view.page(place(reading.meter), false).await?;
		let row = page.rows(reading.meter.row());
		if row.is_some_and(|(_, counter)| reading.is_last_of(counter)) {
			return Ok(Ok(true));
		}
		// A slot that ends in a moment will have ended when a relay is asked.
		let (slot, slot_length) = (reading.slot, self.view.length());
		let now_s = self.view.now_s().saturating_add(slot_length.seconds());
		let first_slot = match stage.takes(slot, slot_length, now_s) {
			Ok(first_slot) => first_slot,
			Err(refusal) => return Ok(Err(refusal)),
		};
		let carrier = reading.meter.network.carrier;
		let setting = Setting { slot, first_slot, carrier, slot_length };
		let before = self.parcels.iter().map(|parcel| &parcel.reading);
		let before = before
			.filter(|before| before.meter == reading.meter && before.slot < slot)
			.max_by_key(|before| before.slot);
		let judged = check(reading, &page, &setting, before).map_err(Refusal::Rejected);
		let genesis = self.view.genesis();
		let signed = row.is_some_and(|(device, _)| reading.is_signed_by(&device.key, &genesis));
		let wrong = Refusal::Rejected(Rejection::WrongSignature);
		Ok(judged.and_then(|_| signed.then_some(false).ok_or(wrong)))
	}

	/// What to say of a reading whose meter has spoken for a later slot, or otherwise for this one.
	async fn passed(&self, reading: &Reading) -> Result<Option<End>> {
		let page = self.view.page(place(reading.meter), false).await?;
		let row = page.rows(reading.meter.row());
		let later = row.is_some_and(|(_, counter)| counter.last_slot > reading.slot);
		if !later {
			return Ok(Some(End::Refused(format!("{:?}", Rejection::AlreadyRead))));
		}
		let in_slot = is_in_slot(&self.chain, reading, None).await?;
		let stage = self.view.stage(reading.meter.network).await?;
		let open = stage.is_some_and(|stage| reading.slot >= stage.next_slot);
		Ok(Some(match (in_slot, open) {
			(true, _) => End::Accepted(None),
			(false, true) => End::Refused(format!("{:?}", Rejection::AlreadyRead)),
			(false, false) => End::Passed,
		}))
	}

	/// Until nothing is left to do.
	async fn finish(&mut self) -> Result<()> {
		loop {
			self.hand_over().await?;
			if self.parcels.iter().all(|parcel| parcel.end.is_some()) {
				return Ok(());
			}
			self.chain.next(&mut self.heads).await?;
			self.view.look().await?;
			self.chain = self.view.chain();
			self.note().await?;
		}
	}

	/// Readings whose time is over go to the next relay, those of the last one to the chain.
	async fn hand_over(&mut self) -> Result<()> {
		loop {
			let due = |parcel: &&mut Parcel| parcel.end.is_none() && parcel.next <= Instant::now();
			let tries = self.parcels.iter_mut().filter(due).map(|parcel| parcel.tries).min();
			let Some(tries) = tries else { return Ok(()) };
			match self.args.relays.get(tries) {
				Some(url) => self.to_relay(tries, url.clone()).await,
				None if self.direct_key.is_some() => self.to_chain().await?,
				None => self.give_up(),
			}
		}
	}

	fn due(&self, tries: usize) -> Vec<usize> {
		let now = Instant::now();
		let due =
			|parcel: &Parcel| parcel.end.is_none() && parcel.next <= now && parcel.tries == tries;
		(0..).zip(&self.parcels).filter(|(_, parcel)| due(parcel)).map(|(at, _)| at).collect()
	}

	async fn to_relay(&mut self, tries: usize, url: String) {
		let due = self.due(tries);
		let readings: Vec<&Reading> =
			due.iter().filter_map(|at| Some(&self.parcels.get(*at)?.reading)).collect();
		let answers = relays::submit(&url, &readings).await;
		let (now, now_s) = (Instant::now(), self.view.now_s());
		let (length, after) = (self.view.length(), Duration::from_secs(self.args.after));
		let mut refused: BTreeMap<String, usize> = BTreeMap::new();
		for (at, answer) in due.into_iter().zip(answers) {
			let Some(parcel) = self.parcels.get_mut(at) else { continue };
			parcel.tries += 1;
			if answer.ok {
				let rest = length.end_s(parcel.reading.slot).saturating_sub(now_s);
				parcel.next = now + Duration::from_secs(rest) + after;
			} else {
				// A relay's word against a reading is not taken: the next one may see it otherwise.
				*refused.entry(answer.reason.unwrap_or_default()).or_default() += 1;
				parcel.next = now;
			}
		}
		for (reason, count) in refused {
			say(format!("  {url} does not take {count} readings: {reason}"));
		}
	}

	async fn to_chain(&mut self) -> Result<()> {
		let Some(key) = self.direct_key.clone() else { return Ok(()) };
		let due = self.due(self.args.relays.len());
		let readings: Vec<Reading> =
			due.iter().filter_map(|at| Some(self.parcels.get(*at)?.reading.clone())).collect();
		say(format!("  {} readings go to the chain directly", readings.len()));
		let patience = Duration::from_secs(self.args.after.max(60));
		let brought = bring(&self.chain, &key, &readings, patience).await?;
		for (at, brought) in due.into_iter().zip(brought) {
			let Some(parcel) = self.parcels.get_mut(at) else { continue };
			parcel.end = Some(match brought {
				Brought::Had => End::Direct,
				Brought::Lost(reason) => End::Refused(reason),
				Brought::Unknown => End::Open,
			});
		}
		Ok(())
	}

	fn give_up(&mut self) {
		for at in self.due(self.args.relays.len()) {
			if let Some(parcel) = self.parcels.get_mut(at) {
				parcel.end = Some(End::Open);
			}
		}
	}

	/// Looks which readings the chain has by now.
	async fn note(&mut self) -> Result<()> {
		for at in 0..self.parcels.len() {
			let Some(parcel) = self.parcels.get(at).filter(|parcel| parcel.end.is_none()) else {
				continue;
			};
			let reading = parcel.reading.clone();
			let by = parcel.tries.checked_sub(1);
			let Some(stage) = self.view.stage(reading.meter.network).await? else { continue };
			let page = self.view.page(place(reading.meter), false).await?;
			let held = Held::new(reading.clone(), 0, true);
			let end = match fate(&held, &page, &stage, u64::MAX) {
				Fate::Open => None,
				Fate::Had => Some(End::Accepted(by)),
				Fate::Lost(reason) => Some(End::Refused(reason.to_string())),
				Fate::Passed => match self.passed(&reading).await? {
					Some(End::Accepted(_)) => Some(End::Accepted(by)),
					end => end,
				},
			};
			if let Some(parcel) = self.parcels.get_mut(at) {
				parcel.end = end;
			}
		}
		Ok(())
	}

	/// Tells what became of every reading. Fails if the chain does not have them all.
	fn report(&self) -> Result<()> {
		let mut ways: BTreeMap<String, usize> = BTreeMap::new();
		let mut missing = 0usize;
		for parcel in &self.parcels {
			let way = match &parcel.end {
				Some(End::Accepted(None)) => "the chain had before".into(),
				Some(End::Accepted(Some(relay))) => match self.args.relays.get(*relay) {
					Some(url) => format!("came by {url}"),
					None => "came".into(),
				},
				Some(End::Direct) => "went to the chain directly".into(),
				Some(End::Refused(reason)) => {
					show(format!("not accepted: {}: {reason}", parcel.reading));
					missing += 1;
					continue;
				}
				Some(End::Passed) => {
					let why = "its meter has gone on, and the slot is cleared: see the index";
					show(format!("not known: {}: {why}", parcel.reading));
					missing += 1;
					continue;
				}
				Some(End::Open) | None => {
					show(format!("not accepted: {}: no way led to the chain", parcel.reading));
					missing += 1;
					continue;
				}
			};
			*ways.entry(way).or_default() += 1;
		}
		for (way, count) in &ways {
			show(format!("{count} readings {way}"));
		}
		let sum: usize = ways.values().sum();
		show(format!("{sum} of {} readings are on the chain", self.parcels.len()));
		if missing == 0 {
			return Ok(());
		}
		Err(Error::refused(format!("{missing} readings"), "they are listed above; keep them"))
	}
}
