// SPDX-License-Identifier: Apache-2.0
//! Readings: what a device signs, and which readings count.

use crate::meter::{CounterRow, DeviceKey, DeviceRow, MeterStatus};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Carrier, Quality, Row, RowEnergy, Slot, SlotLength};
use scale_info::TypeInfo;

/// An ed25519 signature.
pub type DeviceSignature = [u8; 64];

/// One meter's registers at the end of a slot, signed by its device.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct SignedReading {
	/// The meter's row in the batch's page.
	pub row: Row,
	/// Import register in base quantities.
	pub import_register: u64,
	/// Export register in base quantities.
	pub export_register: u64,
	/// The device's signature over [`reading_message`].
	pub signature: DeviceSignature,
}

const READING_DOMAIN: &[u8] = b"commonwatt/reading/v1";
const POSSESSION_DOMAIN: &[u8] = b"commonwatt/device/v1";
const BATCH_DOMAIN: &[u8] = b"commonwatt/batch/v1";

/// What a device signs for a slot: domain, genesis hash, slot and both registers, little endian.
///
/// A device key exists once on a chain, so the message needn't name the meter; the genesis hash
/// keeps a reading from counting on another chain.
pub fn reading_message(
	genesis: &[u8; 32],
	slot: Slot,
	import_register: u64,
	export_register: u64,
) -> Vec<u8> {
	[
		READING_DOMAIN,
		genesis,
		&slot.to_le_bytes(),
		&import_register.to_le_bytes(),
		&export_register.to_le_bytes(),
	]
	.concat()
}

/// What a device signs once, to prove that whoever registers it holds it.
pub fn possession_message(
	genesis: &[u8; 32],
	operator: &[u8],
	owner: &[u8],
	device_key: &DeviceKey,
) -> Vec<u8> {
	[POSSESSION_DOMAIN, genesis, operator, owner, device_key].concat()
}

/// What a relay signs: the hash (blake2-256) of domain, genesis hash and the encoded batch.
pub fn batch_message(genesis: &[u8; 32], batch: &[u8]) -> [u8; 32] {
	sp_crypto_hashing::blake2_256(&[BATCH_DOMAIN, genesis, batch].concat())
}

/// Why a reading does not count. The other readings of its batch are not touched by it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Rejection {
	/// No meter is registered in this row.
	#[codec(index = 0)]
	UnknownMeter,
	/// The meter was taken out of service.
	#[codec(index = 1)]
	RetiredMeter,
	/// The meter has already spoken for this slot or a later one.
	#[codec(index = 2)]
	AlreadyRead,
	/// A register is below its last accepted value.
	#[codec(index = 3)]
	RegisterBelowLast,
	/// More energy than the connection can carry in the time since the last reading.
	#[codec(index = 4)]
	AbovePowerCap,
	/// The device's signature does not fit: another device, slot, chain, or changed registers.
	#[codec(index = 5)]
	WrongSignature,
	/// The lifetime counter is full.
	#[codec(index = 6)]
	CounterFull,
	/// The meter's key is suspended.
	#[codec(index = 7)]
	SuspendedMeter,
	/// A register shows more than the device's can.
	#[codec(index = 8)]
	RegisterAboveModulus,
}

/// Where a reading is judged: its slot, the network's first slot, carrier and slot length.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
	/// The slot at whose end the registers were read.
	pub slot: Slot,
	/// The network's first slot.
	pub first_slot: Slot,
	/// What the network distributes.
	pub carrier: Carrier,
	/// Length of a slot.
	pub slot_length: SlotLength,
}

/// Whether the meter can still speak for the slot. Cheap: asked before any signature is checked.
///
/// Errors in order of precedence: [`Rejection::RetiredMeter`], [`Rejection::SuspendedMeter`],
/// [`Rejection::AlreadyRead`].
pub fn check_fresh(
	device: &DeviceRow,
	counter: &CounterRow,
	at: &Setting,
) -> Result<u32, Rejection> {
	match device.status {
		MeterStatus::Retired => return Err(Rejection::RetiredMeter),
		MeterStatus::Suspended => return Err(Rejection::SuspendedMeter),
		MeterStatus::Active | MeterStatus::Silent => {}
	}
	match at.slot.checked_sub(counter.done_slot(at.first_slot)) {
		None | Some(0) => Err(Rejection::AlreadyRead),
		Some(span) => Ok(span),
	}
}

