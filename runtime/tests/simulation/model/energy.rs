// SPDX-License-Identifier: Apache-2.0
//! Which readings count, and what they add up to: judged anew, without the pallet's code.

use crate::{
	who::Who,
	world::{device, meter, meters_of, GRACE_S, HEAT, NETWORKS, POWER_CAP_W, SLOT_S},
};
use codec::Encode;
use commonwatt_runtime::{Metering, Runtime, Signature};
use energy_primitives::{MeterId, NetworkId, Slot};
use metering_core::{
	correction::Correction,
	replacement::{Closing, Replacement},
};
use pallet_metering::ReadingBatch;
use sp_core::{ed25519, Pair};
use sp_io::hashing::blake2_256;
use sp_runtime::traits::Verify;
use std::collections::{BTreeMap, BTreeSet};

/// A meter, as the chain should know it.
#[derive(Clone, Debug)]
pub struct Meter {
	pub key: [u8; 32],
	pub suspended: bool,
	/// The last slot it spoke for.
	pub last: Slot,
	pub import: u64,
	pub export: u64,
	import_sum: i128,
	export_sum: i128,
	/// What corrections downwards and the operator's word left owing: later energy fills it first.
	import_owed: i128,
	export_owed: i128,
	/// What an earlier device measured that no reading has brought along yet.
	pending: (u64, u64),
}

impl Meter {
	/// Miscounts, so that a test sees that it is noticed.
	pub fn forget_one(&mut self) {
		self.import_sum -= 1;
	}
}

/// What a meter said of a slot: import, export, and over how many slots.
pub type Said = (i128, i128, u32);

/// All energy.
#[derive(Clone, Default)]
pub struct Energy {
	pub meters: BTreeMap<MeterId, Meter>,
	/// The next slot to close, per network.
	pub next: BTreeMap<NetworkId, Slot>,
	/// What was accepted for slots that are not swept yet.
	pub said: BTreeMap<(NetworkId, Slot), BTreeMap<u32, Said>>,
	/// Meters that slots don't wait for.
	pub silent: BTreeSet<MeterId>,
	/// What relays' bonds are.
	pub bonds: BTreeMap<Who, u128>,
	/// What relays paid.
	pub fees: u128,
	/// The networks' first slot.
	first: Slot,
	pub accepted: u64,
	pub rejected: u64,
}

/// What should become of a batch.
#[derive(Debug, Eq, PartialEq)]
pub enum Judgement {
	/// No block takes it.
	Refused,
	/// So many readings count, so many don't.
	Taken(u32, u32),
}

const BATCH_FEE: u128 = 1_000_000_000;

/// The most a meter can have moved, rounded up.
pub fn most(at: MeterId, slots: u32) -> u64 {
	let watts = u64::from(if at.index == 0 { 20 * POWER_CAP_W } else { POWER_CAP_W });
	let joules = watts * SLOT_S * u64::from(slots);
	joules.div_ceil(if at.network == HEAT { 1_000 } else { 3_600 })
}

fn signed(message: &[u8], signature: &[u8; 64], key: &[u8; 32]) -> bool {
	let signature = ed25519::Signature::from_raw(*signature);
	ed25519::Pair::verify(&signature, message, &ed25519::Public::from_raw(*key))
}

impl Energy {
	/// Networks that open with this slot.
	pub fn begin(first: Slot) -> Self {
		let mut energy = Self { first, ..Self::default() };
		for network in NETWORKS {
			energy.next.insert(network, first);
			for index in 0..meters_of(network) {
				let at = meter(network, index);
				let new = Meter {
					key: device(at, 0).public().0,
					suspended: false,
					last: first - 1,
					import: 0,
					export: 0,
					import_sum: 0,
					export_sum: 0,
					import_owed: 0,
					export_owed: 0,
					pending: (0, 0),
				};
				energy.meters.insert(at, new);
			}
		}
		energy
	}

