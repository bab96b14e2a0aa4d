// SPDX-License-Identifier: Apache-2.0
//! The network's devices: their keys, what they measure, and the batches a relay makes of it.

use crate::{
	chain::general,
	parallel,
	town::{Order, NETWORK, OPERATOR, RELAY},
};
use codec::Encode;
use commonwatt_runtime::{AccountId, Runtime, RuntimeCall, UncheckedExtrinsic};
use energy_primitives::{PageIndex, Slot, PAGE_ROWS};
use metering_core::{
	meter::MeterRole,
	reading::{batch_message, possession_message, reading_message, SignedReading},
};
use pallet_metering::{MeterRegistration, ReadingBatch};
use sp_core::{ed25519, sr25519, Pair};
use std::ops::Range;

/// 1 kWh a slot, above the most that [`registers`] move.
const POWER_CAP_W: u32 = 4_000;

/// What a device signs for a slot, its signature, and its key.
pub(crate) type Signed = (Vec<u8>, [u8; 64], [u8; 32]);

/// The network's devices, in the order of their meters.
pub(crate) struct Fleet {
	devices: Vec<ed25519::Pair>,
	relay: sr25519::Pair,
}

/// One batch: which rows of a page speak for which slot, the network's `nth`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Batch {
	pub(crate) slot: Slot,
	pub(crate) nth: u32,
	pub(crate) page: PageIndex,
	pub(crate) rows: Range<u32>,
}

impl Fleet {
	/// Makes the keys of this many devices.
	pub(crate) fn new(meters: u32) -> Self {
		let indices: Vec<u32> = (0..meters).collect();
		let device = |index: &u32| {
			let mut seed = [0xcb; 32];
			seed[..4].copy_from_slice(&index.to_le_bytes());
			ed25519::Pair::from_seed(&seed)
		};
		Self { devices: parallel::map(&indices, device), relay: RELAY.pair() }
	}

	/// How many meters there are.
	pub(crate) fn meters(&self) -> u32 {
		self.devices.len() as u32
	}

	/// How many pages they fill; the last one may have empty rows.
	pub(crate) fn pages(&self) -> u32 {
		self.meters().div_ceil(PAGE_ROWS)
	}

	/// Whose the meters are: a device's key is its owner's, too.
	pub(crate) fn owners(&self) -> impl Iterator<Item = AccountId> + '_ {
		self.devices.iter().map(owner)
	}

	/// The calls that register all meters.
	pub(crate) fn registrations(&self, genesis: &[u8; 32]) -> Vec<Order> {
		let operator = OPERATOR.to_account_id();
		parallel::map(&self.devices, |device| {
			Order::new(OPERATOR, registration(genesis, &operator, device))
		})
	}

	/// What every device signs for the `nth` slot of the network.
	pub(crate) fn signatures(&self, genesis: &[u8; 32], slot: Slot, nth: u32) -> Vec<Signed> {
		let indices: Vec<u32> = (0..self.meters()).collect();
		parallel::map(&indices, |index| {
			let device = &self.devices[*index as usize];
			let (import, export) = registers(*index, nth);
			let message = reading_message(genesis, slot, import, export);
			let signature = device.sign(&message).0;
			(message, signature, device.public().0)
		})
	}

	/// One batch per page for the `nth` slot, each with its first rows.
	pub(crate) fn slot(&self, slot: Slot, nth: u32, rows: u32) -> Vec<Batch> {
		let filled = |page: PageIndex| (self.meters() - page * PAGE_ROWS).min(rows);
		(0..self.pages()).map(|page| Batch { slot, nth, page, rows: 0..filled(page) }).collect()
	}

	/// Batches of `rows` each, as many as wanted: first every page's first rows, then the next rows
	/// of every page, then those of the next slot.
	pub(crate) fn plan(&self, from: Slot, from_nth: u32, rows: u32, wanted: usize) -> Vec<Batch> {
		let in_slot = |after: u32| {
			let rounds = (0..PAGE_ROWS).step_by(rows as usize);
			rounds.flat_map(move |begin| {
				(0..self.pages()).filter_map(move |page| {
					let end = (begin + rows).min(self.meters() - page * PAGE_ROWS);
					(begin < end).then(|| Batch {
						slot: from + after,
						nth: from_nth + after,
						page,
						rows: begin..end,
					})
				})
			})
		};
		(0..).flat_map(in_slot).take(wanted).collect()
	}

	/// The transactions of these batches, signed by devices and relay on all cores.
	pub(crate) fn sign(&self, genesis: &[u8; 32], batches: &[Batch]) -> Vec<UncheckedExtrinsic> {
		parallel::map(batches, |batch| self.transaction(genesis, batch))
	}

	fn transaction(&self, genesis: &[u8; 32], batch: &Batch) -> UncheckedExtrinsic {
		let Batch { slot, nth, page, .. } = *batch;
		let readings: Vec<_> = batch
			.rows
			.clone()
			.map(|row| {
				let index = page * PAGE_ROWS + row;
				let (import_register, export_register) = registers(index, nth);
				let message = reading_message(genesis, slot, import_register, export_register);
				let signature = self.devices[index as usize].sign(&message).0;
				SignedReading { row: row as u8, import_register, export_register, signature }
			})
			.collect();
		let readings = readings.try_into().expect("at most a page");
		let batch = ReadingBatch { network: NETWORK, slot, page, readings };
		let message = batch_message(genesis, &batch.encode());
		let relay_signature = self.relay.sign(&message).into();
		let relay: AccountId = self.relay.public().into();
		let call = pallet_metering::Call::submit_readings { relay, batch, relay_signature };
		general(RuntimeCall::Metering(call))
	}
}

