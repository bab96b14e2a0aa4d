// SPDX-License-Identifier: Apache-2.0
//! A run: block after block, with everything that is checked after each.

use crate::{
	actors::{
		meters::Meters,
		relays::{Relays, Sent},
		solver::Solvers,
		validators,
		voters::short_rules,
	},
	chain::{general, import, Chain, Fate, Snapshot},
	faults::Faults,
	model::{energy::Judgement, Model},
	rng::Rng,
	script,
	stats::Stats,
	who::Who,
	world::{beginning, genesis_hash, now_slot, COMMUNITY, SLEEPER},
};
use commonwatt_runtime::{Dispatch, Runtime, RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use sp_core::H256;
use std::{
	collections::VecDeque,
	panic::{catch_unwind, AssertUnwindSafe},
};

/// The last actions that a failure shows.
const SHOWN: usize = 24;

/// Something somebody does.
pub struct Action {
	pub kind: &'static str,
	pub who: Who,
	pub call: RuntimeCall,
}

impl Action {
	pub fn new(kind: &'static str, who: Who, call: impl Into<RuntimeCall>) -> Self {
		Self { kind, who, call: call.into() }
	}
}

/// A run, at some block.
pub struct Run {
	pub seed: u64,
	pub rng: Rng,
	pub chain: Chain,
	pub model: Model,
	pub stats: Stats,
	pub meters: Meters,
	pub relays: Relays,
	pub solvers: Solvers,
	pub faults: Faults,
	/// Blocks built, those that were taken back included.
	pub built: u32,
	history: VecDeque<String>,
	seen: usize,
	/// A session has begun in this block, which therefore takes no ordinary transactions.
	full: bool,
	/// Validators that voted twice and were reported.
	offences: u32,
	sabotage: Option<(u32, Sabotage)>,
}

/// Breaks something, so that a test sees that it is noticed.
pub type Sabotage = fn(&mut Run);

/// What a run came to.
pub struct Outcome {
	pub stats: Stats,
	pub root: H256,
}

/// Runs so many blocks from a seed. The error says what is wrong, where, and how to see it again.
pub fn run(
	seed: u64,
	blocks: u32,
	sabotage: Option<(u32, fn(&mut Run))>,
) -> Result<Outcome, String> {
	let mut run = Run::new(seed);
	run.sabotage = sabotage;
	let started = std::time::Instant::now();
	let result = catch_unwind(AssertUnwindSafe(|| run.go(blocks)));
	let result = result.unwrap_or_else(|panic| {
		let text = panic.downcast_ref::<String>().cloned();
		let text = text.or(panic.downcast_ref::<&str>().map(|text| text.to_string()));
		Err(format!("panic: {}", text.unwrap_or_default()))
	});
	result.map_err(|error| run.report(&error))?;
	run.stats.seconds = started.elapsed().as_secs_f64();
	Ok(Outcome { root: run.chain.root(), stats: run.stats })
}

impl Run {
	fn new(seed: u64) -> Self {
		let mut chain = Chain::new();
		let first = (chain.clock * 3 / crate::world::SLOT_S) as u32;
		let model = chain.ext.execute_with(|| Model::begin(first));
		Self {
			seed,
			rng: Rng::new(seed),
			chain,
			model,
			stats: Stats::default(),
			meters: Meters::new(first, [1; 32]),
			relays: Relays::default(),
			solvers: Solvers::default(),
			faults: Faults::default(),
			built: 0,
			history: VecDeque::new(),
			seen: 0,
			full: false,
			offences: 0,
			sabotage: None,
		}
	}

	fn report(&self, error: &str) -> String {
		let (seed, block, built) = (self.seed, self.model.block, self.built + 1);
		let actions: Vec<&str> = self.history.iter().map(String::as_str).collect();
		format!(
			"simulation failed: {error}\nseed {seed}, block {block} (the {built}th built)\nlast actions:\n  {}\nagain: COMMONWATT_SIM_SEED={seed} COMMONWATT_SIM_BLOCKS={built} cargo test --release --workspace --test simulation one_seed -- --ignored --nocapture",
			actions.join("\n  ")
		)
	}

	fn go(&mut self, blocks: u32) -> Result<(), String> {
		self.block(1, Self::begin)?;
		// As a ballot would: rounds that fit between two slots of this clock.
		self.chain.poke(|| {
			Dispatch::set_rules(COMMUNITY, short_rules()).expect("they are inside the bounds");
		});
		while self.built < blocks {
			let skip =
				self.faults.between_blocks(&mut self.chain, &mut self.model, &mut self.rng)?;
			for told in core::mem::take(&mut self.faults.told) {
				self.log(told);
			}
			self.block(skip, Self::ordinary)?;
		}
		self.stats.faults = self.faults.counts();
		self.stats.settled = self.model.settled;
		self.stats.lost_readings = self.relays.lost;
		self.stats.readings = (self.model.energy.accepted, self.model.energy.rejected);
		self.stats.ballots = (self.model.votes.passed, self.model.votes.failed);
		Ok(())
	}

	/// Builds a block, imports it as others do now and then, and checks everything.
	fn block(
		&mut self,
		skip: u64,
		fill: fn(&mut Self) -> Result<(), String>,
	) -> Result<(), String> {
		let model = &mut self.model;
		self.chain.look(|| model.before_block());
		let before: Option<Snapshot> = self.rng.chance(60).then(|| self.chain.snapshot());
		let open = self.chain.begin(skip, &mut self.rng);
		self.model.block =
			self.chain.ext.execute_with(frame_system::Pallet::<Runtime>::block_number);
		self.model.now_s = self.chain.clock * 3;
		self.seen = 0;
		self.full = false;
		let closed = if open { "" } else { ", which takes no transactions" };
		self.log(format!("block {}, {skip} slots later{closed}", self.model.block));
		self.note_events()?;
		if open {
			fill(self)?;
		}
		let block = self.chain.end();
		self.note_events()?;
		self.chain.commit(&block)?;
		if let Some((_, sabotage)) = self.sabotage.filter(|(at, _)| *at == self.built) {
			sabotage(self);
		}
		let root = self.chain.root();
		self.check()?;
		self.chain.ext.commit_all()?;
		if self.chain.root() != root {
			return Err("checking has changed the state".to_owned());
		}
		if let Some(before) = before {
			self.stats.imported += 1;
			import(&before, block, &mut self.chain)?;
		}
		self.built += 1;
		self.stats.blocks += 1;
		Ok(())
	}

	/// What is checked after every block.
	fn check(&mut self) -> Result<(), String> {
		let started = std::time::Instant::now();
		let model = &mut self.model;
		let stats = &mut self.stats;
		self.chain.look(|| {
			commonwatt_runtime::invariants::check()?;
			stats.invariant_seconds += started.elapsed().as_secs_f64();
			model.money.book_losses(&model.energy);
			model.check()
		})?;
		self.stats.checks += 1;
		self.stats.check_seconds += started.elapsed().as_secs_f64();
		crate::log::complaint().map_or(Ok(()), |text| Err(format!("defensive: {text}")))
	}

	/// Books and checks what happened since the last look.
	fn note_events(&mut self) -> Result<Vec<RuntimeEvent>, String> {
		let events = self.chain.events(self.seen);
		self.seen += events.len();
		for event in &events {
			self.stats.event(event);
			self.full |= matches!(event, RuntimeEvent::Session(_));
			let model = &mut self.model;
			self.chain.look(|| model.note(event))?;
		}
		Ok(events)
	}

	fn log(&mut self, text: String) {
		self.history.push_back(text);
		if self.history.len() > SHOWN {
			self.history.pop_front();
		}
	}

	/// The first block: the community opens.
	fn begin(&mut self) -> Result<(), String> {
		let calls = self.chain.ext.execute_with(beginning);
		for (who, call) in calls {
			let fate = self.act(Action { kind: "beginning", who, call })?;
			if fate != Fate::Done {
				return Err(format!("the beginning fails: {fate:?}"));
			}
		}
		Ok(())
	}

	/// Any other block.
	fn ordinary(&mut self) -> Result<(), String> {
		// Some blocks are empty. In the others something comes first that is always taken, and with
		// it what a block does before transactions: all that follows is judged in the same state.
		if self.rng.chance(80) {
			return Ok(());
		}
		let remark = frame_system::Call::remark { remark: Vec::new() };
		self.act(Action::new("first", Who::Stranger, RuntimeCall::System(remark)))?;
		self.on_schedule()?;
		let current = self.chain.ext.execute_with(now_slot);
		self.faults.broken += self.meters.count(current, &mut self.rng);
		let (relays, meters, rng) = (&mut self.relays, &mut self.meters, &mut self.rng);
		let batches = self.chain.look(|| relays.act(meters, rng));
		for sent in batches {
			self.bring(sent)?;
		}
		let (author, rng) = (self.chain.author, &mut self.rng);
		let due = self.offences < self.built / script::OFFENCE_EVERY;
		if let Some(report) = self.chain.look(|| validators::act(author, due, rng)) {
			self.report_offence(report)?;
		}
		let people = crate::actors::act(self);
		for action in people {
			self.act(action)?;
		}
		Ok(())
	}

	/// What this block has whatever chance says.
	fn on_schedule(&mut self) -> Result<(), String> {
		if self.seed % 2 == 1 && (script::SLEEP_AT..script::SLEEP_AT + 20).contains(&self.built) {
			self.meters.sleep(SLEEPER, script::SLEEP_SLOTS);
		}
		let built = self.built;
		let Some(probe) = self.chain.look(|| script::probe(built)) else { return Ok(()) };
		let kind = probe.kind;
		match self.act(probe)? {
			Fate::Done => Err(format!("{kind}: let through")),
			_ => Ok(()),
		}
	}

	/// Somebody shows that a validator voted twice.
	fn report_offence(&mut self, report: RuntimeCall) -> Result<(), String> {
		let fate = self.chain.apply(UncheckedExtrinsic::new_bare(report));
		self.note_events()?;
		if !self.is_kept_waiting(&fate) {
			self.log(format!("a validator voted twice: {fate:?}"));
			self.offences += u32::from(fate == Fate::Done);
			self.stats.action("equivocation", fate == Fate::Done);
		}
		Ok(())
	}

	/// Sends a batch, and judges it as the chain should have.
	fn bring(&mut self, sent: Sent) -> Result<(), String> {
		let fate = self.chain.apply(general(sent.call().into()));
		if self.is_kept_waiting(&fate) {
			return Ok(());
		}
		let events = self.note_events()?;
		let genesis = self.chain.ext.execute_with(genesis_hash);
		let Sent { relay, batch, signature, kind } = sent;
		let judged = self.model.energy.judge(&genesis, self.model.now_s, relay, &batch, &signature);
		let counted = events.iter().find_map(|event| match event {
			RuntimeEvent::Metering(pallet_metering::Event::ReadingsAccepted {
				accepted,
				rejected,
				..
			}) => Some(Judgement::Taken(*accepted, *rejected)),
			_ => None,
		});
		let found = counted.unwrap_or(Judgement::Refused);
		let (network, slot, rows) = (batch.network, batch.slot, batch.readings.len());
		let carrier = network.carrier;
		self.log(format!(
			"{relay:?} {kind}: {carrier:?} slot {slot}, {rows} rows: {fate:?} {found:?}"
		));
		self.stats.action(kind, matches!(found, Judgement::Taken(1.., _)));
		(found == judged)
			.then_some(())
			.ok_or(format!("{kind}: the chain says {found:?} ({fate:?}), the model {judged:?}"))
	}

	/// Whether a transaction waits for another block, because a session begins in this one.
	fn is_kept_waiting(&mut self, fate: &Fate) -> bool {
		let waits = self.full && matches!(fate, Fate::Invalid(why) if why.contains("Exhausts"));
		self.stats.kept_waiting += u64::from(waits);
		waits
	}

	/// Sends a signed call.
	pub fn act(&mut self, action: Action) -> Result<Fate, String> {
		let Action { kind, who, call } = action;
		let mut fate = self.chain.call(who, call.clone());
		if self.is_kept_waiting(&fate) {
			return Ok(fate);
		}
		let events = self.note_events()?;
		// Root's calls are wrapped: what matters is what became of what is inside.
		for event in events {
			if let RuntimeEvent::Sudo(polkadot_sdk::pallet_sudo::Event::Sudid { sudo_result }) =
				event
			{
				fate = sudo_result.map_or_else(Fate::Failed, |()| Fate::Done);
			}
		}
		let inside = match &call {
			RuntimeCall::Sudo(polkadot_sdk::pallet_sudo::Call::sudo { call }) => (**call).clone(),
			_ => call,
		};
		let short: String = format!("{inside:?}").chars().take(160).collect();
		let became = match &fate {
			Fate::Failed(error) => <&str>::from(*error),
			Fate::Invalid(why) => why,
			Fate::Done => "done",
		};
		self.log(format!("{who:?} {kind}: {became}: {short}"));
		self.stats.action(kind, fate == Fate::Done);
		match fate.clone() {
			Fate::Done => {
				let model = &mut self.model;
				self.chain.look(|| model.done(who, &inside))?;
				if let RuntimeCall::Metering(call) = &inside {
					self.meters.changed(call);
				}
			}
			// Safe mode refuses whatever it is.
			Fate::Failed(error) if error == filtered() => {}
			Fate::Failed(_) => {
				let model = &self.model;
				self.chain.look(|| model.refused(who, &inside))?;
			}
			Fate::Invalid(_) => {}
		}
		Ok(fate)
	}
}

/// What safe mode says.
pub fn filtered() -> sp_runtime::DispatchError {
	frame_system::Error::<Runtime>::CallFiltered.into()
}
