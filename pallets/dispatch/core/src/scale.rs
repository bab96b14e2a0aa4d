// SPDX-License-Identifier: Apache-2.0
//! From prices per base quantity to prices per W·slot, with the rounding in the name, and the
//! weights of a problem in these units.
//!
//! A W·slot is `slot_s` joules, a base quantity `joules_per_base`. So a price of `c` nano-currency
//! per base quantity is `c * slot_s / joules_per_base` per W·slot, and 256 times that in Q8:
//! exactly `64 c` for electricity and a quarter of an hour.

use crate::{problem::Problem, rules::DispatchRules};
use energy_primitives::Carrier;

/// How many parts of a nano-currency one is counted in.
pub const Q8: i128 = 256;

/// Thousandths of a W make one.
pub(crate) const PERMILLE: i64 = 1_000;

/// Parts in which a price is kept until carbon is added: one nano-currency per kg and g per unit of
/// 1000 base quantities is a millionth per base quantity.
const MILLIONTHS: i128 = 1_000_000;

/// `⌊numerator / divisor⌋`, true below zero; 0 unless the divisor is positive.
pub(crate) fn div_floor(numerator: i128, divisor: i128) -> i128 {
	if divisor <= 0 {
		return 0;
	}
	numerator.checked_div_euclid(divisor).unwrap_or(0)
}

/// `⌈numerator / divisor⌉`, true below zero; 0 unless the divisor is positive.
pub(crate) fn div_ceil(numerator: i128, divisor: i128) -> i128 {
	let floor = div_floor(numerator, divisor);
	let exact = floor.saturating_mul(divisor.max(0)) == numerator || divisor <= 0;
	floor.saturating_add(i128::from(!exact))
}

/// The nearest i64.
pub(crate) fn to_i64(value: i128) -> i64 {
	i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// A price with what its carbon counts, times 256 slot_s and its divisor.
fn parts(nano: i64, carbon: i128, carrier: Carrier, slot_s: u32) -> (i128, i128) {
	let price = i128::from(nano).saturating_mul(MILLIONTHS).saturating_add(carbon);
	let joules = i128::from(carrier.facts().joules_per_base);
	(price.saturating_mul(Q8).saturating_mul(i128::from(slot_s)), joules.saturating_mul(MILLIONTHS))
}

/// What carbon counts, in millionths of nano-currency per base quantity.
pub(crate) fn carbon(rules: &DispatchRules, g_per_unit: u32) -> i128 {
	i128::from(rules.carbon_nano_per_kg).saturating_mul(i128::from(g_per_unit))
}

/// A price per W·slot, Q8, rounded down, of one per base quantity with what carbon adds to it.
pub(crate) fn with_carbon_floor(nano: i64, carbon: i128, carrier: Carrier, slot_s: u32) -> i64 {
	let (price, divisor) = parts(nano, carbon, carrier, slot_s);
	to_i64(div_floor(price, divisor))
}

/// The same, rounded up.
pub(crate) fn with_carbon_ceil(nano: i64, carbon: i128, carrier: Carrier, slot_s: u32) -> i64 {
	let (price, divisor) = parts(nano, carbon, carrier, slot_s);
	to_i64(div_ceil(price, divisor))
}

/// A price per W·slot, Q8, of one per base quantity, rounded down.
pub fn q8_floor(nano: i64, carrier: Carrier, slot_s: u32) -> i64 {
	with_carbon_floor(nano, 0, carrier, slot_s)
}

/// A price per W·slot, Q8, of one per base quantity, rounded up.
pub fn q8_ceil(nano: i64, carrier: Carrier, slot_s: u32) -> i64 {
	with_carbon_ceil(nano, 0, carrier, slot_s)
}

/// `rate * power`, exactly. Most products fit 64 bits, which are several times faster than 128.
#[inline]
pub(crate) fn product(rate: i64, power: i32) -> i128 {
	let small = rate.unsigned_abs() >> 35 == 0 && power.unsigned_abs() >> 28 == 0;
	if small {
		return i128::from(rate.wrapping_mul(i64::from(power)));
	}
	i128::from(rate).wrapping_mul(i128::from(power))
}

/// Whole W of thousandths, rounded up.
pub(crate) fn watts_ceil(permille: i64) -> i64 {
	to_i64(div_ceil(i128::from(permille), i128::from(PERMILLE)))
}

/// What the rules count, in nano-currency, Q8. All at least 0.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Weights {
	/// Per W of the highest import. Exact.
	pub peak_q8: i64,
	/// Per W of change beyond the limit into a slot. Exact.
	pub ramp_q8: i64,
	/// Per W·slot of reserve that lacks, rounded up.
	pub reserve_short_q8: i64,
	/// Per W·slot of change against the last plan, by code of the carrier, rounded down.
	pub calm_q8: [i64; 2],
	/// Per W·slot beyond a capacity or contract, by code of the carrier, rounded up.
	pub overload_q8: [i64; 2],
}

impl Weights {
	/// The weights of rules for slots of this length.
	pub fn new(rules: &DispatchRules, slot_s: u32) -> Self {
		let (power, heat) = (Carrier::Electricity, Carrier::Heat);
		let calm = i64::from(rules.calm_nano);
		let overload = i64::from(rules.overload_nano);
		Self {
			peak_q8: i64::from(rules.peak_nano_per_w).saturating_mul(256),
			ramp_q8: i64::from(rules.ramp_nano_per_w).saturating_mul(256),
			reserve_short_q8: q8_ceil(i64::from(rules.reserve_short_nano), power, slot_s),
			calm_q8: [q8_floor(calm, power, slot_s), q8_floor(calm, heat, slot_s)],
			overload_q8: [q8_ceil(overload, power, slot_s), q8_ceil(overload, heat, slot_s)],
		}
	}

	/// The weights of a problem.
	pub fn of(problem: &Problem) -> Self {
		Self::new(&problem.rules, problem.slot_s)
	}

	/// Per W·slot of change against the last plan.
	pub fn calm(&self, carrier: Carrier) -> i64 {
		let [power, heat] = self.calm_q8;
		if carrier == Carrier::Heat {
			heat
		} else {
			power
		}
	}

	/// Per W·slot beyond a capacity or contract.
	pub fn overload(&self, carrier: Carrier) -> i64 {
		let [power, heat] = self.overload_q8;
		if carrier == Carrier::Heat {
			heat
		} else {
			power
		}
	}
}
