// SPDX-License-Identifier: Apache-2.0
//! Replacement: the next device of a meter, with no energy lost or made by the swap.
//!
//! The energy between the old device's last reading and its closing register is carried over into
//! the new device's first delta, by setting the opening register back by it.

use crate::{
	meter::{CounterRow, DeviceKey, DeviceRow, MeterFacts},
	reading::{capped, register_delta, DeviceSignature, Rejection, Setting},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{RowClass, Slot};
use scale_info::TypeInfo;

/// How the old device's last energy is known.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Closing {
	/// By its last accepted reading: what it measured since is not known, and the balancing account
	/// bears it.
	#[codec(index = 0)]
	LastReading,
	/// By its registers when it was taken out, signed like a reading of the slot in which it was.
	#[codec(index = 1)]
	Signed {
		/// The slot in which it was taken out.
		slot: Slot,
		/// Its import register.
		import_register: u64,
		/// Its export register.
		export_register: u64,
		/// Its signature.
		signature: DeviceSignature,
	},
	/// By the operator's word, at most what the meter moved on average so far. Export on the
	/// operator's word fills no unit.
	#[codec(index = 2)]
	Word {
		/// The old device's import register.
		import_register: u64,
		/// Its export register.
		export_register: u64,
	},
}

/// A meter's next device.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Replacement {
	/// The new device's ed25519 public key.
	pub device_key: DeviceKey,
	/// What its papers say.
	pub facts: MeterFacts,
	/// Its import register when it was installed, in Wh or kJ.
	pub import_register: u64,
	/// Its export register when it was installed.
	pub export_register: u64,
	/// How the old device's last energy is known.
	pub closing: Closing,
}

/// What earlier devices measured that no reading has brought along yet.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Carried {
	/// Import in base quantities.
	pub import: u32,
	/// Export in base quantities.
	pub export: u32,
	/// It is the operator's word.
	pub on_word: bool,
}

/// Why an operator's word is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReplacementError {
	/// The closing registers are not ones the old device could show.
	Register(Rejection),
	/// More than the meter moved on average so far.
	WordTooHigh,
	/// What is owing leaves 32 bits.
	CounterFull,
}

/// Judges the closing registers of the old device; `span` slots have begun since its last reading,
/// and `pending` is what was carried over before without a reading since.
///
/// Errors in order of precedence: [`ReplacementError::Register`] with those of [`register_delta`]
/// and [`Rejection::AbovePowerCap`], [`ReplacementError::WordTooHigh`].
pub fn carried(
	device: &DeviceRow,
	counter: &CounterRow,
	pending: &Carried,
	closing: &Closing,
	at: &Setting,
	span: u32,
	slots_measured: u32,
) -> Result<Carried, ReplacementError> {
	let (import_register, export_register, on_word) = match *closing {
		Closing::LastReading => return Ok(Carried { on_word: false, ..*pending }),
		Closing::Signed { import_register, export_register, .. } => {
			(import_register, export_register, false)
		}
		Closing::Word { import_register, export_register } => {
			(import_register, export_register, true)
		}
	};
	let modulus = device.register_modulus;
	let energy_max = at.energy_max(device, span);
	let delta = |last, now| {
		register_delta(last, now, modulus)
			.and_then(|delta| capped(delta, energy_max))
			.map_err(ReplacementError::Register)
	};
	let import = delta(counter.import_register, import_register)?;
	let export = delta(counter.export_register, export_register)?;
	if on_word {
		let import = import.saturating_sub(pending.import);
		let export = export.saturating_sub(pending.export);
		ensure_average(import, counter.import, span, slots_measured)?;
		ensure_average(export, counter.export, span, slots_measured)?;
	}
	Ok(Carried { import, export, on_word })
}

/// The operator's word is at most the meter's own mean, rounded down: in favour of the member.
fn ensure_average(
	word: u32,
	lifetime: u64,
	span: u32,
	slots_measured: u32,
) -> Result<(), ReplacementError> {
	let most = u128::from(lifetime)
		.saturating_mul(span.into())
		.checked_div(slots_measured.into())
		.unwrap_or(0);
	if u128::from(word) <= most {
		Ok(())
	} else {
		Err(ReplacementError::WordTooHigh)
	}
}

/// The two columns after the swap.
///
/// Errors: [`ReplacementError::CounterFull`].
pub fn swap(
	device: &DeviceRow,
	counter: &CounterRow,
	replacement: &Replacement,
	pending: &Carried,
	carried: &Carried,
	calibrated_until: Slot,
) -> Result<(DeviceRow, CounterRow), ReplacementError> {
	// The operator can't make units: they follow from what devices signed. A sub-meter or feeder
	// issues none, and keeps its counters whole.
	let on_word = carried.on_word && device.class == RowClass::Boundary;
	let owed = if on_word { carried.export.saturating_sub(pending.export) } else { 0 };
	let export_owed = counter.export_owed.checked_add(owed).ok_or(ReplacementError::CounterFull)?;
	let opened = |opening: u64, carried: u32| opening.wrapping_sub(carried.into());
	let counter = CounterRow {
		import_register: opened(replacement.import_register, carried.import),
		export_register: opened(replacement.export_register, carried.export),
		export_owed,
		substituted: counter.substituted || carried.on_word,
		..*counter
	};
	let device = DeviceRow {
		key: replacement.device_key,
		power_cap_w: replacement.facts.power_cap_w,
		register_modulus: replacement.facts.register_modulus,
		calibrated_until,
		..*device
	};
	Ok((device, counter))
}
