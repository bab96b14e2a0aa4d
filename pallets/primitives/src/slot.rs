// SPDX-License-Identifier: Apache-2.0
//! Slots: the time axis. Slot `s` covers the seconds `[s * length, (s + 1) * length)` since 1970.

/// Number of a slot.
pub type Slot = u32;

/// Length of a slot in seconds: any of [`SlotLength::ALLOWED`], each a divisor of an hour.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SlotLength(u32);

impl SlotLength {
	/// The lengths a chain may run with.
	pub const ALLOWED: [u32; 5] = [60, 300, 900, 1_800, 3_600];

	/// A quarter of an hour, the length most markets settle in.
	pub const QUARTER_HOUR: Self = Self(900);

	/// A slot length; `None` for one that is not allowed.
	pub fn new(seconds: u32) -> Option<Self> {
		Self::ALLOWED.contains(&seconds).then_some(Self(seconds))
	}

	/// The length in seconds.
	pub const fn seconds(self) -> u64 {
		self.0 as u64
	}

	/// Slots in a day.
	pub const fn per_day(self) -> u32 {
		86_400 / self.0
	}

	/// The slot that runs at `unix_s`; the last one representable for a time beyond it.
	pub fn slot_at(self, unix_s: u64) -> Slot {
		Slot::try_from(unix_s / self.seconds()).unwrap_or(Slot::MAX)
	}

	/// First second of `slot`.
	pub const fn begin_s(self, slot: Slot) -> u64 {
		slot as u64 * self.seconds()
	}

	/// First second after `slot`.
	pub const fn end_s(self, slot: Slot) -> u64 {
		self.begin_s(slot) + self.seconds()
	}

	/// Whether `slot` has begun at `unix_s`.
	pub const fn has_begun(self, slot: Slot, unix_s: u64) -> bool {
		self.begin_s(slot) <= unix_s
	}

	/// Whether `slot` is over at `unix_s`.
	pub const fn has_ended(self, slot: Slot, unix_s: u64) -> bool {
		self.end_s(slot) <= unix_s
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn slots_tile_the_time_axis() {
		let length = SlotLength::new(900).expect("allowed");
		assert_eq!(length.slot_at(0), 0);
		assert_eq!(length.slot_at(899), 0);
		assert_eq!(length.slot_at(900), 1);
		assert!(length.has_begun(1, 900) && !length.has_begun(1, 899));
		assert!(length.has_ended(0, 900) && !length.has_ended(0, 899));
		assert_eq!(length.per_day(), 96);
		assert_eq!(length.slot_at(u64::MAX), Slot::MAX);
		assert_eq!(SlotLength::new(700), None);
	}
}
