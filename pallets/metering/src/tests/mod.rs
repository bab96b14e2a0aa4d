// SPDX-License-Identifier: Apache-2.0
//! Tests: a file per call, and what happens without one.

mod accept_correction;
mod altered;
mod answer_dispute;
mod any_calls;
mod change_owner;
mod close_slot;
mod correct;
mod create_network;
mod device_meters;
mod field_cases;
mod open_network;
mod reallocate_gap;
mod register_meter;
mod relay_bond;
mod replace_device;
mod retire_meter;
mod rotate_key;
mod sequences;
mod silence;
mod storage;
mod submit_readings;
mod suspend_meter;
mod units;
mod withheld;