fn owner(device: &ed25519::Pair) -> AccountId {
	device.public().0.into()
}

fn registration(
	genesis: &[u8; 32],
	operator: &AccountId,
	device: &ed25519::Pair,
) -> pallet_metering::Call<Runtime> {
	let device_key = device.public().0;
	let owner = owner(device);
	let message = possession_message(genesis, &operator.encode(), &owner.encode(), &device_key);
	let registration = MeterRegistration {
		owner,
		device_key,
		role: MeterRole::Boundary,
		mark: None,
		power_cap_w: POWER_CAP_W,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
		import_register: 0,
		export_register: 0,
		point_tag: None,
		link_tag: [0; 32],
		member: None,
	};
	let possession = device.sign(&message).0;
	pallet_metering::Call::register_meter { network: NETWORK, registration, possession }
}

/// Registers of a meter at the end of the network's `nth` slot, the first being 1.
///
/// In the first slot all give. From the second on, every other meter gives 500 to 880 Wh and every
/// other one takes 40 to 135 Wh, in turns: what a meter earns pays for what it takes, so that every
/// position is moved by every slot and none is ever below 0.
fn registers(index: u32, nth: u32) -> (u64, u64) {
	let step = u64::from(index) * 37 % 96;
	let gave = if index % 2 == 0 { 1 + nth / 2 } else { 1 + nth.saturating_sub(1) / 2 };
	let took = nth - gave;
	(u64::from(took) * (40 + step), u64::from(gave) * (500 + 4 * step))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_meter_gives_first_and_then_every_other_time() {
		for index in 0..200 {
			let mut before = (0, 0);
			for nth in 1..10 {
				let now = registers(index, nth);
				let (import, export) = (now.0 - before.0, now.1 - before.1);
				let gives = nth == 1 || (index + nth) % 2 == 0;
				assert_eq!((import == 0, export > 0), (gives, gives));
				assert!(import.max(export) <= u64::from(POWER_CAP_W) / 4);
				before = now;
			}
		}
	}

	#[test]
	fn what_a_meter_earns_pays_for_what_it_takes() {
		// The worst prices: feed-in less the fund's share, retail plus the fees.
		for index in 0..96 {
			let (import, export) = registers(index, 20);
			let (was_import, was_export) = registers(index, 18);
			assert!((export - was_export) * 78 > (import - was_import) * 307);
		}
	}

	#[test]
	fn a_plan_covers_a_slot_once_and_goes_on_with_the_next() {
		let fleet = Fleet::new(300);
		let plan = fleet.plan(1_000, 1, 64, 7);
		let rows = |slot, page, rows| Batch { slot, nth: slot - 999, page, rows };
		assert_eq!(
			plan,
			[
				rows(1_000, 0, 0..64),
				rows(1_000, 1, 0..44),
				rows(1_000, 0, 64..128),
				rows(1_000, 0, 128..192),
				rows(1_000, 0, 192..256),
				rows(1_001, 0, 0..64),
				rows(1_001, 1, 0..44),
			]
		);
		assert_eq!(fleet.slot(1_000, 1, 256)[1].rows, 0..44);
	}
}
