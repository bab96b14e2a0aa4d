// SPDX-License-Identifier: Apache-2.0
//! Properties and named examples, one file per stage.

mod conversion;
mod converter;
mod correction;
mod home;
mod loss;
mod progress;
mod reading;
mod replacement;
mod storage;
mod strategies;
mod unit;
