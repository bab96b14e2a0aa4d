// SPDX-License-Identifier: Apache-2.0
//! Properties and named examples, one file per stage.

mod clearing;
mod extremes;
mod flow;
mod legs;
mod modes;
mod mountain;
mod order;
mod period;
mod pot;
mod record;
mod share;
mod sharing;
mod statement;
mod strategies;
mod tariff;
mod unit_proof;
