// SPDX-License-Identifier: Apache-2.0
//! A file per call, one for what the outside can ask, and one for any sequence of calls.

mod claim;
mod merge;
mod reads;
mod retire;
mod sequences;
mod split;
mod transfer;

pub(crate) use crate::{mock::*, Certificates as Records, Claimed, Error, Event, NextCertificate};
pub(crate) use frame_support::{assert_noop, assert_ok};
pub(crate) use sp_runtime::{DispatchError, TokenError};

/// A certificate of which nothing is known.
pub(crate) const UNKNOWN: crate::CertificateId = 77;

/// Asserts that `event` was the last thing that happened.
pub(crate) fn assert_last(event: Event<Test>) {
	System::assert_last_event(event.into());
}

pub(crate) fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}
