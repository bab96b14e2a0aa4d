// SPDX-License-Identifier: Apache-2.0
//! A file per call, and one for what other pallets and the outside can ask.

mod add_member;
mod cancel;
mod challenge;
mod close;
mod enact;
mod enrol;
mod feeless;
mod forget;
mod genesis;
mod invariants;
mod open_community;
mod poll;
mod propose;
mod propose_growth;
mod propose_referendum_vote;
mod propose_roll_back;
mod reads;
mod recast;
mod remove_member;
mod resolve_challenge;
mod review;
mod sequences;
mod set_bank;
mod set_guarantor;
mod set_operator;
mod vote;

pub(crate) use crate::{mock::*, BallotState, Error, Event, HoldReason, Motion};
pub(crate) use community_core::{Choice, Tally};
pub(crate) use frame_support::{assert_noop, assert_ok};

/// Asserts that `event` was the last thing that happened.
pub(crate) fn assert_last(event: Event<Test>) {
	System::assert_last_event(event.into());
}
