// SPDX-License-Identifier: Apache-2.0
//! A file per call, and one for what other pallets and the outside can ask.

mod add_member;
mod open_community;
mod reads;
mod remove_member;
mod set_bank;
mod set_guarantor;
mod set_operator;

pub(crate) use crate::{mock::*, Error, Event, HoldReason};
pub(crate) use frame_support::{assert_noop, assert_ok};

/// Asserts that `event` was the last thing that happened.
pub(crate) fn assert_last(event: Event<Test>) {
	System::assert_last_event(event.into());
}
