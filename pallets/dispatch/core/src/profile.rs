// SPDX-License-Identifier: Apache-2.0
//! Profiles: one value per slot of a horizon, run-length coded.

use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The most slots a horizon has.
pub const SLOTS_MAX: u32 = 96;

/// A value that holds for some slots in a row.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Run<V> {
	/// For how many slots, at least 1.
	pub slots: u8,
	/// The value.
	pub value: V,
}

/// One value per slot of a horizon, as runs in order. An empty one stands for the default value in
/// every slot.
pub type Profile<V> = BoundedVec<Run<V>, ConstU32<SLOTS_MAX>>;

/// The values of a profile, one per slot; `None` unless its runs cover exactly `slots` slots. An
/// empty profile is the default value throughout.
pub fn expand<V: Copy + Default>(profile: &[Run<V>], slots: usize) -> Option<Vec<V>> {
	if profile.is_empty() {
		return Some(alloc::vec![V::default(); slots]);
	}
	let mut values = Vec::with_capacity(slots);
	for run in profile {
		let end = values.len().checked_add(usize::from(run.slots))?;
		if run.slots == 0 || end > slots {
			return None;
		}
		values.resize(end, run.value);
	}
	(values.len() == slots).then_some(values)
}

/// The shortest profile of these values, at most [`SLOTS_MAX`].
pub fn profile<V: Copy + PartialEq>(values: &[V]) -> Option<Profile<V>> {
	let mut runs: Vec<Run<V>> = Vec::new();
	for value in values {
		match runs.last_mut() {
			Some(last) if last.value == *value && last.slots < u8::MAX => {
				last.slots = last.slots.saturating_add(1);
			}
			_ => runs.push(Run { slots: 1, value: *value }),
		}
	}
	Profile::try_from(runs).ok()
}