	/// Judges a batch, and books what counts.
	pub fn judge(
		&mut self,
		genesis: &[u8; 32],
		now_s: u64,
		relay: Who,
		batch: &ReadingBatch,
		signature: &Signature,
	) -> Judgement {
		let ReadingBatch { network, slot, page, readings } = batch;
		let ended = (u64::from(*slot) + 1) * SLOT_S <= now_s;
		let next = self.next[network];
		let fresh = |row: u8| {
			let at = self.meters.get(&meter(*network, row.into()));
			at.is_some_and(|at| !at.suspended && at.last < *slot)
		};
		let any = readings.iter().any(|reading| fresh(reading.row));
		let message = blake2_256(&[b"commonwatt/batch/v1", &genesis[..], &batch.encode()].concat());
		let bonded = self.bonds.get(&relay).copied().unwrap_or(0) >= 10 * BATCH_FEE;
		let named = signature.verify(&message[..], &relay.account());
		if !ended || *slot < next || *page != 0 || !any || !bonded || !named {
			return Judgement::Refused;
		}
		let mut counts = (0, 0);
		for reading in readings {
			let at = meter(*network, reading.row.into());
			let registers = (reading.import_register, reading.export_register);
			match self.accept(genesis, at, *slot, registers, &reading.signature) {
				true => counts.0 += 1,
				false => counts.1 += 1,
			}
		}
		let fee = if counts.0 == 0 { 10 * BATCH_FEE } else { BATCH_FEE };
		*self.bonds.get_mut(&relay).expect("it has a bond") -= fee;
		self.fees += fee;
		self.accepted += u64::from(counts.0);
		self.rejected += u64::from(counts.1);
		Judgement::Taken(counts.0, counts.1)
	}

	/// Whether one reading counts; books it if so.
	fn accept(
		&mut self,
		genesis: &[u8; 32],
		at: MeterId,
		slot: Slot,
		(import, export): (u64, u64),
		signature: &[u8; 64],
	) -> bool {
		let Some(known) = self.meters.get_mut(&at) else { return false };
		// What was carried over from an earlier device may have set a register back below 0.
		let more_in = import.wrapping_sub(known.import);
		let more_out = export.wrapping_sub(known.export);
		let grew = i64::try_from(more_in.max(more_out)).is_ok();
		if known.suspended || slot <= known.last || !grew {
			return false;
		}
		let span = slot - known.last;
		let parts = [&b"commonwatt/reading/v1"[..], genesis, &slot.to_le_bytes()];
		let registers = [import.to_le_bytes(), export.to_le_bytes()].concat();
		let message = [parts.concat(), registers].concat();
		let bearable = more_in.max(more_out) <= most(at, span);
		if !bearable || !signed(&message, signature, &known.key) {
			return false;
		}
		(known.import, known.export, known.last) = (import, export, slot);
		known.pending = (0, 0);
		let (import, export) = (i128::from(more_in), i128::from(more_out));
		let (import_repaid, export_repaid) =
			(import.min(known.import_owed), export.min(known.export_owed));
		known.import_owed -= import_repaid;
		known.export_owed -= export_repaid;
		known.import_sum += import - import_repaid;
		known.export_sum += export - export_repaid;
		let said = self.said.entry((at.network, slot)).or_default();
		said.insert(at.index, (import, export, span)).is_none()
	}

	/// A call about meters that was carried out.
	pub fn done(&mut self, who: Who, call: &pallet_metering::Call<Runtime>) {
		use pallet_metering::Call;
		match call {
			Call::suspend_meter { meter } => self.known(meter).suspended = true,
			Call::resume_meter { meter } => self.known(meter).suspended = false,
			Call::rotate_key { meter, device_key, .. } => {
				let known = self.known(meter);
				(known.key, known.suspended) = (*device_key, false);
			}
			Call::bond_relay { amount } => *self.bonds.entry(who).or_default() += amount,
			_ => {}
		}
	}

	/// A figure was corrected: what was too little is appended, what was too much is owed.
	pub fn correct(
		&mut self,
		at: MeterId,
		by: &Correction,
		begins: (i128, i128),
	) -> Result<(), String> {
		let known = self.known(&at);
		let sums = (known.import_sum, known.export_sum);
		let (import, export) = (i128::from(by.import), i128::from(by.export));
		known.import_sum += import.max(0);
		known.import_owed += (-import).max(0);
		known.export_sum += export.max(0);
		known.export_owed += (-export).max(0);
		(sums == begins)
			.then_some(())
			.ok_or(format!("{at:?}: appended at {begins:?}, not {sums:?}"))
	}

