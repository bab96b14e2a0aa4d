// SPDX-License-Identifier: Apache-2.0
//! Conversion: what a device's register shows, in base quantities. The only place for it.
//!
//! A register is converted as a whole, rounded down, and never a difference of two: so what a
//! register shows beyond the last whole base quantity is not lost, it counts with a later reading.

use energy_primitives::Carrier;

/// A unit in which meters show energy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MeterUnit {
	/// As printed on the meter.
	pub symbol: &'static str,
	/// Joules in one.
	pub joules: u64,
}

/// The units that meters show. Adding one is adding a row.
pub const METER_UNITS: [MeterUnit; 8] = [
	MeterUnit { symbol: "Wh", joules: 3_600 },
	MeterUnit { symbol: "kWh", joules: 3_600_000 },
	MeterUnit { symbol: "MWh", joules: 3_600_000_000 },
	MeterUnit { symbol: "kJ", joules: 1_000 },
	MeterUnit { symbol: "MJ", joules: 1_000_000 },
	MeterUnit { symbol: "GJ", joules: 1_000_000_000 },
	MeterUnit { symbol: "kcal", joules: 4_184 },
	MeterUnit { symbol: "Gcal", joules: 4_184_000_000 },
];

/// Why a text is no register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ConversionError {
	/// No meter shows this unit.
	UnknownUnit,
	/// Not a decimal number without sign.
	NotANumber,
	/// More digits behind the point than any register has.
	TooPrecise,
	/// More than 64 bits of base quantities.
	TooLarge,
}

/// The unit with this symbol.
pub fn meter_unit(symbol: &str) -> Option<MeterUnit> {
	METER_UNITS.iter().find(|unit| unit.symbol.eq_ignore_ascii_case(symbol)).copied()
}

/// Digits behind the point that a register may have.
const DECIMALS_MAX: u32 = 9;

/// A register in base quantities of `carrier`, from the digits on a meter that shows `unit`, for
/// example `1234.567`. Rounded down: the fraction counts as soon as it is whole.
///
/// Errors in order of precedence: `NotANumber`, `TooPrecise`, `TooLarge`.
pub fn register(carrier: Carrier, unit: MeterUnit, shown: &str) -> Result<u64, ConversionError> {
	let (whole, fraction) = shown.trim().split_once('.').unwrap_or((shown.trim(), ""));
	let plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
	if whole.is_empty() || !plain(whole) || !plain(fraction) {
		return Err(ConversionError::NotANumber);
	}
	let decimals = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
	if decimals > DECIMALS_MAX {
		return Err(ConversionError::TooPrecise);
	}
	let large = ConversionError::TooLarge;
	let digits = whole.bytes().chain(fraction.bytes());
	let count = digits
		.map(|digit| u128::from(digit.saturating_sub(b'0')))
		.try_fold(0u128, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
		.ok_or(large)?;
	let joules = count.checked_mul(unit.joules.into()).ok_or(large)?;
	let scale = 10u128.checked_pow(decimals).ok_or(large)?;
	let per_base = scale.checked_mul(carrier.facts().joules_per_base.into()).ok_or(large)?;
	joules.checked_div(per_base).and_then(|base| u64::try_from(base).ok()).ok_or(large)
}
