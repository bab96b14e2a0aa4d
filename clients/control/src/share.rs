// SPDX-License-Identifier: Apache-2.0
//! What the plan says of one device in one slot.

use crate::part;

/// What the plan says of one device in one slot. Powers in W, positive given to the network,
/// negative taken from it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Share {
	/// The setpoint.
	pub planned_w: i32,
	/// The participation factor, in thousandths; those of all devices sum to 1000.
	pub alpha_permille: u16,
	/// The lowest power that may be set.
	pub least_w: i32,
	/// The highest power that may be set.
	pub most_w: i32,
}

impl Share {
	/// The share of a device with this setpoint and factor in a reserve of `reserve_w` in both
	/// directions, within what the device can do in the slot. The share is rounded up, so that
	/// all devices together carry the whole reserve. The setpoint counts as within the limits.
	pub fn new(planned_w: i32, alpha_permille: u16, reserve_w: u32, limits_w: (i32, i32)) -> Self {
		let parts = u64::from(reserve_w).saturating_mul(u64::from(alpha_permille));
		let own_w = i32::try_from(parts.div_ceil(1_000)).unwrap_or(i32::MAX);
		Self {
			planned_w,
			alpha_permille,
			least_w: planned_w.saturating_sub(own_w).max(limits_w.0).min(planned_w),
			most_w: planned_w.saturating_add(own_w).min(limits_w.1).max(planned_w),
		}
	}

	/// What all gateways would do together while this one is at its lowest and highest power, in
	/// mW; nothing where it takes no part.
	pub(crate) fn group_range_mw(&self) -> (i64, i64) {
		let alpha = i64::from(self.alpha_permille);
		let room = |to_w: i32| i64::from(to_w).saturating_sub(i64::from(self.planned_w));
		(
			part(room(self.least_w).min(0), 1_000_000, alpha),
			part(room(self.most_w).max(0), 1_000_000, alpha),
		)
	}

	/// The power to set when all gateways together add `group_mw`: rounded towards the setpoint,
	/// never outside what may be set.
	pub(crate) fn power_w(&self, group_mw: i64) -> i32 {
		let own_w = part(group_mw, i64::from(self.alpha_permille), 1_000_000);
		let power_w = i64::from(self.planned_w).saturating_add(own_w);
		let low = i64::from(self.least_w.min(self.planned_w));
		let high = i64::from(self.most_w.max(self.planned_w));
		i32::try_from(power_w.max(low).min(high)).unwrap_or(self.planned_w)
	}
}
