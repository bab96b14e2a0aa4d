// SPDX-License-Identifier: Apache-2.0
//! Proofs of single units: files that show what became of a unit without a node.
//!
//! `collect` picks the pages from the database, `node` asks a node for the state's and finality's
//! proofs, `prove` puts them together; `check` verifies a file with `anchor` (a block's state) and
//! `grandpa` (its finality). What the pages say is decided in `settlement_core::unit_proof`.

pub mod anchor;
pub mod authorities;
pub mod check;
pub mod collect;
pub mod file;
pub mod grandpa;
pub mod node;
pub mod prove;

pub use authorities::AuthoritiesArgs;
pub use check::VerifyArgs;
pub use prove::ProveArgs;