	/// A meter has another device. What the old one measured last is brought along, as far as it is
	/// known.
	pub fn replace(
		&mut self,
		genesis: &[u8; 32],
		now: Slot,
		at: MeterId,
		replacement: &Replacement,
	) -> Result<(), String> {
		let taken = self.meters.values().any(|known| known.key == replacement.device_key);
		let first = self.first;
		let known = self.known(&at);
		let since = |import: u64, export: u64| {
			(import.wrapping_sub(known.import), export.wrapping_sub(known.export))
		};
		let (carried, on_word) = match replacement.closing {
			Closing::LastReading => (known.pending, false),
			Closing::Signed { slot, import_register, export_register, ref signature } => {
				let parts = [&b"commonwatt/reading/v1"[..], genesis, &slot.to_le_bytes()];
				let registers = [import_register.to_le_bytes(), export_register.to_le_bytes()];
				let message = [parts.concat(), registers.concat()].concat();
				let good = signed(&message, signature, &known.key) && !known.suspended;
				if !good || slot > now || slot <= known.last {
					return Err(format!("{at:?}: a closing register that nobody signed"));
				}
				(since(import_register, export_register), false)
			}
			Closing::Word { import_register, export_register } => {
				(since(import_register, export_register), true)
			}
		};
		let span = now.saturating_sub(known.last);
		let more =
			(carried.0.saturating_sub(known.pending.0), carried.1.saturating_sub(known.pending.1));
		let measured = i128::from(known.last + 1 - first);
		let mean = |sum: i128| if measured > 0 { sum * i128::from(span) / measured } else { 0 };
		let means = (mean(known.import_sum), mean(known.export_sum));
		let too_much = i128::from(more.0) > means.0 || i128::from(more.1) > means.1;
		let beyond = carried.0.max(carried.1) > most(at, span);
		if taken || beyond || (on_word && too_much) {
			return Err(format!("{at:?}: this device may not follow: {replacement:?}"));
		}
		if on_word && at.index > 0 {
			known.export_owed += i128::from(more.1);
		}
		known.import = replacement.import_register.wrapping_sub(carried.0);
		known.export = replacement.export_register.wrapping_sub(carried.1);
		known.pending = carried;
		(known.key, known.suspended) = (replacement.device_key, false);
		Ok(())
	}

	fn known(&mut self, meter: &MeterId) -> &mut Meter {
		self.meters.get_mut(meter).expect("the chain knows no other meters")
	}

	/// A slot was closed: it is the next one, everybody it waits for has spoken or had its time, and
	/// grid and loss are what meters said.
	pub fn close(
		&mut self,
		now_s: u64,
		network: NetworkId,
		slot: Slot,
		(grid_net, loss, no_feeder): (i64, i64, bool),
	) -> Result<(), String> {
		let next = self.next.get_mut(&network).ok_or("a network nobody knows")?;
		if *next != slot {
			return Err(format!("{network:?} closed slot {slot}, {next} is next"));
		}
		*next += 1;
		let end_s = (u64::from(slot) + 1) * SLOT_S;
		let waits = self.meters.iter().any(|(at, known)| {
			at.network == network
				&& !known.suspended
				&& known.last < slot
				&& !self.silent.contains(at)
		});
		if now_s < end_s || (waits && now_s < end_s + u64::from(GRACE_S)) {
			return Err(format!("{network:?} closed slot {slot} too early"));
		}
		let said = self.said.get(&(network, slot)).cloned().unwrap_or_default();
		let of_one = |feeder: bool| {
			let rows = said.iter().filter(move |(index, _)| (**index == 0) == feeder);
			let rows = rows.filter(|(_, (_, _, span))| *span == 1);
			rows.fold((0, 0, 0), |sum, (_, said)| (sum.0 + said.0, sum.1 + said.1, sum.2 + 1))
		};
		let (import, export, _) = of_one(false);
		let (back, from_grid, feeders) = of_one(true);
		let expected = match feeders {
			0 => (import - export, 0, true),
			_ => (from_grid - back, export + (from_grid - back) - import, false),
		};
		let found = (i128::from(grid_net), i128::from(loss), no_feeder);
		(found == expected)
			.then_some(())
			.ok_or(format!("{network:?} slot {slot}: {found:?}, meters say {expected:?}"))
	}

	/// Compares with the chain.
	pub fn check(&self) -> Result<(), String> {
		for (at, known) in &self.meters {
			let view = Metering::meter(*at).ok_or(format!("{at:?} is gone"))?;
			let found = (view.counter.import.into(), view.counter.export.into());
			if found != (known.import_sum, known.export_sum) {
				let expected = (known.import_sum, known.export_sum);
				return Err(format!("{at:?} counts {found:?}, accepted was {expected:?}"));
			}
			let found = (view.counter.import_owed.into(), view.counter.export_owed.into());
			if found != (known.import_owed, known.export_owed) {
				let expected = (known.import_owed, known.export_owed);
				return Err(format!("{at:?} owes {found:?}, expected {expected:?}"));
			}
			if view.device.key != known.key {
				return Err(format!("{at:?} has another key"));
			}
			let units = if at.index == 0 { 0 } else { known.export_sum / 1_000 };
			if i128::from(view.units_issued) != units {
				return Err(format!("{at:?} issued {}, not {units}", view.units_issued));
			}
		}
		Ok(())
	}
}
