// SPDX-License-Identifier: Apache-2.0
//! Meters count whatever the chain does. Each signs its registers at the end of every slot, and its
//! gateway keeps what was signed until the chain has it.

use crate::{
	rng::Rng,
	world::{device, meter, meters_of, BATTERY, NETWORKS, POWER, SUN},
};
use commonwatt_runtime::Runtime;
use energy_primitives::{MeterId, NetworkId, Slot};
use metering_core::reading::{reading_message, SignedReading};
use sp_core::Pair;
use std::collections::BTreeMap;

/// One meter's device.
pub struct Device {
	pub meter: MeterId,
	pub generation: u32,
	/// The generation with which this device was installed, and its registers then.
	pub installed: u32,
	pub opening: (u64, u64),
	pub import: u64,
	pub export: u64,
	/// It counts and doesn't sign before this slot.
	broken_until: Slot,
}

/// All devices, and what they have signed.
pub struct Meters {
	pub devices: BTreeMap<MeterId, Device>,
	/// What gateways keep, by network, slot and row.
	pub log: BTreeMap<(NetworkId, Slot), BTreeMap<u8, SignedReading>>,
	/// The next slot to measure.
	next: Slot,
	genesis: [u8; 32],
}

/// What moved through a connection in one slot.
struct Flow {
	import: u64,
	export: u64,
}

impl Device {
	pub fn sign(&self, genesis: &[u8; 32], slot: Slot, import: u64, export: u64) -> SignedReading {
		let message = reading_message(genesis, slot, import, export);
		SignedReading {
			row: self.meter.row(),
			import_register: import,
			export_register: export,
			signature: device(self.meter, self.generation).sign(&message).0,
		}
	}
}

impl Meters {
	/// Devices at 0 that begin to count with this slot.
	pub fn new(first: Slot, genesis: [u8; 32]) -> Self {
		let all = NETWORKS
			.into_iter()
			.flat_map(|network| (0..meters_of(network)).map(move |index| meter(network, index)));
		let device = |meter| Device {
			meter,
			generation: 0,
			installed: 0,
			opening: (0, 0),
			import: 0,
			export: 0,
			broken_until: 0,
		};
		Self {
			devices: all.map(|meter| (meter, device(meter))).collect(),
			log: BTreeMap::new(),
			next: first,
			genesis,
		}
	}

	/// Measures every slot that is over. Returns how many devices broke down.
	pub fn count(&mut self, current: Slot, rng: &mut Rng) -> u64 {
		let mut broken = 0;
		while self.next < current {
			let slot = self.next;
			for network in NETWORKS {
				broken += self.count_slot(network, slot, rng);
			}
			self.next += 1;
		}
		broken
	}

	fn count_slot(&mut self, network: NetworkId, slot: Slot, rng: &mut Rng) -> u64 {
		let mut broken = 0;
		let mut net = 0i64;
		for index in (1..meters_of(network)).chain([0]) {
			let at = meter(network, index);
			let flow = if index == 0 { feeder(net, rng) } else { flow(at, rng) };
			net += flow.import as i64 - flow.export as i64;
			let device = self.devices.get_mut(&at).expect("it exists");
			device.import += flow.import;
			device.export += flow.export;
			if rng.chance(12) {
				// A few slots, and now and then for more than a day.
				let slots = if rng.chance(30) { 110 } else { 1 + rng.below(8) };
				device.broken_until = device.broken_until.max(slot + slots as u32);
				broken += 1;
			}
			if slot >= device.broken_until {
				let reading = device.sign(&self.genesis, slot, device.import, device.export);
				self.log.entry((network, slot)).or_default().insert(at.row(), reading);
			}
		}
		broken
	}

	/// A device signs with its next key from now on, or another one is in its place.
	pub fn changed(&mut self, call: &pallet_metering::Call<Runtime>) {
		use pallet_metering::Call;
		let (at, key) = match call {
			Call::rotate_key { meter, device_key, .. } => (*meter, *device_key),
			Call::replace_device { meter, replacement, .. } => (*meter, replacement.device_key),
			_ => return,
		};
		let known = self.devices.get_mut(&at).expect("it exists");
		let next = known.generation + 1;
		// Otherwise the chain was told again what it had forgotten.
		if device(at, next).public().0 != key {
			return;
		}
		known.generation = next;
		if let Call::replace_device { replacement, .. } = call {
			known.installed = next;
			known.opening = (replacement.import_register, replacement.export_register);
			(known.import, known.export) = known.opening;
			known.broken_until = 0;
			// What the old device signed is in its closing register.
			for ((network, _), rows) in &mut self.log {
				if *network == at.network {
					rows.remove(&at.row());
				}
			}
		}
	}

	/// A device counts and doesn't sign for so many slots.
	pub fn sleep(&mut self, at: MeterId, slots: u32) {
		let known = self.devices.get_mut(&at).expect("it exists");
		known.broken_until = known.broken_until.max(self.next + slots);
	}

	/// Forgets what was signed for slots before this one.
	pub fn forget(&mut self, network: NetworkId, before: Slot) {
		self.log.retain(|(of, slot), _| *of != network || *slot >= before);
	}
}

/// What a connection point moves in a slot.
fn flow(at: MeterId, rng: &mut Rng) -> Flow {
	let idle = rng.chance(100);
	let (import, export) = match (at.network == POWER, at.index) {
		_ if idle => (0, 0),
		(true, SUN) => (rng.below(10), rng.below(4_000)),
		(true, BATTERY) if rng.chance(500) => (rng.below(1_200), 0),
		(true, BATTERY) => (0, rng.below(1_000)),
		// Homes have a panel on the roof, some of them.
		(true, index) if index % 2 == 0 => (rng.below(900), rng.below(1_500)),
		(true, _) => (rng.below(1_200), 0),
		(false, 1) => (0, rng.below(6_000)),
		(false, _) => (rng.below(4_000), 0),
	};
	Flow { import, export }
}

/// What the grid delivers or takes: what the connection points together do, and the loss. Now and
/// then the loss is beyond all reason.
fn feeder(net: i64, rng: &mut Rng) -> Flow {
	let loss = if rng.chance(15) { rng.range(3_100, 9_000) } else { rng.range(0, 60) };
	let grid = net + loss;
	Flow { import: (-grid).max(0) as u64, export: grid.max(0) as u64 }
}
