// SPDX-License-Identifier: Apache-2.0
//! Properties and named examples, one file per stage.

mod bounds;
mod clearing;
mod extremes;
mod flow;
mod legs;
mod modes;
mod mountain;
mod order;
mod period;
mod policy;
mod pot;
mod presence;
mod record;
mod share;
mod sharing;
mod statement;
mod strategies;
mod tariff;
mod unit_proof;
