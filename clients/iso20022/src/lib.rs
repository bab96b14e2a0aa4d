// SPDX-License-Identifier: Apache-2.0
//! ISO 20022 payment files as SEPA banks take and give them.
//!
//! ```text
//! amount, ident, text, day   what fields hold: cents, IBAN, BIC, texts of limited length, bank days
//! xml                        a strict reader: no DTD, no entities, limits on size and depth
//! out                        the writer: the same input gives the same bytes
//! initiation                 what both kinds of orders have in common
//! debit, transfer            pain.008 (collect) and pain.001 (pay out), written
//! sent                       both, read back
//! status                     pain.002 (what the bank did with a file), read
//! booking                    camt.053 and camt.054 (what was booked), read
//! ```
//!
//! Nothing here knows a chain, a network or a clock. Amounts are whole cents and never floating
//! point. A file is right as a whole or it is refused as a whole, with the place of its first fault.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![cfg_attr(
	test,
	allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)
)]

pub mod amount;
pub mod booking;
pub mod day;
pub mod debit;
pub mod ident;
pub mod initiation;
mod out;
pub mod sent;
pub mod status;
pub mod text;
pub mod transfer;
pub mod xml;

pub use amount::Cents;
pub use day::Day;
pub use ident::{Bic, CreditorId, Iban};
pub use text::Text;
pub use xml::{Fault, Limits};
