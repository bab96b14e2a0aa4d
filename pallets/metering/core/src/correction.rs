// SPDX-License-Identifier: Apache-2.0
//! Corrections: a settled figure turns out to be wrong. Nothing is rewritten: what was too little is
//! appended to the meter's axis, what was too much is owed and filled by later energy.

use crate::meter::{CounterRow, Tag};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a figure was wrong.
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
pub enum CorrectionReason {
	/// The device measured wrongly.
	#[codec(index = 0)]
	DeviceFault,
	/// Transformer ratio, resolution or connection were declared wrongly.
	#[codec(index = 1)]
	WrongFactor,
	/// A better value arrived later.
	#[codec(index = 2)]
	LateValue,
	/// The device was read wrongly.
	#[codec(index = 3)]
	ReadingError,
	/// As a document says, of which this is a salted hash.
	#[codec(index = 4)]
	Other(Tag),
}

/// What a settled figure changes by, in base quantities.
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
pub struct Correction {
	/// Import: positive where too little was counted.
	pub import: i32,
	/// Export: positive where too little was counted.
	pub export: i32,
	/// Why.
	pub reason: CorrectionReason,
}

/// How a settled figure stands after its corrections.
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
pub struct Standing {
	/// How many corrections there were.
	pub version: u32,
	/// Import as it stands.
	pub import: u32,
	/// Export as it stands.
	pub export: u32,
	/// The gap was spread over its slots: no further change.
	pub reallocated: bool,
}

/// Why a figure can't be corrected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CorrectionError {
	/// It changes nothing.
	NothingChanges,
	/// The gap was spread over its slots already.
	AlreadyReallocated,
	/// The figure would fall below 0.
	BelowZero,
	/// More than the connection can carry.
	AbovePowerCap,
	/// A counter is full, or owes more than 32 bits.
	CounterFull,
}

/// The counters and the figure after a correction; `energy_max` is what the connection could carry
/// in the slots of the figure.
///
/// Errors in order of precedence: as listed at [`CorrectionError`].
pub fn apply(
	counter: &CounterRow,
	standing: &Standing,
	correction: &Correction,
	energy_max: u64,
) -> Result<(CounterRow, Standing), CorrectionError> {
	if correction.import == 0 && correction.export == 0 {
		return Err(CorrectionError::NothingChanges);
	}
	if standing.reallocated {
		return Err(CorrectionError::AlreadyReallocated);
	}
	let import = moved(standing.import, correction.import, energy_max)?;
	let export = moved(standing.export, correction.export, energy_max)?;
	let version = standing.version.checked_add(1).ok_or(CorrectionError::CounterFull)?;
	let (import_axis, import_owed) =
		booked(counter.import, counter.import_owed, correction.import)?;
	let (export_axis, export_owed) =
		booked(counter.export, counter.export_owed, correction.export)?;
	let counter = CounterRow {
		import: import_axis,
		export: export_axis,
		import_owed,
		export_owed,
		..*counter
	};
	Ok((counter, Standing { version, import, export, reallocated: false }))
}

fn moved(figure: u32, by: i32, energy_max: u64) -> Result<u32, CorrectionError> {
	let figure = i64::from(figure).saturating_add(by.into());
	let figure = u64::try_from(figure).map_err(|_| CorrectionError::BelowZero)?;
	let capped = u32::try_from(figure).ok().filter(|_| figure <= energy_max || by <= 0);
	capped.ok_or(CorrectionError::AbovePowerCap)
}

/// An axis and what it is owed after a correction: it grows, or later energy will not lengthen it.
fn booked(axis: u64, owed: u32, by: i32) -> Result<(u64, u32), CorrectionError> {
	let size = by.unsigned_abs();
	let full = CorrectionError::CounterFull;
	if by >= 0 {
		Ok((axis.checked_add(size.into()).ok_or(full)?, owed))
	} else {
		Ok((axis, owed.checked_add(size).ok_or(full)?))
	}
}

/// Whether a correction needs the owner's consent: it is old, or all corrections together have moved
/// the figure from `recorded` (import, export) by more than a tenth of what the connection could
/// carry.
pub fn needs_consent(
	recorded: (u32, u32),
	after: &Standing,
	energy_max: u64,
	is_old: bool,
) -> bool {
	const TENTH: u64 = 10;
	let (import, export) = recorded;
	let moved = after.import.abs_diff(import).max(after.export.abs_diff(export));
	is_old || u64::from(moved).saturating_mul(TENTH) > energy_max
}

/// One slot of a gap, as the operator spreads it.
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
pub struct Part {
	/// Base quantities taken in the slot.
	pub import: u32,
	/// Base quantities delivered in it.
	pub export: u32,
}

/// Why parts are not those of a gap.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PartsError {
	/// The figure is of one slot only.
	NoGap,
	/// One part per slot of the gap.
	WrongCount,
	/// The parts don't add up to the gap.
	WrongSum,
	/// A part is more than the connection can carry in a slot.
	AbovePowerCap,
}

/// Checks the parts of a gap of `span` slots; `slot_max` is what the connection can carry in one.
///
/// Errors in order of precedence: as listed at [`PartsError`].
pub fn check_parts(
	parts: &[Part],
	span: u32,
	import: u32,
	export: u32,
	slot_max: u64,
) -> Result<(), PartsError> {
	if span <= 1 {
		return Err(PartsError::NoGap);
	}
	if usize::try_from(span) != Ok(parts.len()) {
		return Err(PartsError::WrongCount);
	}
	let sum = |part: fn(&Part) -> u32| {
		parts.iter().fold(0u64, |sum, item| sum.saturating_add(part(item).into()))
	};
	if sum(|part| part.import) != u64::from(import) || sum(|part| part.export) != u64::from(export)
	{
		return Err(PartsError::WrongSum);
	}
	let fits = |part: &Part| u64::from(part.import.max(part.export)) <= slot_max;
	if parts.iter().all(fits) {
		Ok(())
	} else {
		Err(PartsError::AbovePowerCap)
	}
}
