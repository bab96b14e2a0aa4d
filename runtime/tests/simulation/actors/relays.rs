// SPDX-License-Identifier: Apache-2.0
//! Relays bring what meters have signed, late, twice, out of order, in parts or not at all; some
//! alter it.

use super::meters::Meters;
use crate::{
	rng::Rng,
	who::{Who, RELAYS},
	world::{meter, NETWORKS},
};
use codec::Encode;
use commonwatt_runtime::{Metering, Signature};
use energy_primitives::{NetworkId, Slot, SlotSource};
use metering_core::{
	meter::MeterStatus,
	reading::{batch_message, SignedReading},
};
use pallet_metering::{Call, ReadingBatch};
use sp_core::Pair;
use std::collections::VecDeque;

/// A batch on its way, and what was done to it.
pub struct Sent {
	pub relay: Who,
	pub batch: ReadingBatch,
	pub signature: Signature,
	pub kind: &'static str,
}

/// The relays, and what they remember.
#[derive(Default)]
pub struct Relays {
	sent: VecDeque<(Who, ReadingBatch)>,
	/// Readings that were lost for good.
	pub lost: u64,
}

/// A batch that this relay signs.
fn sign(relay: Who, signer: Who, batch: ReadingBatch, kind: &'static str) -> Sent {
	let genesis = crate::world::genesis_hash();
	let message = batch_message(&genesis, &batch.encode());
	Sent { relay, batch, signature: signer.pair().sign(&message).into(), kind }
}

impl Sent {
	pub fn call(&self) -> Call<commonwatt_runtime::Runtime> {
		Call::submit_readings {
			relay: self.relay.account(),
			batch: self.batch.clone(),
			relay_signature: self.signature.clone(),
		}
	}
}

impl Relays {
	/// What relays send in this block.
	pub fn act(&mut self, meters: &mut Meters, rng: &mut Rng) -> Vec<Sent> {
		let mut sent = Vec::new();
		for network in NETWORKS {
			let Some(next) = <Metering as SlotSource<_>>::next_slot(network) else { continue };
			// The chain may go back a few blocks, so what it has is kept for a while.
			meters.forget(network, next.saturating_sub(3));
			if rng.chance(350) {
				sent.extend(self.bring(network, next, meters, rng));
			}
		}
		if rng.chance(60) {
			let old = self.sent.len();
			if let Some((relay, batch)) =
				(old > 0).then(|| &self.sent[rng.below(old as u64) as usize])
			{
				sent.push(sign(*relay, *relay, batch.clone(), "readings repeated"));
			}
		}
		sent
	}

	/// Brings up to three slots of a network, each in one batch or two.
	fn bring(
		&mut self,
		network: NetworkId,
		next: Slot,
		meters: &mut Meters,
		rng: &mut Rng,
	) -> Vec<Sent> {
		let slots: Vec<Slot> = meters
			.log
			.range((network, next)..=(network, Slot::MAX))
			.map(|(key, _)| key.1)
			.collect();
		let mut slots: Vec<Slot> = slots
			.into_iter()
			.filter(|slot| !self.wanted(network, *slot, meters).is_empty())
			.take(3)
			.collect();
		slots.truncate(3);
		// Out of order: earlier slots of these meters become gaps.
		if rng.chance(40) {
			slots.reverse();
		}
		let mut sent = Vec::new();
		for slot in slots {
			let mut readings = self.wanted(network, slot, meters);
			if rng.chance(40) {
				self.lose(network, slot, &mut readings, meters, rng);
			}
			let in_parts = rng.chance(200) && readings.len() > 1;
			let rest = if in_parts { readings.split_off(readings.len() / 2) } else { Vec::new() };
			for part in [readings, rest] {
				if !part.is_empty() {
					sent.push(self.batch(network, slot, part, meters, rng));
				}
			}
			if rng.chance(500) {
				break;
			}
		}
		sent
	}

	/// What was signed for a slot and the chain doesn't have.
	fn wanted(&self, network: NetworkId, slot: Slot, meters: &Meters) -> Vec<SignedReading> {
		let signed = meters.log.get(&(network, slot)).into_iter().flat_map(|rows| rows.values());
		let is_new = |reading: &&SignedReading| {
			let view = Metering::meter(meter(network, reading.row.into()));
			// Gateways of meters that are not trusted know it.
			view.is_some_and(|view| {
				let trusted = view.device.status != MeterStatus::Suspended;
				trusted && view.counter.last_slot < slot
			})
		};
		signed.filter(is_new).cloned().collect()
	}

	/// A gateway loses what one meter signed.
	fn lose(
		&mut self,
		network: NetworkId,
		slot: Slot,
		readings: &mut Vec<SignedReading>,
		meters: &mut Meters,
		rng: &mut Rng,
	) {
		let gone = readings.remove(rng.below(readings.len() as u64) as usize);
		if let Some(rows) = meters.log.get_mut(&(network, slot)) {
			rows.remove(&gone.row);
		}
		self.lost += 1;
	}

	/// A batch as it is sent: mostly as it should be.
	fn batch(
		&mut self,
		network: NetworkId,
		slot: Slot,
		mut readings: Vec<SignedReading>,
		meters: &Meters,
		rng: &mut Rng,
	) -> Sent {
		let relay = Who::Relay(rng.below(RELAYS.into()) as u8);
		let mut signer = relay;
		let mut from = relay;
		let mut said = slot;
		let at = rng.below(readings.len() as u64) as usize;
		let device = &meters.devices[&meter(network, readings[at].row.into())];
		let genesis = crate::world::genesis_hash();
		let resign = |import, export| device.sign(&genesis, slot, import, export);
		let (import, export) = (readings[at].import_register, readings[at].export_register);
		let kind = match rng.below(100) {
			// A register is changed on its way.
			0..=2 => {
				readings[at].export_register += 1;
				"readings altered"
			}
			// A device shows what no connection carries,
			3..=4 => {
				readings[at] = resign(import + 40_000_000, export);
				"readings above the cap"
			}
			// or less than before.
			5..=6 => {
				readings[at] =
					resign(import.saturating_sub(100_000), export.saturating_sub(100_000));
				"readings below the last"
			}
			7 => {
				said = slot + 40;
				"readings of the future"
			}
			8 => {
				signer = Who::Stranger;
				"readings wrongly signed"
			}
			9 => {
				(from, signer) = (Who::Relay(RELAYS), Who::Relay(RELAYS));
				"readings without bond"
			}
			10..=11 => {
				let twin = readings[at].clone();
				readings.push(twin);
				"readings twice in a batch"
			}
			12 => {
				readings[at].row = 77;
				"readings of no meter"
			}
			_ => "readings",
		};
		let readings = readings.try_into().expect("a page");
		let batch = ReadingBatch { network, slot: said, page: 0, readings };
		self.sent.push_back((from, batch.clone()));
		self.sent.truncate(64);
		if self.sent.len() == 64 {
			self.sent.pop_front();
		}
		sign(from, signer, batch, kind)
	}
}
