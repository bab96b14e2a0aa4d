// SPDX-License-Identifier: Apache-2.0
//! The law one gateway runs.

use crate::{part, Share, PERIOD_MS};

/// The greatest deviation that is told apart, in W.
const DEVIATION_MAX_W: i64 = 1_000_000_000;

/// How much of what the last telegram added is not yet in this one, in thousandths: devices are on
/// their way.
const UNSEEN_PERMILLE: i64 = 300;

/// For how many telegrams one after a gap stands, at most.
pub const GAP_MAX: u64 = 3;

/// The constants of the law: the same for all gateways of a feeder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Law {
	/// In what time a deviation falls to about a third, in ms, once telegrams arrive. More than their
	/// usual age.
	pub response_ms: u32,
	/// In what time a correction nobody asks for any more falls to a third, in ms. A hundred times
	/// the response leaves a hundredth of the deviation.
	pub leak_ms: u32,
	/// The same once telegrams have stopped.
	pub silence_leak_ms: u32,
	/// After how many missing telegrams in a row they count as stopped.
	pub patience: u8,
}

impl Default for Law {
	fn default() -> Self {
		Self { response_ms: 1_400, leak_ms: 120_000, silence_leak_ms: 20_000, patience: 5 }
	}
}

/// One gateway and its device.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Gateway {
	law: Law,
	share: Share,
	/// The device's own lag, in ms.
	lag_ms: u16,
	/// What all gateways together should add, in mW, as far as this one can tell. Kept for the
	/// group rather than for the device, so that it survives a new plan with other factors.
	group_mw: i64,
	/// What is added to it for the device's lag, in mW.
	lead_mw: i64,
	/// What the last telegram added to it, in mW.
	recent_mw: i64,
	/// Telegrams missing in a row.
	missing: u8,
	/// The number of the last telegram that counted.
	last: Option<u64>,
}

impl Gateway {
	/// A gateway before its first telegram. `lag_ms` is the time its device needs for two thirds of
	/// a change; 0 where unknown, which is calm but slow.
	pub fn new(law: Law, lag_ms: u16, share: Share) -> Self {
		Self { law, share, lag_ms, group_mw: 0, lead_mw: 0, recent_mw: 0, missing: 0, last: None }
	}

	/// A new slot begins: what is corrected goes on with the new factor, within the new limits.
	pub fn plan(&mut self, share: Share) {
		self.share = share;
		self.group_mw = self.bounded(self.group_mw);
	}

	/// A telegram numbered `number` arrived (its second since some moment): the power to set. One
	/// that is not newer than the last changes nothing; one after a gap also stands for those that
	/// are missing, up to [`GAP_MAX`] altogether.
	pub fn receive(&mut self, number: u64, feeder_w: i64, plan_w: i64) -> i32 {
		let gap = match self.last {
			Some(last) if number <= last => return self.power_w(),
			Some(last) => number.saturating_sub(last).min(GAP_MAX),
			None => 1,
		};
		self.last = Some(number);
		self.advance(feeder_w, plan_w, i64::try_from(gap).unwrap_or(1))
	}

	/// The newest telegram says that the feeder takes `feeder_w` from the grid above (negative
	/// given to it), and the plan said `plan_w`: the power to set, in W.
	pub fn step(&mut self, feeder_w: i64, plan_w: i64) -> i32 {
		self.advance(feeder_w, plan_w, 1)
	}

	/// No telegram came for a period: the power to set. What was set stays for a while; then the
	/// device returns to its setpoint, because nobody knows what is needed.
	pub fn miss(&mut self) -> i32 {
		self.missing = self.missing.saturating_add(1);
		if self.missing > self.law.patience {
			self.lead_mw = 0;
			self.leak(self.law.silence_leak_ms);
		}
		self.power_w()
	}

	/// The power that is set now, in W.
	pub fn power_w(&self) -> i32 {
		self.share.power_w(self.bounded(self.group_mw.saturating_add(self.lead_mw)))
	}

	/// What is set beyond the plan, in W: what the device's meter will show as activated.
	pub fn correction_w(&self) -> i32 {
		self.power_w().saturating_sub(self.share.planned_w)
	}

	fn advance(&mut self, feeder_w: i64, plan_w: i64, periods: i64) -> i32 {
		let most_w = DEVIATION_MAX_W;
		let missing_w = feeder_w.saturating_sub(plan_w).clamp(most_w.saturating_neg(), most_w);
		let missing_mw = missing_w.saturating_mul(1_000);
		let response_ms = i64::from(self.law.response_ms);
		self.missing = 0;
		self.leak(self.law.leak_ms);
		let unseen_mw = part(self.recent_mw, UNSEEN_PERMILLE, 1_000);
		let more_mw = part(
			missing_mw.saturating_sub(unseen_mw),
			PERIOD_MS.saturating_mul(periods),
			response_ms,
		);
		// Bounded here, or a deviation beyond the reserve would be paid back long after its end.
		let before_mw = self.group_mw;
		self.group_mw = self.bounded(before_mw.saturating_add(more_mw));
		self.recent_mw = self.group_mw.saturating_sub(before_mw);
		self.lead_mw = part(missing_mw, i64::from(self.lag_ms), response_ms);
		self.power_w()
	}

	fn leak(&mut self, leak_ms: u32) {
		let gone_mw = part(self.group_mw, PERIOD_MS, i64::from(leak_ms).max(PERIOD_MS));
		self.group_mw = self.group_mw.saturating_sub(gone_mw);
	}

	fn bounded(&self, group_mw: i64) -> i64 {
		let (low, high) = self.share.group_range_mw();
		group_mw.max(low).min(high)
	}
}
