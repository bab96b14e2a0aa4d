// SPDX-License-Identifier: Apache-2.0
//! Tests: a file per call, and what happens without one.

mod answer_dispute;
mod close_slot;
mod create_network;
mod open_network;
mod register_meter;
mod relay_bond;
mod retire_meter;
mod sequences;
mod silence;
mod submit_readings;
