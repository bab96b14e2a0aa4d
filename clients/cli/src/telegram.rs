// SPDX-License-Identifier: Apache-2.0
//! What real meters say, on its way to a reading: telegrams of smart meters and registers of heat
//! meters, value by value. A value that can't be trusted is refused alone, with its reason.

pub mod map;
pub mod p1;
pub mod time;

use energy_primitives::{Carrier, Slot, SlotLength};
use metering_core::conversion::{self, ConversionError};
use p1::Telegram;

/// Why a value of a telegram is refused. The others are not touched by it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
	/// The telegram does not have it.
	#[error("{0} is not in the telegram")]
	Missing(String),
	/// Its time is none.
	#[error("`{0}` is no time")]
	NoTime(String),
	/// Its time has not come yet.
	#[error("its time, {0}, lies in the future")]
	Future(String),
	/// Its time is from before there were such networks: a clock that was never set.
	#[error("its time, {0}, is of a clock that was never set")]
	ClockNotSet(String),
	/// Its time is not the end of a slot.
	#[error("it was read {late_s} s after the end of a slot, more than {late_max_s} s")]
	BetweenSlots {
		/// How long after.
		late_s: u64,
		/// How long is allowed.
		late_max_s: u64,
	},
	/// It is no quantity of energy.
	#[error("`{text}` is no register: {reason}")]
	NoRegister {
		/// What stands there.
		text: String,
		/// What is wrong with it.
		reason: &'static str,
	},
	/// Another device stands there.
	#[error("the device calls itself `{found}`, not `{expected}`")]
	OtherDevice {
		/// Which one was expected.
		expected: String,
		/// Which one it is.
		found: String,
	},
}

/// A meter's two registers at the end of a slot, in base quantities.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registers {
	/// The slot at whose end they were read.
	pub slot: Slot,
	/// Taken from the network.
	pub import: u64,
	/// Delivered to it.
	pub export: u64,
}

/// How times are understood.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
	/// Seconds since 1970, by a clock that is right.
	pub now_s: u64,
	/// Length of the chain's slots.
	pub length: SlotLength,
	/// How far winter time is ahead of UTC, in minutes.
	pub winter_offset_min: i32,
	/// How long after the end of a slot a register still counts as read at its end.
	pub late_max_s: u64,
}

/// How far a meter's clock may be ahead.
const AHEAD_MAX_S: u64 = 60;

/// 2020-01-01: meters whose clock was never set begin at 1970 or 2000.
const CLOCKS_SET_S: u64 = 1_577_836_800;

impl Clock {
	/// A meter's time in seconds since 1970, at most `latest_s` or a little more.
	fn time(&self, text: &str, latest_s: u64) -> Result<u64, Refusal> {
		let time_s = time::unix_s(text, self.winter_offset_min)
			.ok_or_else(|| Refusal::NoTime(text.into()))?;
		if time_s > latest_s.saturating_add(AHEAD_MAX_S) {
			return Err(Refusal::Future(text.into()));
		}
		if time_s < CLOCKS_SET_S {
			return Err(Refusal::ClockNotSet(text.into()));
		}
		Ok(time_s)
	}

	/// The slot that ended when a register was read.
	fn ended_slot(&self, time_s: u64) -> Result<Slot, Refusal> {
		let running = self.length.slot_at(time_s);
		let late_s = time_s - self.length.begin_s(running);
		if late_s > self.late_max_s {
			return Err(Refusal::BetweenSlots { late_s, late_max_s: self.late_max_s });
		}
		// No time before 2020 gets here.
		Ok(running.saturating_sub(1))
	}
}

