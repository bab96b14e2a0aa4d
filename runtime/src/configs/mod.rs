// SPDX-License-Identifier: Apache-2.0
//! The pallets' parameters, one file per concern. Each file ends with tests that pin its decisions.

pub mod consensus;
pub mod dispatch;
pub mod energy;
pub mod governance;
pub mod monetary;
pub mod safety;
pub mod system;
pub mod tracks;
