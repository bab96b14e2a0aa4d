// SPDX-License-Identifier: Apache-2.0
//! Properties and named examples, one file per stage, with an independent linear programme as
//! oracle.

mod accept;
mod bound;
mod build;
mod deliver;
mod fallback;
mod limits;
mod negative_prices;
mod overflow;
mod reserve;
mod support;
mod verify;
mod wire;
