// SPDX-License-Identifier: Apache-2.0
//! Pure rules of certificates: which part of what a meter gave to the grid may be claimed, split
//! and merged. No FRAME, no storage, no floating point.
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

pub mod range;

pub use range::{Range, RangeError};
