// SPDX-License-Identifier: Apache-2.0
//! Numbers as people write them, as the chain counts them.

use crate::error::{Error, Result};
use dispatch_core::{profile, Profile, SideLimits, SideOffer};
use energy_primitives::Carrier;

/// What is asked for a kWh at most, in units of currency: an offer may change its costs up to this.
const COST_MAX_PER_KWH: f64 = 10.0;

/// Floating point stands a little beside what was written.
const EPSILON: f64 = 1e-6;

fn within(what: &str, value: f64, least: f64, most: f64) -> Result<f64> {
	if value.is_finite() && value >= least && value <= most {
		return Ok(value);
	}
	Err(Error::Usage(format!("`{what}` is {value}: not between {least} and {most}")))
}

/// Power in W, rounded down.
pub fn watts(what: &str, value: f64) -> Result<u32> {
	Ok((within(what, value, 0.0, 100_000_000.0)? + EPSILON).floor() as u32)
}

/// Powers in W, rounded down.
pub fn all_watts(what: &str, values: &[f64]) -> Result<Vec<u32>> {
	values.iter().map(|value| watts(what, *value)).collect()
}

/// A share above 0, at most 1.
pub fn share(what: &str, value: f64) -> Result<f64> {
	within(what, value, 0.01, 1.0)
}

/// A coefficient in thousandths, rounded down.
pub fn permille_floor(what: &str, value: f64) -> Result<i32> {
	Ok((within(what, value, 0.0, 10.0)? * 1_000.0 + EPSILON).floor() as i32)
}

/// A coefficient in thousandths, rounded up.
pub fn permille_ceil(what: &str, value: f64) -> Result<i32> {
	Ok((within(what, value, 0.0, 10.0)? * 1_000.0 - EPSILON).ceil() as i32)
}

/// A price per kWh in nano-currency per base quantity, to nearest.
pub fn nano(what: &str, per_kwh: f64, carrier: Carrier) -> Result<i32> {
	let most = COST_MAX_PER_KWH;
	let per_kwh = within(what, per_kwh, -most, most)?;
	Ok((per_kwh * 1e9 / base_per_kwh(carrier)).round() as i32)
}

/// Base quantities of a carrier in a kWh.
fn base_per_kwh(carrier: Carrier) -> f64 {
	3_600_000.0 / carrier.facts().joules_per_base as f64
}

/// What a store can hold, in base quantities of the device's carrier, rounded up.
pub fn store_max(what: &str, wh: f64, carrier: Carrier) -> Result<u32> {
	let base = within(what, wh, 0.0, 1e9)? * base_per_kwh(carrier) / 1_000.0;
	Ok((base - EPSILON).ceil() as u32)
}

/// Energy in a store in permille W·slot, rounded down.
pub fn level(what: &str, wh: f64, slot_s: u32) -> Result<i64> {
	let watt_slots = within(what, wh, 0.0, 1e9)? * 3_600.0 / f64::from(slot_s.max(1));
	Ok((watt_slots * 1_000.0 + EPSILON).floor() as i64)
}

/// Power that leaves a store, in permille W·slot per slot, rounded up.
pub fn drain(what: &str, power_w: f64) -> Result<i64> {
	Ok((within(what, power_w, 0.0, 100_000_000.0)? * 1_000.0 - EPSILON).ceil() as i64)
}

/// What is emitted, in whole g, rounded up.
pub fn grams(what: &str, value: f64) -> Result<u32> {
	Ok((within(what, value, 0.0, 10_000.0)? - EPSILON).ceil() as u32)
}

/// One value per slot, as runs.
pub fn runs<V: Copy + PartialEq>(values: &[V]) -> Result<Profile<V>> {
	profile(values).ok_or_else(|| Error::Usage("a horizon has at most 96 slots".into()))
}

/// The limits of a side with exact coefficients and no fuel.
pub fn side_limits(
	power_max_w: u32,
	other: i32,
	store: i32,
	carrier: Carrier,
) -> Result<SideLimits> {
	let cost_max_nano = nano("cost", COST_MAX_PER_KWH, carrier)?.unsigned_abs();
	Ok(SideLimits {
		power_max_w,
		other_permille: (other, other),
		store_permille: (store, store),
		cost_max_nano,
		carbon_g_per_unit: 0,
	})
}

/// What a side offers: least and most power per slot, its cost, and coefficients that are the same
/// in all slots.
pub fn side_offer(
	power_w: &[(u32, u32)],
	cost_nano: i32,
	other: i32,
	store: i32,
) -> Result<SideOffer> {
	let slots = power_w.len();
	Ok(SideOffer {
		power_w: runs(power_w)?,
		cost_nano: runs(&vec![cost_nano; slots])?,
		other_permille: runs(&vec![other; slots])?,
		store_permille: runs(&vec![store; slots])?,
	})
}

/// Powers that may be anything up to these.
pub fn up_to(most_w: &[u32]) -> Vec<(u32, u32)> {
	most_w.iter().map(|most_w| (0, *most_w)).collect()
}

/// Signed powers: given.
pub fn given(power_w: &[u32]) -> Result<Profile<i32>> {
	runs(&power_w.iter().map(|power| signed(*power)).collect::<Vec<_>>())
}

/// Signed powers: taken.
pub fn taken(power_w: &[u32]) -> Result<Profile<i32>> {
	runs(&power_w.iter().map(|power| -signed(*power)).collect::<Vec<_>>())
}

fn signed(power_w: u32) -> i32 {
	i32::try_from(power_w).unwrap_or(i32::MAX)
}