/// A register in base quantities of `carrier`: `12.345 GJ`, `12.345*GJ`, or a whole number of base
/// quantities without a unit. Rounded down: the fraction counts as soon as it is whole.
pub fn register(carrier: Carrier, text: &str) -> Result<u64, Refusal> {
	let wrong = |reason| Refusal::NoRegister { text: text.into(), reason };
	let text = text.trim();
	let Some((shown, unit)) = text.split_once(['*', ' ']) else {
		return text.parse().map_err(|_| wrong("a number with a unit, such as `12.345 GJ`"));
	};
	let unit = conversion::meter_unit(unit.trim()).ok_or_else(|| wrong(UNKNOWN_UNIT))?;
	conversion::register(carrier, unit, shown).map_err(|error| {
		wrong(match error {
			ConversionError::UnknownUnit => UNKNOWN_UNIT,
			ConversionError::NotANumber => "not a decimal number without sign",
			ConversionError::TooPrecise => "more digits behind the point than registers have",
			ConversionError::TooLarge => "too large",
		})
	})
}

const UNKNOWN_UNIT: &str = "its unit is none of energy: Wh, kWh, MWh, kJ, MJ, GJ, kcal, Gcal";

/// Registers of the electricity meter itself, summed over its tariffs.
pub fn main_registers(telegram: &Telegram, clock: &Clock) -> Result<Registers, Refusal> {
	let slot = clock.ended_slot(main_time(telegram, clock)?)?;
	let import = over_tariffs(telegram, 1)?;
	let import = import.ok_or_else(|| Refusal::Missing("1-0:1.8.1".into()))?;
	// A meter that only takes does not show what it delivered.
	let export = over_tariffs(telegram, 2)?.unwrap_or(0);
	Ok(Registers { slot, import, export })
}

/// When the telegram was made.
fn main_time(telegram: &Telegram, clock: &Clock) -> Result<u64, Refusal> {
	const TIME: &str = "0-0:1.0.0";
	let text = telegram.field(TIME).ok_or_else(|| Refusal::Missing(TIME.into()))?;
	clock.time(text, clock.now_s)
}

/// Import (1) or export (2) over all tariffs; the total where there are none. `None` where the meter
/// shows neither.
fn over_tariffs(telegram: &Telegram, direction: u8) -> Result<Option<u64>, Refusal> {
	let mut sum: Option<u64> = None;
	let total = |tariff: u8, sum: Option<u64>| tariff == 0 && sum.is_some();
	for tariff in (1..=9).chain([0]) {
		let obis = format!("1-0:{direction}.8.{tariff}");
		if telegram.object(&obis).is_none() || total(tariff, sum) {
			continue;
		}
		let text = telegram.field(&obis).ok_or_else(|| Refusal::Missing(obis.clone()))?;
		let shown = register(Carrier::Electricity, text)?;
		let reason = "the tariffs are too large together";
		let added = sum.unwrap_or(0).checked_add(shown);
		sum = Some(added.ok_or_else(|| Refusal::NoRegister { text: text.into(), reason })?);
	}
	Ok(sum)
}

/// The register of a sub-meter on a channel of the electricity meter, with its own time: the slot
/// and the quantity.
pub fn sub_register(
	telegram: &Telegram,
	channel: u8,
	carrier: Carrier,
	clock: &Clock,
) -> Result<(Slot, u64), Refusal> {
	let obis = format!("0-{channel}:24.2.1");
	let Some([time, shown]) = telegram.object(&obis) else {
		return Err(Refusal::Missing(obis));
	};
	// No sub-meter was read after the telegram that tells of it.
	let latest_s = main_time(telegram, clock).unwrap_or(clock.now_s);
	let slot = clock.ended_slot(clock.time(time, latest_s)?)?;
	Ok((slot, register(carrier, shown)?))
}

/// What the device on a channel calls itself; 0 is the electricity meter. Meters tell it in hex.
pub fn equipment(telegram: &Telegram, channel: u8) -> Result<String, Refusal> {
	let obis = if channel == 0 { "0-0:96.1.1".into() } else { format!("0-{channel}:96.1.0") };
	let shown = telegram.field(&obis).ok_or(Refusal::Missing(obis))?;
	let decoded = hex::decode(shown).ok().and_then(|bytes| String::from_utf8(bytes).ok());
	Ok(decoded.unwrap_or_else(|| shown.to_owned()))
}

#[cfg(test)]
mod tests;