/// Judges a reading, all but its signature: the energy it proves and the counters after it.
///
/// Errors in order of precedence: those of [`check_fresh`], those of [`register_delta`],
/// [`Rejection::AbovePowerCap`], [`Rejection::CounterFull`].
pub fn judge(
	device: &DeviceRow,
	counter: &CounterRow,
	reading: &SignedReading,
	at: &Setting,
) -> Result<(RowEnergy, CounterRow), Rejection> {
	let span = check_fresh(device, counter, at)?;
	let modulus = device.register_modulus;
	let import = register_delta(counter.import_register, reading.import_register, modulus)?;
	let export = register_delta(counter.export_register, reading.export_register, modulus)?;
	let energy_max = at.energy_max(device, span);
	let import = capped(import, energy_max)?;
	let export = capped(export, energy_max)?;
	let (import_repaid, export_repaid) =
		(counter.import_owed.min(import), counter.export_owed.min(export));
	let after = CounterRow {
		import: lengthened(counter.import, import, import_repaid)?,
		export: lengthened(counter.export, export, export_repaid)?,
		import_register: reading.import_register,
		export_register: reading.export_register,
		import_owed: counter.import_owed.saturating_sub(import_repaid),
		export_owed: counter.export_owed.saturating_sub(export_repaid),
		substituted: false,
		last_slot: at.slot,
	};
	let measured = device.quality(at.slot);
	let energy = RowEnergy {
		row: reading.row,
		class: device.class,
		quality: if counter.substituted { Quality::Substituted } else { measured },
		span,
		import,
		export,
		import_repaid,
		export_repaid,
		import_before: counter.import,
		export_before: counter.export,
		storage_tail: None,
	};
	Ok((energy, after))
}

impl Setting {
	/// The most the meter can move in `span` slots, in base quantities.
	pub fn energy_max(&self, device: &DeviceRow, span: u32) -> u64 {
		let seconds = self.slot_length.seconds().saturating_mul(u64::from(span));
		self.carrier.energy_max(device.power_cap_w, seconds)
	}
}

/// What a register moved on from `last` to `now`. A register with a modulus (0 for none) that shows
/// less than before has rolled over once: more often is above any power cap.
///
/// `last` counts modulo 2^64: after a replacement it may lie below 0.
///
/// Errors in order of precedence: [`Rejection::RegisterAboveModulus`],
/// [`Rejection::RegisterBelowLast`].
pub fn register_delta(last: u64, now: u64, modulus: u64) -> Result<u64, Rejection> {
	if modulus != 0 && now >= modulus {
		return Err(Rejection::RegisterAboveModulus);
	}
	let forward = now.wrapping_sub(last);
	if i64::try_from(forward).is_ok() {
		return Ok(forward);
	}
	// It fell, or moved by more than half of 64 bits, which no register does.
	let rolled = forward.wrapping_add(modulus);
	let delta = i64::try_from(rolled).ok().filter(|_| modulus != 0);
	delta.map(i64::unsigned_abs).ok_or(Rejection::RegisterBelowLast)
}

/// A delta in 32 bits, if the connection could carry it.
pub(crate) fn capped(delta: u64, energy_max: u64) -> Result<u32, Rejection> {
	u32::try_from(delta).ok().filter(|_| delta <= energy_max).ok_or(Rejection::AbovePowerCap)
}

/// The lifetime counter after a delta of which `repaid` fills what was owing.
fn lengthened(before: u64, delta: u32, repaid: u32) -> Result<u64, Rejection> {
	before.checked_add(delta.saturating_sub(repaid).into()).ok_or(Rejection::CounterFull)
}
