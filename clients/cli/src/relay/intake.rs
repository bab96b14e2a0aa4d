// SPDX-License-Identifier: Apache-2.0
//! Readings as they arrive: checked against the chain, written to disk, and only then acknowledged.

use crate::{
	error::{Error, Result},
	progress::say,
	relay::{
		check::{check, Need, Page, Stage},
		disk::Disk,
		queue::{place, Place, Queue},
		reading::{Reading, Refusal},
		view::{lock, View},
	},
};
use energy_primitives::{MeterId, NetworkId};
use metering_core::reading::{Rejection, Setting};
use std::{
	collections::{HashMap, HashSet},
	sync::{Arc, Mutex},
	time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::{mpsc, oneshot, Semaphore};

/// Deliveries written to disk in one go at most.
const GROUP: usize = 64;

/// What became of a reading.
pub type Taken = std::result::Result<(), Refusal>;

/// Checked readings on their way to the disk.
struct Delivery {
	readings: Vec<Reading>,
	answer: oneshot::Sender<Vec<Taken>>,
}

/// Where readings arrive.
pub struct Intake {
	view: Arc<View>,
	queue: Arc<Mutex<Queue>>,
	deliveries: mpsc::Sender<Delivery>,
	checkers: Arc<Semaphore>,
	skew_s: u64,
}

/// What readings of one delivery are judged by.
#[derive(Default)]
struct Known {
	stages: HashMap<NetworkId, Option<Stage>>,
	pages: HashMap<Place, Arc<Page>>,
}

impl Intake {
	/// Opens the intake and starts its writer. `skew_s` is how far the clock of a gateway may be
	/// ahead of the chain's.
	pub fn new(view: Arc<View>, queue: Arc<Mutex<Queue>>, disk: Arc<Disk>, skew_s: u64) -> Self {
		let (deliveries, inbox) = mpsc::channel(GROUP);
		let written = queue.clone();
		std::thread::spawn(move || write(inbox, &written, &disk));
		let cores = std::thread::available_parallelism().map_or(1, usize::from);
		Self { view, queue, deliveries, checkers: Arc::new(Semaphore::new(cores)), skew_s }
	}

	/// Takes readings. The answers stand in their order; no reading is touched by another.
	pub async fn take(&self, readings: Vec<Reading>) -> Vec<Taken> {
		let mut taken = match self.judge(readings.clone(), false).await {
			Ok(judged) => judged,
			Err(refusal) => return vec![Err(refusal); readings.len()],
		};
		// Nobody is refused for what the chain showed some blocks ago.
		let doubtful: Vec<usize> = (0..).zip(&taken).filter_map(doubtful).collect();
		if !doubtful.is_empty() {
			let again = doubtful.iter().filter_map(|at| readings.get(*at).cloned()).collect();
			match self.judge(again, true).await {
				Ok(judged) => fill(&mut taken, &doubtful, judged),
				Err(refusal) => fill(&mut taken, &doubtful, vec![Err(refusal); doubtful.len()]),
			}
		}
		self.keep(&readings, taken).await
	}

	/// What the chain would say to each.
	async fn judge(
		&self,
		readings: Vec<Reading>,
		newest: bool,
	) -> std::result::Result<Vec<std::result::Result<Need, Refusal>>, Refusal> {
		let away = |error: Error| {
			if !matches!(error, Error::Unreachable { .. }) {
				say(format!("  readings can't be checked: {error}"));
			}
			Refusal::NodeAway
		};
		let known = self.look_up(&readings, newest).await.map_err(away)?;
		let _checker =
			self.checkers.clone().acquire_owned().await.map_err(|_| Refusal::NodeAway)?;
		let (view, queue) = (self.view.clone(), self.queue.clone());
		let now_s = view.now_s().saturating_add(self.skew_s);
		let judged = tokio::task::spawn_blocking(move || {
			let judge = |reading| judge_one(reading, &known, &view, &queue, now_s);
			readings.iter().map(judge).collect()
		});
		judged.await.map_err(|_| Refusal::Busy)
	}

	async fn look_up(&self, readings: &[Reading], newest: bool) -> Result<Known> {
		let mut known = Known::default();
		let meters: HashSet<(Place, MeterId)> =
			readings.iter().map(|reading| (place(reading.meter), reading.meter)).collect();
		for (place, meter) in meters {
			let stage = self.view.stage(place.0).await?;
			known.stages.insert(place.0, stage);
			// Meters that are not there must not make the node look for their pages.
			let there = stage.is_some_and(|stage| stage.has(meter));
			if there && !known.pages.contains_key(&place) {
				known.pages.insert(place, self.view.page(place, newest).await?);
			}
		}
		Ok(known)
	}

	/// Hands what is wanted to the writer and waits until it is on disk.
	async fn keep(
		&self,
		readings: &[Reading],
		judged: Vec<std::result::Result<Need, Refusal>>,
	) -> Vec<Taken> {
		let mut taken: Vec<Taken> = judged.iter().map(|need| need.map(|_| ())).collect();
		let wanted = |at: &usize| judged.get(*at) == Some(&Ok(Need::Wanted));
		let wanted: Vec<usize> = (0..readings.len()).filter(wanted).collect();
		if wanted.is_empty() {
			return taken;
		}
		let (answer, answered) = oneshot::channel();
		let readings = wanted.iter().filter_map(|at| readings.get(*at).cloned()).collect();
		let delivery = Delivery { readings, answer };
		let written = match self.deliveries.send(delivery).await {
			Ok(()) => answered.await.ok(),
			Err(_) => None,
		};
		let busy = || vec![Err(Refusal::Busy); wanted.len()];
		fill(&mut taken, &wanted, written.unwrap_or_else(busy));
		taken
	}
}

/// Puts values at their places.
fn fill<T>(list: &mut [T], places: &[usize], values: Vec<T>) {
	for (place, value) in places.iter().zip(values) {
		if let Some(old) = list.get_mut(*place) {
			*old = value;
		}
	}
}

/// The place of a refusal that a newer look at the page may lift.
fn doubtful((at, judged): (usize, &std::result::Result<Need, Refusal>)) -> Option<usize> {
	matches!(judged, Err(Refusal::Rejected(_))).then_some(at)
}

fn judge_one(
	reading: &Reading,
	known: &Known,
	view: &View,
	queue: &Mutex<Queue>,
	now_s: u64,
) -> std::result::Result<Need, Refusal> {
	let stage = known.stages.get(&reading.meter.network).copied().flatten();
	let stage = stage.ok_or(Refusal::NetworkNotFound)?;
	let unknown = Refusal::Rejected(Rejection::UnknownMeter);
	let page = known.pages.get(&place(reading.meter)).ok_or(unknown)?;
	let row = page.rows(reading.meter.row());
	if row.is_some_and(|(_, counter)| reading.is_last_of(counter)) {
		return Ok(Need::Held);
	}
	let (slot, slot_length) = (reading.slot, view.length());
	let first_slot = stage.takes(slot, slot_length, now_s)?;
	let carrier = reading.meter.network.carrier;
	let setting = Setting { slot, first_slot, carrier, slot_length };
	let before = lock(queue).before(reading.meter, slot);
	let need = check(reading, page, &setting, before.as_ref()).map_err(Refusal::Rejected)?;
	match row {
		Some((device, _)) if reading.is_signed_by(&device.key, &view.genesis()) => Ok(need),
		_ => Err(Refusal::Rejected(Rejection::WrongSignature)),
	}
}

/// Writes deliveries to disk, as many as there are in one go, and answers them.
fn write(mut inbox: mpsc::Receiver<Delivery>, queue: &Mutex<Queue>, disk: &Disk) {
	while let Some(first) = inbox.blocking_recv() {
		let mut group = vec![first];
		while group.len() < GROUP {
			let Ok(next) = inbox.try_recv() else { break };
			group.push(next);
		}
		let arrived_ms = now_ms();
		let mut new = Vec::new();
		let mut offer = |reading: &Reading| {
			let fresh = lock(queue).offer(reading, arrived_ms)?;
			new.extend(fresh.then(|| (reading.clone(), arrived_ms)));
			Ok(())
		};
		let mut answers: Vec<Vec<Taken>> = group
			.iter()
			.map(|delivery| delivery.readings.iter().map(&mut offer).collect())
			.collect();
		if let Err(error) = write_new(disk, &new) {
			say(format!("  readings are not taken: {error}"));
			let mut queue = lock(queue);
			new.iter().for_each(|(reading, _)| queue.remove(reading));
			answers.iter_mut().flatten().for_each(|answer| *answer = Err(Refusal::Busy));
		}
		for (delivery, answer) in group.into_iter().zip(answers) {
			// Whoever does not wait any more will ask again.
			let _ = delivery.answer.send(answer);
		}
	}
}

fn write_new(disk: &Disk, new: &[(Reading, u64)]) -> Result<()> {
	if new.is_empty() {
		return Ok(());
	}
	disk.add(new)
}

/// The clock of this machine, in milliseconds since 1970.
pub fn now_ms() -> u64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
