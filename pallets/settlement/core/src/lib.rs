// SPDX-License-Identifier: Apache-2.0
//! The rules of settlement as pure functions: no storage, no FRAME, no floating point.
//!
//! One file per stage, in the order in which a slot passes them:
//!
//! ```text
//! tariff, order   what holds in a slot: tariffs and members' limits, the limits as price ticks
//! share, terms    members' shares where supply is shared out; rule, tariff and grid mode of a slot
//! bounds, policy  what the chain allows and what members decided of fees, tariffs and rule
//! book            supply and demand per tick, filled as readings come
//! rule            who is in the market and at which price: ratio, or sharing
//! clearing        from the market to a few public coefficients
//! legs            what every row and every named account gains or pays by them
//! extremes        the protective prices of a gap
//! flow            which base quantity went where, looked up and never recorded
//! record, proof   two-level Merkle commitment to a swept slot, proofs of one row
//! tree, mountain  the records of all slots that left state, in some hundred bytes
//! unit_proof      what became of a unit, from a few pages of its slots
//! period          when a billing period ends
//! statement       what a period did to an account, so that anyone can check it
//! presence        whose energy was measured in a period
//! pot             what a position, a limit and a guarantor can bear
//! ```
//!
//! Clearing is independent of the order of readings, and everything downstream is linear in a
//! row's energy. Roundings are named and go to the rounding account of the network, never below
//! zero.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![cfg_attr(
	test,
	allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)
)]

extern crate alloc;

pub mod book;
pub mod bounds;
pub mod clearing;
pub mod extremes;
pub mod flow;
pub mod legs;
pub mod mountain;
pub mod order;
pub mod period;
pub mod policy;
pub mod pot;
pub mod presence;
pub mod proof;
mod ratio;
pub mod record;
mod rounding;
pub mod rule;
pub mod share;
pub mod sharing;
pub mod statement;
pub mod tariff;
pub mod terms;
pub mod tree;
pub mod unit_proof;

pub use book::{Book, Overflow, Standing};
pub use bounds::{PriceBounds, PriceRange};
pub use clearing::{clear, Class, Clearing, ClearingError};
pub use extremes::{NotLater, SuffixExtremes, EXTREMES_MAX};
pub use flow::{Fate, FlowError, FlowRow, Party, Run, SlotFlow, Source};
pub use legs::{feeder_late_leg, gap_leg, named_legs, row_leg, worst_case, worst_leg, NamedLegs};
pub use mountain::Mountain;
pub use order::{buy_tick, sell_tick, ChangePending, Limits, OrderRow, Tick, TICK_MAX};
pub use period::Cycle;
pub use policy::{Band, Decisions, Fees, Policy, PolicyError, DECISIONS_MAX};
pub use pot::StepIn;
pub use presence::Presence;
pub use proof::{Evidence, HeaderProof, Path, RowProof};
pub use record::{Axes, PageLeaf, RowLeaf, SlotHeader, SlotRecord};
pub use rule::{Keys, PriceOutOfBounds, Rule, Sharing};
pub use share::{Allotment, PageShares, Share, ShareError, ShareRow, WHOLE_PPM};
pub use sharing::Gather;
pub use statement::{
	page_hash, records_after, Note, NoteKind, NoteSum, PeriodRecord, StatementRow,
};
pub use tariff::{
	change_tariffs, prune_tariffs, set_tariffs, tariff_at, value_at, Tariff, TariffError,
};
pub use terms::{GridMode, SlotTerms};
pub use tree::{subtree_path, RootBuilder};
pub use unit_proof::{life, PageProof, PartialFlow, Segment, SlotProof, Unshown};
