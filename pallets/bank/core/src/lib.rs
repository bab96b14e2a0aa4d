// SPDX-License-Identifier: Apache-2.0
//! Pure rules of money that comes from a bank and goes to one: what a billing statement asks for,
//! what becomes of a payment, under which name the bank knows it, and how much a bank may mint. No
//! FRAME, no storage, no floating point.
//!
//! ```text
//! due.rs        what a statement asks for, in whole cents
//! line.rs       the payment of a statement, attempt by attempt
//! reference.rs  the statement's name in the bank's files
//! cap.rs        how much a bank may mint in a window
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

extern crate alloc;

pub mod cap;
pub mod due;
pub mod line;
pub mod reference;

pub use cap::{CapError, MintCap};
pub use due::{due, due_arrears, is_whole_cents, whole_cents_floor, Due, Standing, CENT};
pub use line::{
	book, export, reopen, write_off, BankStatus, Booked, Direction, Line, LineError, LineState,
	Movement, Next,
};
pub use reference::{end_to_end_id, parse_end_to_end_id, ReferenceError, REFERENCE_MAX};
