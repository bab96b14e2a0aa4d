// SPDX-License-Identifier: Apache-2.0
//! Pure rules of metering: which reading counts, when a slot closes, what was lost, which units an
//! export fills. No FRAME, no storage, no floating point.
//!
//! One file per stage: [`meter`] (what a meter is) -> [`reading`] (what it says) -> [`progress`]
//! (who has spoken for a slot) -> [`totals`] and [`loss`] (what the slot amounts to) -> [`unit`].
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

pub mod grace;
pub mod loss;
pub mod meter;
pub mod progress;
pub mod reading;
pub mod totals;
pub mod unit;
