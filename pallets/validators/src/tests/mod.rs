// SPDX-License-Identifier: Apache-2.0
//! One file per call, one for the sessions, one for offences.

mod add_validator;
mod genesis;
mod offences;
mod remove_validator;
mod sessions;

use crate::{mock::*, Validators as List};

fn listed() -> Vec<u64> {
	List::<Test>::get().into_inner()
}
