// SPDX-License-Identifier: Apache-2.0
//! How gateways share the deviation of a feeder within a slot.
//!
//! A plan names a power per slot. Within it, clouds pass and kettles boil. The feeder's meter sends
//! a signed telegram every second; each gateway compares it with the plan, takes its share by the
//! plan's participation factor, and moves its device inside what the plan has reserved. Nobody
//! coordinates: every gateway runs the same law on the same number.
//!
//! ```text
//! e = feeder - plan                                      what is missing, in W
//! a = (e - a * 0.3) * period / response                  what is added, less what is on its way
//! G = G - G * period / leak + a                          what all gateways together should add
//! power = planned + factor * (G + e * lag / response)    bounded by the share, and so is G
//! ```
//!
//! The last term speeds a device up by its own lag, so that devices of different
//! speed move alike and `G` follows the deviation with the time constant `response`. Being slower
//! than the telegrams' delay keeps the loop calm. The leak ends quarrels: gateways that lost
//! different telegrams would otherwise work against each other for good.
//!
//! Whoever calls this has checked the telegram's signature. Nothing here knows a clock, a network or
//! floating point, and nothing allocates.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod gateway;
mod share;

pub use gateway::{Gateway, Law, GAP_MAX};
pub use share::Share;

/// From one telegram to the next, in ms.
pub const PERIOD_MS: i64 = 1_000;

/// `value * by / of` towards zero, at the ends of the range instead of beyond them; 0 where `of`
/// is 0.
pub(crate) fn part(value: i64, by: i64, of: i64) -> i64 {
	value.saturating_mul(by).checked_div(of).unwrap_or(0)
}
