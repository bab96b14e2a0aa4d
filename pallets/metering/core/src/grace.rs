// SPDX-License-Identifier: Apache-2.0
//! Grace: how long a slot waits for silent meters, not counting time in which nobody could submit.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A time in which the chain admitted no transactions: it stood still, or migrated.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Pause {
	/// First second of it, since 1970.
	pub begin_s: u64,
	/// First second after it.
	pub end_s: u64,
}

/// Whether a wait that began at `from_s` has used up `grace_s` by `now_s`, pauses not counted.
pub fn is_over(from_s: u64, now_s: u64, grace_s: u64, pauses: &[Pause]) -> bool {
	let paused: u64 = pauses
		.iter()
		.map(|pause| pause.end_s.min(now_s).saturating_sub(pause.begin_s.max(from_s)))
		.fold(0, u64::saturating_add);
	now_s.saturating_sub(from_s).saturating_sub(paused) >= grace_s
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn grace_does_not_run_while_nobody_could_submit() {
		let pauses = [Pause { begin_s: 50, end_s: 100 }, Pause { begin_s: 150, end_s: 170 }];
		assert!(!is_over(0, 59, 60, &[]));
		assert!(is_over(0, 60, 60, &[]));
		assert!(!is_over(0, 109, 60, &pauses), "50 s of it were a pause");
		assert!(is_over(0, 110, 60, &pauses));
		assert!(!is_over(90, 160, 60, &pauses), "only the part of a pause inside the wait counts");
		assert!(is_over(90, 180, 60, &pauses));
		assert!(!is_over(200, 100, 1, &pauses), "a wait that has not begun");
	}
}
