// SPDX-License-Identifier: Apache-2.0
//! `commonwatt`: replay, index, trace and report on a Commonwatt chain.
//!
//! One file per stage: `data` (what is replayed) -> `plan` (what that needs on a chain) -> `setup`
//! (a community, by extrinsics) -> `feed` (signed readings) -> `replay` (all of it, and checked by
//! `verify`); `index` (pages and records of finalised blocks) -> `store` -> `flow` -> `lineage` ->
//! `trace`, `units`, `ledger` -> `report`, `statement`; `dispatch` and `ballot` (plans, and votes on
//! rules), `govern` (referenda). Beneath: `chain` (a node), `storage` and
//! `extrinsic` (its language), `calls` and `types` (what is said in it).
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod audit;
pub mod ballot;
pub mod bank;
pub mod calendar;
pub mod calls;
pub mod certificate;
pub mod chain;
pub mod clock;
pub mod csvfile;
pub mod data;
pub mod dispatch;
pub mod error;
pub mod evidence;
pub mod extrinsic;
pub mod feed;
pub mod flow;
pub mod govern;
pub mod index;
pub mod keys;
pub mod ledger;
pub mod lineage;
pub mod meter;
pub mod plan;
pub mod progress;
pub mod proof;
pub mod relay;
pub mod replay;
pub mod report;
pub mod report_file;
pub mod send;
pub mod setup;
pub mod statement;
pub mod storage;
pub mod store;
pub mod telegram;
pub mod trace;
pub mod transfer;
pub mod types;
pub mod units;
pub mod verify;
pub mod write_off;
