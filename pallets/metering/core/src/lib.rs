// SPDX-License-Identifier: Apache-2.0
//! Pure rules of metering: which reading counts, when a slot closes, what was lost, which units an
//! export fills. No FRAME, no storage, no floating point.
//!
//! One file per stage: [`meter`] (what a meter is) -> [`reading`] and [`batch`] (what it says) ->
//! [`progress`] and [`grace`] (who has spoken for a slot) -> [`totals`], [`loss`] and [`drift`] (what
//! the slot amounts to) -> [`unit`]. What happens besides: [`replacement`], [`correction`],
//! [`owner`]. For lineage: [`storage`], [`converter`], [`home`]. What meters show: [`conversion`].
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

pub mod batch;
pub mod conversion;
pub mod converter;
pub mod correction;
pub mod drift;
pub mod grace;
pub mod home;
pub mod loss;
pub mod meter;
pub mod owner;
pub mod progress;
pub mod reading;
pub mod replacement;
pub mod storage;
pub mod totals;
pub mod unit;
