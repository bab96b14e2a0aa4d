// SPDX-License-Identifier: Apache-2.0
//! What a plan means for a device that was metered: planned energy, what it earns by the plan, what
//! it owes for a deviation, and how a fund that is too small is shared.

use crate::{
	rules::DispatchRules,
	scale::{div_floor, to_i64},
};
use alloc::vec::Vec;
use energy_primitives::{Carrier, NanoPrice};

/// Planned base quantities per slot, positive given: differences of `⌊C * slot_s / joules⌋` where C
/// sums the powers, so that they add up to the plan's energy without drift. Floor is true below
/// zero.
pub fn energy_of(powers_w: &[i32], slot_s: u32, carrier: Carrier) -> Vec<i64> {
	let joules = i128::from(carrier.facts().joules_per_base);
	let seconds = i128::from(slot_s);
	let (mut sum, mut before) = (0i128, 0i128);
	let next = |power: &i32| {
		sum = sum.saturating_add(i128::from(*power));
		let until = div_floor(sum.saturating_mul(seconds), joules);
		let energy = until.saturating_sub(before);
		before = until;
		to_i64(energy)
	};
	powers_w.iter().map(next).collect()
}

/// The rules of delivery.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DeliveryRules {
	/// What a base quantity of deviation costs, in nano-currency.
	pub penalty_nano: u32,
	/// Deviation that costs nothing, in thousandths of the planned quantity.
	pub tolerance_permille: u16,
	/// Deviation that costs nothing in any case, in base quantities.
	pub tolerance_base: u32,
	/// What a base quantity of activated reserve earns, in nano-currency.
	pub activation_nano: u32,
}

impl From<&DispatchRules> for DeliveryRules {
	fn from(rules: &DispatchRules) -> Self {
		Self {
			penalty_nano: rules.penalty_nano,
			tolerance_permille: rules.tolerance_permille,
			tolerance_base: rules.tolerance_base,
			activation_nano: rules.activation_nano,
		}
	}
}

/// What a device's metered slot means under the plan. Nano-currency.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SlotDelivery {
	/// Planned energy at the difference between the plan's price and the slot's: positive is a
	/// claim on the fund, negative is owed to it.
	pub plan_leg: i128,
	/// What the deviation beyond the tolerance costs.
	pub penalty: u128,
	/// What the activated reserve that was delivered earns.
	pub activation: u128,
	/// How far it was from plan and instruction, in base quantities, before the tolerance.
	pub deviation: u64,
	/// What the slot's own settlement brought it for what was metered; negative paid.
	pub slot_income: i128,
}

/// What one slot means for a device that planned `planned`, metered `metered` and was instructed
/// `instructed` more (all base quantities, positive given), at the plan's `price` for it and the
/// slot's prices for sellers and buyers.
///
/// With one sign of planned and metered, `slot_income + plan_leg - penalty` is
/// `planned * price + (metered - planned) * slot price - penalty`: two settlements, nothing twice.
pub fn deliver(
	rules: &DeliveryRules,
	planned: i64,
	metered: i64,
	instructed: i64,
	price: NanoPrice,
	sell: NanoPrice,
	buy: NanoPrice,
) -> SlotDelivery {
	let slot_price = |energy: i64| i128::from(if energy >= 0 { sell } else { buy });
	let (q, n, u) = (i128::from(planned), i128::from(metered), i128::from(instructed));
	let spread = i128::from(price).saturating_sub(slot_price(planned));
	let moved = n.saturating_sub(q);
	let deviation = moved.saturating_sub(u).unsigned_abs();
	let beyond = deviation.saturating_sub(tolerance(rules, planned));
	let activated = if u > 0 { moved.clamp(0, u) } else { moved.clamp(u, 0) };
	SlotDelivery {
		plan_leg: q.saturating_mul(spread),
		penalty: beyond.saturating_mul(u128::from(rules.penalty_nano)),
		activation: activated.unsigned_abs().saturating_mul(u128::from(rules.activation_nano)),
		deviation: u64::try_from(deviation).unwrap_or(u64::MAX),
		slot_income: n.saturating_mul(slot_price(metered)),
	}
}

/// Deviation that costs nothing: the larger of the fixed one and the part of what was planned,
/// rounded down.
fn tolerance(rules: &DeliveryRules, planned: i64) -> u128 {
	let part = u128::from(planned.unsigned_abs())
		.saturating_mul(u128::from(rules.tolerance_permille))
		.checked_div(1_000)
		.unwrap_or(0);
	part.max(u128::from(rules.tolerance_base))
}

/// How much of a feeder's deviation each device is asked for, by its participation factor:
/// differences of `⌊A * deviation / 1000⌋` where A sums the factors. Sums to the deviation where
/// the factors sum to 1000.
pub fn activation(alpha_permille: &[u16], deviation: i64) -> Vec<i64> {
	let (mut sum, mut before) = (0i128, 0i128);
	let next = |alpha: &u16| {
		sum = sum.saturating_add(i128::from(*alpha));
		let until = div_floor(sum.saturating_mul(i128::from(deviation)), 1_000);
		let part = until.saturating_sub(before);
		before = until;
		to_i64(part)
	};
	alpha_permille.iter().map(next).collect()
}

/// What each claim gets of what is available: all of it if that suffices, else
/// `⌊claim * available / sum⌋`. Rounded in favour of the fund, never more than the claim, together
/// never more than available.
pub fn pay_out(claims: &[u128], available: u128) -> Vec<u128> {
	let sum_of = |shift: u32| {
		let parts = claims.iter().map(|claim| claim.checked_shr(shift).unwrap_or(0));
		parts.into_iter().try_fold(0u128, |sum, claim| sum.checked_add(claim))
	};
	match sum_of(0) {
		Some(sum) if sum <= available => claims.to_vec(),
		Some(sum) => claims.iter().map(|claim| part_floor(*claim, available, sum)).collect(),
		// Beyond any currency: the low half of each claim is left out of the shares.
		None => {
			let sum = sum_of(64).unwrap_or(u128::MAX);
			claims.iter().map(|claim| part_floor(claim >> 64, available, sum).min(*claim)).collect()
		}
	}
}

/// `⌊value * part / whole⌋`; 0 of an empty whole. Where the product would leave u128, value and
/// whole lose low bits first, each against the value.
fn part_floor(value: u128, part: u128, whole: u128) -> u128 {
	let (mut value, mut whole) = (value, whole);
	loop {
		if let Some(product) = value.checked_mul(part) {
			return product.checked_div(whole).unwrap_or(0);
		}
		(value, whole) = (value >> 1, (whole >> 1).saturating_add(1));
	}
}
