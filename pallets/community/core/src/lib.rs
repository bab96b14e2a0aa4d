// SPDX-License-Identifier: Apache-2.0
//! The rules of communities as pure functions: who counts in a vote, how fast an electorate may
//! grow, and what a ballot decides. No storage, no FRAME, no floating point.
//!
//! ```text
//! eligibility.rs  from when on a connection point speaks for a person
//! growth.rs       how many are counted in a billing period
//! snapshot.rs     how many of the first n still count
//! ballot.rs       tally, quorum, thresholds, outcome
//! ```
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

pub mod ballot;
pub mod eligibility;
pub mod growth;
pub mod snapshot;

pub use ballot::{decide, quorum, Choice, Outcome, Tally, Threshold, QUORUM_MIN, QUORUM_PERCENT};
pub use eligibility::counts_from;
pub use growth::{growth_ballot_max, per_period, Growth, GROWTH_MIN, GROWTH_PERCENT};
pub use snapshot::{nodes_above, nodes_below, VOTERS_MAX};
